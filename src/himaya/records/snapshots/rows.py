"""Records as batches of typed columns, read in chunks so that memory stays bounded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from django.db.models import QuerySet

from himaya.instruments.models import Version
from himaya.records.models import Involvement, Record
from himaya.records.sealing import whole_answers
from himaya.records.snapshots.columns import (
    ATTRIBUTE_FIELDS,
    HIGH,
    Column,
    columns_of,
    converter,
)

CHUNK = 5_000
_REPEAT_FIELDS = (pa.field("@ref", pa.string()), pa.field("@turn", pa.string()))
# How each attribute is read of a Record, in the order of ATTRIBUTE_FIELDS up to "@parties".
ATTRIBUTE_PATHS = (
    "ref",
    "operation__ref",
    "agency__ref",
    "dataset__system__ref",
    "level",
    "lane",
    "audience",
    "area",
    "status",
    "author",
    "caseworker",
    "changed_at",
    "lock",
    "pk",
    "period_start",
    "period_end",
    "deadline",
    "can_be_late",
)
_NAMES = [one.name for one in ATTRIBUTE_FIELDS]
_KEY = ATTRIBUTE_PATHS.index("pk")
_AT_ONCE = 500  # keys in one query: SQLite takes a limited number of parameters


@dataclass
class Layout:
    """The parts of a snapshot: the record's own columns under "", and one part per repeat."""

    version: Version
    parts: dict[str, tuple[Column, ...]] = field(default_factory=dict)
    needs_sealed: bool = False

    @classmethod
    def of(cls, version: Version) -> "Layout":
        """Read the questions once."""
        columns = columns_of(version)
        repeats = dict.fromkeys(column.repeat for column in columns)
        parts = {"": tuple(column for column in columns if not column.repeat)}
        for repeat in repeats:
            if repeat:
                parts[repeat] = tuple(column for column in columns if column.repeat == repeat)
        return cls(version, parts, any(column.is_sealed for column in columns))

    def schema(self, part: str) -> pa.Schema:
        """Attributes first, then questions in the order of the form."""
        fixed = _REPEAT_FIELDS if part else ATTRIBUTE_FIELDS
        return pa.schema([*fixed, *(column.field for column in self.parts[part])])

    @property
    def level(self) -> int:
        """The highest level among the answers that enter."""
        return max((c.level for columns in self.parts.values() for c in columns), default=1)


class Batches:
    """Fills the parts of one batch, and counts the answers that did not fit their column."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.misfits: dict[str, int] = {}
        self._turns = {part: tuple(part.split(".")) for part in layout.parts if part}
        self._schemas = {part: layout.schema(part) for part in layout.parts}

    def of(
        self, rows: Iterable[tuple[tuple[Any, ...], Mapping[str, Any]]]
    ) -> dict[str, pa.RecordBatch]:
        """One batch per part from (attributes, answers) pairs."""
        whole = list(rows)
        level = _NAMES.index("@level")
        filled = {"": [((*attributes, False), answers) for attributes, answers in whole]}
        coded_only = {"": [attributes[level] >= HIGH for attributes, _ in whole]}
        for part, path in self._turns.items():
            turns = [
                ((attributes[0], turn), inside, attributes[level] >= HIGH)
                for attributes, answers in whole
                for turn, inside in _turns_of(answers, path)
            ]
            filled[part] = [(fixed, inside) for fixed, inside, _ in turns]
            coded_only[part] = [is_high for _, _, is_high in turns]
        return {part: self._batch(part, filled[part], coded_only[part]) for part in filled}

    def _batch(
        self,
        part: str,
        rows: Sequence[tuple[tuple[Any, ...], Mapping[str, Any]]],
        coded_only: Sequence[bool],
    ) -> pa.RecordBatch:
        """Column by column: texts go over at once, in a tenth of the time of row by row."""
        schema, columns = self._schemas[part], self.layout.parts[part]
        if not rows:
            return pa.RecordBatch.from_pylist([], schema=schema)
        told = zip(*(attributes for attributes, _ in rows), strict=True)
        arrays = [pa.array(one, field.type) for one, field in zip(told, schema, strict=False)]
        names = [column.name for column in columns]
        said = [list(map(answers.get, names)) for _, answers in rows]  # a row is in the cache once
        has_high = any(coded_only)
        for column, values in zip(columns, zip(*said, strict=True), strict=True):
            kept: Sequence[Any] = values
            if has_high and not column.is_coded:
                pairs = zip(values, coded_only, strict=True)
                kept = [None if is_high else value for value, is_high in pairs]
            arrays.append(self._array(column, kept))
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def _array(self, column: Column, values: Sequence[Any]) -> "pa.Array[Any]":
        if column.type == pa.string():
            try:
                return pa.array(values, pa.string())
            except (
                pa.ArrowTypeError,
                pa.ArrowInvalid,
            ):  # a number among the texts: looked at one by one
                pass
        convert = converter(column)
        found: list[Any] = []
        for value in values:
            try:
                found.append(None if value is None else convert(value))
            except (TypeError, ValueError, OverflowError, KeyError):
                # Checked on arrival, so this is an answer from before a rule; it is counted, and
                # one odd row does not keep a register from being counted at all.
                self.misfits[column.name] = self.misfits.get(column.name, 0) + 1
                found.append(None)
        return pa.array(found, column.type)


def _turns_of(
    answers: Mapping[str, Any], path: tuple[str, ...], before: str = ""
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """("0.2", answers) for each turn of a repeat, by its place in the turns around it."""
    turns = answers.get(path[0])
    if not isinstance(turns, list):
        return
    for index, inside in enumerate(turns):
        if not isinstance(inside, Mapping):
            continue
        turn = f"{before}{index}"
        if len(path) == 1:
            yield turn, inside
        else:
            yield from _turns_of(inside, path[1:], f"{turn}.")


def live(dataset: int, version: int) -> QuerySet[Record]:
    """The records of a dataset that were written with a version and stand in its snapshot."""
    return Record.objects.filter(
        dataset=dataset, version=version, is_withdrawn=False, head__isnull=False
    )


def whole_rows(
    layout: Layout, records: Iterable[int] | None, dataset: int
) -> Iterator[list[tuple[tuple[Any, ...], Mapping[str, Any]]]]:
    """Chunks of (attributes, answers) of a dataset's records by key; of those keys, if given."""
    found = live(dataset, layout.version.pk).order_by("pk")
    if records is None:
        yield from _chunks(layout, found)
        return
    keys = sorted(records)
    for start in range(0, len(keys), _AT_ONCE):
        yield from _chunks(layout, found.filter(pk__in=keys[start : start + _AT_ONCE]))


def _chunks(layout: Layout, found: QuerySet[Record]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    rows = _unsealed(found) if layout.needs_sealed else _plain(found)
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield _with_parties(chunk)
            chunk = []
    if chunk:
        yield _with_parties(chunk)


def _with_parties(chunk: list[Any]) -> list[Any]:
    """The rows, each with the refs of the agencies that its answers name."""
    keys = [attributes[_KEY] for attributes, _ in chunk]
    named = Involvement.objects.filter(record__gte=keys[0], record__lte=keys[-1])
    if len(keys) <= _AT_ONCE:  # of a few changed records, far apart
        named = named.filter(record__in=keys)
    parties: dict[int, set[str]] = {}
    for key, ref in named.values_list("record", "agency__ref"):
        parties.setdefault(key, set()).add(ref)
    return [
        ((*attributes, sorted(parties.get(attributes[_KEY], ()))), answers)
        for attributes, answers in chunk
    ]


def _plain(found: QuerySet[Record]) -> Iterator[Any]:
    rows = found.values_list(*ATTRIBUTE_PATHS, "head__answers")
    for row in rows.iterator(chunk_size=CHUNK):
        yield row[:-1], row[-1]


def _unsealed(found: QuerySet[Record]) -> Iterator[Any]:
    """With sealed answers opened: coded answers of High and Severe enter encrypted snapshots."""
    wanted = found.select_related(
        "head__sealed_for__agency", "agency", "operation", "dataset__system"
    )
    for record in wanted.iterator(chunk_size=CHUNK):
        attributes = tuple(_follow(record, path) for path in ATTRIBUTE_PATHS)
        assert record.head is not None  # noqa: S101 - `live` says so
        yield attributes, whole_answers(record, record.head)


def _follow(record: Record, path: str) -> Any:  # noqa: ANN401 - a column's value
    value: Any = record
    for step in path.split("__"):
        value = getattr(value, step)
    return value
