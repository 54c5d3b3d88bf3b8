"""Grades that stand, side by side, and what is known of a document before anybody grades it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Concat

from himaya.engines.narrative.grading import Difference, Signals, difference
from himaya.gate.seats import ActingSeat
from himaya.library.models import DocumentVersion
from himaya.people.models import Seat
from himaya.records.models import Involvement
from himaya.themes.coding.seeing import HELD, readable_versions
from himaya.themes.models import Decision, Grade, Passage, Suggestion

NONE, DIFFER = "none", "differ"  # of documents: not graded; graded differently
_NEAR = timedelta(days=31)  # between the periods of two documents that tell of the same


@dataclass(frozen=True, slots=True)
class Given:
    """What one person said, when, and whether it stands."""

    grade: str
    name: str
    agency: str
    made_at: datetime
    is_standing: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Graded:
    """The grades of one document side by side: those that stand, and all there ever were."""

    standing: Sequence[Given]
    before: Sequence[Given]

    @property
    def apart(self) -> Difference:
        """How far they differ."""
        return difference(one.grade for one in self.standing)


def standing_grades() -> QuerySet[Grade]:
    """Grades that stand; what was taken back is none."""
    return Grade.objects.filter(is_standing=True).exclude(credibility="")


def graded(seat: ActingSeat, version: DocumentVersion) -> Graded:
    """Of the document as a whole."""
    rows = list(Grade.objects.filter(version=version, passage=None).order_by("pk"))
    seats = Seat.objects.filter(ref__in={one.grader for one in rows})
    known = {one.ref: one for one in seats.select_related("account", "agency")}
    given = [
        Given(
            one.grade,
            known[one.grader].account.name if one.grader in known else "",
            known[one.grader].agency.acronym if one.grader in known else "",
            one.made_at,
            one.is_standing and bool(one.credibility),
            one.grader == seat.ref,
        )
        for one in rows
    ]
    return Graded(
        [one for one in given if one.is_standing], [one for one in given if not one.is_standing]
    )


def grades_of_passages(passages: Collection[Passage]) -> Mapping[int, Sequence[str]]:
    """Passage -> digits that persons gave it of its own."""
    found: dict[int, list[str]] = {}
    rows = standing_grades().filter(passage__in=[one.pk for one in passages]).order_by("pk")
    for passage, credibility in rows.values_list("passage", "credibility"):
        if passage is not None:
            found.setdefault(passage, []).append(credibility)
    return found


def grades_by_document(operation: int) -> Mapping[str, frozenset[str]]:
    """Ref of a document version -> the different grades that it has."""
    found: dict[str, set[str]] = {}
    rows = standing_grades().filter(operation=operation, passage=None)
    for ref, *grade in rows.values_list("version__ref", "reliability", "credibility"):
        found.setdefault(ref, set()).add("".join(grade))
    return {ref: frozenset(grades) for ref, grades in found.items()}


def with_grade(versions: QuerySet[DocumentVersion], wanted: str) -> QuerySet[DocumentVersion]:
    """Those graded so: NONE, DIFFER, or a letter, a digit, or both as B2; all where it is empty."""
    of_version = standing_grades().filter(version=OuterRef("pk"), passage=None)
    if not wanted:
        return versions
    if wanted == NONE:
        return versions.filter(~Exists(of_version))
    if wanted == DIFFER:
        several = (
            standing_grades()
            .filter(passage=None)
            .values("version")
            .annotate(n=Count(Concat("reliability", "credibility"), distinct=True))
            .filter(n__gt=1)
        )
        return versions.filter(pk__in=several.values("version"))
    asked = Q()
    if wanted[0].isalpha():
        asked &= Q(reliability=wanted[0])
    if wanted[-1].isdecimal():
        asked &= Q(credibility=wanted[-1])
    return versions.filter(Exists(of_version.filter(asked)))


def signals_of(seat: ActingSeat, version: DocumentVersion) -> Signals:
    """What helps to grade, as far as it is in the seat's sight."""
    rows = Passage.objects.filter(version=version, is_current=True)
    told = list(rows.values_list("specific", "first_hand"))
    record = version.record
    agency = _authors([record.pk]).get(record.pk, "")
    day = record.period_end or record.period_start
    return Signals(
        passages=len(told),
        first_hand=sum(first_hand is True for _, first_hand in told),
        hearsay=sum(first_hand is False for _, first_hand in told),
        specific=median(specific for specific, _ in told) if told else 0,
        others=_others(seat, version, agency),
        days_old=max((version.made_at.date() - day).days, 0) if day else None,
        is_source_named=bool(agency),
        before=_before(seat, version, agency) if agency else {},
    )


def _authors(records: Collection[int]) -> dict[int, str]:
    named = Involvement.objects.filter(record__in=records, means="agency")
    return dict(named.order_by("-pk").values_list("record", "agency__acronym"))


def _others(seat: ActingSeat, version: DocumentVersion, agency: str) -> int:
    """Independent sources of the same area and time that tell of one of its themes."""
    record = version.record
    day = record.period_end or record.period_start
    themes = _themes(Passage.objects.filter(version=version, is_current=True))
    if day is None or not record.area or not themes:
        return 0
    root = version.copy_of_id or version.pk
    near = (
        readable_versions(seat)
        .annotate(day=Coalesce(F("record__period_end"), F("record__period_start")))
        .filter(day__range=(day - _NEAR, day + _NEAR), record__area=record.area)
        .exclude(Q(pk=root) | Q(copy_of=root) | Q(record=record))
    )
    telling = Suggestion.objects.filter(
        passage__version=OuterRef("pk"), passage__is_current=True, theme__in=themes
    ).filter(standing=Suggestion.Standing.SUGGESTED)
    found = list(near.filter(Exists(telling)).values_list("record", "record__agency__acronym"))
    authors = _authors([key for key, _ in found])
    return len({authors.get(key, brought) for key, brought in found} - {agency})


def _themes(passages: QuerySet[Passage]) -> set[str]:
    inside = Q(passage__in=passages.values("pk"))
    held = Decision.objects.filter(inside, round=None, is_standing=True, verdict__in=HELD)
    suggested = Suggestion.objects.filter(inside, standing=Suggestion.Standing.SUGGESTED)
    return {*held.values_list("theme", flat=True), *suggested.values_list("theme", flat=True)}


def _before(seat: ActingSeat, version: DocumentVersion, agency: str) -> Mapping[str, int]:
    """How often each letter was given to other documents of that author in sight."""
    theirs = Involvement.objects.filter(
        means="agency", agency__acronym=agency, record__operation=seat.operation
    )
    others = readable_versions(seat).filter(record__in=theirs.values("record"))
    rows = standing_grades().filter(passage=None, version__in=others.exclude(pk=version.pk))
    return Counter(rows.values_list("reliability", flat=True))
