"""One node of the lattice, counted and weighed; its numpy twin is `lattice._Search._weigh`."""

import numpy as np

from himaya.engines.acceleration import compiled
from himaya.engines.disclosure.arrays import Floats, Ints, Keys

_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@compiled
def slots_of(codes: Ints, parts: Keys, counts: Floats, span: int) -> tuple[Ints, Floats]:
    """For each row the slot of its group, and the records in each slot.

    `parts[key, code]` is what a code adds to the number of the group; numbers are below `span`.
    """
    rows, keys = codes.shape
    numbers = np.empty(rows, np.uint64)
    for row in range(rows):
        number = np.uint64(0)
        for key in range(keys):
            number += parts[key, codes[row, key]]
        numbers[row] = number
    slots = np.empty(rows, np.int64)
    if span <= 4 * rows + 4096:
        sums = np.zeros(span)
        for row in range(rows):
            slots[row] = np.int64(numbers[row])
            sums[slots[row]] += counts[row]
        return slots, sums
    bits = 4
    while 1 << bits < 2 * rows:
        bits += 1
    owner = np.full(1 << bits, -1, np.int32)
    sums = np.zeros(1 << bits)
    shift = np.uint64(64 - bits)
    last = (1 << bits) - 1
    for row in range(rows):
        slot = np.int64((numbers[row] * _SPREAD) >> shift)
        while owner[slot] >= 0 and numbers[owner[slot]] != numbers[row]:
            slot = (slot + 1) & last
        if owner[slot] < 0:
            owner[slot] = row
        slots[row] = slot
        sums[slot] += counts[row]
    return slots, sums


@compiled
def weigh(
    codes: Ints, parts: Keys, losses: Floats, counts: Floats, k: int, span: int
) -> tuple[float, Floats]:
    """Records in groups below k, and by key the losses of the other records, summed."""
    slots, sums = slots_of(codes, parts, counts, span)
    lost = 0.0
    kept = np.zeros(codes.shape[1])
    for row in range(codes.shape[0]):
        if sums[slots[row]] < k:
            lost += counts[row]
        else:
            for key in range(codes.shape[1]):
                kept[key] += counts[row] * losses[key, codes[row, key]]
    return lost, kept
