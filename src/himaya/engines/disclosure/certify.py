"""An independent counter of the records that share their key values with too few.

Nothing of the counting used while treating is used here: for each value of each key variable the
records that match it are kept as bits, and a record's matches are the bits its values have in
common. O(g · n · m / 64) for the g combinations that are not alike in plain sight already.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Bits
from himaya.engines.disclosure.frames import Frame, require_columns
from himaya.engines.disclosure.frequencies import Missing


def violations(
    frame: Frame, keys: Sequence[str], k: int, missing: Missing = Missing.WILDCARD
) -> int:
    """Number of records with fewer than k alike, themselves included."""
    require_columns(frame, keys)
    # Named by number: a key may be called as the counts are.
    texts = frame.select(
        pl.when(pl.col(key).cast(pl.String) != "").then(pl.col(key).cast(pl.String)).alias(str(at))
        for at, key in enumerate(keys)
    )
    keys = texts.columns
    groups = texts.group_by(keys).len("alike").filter(pl.col("alike") < k)
    if missing is Missing.CATEGORY:
        return int(groups["alike"].sum())
    matching = [_matches(texts.get_column(key)) for key in keys]
    found = 0
    for *values, alike in groups.select(*keys, "alike").iter_rows():
        common = np.full((texts.height + 7) // 8, 255, np.uint8)
        for value, bits in zip(values, matching, strict=True):
            if value is not None:
                common &= bits[value]
        if int(np.bitwise_count(common).sum()) - _padding(texts.height, common) < k:
            found += alike
    return found


def _matches(column: pl.Series) -> dict[str, Bits]:
    """By value, the bits of the records that have it or have none."""
    blank = column.is_null().to_numpy()
    values = column.to_numpy()
    return {
        value: np.packbits((values == value) | blank)
        for value in column.drop_nulls().unique().to_list()
    }


def _padding(rows: int, common: Bits) -> int:
    """Bits past the last record that are still set: where no value restricted anything."""
    spare = -rows % 8
    return int(np.bitwise_count(common[-1] & np.uint8((1 << spare) - 1))) if spare else 0
