"""Quarters and half-years in words: "Q2/ Q3", "All quarters", "Q1-Q2 2021"."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_MONTHS = 3
_ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
}
_ALL = re.compile(
    r"\ball\s+(?:four\s+)?quarters?\b|\btous les trimestres\b"
    r"|\btodos los trimestres\b|جميع الأرباع|كل الأرباع",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:Q|T|quarter\s+|trimestre\s+)\s?(?P<number>\d)\b"
    rf"|\b(?P<ordinal>{'|'.join(_ORDINALS)})\s+quarter\b|\b[HS](?P<half>[12])\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^\s*(?:[-–/]|to|until|through|à|au|a|إلى)\s*$", re.IGNORECASE)  # noqa: RUF001
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


@dataclass(slots=True)
class QuartersRead:
    """`quarters` in order; `problem` is "" or "impossible" (Q5, a range that runs backwards)."""

    quarters: list[str] = field(default_factory=list)
    year: int | None = None
    problem: str = ""
    rest: str = ""  # words beside the quarters


def read_quarters(text: str) -> QuartersRead | None:
    """Read quarters, or None when the text names none."""
    rest = _YEAR.sub(" ", _ALL.sub(" ", _ONE.sub(" ", text)))
    read = QuartersRead(rest=" ".join(re.findall(r"[^\W\d_]{2,}", rest)))
    if year := _YEAR.search(text):
        read.year = int(year.group(1))
    if _ALL.search(text):
        read.quarters = list(QUARTERS)
        return read
    numbers: set[int] = set()
    last: tuple[int, int] | None = None  # where the one before ended, and its number
    for match in _ONE.finditer(text):
        these = _numbers(match)
        if last and _RANGE.match(text[last[0] : match.start()]):
            if last[1] > these[-1]:
                read.problem = "impossible"
            these = list(range(last[1], these[-1] + 1))
        if any(not 1 <= number <= len(QUARTERS) for number in these):
            read.problem = "impossible"
        numbers.update(these)
        last = (match.end(), these[-1] if these else 0)
    if last is None:
        return None
    if not read.problem:
        read.quarters = [QUARTERS[number - 1] for number in sorted(numbers)]
    return read


def quarter_window(quarters: list[str], year: int) -> tuple[date, date]:
    """First day of the first and last day of the last quarter; `quarters` must not be empty."""
    first, last = QUARTERS.index(quarters[0]), QUARTERS.index(quarters[-1])
    month = (last + 1) * _MONTHS
    end = date(year, month, calendar.monthrange(year, month)[1])
    return date(year, first * _MONTHS + 1, 1), end


def _numbers(match: re.Match[str]) -> list[int]:
    if match.group("half"):
        half = int(match.group("half"))
        return [half * 2 - 1, half * 2]
    if match.group("ordinal"):
        return [_ORDINALS[match.group("ordinal").lower()]]
    return [int(match.group("number"))]
