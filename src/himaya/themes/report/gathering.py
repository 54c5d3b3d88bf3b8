"""Evidence in a seat's sight: documents that were read, and what persons coded in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from himaya.engines.narrative.evidence import Mention, Read
from himaya.gate.seats import ActingSeat
from himaya.library.models import DocumentVersion
from himaya.places.queries import Chain, editions, unit_chains
from himaya.records.models import Involvement
from himaya.themes.coding.seeing import HELD, readable_versions
from himaya.themes.models import Decision, Suggestion
from himaya.themes.queries import framework_of
from himaya.themes.report.asking import Ask
from himaya.themes.report.independence import with_origins

NOW, BEFORE = "now", "before"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was read in the span and in the one before, and what it says.

    `confirmed` was coded by a person. `unreviewed` stands without one, by the word of the theme's
    owner; `waiting` is suggested, and nobody has looked at it.
    `levels` and `kept_in` (key of the register) are by document (ref of its version).
    """

    read: Sequence[Read]
    confirmed: Sequence[Mention]
    unreviewed: Sequence[Mention]
    waiting: Sequence[Mention]
    levels: Mapping[str, int]
    kept_in: Mapping[str, int]
    undated: int

    @property
    def datasets(self) -> frozenset[int]:
        """The registers that documents were read of."""
        return frozenset(self.kept_in[one.document] for one in self.read)


@dataclass(frozen=True, slots=True)
class Country:
    """The areas of the edition in force."""

    edition: str
    chains: Sequence[Chain]


def country_of(seat: ActingSeat) -> Country:
    """Two queries."""
    edition = (editions(seat.operation) or [""])[0]
    return Country(edition, unit_chains(seat.operation, edition))


def evidence_of(seat: ActingSeat, ask: Ask, country: Country) -> Evidence:
    """Six queries, whatever there is."""
    known = readable_versions(seat).annotate(
        day=Coalesce(F("record__period_end"), F("record__period_start"))
    )
    inside = known.filter(day__gte=ask.before.first.first, day__lte=ask.last.last)
    rows = list(
        inside.values_list(
            "pk", "ref", "record_id", "record__area", "record__agency__acronym",
            "record__level", "record__dataset_id", "copy_of__record_id",
            "copy_of__record__agency__acronym", "day",
        )
    )  # fmt: skip
    above = _provinces(country.chains)
    authors = _authors(inside)
    read = [
        Read(
            document=ref,
            source=authors.get(record, agency),
            area=above.get(area, area),
            period=NOW if day >= ask.first.first else BEFORE,
            origin=authors.get(original, first_agency) if original else "",
        )
        for _, ref, record, area, agency, _, _, original, first_agency, day in rows
        if not ask.area or ask.area in (area, above.get(area, area))
    ]
    confirmed, unreviewed, waiting = _mentions(inside, ask)
    return Evidence(
        read,
        with_origins(read, confirmed, [row[1] for row in sorted(rows, key=itemgetter(9, 0))]),
        unreviewed,
        waiting,
        {row[1]: row[5] for row in rows},
        {row[1]: row[6] for row in rows},
        known.filter(day__isnull=True).count(),
    )


def _provinces(chains: Sequence[Chain]) -> dict[str, str]:
    """P-code -> the p-code of the first level that it lies in."""
    # From the parent up, ending with the country at level 0, where there is one.
    tops = {one.pcode for one in chains if one.level <= 1}
    return {
        one.pcode: next((code for code in (one.pcode, *one.above) if code in tops), one.pcode)
        for one in chains
    }


def _authors(versions: QuerySet[DocumentVersion]) -> dict[int, str]:
    """Record -> acronym of the agency that it says wrote it; of originals of copies too."""
    ours = Q(record__in=versions.values("record"))
    originals = Q(record__in=versions.values("copy_of__record"))
    named = Involvement.objects.filter(ours | originals, means="agency")
    return dict(named.order_by("-pk").values_list("record", "agency__acronym"))


def _mentions(
    versions: QuerySet[DocumentVersion], ask: Ask
) -> tuple[list[Mention], list[Mention], list[Mention]]:
    codes = set(framework_of(ask.version).codes)
    inside = Q(passage__version__in=versions.values("pk"), passage__is_current=True)
    said = ("passage", "theme", "passage__version__ref", "passage__specific", "passage__first_hand")
    decided = Decision.objects.filter(
        inside,
        framework_version__framework=ask.version.framework,
        round=None,
        is_standing=True,
    ).exclude(theme="")
    confirmed, settled = [], set()
    for passage, theme, *rest, verdict in decided.values_list(*said, "verdict"):
        settled.add((passage, theme))
        if verdict in HELD and theme in codes:
            confirmed.append(_mention(passage, theme, *rest))
    suggested = Suggestion.objects.filter(
        inside, framework_version=ask.version, standing=Suggestion.Standing.SUGGESTED
    )
    unreviewed: list[Mention] = []
    waiting: list[Mention] = []
    for passage, theme, *rest, is_accepted in suggested.values_list(*said, "is_accepted"):
        if (passage, theme) not in settled:
            kept = unreviewed if is_accepted else waiting
            kept.append(_mention(passage, theme, *rest))
    return confirmed, unreviewed, waiting


def _mention(
    passage: int,
    theme: str,
    document: str,
    specific: int,
    first_hand: bool | None,  # noqa: FBT001
) -> Mention:
    return Mention(theme, document, str(passage), specific, first_hand)
