"""The timeline: rows by goal, a bar over the quarters in which the work is planned."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from himaya.gate.decisions import visible_to
from himaya.records.models import Link, Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.columns import Column
from himaya.records.registers.register import Register
from himaya.records.registers.rows import Row, rows_of

ROWS_ON_A_PAGE = 200
_QUARTERS = 4
_MONTHS = 3
_NUMBER = re.compile(r"[1-4]")


@dataclass(frozen=True, slots=True)
class Segment:
    """Some cells of a line: a gap, or a bar with its words over `span` quarters."""

    span: int
    text: str = ""
    tone: str = ""
    kind: str = "gap"  # gap, bar, words


@dataclass(frozen=True, slots=True)
class Line:
    """One record on the timeline."""

    row: Row
    segments: tuple[Segment, ...]


@dataclass(slots=True)
class Group:
    """Lines under one goal or theme; "" where there is none."""

    label: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the timeline page shows."""

    years: tuple[int, ...]
    now: int  # place of the present quarter among the shown ones, or -1
    groups: list[Group]
    page: Page[Record]
    elsewhere: int  # lines of this page that lie in other years

    @property
    def cells(self) -> list[tuple[str, bool]]:
        """(label, is now) of every quarter shown."""
        return [
            (_("Q%(number)d") % {"number": place % _QUARTERS + 1}, place == self.now)
            for place in range(len(self.years) * _QUARTERS)
        ]


def timeline_of(
    register: Register,
    records: QuerySet[Record] | Sequence[Record],
    ask: Ask,
    number: str,
    today: date,
    known: int | None = None,
) -> Timeline:
    """The records of one page over one year, and the next where a bar reaches into it.

    They come as they were written.
    """
    paginator = Paginator(records, ROWS_ON_A_PAGE)
    if known is not None:
        paginator.count = known  # a cached property: saves the query
    page = paginator.get_page(number)
    by_goal = register.column_in_role("split", "what")
    rows = rows_of(register, page.object_list, _told(register, by_goal), today)
    parents = _parent_years(register, [row.record for row in rows])
    spans = {row.record.pk: _spans(register, row, parents) for row in rows}
    year = ask.year or _best_year(spans.values(), today)
    last = year + any(
        first < (year + 1) * _QUARTERS <= end
        for several in spans.values()
        for first, end in several
    )
    years = tuple(range(year, last + 1))
    groups: dict[str, Group] = {}
    elsewhere = 0
    for row in rows:
        segments = _segments(register, row, spans[row.record.pk], years)
        if segments is None:
            elsewhere += 1
            continue
        cell = row.cell(by_goal.key) if by_goal else None
        label = cell.text if cell else ""
        groups.setdefault(label, Group(label)).lines.append(Line(row, segments))
    now = _place(today) - year * _QUARTERS
    return Timeline(
        years,
        now if 0 <= now < len(years) * _QUARTERS else -1,
        list(groups.values()),
        page,
        elsewhere,
    )


def _told(register: Register, by_goal: Column | None) -> tuple[Column, ...]:
    """The columns that a line says something of."""
    dates = (register.column_meaning(means) for means in ("quarters", "deadline.text"))
    found = (register.title_column, by_goal, *dates)
    return tuple({column.key: column for column in found if column is not None}.values())


def _place(day: date) -> int:
    """Quarters since year 0, so that places of two years compare."""
    return day.year * _QUARTERS + (day.month - 1) // _MONTHS


def _parent_years(register: Register, records: Sequence[Record]) -> dict[int, int]:
    """The year in which what a record belongs to begins: its plan's, where it may be seen."""
    of_these = Link.objects.filter(source__in=[record.pk for record in records])
    there = Record.objects.filter(is_withdrawn=False, pk__in=of_these.values("target"))
    links = of_these.filter(
        target__in=visible_to(there, register.seat).values("pk"),
        target__period_start__isnull=False,
    ).values_list("source_id", "target__period_start")
    return {source: start.year for source, start in links if start is not None}


def _spans(register: Register, row: Row, parents: dict[int, int]) -> list[tuple[int, int]]:
    """Unbroken runs of quarters, as (first, last) places."""
    record = row.record
    start, end = record.period_start, record.deadline or record.period_end
    day = end or start
    year = day.year if day else parents.get(record.pk)
    column = register.column_meaning("quarters")
    answers = record.head.answers if record.head else {}
    cell = row.cell(column.key) if column else None
    marked = answers.get(cell.column.key) if cell and cell.state != "hidden" else None
    if marked and year is not None:
        places = {year * _QUARTERS + number - 1 for number in _numbers(marked)}
        return _runs(sorted(places | _reaching(places, record.deadline)))
    if day is None:
        return []
    if start and end and start <= end:
        return [(_place(start), _place(end))]
    return [(_place(day), _place(day))]


def _reaching(places: set[int], deadline: date | None) -> set[int]:
    """What is missing up to a deadline that the marks leave out: the bar never hides its day."""
    if deadline is None or not places or _place(deadline) in places:
        return set()
    return {_place(deadline), *range(max(places), _place(deadline))}


def _numbers(marked: object) -> list[int]:
    several = marked if isinstance(marked, list) else [marked]
    found = (_NUMBER.search(str(one)) for one in several)
    return sorted({int(match.group()) for match in found if match})


def _runs(places: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def _best_year(spans: Iterable[list[tuple[int, int]]], today: date) -> int:
    """The present year if anything lies in it, else the nearest year in which something does."""
    years = {
        place // _QUARTERS
        for several in spans
        for first, last in several
        for place in range(first, last + 1)
    }
    return min(years, key=lambda year: (abs(year - today.year), year)) if years else today.year


def _segments(
    register: Register, row: Row, spans: list[tuple[int, int]], years: tuple[int, ...]
) -> tuple[Segment, ...] | None:
    """The line's cells from first to last quarter; None when all of it lies in other years."""
    first, count = years[0] * _QUARTERS, len(years) * _QUARTERS
    words = _words(register, row)
    if not spans:
        return (Segment(count, words, kind="words"),)
    shown = [
        (max(start - first, 0), min(end - first, count - 1))
        for start, end in spans
        if end >= first and start < first + count
    ]
    if not shown:
        return None
    segments: list[Segment] = []
    place = 0
    for start, end in shown:
        segments += [Segment(1)] * (start - place)
        tone = "danger" if row.is_late else row.stage.tone
        segments.append(Segment(end - start + 1, words, tone, "bar"))
        place = end + 1
    return (*segments, *[Segment(1)] * (count - place))


def _words(register: Register, row: Row) -> str:
    """The deadline in the words of the plan; else the day."""
    column = register.column_meaning("deadline.text")
    cell = row.cell(column.key) if column else None
    if cell and cell.text:
        return cell.text
    return date_format(row.record.deadline, "DATE_FORMAT") if row.record.deadline else ""
