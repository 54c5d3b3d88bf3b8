"""What documents of an agency usually lack of what their template asks for: fair feedback.

Only documents whose words are open to the seat; an agency with fewer than a few is told nothing of.
Agencies stand in the order of their names, not of their shares.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from himaya.engines.narrative.completeness import PartState, share_told
from himaya.gate.seats import ActingSeat
from himaya.kernel.words import in_language
from himaya.library.levels import TYPE
from himaya.library.parts_asked import templates
from himaya.themes.coding.seeing import readable_versions
from himaya.themes.report.gathering import authors_of

LEAST = 3  # documents of one agency and type
MOST = 2_000  # newest documents that are looked at
_USUALLY = 0.5  # of the documents
_FINE = (PartState.TOLD, PartState.NOTHING)


@dataclass(frozen=True, slots=True)
class Lacking:
    """Of one agency and type: documents, the share of what is asked for that they tell, the rest.

    `parts`: (title, in how many documents it is missing or left empty), the most missed first.
    """

    agency: str
    kind: str  # name of the type
    documents: int
    percent: int
    parts: Sequence[tuple[str, int]]


@dataclass(slots=True)
class _Tally:
    shares: list[float] = field(default_factory=list)
    lacked: Counter[str] = field(default_factory=Counter)


def lacking_by_agency(seat: ActingSeat) -> list[Lacking]:
    """Three queries, whatever there is."""
    known, tallies = templates(), defaultdict[tuple[str, str], _Tally](_Tally)
    versions = readable_versions(seat).exclude(parts={})
    authors = authors_of(versions)
    columns = ("parts", "record", "record__agency__acronym", f"record__head__answers__{TYPE}")
    for parts, record, brought, kind in versions.order_by("-pk").values_list(*columns)[:MOST]:
        template, states = known.get(kind or ""), parts.get(kind or "")
        if template is None or not states:
            continue
        tally = tallies[authors.get(record, brought), template.code]
        tally.shares.append(share_told(states, template))
        tally.lacked.update(
            part.code
            for part in template.parts
            if part.is_required and states.get(part.code) not in _FINE
        )
    return [
        _told(agency, kind, tally)
        for (agency, kind), tally in sorted(tallies.items())
        if len(tally.shares) >= LEAST
    ]


def _told(agency: str, kind: str, tally: _Tally) -> Lacking:
    template = templates()[kind]
    titles = {part.code: in_language(part.title) or part.code for part in template.parts}
    many = len(tally.shares)
    usual = [
        (titles[code], count)
        for code, count in tally.lacked.most_common()
        if code in titles and count >= _USUALLY * many
    ]
    percent = round(100 * sum(tally.shares) / many)
    return Lacking(agency, in_language(template.title) or kind, many, percent, usual)
