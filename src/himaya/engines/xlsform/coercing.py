"""One answer at a time: from what a page, phone or program sends to the JSON that is kept.

Shapes: text and choices are strings; integers are ints; decimals are JSON numbers of at most 15
significant digits, so that the double holds what was typed; select_multiple and rank are lists of
strings; dates, times and moments are ISO text, moments with their offset; a geopoint is
{"lat", "lon", "alt", "accuracy"} with null for what is not known; geotrace and geoshape are lists
of those; files are the reference of a stored file. No answer is None and is left out.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from himaya.engines.directions import bare, calm
from himaya.engines.xlsform.model import FILE_TYPES, Answer, Question
from himaya.engines.xlsform.outcomes import AnswerError
from himaya.engines.xlsform.values import Scalar

BIGGEST = 2**53 - 1
POLE, DATE_LINE = 90, 180
DIGITS = 15
LONGEST_TEXT = 100_000
# Arabic keyboards write their own decimal point and group sign; int() reads their digits itself.
_SIGNS = str.maketrans({"\u066b": ".", "\u066c": "", "\u2212": "-"})


class Unacceptable(Exception):  # noqa: N818 - caught in this engine, never seen outside it
    """An answer of the wrong shape."""

    def __init__(self, code: str, **params: str) -> None:
        self.error = AnswerError(code, params)
        super().__init__(code)


def coerce(question: Question, given: Answer, now: dt.datetime) -> Answer:
    """The answer as it is kept; None for no answer. Raises Unacceptable."""
    if given is None or (not given.strip() if isinstance(given, str) else given in ([], {})):
        return None
    return _BY_TYPE.get(question.type, _text)(question, given, now)


def _text(question: Question, given: Answer, _now: dt.datetime) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise Unacceptable("type.text")
    text = given if isinstance(given, str) else str(given)
    text = calm(text) if question.is_long else bare(text)
    if len(text) > LONGEST_TEXT:
        raise Unacceptable("text.too_long", limit=str(LONGEST_TEXT))
    return text if question.type == "text" else text.strip()


def _computed(_question: Question, given: Answer, _now: dt.datetime) -> Answer:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise Unacceptable("type.text")
    return given


def _decimal_of(given: Answer, code: str) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, str | int | float | Decimal):
        raise Unacceptable(code)
    try:
        number = Decimal(str(given).strip().translate(_SIGNS))
    except InvalidOperation as error:
        raise Unacceptable(code) from error
    if not number.is_finite():
        raise Unacceptable(code)
    return number


def _integer(_question: Question, given: Answer, _now: dt.datetime) -> int:
    number = _decimal_of(given, "type.integer")
    if abs(number) > BIGGEST:
        raise Unacceptable("number.too_large", limit=str(BIGGEST))
    if number != int(number):
        raise Unacceptable("type.integer")
    return int(number)


def _decimal(_question: Question, given: Answer, _now: dt.datetime) -> float:
    number = _decimal_of(given, "type.decimal")
    if abs(number) > BIGGEST:
        raise Unacceptable("number.too_large", limit=str(BIGGEST))
    if len(number.normalize().as_tuple().digits) > DIGITS and not isinstance(given, float):
        raise Unacceptable("number.too_precise", digits=str(DIGITS))
    # + 0.0 turns minus nought into nought.
    return float(number) + 0.0


def _range(question: Question, given: Answer, now: dt.datetime) -> int | float:
    low, high, step = (
        Decimal(question.parameters.get(name, default))
        for name, default in (("start", "1"), ("end", "10"), ("step", "1"))
    )
    number = _decimal_of(given, "type.decimal")
    low, high = min(low, high), max(low, high)
    if not low <= number <= high:
        raise Unacceptable("range.outside", low=str(low), high=str(high))
    if step and (number - low) % abs(step):
        raise Unacceptable("range.step", step=str(abs(step)))
    whole = all(part == int(part) for part in (low, high, step))
    return _integer(question, given, now) if whole else _decimal(question, given, now)


def _choice(_question: Question, given: Answer, _now: dt.datetime) -> str:
    if isinstance(given, list) and len(given) == 1:
        given = given[0]
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise Unacceptable("type.choice")
    return str(given).strip()


def _several(_question: Question, given: Answer, _now: dt.datetime) -> list[str] | None:
    several = given.split() if isinstance(given, str) else given
    if isinstance(several, int) and not isinstance(several, bool):
        several = [several]
    if not isinstance(several, list | tuple) or not all(
        isinstance(one, str | int) and not isinstance(one, bool) for one in several
    ):
        raise Unacceptable("type.choices")
    return list(dict.fromkeys(str(one).strip() for one in several if str(one).strip())) or None


def _date(_question: Question, given: Answer, _now: dt.datetime) -> str:
    if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
        return given.isoformat()
    text = str(given).strip() if isinstance(given, str) else ""
    try:
        if len(text) != len("2026-01-31"):
            raise Unacceptable("type.date")
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise Unacceptable("type.date") from error


def _time(_question: Question, given: Answer, _now: dt.datetime) -> str:
    if isinstance(given, dt.time):
        return given.isoformat()
    try:
        return dt.time.fromisoformat(given.strip() if isinstance(given, str) else "").isoformat()
    except ValueError as error:
        raise Unacceptable("type.time") from error


def _moment(_question: Question, given: Answer, now: dt.datetime) -> str:
    moment = given
    if not isinstance(given, dt.datetime):
        text = given.strip() if isinstance(given, str) else ""
        try:
            moment = dt.datetime.fromisoformat(text if "T" in text or " " in text else "")
        except ValueError as error:
            raise Unacceptable("type.dateTime") from error
    if moment.tzinfo is None:
        # What a page sends is the time on the wall where it was typed.
        moment = moment.replace(tzinfo=now.tzinfo)
    text = moment.isoformat()
    return str(text)


def _point(_question: Question, given: Answer, _now: dt.datetime) -> dict[str, float | None]:
    names = ("lat", "lon", "alt", "accuracy")
    if isinstance(given, str):
        given = dict(zip(names, given.replace(",", " ").split(), strict=False))
    if not isinstance(given, Mapping) or not {"lat", "lon"} <= set(given) <= set(names):
        raise Unacceptable("type.geopoint")
    point: dict[str, float | None] = {}
    for name in names:
        part = given.get(name)
        empty = part is None or part == ""
        point[name] = None if empty else float(_decimal_of(part, "type.geopoint")) + 0.0
    lat, lon = point["lat"], point["lon"]
    if lat is None or lon is None or abs(lat) > POLE or abs(lon) > DATE_LINE:
        raise Unacceptable("type.geopoint")
    return point


def _line(question: Question, given: Answer, now: dt.datetime) -> list[dict[str, float | None]]:
    parts = [part for part in given.split(";") if part.strip()] if isinstance(given, str) else given
    if not isinstance(parts, list):
        raise Unacceptable(f"type.{question.type}")
    points = [_point(question, part, now) for part in parts]
    closed = question.type == "geoshape"
    if len(points) < (4 if closed else 2):
        raise Unacceptable(f"type.{question.type}")
    if closed and (points[0]["lat"], points[0]["lon"]) != (points[-1]["lat"], points[-1]["lon"]):
        raise Unacceptable("geoshape.open")
    return points


def _acknowledged(_question: Question, given: Answer, _now: dt.datetime) -> str | None:
    if given in (True, "OK", "ok", "on", "true", "yes"):
        return "OK"
    if given in (False, "false", "no"):
        return None
    raise Unacceptable("type.acknowledge")


def _file(_question: Question, given: Answer, _now: dt.datetime) -> str:
    if not isinstance(given, str):
        raise Unacceptable("type.file")
    return given.strip()


_BY_TYPE: Mapping[str, Callable[[Question, Any, dt.datetime], Any]] = {
    "integer": _integer,
    "decimal": _decimal,
    "range": _range,
    "select_one": _choice,
    "select_multiple": _several,
    "rank": _several,
    "date": _date,
    "today": _date,
    "time": _time,
    "dateTime": _moment,
    "start": _moment,
    "end": _moment,
    "geopoint": _point,
    "start-geopoint": _point,
    "background-geopoint": _point,
    "geotrace": _line,
    "geoshape": _line,
    "acknowledge": _acknowledged,
    "calculate": _computed,
    "hidden": _computed,
    **dict.fromkeys(FILE_TYPES, _file),
}


def node_of(question: Question, kept: Answer, now: dt.datetime) -> Scalar:
    """A kept answer as expressions see it."""
    if kept is None:
        return ""
    if isinstance(kept, int | float):
        return float(kept)
    if isinstance(kept, Mapping):
        return _point_text(kept)
    if isinstance(kept, list):
        if question.type in {"geotrace", "geoshape"}:
            return ";".join(map(_point_text, kept))
        return " ".join(kept)
    read = _READ.get(question.type)
    value = read(kept) if read else str(kept)
    return value.astimezone(now.tzinfo) if isinstance(value, dt.datetime) else value


_READ: Mapping[str, Callable[[str], Scalar]] = {
    "date": dt.date.fromisoformat,
    "today": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "dateTime": dt.datetime.fromisoformat,
    "start": dt.datetime.fromisoformat,
    "end": dt.datetime.fromisoformat,
}


def _point_text(point: Mapping[str, float | None]) -> str:
    return " ".join(str(point.get(name) or 0.0) for name in ("lat", "lon", "alt", "accuracy"))
