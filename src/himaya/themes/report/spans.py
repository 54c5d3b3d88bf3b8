"""The spans of a schedule: months, quarters or years of the calendar that are over."""

from collections.abc import Iterator
from datetime import date, timedelta

from himaya.records.bulletin.model import Month


def begin_of(day: date, months: int) -> date:
    """First day of the span of the calendar that a day lies in."""
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def moved(first: date, months: int) -> date:
    """First day of the month so many months on."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def last_day(first: date, months: int) -> date:
    """Last day of a span."""
    return Month(moved(first, months - 1)).last


def due_on(first: date, months: int, wait: int) -> date:
    """The first day on which its report may be made."""
    return last_day(first, months) + timedelta(days=wait + 1)


def spans_over(begins: date, months: int, wait: int, today: date) -> Iterator[date]:
    """First days of the spans from `begins` on whose reports are due, the oldest first."""
    first = begin_of(begins, months)
    while due_on(first, months, wait) <= today:
        yield first
        first = moved(first, months)
