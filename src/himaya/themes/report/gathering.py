"""Evidence in a seat's sight: documents that were read, and what persons coded in them."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db.models import Count, F, IntegerField, Max, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, Length

from himaya.engines.narrative.evidence import Mention, Read
from himaya.gate.seats import ActingSeat
from himaya.library.models import DocumentVersion
from himaya.places.queries import Chain, editions, unit_chains
from himaya.records.models import Involvement
from himaya.themes.coding.seeing import HELD, readable_versions
from himaya.themes.models import Decision, FrameworkVersion, Passage, Suggestion
from himaya.themes.queries import framework_of
from himaya.themes.report.asking import Ask
from himaya.themes.report.independence import with_origins

NOW, BEFORE = "now", "before"
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
    """Five queries, and two more where anything has changed since it was last asked.

    Of the last few questions of this process the answers are remembered: by the documents in sight
    with all that is told of them, and by a stamp of what is coded.
    """
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
    undated = known.filter(day__isnull=True).count()
    span = (ask.version.pk, ask.first, ask.months)
    key = (span, tuple(rows), tuple(read), undated, stamp_of(ask.version))
    return _answered(_Question(key, ask, inside, rows, read, undated))


@dataclass(frozen=True, slots=True)
class _Question:
    """Questions with the same key have the same answer."""

    key: Hashable
    ask: Ask = field(compare=False)
    versions: QuerySet[DocumentVersion] = field(compare=False)
    rows: Sequence[tuple[Any, ...]] = field(compare=False)
    read: Sequence[Read] = field(compare=False)
    undated: int = field(compare=False)


@lru_cache(maxsize=3)
def _answered(asked: _Question) -> Evidence:
    confirmed, marks, settled = _confirmed(asked.versions, asked.ask)
    unreviewed, waiting = _suggested(asked.versions, asked.ask, settled)
    in_time = [row[1] for row in sorted(asked.rows, key=itemgetter(9, 0))]
    return Evidence(
        asked.read,
        with_origins(asked.read, confirmed, marks, in_time),
        unreviewed,
        waiting,
        {row[1]: row[5] for row in asked.rows},
        {row[1]: row[6] for row in asked.rows},
        asked.undated,
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


# A number, not a truth value: SQLite has none, and turning each into one costs half of the query.
_SEEN = Cast("passage__first_hand", IntegerField())
_ACCEPTED = Cast("is_accepted", IntegerField())
_SAID = ("theme", "passage__version__ref", "passage", "passage__specific", _SEEN)
Settled = set[tuple[str, int]]


def _inside(versions: QuerySet[DocumentVersion]) -> Q:
    return Q(passage__version__in=versions.values("pk"), passage__is_current=True)


def _confirmed(
    versions: QuerySet[DocumentVersion], ask: Ask
) -> tuple[list[Mention], dict[int, bytes], Settled]:
    """What persons coded; by what quotes are told, by passage; and all that was decided."""
    codes = set(framework_of(ask.version).codes)
    decided = Decision.objects.filter(
        _inside(versions),
        framework_version__framework=ask.version.framework,
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


def _suggested(
    versions: QuerySet[DocumentVersion], ask: Ask, settled: Settled
) -> tuple[list[Mention], list[Mention]]:
    """What stands without a person, and what waits for one."""
    suggested = Suggestion.objects.filter(
        _inside(versions),
        framework_version=ask.version,
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
