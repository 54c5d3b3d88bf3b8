"""Which sets of key variables make a record unique while no smaller part of them does.

The sets are gone through as a tree: each is its parent and one key variable more, and every set
comes after all its parts. A record that is unique in a part is unique in the set too, so it neither
needs looking at nor makes another less unique. The records that are left are grouped by the number
of their group in the parent and the value of one key: mostly a table that can be indexed, where
hashing whole combinations would wait for memory (twice as fast at a million records and ten keys).

The key with the most values stands highest in the tree, where it is split by once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from himaya.engines.disclosure.acceleration import is_compiled
from himaya.engines.disclosure.arrays import Bits, Ints
from himaya.engines.disclosure.encoding import Encoding

_SEVERAL = 62  # the bit after those of the keys (encoding.py allows 60)
Found = tuple[tuple[int, ...], Ints]


class Parted(NamedTuple):
    """Records unique in a set; those of shared groups with the number of their group; groups."""

    unique: Ints
    rows: Ints
    groups: Ints
    number: int


def minimal_uniques(encoding: Encoding, max_k: int) -> Iterator[Found]:
    """Each set of up to `max_k` key variables with the combinations it is a minimal unique of.

    At most one pass over the combinations for each set, and for the sets in use at a time one bit
    per combination. Sets come after their parts, not by size.
    """
    return _Tree(encoding, max_k).below(0, 0, _all_together(len(encoding.first)))


def _all_together(count: int) -> Parted:
    nobody = np.empty(0, np.int32)
    return Parted(nobody, np.arange(count, dtype=np.int32), np.zeros(count, np.int32), 1)


@dataclass(frozen=True)
class _Column:
    """One key variable: its place among the keys, its codes (g), and how many there may be."""

    place: int
    codes: Ints
    size: int


class _Tree:
    """Sets of key variables as bits; the lowest bit is the key with the fewest values.

    Children of a set add a bit below its lowest one, low ones first: so sets come in the order of
    their numbers, and all parts of a set before it.
    """

    def __init__(self, encoding: Encoding, max_k: int) -> None:
        order = sorted(range(len(encoding.keys)), key=lambda place: encoding.sizes[place])
        self._columns = [
            _Column(place, encoding.table[place].astype(np.int32), encoding.sizes[place])
            for place in order
        ]
        self._max_k = max_k
        # Why a combination cannot be unique: the keys it lacks as bits, and one bit for several
        # records.
        several = (encoding.counts > 1).astype(np.int64) << _SEVERAL
        self._barred = encoding.missing | several
        self._width = (len(encoding.first) + 7) // 8
        # By set: the combinations that are unique in it, minimal or not.
        self._covered: dict[int, Bits] = {}

    def below(self, parent: int, size: int, parted: Parted) -> Iterator[Found]:
        """All sets that begin with the parent's keys, and what was found in each."""
        lowest = (parent & -parent).bit_length() - 1 if parent else len(self._columns)
        for bit in range(lowest):
            keys = parent | 1 << bit
            covered = self._covered_by_parts(keys, size)
            is_last = bit == 0 or size + 1 == self._max_k
            made = self._part(keys, bit, parted, covered, is_last=is_last)
            if size + 1 < self._max_k:
                self._covered[keys] = covered
            self._forget(keys)
            yield self._places(keys), made.unique
            if not is_last:
                yield from self.below(keys, size + 1, made)

    def _part(self, keys: int, bit: int, parted: Parted, covered: Bits, *, is_last: bool) -> Parted:
        column = self._columns[bit]
        asked = sum(1 << place for place in (*self._places(keys), _SEVERAL))
        part = _part_groups
        if is_compiled():
            from himaya.engines.disclosure import kernels

            part = kernels.part_groups
        made = part(
            parted.rows,
            parted.groups,
            column.codes,
            column.size,
            parted.number,
            covered,
            self._barred,
            asked,
            is_last,
        )
        return Parted(*made)

    def _places(self, keys: int) -> tuple[int, ...]:
        chosen = [column.place for bit, column in enumerate(self._columns) if keys >> bit & 1]
        return tuple(sorted(chosen))

    def _covered_by_parts(self, keys: int, size: int) -> Bits:
        covered: Bits = np.zeros(self._width, np.uint8)
        if size:
            for bit in range(len(self._columns)):
                if keys >> bit & 1:
                    covered |= self._covered[keys ^ 1 << bit]
        return covered

    def _forget(self, keys: int) -> None:
        """Drop the parts that this set was the last to need: those it exceeds by a leading bit."""
        for bit in reversed(range(len(self._columns))):
            if not keys >> bit & 1:
                return
            self._covered.pop(keys ^ 1 << bit, None)


def _part_groups(  # noqa: PLR0917 - the signature of the compiled twin
    rows: Ints,
    groups: Ints,
    codes: Ints,
    size: int,
    number: int,  # noqa: ARG001 - the compiled twin makes its table of it
    covered: Bits,
    barred: Ints,
    asked: int,
    is_last: bool,  # noqa: FBT001 - the signature of the compiled twin
) -> tuple[Ints, Ints, Ints, int]:
    """Split groups by one key, leaving out covered records; in `covered` mark the unique ones.

    Unique are those alone in their group unless `barred` for what is `asked`; barred ones that are
    alone are of no more use either.
    """
    rows_left = np.unpackbits(covered, count=len(codes))[rows] == 0
    rows = rows[rows_left]
    keys = groups[rows_left].astype(np.int64) * size + codes[rows]
    _, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
    place = place.reshape(-1)
    alone = counts[place] == 1
    unique = rows[alone & (barred[rows] & asked == 0)]
    flags = np.zeros(len(codes), bool)
    flags[unique] = True
    covered |= np.packbits(flags)
    if is_last:
        return unique, rows[:0], rows[:0], 0
    known, shared = np.unique(place[~alone], return_inverse=True)
    return unique, rows[~alone], shared.reshape(-1).astype(np.int32), len(known)
