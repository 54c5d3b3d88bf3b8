"""Key variables as small codes and the table of distinct combinations every method works on.

Requirements:
1. Codes depend on which values are equal, not on type, row order or index: 7, 7.0 and "7" in a
   column give the same groups.
2. Code 0 is a missing value (null, NaN, empty text). No other value is taken for missing: -999 or
   "unknown" are categories like any other, unless the caller turns them into nulls first.
3. What a missing value means is decided where groups are counted (frequencies.py), never here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Floats, Ints
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, canonical, require_columns
from himaya.engines.disclosure.grouping import group, pack

# A range of whole numbers up to this many times the rows is coded through a table, else sorted.
_DENSE = 4
_WIDE = (pl.Int128, pl.UInt128, pl.UInt64)
_MOST_KEYS = 60  # patterns of missing values are kept as bits of a 64-bit number


@dataclass(frozen=True)
class Codes:
    """One column coded. `codes` has one number per row: 0 missing, else 1 + place in `levels`."""

    name: str
    codes: Ints
    levels: pl.Series

    @property
    def size(self) -> int:
        """How many codes there may be, that of a missing value included."""
        return self.levels.len() + 1


@dataclass(frozen=True)
class Encoding:
    """Rows and distinct combinations of the key variables.

    `groups` gives the combination of each row (n), `first` a row of each combination (g),
    `counts` the rows of each combination (g).
    """

    columns: tuple[Codes, ...]
    groups: Ints
    first: Ints
    counts: Ints

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the key variables."""
        return tuple(column.name for column in self.columns)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of codes of each key variable."""
        return tuple(column.size for column in self.columns)

    @property
    def rows(self) -> int:
        """Number of records; each row may stand for several (large.py)."""
        return int(self.counts.sum())

    @cached_property
    def table(self) -> tuple[Ints, ...]:
        """The distinct combinations: for each key variable the codes (g)."""
        return tuple(column.codes[self.first] for column in self.columns)

    @cached_property
    def missing(self) -> Ints:
        """Which keys each combination (g) lacks: bit i is set where key i is missing."""
        patterns = np.zeros(len(self.first), np.int64)
        for place, codes in enumerate(self.table):
            patterns |= (codes == 0).astype(np.int64) << place
        return patterns

    def summed(self, values: Floats) -> Floats:
        """Sums of the rows' values by combination (g)."""
        sums: Floats = np.bincount(self.groups, values, len(self.first)).astype(np.float64)
        return sums


def encode(frame: Frame, keys: Sequence[str]) -> Encoding:
    """Code the key variables of a frame. Raises DisclosureError for what cannot be a key."""
    require_columns(frame, keys)
    if len(keys) > _MOST_KEYS:
        raise DisclosureError(
            DisclosureErrorCode.KEYS_TOO_MANY,
            f"{len(keys)} key variables are named; the most is {_MOST_KEYS}.",
            "Name those an intruder could really know.",
        )
    return encode_columns([code_column(frame.get_column(name)) for name in keys])


def encode_columns(columns: Sequence[Codes]) -> Encoding:
    """Find the distinct combinations of coded columns."""
    packed = pack([column.codes for column in columns], [column.size for column in columns])
    groups, first = group(packed)
    counts = np.bincount(groups, minlength=len(first))
    return Encoding(tuple(columns), groups, first, counts)


def code_column(column: pl.Series) -> Codes:
    """Code one column by its values in sorted order; null, NaN and empty text get 0."""
    kind = column.dtype
    if kind.is_nested():
        raise DisclosureError(
            DisclosureErrorCode.COLUMN_NESTED,
            f"{column.name} holds lists or groups of values.",
            "Split it into columns of single values.",
        )
    if kind == pl.Object:
        texts = [canonical(value) for value in column.to_list()]
        column = pl.Series(column.name, texts, dtype=pl.String)
    elif kind == pl.Boolean:
        column = column.cast(pl.Int8)
    elif kind.is_temporal() and kind != pl.Time:
        column = column.to_physical()
    if column.dtype in _WIDE:  # past what numpy counts in: by their digits
        return _texts(column)
    if column.dtype.is_integer() and (dense := _dense(column)) is not None:
        return dense
    if column.dtype.is_numeric() and not column.dtype.is_decimal():
        return _sorted_numbers(column)
    return _texts(column)


def _texts(column: pl.Series) -> Codes:
    texts = column.cast(pl.String)
    levels = texts.unique().drop_nulls().sort()
    levels = levels.filter(levels != "")
    codes = texts.replace({"": None}).cast(pl.Enum(levels)).to_physical()
    return Codes(column.name, _shifted(codes), levels)


def _dense(column: pl.Series) -> Codes | None:
    """Whole numbers within a narrow range, through a table of those that occur."""
    low, high = column.min(), column.max()
    if not isinstance(low, int) or not isinstance(high, int):
        return None
    if high - low > _DENSE * column.len() + 1024:
        return None
    shifted = column.cast(pl.Int64).fill_null(low).to_numpy() - low
    there = column.is_not_null().to_numpy()
    occurs = np.zeros(high - low + 1, bool)
    occurs[shifted[there]] = True
    place = np.cumsum(occurs, dtype=np.int32)
    codes = np.where(there, place[shifted], 0).astype(np.int32)
    levels = pl.Series(column.name, np.flatnonzero(occurs) + low)
    return Codes(column.name, codes, levels)


def _sorted_numbers(column: pl.Series) -> Codes:
    if column.dtype.is_float():
        column = (column + 0.0).fill_nan(None)  # -0.0 and 0.0 are equal and become one
    levels = column.unique().drop_nulls().sort()
    numbers = column.fill_null(0).to_numpy()
    place = np.searchsorted(levels.to_numpy(), numbers) + 1
    codes = np.where(column.is_not_null().to_numpy(), place, 0).astype(np.int32)
    return Codes(column.name, codes, levels)


def _shifted(physical: pl.Series) -> Ints:
    codes: Ints = physical.cast(pl.Int32).fill_null(-1).to_numpy() + np.int32(1)
    return codes
