"""The response tracker: what was asked of whom in a span, and what came of it (systems 5).

Requirements:
1. Every figure is the number of entries of a list that the page shows; shares are told as so many
   of so many, since most are of few.
2. A recommendation counts as acted upon where an addressee acted upon it, and what it rests on too.
3. Open recommendations that nobody was asked for, and those that hold one answer for all from
   before each addressee answered for itself, are told apart and in no figure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median
from typing import Any

from django.db.models import QuerySet

from himaya.datasets.models import Dataset
from himaya.gate.decisions import HIGH, visible_to
from himaya.gate.seats import ActingSeat
from himaya.profiles.coordination.memory.asking import DRAFT, OPEN, WITHDRAWN
from himaya.profiles.coordination.memory.declaration import GROUNDS, RECOMMENDATION
from himaya.profiles.coordination.memory.standing import addressee_of, days_to_answer, standings
from himaya.records.models import Link, Record
from himaya.themes.board.named import ANSWER_TO, FINDING, RECOMMENDED, STATED

MOST = 3000  # answers counted, the newest
BY = ("addressee", "risk", "sector")


@dataclass(frozen=True, slots=True)
class Line:
    """One answer asked for, and the recommendation (its key) it is asked for."""

    answer: Record
    recommendation: int
    counts_in: frozenset[str]

    @property
    def said(self) -> Mapping[str, Any]:
        """What stands in it; nothing of it is sealed."""
        return self.answer.head.answers if self.answer.head else {}

    def group(self, by: str) -> str:
        """The addressee, or the code of a risk or sector; "" where none is given."""
        return addressee_of(self.answer) if by == "addressee" else str(self.said.get(by) or "")


@dataclass(frozen=True)
class Tracker:
    """The answers of a span in sight, and what they say together."""

    lines: Sequence[Line]
    grounds: Mapping[int, frozenset[int]]  # what a recommendation rests on, as far as in sight
    is_cut: bool

    def rows(self, by: str) -> list[tuple[str, Counter[str]]]:
        """Figures by group, what has no group last."""
        found: dict[str, Counter[str]] = {}
        for line in self.lines:
            found.setdefault(line.group(by), Counter()).update(line.counts_in)
        return sorted(found.items(), key=lambda row: (not row[0], row[0].casefold()))

    def listed(self, figure: str, by: str, group: str | None) -> list[Line]:
        """The answers that a figure counts; of one group, or of all (None)."""
        return [
            one
            for one in self.lines
            if figure in one.counts_in and (group is None or one.group(by) == group)
        ]

    @cached_property
    def total(self) -> Counter[str]:
        """Figures of all."""
        return Counter(figure for line in self.lines for figure in line.counts_in)

    @cached_property
    def recommendations(self) -> frozenset[int]:
        """Keys of those asked for."""
        return frozenset(one.recommendation for one in self.lines)

    @cached_property
    def acted_upon(self) -> frozenset[int]:
        """Keys of the recommendations that somebody acted upon."""
        return frozenset(one.recommendation for one in self.lines if "acted_on" in one.counts_in)

    def findings(self, of: Iterable[int]) -> frozenset[int]:
        """Keys of what these recommendations rest on."""
        return frozenset(one for key in of for one in self.grounds.get(key, ()))

    @cached_property
    def days(self) -> tuple[float | None, int]:
        """Median of the days from asking to answering, and of how many answers."""
        known = [days_to_answer(one.answer.status, one.said) for one in self.lines]
        days = [one for one in known if one is not None]
        return (median(days) if days else None), len(days)


def tracker_of(
    seat: ActingSeat, dataset: Dataset, since: date, until: date, today: date
) -> Tracker:
    """Of the recommendations of a register, those asked within the days. Three queries."""
    rows = Record.objects.filter(
        links_out__relation=ANSWER_TO,
        links_out__target__dataset=dataset,
        links_out__target__is_withdrawn=False,
        is_withdrawn=False,
        period_start__range=(since, until),
        level__lt=HIGH,
    ).exclude(status=WITHDRAWN)
    found = list(
        visible_to(rows, seat)
        .select_related("head", "agency", "version", "dataset")
        .order_by("-period_start", "-pk")[: MOST + 1]
    )
    asked_for = dict(
        Link.objects.filter(relation=ANSWER_TO, target__dataset=dataset)
        .order_by()
        .values_list("source", "target")
    )
    return Tracker(
        [
            Line(one, asked_for[one.pk], standings(one.status, _said(one), today))
            for one in found[:MOST]
        ],
        _grounds(seat, dataset),
        len(found) > MOST,
    )


def _said(record: Record) -> Mapping[str, Any]:
    return record.head.answers if record.head else {}


def _grounds(seat: ActingSeat, dataset: Dataset) -> dict[int, frozenset[int]]:
    links = Link.objects.filter(relation__in=GROUNDS, source__dataset=dataset)
    seen = _seen(seat).values("pk")
    found: dict[int, set[int]] = {}
    for source, target in links.filter(target__in=seen).order_by().values_list("source", "target"):
        found.setdefault(source, set()).add(target)
    return {key: frozenset(several) for key, several in found.items()}


@dataclass(frozen=True, slots=True)
class Findings:
    """Keys of findings stated in a span, in sight: which led to a recommendation that went out."""

    stated: frozenset[int]
    recommended: frozenset[int]
    acted_upon: frozenset[int]


def findings_of(seat: ActingSeat, since: date, until: date) -> Findings:
    """Of every joint analysis in sight, by the day they were written. Three queries."""
    rows = Record.objects.filter(
        dataset__profile=FINDING,
        status__in=STATED,
        is_withdrawn=False,
        made_at__date__range=(since, until),
        level__lt=HIGH,
    )
    stated = frozenset(visible_to(rows, seat).values_list("pk", flat=True))
    seen = _seen(seat)
    out = seen.filter(dataset__profile=RECOMMENDATION.code).exclude(status__in=(DRAFT, WITHDRAWN))
    links = Link.objects.filter(relation=RECOMMENDED, target__in=rows, source__in=out)
    advised = links.order_by().values_list("target", flat=True)
    acted = seen.filter(links_out__relation=ANSWER_TO, status="acted_on")
    followed = advised.filter(source__links_in__source__in=acted).distinct()
    return Findings(stated, stated & {*advised}, stated & {*followed})


def asked_of_nobody(seat: ActingSeat, dataset: Dataset) -> list[Record]:
    """Open recommendations in sight without an answer to be given by anybody. One query."""
    rows = _seen(seat).filter(dataset=dataset, status=OPEN)
    return list(_whole(rows.exclude(links_in__relation=ANSWER_TO)))


def answered_for_all(seat: ActingSeat, dataset: Dataset) -> list[Record]:
    """Recommendations in sight that hold one answer for all their addressees. One query."""
    used = ("yes", "partly", "no")
    rows = _seen(seat).filter(dataset=dataset, head__answers__used__in=used)
    return list(_whole(rows.exclude(links_in__relation=ANSWER_TO)))


def named(seat: ActingSeat, keys: Iterable[int], most: int) -> list[Record]:
    """Those of the records that are in sight, the newest change first. One query."""
    return list(_whole(_seen(seat).filter(pk__in=keys))[:most])


def _seen(seat: ActingSeat) -> QuerySet[Record]:
    """What may be counted and named here: what is High is on its own page only."""
    return visible_to(Record.objects.filter(is_withdrawn=False, level__lt=HIGH), seat)


def _whole(rows: QuerySet[Record]) -> QuerySet[Record]:
    whole = rows.select_related("head", "version", "dataset", "agency")
    return whole.prefetch_related("version__questions").order_by("-changed_at", "-pk")
