"""Who takes part in the coordination: by agency, of a year (systems 98, 127).

Whoever manages the register sees every agency, any other seat its own line and the figures of all
together: a nudge, and nobody is shamed before the others.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.profiles.coordination.response.rounds import ANSWERED, EXCUSED
from himaya.records.derive import acronyms_in
from himaya.records.due import closed, overdue
from himaya.records.models import Involvement, Record

_YEAR = timedelta(days=365)
_BACK = 3  # years beside each other
_HELD = frozenset({"held", "minuted"})


@dataclass(slots=True)
class Part:
    """What one agency, or all together, did within a year."""

    came: int = 0  # meetings
    excused: int = 0
    minutes: int = 0  # taken
    open: int = 0  # action points that name it
    late: int = 0  # of them overdue
    answered: int = 0  # reports
    due: int = 0

    def add(self, other: "Part") -> None:
        """Count the other's too."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months up to `until`: meetings whose attendance was written down, and who came."""

    until: date
    meetings: int
    came: dict[str, int]  # by acronym, of the agencies that are shown
    together: int  # agencies that came to each, added up

    def percent(self, acronym: str) -> int | None:
        """Of the meetings, rounded down; None where none was held."""
        return self.came.get(acronym, 0) * 100 // self.meetings if self.meetings else None


@dataclass(frozen=True, slots=True)
class Attendance:
    """`meetings` that were held; a line for each agency shown, and one of all together."""

    meetings: int
    unlisted: int  # meetings whose attendance nobody wrote down
    lines: list[tuple[Agency, Part]] = field(default_factory=list)
    together: Part = field(default_factory=Part)
    is_whole: bool = False
    years: list[Year] = field(default_factory=list)  # the oldest first, the last is this one


def attendance(seat: ActingSeat, dataset: Dataset, today: date) -> Attendance:
    """Of the meetings of the register and the points and reports in sight. Six queries."""
    since = today - _YEAR
    meetings = list(
        visible_to(Record.objects.filter(dataset=dataset, status__in=_HELD), seat)
        .filter(is_withdrawn=False, period_start__gte=since, period_start__lte=today)
        .values_list("head__answers", flat=True)
    )
    parts: dict[str, Part] = {}
    unlisted = 0
    for answers in meetings:
        unlisted += not _meeting(answers, parts)
    _points(seat, today, parts)
    _reports(seat, since, today, parts)
    agencies = {
        one.acronym: one for one in Agency.objects.filter(operation=seat.operation, is_member=True)
    }
    together = Part()
    known = {acronym: part for acronym, part in parts.items() if acronym in agencies}
    for part in known.values():
        together.add(part)
    is_whole = authorize(seat, Verb.DATASET_MANAGE, dataset).allowed
    shown = [
        (agency, known.get(acronym, Part()))
        for acronym, agency in sorted(agencies.items())
        if is_whole or agency.ref == seat.agency
    ]
    years = _years(seat, dataset, today, {agency.acronym for agency, _part in shown}, set(agencies))
    return Attendance(len(meetings), unlisted, shown, together, is_whole, years)


def _years(
    seat: ActingSeat, dataset: Dataset, today: date, shown: set[str], members: set[str]
) -> list[Year]:
    """The last `_BACK` years. One query."""
    rows = visible_to(Record.objects.filter(dataset=dataset, status__in=_HELD), seat).filter(
        is_withdrawn=False, period_start__gt=today - _BACK * _YEAR, period_start__lte=today
    )
    held: list[list[set[str]]] = [[] for _year in range(_BACK)]
    for day, answers in rows.values_list("period_start", "head__answers"):
        if day is not None and (came := _came(answers)):
            held[(today - day) // _YEAR].append(came & members)
    return [
        Year(
            today - number * _YEAR,
            len(meetings),
            dict(Counter(who for came in meetings for who in came if who in shown)),
            sum(len(came) for came in meetings),
        )
        for number, meetings in reversed(list(enumerate(held)))
    ]


def _came(answers: dict[str, object]) -> set[str]:
    turns = answers.get("attendance")
    return {
        str(turn.get("attendee_agency", "")).strip()
        for turn in (turns if isinstance(turns, list) else [])
        if turn.get("attended") == "yes"
    }


def _meeting(answers: dict[str, object], parts: dict[str, Part]) -> bool:
    """Count one meeting; whether its attendance was written down. An agency counts once."""
    turns = answers.get("attendance")
    said = {
        (str(turn.get("attendee_agency", "")).strip(), turn.get("attended"))
        for turn in (turns if isinstance(turns, list) else [])
    }
    came = {acronym for acronym, attended in said if attended == "yes"}
    for acronym in came:
        parts.setdefault(acronym, Part()).came += 1
    for acronym in {one for one, attended in said if attended == "excused"} - came:
        parts.setdefault(acronym, Part()).excused += 1
    for acronym in acronyms_in(answers.get("minute_taker") or ""):
        parts.setdefault(acronym, Part()).minutes += 1
    return bool(said)


def _points(seat: ActingSeat, today: date, parts: dict[str, Part]) -> None:
    points = visible_to(Record.objects.filter(dataset__profile="action_point"), seat)
    points = points.exclude(closed())
    for rows, name in ((points, "open"), (points.filter(overdue(today)), "late")):
        for acronym, count in _by_agency(Q(record__in=rows, means="agency")):
            part = parts.setdefault(acronym, Part())
            setattr(part, name, count)


def _by_agency(wanted: Q) -> Iterator[tuple[str, int]]:
    named = Involvement.objects.filter(wanted).values_list("agency__acronym", "record").distinct()
    yield from Counter(acronym for acronym, _record in named).items()


def _reports(seat: ActingSeat, since: date, today: date, parts: dict[str, Part]) -> None:
    rows = visible_to(Record.objects.filter(dataset__profile="report_due"), seat)
    asked = rows.filter(is_withdrawn=False, deadline__gte=since).exclude(status=EXCUSED)
    for acronym, status, deadline in asked.values_list("agency__acronym", "status", "deadline"):
        if status not in ANSWERED and (deadline is None or deadline > today):
            continue
        part = parts.setdefault(acronym, Part())
        part.due += 1
        part.answered += status in ANSWERED
