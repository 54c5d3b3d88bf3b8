"""Evidence in a seat's sight: documents that were read, and what persons coded in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from himaya.datasets.models import Dataset
from himaya.engines.narrative.evidence import Mention, Read
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.library.queries import taken_by_machine
from himaya.places.queries import Chain, editions, unit_chains
from himaya.records.models import Involvement
from himaya.themes.coding.seeing import HELD, readable_versions
from himaya.themes.models import Decision, FrameworkVersion, Suggestion
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
    by_machine: int = 0  # of the span, whose days the machine took and nobody has looked at

    @property
    def datasets(self) -> frozenset[int]:
        """The registers that documents were read of."""
        return frozenset(self.kept_in[one.document] for one in self.read)


@dataclass(frozen=True, slots=True)
class Span:
    """What is gathered: days from `first` to `last`, and those from `before` on to compare with.

    `area`: a p-code, "" for all; `before` is `first` where nothing is compared.
    """

    version: FrameworkVersion
    before: date
    first: date
    last: date
    area: str = ""

    @classmethod
    def asked(cls, ask: Ask) -> "Span":
        """That of a thematic report."""
        return cls(ask.version, ask.before.first.first, ask.first.first, ask.last.last, ask.area)


@dataclass(frozen=True, slots=True)
class Country:
    """The areas of the edition in force."""

    edition: str
    chains: Sequence[Chain]

    def first_level(self, area: str = "") -> list[Chain]:
        """Areas of the first level; the country's whole where an operation has no other."""
        first = [one for one in self.chains if one.level == 1] or list(self.chains)
        return [one for one in first if not area or one.pcode == area]


def country_of(seat: ActingSeat) -> Country:
    """Two queries."""
    edition = (editions(seat.operation) or [""])[0]
    return Country(edition, unit_chains(seat.operation, edition))


def evidence_of(seat: ActingSeat, ask: Ask, country: Country) -> Evidence:
    """Of a thematic report. Seven queries, whatever there is."""
    return evidence_in(seat, Span.asked(ask), country)


def evidence_in(seat: ActingSeat, span: Span, country: Country) -> Evidence:
    """What is in the seat's sight. Seven queries, whatever there is."""
    known = dated(readable_versions(seat))
    inside = known.filter(day__gte=span.before, day__lte=span.last)
    rows = [_Row._make(row) for row in inside.values_list(*_COLUMNS)]
    above = _provinces(country.chains)
    authors = authors_of(inside)
    read = [
        replace(
            _read(row, authors),
            area=above.get(row.area, row.area),
            period=NOW if row.day and row.day >= span.first else BEFORE,
        )
        for row in rows
        if not span.area or span.area in (row.area, above.get(row.area, row.area))
    ]
    confirmed, unreviewed, waiting = _mentions(inside, span.version)
    in_time = [row.ref for row in sorted(rows, key=attrgetter("day", "record"))]
    return Evidence(
        read,
        with_origins(read, confirmed, in_time),
        unreviewed,
        waiting,
        {row.ref: row.level for row in rows},
        {row.ref: row.dataset for row in rows},
        known.filter(day__isnull=True).count(),
        taken_by_machine(inside.filter(day__gte=span.first)).count(),
    )


def reads_of(versions: QuerySet[DocumentVersion]) -> dict[str, Read]:
    """Documents (refs of versions) as who says it in the end, in the order in which they speak.

    Those without a day come last; no period is told. Two queries.
    """
    authors = authors_of(versions)
    rows = [_Row._make(row) for row in dated(versions).values_list(*_COLUMNS)]
    in_time = sorted(rows, key=lambda row: (row.day or date.max, row.record))
    return {row.ref: _read(row, authors) for row in in_time}


def dated(versions: QuerySet[DocumentVersion]) -> Any:  # noqa: ANN401 - a QuerySet with a column more
    """With `day`: the last of the period that each speaks of."""
    return versions.annotate(day=Coalesce(F("record__period_end"), F("record__period_start")))


class _Row(NamedTuple):
    """A document as it was read, by the names of _COLUMNS."""

    ref: str
    record: int
    area: str
    agency: str
    level: int
    dataset: int
    original: int | None
    first_agency: str | None
    day: date | None


_COLUMNS = (
    "ref", "record_id", "record__area", "record__agency__acronym", "record__level",
    "record__dataset_id", "copy_of__record_id", "copy_of__record__agency__acronym", "day",
)  # fmt: skip


def _read(row: _Row, authors: Mapping[int, str]) -> Read:
    origin = authors.get(row.original, row.first_agency or "") if row.original else ""
    return Read(row.ref, authors.get(row.record, row.agency), row.area, origin=origin)


def least_of(seat: ActingSeat, evidence: Evidence) -> int:
    """The largest of the smallest cells of the registers that were read."""
    datasets = Dataset.objects.select_related("system", "operation", "agency")
    inside = datasets.filter(pk__in=evidence.datasets)
    return max([authorize(seat, Verb.DATASET_VIEW, one).min_cell for one in inside], default=0)


def _provinces(chains: Sequence[Chain]) -> dict[str, str]:
    """P-code -> the p-code of the first level that it lies in."""
    # From the parent up, ending with the country at level 0, where there is one.
    tops = {one.pcode for one in chains if one.level <= 1}
    return {
        one.pcode: next((code for code in (one.pcode, *one.above) if code in tops), one.pcode)
        for one in chains
    }


def authors_of(versions: QuerySet[DocumentVersion]) -> dict[int, str]:
    """Record -> acronym of the agency that it says wrote it; of originals of copies too."""
    ours = Q(record__in=versions.values("record"))
    originals = Q(record__in=versions.values("copy_of__record"))
    named = Involvement.objects.filter(ours | originals, means="agency")
    return dict(named.order_by("-pk").values_list("record", "agency__acronym"))


def _mentions(
    versions: QuerySet[DocumentVersion], version: FrameworkVersion
) -> tuple[list[Mention], list[Mention], list[Mention]]:
    codes = set(framework_of(version).codes)
    inside = Q(passage__version__in=versions.values("pk"), passage__is_current=True)
    said = ("passage", "theme", "passage__version__ref", "passage__specific", "passage__first_hand")
    decided = Decision.objects.filter(
        inside,
        framework_version__framework=version.framework,
        round=None,
        is_standing=True,
    ).exclude(theme="")
    confirmed, settled = [], set()
    for passage, theme, *rest, verdict in decided.values_list(*said, "verdict"):
        settled.add((passage, theme))
        if verdict in HELD and theme in codes:
            confirmed.append(_mention(passage, theme, *rest))
    suggested = Suggestion.objects.filter(
        inside, framework_version=version, standing=Suggestion.Standing.SUGGESTED
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
