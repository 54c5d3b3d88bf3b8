"""Loops over keys, compiled with numba. Imported only where `acceleration.is_compiled()`.

Each has a numpy twin beside its caller, held to the same answers by the tests.
"""

import numpy as np

from himaya.engines.acceleration import compiled
from himaya.engines.disclosure.arrays import Flags, Floats, Ints, Keys

# Fibonacci hashing (Knuth, The Art of Computer Programming, vol. 3, 6.4).
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@compiled
def group_keys(keys: Keys, bits: int) -> tuple[Ints, Ints]:
    """Group number of each row and first row of each group, in order of first appearance."""
    size = 1 << bits
    slots = np.full(size, -1, np.int32)
    shift = np.uint64(64 - bits)
    groups = np.empty(len(keys), np.int32)
    first = np.empty(len(keys), np.int32)
    found = 0
    for row in range(len(keys)):
        key = keys[row]
        slot = np.int64((key * _SPREAD) >> shift)
        while True:
            at = slots[slot]
            if at < 0:
                slots[slot] = found
                first[found] = row
                groups[row] = found
                found += 1
                break
            if keys[first[at]] == key:
                groups[row] = at
                break
            slot = (slot + 1) & (size - 1)
    return groups, first[:found].copy()


@compiled
def sum_by_key(sources: Keys, values: Floats, targets: Keys, bits: int) -> Floats:
    """For each target key the sums of `values` (shape (sources, v)) over equal source keys."""
    size = 1 << bits
    slots = np.full(size, -1, np.int32)
    shift = np.uint64(64 - bits)
    sums = np.zeros((len(sources), values.shape[1]))
    for row in range(len(sources)):
        slot = np.int64((sources[row] * _SPREAD) >> shift)
        while slots[slot] >= 0 and sources[slots[slot]] != sources[row]:
            slot = (slot + 1) & (size - 1)
        if slots[slot] < 0:
            slots[slot] = row
        at = slots[slot]
        for column in range(values.shape[1]):
            sums[at, column] += values[row, column]
    answer = np.zeros((len(targets), values.shape[1]))
    for row in range(len(targets)):
        slot = np.int64((targets[row] * _SPREAD) >> shift)
        while slots[slot] >= 0:
            at = slots[slot]
            if sources[at] == targets[row]:
                for column in range(values.shape[1]):
                    answer[row, column] = sums[at, column]
                break
            slot = (slot + 1) & (size - 1)
    return answer


@compiled
def mark_shared(keys: Keys, unique: Flags) -> None:
    """Clear `unique` wherever a key occurs more than once."""
    bits = 4
    while 1 << bits < 2 * len(keys):
        bits += 1
    slots = np.full(1 << bits, -1, np.int32)
    shift = np.uint64(64 - bits)
    last = (1 << bits) - 1
    for place in range(len(keys)):
        key = keys[place]
        slot = np.int64((key * _SPREAD) >> shift)
        while slots[slot] >= 0 and keys[slots[slot]] != key:
            slot = (slot + 1) & last
        at = slots[slot]
        if at < 0:
            slots[slot] = place
        else:
            unique[place] = False
            unique[at] = False


@compiled
def unique_rows(
    codes: Ints,
    single: Flags,
    rows: Ints,
    columns: Ints,
    strides: Keys,
    span: int,
) -> Flags:
    """For each of `rows` (of the table `codes`) whether no other has its codes in `columns`.

    Rows that stand for several records, and rows with a missing value among them, are not unique.
    """
    count = len(rows)
    keys = np.empty(count, np.uint64)
    unique = np.empty(count, np.bool_)
    for place in range(count):
        row = rows[place]
        key = np.uint64(0)
        whole = single[row]
        for column in range(len(columns)):
            code = codes[row, columns[column]]
            whole &= code > 0
            key += np.uint64(code) * strides[column]
        keys[place] = key
        unique[place] = whole
    if span <= 8 * count + 4096:
        slots = np.full(span, -1, np.int32)
        for place in range(count):
            at = slots[keys[place]]
            if at < 0:
                slots[keys[place]] = place
            else:
                unique[place] = False
                unique[at] = False
        return unique
    mark_shared(keys, unique)
    return unique
