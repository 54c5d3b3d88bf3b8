"""The calendar: one month of deadlines and dates."""

import calendar
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import get_format

from himaya.records.models import Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.register import Register
from himaya.records.registers.rows import Row, rows_of

ENTRIES_ON_A_DAY = 6
_MOST = 1000  # records of one month that are drawn; the table has the rest


@dataclass(slots=True)
class Day:
    """One day of the grid."""

    day: date
    weekday: str
    is_inside: bool
    is_today: bool
    rows: list[Row] = field(default_factory=list)
    count: int = 0  # of all records of the day, where `rows` are only the first

    @property
    def shown(self) -> list[Row]:
        """What fits into the cell."""
        return self.rows[:ENTRIES_ON_A_DAY]

    @property
    def more(self) -> int:
        """How many more there are."""
        return max((self.count or len(self.rows)) - ENTRIES_ON_A_DAY, 0)


@dataclass(frozen=True, slots=True)
class Month:
    """What the calendar page shows."""

    first: date
    weekdays: list[str]
    weeks: list[list[Day]]
    before: tuple[int, int]
    after: tuple[int, int]

    @property
    def is_empty(self) -> bool:
        """Whether nothing falls into it."""
        return not any(day.rows for week in self.weeks for day in week)


@dataclass(frozen=True, slots=True)
class Falling:
    """What falls into a month: records by deadline, and how many on each day if not all of them."""

    records: Iterable[Record]
    counts: Mapping[date, int] = field(default_factory=dict)


# First and last day of a month, and whether records also stand where they begin.
Looking = Callable[[date, date, bool], Falling]


def falling_by_database(records: QuerySet[Record]) -> Looking:
    """The first thousand of a month. One query."""

    def falling(first: date, last: date, starts: bool) -> Falling:  # noqa: FBT001 - as `Looking`
        falls = Q(deadline__range=(first, last))
        if starts:
            falls |= Q(period_start__range=(first, last))
        return Falling(records.filter(falls).order_by("deadline", "pk")[:_MOST])

    return falling


def month_of(register: Register, falling: Looking, ask: Ask, today: date) -> Month:
    """The asked month, else the present one, with what falls on each day."""
    year, number = ask.month or (today.year, today.month)
    first = date(year, number, 1)
    last = date(year, number, calendar.monthrange(year, number)[1])
    starts = register.column_meaning("date") is not None
    found = falling(first, last, starts)
    rows = rows_of(register, found.records, register.first_columns, today)
    # 0 is Sunday in Django's formats and Monday in Python's calendar.
    week_start = (get_format("FIRST_DAY_OF_WEEK") - 1) % 7
    grid = calendar.Calendar(week_start).monthdatescalendar(year, number)
    weeks = [
        [
            Day(
                day,
                str(WEEKDAYS_ABBR[day.weekday()]),
                day.month == number,
                day == today,
                count=found.counts.get(day, 0),
            )
            for day in week
        ]
        for week in grid
    ]
    days = {day.day: day for week in weeks for day in week if day.is_inside}
    for row in rows:
        for when in _days(row.record, starts=starts):
            if when in days:
                days[when].rows.append(row)
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    return Month(
        first,
        [day.weekday for day in weeks[0]],
        weeks,
        (before.year, before.month),
        (after.year, after.month),
    )


def _days(record: Record, *, starts: bool) -> set[date]:
    dates = {record.deadline, record.period_start if starts else None}
    return {day for day in dates if day is not None}
