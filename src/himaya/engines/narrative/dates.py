"""Days, months and quarters that a text names, as periods; day before month where both may be."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from himaya.engines.narrative.words import Words, words_of

_CENTURY, _PIVOT = 2000, 70
_MONTHS_IN_YEAR = 12
_MONTHS = (
    "january janvier enero يناير كانون_الثاني jan janv ene",
    "february fevrier febrero فبراير شباط feb fevr",
    "march mars marzo مارس اذار mar",
    "april avril abril ابريل نيسان apr avr abr",
    "may mai mayo مايو ايار",
    "june juin junio يونيو حزيران jun",
    "july juillet julio يوليو تموز jul juil",
    "august aout agosto اغسطس اب aug ago",
    "september septembre septiembre سبتمبر ايلول sep sept",
    "october octobre octubre اكتوبر تشرين_الاول oct",
    "november novembre noviembre نوفمبر تشرين_الثاني nov",
    "december decembre diciembre ديسمبر كانون_الاول dec dic",
)
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_FIGURES = re.compile(
    r"(?<![\d./-])(?:(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})[-/.](?P<y2>(?:19|20)\d\d|\d\d))(?![\d/-]|\.\d)"
)
_QUARTER = re.compile(r"\b[QT]([1-4])(?:[ ,/]{1,2}((?:19|20)\d\d))?(?![\w.])")
_OF = frozenset({"of", "de", "del", "du", "the"})
_NUMBER = re.compile(r"(\d{1,4})(?:st|nd|rd|th|er)?")
_DAYS_IN_MONTH = 31
_YEARS = range(1900, 2100)


@dataclass(frozen=True)
class Dated:
    """A period that is named at [start, end) in the text; first and last day.

    `is_unsure`: day and month could be the other way round.
    """

    start: int
    end: int
    first: dt.date
    last: dt.date
    is_unsure: bool = False


def dates_in(text: str, year: int | None = None) -> list[Dated]:
    """Periods in order. Months and quarters without a year are of `year`, or left out."""
    found = [*_figures(text), *_named(text, year), *_quarters(text, year)]
    return sorted(found, key=lambda one: one.start)


def _figures(text: str) -> Iterator[Dated]:
    for match in _FIGURES.finditer(text):
        year = int(match["y"] or match["y2"])
        if year < 100:  # noqa: PLR2004 - two digits
            year += _CENTURY if year < _PIVOT else _CENTURY - 100
        day, month = int(match["d"] or match["d2"]), int(match["m"] or match["m2"])
        is_unsure = match["d2"] is not None and day <= _MONTHS_IN_YEAR and day != month
        if match["d2"] is not None and month > _MONTHS_IN_YEAR >= day:
            day, month, is_unsure = month, day, False
        made = _day(year, month, day)
        if made:
            yield Dated(*match.span(), made, made, is_unsure)


def _quarters(text: str, year: int | None) -> Iterator[Dated]:
    for match in _QUARTER.finditer(text):
        of = int(match[2]) if match[2] else year
        if of is not None:
            last = 3 * int(match[1])
            end = dt.date(of, last, calendar.monthrange(of, last)[1])
            yield Dated(*match.span(), dt.date(of, last - 2, 1), end)


def _named(text: str, year: int | None) -> Iterator[Dated]:
    words = words_of(text)
    for place in range(len(words)):
        month, after = _month_at(words, place)
        if not month:
            continue
        first, day = _number_before(words, place)
        last, number = _number_after(words, after)
        if day is None and number is not None and number <= _DAYS_IN_MONTH:  # March 5, 2024
            day, after = number, last
            last, number = _number_after(words, after)
        is_of = number if number in _YEARS else year
        after = last if number in _YEARS else after
        # "may" and "mars" are words too: a bare month needs a year or a day beside it.
        if is_of is None or (day is None and number not in _YEARS):
            continue
        span = words.starts[first], words.ends[after - 1]
        if day is not None:
            made = _day(is_of, month, day)
            if made:
                yield Dated(*span, made, made)
            continue
        length = calendar.monthrange(is_of, month)[1]
        yield Dated(*span, dt.date(is_of, month, 1), dt.date(is_of, month, length))


def _month_at(words: Words, place: int) -> tuple[int, int]:
    """Number of the month named there (0: none), and the place after its name."""
    two = "_".join(words.folded[place : place + 2])
    if "_" in two and two in _NUMBER_OF:
        return _NUMBER_OF[two], place + 2
    return _NUMBER_OF.get(words.folded[place], 0), place + 1


def _number_before(words: Words, place: int) -> tuple[int, int | None]:
    at = place - 1
    if at >= 0 and words.folded[at] in _OF:
        at -= 1
    match = _NUMBER.fullmatch(words.folded[at]) if at >= 0 else None
    day = int(match[1]) if match else 0
    return (at, day) if 1 <= day <= _DAYS_IN_MONTH else (place, None)


def _number_after(words: Words, place: int) -> tuple[int, int | None]:
    at = place
    if at < len(words) and words.folded[at] in _OF:
        at += 1
    match = _NUMBER.fullmatch(words.folded[at]) if at < len(words) else None
    return (at + 1, int(match[1])) if match else (place, None)


def _day(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None where the calendar has none such: then the figures are something else."""
    if not 1 <= month <= _MONTHS_IN_YEAR or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return dt.date(year, month, day)
