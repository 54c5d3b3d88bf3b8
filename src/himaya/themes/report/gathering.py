"""Evidence in a seat's sight: documents that were read, and what persons coded in them."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Count, F, IntegerField, Max, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, Length
from django.utils.translation import gettext as _

from himaya.datasets.models import Dataset
from himaya.engines.narrative.evidence import Mention, Read
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.library.queries import dated_by_machine
from himaya.places.queries import Chain, editions, unit_chains
from himaya.records.models import Involvement
from himaya.releases.actions import at_level
from himaya.themes.coding.seeing import HELD, readable_versions
from himaya.themes.models import Decision, FrameworkVersion, Passage, Suggestion
from himaya.themes.queries import framework_of
from himaya.themes.report.asking import Ask
from himaya.themes.report.independence import with_origins

NOW, BEFORE = "now", "before"
_UNNAMED = "? "  # begins a source whose author nobody named; in no acronym
_AT_ONCE = 20_000  # rows of one fetch


@dataclass(frozen=True, slots=True, eq=False)
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
    """Of a thematic report."""
    return evidence_in(seat, Span.asked(ask), country)


def evidence_in(seat: ActingSeat, span: Span, country: Country) -> Evidence:
    """Six queries, and two more where anything has changed since it was last asked.

    Of the last few questions of this process the answers are remembered: by the documents in sight
    with all that is told of them, and by a stamp of what is coded.
    """
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
    undated = known.filter(day__isnull=True).count()
    dated_now = dated_by_machine(inside.filter(day__gte=span.first))
    by_machine = sum(one.document in dated_now for one in read)
    asked = (span.version.pk, span.before, span.first, span.last)
    key = (asked, tuple(rows), tuple(read), undated, by_machine, stamp_of(span.version))
    return _answered(_Question(key, span.version, inside, rows, read, undated, by_machine))


@dataclass(frozen=True, slots=True)
class _Question:
    """Questions with the same key have the same answer."""

    key: Hashable
    version: FrameworkVersion = field(compare=False)
    documents: QuerySet[DocumentVersion] = field(compare=False)
    rows: Sequence["_Row"] = field(compare=False)
    read: Sequence[Read] = field(compare=False)
    undated: int = field(compare=False)
    by_machine: int = field(compare=False)


@lru_cache(maxsize=3)
def _answered(asked: _Question) -> Evidence:
    confirmed, marks, settled = confirmed_in(asked.documents, asked.version)
    unreviewed, waiting = suggested_in(asked.documents, asked.version, settled)
    in_time = [row.ref for row in sorted(asked.rows, key=attrgetter("day", "record"))]
    return Evidence(
        asked.read,
        with_origins(asked.read, confirmed, marks, in_time),
        unreviewed,
        waiting,
        {row.ref: row.level for row in asked.rows},
        {row.ref: row.dataset for row in asked.rows},
        asked.undated,
        asked.by_machine,
    )


def stamp_of(version: FrameworkVersion) -> Hashable:
    """Another one after whatever changes what is coded or suggested by a version."""
    # A decision stands until a later one, a passage until it is cut into new ones.
    decided = Decision.objects.filter(framework_version__framework=version.framework)
    suggested = Suggestion.objects.filter(framework_version=version)
    return (
        *decided.aggregate(last=Max("pk"), at=Max("made_at")).values(),
        *suggested.aggregate(
            last=Max("pk"), many=Count("pk"), alone=Count("pk", filter=Q(is_accepted=True)),
            sure=Sum("score"),
        ).values(),
        *Passage.objects.aggregate(
            last=Max("pk"), many=Count("pk", filter=Q(is_current=True)), marked=Sum(Length("runs"))
        ).values(),
    )  # fmt: skip


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


def source_in_words(source: str) -> str:
    """Who says it, as readers are told."""
    return str(_("author not named")) if is_unnamed(source) else source


def is_unnamed(source: str) -> bool:
    """Whether a document does not say who wrote it: who brought it here need not be its author."""
    return source.startswith(_UNNAMED)


class _Row(NamedTuple):
    """A document as it was read, by the names of _COLUMNS."""

    ref: str
    record: int
    area: str
    level: int
    dataset: int
    original: int | None
    day: date | None


_COLUMNS = (
    "ref", "record_id", "record__area", "record__level", "record__dataset_id",
    "copy_of__record_id", "day",
)  # fmt: skip


def _read(row: _Row, authors: Mapping[int, str]) -> Read:
    origin = _source(row.original, authors) if row.original else ""
    return Read(row.ref, _source(row.record, authors), row.area, origin=origin)


def _source(record: int, authors: Mapping[int, str]) -> str:
    """An acronym; of no author that is named, a source that no other document has."""
    return authors.get(record) or f"{_UNNAMED}{record}"


def least_of(seat: ActingSeat, evidence: Evidence) -> int:
    """The largest smallest cell of what was read: of each register at its most sensitive document.

    A document may be more sensitive than its register, and a count says as much as it does.
    """
    inside = Dataset.objects.select_related("system", "operation", "agency")
    levels: dict[int, int] = {}
    for one in evidence.read:
        kept_in = evidence.kept_in[one.document]
        levels[kept_in] = max(levels.get(kept_in, 0), evidence.levels[one.document])
    things = [at_level(one, levels[one.pk]) for one in inside.filter(pk__in=levels)]
    return max([authorize(seat, Verb.DATASET_VIEW, one).min_cell for one in things], default=0)


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


# A number, not a truth value: SQLite has none, and turning each into one costs half of the query.
_SEEN = Cast("passage__first_hand", IntegerField())
_ACCEPTED = Cast("is_accepted", IntegerField())
_SAID = ("theme", "passage__version__ref", "passage", "passage__specific", _SEEN)
Settled = set[tuple[str, int]]


def _inside(versions: QuerySet[DocumentVersion]) -> Q:
    return Q(passage__version__in=versions.values("pk"), passage__is_current=True)


def confirmed_in(
    versions: QuerySet[DocumentVersion], version: FrameworkVersion
) -> tuple[list[Mention], dict[int, bytes], Settled]:
    """What persons coded; by what quotes are told, by passage; and all that was decided."""
    codes = set(framework_of(version).codes)
    decided = Decision.objects.filter(
        _inside(versions),
        framework_version__framework=version.framework,
        round=None,
        is_standing=True,
    ).exclude(theme="")
    rows = decided.values_list(*_SAID, "passage__runs", "verdict").iterator(_AT_ONCE)
    confirmed: list[Mention] = []
    marks: dict[int, bytes] = {}
    settled: Settled = set()
    for theme, document, passage, specific, first_hand, runs, verdict in rows:
        settled.add((theme, passage))
        if verdict in HELD and theme in codes:
            confirmed.append(Mention(theme, document, str(passage), specific, first_hand == 1))
            marks[passage] = runs or b""
    return confirmed, marks, settled


def suggested_in(
    versions: QuerySet[DocumentVersion], version: FrameworkVersion, settled: Settled
) -> tuple[list[Mention], list[Mention]]:
    """What stands without a person, and what waits for one."""
    suggested = Suggestion.objects.filter(
        _inside(versions),
        framework_version=version,
        standing=Suggestion.Standing.SUGGESTED,
    )
    unreviewed: list[Mention] = []
    waiting: list[Mention] = []
    rows = suggested.values_list(*_SAID, _ACCEPTED).iterator(_AT_ONCE)
    for theme, document, passage, specific, first_hand, is_accepted in rows:
        if (theme, passage) not in settled:
            kept = unreviewed if is_accepted else waiting
            kept.append(Mention(theme, document, str(passage), specific, first_hand == 1))
    return unreviewed, waiting
