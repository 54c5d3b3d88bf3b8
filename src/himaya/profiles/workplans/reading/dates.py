"""Dates in running words, with the words kept.

Windows: a month is its first to its last day; its beginning is the 1st to the 10th, its middle
the 11th to the 15th, its end the 21st to the last day. Day comes before month in figures.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from himaya.profiles.workplans.reading.months import MONTH, month_number

_YEAR = r"(?:\s*[,.]?\s*(?:of\s+|de\s+|del\s+)?(?P<year>(?:19|20)\d\d)(?!\d))?"
_DAY = r"(?P<day>\d{1,2})\s*(?:st|nd|rd|th|er|[ºª°])?"
_EDGE, _END = r"(?<![\w])", r"(?![\w])"
_BEGIN_WORDS = r"early|beginning|start|début|debut|principios|inicios|بداية|[اأ]وائل"
_MIDDLE_WORDS = r"mid|middle|mi|mediados|منتصف|[اأ]واسط"
_END_WORDS = r"end|late|fin|finales|نهاية|[اأ]واخر"
_PART = rf"(?P<part>{_BEGIN_WORDS}|{_MIDDLE_WORDS}|{_END_WORDS})"
_OF = r"(?:[\s\-–]+(?:of|de|du|the|شهر))*[\s\-–]*"  # noqa: RUF001  # the dash of word processors
_ON = r"(?:on|by|since|from|until|till|before|after|le|du|au|el|del|al|في)\s+(?:the\s+)?"
_MONTH = rf"(?P<month>{MONTH})\.?"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(_EDGE + pattern + _END, re.IGNORECASE)


# In order of trust; a later pattern never takes words that an earlier one has taken.
_PATTERNS = [
    _compile(r"(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?:[ T]\d\d:\d\d(?::\d\d)?)?"),
    _compile(r"(?P<day>\d{1,2})(?P<sign>[./])(?P<number>\d{1,2})[./](?P<year>(?:19|20)\d\d)"),
    re.compile(
        rf"{_EDGE}{_ON}(?P<figures>(?P<day>\d\d?)\.(?P<number>\d\d)\.?)(?![\w%])", re.IGNORECASE
    ),
    _compile(rf"{_DAY}\s*(?:of\s+|de\s+)?{_MONTH}{_YEAR}"),
    _compile(rf"{_PART}{_OF}{_MONTH}{_YEAR}"),
    _compile(rf"{_MONTH}\s+{_DAY}(?!\d){_YEAR}"),
    _compile(rf"{_MONTH}\s*[,.]?\s*(?:of\s+|de\s+)?(?P<year>(?:19|20)\d\d)"),
]
_BARE = _compile(_MONTH)
_VERBS = {"may", "mar"}  # in small letters and alone, no months
_JANUARY, _DECEMBER = 1, 12


@dataclass(slots=True)
class FoundDate:
    """A date found in words: `text` as written, `start`..`end` once the year is known.

    `problem` is "", "year" (not stated anywhere), "impossible" (31 June, month 13) or
    "ambiguous" (03/04/2019, which two customs read as two days).
    """

    text: str
    start: date | None = None
    end: date | None = None
    problem: str = ""
    at: tuple[int, int] = (0, 0)
    is_day: bool = False
    year_stated: bool = False


def find_dates(
    text: str, *, year: int | None, start: date | None = None, bare_months: bool = False
) -> list[FoundDate]:
    """Find the dates in a text, in its order.

    A date without a year takes the next year stated in the same text, else `year`, else the
    first such day from `start` on. Month names alone count only with `bare_months`, because
    "may" is mostly a verb.
    """
    matches = sorted(_matches(text, bare_months=bare_months), key=lambda match: match.start())
    found: list[FoundDate] = []
    later: int | None = None
    for match in reversed(matches):
        stated = match.groupdict().get("year")
        later = int(stated) if stated else later
        found.insert(0, _resolve(match, later or year, start, stated=stated is not None))
    return found


def _matches(text: str, *, bare_months: bool) -> Iterator[re.Match[str]]:
    taken = bytearray(len(text))  # one mark per character, so that long cells stay quick
    for pattern in [*_PATTERNS, *([_BARE] if bare_months else [])]:
        for match in pattern.finditer(text):
            if match.group() in _VERBS:
                continue
            begin, end = match.span()
            if not any(taken[begin:end]):
                taken[begin:end] = b"\x01" * (end - begin)
                yield match


def _resolve(
    match: re.Match[str], year: int | None, start: date | None, *, stated: bool
) -> FoundDate:
    groups = match.groupdict()
    name = "figures" if groups.get("figures") else 0
    found = FoundDate(match.group(name), at=match.span(name), year_stated=stated)
    month = int(groups["number"]) if groups.get("number") else month_number(groups["month"])
    if groups.get("sign") == "/":
        month, groups["day"], found.problem = _slashed(month, int(groups["day"]))
    if found.problem:
        return found
    found.is_day = bool(groups.get("day"))
    if not _JANUARY <= month <= _DECEMBER:
        found.problem = "impossible"
        return found
    first, last = _days(groups, month, year)
    if year is None and start is not None:
        before = (month, last) < (start.month, start.day)
        year = start.year + before
    if year is None:
        found.problem = "year"
        return found
    try:
        found.start, found.end = date(year, month, first), date(year, month, last)
    except ValueError:
        found.problem = "impossible"
    return found


def _slashed(month: int, day: int) -> tuple[int, str, str]:
    """Settle which figure is the month: the one up to twelve, if only one is."""
    if month == day or day > _DECEMBER:
        return month, str(day), ""
    if month > _DECEMBER:
        return day, str(month), ""
    return month, str(day), "ambiguous"


def _days(groups: dict[str, str | None], month: int, year: int | None) -> tuple[int, int]:
    """Return first and last day of what was named."""
    length = calendar.monthrange(year or 2023, month)[1]
    if day := groups.get("day"):
        return int(day), int(day)
    part = (groups.get("part") or "").lower()
    if not part:
        return 1, length
    if re.fullmatch(_BEGIN_WORDS, part, re.IGNORECASE):
        return 1, 10
    if re.fullmatch(_MIDDLE_WORDS, part, re.IGNORECASE):
        return 11, 15
    return 21, length
