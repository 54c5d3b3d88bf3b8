"""Days, months and quarters that a text names, as periods; day before month where both may be."""

import calendar
import datetime as dt
import re
from collections import Counter
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
_OF = frozenset({"of", "de", "del", "du", "the", "d", "month", "mois", "mes", "شهر"})
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er"})
_TO = frozenset({"to", "au", "a", "al", "hasta", "jusqu", "الي", "حتي"})
_AND = frozenset({"and", "et", "y", "e", "و"})
_DASHES = frozenset({"-", "\u2010", "\u2011", "\u2013", "\u2014", "/", "&"})
# Days of a month that its parts are, as work plans are read: from and to.
_PARTS = {
    word: days
    for words, days in (
        ("early beginning start debut principios inicios comienzos بدايه اوائل مطلع", (1, 10)),
        ("mid middle mi mediados منتصف اواسط", (11, 15)),
        ("end late fin finales نهايه اواخر", (21, 31)),
    )
    for word in words.split()
}
_WORDS_TOO = frozenset({"may", "march"})  # months only where they begin with a capital
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_YEAR = re.compile(r"(?<![\w./-])20[0-6]\d(?!\w)|(?<=[./-])20[0-6]\d(?![\w/-]|\.\d)")
_MOSTLY = 0.6
_NUMBER = re.compile(r"(\d{1,4})(?:st|nd|rd|th|er)?")
_DAYS_IN_MONTH = 31
_YEARS = range(1900, 2100)


@dataclass(frozen=True)
class Dated:
    """A period that is named at [start, end) in the text; first and last day.

    `is_unsure`: day and month could be the other way round. Without `has_year` the year is that
    which was given.
    """

    start: int
    end: int
    first: dt.date
    last: dt.date
    is_unsure: bool = False
    has_year: bool = True


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
            first = dt.date(of, last - 2, 1)
            yield Dated(*match.span(), first, end, has_year=match[2] is not None)


@dataclass(frozen=True)
class _Piece:
    """A month as it is named: words [first, after), perhaps with a part, a day and a year."""

    first: int
    after: int
    month: int
    day: int | None
    day_from: int | None  # "11 - 15 December"
    part: str
    year: int | None

    def spans(self, year: int) -> tuple[dt.date, dt.date] | None:
        """First and last day, or None where the calendar has none such."""
        last = calendar.monthrange(year, self.month)[1]
        if self.day is not None:
            begin, end = _day(year, self.month, self.day_from or self.day), self.day
            finish = _day(year, self.month, end)
            return (begin, finish) if begin and finish else None
        low, high = _PARTS.get(self.part, (1, _DAYS_IN_MONTH))
        return dt.date(year, self.month, low), dt.date(year, self.month, min(high, last))


def _named(text: str, year: int | None) -> Iterator[Dated]:
    words = words_of(text)
    pieces = list(_pieces(text, words))
    at = 0
    while at < len(pieces):
        one = pieces[at]
        other = pieces[at + 1] if at + 1 < len(pieces) else None
        at += 1
        if other and one.year is None and other.year and _are_joined(text, words, one, other):
            began = one.spans(other.year - (one.month > other.month))
            ended = other.spans(other.year)
            if began and ended:
                yield Dated(
                    words.starts[one.first], words.ends[other.after - 1], began[0], ended[1]
                )
                at += 1
                continue
        is_of = one.year or year
        # "may" and "mars" are words too: a bare month needs a year, a day or a part beside it.
        if is_of is None or (one.day is None and one.year is None and not one.part):
            continue
        made = one.spans(is_of)
        if made:
            places = words.starts[one.first], words.ends[one.after - 1]
            yield Dated(*places, *made, has_year=one.year is not None)


def _pieces(text: str, words: Words) -> Iterator[_Piece]:
    for place in range(len(words)):
        month, after = _month_at(words, place)
        if not month:
            continue
        first, day = _number_before(words, place)
        last, number = _number_after(words, after)
        if day is None and number is not None and number <= _DAYS_IN_MONTH:  # March 5, 2024
            day, after = number, last
            last, number = _number_after(words, after)
        is_year = number in _YEARS
        after = last if is_year else after
        began: int | None = None
        if day is not None and first < place:
            first, began = _range_before(text, words, first, day)
        part = ""
        is_word = words.folded[place] in _WORDS_TOO and text[words.starts[place]].islower()
        if day is None and (is_year or not is_word):
            first, part = _part_before(words, place)
        yield _Piece(first, after, month, day, began, part, number if is_year else None)


def _month_at(words: Words, place: int) -> tuple[int, int]:
    """Number of the month named there (0: none), and the place after its name."""
    two = "_".join(words.folded[place : place + 2])
    if "_" in two and two in _NUMBER_OF:
        return _NUMBER_OF[two], place + 2
    return _NUMBER_OF.get(words.folded[place], 0), place + 1


def _number_before(words: Words, place: int) -> tuple[int, int | None]:
    at = place - 1
    while at > 0 and words.folded[at] in _OF | _ORDINALS:
        at -= 1
    match = _NUMBER.fullmatch(words.folded[at]) if at >= 0 else None
    day = int(match[1]) if match else 0
    return (at, day) if 1 <= day <= _DAYS_IN_MONTH else (place, None)


def _range_before(text: str, words: Words, first: int, day: int) -> tuple[int, int | None]:
    """Where "11 - 15" and "11 to 15" begin, and the earlier day; nothing where it is one day."""
    at = first - 1
    if at > 0 and words.folded[at] in _TO:
        at -= 1
    elif at < 0 or text[words.ends[at] : words.starts[first]].strip() not in _DASHES:
        return first, None
    match = _NUMBER.fullmatch(words.folded[at])
    began = int(match[1]) if match else 0
    return (at, began) if 1 <= began < day else (first, None)


def _part_before(words: Words, place: int) -> tuple[int, str]:
    at = place - 1
    while at > 0 and words.folded[at] in _OF:
        at -= 1
    word = words.folded[at] if at >= 0 else ""
    return (at, word) if word in _PARTS else (place, "")


def _are_joined(text: str, words: Words, one: _Piece, other: _Piece) -> bool:
    """Whether only a dash or a word stands between: "February and March 2019"."""
    between = words.folded[one.after : other.first]
    if not between:
        return text[words.ends[one.after - 1] : words.starts[other.first]].strip() in _DASHES
    is_word = len(between) == 1 and between[0] in _TO | _AND
    # Two days with "and" between are two days and no span.
    return is_word and (between[0] in _TO or one.day is None)


def _number_after(words: Words, place: int) -> tuple[int, int | None]:
    at = place
    if at < len(words) and words.folded[at] in _OF:
        at += 1
    match = _NUMBER.fullmatch(words.folded[at]) if at < len(words) else None
    return (at + 1, int(match[1])) if match else (place, None)


def usual_year(text: str) -> int | None:
    """The year that most of the years in a text are, if it is named twice at least."""
    named = Counter(int(match[0]) for match in _YEAR.finditer(_ADDRESS.sub(" ", text)))
    for year, count in named.most_common(1):
        if count > 1 and count >= _MOSTLY * named.total():
            return year
    return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None where the calendar has none such: then the figures are something else."""
    if not 1 <= month <= _MONTHS_IN_YEAR or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return dt.date(year, month, day)
