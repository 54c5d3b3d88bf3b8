"""A column as codes and their values."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.unsignedinteger[Any]]
Whole = NDArray[np.int64]
_WIDTHS: tuple[Any, ...] = (np.uint16, np.uint32, np.uint64)


@dataclass(frozen=True, slots=True)
class Coded:
    """`codes`: the place of each row's value in `values`, whose first is None: no value.

    `starts`: where rows may have several values, the place of each row's first code and after the
    last row the end; a row without any has the code 0 once.
    """

    codes: Codes
    values: Sequence[Any]
    starts: Whole | None = None

    @classmethod
    def empty(cls, rows: int) -> "Coded":
        """A column in which no row has a value."""
        return cls(np.zeros(rows, np.uint8), (None,))


def laid_by(column: Coded, label: Callable[[Sequence[Any]], Sequence[Hashable]]) -> Coded:
    """The column with each value replaced; `label` is asked once for all values.

    What it gives None for has no value any more; what it gives the same for becomes one.
    """
    found = label(column.values)
    places: dict[Hashable, int] = {None: 0}
    lookup = np.fromiter(
        (places.setdefault(one, len(places)) for one in found), np.int64, len(found)
    )
    narrow = np.min_scalar_type(len(places))
    return Coded(np.take(lookup.astype(narrow), column.codes), tuple(places), column.starts)


def combined(columns: Sequence[Coded], rows: slice | Whole) -> Codes:
    """One number for each row that tells its values in all columns, none of which has several."""
    shape = [len(one.values) for one in columns]
    wide = next(kind for kind in _WIDTHS if prod(shape) <= np.iinfo(kind).max)
    first, *others = columns
    key = first.codes[rows].astype(wide)
    for one in others:
        key *= wide(len(one.values))
        np.add(key, one.codes[rows], out=key, casting="unsafe")
    return key
