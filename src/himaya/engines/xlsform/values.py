"""What expressions work on, and how one kind becomes another (XPath 1.0, with dates as JavaRosa).

A value is text, a number (always float), true or false, a date, a time, a moment, or several
nodes. No answer is the empty text. Dates count as days since 1970-01-01.
"""

import datetime as dt
import math
from dataclasses import dataclass

EPOCH = dt.date(1970, 1, 1)
DAY = 86_400.0
# Beyond these, datetime overflows, and a double no longer tells whole numbers apart.
FARTHEST_DAY, BIGGEST_WHOLE = 700_000, 1e15
ISO_DATE = len("2026-01-31")

Scalar = str | float | bool | dt.date | dt.datetime | dt.time


@dataclass(frozen=True, slots=True)
class Nodes:
    """The answers of several turns of a repeat, or the turns themselves."""

    values: tuple[Scalar, ...]


Value = Scalar | Nodes


def first(value: Value) -> Scalar:
    """The value itself, or the first of several nodes."""
    if isinstance(value, Nodes):
        return value.values[0] if value.values else ""
    return value


def days(value: dt.date) -> float:
    """Days since 1970-01-01, by the clock on the wall for a moment."""
    if isinstance(value, dt.datetime):
        whole = (value.date() - EPOCH).days
        return whole + seconds(value.time()) / DAY
    return float((value - EPOCH).days)


def seconds(value: dt.time) -> float:
    """Seconds since midnight."""
    return value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6


def to_number(value: Value) -> float:
    """A number; NaN where there is none to be had. Dates written as text count as dates."""
    if type(value) is float:  # what most answers are by now
        return value
    value = first(value)
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float | int):
        return float(value)
    if isinstance(value, dt.date):
        return days(value)
    if isinstance(value, dt.time):
        return seconds(value) / DAY
    return _text_to_number(value.strip())


def _text_to_number(text: str) -> float:
    if text.replace(".", "", 1).lstrip("-").isdecimal():
        return float(text)
    read = to_date(text)
    return days(read) if read else math.nan


def to_date(value: Value) -> dt.date | None:
    """A date or moment, from one, from days since 1970, or from ISO text; else None."""
    value = first(value)
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool | dt.time):
        return None
    if isinstance(value, float | int):
        return _date_of_days(value)
    return _date_of_text(value.strip())


def _date_of_days(number: float) -> dt.date | None:
    if not math.isfinite(number) or abs(number) > FARTHEST_DAY:
        return None
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)
    return moment.date() if number == int(number) else moment


def _date_of_text(text: str) -> dt.date | None:
    # fromisoformat also reads 20200101, which in a form is a number.
    if len(text) < ISO_DATE or text[4] != "-":
        return None
    try:
        return (
            dt.date.fromisoformat(text)
            if len(text) == ISO_DATE
            else dt.datetime.fromisoformat(text)
        )
    except ValueError:
        return None


def to_text(value: Value) -> str:
    """Text, as XPath writes it: 3 not 3.0, dates in ISO."""
    value = first(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return number_text(float(value))


def number_text(number: float) -> str:
    """A number as text without needless digits."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < BIGGEST_WHOLE:
        return str(int(number))
    return repr(number)


def to_bool(value: Value) -> bool:
    """True or false: text when not empty, a number when neither 0 nor NaN (as JavaRosa)."""
    value = first(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value != ""
    if isinstance(value, float | int):
        return not (value == 0 or math.isnan(value))
    return True


def members(value: Value) -> list[str]:
    """The choices of a select_multiple or rank."""
    return to_text(value).split()


def filled(value: Value) -> tuple[Scalar, ...]:
    """The nodes that hold an answer."""
    several = value.values if isinstance(value, Nodes) else (value,)
    return tuple(one for one in several if one != "")


def to_json(value: Value) -> str | int | float | None:
    """What a computed value is stored as; None for no answer and for not-a-number."""
    value = first(value)
    if isinstance(value, bool) or not isinstance(value, float | int):
        return to_text(value) or None
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) and abs(value) < BIGGEST_WHOLE else float(value)
