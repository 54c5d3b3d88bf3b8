"""Where the rows of a dataset come from: base, delta, and what no file holds yet."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from himaya.records.snapshots import files
from himaya.records.snapshots.codes import Codes
from himaya.records.snapshots.columns import ATTRIBUTE_FIELDS, ENTRY, Column
from himaya.records.snapshots.fresh import Part
from himaya.records.snapshots.gathering import Gathered

KEY, GONE = "@key", "@gone"
_READ_AT_ONCE = 250_000  # rows: what is decoded and not yet narrowed to codes
_READERS = min(4, os.cpu_count() or 1)
# Of files and keys: the places where these keys stand. Kept between requests; no answers.
_MOST_PLACES = 64
_places: dict[tuple[str, tuple[int, ...]], NDArray[np.int64]] = {}


@dataclass(frozen=True)
class Source:
    """A file or a table of rows: base, delta or pending."""

    part: Part
    texts: Sequence[str]  # columns that come out of the file as codes
    name: str = ""  # of the file
    table: pa.Table | None = None
    codes: Codes | None = None  # of a base
    has_gone: bool = False
    ended: Sequence[int] = ()  # keys of rows that do not hold any more

    @cached_property
    def file(self) -> pq.ParquetFile:
        """The Parquet file, opened where what is asked for lies nowhere else."""
        return self._open()

    def _open(self) -> pq.ParquetFile:
        return files.opened(self.part.snapshot, files.path_of(self.name), self.texts)

    @cached_property
    def rows(self) -> int:
        """How many it holds, those that ended too."""
        if self.table is not None:
            return int(self.table.num_rows)
        return int(self.file.metadata.num_rows) if self.codes is None else self.codes.rows

    def gather(
        self, gathered: Mapping[str, Gathered], names: set[str], plain: set[str], start: int
    ) -> None:
        """Put the named columns where they are gathered, from the row `start` on."""
        if self.codes is not None:
            kept = {name for name in names - plain if name in self.codes}
            for name in kept:
                gathered[name].take(start, self.codes.kept(name))
            names = names - kept
        names = names - {ENTRY.name}
        if not names:
            return

        def put(row: int, block: pa.Table) -> None:
            for name in names:
                gathered[name].put(start + row, block[name])

        self._blocks(sorted(names), put)

    def _blocks(self, names: list[str], put: Callable[[int, pa.Table], None]) -> None:
        """Give the columns to `put`, block by block with the first row; large files in threads."""
        if self.table is not None:
            put(0, self.table.select(names))
            return
        blocks = _blocks(self.file.metadata)
        if len(blocks) < 2:  # noqa: PLR2004
            for start, groups in blocks:
                put(start, self.file.read_row_groups(groups, columns=names))
            return
        turns = [blocks[turn::_READERS] for turn in range(_READERS)]

        def read(some: list[tuple[int, list[int]]]) -> None:
            file = self.file if some is turns[0] else self._open()  # no good to two threads
            for start, groups in some:
                put(start, file.read_row_groups(groups, columns=names, use_threads=False))

        with ThreadPoolExecutor(_READERS) as pool:
            for _ in pool.map(read, turns):
                pass

    def column(self, name: str) -> NDArray[Any]:
        """A column of a small file."""
        found: NDArray[Any] = self.file.read(columns=[name])[name].to_numpy()
        return found

    def incomplete(self, names: Collection[str]) -> set[str]:
        """Columns in which a row may lack a value, as far as can be told without reading them.

        The rows of a delta that say what left have none, and are kept by nobody.
        """
        if self.table is not None:
            return {name for name in names if self.table[name].null_count}
        if self.codes is not None:
            return set(names) - self.codes.complete
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
        """Only row groups that may hold one of them are read, where the keys lie nowhere else."""
        if not self.ended:
            return np.zeros(0, np.int64)
        ended = np.asarray(self.ended, np.int64)
        if self.codes is not None:
            return self.codes.places_of(ended)
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


def sources_of(part: Part, plain: set[str]) -> Iterator[Source]:
    """Base, delta and pending rows of one version, each with what ended in it.

    `plain` names texts that are read as they are.
    """
    snapshot, texts = part.snapshot, _texts(part.layout.parts[""], plain)
    ended = sorted(part.replaced)
    codes = Codes.of(snapshot)
    if snapshot.delta_file:
        delta = Source(part, texts, snapshot.delta_file, has_gone=True, ended=ended)
        replaced = [*ended, *delta.column(KEY).tolist()]
        yield Source(part, texts, snapshot.base_file, codes=codes, ended=replaced)
        yield delta
    else:
        yield Source(part, texts, snapshot.base_file, codes=codes, ended=ended)
    if part.pending:
        yield Source(part, texts, table=part.pending[""])


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


def _texts(columns: Sequence[Column], plain: set[str]) -> list[str]:
    """What comes out of the file as codes; pyarrow cannot do so inside of lists."""
    kinds = {one.name: one.type for one in ATTRIBUTE_FIELDS} | {c.name: c.type for c in columns}
    skipped = {"@ref", *plain}
    return [name for name, kind in kinds.items() if kind == pa.string() and name not in skipped]
