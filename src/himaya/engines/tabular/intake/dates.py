"""Dates as people write them, read column by column.

Whether 03/04 is the third of April or the fourth of March is nothing a cell can tell; the column
can, by its other cells. What stays unproven is read by the default and marked.
"""

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from himaya.engines.tabular.folding import fold

_MONTHS = {
    1: "january jan janvier janv enero ene يناير كانونالثاني januar январь січень",
    2: "february feb fevrier fevr febrero فبراير شباط февраль лютий",
    3: "march mar mars marzo مارس اذار март березень",
    4: "april apr avril avr abril abr ابريل نيسان апрель квітень",
    5: "may mai mayo مايو ايار май травень",
    6: "june jun juin junio يونيو حزيران июнь червень",
    7: "july jul juillet juil julio يوليو تموز июль липень",
    8: "august aug aout agosto ago اغسطس اب август серпень",
    9: "september sep sept septembre septiembre set سبتمبر ايلول сентябрь вересень",
    10: "october oct octobre octubre اكتوبر تشرينالاول октябрь жовтень",
    11: "november nov novembre noviembre نوفمبر تشرينالثاني ноябрь листопад",
    12: "december dec decembre diciembre dic ديسمبر كانونالاول декабрь грудень",
}
_MONTH = {fold(word): number for number, words in _MONTHS.items() for word in words.split()}
_TWO_WORDS = re.compile(r"(كانون|تشرين)\s+(الثاني|الاول)")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]+([\d:.]+.*))?$")
_FIGURES = re.compile(
    r"(\d{1,2})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{4}|\d{2})(?:[t ,]+[\d:.]+.*)?$"
)
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]\.?m\.?)?$")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?$")
_YEAR = re.compile(r"((?:19|20)\d{2})(?:\.0+)?$")
_YEAR_MONTH = re.compile(r"((?:19|20)\d{2})[-/.\s](\d{1,2})$|(\d{1,2})[-/.\s]((?:19|20)\d{2})$")
_QUARTER = re.compile(
    r"(?:(?:q|t|r)\s*([1-4])\D{0,3}((?:19|20)\d{2})|((?:19|20)\d{2})\D{0,3}[qt]\s*([1-4]))$"
)
_WORDS = re.compile(r"[^\W\d_]+\.?|\d+")
_TOKENS = re.compile(
    r"(?:19|20)\d{2}[-.]\d{1,2}(?!\d)|[qt][1-4](?![^\W_])|[^\W\d_]{3,9}\d{2}(?!\d)|[^\W\d_]+|\d+"
)
_GLUED = re.compile(r"[^\W\d_]{3,9}\d{2}$")
_WIDER = ("", "date_month_only", "date_year_only")
_EPOCH = dt.date(1899, 12, 30)
_CENTURY = 70  # two figures below it are of this century
_EARLIEST, _LATEST = 1950, 2100
_MONTHS_A_YEAR, _HALF = 12, 0.5
_ENOUGH_CELLS, _ENOUGH_TEXTS = 8, 3


@dataclass(frozen=True, slots=True)
class DateRead:
    """First and last day meant by a cell, and the code of a doubt or "".

    Both days are the same unless only a month, quarter or year is given. None: no date.
    """

    first: dt.date | None
    last: dt.date | None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How a column writes its figures: `day_first`, and how that is known.

    `proof` is "cells" (some cells can be read in one way only), "mixed" (both ways occur),
    "default" or "decision" (a person said it, where the cells do not). `swapped` says that real
    date cells have day and month exchanged.
    """

    day_first: bool
    proof: str
    swapped: bool = False


def read_dates(
    texts: pl.Series,
    *,
    day_first: bool = True,
    is_decided: bool = False,
    order: DateOrder | None = None,
    year: int | None = None,
) -> tuple[pl.DataFrame, DateOrder]:
    """Read a column of text: frame with `first`, `last` (dates) and `doubt`, one row for a cell.

    The order of day and month is taken from the whole column. Where its cells prove none, or both,
    `day_first` holds, without a doubt if it `is_decided` by a person; `order` goes before all.
    `year` is that of the file, for months without one.
    """
    distinct = texts.drop_nulls().unique()
    counts = texts.drop_nulls().value_counts(name="n")
    seen = dict(zip(counts[texts.name].to_list(), counts["n"].to_list(), strict=True))
    order = order or find_order(seen, day_first=day_first)
    if is_decided and order.proof != "cells":
        order = DateOrder(day_first, "decision", order.swapped)
    read = {text: read_date(text, order) for text in distinct.to_list()}
    if year is not None:
        bare = [text for text, one in read.items() if one.doubt == "date_without_year"]
        read |= {text: read_date(f"{text} {year}", order) for text in bare}
    table = pl.DataFrame(
        {
            "text": list(read),
            "first": [one.first for one in read.values()],
            "last": [one.last for one in read.values()],
            "doubt": [one.doubt for one in read.values()],
        },
        schema={"text": pl.String, "first": pl.Date, "last": pl.Date, "doubt": pl.String},
    )
    joined = (
        texts.rename("text").to_frame().join(table, on="text", how="left", maintain_order="left")
    )
    return joined.select("first", "last", pl.col("doubt").fill_null("")), order


def find_order(seen: "dict[str, int]", *, day_first: bool = True) -> DateOrder:
    """Tell the order from the cells that can be read in one way only; `seen` counts each text."""
    votes: Counter[str] = Counter()
    for text, count in seen.items():
        bare = fold(text)
        if iso := _ISO.match(bare):
            both = int(iso[2]) <= _MONTHS_A_YEAR and int(iso[3]) <= _MONTHS_A_YEAR
            votes["iso low" if both else "iso"] += count
        elif found := _FIGURES.match(bare):
            one, two = int(found[1]), int(found[2])
            if one > _MONTHS_A_YEAR >= two:
                votes["day"] += count
            elif two > _MONTHS_A_YEAR >= one:
                votes["month"] += count
    if not votes["day"] and not votes["month"]:
        only_iso = sum(votes.values()) == sum(seen.values()) > 0
        return DateOrder(day_first, "cells" if only_iso else "default")
    first = votes["day"] >= votes["month"]
    # A spreadsheet set to month-first makes dates of what it can and leaves the rest as text.
    swapped = (
        first
        and not votes["month"]
        and not votes["iso"]
        and votes["iso low"] >= _ENOUGH_CELLS
        and votes["day"] >= _ENOUGH_TEXTS
    )
    mixed = bool(votes["day"] and votes["month"])
    return DateOrder(first, "mixed" if mixed else "cells", swapped)


def read_date(text: str, order: DateOrder) -> DateRead:
    """Read one cell under the order of its column."""
    bare = _TWO_WORDS.sub(r"\1\2", fold(text)).strip(" ,;")
    if not bare:
        return DateRead(None, None)
    for reader in _READERS:
        found = reader(bare, order)
        if found is not None:
            return _within(found)
    return DateRead(None, None, "date_unreadable")


def _within(read: DateRead) -> DateRead:
    if read.first is not None and not _EARLIEST <= read.first.year <= _LATEST and not read.doubt:
        return DateRead(read.first, read.last, "date_far")
    return read


def _iso(bare: str, order: DateOrder) -> DateRead | None:
    found = _ISO.match(bare)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if order.swapped and day <= _MONTHS_A_YEAR and day != month:
        return _day(year, day, month, "date_day_month_swapped")
    if month > _MONTHS_A_YEAR >= day:
        return _day(year, day, month, "date_day_month_swapped")
    return _day(year, month, day)


def _figures(bare: str, order: DateOrder) -> DateRead | None:
    found = _FIGURES.match(bare)
    if found is None:
        return None
    one, two, year = int(found[1]), int(found[2]), int(found[3])
    year += 0 if len(found[3]) > 2 else 2000 if year < _CENTURY else 1900  # noqa: PLR2004
    if one > _MONTHS_A_YEAR >= two:
        return _day(year, two, one, "" if order.day_first else "date_order_differs")
    if two > _MONTHS_A_YEAR >= one:
        return _day(year, one, two, "date_order_differs" if order.day_first else "")
    day, month = (one, two) if order.day_first else (two, one)
    doubt = {"default": "date_order_unproven", "mixed": "date_order_mixed"}.get(order.proof, "")
    return _day(year, month, day, doubt if one != two else "")


def _time(bare: str, _order: DateOrder) -> DateRead | None:
    return DateRead(None, None, "date_is_time") if _TIME.match(bare) else None


def _serial(bare: str, _order: DateOrder) -> DateRead | None:
    if not _SERIAL.match(bare):
        return None
    day = _EPOCH + dt.timedelta(days=int(float(bare)))
    return DateRead(day, day, "date_from_serial")


def _year(bare: str, _order: DateOrder) -> DateRead | None:
    found = _YEAR.match(bare)
    if found is None:
        return None
    year = int(found[1])
    return DateRead(dt.date(year, 1, 1), dt.date(year, 12, 31), "date_year_only")


def _month_figures(bare: str, _order: DateOrder) -> DateRead | None:
    found = _YEAR_MONTH.match(bare)
    if found is None:
        return None
    year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
    return _month(int(year), int(month))


def _quarter(bare: str, _order: DateOrder) -> DateRead | None:
    found = _QUARTER.match(bare)
    if found is None:
        return None
    quarter, year = (found[1], found[2]) if found[1] else (found[4], found[3])
    last = int(quarter) * 3
    first_day = dt.date(int(year), last - 2, 1)
    return DateRead(first_day, dt.date(int(year), last, calendar.monthrange(int(year), last)[1]))


def _with_words(bare: str, _order: DateOrder) -> DateRead | None:
    """Read `15 mars 2025`, `March 3, 2025`, `Mar-25` and `avril 2025`."""
    words = [word.rstrip(".") for word in _WORDS.findall(bare)]
    months = [_MONTH[word] for word in words if word in _MONTH]
    if len(words) == len(months) == 1:
        return DateRead(None, None, "date_without_year")
    numbers = [word for word in words if word.isdigit()]
    if len(months) != 1 or not numbers or len(numbers) > 2:  # noqa: PLR2004
        return None
    years = [number for number in numbers if len(number) == 4]  # noqa: PLR2004
    if years:
        days = [int(number) for number in numbers if number not in years]
        return _day(int(years[0]), months[0], days[0]) if days else _month(int(years[0]), months[0])
    if len(numbers) == 1:
        return _month(2000 + int(numbers[0]), months[0]) if len(numbers[0]) == 2 else None  # noqa: PLR2004
    return _day(2000 + int(numbers[1]), months[0], int(numbers[0]))


def _month(year: int, month: int) -> DateRead:
    if not 1 <= month <= _MONTHS_A_YEAR:
        return DateRead(None, None, "date_impossible")
    return DateRead(
        dt.date(year, month, 1),
        dt.date(year, month, calendar.monthrange(year, month)[1]),
        "date_month_only",
    )


def _day(year: int, month: int, day: int, doubt: str = "") -> DateRead:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return DateRead(None, None, "date_impossible")
    return DateRead(found, found, doubt)


_READERS: tuple[Callable[[str, DateOrder], DateRead | None], ...] = (
    _iso,
    _year,
    _figures,
    _time,
    _serial,
    _month_figures,
    _quarter,
    _with_words,
)


def is_dated(texts: list[str]) -> float:
    """Share of texts that are dates, months or quarters; a bare year or serial counts half."""
    order = DateOrder(day_first=True, proof="default")
    good = 0.0
    for text in texts:
        read = read_date(text, order)
        weak = read.doubt in ("date_year_only", "date_from_serial")
        meant = read.first or read.doubt in ("date_is_time", "date_without_year")
        good += (_HALF if weak else 1.0) if meant else 0.0
    return good / len(texts) if texts else 0.0


def period_in(words: str) -> tuple[dt.date, dt.date] | None:
    """The month, quarter or year that a file or sheet name speaks of, or None."""
    bare = _TWO_WORDS.sub(r"\1\2", fold(words)).replace("_", " ")
    order = DateOrder(day_first=True, proof="default")
    tokens = _TOKENS.findall(bare)
    years = [token for token in tokens if _YEAR.match(token)]
    months = [token for token in tokens if token in _MONTH]
    if len(years) == 1 and len(months) == 2:  # noqa: PLR2004  # "May to July 2025"
        spans = [read_date(f"{month} {years[0]}", order) for month in months]
        if spans[0].first and spans[1].last and spans[0].first <= spans[1].last:
            return spans[0].first, spans[1].last
    quarters = [token for token in tokens if re.fullmatch("[qt][1-4]", token)]
    tried = [token for token in tokens if "-" in token or "." in token]
    tried += [f"{one} {years[-1]}" for one in (*months, *quarters) if years]
    tried += [f"{token[:-2]} 20{token[-2:]}" for token in tokens if _GLUED.match(token)]
    for text in (*tried, *years):
        read = read_date(text, order)
        if read.first and read.last and read.doubt in _WIDER:
            return read.first, read.last
    return None
