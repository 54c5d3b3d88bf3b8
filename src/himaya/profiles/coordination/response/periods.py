"""Periods of a reporting schedule: weeks from Monday, months, quarters and years. No database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, and the label that titles and stable ids carry."""

    first: date
    last: date
    label: str  # 2026-W05, 2026-02, 2026-Q1, 2026


def period_of(frequency: str, day: date) -> Period:
    """The period in which a day lies. Raises KeyError for a frequency that is none of the four."""
    if frequency == "weekly":
        first = day - timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return Period(first, first + timedelta(days=6), f"{year}-W{week:02}")
    length = _MONTHS[frequency]
    month = (day.month - 1) // length * length + 1
    first = date(day.year, month, 1)
    last = _months_on(first, length) - timedelta(days=1)
    return Period(first, last, _label(frequency, first))


def periods(frequency: str, start: date, until: date) -> Iterator[Period]:
    """The periods from that of `start` to that of `until`, both included."""
    one = period_of(frequency, start)
    while one.first <= until:
        yield one
        one = period_of(frequency, one.last + timedelta(days=1))


def _months_on(first: date, months: int) -> date:
    whole = first.year * _YEAR + first.month - 1 + months
    return date(whole // _YEAR, whole % _YEAR + 1, 1)


def _label(frequency: str, first: date) -> str:
    match frequency:
        case "monthly":
            return f"{first:%Y-%m}"
        case "quarterly":
            return f"{first.year}-Q{(first.month - 1) // 3 + 1}"
        case _:
            return str(first.year)
