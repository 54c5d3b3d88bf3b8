"""What somebody who takes over an access has to read: one page, in an hour (system 128).

Everything within the sight of the one who reads; nothing is collected that their own pages would
not show. The predecessors are the accesses this one took over or stands in for. First what it
comes to, then what waits, then what stands, then where things are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.words import in_language
from himaya.people.models import Seat
from himaya.records.due import closed, due_records, next_appointments, overdue, waiting
from himaya.records.models import Record
from himaya.systems.models import InformationSystem
from himaya.web.home import Line, listed

SHOWN = 8
_AHEAD, _BEFORE = 2, 3  # meetings
_LATELY = timedelta(days=183)
# What a newcomer reads, in this order: of everybody what is open or, of plans, what stands ...
_STANDING = (
    "plan",
    "action_point",
    "decision",
    "recommendation",
    "strategy_document",
    "terms_of_reference",
    "reporting_schedule",
    "coordination_group",
    "contact",
)
_OURS = "information_holding"  # ... then what their own agency holds,
_LEARNT = "lesson"  # and what was learnt lately, whatever became of it


@dataclass(frozen=True, slots=True)
class Reading:
    """One register's part of the page; `more` is the address of the whole of it, beyond `SHOWN`."""

    code: str
    title: str
    lines: Sequence[Line]
    more: str


@dataclass(frozen=True, slots=True)
class Handover:
    """The page."""

    predecessors: Sequence[Seat]
    late: int  # of what is due
    soon: int
    due: Sequence[Line]
    open: int  # left unfinished, what is due among it
    unfinished: Sequence[Line]  # of the rest
    meetings: Sequence[Line]
    readings: Sequence[Reading]
    registers: Sequence[Mapping[str, object]]  # dataset, n, last
    systems: Sequence[InformationSystem]

    @property
    def gone(self) -> list[str]:
        """Names of those whose access has ended: what names them waits for nobody."""
        return [one.account.name for one in self.predecessors if one.ended_at is not None]

    @property
    def lines(self) -> list[Line]:
        """Every entry on the page, each once."""
        parts = [self.due, self.unfinished, self.meetings, *(one.lines for one in self.readings)]
        return list({line.record.pk: line for part in parts for line in part}.values())


def handover(seat: ActingSeat) -> Handover:
    """What was left, within the seat's sight. About three queries for each part."""
    today = clock.today()
    before = sorted(seat.in_place_of)
    theirs = Q(head__made_by__in=before) | Q(author__in=before) | Q(agency__ref=seat.agency)
    due = due_records(seat, today)
    late = due.filter(overdue(today)).count()
    first = list(due[:SHOWN])
    open_ones = _standing(seat).filter(theirs).order_by("-changed_at", "pk")
    besides = open_ones.exclude(pk__in=[one.pk for one in first])
    return Handover(
        predecessors=predecessors(seat),
        late=late,
        soon=due.count() - late,
        due=listed(first, today),
        open=open_ones.count(),
        unfinished=listed(besides[:SHOWN], today),
        meetings=_meetings(seat, today),
        readings=[one for one in _readings(seat, theirs, today) if one.lines],
        registers=_registers(seat, theirs),
        systems=list(
            visible_to(
                InformationSystem.objects.filter(
                    Q(agency__ref=seat.agency) | Q(members__ref=seat.agency)
                )
                .select_related("agency")
                .distinct()
                .order_by("code"),
                seat,
            )[:SHOWN]
        ),
    )


def predecessors(seat: ActingSeat) -> list[Seat]:
    """The accesses it took over or stands in for, the first first. One query."""
    rows = Seat.objects.filter(ref__in=sorted(seat.in_place_of)).select_related("account")
    return list(rows.order_by("valid_from"))


def _standing(seat: ActingSeat) -> QuerySet[Record]:
    return _records(seat).exclude(closed()).exclude(waiting())


def _records(seat: ActingSeat) -> QuerySet[Record]:
    rows = Record.objects.select_related("head", "dataset", "version", "agency")
    return visible_to(rows, seat)


def _meetings(seat: ActingSeat, today: date) -> list[Line]:
    """The next ones, and before them the last ones."""
    ahead = list(next_appointments(seat, today)[:_AHEAD])
    held = _records(seat).filter(dataset__profile="meeting", period_start__lt=today)
    before = held.filter(is_withdrawn=False).order_by("-period_start", "pk")[:_BEFORE]
    return listed([*reversed(before), *ahead], today)


def _readings(seat: ActingSeat, theirs: Q, today: date) -> list[Reading]:
    endorsed = Q(dataset__profile="plan", status="endorsed", is_withdrawn=False)
    opened = _records(seat).filter(~closed() | endorsed).exclude(waiting())
    learnt = _records(seat).filter(is_withdrawn=False, changed_at__date__gte=today - _LATELY)
    parts = [(code, opened) for code in _STANDING]
    parts += [(_OURS, opened.filter(theirs)), (_LEARNT, learnt)]
    return [_reading(code, rows.filter(dataset__profile=code), today) for code, rows in parts]


def _reading(code: str, rows: QuerySet[Record], today: date) -> Reading:
    profile = profile_named(code)
    several = list(rows.order_by("-period_start", "-changed_at", "pk")[: SHOWN + 1])
    more = ""
    if len(several) > SHOWN:
        more = reverse("dataset", args=[several[0].dataset.ref])
    title = in_language(profile.names) if profile else code
    return Reading(code, title, listed(several[:SHOWN], today), more)


def _registers(seat: ActingSeat, theirs: Q) -> list[dict[str, object]]:
    """Where the agency or the predecessors have entries: how many, and when the last changed."""
    rows = (
        visible_to(Record.objects.filter(theirs), seat)
        .order_by()
        .values("dataset")
        .annotate(n=Count("pk"), last=Max("changed_at"))
    )
    counted = {row["dataset"]: row for row in rows}
    datasets = visible_to(Dataset.objects.filter(pk__in=counted), seat)
    return [
        {"dataset": one, "n": counted[one.pk]["n"], "last": counted[one.pk]["last"]}
        for one in sorted(datasets, key=lambda one: (-counted[one.pk]["n"], one.pk))
    ]
