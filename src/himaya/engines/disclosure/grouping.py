"""Combinations of codes as one number, and rows with the same number as a group.

A combination of codes is written as one 64-bit number in mixed radix; where the product of the
numbers of categories passes 2^62, what was written so far is first replaced by its group number.
"""

from collections.abc import Sequence

import numpy as np

from himaya.engines.acceleration import is_compiled
from himaya.engines.disclosure.arrays import Floats, Ints, Keys

_ROOM = 1 << 62


def pack(codes: Sequence[Ints], sizes: Sequence[int]) -> Keys:
    """One number per row for its combination of codes; code `c` of column i is in [0, sizes[i]).

    Equal numbers mean equal combinations, within one call. Without columns all rows are equal.
    """
    rows = len(codes[0]) if codes else 0
    packed = np.zeros(rows, np.uint64)
    span = 1
    for column, size in zip(codes, sizes, strict=True):
        if span > _ROOM // max(size, 1):
            groups, first = group(packed)
            packed, span = groups.astype(np.uint64), len(first)
        packed *= np.uint64(size)
        packed += column.astype(np.uint64)
        span *= size
    return packed


def group(keys: Keys) -> tuple[Ints, Ints]:
    """Group number of each row and the first row of each group, in order of first appearance."""
    if len(keys) == 0:
        return np.empty(0, np.int32), np.empty(0, np.int32)
    if is_compiled():
        from himaya.engines.disclosure import kernels

        return kernels.group_keys(keys, _bits(len(keys)))
    _, first, groups = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    place = np.empty(len(first), np.int32)
    place[order] = np.arange(len(first), dtype=np.int32)
    return place[groups.reshape(-1)], first[order].astype(np.int32)


def sum_by_key(sources: Keys, values: Floats, targets: Keys) -> Floats:
    """For each target the sums of the rows of `values` whose source key equals it, else 0.

    `values` has shape (sources, v), the answer (targets, v).
    """
    if len(sources) == 0 or len(targets) == 0:
        return np.zeros((len(targets), values.shape[1]))
    if is_compiled():
        from himaya.engines.disclosure import kernels

        return kernels.sum_by_key(sources, values, targets, _bits(len(sources)))
    known, where = np.unique(sources, return_inverse=True)
    sums = np.stack(
        [np.bincount(where.reshape(-1), column, len(known)) for column in values.T], axis=1
    )
    at = np.minimum(np.searchsorted(known, targets), len(known) - 1)
    return np.where((known[at] == targets)[:, None], sums[at], 0.0)


def _bits(rows: int) -> int:
    return max(4, int(2 * rows - 1).bit_length())
