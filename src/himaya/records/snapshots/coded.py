"""A snapshot as coded columns: what counts, lists and maps of large registers are made from.

Only the columns asked for are read, and those that the rules speak of. The rules decide once for
each combination of attributes that occurs, not for each row (engines.coded).

A column that the version of a row kept closed (a field group, or sealed) has no value there, as in
lists and maps that the database makes (registers.filtering.shut).
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from himaya.datasets.models import Dataset
from himaya.engines.coded import BLOCK, Coded, combined
from himaya.gate.decisions import COORDINATION, Decision, require
from himaya.gate.frames import sight
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.records.snapshots import files
from himaya.records.snapshots.columns import ATTRIBUTE_FIELDS, Column
from himaya.records.snapshots.fresh import Part, parts_of
from himaya.records.snapshots.gathering import Gathered, gathering
from himaya.records.snapshots.reading import columns_of

KEY, GONE = "@key", "@gone"
_READ_AT_ONCE = 250_000  # rows: what is decoded and not yet narrowed to codes
_READERS = min(4, os.cpu_count() or 1)
_MOST_COMBINATIONS = 4_000_000
_FEW_COMBINATIONS = 20_000  # all of them are decided; of more, those that occur
# Of files and keys: the places where these keys stand. Kept between requests; no answers.
_MOST_PLACES = 64
_places: dict[tuple[str, tuple[int, ...]], NDArray[np.int64]] = {}
_ATTRIBUTES: Mapping[str, pa.DataType] = {one.name: one.type for one in ATTRIBUTE_FIELDS}


@dataclass(frozen=True, slots=True)
class CodedRows:
    """All rows of a dataset's snapshots, of which those in sight are kept.

    `decision`: obligations of looking at this dataset; whoever shows a count of people must keep
    to its `min_cell`.
    """

    keep: NDArray[np.bool_]
    spans: tuple[tuple[int, int, int], ...]  # first row, end, version they were written with
    decision: Decision = field(repr=False)
    types: Mapping[str, pa.DataType] = field(repr=False)
    gathered: Mapping[str, Gathered] = field(repr=False)

    def column(self, name: str) -> Coded:
        """A column by its values; without any value where no version has the question."""
        found = self.gathered.get(name)
        return Coded.empty(len(self.keep)) if found is None else found.coded()

    def figures(self, name: str) -> NDArray[np.float64]:
        """A column of numbers or moments as numbers, NaN where there is none."""
        found = self.gathered.get(name)
        return np.full(len(self.keep), np.nan) if found is None else found.figures()

    def text(self, name: str) -> Any:  # noqa: ANN401 - an arrow array of texts
        """A column of `texts` as it was read; nulls where there is no value."""
        found = self.gathered.get(name)
        return pa.nulls(len(self.keep), pa.string()) if found is None else found.text()

    def whole(self, name: str) -> NDArray[Any]:
        """Whole numbers, days since 1970, yes or no; the least there can be where there is none.

        KeyError for a column that was not read.
        """
        return self.gathered[name].whole()

    def keys(self) -> NDArray[np.int64]:
        """The database's key of each row."""
        return self.whole(KEY)


def read_coded(
    dataset: Dataset,
    seat: ActingSeat,
    names: Iterable[str],
    *,
    texts: Iterable[str] = (),
    purpose: str = COORDINATION,
) -> CodedRows:
    """The rows in the seat's sight with the named columns: questions by key, attributes by "@".

    `texts` are words that are hardly ever twice the same: read as they are, not as codes.

    Raises Problem(NOT_ALLOWED) where the dataset is not in sight, and KeyError for a column whose
    answers are not open to whoever sees the record (a bug: such a column is not counted by).
    """
    decision = require(seat, Verb.DATASET_VIEW, dataset, purpose)
    parts = parts_of(dataset)
    newest = {name: one for (repeat, name), one in columns_of(parts).items() if not repeat}
    sees, needed = sight("record", seat, purpose)
    plain = set(texts)
    sources = [source for part in parts for source in _sources(part, plain)]
    # What only has to be there is read where a file does not say that it is.
    unsure = {name for one in sources for name in one.incomplete(needed)}
    attributes = sorted({*sees.meta.root_names(), *unsure})
    sees = sees & pl.all_horizontal(pl.lit(value=True), *(pl.col(n).is_not_null() for n in unsure))
    asked = set(names)
    types = {name: _type(name, newest) for name in (*asked, *plain, *attributes)}
    known = {name: kind for name, kind in types.items() if kind is not None}
    rows = sum(source.rows for source in sources)
    gathered = {n: gathering(kind, rows, is_plain=n in plain) for n, kind in known.items()}
    keep = np.ones(rows, bool)
    spans, start = [], 0
    for source in sources:
        stop = start + source.rows
        open_there = _open_names(source.part.layout.parts[""], known)
        _gather(source, gathered, open_there, start)
        keep[start:stop][source.replaced()] = False
        if source.has_gone:
            keep[start:stop] &= ~source.column(GONE)[0]
        spans.append((start, stop, source.part.snapshot.version_id))
        start = stop
    for one in gathered.values():
        one.close()
    keep &= _in_sight(sees, {name: gathered[name] for name in attributes}, rows)
    return CodedRows(keep, tuple(spans), decision, known, gathered)


def _type(name: str, newest: Mapping[str, Column]) -> pa.DataType | None:
    if name.startswith("@"):
        return _ATTRIBUTES[name]
    column = newest.get(name)
    if column is None:
        return None
    if column.group or column.is_sealed:
        raise KeyError(name)
    return column.type


def _open_names(columns: Sequence[Column], asked: Mapping[str, pa.DataType]) -> set[str]:
    """Of what is asked, attributes and the questions that this version has open and typed so."""
    return {name for name in asked if name.startswith("@")} | {
        column.name
        for column in columns
        if not column.group and not column.is_sealed and asked.get(column.name) == column.type
    }


@dataclass(frozen=True, slots=True)
class _Source:
    """A file or a table of rows: base, delta or pending."""

    part: Part
    name: str  # of the file
    file: pq.ParquetFile | None
    table: pa.Table | None
    reopen: Callable[[], pq.ParquetFile] | None  # a reader is no good to two threads
    has_gone: bool
    ended: Sequence[int]  # keys of rows that do not hold any more

    @property
    def rows(self) -> int:
        if self.file is not None:
            return int(self.file.metadata.num_rows)
        return 0 if self.table is None else int(self.table.num_rows)

    def blocks(self, names: list[str], put: Callable[[int, pa.Table], None]) -> None:
        """Give the columns to `put`, block by block with the first row; large files in threads."""
        if self.table is not None:
            put(0, self.table.select(names))
        if self.file is None:
            return
        blocks = _blocks(self.file.metadata)
        if len(blocks) < 2 or self.reopen is None:  # noqa: PLR2004
            for start, groups in blocks:
                put(start, self.file.read_row_groups(groups, columns=names))
            return
        turns = [blocks[turn::_READERS] for turn in range(_READERS)]

        def read(some: list[tuple[int, list[int]]]) -> None:
            file = self.file if some is turns[0] else self.reopen()  # type: ignore[misc]
            for start, groups in some:
                put(start, file.read_row_groups(groups, columns=names, use_threads=False))  # type: ignore[union-attr]

        with ThreadPoolExecutor(_READERS) as pool:
            for _ in pool.map(read, turns):
                pass

    def column(self, *names: str) -> list[NDArray[Any]]:
        """Some columns of a small file."""
        assert self.file is not None  # noqa: S101 - asked of files only
        table = self.file.read(columns=list(names))
        return [table[name].to_numpy() for name in names]

    def incomplete(self, names: Collection[str]) -> set[str]:
        """Columns in which a row may lack a value, as far as can be told without reading them.

        The rows of a delta that say what left have none, and are kept by nobody.
        """
        if self.table is not None:
            return {name for name in names if self.table[name].null_count}
        assert self.file is not None  # noqa: S101 - one or the other
        if self.has_gone:
            left = self.file.read(columns=[*names, GONE]).filter(~pc.field(GONE))
            return {name for name in names if left[name].null_count}
        metadata = self.file.metadata
        return {name for name in names if not _is_complete(metadata, name)}

    def replaced(self) -> NDArray[np.int64]:
        """Places of the ended rows in the file, which never changes: looked for once."""
        asked = (self.name, tuple(self.ended))
        found = _places.get(asked)
        if found is None:
            found = self._look_for_ended()
            if len(_places) >= _MOST_PLACES:
                _places.clear()
            _places[asked] = found
        return found

    def _look_for_ended(self) -> NDArray[np.int64]:
        """Only row groups that may hold one of them are read."""
        if not self.ended:
            return np.zeros(0, np.int64)
        assert self.file is not None  # noqa: S101 - what is pending holds
        ended = np.asarray(self.ended, np.int64)
        found, metadata, start = [], self.file.metadata, 0
        place = _leaf(metadata, KEY)
        for group in range(metadata.num_row_groups):
            facts = metadata.row_group(group)
            bounds: Any = facts.column(place).statistics
            within = ended
            if bounds is not None and bounds.has_min_max:
                within = ended[(ended >= bounds.min) & (ended <= bounds.max)]
            if len(within):
                keys = self.file.read_row_group(group, columns=[KEY])[KEY].to_numpy()
                found.append(start + np.flatnonzero(np.isin(keys, within)))
            start += facts.num_rows
        return np.concatenate(found) if found else np.zeros(0, np.int64)


def _is_complete(metadata: Any, name: str) -> bool:  # noqa: ANN401 - pyarrow's FileMetaData
    place = _leaf(metadata, name)
    groups = range(metadata.num_row_groups)
    facts: list[Any] = [metadata.row_group(n).column(place) for n in groups]
    held = [one for one in facts if one.num_values]
    return all(one.is_stats_set and one.statistics.null_count == 0 for one in held)


def _leaf(metadata: Any, name: str) -> int:  # noqa: ANN401 - pyarrow's FileMetaData
    """The place of a column without parts among those of the file."""
    schema = metadata.schema
    return next(n for n in range(metadata.num_columns) if schema.column(n).path == name)


def _blocks(metadata: Any) -> list[tuple[int, list[int]]]:  # noqa: ANN401 - pyarrow's FileMetaData
    """Row groups that are read together, with the first row of each."""
    sizes = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
    each = max(1, _READ_AT_ONCE // max(1, *sizes))  # a register may have been empty
    starts = [0, *accumulate(sizes)]
    edges = [*range(0, len(sizes), each), len(sizes)]
    return [(starts[first], list(range(first, last))) for first, last in pairwise(edges)]


def _sources(part: Part, plain: set[str]) -> Iterator[_Source]:
    """Base, delta and pending rows of one version, each with what ended in it."""
    snapshot, texts = part.snapshot, _texts(part.layout.parts[""], plain)
    pending = sorted(part.replaced)
    name = snapshot.base_file
    reopen = partial(files.opened, snapshot, files.path_of(name), texts)
    if not snapshot.delta_file:
        yield _Source(part, name, reopen(), None, reopen, has_gone=False, ended=pending)
    else:
        delta = files.opened(snapshot, files.path_of(snapshot.delta_file), texts)
        later = _Source(part, snapshot.delta_file, delta, None, None, has_gone=True, ended=pending)
        ended = [*pending, *later.column(KEY)[0].tolist()]
        yield _Source(part, name, reopen(), None, reopen, has_gone=False, ended=ended)
        yield later
    if part.pending:
        yield _Source(part, "", None, part.pending[""], None, has_gone=False, ended=())


def _texts(columns: Sequence[Column], plain: set[str]) -> list[str]:
    """What comes out of the file as codes; pyarrow cannot do so inside of lists."""
    texts = [name for name, kind in _ATTRIBUTES.items() if kind == pa.string() and name != "@ref"]
    texts += [column.name for column in columns if column.type == pa.string()]
    return [name for name in texts if name not in plain]


def _gather(source: _Source, gathered: Mapping[str, Gathered], names: set[str], start: int) -> None:
    if not names:
        return

    def put(row: int, block: pa.Table) -> None:
        for name in names:
            gathered[name].put(start + row, block[name])

    source.blocks(sorted(names), put)


def _in_sight(sees: pl.Expr, attributes: Mapping[str, Gathered], rows: int) -> NDArray[np.bool_]:
    """The rows that the rules open: decided for each combination of what they speak of."""
    if not rows:
        return np.zeros(0, np.bool_)
    if not attributes:
        allowed = pl.select(sees).item()
        return np.full(rows, bool(allowed))
    columns = {name: one.coded() for name, one in attributes.items()}
    sizes = [len(one.values) for one in columns.values()]
    if np.prod(sizes, dtype=float) > _MOST_COMBINATIONS:
        frame = pl.DataFrame({name: _spelled(one) for name, one in columns.items()})
        return frame.select(sees).to_series().to_numpy().astype(bool)
    blocks = [slice(start, min(start + BLOCK, rows)) for start in range(0, rows, BLOCK)]
    every = list(columns.values())
    there = np.arange(int(np.prod(sizes)))
    if len(there) > _FEW_COMBINATIONS:
        counts = np.zeros(len(there), np.int64)
        for block in blocks:
            counts += np.bincount(combined(every, block), minlength=len(there))
        there = np.flatnonzero(counts)
    places = np.unravel_index(there, sizes)
    frame = pl.DataFrame(
        {
            name: _series(one.values).gather(place)
            for (name, one), place in zip(columns.items(), places, strict=True)
        }
    )
    lookup = np.zeros(int(np.prod(sizes)), bool)
    lookup[there] = frame.select(sees).to_series().to_numpy()
    found = np.empty(rows, bool)
    for block in blocks:
        found[block] = lookup[combined(every, block)]
    return found


def _series(values: Sequence[Any]) -> pl.Series:
    whole = any(isinstance(one, int) for one in values)
    return pl.Series(list(values), dtype=pl.Int32 if whole else pl.String)


def _spelled(column: Coded) -> pl.Series:
    return _series(column.values).gather(column.codes)
