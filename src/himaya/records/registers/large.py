"""Large registers: counts, filters, order and map made on the snapshot, rows from the database.

Up to `LOOK_AT_ALL` records the database does all of this (filtering, tables, maps.counting), with
the same answers. Rows are always read from the database within the seat's sight: what the snapshot
gives are keys in an order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, overload

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from himaya.engines.coded import Coded, combined, in_order, tally
from himaya.people.models import Agency
from himaya.records.models import Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.columns import CHANGED, OWNER, STATUS, Column
from himaya.records.registers.filtering import in_sight, sorts_by_key
from himaya.records.registers.maps.counting import Tally, figure_columns
from himaya.records.registers.register import Register
from himaya.records.registers.sieve import (
    Flags,
    holds,
    needed,
    of_mine,
    open_there,
    overdue,
    sifted,
)
from himaya.records.snapshots.coded import CodedRows, read_coded
from himaya.records.snapshots.sources import KEY

_CHIPS = ("@parties", "@agency", "@deadline", "@can_be_late", "@state", "@area", KEY)
_ALIKE = ("@level", "@agency", "@audience", "@lane")


@dataclass(frozen=True)
class Large:
    """The snapshot of a large register as one page looks at it."""

    register: Register
    ask: Ask
    rows: CodedRows
    today: date

    @cached_property
    def asked(self) -> Flags:
        """The rows that the address asks for."""
        return sifted(self.rows, self.register, self.ask, self.today)

    def counts(self) -> dict[str, int]:
        """As `filtering.counts`: no register with draft versions is looked at so."""
        keep = self.rows.keep
        return {
            "all": int(keep.sum()),
            "mine": int((keep & of_mine(self.rows, self.register)).sum()),
            "late": int((keep & overdue(self.rows, self.register, self.today)).sum()),
            "waiting": 0,
        }

    def texts(self, column: Column) -> list[str] | None:
        """What can be filtered by of a text column; None where only the database knows."""
        if column not in _text_filters(self.register) or not holds(self.rows, column):
            return None
        return self.values(column.key)

    def values(self, name: str) -> list[str]:
        """The values of a column among the rows in sight."""
        column = self.rows.column(name)
        there = np.flatnonzero(tally([column], self.rows.keep).records).tolist()
        return [column.values[place] for place in there if column.values[place]]

    def speakers(self) -> list[int]:
        """As `maps.counting.alike_in`."""
        rows = self.rows
        places = np.flatnonzero(rows.keep)
        columns = [rows.column(name) for name in _ALIKE]
        alike = combined(columns, slice(0, len(rows.keep)))[places]
        first = np.full(int(alike.max(initial=0)) + 1, -1, np.int64)
        first[alike] = places
        keys: list[int] = rows.keys()[first[first >= 0]].tolist()
        return keys

    def tallies(self, area: Column, figure: Column | None, *, is_asked: bool) -> dict[str, Tally]:
        """As `maps.counting.tallies`: of the asked rows, or of all in sight."""
        rows = self.rows
        keep = self.asked if is_asked else rows.keep
        column = rows.column("@area")
        values = rows.figures(figure.key) if figure is not None else None
        found = tally([column], keep & open_there(rows, self.register, area), values)
        counted = {}
        for place in np.flatnonzero(found.records).tolist():
            records, code = int(found.records[place]), column.values[place] or ""
            if found.given is None or found.total is None or found.highest is None:
                counted[code] = Tally(records)
                continue
            given = int(found.given[place])
            highest = float(found.highest[place]) if given else None
            counted[code] = Tally(records, given, float(found.total[place]), highest)
        return counted

    def listed(self) -> "Listed | None":
        """The asked rows in the asked order; None where the snapshot lacks what it is by."""
        column = self.register.column(self.ask.sort) if self.ask.sort else None
        if column is None or column.asked is None or holds(self.rows, column):
            return Listed(self)
        return None


class Listed(Sequence[Record]):
    """Records in the asked order, read a page at a time; always within the seat's sight."""

    def __init__(self, large: Large) -> None:
        self._large = large
        self._places = np.flatnonzero(large.asked)

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
        keys = self.keys(start, stop)
        found = in_sight(self._large.register).in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def __iter__(self) -> Iterator[Record]:
        return iter(self[:])

    def keys(self, start: int, stop: int) -> list[int]:
        """The database's keys at these places of the order."""
        keys = self._large.rows.keys()[self._places]
        if (words := _sorts_by_words(self._large.register, self._large.ask)) is not None:
            return self._alphabetic(words, keys, slice(start, stop))
        rank = _rank(self._large)[self._places]
        found: list[int] = keys[in_order(rank, keys, start, stop)].tolist()
        return found

    def _alphabetic(self, column: Column, keys: NDArray[np.int64], at: slice) -> list[int]:
        """By words that are hardly ever twice the same: Polars looks for these places only."""
        texts = pl.Series(self._large.rows.text(column.key), dtype=pl.String)
        folded = texts.gather(self._places).str.to_lowercase()
        frame = pl.LazyFrame({"words": folded, "key": keys}).sort(
            "words", "key", descending=[self._large.ask.descending, False], nulls_last=True
        )
        found = frame.slice(at.start, at.stop - at.start).select("key").collect()
        return found.to_series().to_list()


def _sorts_by_words(register: Register, ask: Ask) -> Column | None:
    """The asked column where it holds words, and not the same ones again and again."""
    column = register.column(ask.sort) if ask.sort else None
    if column is None or column.asked is None or column.can_pick:
        return None
    return column if column.asked.type == "text" and column.means != "status" else None


def _rank(large: Large) -> NDArray[Any]:
    """As `filtering.ordered`: what has no value comes last, whichever way it is sorted."""
    rows, register, ask = large.rows, large.register, large.ask
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


def large_of(register: Register, ask: Ask, today: date, names: Sequence[str] = ()) -> Large:
    """Read the snapshot for one page: chips, filters, the order, and `names` of the view."""
    sort = register.column(ask.sort) if ask.sort else None
    texts = [one.key for one in _text_filters(register)]
    wanted = [*_CHIPS, *names, *texts, *needed(register, ask)]
    wanted += ["@level"] if texts else []
    words: list[str] = []
    if ask.view in {"map", "crosstab", "dashboard"}:
        wanted += _ALIKE
    if ask.view == "map":
        wanted += [*([ask.figure] if _adds_up(register, ask.figure) else [])]
    if ask.view in {"table", "sheet"}:
        wanted += ["@changed_at", "@level"]
        if _sorts_by_words(register, ask) is not None:
            words.append(ask.sort)
        elif sort is not None and sort.asked is not None:
            wanted.append(sort.key)
    rows = read_coded(register.dataset, register.seat, wanted, texts=words)
    return Large(register, ask, rows, today)


def _adds_up(register: Register, key: str) -> bool:
    return any(column.key == key for column in figure_columns(register))


def _text_filters(register: Register) -> list[Column]:
    return [
        one for one in register.columns if one.can_pick and one.asked and not one.asked.list_name
    ]
