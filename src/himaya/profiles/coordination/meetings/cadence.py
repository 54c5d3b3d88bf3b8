"""The days of a series of meetings. No database."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

_WEEKS = {"week": 1, "two_weeks": 2, "three_weeks": 3}
_MONTHS = {"month": 1, "quarter": 3}
_YEAR, _WEEK = 12, 7


def days_of(cadence: str, start: date, until: date) -> Iterator[date]:
    """From the first to `until`, both included.

    Months and quarters keep the weekday and which one of its month it is; the fifth is the last.
    Raises KeyError for a cadence that is none of the five.
    """
    if cadence in _WEEKS:
        step = timedelta(weeks=_WEEKS[cadence])
        found = (start + n * step for n in count())
    else:
        months = _MONTHS[cadence]
        found = (_same_weekday(start, n * months) for n in count())
    for day in found:
        if day > until:
            return
        yield day


def _same_weekday(start: date, months: int) -> date:
    whole = start.year * _YEAR + start.month - 1 + months
    first = date(whole // _YEAR, whole % _YEAR + 1, 1)
    which = (start.day - 1) // _WEEK
    day = first + timedelta(days=(start.weekday() - first.weekday()) % _WEEK + which * _WEEK)
    return day if day.month == first.month else day - timedelta(weeks=1)
