"""The functions an expression may call: name, how many arguments, what it does.

Meanings follow https://docs.getodk.org/form-operators-functions/; where JavaRosa and XPath
differ, JavaRosa, since that is what phones run. All are pure: the moment comes in first.
"""

import datetime as dt
import hashlib
import math
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from himaya.engines.xlsform import geometry, values
from himaya.engines.xlsform.patterns import matches
from himaya.engines.xlsform.values import Value, filled, members, to_number, to_text

MANY = 200


@dataclass(frozen=True, slots=True)
class Function:
    """`work` takes the moment and the arguments' values."""

    least: int
    most: int
    work: Callable[..., Value]


def _text(work: Callable[..., Value]) -> Callable[..., Value]:
    """A function of texts."""
    return lambda _now, *args: work(*(to_text(arg) for arg in args))


def _number(work: Callable[..., float]) -> Callable[..., Value]:
    """A function of numbers; outside its domain the result is NaN."""

    def safe(_now: dt.datetime, *args: Value) -> Value:
        try:
            return float(work(*(to_number(arg) for arg in args)))
        except (ValueError, OverflowError):  # log(-1), exp(10000), int(inf): no number
            return math.nan

    return safe


def _value(work: Callable[..., Value]) -> Callable[..., Value]:
    """A function of values as they are."""
    return lambda _now, *args: work(*args)


def _round(number: float, places: float = 0) -> float:
    """Halves go up, as in XPath (Python would go to the even neighbour)."""
    factor = 10.0 ** int(places)
    return math.floor(number * factor + 0.5) / factor


def _numbers(args: tuple[Value, ...]) -> list[float]:
    found = [to_number(one) for arg in args for one in filled(arg)]
    return [number for number in found if not math.isnan(number)]


def _sum(*args: Value) -> Value:
    return float(sum(_numbers(args)))


def _max(*args: Value) -> Value:
    return max(_numbers(args), default=math.nan)


def _min(*args: Value) -> Value:
    return min(_numbers(args), default=math.nan)


def _count(arg: Value) -> Value:
    return float(len(arg.values)) if isinstance(arg, values.Nodes) else float(arg != "")


def _coalesce(*args: Value) -> Value:
    return next((arg for arg in args if to_text(arg) != ""), "")


def _selected_at(chosen: Value, index: Value) -> Value:
    wanted, all_chosen = to_number(index), members(chosen)
    inside = math.isfinite(wanted) and 0 <= wanted < len(all_chosen)
    return all_chosen[int(wanted)] if inside else ""


def _substr(text: Value, start: Value, end: Value = math.inf) -> Value:
    whole = to_text(text)
    first, last = to_number(start), to_number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    bounds = [int(max(min(edge, len(whole)), -len(whole))) for edge in (first, last)]
    begin, stop = (edge + len(whole) if edge < 0 else edge for edge in bounds)
    return whole[begin:stop]


def _join(separator: Value, *args: Value) -> Value:
    parts = [to_text(one) for arg in args for one in filled(arg)]
    return to_text(separator).join(parts)


def _concat(*args: Value) -> Value:
    return _join("", *args)


def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for place, letter in enumerate(old):
        table.setdefault(ord(letter), new[place] if place < len(new) else None)
    return text.translate(table)


def _date(value: Value) -> Value:
    read = values.to_date(value)
    if read is None:
        return ""
    return read.date() if isinstance(read, dt.datetime) else read


def _date_time(value: Value) -> Value:
    return values.to_date(value) or ""


_DATE_CODES: Mapping[str, str] = {
    "%Y": "{d.year:04d}",
    "%y": "{y:02d}",
    "%m": "{d.month:02d}",
    "%n": "{d.month}",
    "%b": "{b}",
    "%d": "{d.day:02d}",
    "%e": "{d.day}",
    "%a": "{a}",
    "%H": "{d.hour:02d}",
    "%h": "{d.hour}",
    "%M": "{d.minute:02d}",
    "%S": "{d.second:02d}",
    "%3": "{ms:03d}",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _format_date(value: Value, pattern: Value) -> Value:
    read = values.to_date(value)
    if read is None:
        return ""
    moment = (
        read
        if isinstance(read, dt.datetime)
        else dt.datetime(read.year, read.month, read.day, tzinfo=dt.UTC)
    )
    names = {
        "d": moment,
        "y": moment.year % 100,
        "b": _MONTHS[moment.month - 1],
        "a": _DAYS[moment.weekday()],
        "ms": moment.microsecond // 1000,
    }
    out, at, text = "", 0, to_text(pattern)
    while at < len(text):
        code = _DATE_CODES.get(text[at : at + 2])
        out += code.format_map(names) if code else text[at]
        at += 2 if code else 1
    return out


def _decimal_time(value: Value) -> Value:
    one = values.first(value)
    if isinstance(one, dt.time):
        return values.seconds(one) / values.DAY
    try:
        return values.seconds(dt.time.fromisoformat(to_text(one))) / values.DAY
    except ValueError:  # not a time: no number
        return math.nan


def steady_uuid(seed: str) -> str:
    """A version 4 shaped identifier that is the same for the same place and moment."""
    digest = hashlib.sha256(f"uuid {seed}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def steady_random(seed: str) -> float:
    """A number in [0, 1) that is the same for the same place and moment."""
    digest = hashlib.sha256(f"random {seed}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48


def _checklist(least: Value, most: Value, *answers: Value) -> Value:
    yes = sum(1 for answer in answers if to_text(answer) in {"yes", "true", "1", "OK"})
    low, high = to_number(least), to_number(most)
    return yes >= low and (high < 0 or yes <= high)


FUNCTIONS: Mapping[str, Function] = {
    "true": Function(0, 0, lambda _now: True),
    "false": Function(0, 0, lambda _now: False),
    "not": Function(1, 1, _value(lambda one: not values.to_bool(one))),
    "boolean": Function(1, 1, _value(values.to_bool)),
    "boolean-from-string": Function(1, 1, _text(lambda text: text in {"1", "true"})),
    "coalesce": Function(2, 2, _value(_coalesce)),
    "checklist": Function(3, MANY, _value(_checklist)),
    "selected": Function(2, 2, _value(lambda one, two: to_text(two).strip() in members(one))),
    "selected-at": Function(2, 2, _value(_selected_at)),
    "count-selected": Function(1, 1, _value(lambda one: float(len(members(one))))),
    "count": Function(1, 1, _value(_count)),
    "count-non-empty": Function(1, 1, _value(lambda one: float(len(filled(one))))),
    "sum": Function(1, MANY, _value(_sum)),
    "max": Function(1, MANY, _value(_max)),
    "min": Function(1, MANY, _value(_min)),
    "number": Function(1, 1, _value(to_number)),
    "int": Function(1, 1, _number(math.trunc)),
    "string": Function(1, 1, _value(to_text)),
    "round": Function(1, 2, _number(_round)),
    "floor": Function(1, 1, _number(math.floor)),
    "ceiling": Function(1, 1, _number(math.ceil)),
    "abs": Function(1, 1, _number(abs)),
    "pow": Function(2, 2, _number(math.pow)),
    "sqrt": Function(1, 1, _number(math.sqrt)),
    "exp": Function(1, 1, _number(math.exp)),
    "log": Function(1, 1, _number(math.log)),
    "log10": Function(1, 1, _number(math.log10)),
    "pi": Function(0, 0, lambda _now: math.pi),
    "sin": Function(1, 1, _number(math.sin)),
    "cos": Function(1, 1, _number(math.cos)),
    "tan": Function(1, 1, _number(math.tan)),
    "string-length": Function(1, 1, _text(lambda text: float(len(text)))),
    "concat": Function(1, MANY, _value(_concat)),
    "join": Function(2, MANY, _value(_join)),
    "contains": Function(2, 2, _text(lambda text, part: part in text)),
    "starts-with": Function(2, 2, _text(lambda text, part: text.startswith(part))),
    "ends-with": Function(2, 2, _text(lambda text, part: text.endswith(part))),
    "substr": Function(2, 3, _value(_substr)),
    "substring-before": Function(2, 2, _text(lambda t, p: t.partition(p)[0] if p in t else "")),
    "substring-after": Function(2, 2, _text(lambda t, p: t.partition(p)[2])),
    "regex": Function(2, 2, _text(matches)),
    "normalize-space": Function(1, 1, _text(lambda text: " ".join(text.split()))),
    "translate": Function(3, 3, _text(_translate)),
    "today": Function(0, 0, lambda now: now.date()),
    "now": Function(0, 0, lambda now: now),
    "date": Function(1, 1, _value(_date)),
    "date-time": Function(1, 1, _value(_date_time)),
    "decimal-date-time": Function(1, 1, _value(to_number)),
    "decimal-time": Function(1, 1, _value(_decimal_time)),
    "format-date": Function(2, 2, _value(_format_date)),
    "format-date-time": Function(2, 2, _value(_format_date)),
    "distance": Function(1, MANY, _text(geometry.distance)),
    "area": Function(1, 1, _text(geometry.area)),
}

# Those that the evaluator answers itself, with their numbers of arguments.
SPECIAL: Mapping[str, tuple[int, int]] = {
    "if": (3, 3),
    "once": (1, 1),
    "position": (1, 1),
    "indexed-repeat": (3, 7),
    "jr:choice-name": (2, 2),
    "uuid": (0, 1),
    "random": (0, 0),
}


def arity(name: str) -> tuple[int, int] | None:
    """How few and how many arguments a function takes; None for one that is not supported."""
    if name in SPECIAL:
        return SPECIAL[name]
    known: Any = FUNCTIONS.get(name)
    return (known.least, known.most) if known else None
