"""What a node of the lattice costs, by the other measures ARX offers, and bounds to search by.

- discernibility: the sum over groups of n², and n times the file's records for each suppressed one
  (Bayardo & Agrawal 2005).
- average class: records of the file by groups, those suppressed one group together (LeFevre et al.
  2006), as ARX counts.
- height: the sum of the levels. Precision: the mean over all cells of level by height, 1 where
  suppressed (Sweeney 2002).
- entropy: the sum over cells of log2(records alike after / records alike before), generalised and
  then, of suppressed ones, among themselves (de Waal & Willenborg 1999; as ARX counts).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from himaya.engines.disclosure.arrays import Floats, Ints


class Metric(StrEnum):
    """What the chosen levels have least of."""

    LOSS = "loss"
    DISCERNIBILITY = "discernibility"
    AVERAGE_CLASS = "average_class"
    HEIGHT = "height"
    PRECISION = "precision"
    ENTROPY = "entropy"


@dataclass(frozen=True)
class KeyColumn:
    """One key: records by value (code 0: missing), and at each level the code of each value."""

    counts: Floats
    levels: Sequence[Ints]

    @property
    def height(self) -> int:
        """The highest level; at least 1, so that shares of it can be taken."""
        return max(1, len(self.levels) - 1)

    def categories(self, level: int) -> int:
        """Different values at a level."""
        return len(np.unique(self.levels[level][self.counts > 0]))

    def bits(self, level: int) -> Floats:
        """For each value log2 of the records alike at the level by those alike at first."""
        alike = np.bincount(self.levels[level], self.counts)[self.levels[level]]
        told = np.zeros(len(self.counts))
        occurs = self.counts > 0
        told[occurs] = np.log2(alike[occurs] / self.counts[occurs])
        return told


def bounds(metric: Metric, keys: Sequence[KeyColumn]) -> Floats:
    """For each node, in the order of its levels, what it costs at least."""
    rows = float(keys[0].counts.sum())
    if metric is Metric.HEIGHT:
        return _added([np.arange(len(key.levels), dtype=float) for key in keys])
    if metric is Metric.PRECISION:
        return _added([np.arange(len(key.levels)) / key.height for key in keys]) / len(keys)
    if metric is Metric.ENTROPY:
        return _added(
            [
                np.array([(key.bits(level) * key.counts).sum() for level in range(len(key.levels))])
                for key in keys
            ]
        )
    logs = _added(
        [np.log([key.categories(level) for level in range(len(key.levels))]) for key in keys]
    )
    groups = np.minimum(rows, np.exp(logs) * (1 + 1e-9))
    # Suppressing a record never costs less than the group it was in.
    return rows**2 / groups if metric is Metric.DISCERNIBILITY else rows / (groups + 1)


def _added(per_key: Sequence[Floats]) -> Floats:
    grids = np.meshgrid(*per_key, indexing="ij")
    added: Floats = sum((grid.reshape(-1) for grid in grids), np.zeros(grids[0].size))
    return added


@dataclass(frozen=True)
class Counted:
    """A node's groups.

    `sizes` of those kept, `lost` records suppressed, `kept` of each row of `codes` (by key) the
    records that stay.
    """

    sizes: Floats
    lost: float
    kept: Floats
    codes: Sequence[Ints]


def cost(metric: Metric, keys: Sequence[KeyColumn], node: Sequence[int], at: Counted) -> float:
    """What a node costs with its suppressed records."""
    rows = float(keys[0].counts.sum())
    if metric is Metric.HEIGHT:
        return float(sum(node))
    if metric is Metric.PRECISION:
        mean = sum(level / key.height for level, key in zip(node, keys, strict=True)) / len(keys)
        return (mean * (rows - at.lost) + at.lost) / rows
    if metric is Metric.DISCERNIBILITY:
        return float((at.sizes**2).sum() + at.lost * rows)
    if metric is Metric.AVERAGE_CLASS:
        return rows / (len(at.sizes) + (at.lost > 0)) if rows else math.inf
    total = 0.0
    for key, level, codes in zip(keys, node, at.codes, strict=True):
        kept = np.bincount(codes, at.kept, len(key.counts))
        lost = np.bincount(key.levels[level], key.counts - kept)
        lost = lost[lost > 0]
        total += float((key.bits(level) * key.counts).sum())
        total += float((lost * np.log2(at.lost / lost)).sum())
    return total
