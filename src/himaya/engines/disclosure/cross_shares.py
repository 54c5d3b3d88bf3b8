"""What a treatment did to shares within groups: the sex ratio by camp, incidents by district.

For two columns the share of each value of one within each group of the other, before and after; the
largest change over groups of enough records. Where the grouping column was recoded, the groups are
the new ones, so that what is left changes for other reasons only. A column whose own values were
recoded has no shares to compare.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Floats, Ints
from himaya.engines.disclosure.frames import Frame
from himaya.engines.disclosure.hierarchies import texts_of

_MOST_VALUES, _MOST_GROUPS = 50, 2_000
LEAST = 20  # records in a group, before and after: the shares of fewer jump by themselves


@dataclass(frozen=True)
class PairShift:
    """The largest change of a share (0-1) of a value of `of` within a group of `by`."""

    of: str
    by: str
    largest_shift: float


@dataclass(frozen=True)
class _Both:
    """A column before and after in the same codes, -1 for missing; whether no value is new."""

    name: str
    before: Ints
    after: Ints
    size: int
    is_same: bool


def pair_shifts(before: Frame, after: Frame, names: Sequence[str]) -> list[PairShift]:
    """Every pair of these columns that can be compared, the largest change first."""
    columns = [_both(before, after, name) for name in names]
    found = [
        PairShift(of.name, by.name, shift)
        for of in columns
        for by in columns
        if of.name != by.name
        and of.is_same
        and 1 < of.size <= _MOST_VALUES
        and by.size <= _MOST_GROUPS
        and (shift := _shift(of, by)) is not None
    ]
    return sorted(found, key=lambda one: (-one.largest_shift, one.of, one.by))


def _both(before: Frame, after: Frame, name: str) -> _Both:
    old, new = texts_of(before.get_column(name)), texts_of(after.get_column(name))
    known = [one.unique().drop_nulls().sort() for one in (old, new)]
    levels = pl.concat(known).unique().sort()
    codes = [
        one.cast(pl.Enum(levels)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
        for one in (old, new)
    ]
    is_same = bool(known[1].is_in(known[0].implode()).all())
    return _Both(name, codes[0], codes[1], len(levels), is_same)


def _shift(of: _Both, by: _Both) -> float | None:
    groups = by.before if by.is_same else by.after
    then, now = _table(of.before, groups, of, by), _table(of.after, by.after, of, by)
    totals = then.sum(axis=1), now.sum(axis=1)
    enough = (totals[0] >= LEAST) & (totals[1] >= LEAST)
    if not enough.any():
        return None
    shares = [table[enough] / table[enough].sum(axis=1, keepdims=True) for table in (then, now)]
    return float(np.abs(shares[0] - shares[1]).max())


def _table(values: Ints, groups: Ints, of: _Both, by: _Both) -> Floats:
    known = (values >= 0) & (groups >= 0)
    cells = groups[known] * of.size + values[known]
    counts = np.bincount(cells, minlength=of.size * by.size).astype(np.float64)
    return counts.reshape(by.size, of.size)
