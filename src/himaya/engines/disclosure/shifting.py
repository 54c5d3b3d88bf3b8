"""Date shifting: all dates of a person move by the same number of days, so intervals stay.

The shift of a person is drawn from the seed and the person's identifier, not from the row, so that
several files of the same person shift alike under the same seed (Hripcsak et al. 2016).
"""

import hashlib
import hmac
from collections.abc import Sequence

import polars as pl

from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, require_columns
from himaya.engines.disclosure.hierarchies import days_of, texts_of


def shift_dates(frame: Frame, names: Sequence[str], person: str, most: int, seed: bytes) -> Frame:
    """Move the columns' days by -most ... most, never 0; the same for all dates of a person.

    Refuses records without a person: their dates would stay as they are.
    """
    require_columns(frame, [*names, person])
    if most < 1:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"Dates are to move by at most {most} days.",
            "Give at least 1 day; 30 to 180 are usual.",
        )
    people = texts_of(frame.get_column(person))
    if gone := people.null_count():
        raise DisclosureError(
            DisclosureErrorCode.COLUMN_HAS_MISSING,
            f"{gone} records have no {person}.",
            "Give each record one; a running number will do.",
        )
    known = people.unique().sort()
    shifts = pl.Series([_shift(value, most, seed) for value in known.to_list()], dtype=pl.Int64)
    days = people.replace_strict(known, shifts, default=None)
    columns = []
    for name in names:
        moved = days_of(frame.get_column(name)) + pl.Series(days * 86_400_000).cast(
            pl.Duration("ms")
        )
        kept = frame.schema[name] == pl.String
        columns.append((moved.dt.strftime("%Y-%m-%d") if kept else moved).alias(name))
    return frame.with_columns(columns)


def _shift(person: str, most: int, seed: bytes) -> int:
    number = int.from_bytes(hmac.digest(seed, b"days\x00" + person.encode(), hashlib.sha256), "big")
    step = number % (2 * most)
    return step - most if step < most else step - most + 1
