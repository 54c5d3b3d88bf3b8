"""The order in which a large register is listed, found on its snapshot.

As `filtering.ordered`, which the database does for smaller ones. Rows are always read from the
database within the seat's sight: what the snapshot gives are keys in an order.
"""

from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from himaya.engines.coded import Coded, in_order
from himaya.people.models import Agency
from himaya.records.models import Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.columns import CHANGED, OWNER, STATUS, Column
from himaya.records.registers.filtering import in_sight, sorts_by_key
from himaya.records.registers.register import Register
from himaya.records.registers.sieve import Flags
from himaya.records.snapshots.coded import CodedRows


def records_of(register: Register, keys: Sequence[int]) -> list[Record]:
    """The records of these keys that are in sight, in this order."""
    found = in_sight(register).in_bulk(keys)
    return [found[key] for key in keys if key in found]


class Listed(Sequence[Record]):
    """Records in the asked order, read a page at a time; always within the seat's sight."""

    def __init__(
        self,
        register: Register,
        ask: Ask,
        rows: CodedRows,
        asked: Flags,
        *,
        as_written: bool = False,
    ) -> None:
        self._register, self._ask, self._rows = register, ask, rows
        self._places = np.flatnonzero(asked)
        self._as_written = as_written

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> Record: ...
    @overload
    def __getitem__(self, at: slice) -> list[Record]: ...
    def __getitem__(self, at: int | slice) -> Record | list[Record]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        start, stop, _ = at.indices(len(self))
        return records_of(self._register, self.keys(start, stop))

    def __iter__(self) -> Iterator[Record]:
        return iter(self[:])

    def keys(self, start: int, stop: int) -> list[int]:
        """The database's keys at these places of the order."""
        keys = self._rows.keys()[self._places]
        if self._as_written:
            written: list[int] = np.sort(keys)[start:stop].tolist()
            return written
        if (words := sorts_by_words(self._register, self._ask)) is not None:
            return self._alphabetic(words, keys, slice(start, stop))
        rank = _rank(self._rows, self._register, self._ask)[self._places]
        found: list[int] = keys[in_order(rank, keys, start, stop)].tolist()
        return found

    def _alphabetic(self, column: Column, keys: NDArray[np.int64], at: slice) -> list[int]:
        """By words that are hardly ever twice the same: Polars looks for these places only."""
        texts = pl.Series(self._rows.text(column.key), dtype=pl.String)
        folded = texts.gather(self._places).str.to_lowercase()
        frame = pl.LazyFrame({"words": folded, "key": keys}).sort(
            "words", "key", descending=[self._ask.descending, False], nulls_last=True
        )
        found = frame.slice(at.start, at.stop - at.start).select("key").collect()
        return found.to_series().to_list()


def sorts_by_words(register: Register, ask: Ask) -> Column | None:
    """The asked column where it holds words, and not the same ones again and again."""
    column = register.column(ask.sort) if ask.sort else None
    if column is None or column.asked is None or column.can_pick:
        return None
    return column if column.asked.type == "text" and column.means != "status" else None


def _rank(rows: CodedRows, register: Register, ask: Ask) -> NDArray[Any]:
    """As `filtering.ordered`: what has no value comes last, whichever way it is sorted."""
    column = register.column(ask.sort) if ask.sort else None
    if column is None or not column.can_sort:
        if sorts_by_key(register):
            return np.zeros(len(rows.keep), np.int8)
        newest_first: NDArray[Any] = -rows.whole("@changed_at")  # no record is without
        return newest_first
    found = _ascending(rows, register, column)
    found = -found if ask.descending else found.copy()
    missing = np.isnan(found)
    if missing.any():
        found[missing] = np.inf
    return found


def _ascending(rows: CodedRows, register: Register, column: Column) -> NDArray[np.float64]:
    if column.key == CHANGED:
        return rows.figures("@changed_at")
    if column.key == OWNER:
        agencies = Agency.objects.filter(operation=register.dataset.operation)
        order = agencies.order_by("acronym").values_list("ref", flat=True)
        return _placed(rows.column("@agency"), list(order))
    if column.means == "status" or column.key == STATUS:
        stages = [stage.code for stage in register.stages]
        return _placed(rows.column("@state"), stages, other=len(stages))
    assert column.asked is not None  # noqa: S101 - can_sort says so
    if column.is_number or pa.types.is_temporal(rows.types[column.key]):
        return rows.figures(column.key)
    if column.asked.list_name:
        choices = register.form.choices.get(column.asked.list_name, ())
        return _placed(rows.column(column.key), [choice.name for choice in choices])
    return _by_letters(rows.column(column.key))


def _placed(column: Coded, order: Sequence[str], other: float = np.nan) -> NDArray[np.float64]:
    """Each row's place in an order; several choices in one answer have none."""
    if column.starts is not None:
        return np.full(len(column.starts) - 1, np.nan)
    places = {value: float(n) for n, value in enumerate(order)}
    lookup = np.array([places.get(value, other) for value in column.values])
    return np.take(lookup, column.codes)


def _by_letters(column: Coded) -> NDArray[np.float64]:
    texts = pl.Series(column.values, dtype=pl.String)
    ranks = texts.str.to_lowercase().rank("dense").cast(pl.Float64).to_numpy()
    placed: NDArray[np.float64] = ranks[column.codes]
    return placed
