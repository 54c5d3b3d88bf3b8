"""Which answers enter a snapshot, and with which type.

Requirements (protocol.md, Sealing; meaning.md):
1. Direct identifiers never enter, marked so or by a meaning that is one by itself.
2. What is not coded (text, positions, files) enters only if a person confirmed its marks and its
   level is below High; files never. Coded answers of every level enter.
3. Names of attributes start with "@", which no question's name can.
"""

import datetime as dt
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from himaya.engines.xlsform import MEANS
from himaya.engines.xlsform.means import mark
from himaya.gate.things import ATTRIBUTES
from himaya.instruments.groups import group_of
from himaya.instruments.models import Question, Version

HIGH = 3
_MOMENT = pa.timestamp("us", tz="UTC")
_POINT = pa.struct([("lat", pa.float64()), ("lon", pa.float64())])
CODED: Mapping[str, pa.DataType] = {
    "select_one": pa.string(),
    "select_one_external": pa.string(),
    "select_multiple": pa.list_(pa.string()),
    "rank": pa.list_(pa.string()),
    "integer": pa.int64(),
    "decimal": pa.float64(),
    "range": pa.float64(),
    "date": pa.date32(),
    "today": pa.date32(),
    "time": pa.time64("us"),
    "dateTime": _MOMENT,
    "start": _MOMENT,
    "end": _MOMENT,
    "acknowledge": pa.string(),
}
FREE: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "calculate": pa.string(),
    "hidden": pa.string(),
    "barcode": pa.string(),
    "geopoint": _POINT,
}
_TEXTS = pa.list_(pa.string())
# What rules read of a row, what lists filter and sort by, and what tells one state of a record
# from another. "@key" is the database's own; the base stands in its order.
ATTRIBUTE_FIELDS = (
    *(pa.field(f"@{name}", pa.int32() if name == "level" else pa.string()) for name in ATTRIBUTES),
    pa.field("@changed_at", _MOMENT),
    pa.field("@revision", pa.int64()),
    pa.field("@key", pa.int64()),
    pa.field("@period_start", pa.date32()),
    pa.field("@period_end", pa.date32()),
    pa.field("@deadline", pa.date32()),
    pa.field("@can_be_late", pa.bool_()),
    pa.field("@parties", _TEXTS),  # refs of the agencies that its answers name
    pa.field("@gone", pa.bool_()),
)


# The key of the record's open search entry. Codes only: a record keeps its entry while it stands.
ENTRY = pa.field("@entry", pa.int64())


@dataclass(frozen=True, slots=True)
class Column:
    """One question in a snapshot: `name` in the file of its `repeat` ("" for the record's)."""

    name: str
    repeat: str
    kind: str
    type: pa.DataType
    means: str
    sensitivity: str
    level: int
    aggregation: str
    need: str
    labels: Mapping[str, str]
    is_sealed: bool
    group: str  # the field group its answers belong to (protocol.md, Rules: obligations)

    @property
    def is_coded(self) -> bool:
        """Whether answers are codes, figures or dates, and no words of a person."""
        return self.kind in CODED

    @property
    def field(self) -> "pa.Field[Any]":
        """The Parquet field; its metadata say what the numbers mean to whoever reads the file."""
        said = {
            "kind": self.kind,
            "means": self.means,
            "sensitivity": self.sensitivity,
            "level": str(self.level),
            "aggregation": self.aggregation,
            "need": self.need,
            "labels": json.dumps(dict(self.labels), ensure_ascii=False, sort_keys=True),
        }
        return pa.field(self.name, self.type, metadata=said)


def enters(question: Question) -> bool:
    """Whether answers to the question may be in a snapshot (requirements 1 and 2)."""
    if question.sensitivity == Question.Sensitivity.DIRECT or _identifies(question.means):
        return False
    if question.kind in CODED:
        return True
    return question.kind in FREE and question.is_confirmed and question.level < HIGH


def _identifies(means: str) -> bool:
    """Whether a meaning is a direct identifier of High by itself, such as a name or a number."""
    meaning = MEANS.get(means)
    return meaning is not None and mark(meaning.sensitivity) == ("direct", HIGH)


def columns_of(version: Version) -> tuple[Column, ...]:
    """The columns of a version's snapshot, in the order of the form."""
    return tuple(_column(question) for question in version.questions.all() if enters(question))


def _column(question: Question) -> Column:
    kind = question.kind
    computed = kind in {"calculate", "hidden"}
    figure = computed and question.means in MEANS and MEANS[question.means].role == "figure"
    return Column(
        name=question.key,
        repeat=question.repeat,
        kind=kind,
        type=pa.float64() if figure else CODED.get(kind) or FREE[kind],
        means=question.means,
        sensitivity=question.sensitivity,
        level=question.level,
        aggregation=question.aggregation
        or (MEANS[question.means].aggregation if question.means in MEANS else ""),
        need=question.need,
        labels=dict(question.labels),
        is_sealed=question.is_sealed,
        group=group_of(question),
    )


def _text(value: Any) -> str:  # noqa: ANN401 - an answer
    if not isinstance(value, str | int | float):
        raise TypeError
    return value if isinstance(value, str) else json.dumps(value)


def _whole(value: Any) -> int:  # noqa: ANN401 - an answer
    if isinstance(value, bool) or int(value) != value or abs(value) >= 2**63:
        raise ValueError
    return int(value)


def _number(value: Any) -> float:  # noqa: ANN401 - an answer
    if isinstance(value, bool) or not math.isfinite(float(value)):
        raise ValueError
    return float(value)


def _several(value: Any) -> list[str]:  # noqa: ANN401 - an answer
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError
    return value


def _moment(value: Any) -> dt.datetime:  # noqa: ANN401 - an answer
    moment = dt.datetime.fromisoformat(value)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return aware.astimezone(dt.UTC)


def _point(value: Any) -> dict[str, float]:  # noqa: ANN401 - an answer
    return {"lat": _number(value["lat"]), "lon": _number(value["lon"])}


_CONVERT: Mapping[pa.DataType, Callable[[Any], Any]] = {
    pa.string(): _text,
    pa.list_(pa.string()): _several,
    pa.int64(): _whole,
    pa.float64(): _number,
    pa.date32(): dt.date.fromisoformat,
    pa.time64("us"): lambda value: dt.time.fromisoformat(value).replace(tzinfo=None),
    _MOMENT: _moment,
    _POINT: _point,
}


def converter(column: Column) -> Callable[[Any], Any]:
    """The function that makes a kept answer a value of the column's type.

    It raises TypeError, ValueError, OverflowError or KeyError for what does not fit.
    """
    return _CONVERT[column.type]
