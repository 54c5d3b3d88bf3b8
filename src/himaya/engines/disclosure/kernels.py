"""Loops over keys, compiled with numba. Imported only where `acceleration.is_compiled()`.

Each has a numpy twin beside its caller, held to the same answers by the tests.
"""

import numpy as np

from himaya.engines.disclosure.acceleration import compiled
from himaya.engines.disclosure.arrays import Bits, Floats, Ints, Keys

# Fibonacci hashing (Knuth, The Art of Computer Programming, vol. 3, 6.4).
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
# Up to so many places for each row a table that is indexed is faster than hashing.
_SPARSE = 16


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
def part_groups(  # noqa: PLR0917 - compiled functions take no keywords
    rows: Ints,
    groups: Ints,
    codes: Ints,
    size: int,
    number: int,
    covered: Bits,
    barred: Ints,
    asked: int,
    is_last: bool,  # noqa: FBT001 - compiled functions take no keywords
) -> tuple[Ints, Ints, Ints, int]:
    """Split groups by one key; see the twin in minimal_uniques.py."""
    keys = np.empty(len(rows), np.int64)
    kept = np.empty(len(rows), np.int32)
    left = 0
    for place in range(len(rows)):
        row = rows[place]
        kept[left] = row
        keys[left] = np.int64(groups[place]) * size + codes[row]
        left += 1 - ((covered[row >> 3] >> (7 - (row & 7))) & 1)
    span = number * size
    if span > _SPARSE * left + 4096:
        span = number_keys(keys, left)
    seen = np.zeros(span, np.uint8)
    for place in range(left):
        seen[keys[place]] |= 1 + (seen[keys[place]] & 1)  # 0, then 1, then 3
    unique = np.empty(left, np.int32)
    numbers = np.full(0 if is_last else span, -1, np.int32)
    parted = np.empty(0 if is_last else left, np.int32)
    alone, shared, found = 0, 0, 0
    for place in range(left):
        key, row = keys[place], kept[place]
        if seen[key] == 1:
            if barred[row] & asked == 0:
                unique[alone] = row
                alone += 1
                covered[row >> 3] |= np.uint8(128 >> (row & 7))
        elif not is_last:
            if numbers[key] < 0:
                numbers[key] = found
                found += 1
            kept[shared] = row
            parted[shared] = numbers[key]
            shared += 1
    return unique[:alone].copy(), kept[:shared].copy(), parted[:shared].copy(), found


@compiled
def number_keys(keys: Ints, count: int) -> int:
    """Put group numbers in the place of the first `count` keys; how many groups there are."""
    bits = 4
    while 1 << bits < 2 * count:
        bits += 1
    slots = np.full(1 << bits, -1, np.int32)
    shift = np.uint64(64 - bits)
    last = (1 << bits) - 1
    firsts = np.empty(count, np.int64)
    found = 0
    for place in range(count):
        key = keys[place]
        slot = np.int64((np.uint64(key) * _SPREAD) >> shift)
        while slots[slot] >= 0 and firsts[slots[slot]] != key:
            slot = (slot + 1) & last
        if slots[slot] < 0:
            slots[slot] = found
            firsts[found] = key
            found += 1
        keys[place] = slots[slot]
    return found
