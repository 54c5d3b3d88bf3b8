"""A snapshot as coded columns: what counts, lists and maps of large registers are made from.

Only the columns asked for are read, and those that the rules speak of. The rules decide once for
each combination of attributes that occurs, not for each row (engines.coded).

A column that the version of a row kept closed (a field group, or sealed) has no value there, as in
lists and maps that the database makes (registers.filtering.shut).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from himaya.datasets.models import Dataset
from himaya.engines.coded import BLOCK, Coded, combined
from himaya.gate.decisions import COORDINATION, Decision, require
from himaya.gate.frames import sight
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.records.snapshots.columns import ATTRIBUTE_FIELDS, ENTRY, Column
from himaya.records.snapshots.fresh import parts_of
from himaya.records.snapshots.gathering import Gathered, gathering
from himaya.records.snapshots.reading import columns_of
from himaya.records.snapshots.sources import GONE, KEY, sources_of

_MOST_COMBINATIONS = 4_000_000
_FEW_COMBINATIONS = 20_000  # all of them are decided; of more, those that occur
_ATTRIBUTES: Mapping[str, pa.DataType] = {one.name: one.type for one in (*ATTRIBUTE_FIELDS, ENTRY)}


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

    def spots(self, name: str) -> NDArray[np.float64]:
        """Latitude and longitude of each row, NaN where there is none."""
        found = self.gathered.get(name)
        return np.full((len(self.keep), 2), np.nan) if found is None else found.spots()

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
    sources = [source for part in parts for source in sources_of(part, plain)]
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
        source.gather(gathered, open_there, plain, start)
        keep[start:stop][source.replaced()] = False
        if source.has_gone:
            keep[start:stop] &= ~source.column(GONE)
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
        found[block] = np.take(lookup, combined(every, block))
    return found


def _series(values: Sequence[Any]) -> pl.Series:
    whole = any(isinstance(one, int) for one in values)
    return pl.Series(list(values), dtype=pl.Int32 if whole else pl.String)


def _spelled(column: Coded) -> pl.Series:
    return _series(column.values).gather(column.codes)
