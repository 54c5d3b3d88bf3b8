"""Large registers: counts, filters, order and map made on the snapshot, rows from the database.

Up to `LOOK_AT_ALL` records the database does all of this (filtering, tables, maps.counting), with
the same answers. Rows are always read from the database within the seat's sight: what the snapshot
gives are keys in an order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from himaya.engines.coded import Coded, combined, in_order, tally
from himaya.records.models import Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.board import CARDS_IN_A_COLUMN, Standing
from himaya.records.registers.columns import Column
from himaya.records.registers.maps.counting import Tally, figure_columns
from himaya.records.registers.maps.points import MOST_GATHERED, MOST_POINTS, Marked
from himaya.records.registers.month import ENTRIES_ON_A_DAY, Falling
from himaya.records.registers.order import Listed, records_of, sorts_by_words
from himaya.records.registers.register import Register
from himaya.records.registers.sieve import (
    Flags,
    holds,
    needed,
    number_of,
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
            return Listed(self.register, self.ask, self.rows, self.asked)
        return None

    def as_written(self) -> Listed:
        """The asked rows by their keys."""
        return Listed(self.register, self.ask, self.rows, self.asked, as_written=True)

    def standing(self) -> Standing:
        """As `board.standing_of`."""
        state = self.rows.column("@state")
        totals = _by_value(state, self.asked)
        due = _last_if_none(self.rows.whole("@deadline"))
        keys: list[int] = []
        for code in np.flatnonzero(tally([state], self.asked).records).tolist():
            places = np.flatnonzero(self.asked & (state.codes == code))
            keys += self._first(places, due[places], CARDS_IN_A_COLUMN)
        cards = records_of(self.register, keys)
        return Standing(totals, _by_value(state, self.rows.keep), cards)

    def falling(self, first: date, last: date, starts: bool) -> Falling:  # noqa: FBT001 - as `Looking`
        """As `month.falling_by_database`, but the first of each day, and how many it has."""
        days = [self.rows.whole("@deadline"), *([self.rows.whole("@period_start")] * starts)]
        within = [(one >= number_of(first)) & (one <= number_of(last)) for one in days]
        month = np.flatnonzero(self.asked & np.logical_or.reduce(within))
        due = _last_if_none(days[0][month])
        counts: dict[date, int] = {}
        keys: set[int] = set()
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            on_it = np.logical_or.reduce([one[month] == number_of(day) for one in days])
            there = np.flatnonzero(on_it)
            counts[day] = len(there)
            keys.update(self._first(month[there], due[there], ENTRIES_ON_A_DAY))
        found = np.flatnonzero(np.isin(self.rows.keys()[month], list(keys)))
        return Falling(
            records_of(self.register, self._first(month[found], due[found], len(found))), counts
        )

    def _first(self, places: NDArray[Any], rank: NDArray[Any], most: int) -> list[int]:
        """The keys of the first of some rows, by rank and key."""
        keys = self.rows.keys()[places]
        first: list[int] = keys[in_order(rank, keys, 0, most)].tolist()
        return first

    def newest_placed(self, point: Column) -> list[Record] | None:
        """As `maps.points.newest_placed`; None where only the database knows."""
        if not holds(self.rows, point):
            return None
        there = self.asked & ~np.isnan(self.rows.spots(point.key)[:, 0])
        places = np.flatnonzero(there)
        newest = -self.rows.whole("@changed_at")[places]
        return records_of(self.register, self._first(places, newest, MOST_POINTS))

    def marked(self, point: Column) -> Marked | None:
        """As `maps.points.marked_by_database`; None where only the database knows."""
        if not holds(self.rows, point):
            return None
        spots = self.rows.spots(point.key)
        places = np.flatnonzero(self.rows.keep & ~np.isnan(spots[:, 0]))
        keys = self.rows.keys()[places]
        first = places[in_order(np.zeros(len(places), np.int8), keys, 0, MOST_GATHERED)]
        points = [(lat, lon) for lat, lon in spots[first].tolist()]
        return Marked(points, self.asked[first].tolist())

    def named_sites(self, site: Column) -> dict[str, int] | None:
        """As `maps.points.named_sites`; None where only the database knows."""
        column = self.rows.column(site.key)
        if not holds(self.rows, site) or column.starts is not None:
            return None
        return _by_value(column, self.asked)


def _by_value(column: Coded, keep: Flags) -> dict[str, int]:
    """How many of the kept rows have each value; "" is none."""
    records = tally([column], keep).records
    there = np.flatnonzero(records).tolist()
    return {column.values[place] or "": int(records[place]) for place in there}


def _last_if_none(days: NDArray[Any]) -> NDArray[Any]:
    """Days as they are sorted: none comes last."""
    return np.where(days == np.iinfo(days.dtype).min, np.iinfo(days.dtype).max, days)


def large_of(register: Register, ask: Ask, today: date, names: Sequence[str] = ()) -> Large:
    """Read the snapshot for one page: chips, filters, the order, and `names` of the view."""
    sort = register.column(ask.sort) if ask.sort else None
    texts = [one.key for one in _text_filters(register)]
    wanted = [*_CHIPS, *names, *texts, *needed(register, ask)]
    wanted += ["@level"] if texts else []
    words: list[str] = []
    if ask.view in {"board", "map", "crosstab", "dashboard"}:
        wanted += _ALIKE
    if ask.view == "calendar":
        wanted.append("@period_start")
    if ask.view == "map":
        wanted += [*([ask.figure] if _adds_up(register, ask.figure) else []), "@changed_at"]
        places = (register.column_open("point"), register.column_open("site"))
        wanted += [one.key for one in places if one is not None and not one.group]
    if ask.view in {"table", "sheet"}:
        wanted += ["@changed_at", "@level"]
        if sorts_by_words(register, ask) is not None:
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
