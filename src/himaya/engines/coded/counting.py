"""Counting rows by several coded columns at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from himaya.engines.coded.columns import Coded, Whole, combined

_MOST_CELLS = 1_000_000  # of which an array is made, though hardly any occur
_FEW = 8  # of so many rows one is kept: then their values are looked up, not all of them
BLOCK = 131_072  # rows at a time: what is made of them stays in the processor's cache
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(slots=True)
class Tally:
    """Arrays with one axis per column, one place per value: rows, and of their figures how many.

    `total` and `highest` put the figures together; `highest` is minus infinity where none is given.
    """

    records: Whole
    given: Whole | None = None
    total: Floats | None = None
    highest: Floats | None = None
    several: frozenset[int] = field(default_factory=frozenset)  # axes where rows stand repeatedly

    def over(self, *axes: int) -> "Tally":
        """Put together along some axes. Raises ValueError where rows would count repeatedly."""
        if self.several.intersection(axes):
            raise ValueError("rows with several values cannot be added up: count them again")
        left = [axis for axis in range(self.records.ndim) if axis not in axes]
        return Tally(
            self.records.sum(axis=axes),
            None if self.given is None else self.given.sum(axis=axes),
            None if self.total is None else self.total.sum(axis=axes),
            None if self.highest is None else self.highest.max(axis=axes),
            frozenset(n for n, axis in enumerate(left) if axis in self.several),
        )


def tally(by: Sequence[Coded], keep: Flags, figure: Floats | None = None) -> Tally:
    """Count the kept rows by the values of all columns; a missing figure is NaN.

    A row with several values stands at each of them. Memory: the cells, and one block of rows.
    """
    if not by:
        return _whole(keep, figure)
    shape = tuple(len(one.values) for one in by)
    cells = prod(shape)
    records = np.zeros(cells, np.int64)
    given, total = np.zeros(cells, np.int64), np.zeros(cells)
    highest = np.full(cells, -np.inf)
    for start in range(0, len(keep), BLOCK):
        key, rows = _keys(by, start, keep)
        records += np.bincount(key, minlength=cells)
        if figure is not None:
            values = figure[rows]
            is_given = np.flatnonzero(~np.isnan(values))
            key, values = key[is_given], values[is_given]
            given += np.bincount(key, minlength=cells)
            total += np.bincount(key, weights=values, minlength=cells)
            np.maximum.at(highest, key, values)
    several = frozenset(axis for axis, one in enumerate(by) if one.starts is not None)
    if figure is None:
        return Tally(records.reshape(shape), several=several)
    return Tally(
        records.reshape(shape),
        given.reshape(shape),
        total.reshape(shape),
        highest.reshape(shape),
        several,
    )


def _whole(keep: Flags, figure: Floats | None) -> Tally:
    """All kept rows in one cell."""
    records = np.array(np.count_nonzero(keep))
    if figure is None:
        return Tally(records)
    values = np.compress(keep & ~np.isnan(figure), figure)
    highest = values.max() if len(values) else -np.inf
    return Tally(records, np.array(len(values)), np.array(values.sum()), np.array(highest))


def whole_numbers(numbers: NDArray[Any], keep: Flags) -> Tally:
    """All kept rows in one cell, of whole numbers; the least of their type is a missing one.

    As `tally` of the same as figures, without an array of them.
    """
    none = np.iinfo(numbers.dtype).min
    given, total, highest = 0, 0, -np.inf
    for start in range(0, len(keep), BLOCK):
        block = numbers[start : start + BLOCK]
        values = np.compress(keep[start : start + BLOCK] & (block != none), block)
        if len(values):
            given += len(values)
            total += int(values.sum(dtype=np.int64))
            highest = max(highest, float(values.max()))
    records = np.array(np.count_nonzero(keep))
    return Tally(records, np.array(given), np.array(float(total)), np.array(highest))


def combinations(by: Sequence[Coded], keep: Flags) -> tuple[list[tuple[Any, ...]], list[int]]:
    """The combinations of values that occur among the kept rows, and how many rows have each.

    For many columns of which few combinations occur: no array of all cells is made, if it is large.
    """
    sizes = [len(one.values) for one in by]
    found: dict[int, int] = {}
    if prod(sizes) <= _MOST_CELLS:
        counted = tally(by, keep).records.ravel()
        there = np.flatnonzero(counted)
        found = dict(zip(there.tolist(), counted[there].tolist(), strict=True))
    else:
        for start in range(0, len(keep), BLOCK):
            keys, counts = np.unique(_keys(by, start, keep)[0], return_counts=True)
            for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
                found[key] = found.get(key, 0) + count
    places = np.unravel_index(np.fromiter(found, np.int64, len(found)), sizes)
    told = [[one.values[n] for n in place] for one, place in zip(by, places, strict=True)]
    return list(zip(*told, strict=True)), list(found.values())


def _keys(by: Sequence[Coded], start: int, keep: Flags) -> tuple[Any, NDArray[Any]]:
    """The cell of each kept row of a block, and the row: once for each of several values."""
    block = slice(start, min(start + BLOCK, len(keep)))
    several = [one for one in by if one.starts is not None]
    kept = np.flatnonzero(keep[block])
    if not several:
        key = by[0].codes[block] if len(by) == 1 else combined(by, block)
        return np.take(key, kept), kept + start
    if len(several) > 1 or len(kept) * _FEW < len(keep[block]):
        return _several_keys(by, kept + start)
    many = several[0]
    assert many.starts is not None  # noqa: S101 - so it was chosen
    edges = many.starts[block.start : block.stop + 1]
    row_of = _turns(edges)
    values = np.flatnonzero(np.take(keep[block], row_of))
    rows = np.take(row_of, values)
    codes = np.take(many.codes[edges[0] : edges[-1]], values)
    if len(by) == 1:
        return codes, rows + start
    key = np.zeros(len(rows), np.int64)
    for one in by:
        key *= len(one.values)
        key += codes if one is many else np.take(one.codes[block], rows)
    return key, rows + start


def _turns(edges: Whole) -> NDArray[np.int32]:
    """For each value, which row it stands in: rows have one value at least."""
    row_of = np.zeros(int(edges[-1] - edges[0]), np.int32)
    row_of[edges[1:-1] - edges[0]] = 1
    return np.cumsum(row_of, dtype=np.int32, out=row_of)


def _several_keys(by: Sequence[Coded], rows: Whole) -> tuple[Any, Whole]:
    """The same of rows with several values in more than one column: each with each."""
    key: Any = np.zeros(len(rows), np.int64)
    for one in by:
        if one.starts is None:
            key = key * len(one.values) + one.codes[rows]
            continue
        first = one.starts[rows]
        lengths = one.starts[rows + 1] - first
        turn = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        codes = one.codes[np.repeat(first, lengths) + turn]
        key = np.repeat(key, lengths) * len(one.values) + codes
        rows = np.repeat(rows, lengths)
    return key, rows
