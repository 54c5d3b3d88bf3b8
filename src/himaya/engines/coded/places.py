"""The rows that stand at some places of an order, without sorting all of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from himaya.engines.coded.columns import Whole


def in_order(rank: NDArray[Any], key: Whole, start: int, stop: int) -> Whole:
    """The rows at the places `start` to `stop` when sorted by rank, then key.

    Costs two partitions, not a sort: what lies before and after stays as it is. No rank is NaN.
    """
    stop = min(stop, len(rank))
    if start >= stop:
        return np.zeros(0, np.int64)
    edges = np.partition(rank, [start, stop - 1])
    low, high = edges[start], edges[stop - 1]
    before = int(np.count_nonzero(rank < low))
    if low == high:
        return _by_key(np.flatnonzero(rank == low), key, start - before, stop - before)
    first = np.flatnonzero(rank == low)
    inside = np.flatnonzero((rank > low) & (rank < high))
    inside = inside[np.lexsort((key[inside], rank[inside]))]
    last = np.flatnonzero(rank == high)
    left = stop - before - len(first) - len(inside)
    return np.concatenate(
        [_by_key(first, key, start - before, len(first)), inside, _by_key(last, key, 0, left)]
    )


def _by_key(rows: Whole, key: Whole, start: int, stop: int) -> Whole:
    """Of rows that rank alike, those at some places by their key."""
    keys = key[rows]
    if stop < len(rows):
        nearest = np.argpartition(keys, stop)[:stop]
        rows, keys = rows[nearest], keys[nearest]
    if start:
        farthest = np.argpartition(keys, start)[start:]
        rows, keys = rows[farthest], keys[farthest]
    return rows[np.argsort(keys)]
