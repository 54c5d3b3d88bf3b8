"""Two-way tables whose totals are known from elsewhere: which cells stay hidden.

A page shows the same totals under every layout, so a total must not be hidden for the sake of one
table: another would show it. Totals of lines are therefore hidden by `parts`, by themselves, and
cells are protected inside the table, the totals standing as they are.

Requirements:

1. No count below `least` is shown, nor one of which a filter leaves fewer out: the table without
   the filter would give what is left out by subtraction.
2. From all that the table shows, the totals known, every such cell may still be `least` or more,
   and what is left out of it too.
3. Zeros are shown where some choice that shows them meets 2.

Small tables go to the search of `suppress`, audited. Larger ones take rectangles: where two corners
rise and two fall by the same amount, all sums stand (the hypercube method, Giessing & Repsilber
2002). The rectangles of a cell are their own proof: they lead to a table that nobody can tell from
the true one, in which the cell is large enough. What several filters give away together is not
looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.model import Cell, State, Table
from himaya.engines.disclosure.tables.problems import TableError
from himaya.engines.disclosure.tables.rules import MinimumFrequency
from himaya.engines.disclosure.tables.suppress import Effort, by_size, suppress
from himaya.engines.disclosure.tables.system import Reading
from himaya.engines.disclosure.tables.variables import TOTAL

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
SMALL = 60  # cells; up to here the search takes some 20 ms
AMOUNT = 0.3  # an amount must seem possible so much higher and lower (see rules)
_CHEAP = 1e-3  # of corners that are hidden already, so that prices divide
_FAR = 100.0  # of corners in another group
_LEAST_STEP = 1e-3
_SEARCH = Effort(tries=0, proof=False, seconds=2.0)


@dataclass(frozen=True, slots=True)
class Crossing:
    """Cells that add up to lines and columns, not negative.

    `down`, `across`: the totals of rows and columns that are hidden. `rest`: what a filter leaves
    out of each cell. `small`: cells that must be hidden whatever they hold. `is_count`: cells count
    people, cases or incidents. `groups`: numbers of what rows and columns lie in; partners are
    taken from the same group first, so that a table by groups tells less.
    """

    values: Floats
    down: Bools
    across: Bools
    least: float
    rest: Floats | None = None
    small: Bools | None = None
    is_count: bool = True
    groups: tuple[Ints, Ints] | None = None


def hidden_cells(table: Crossing) -> Bools | None:
    """Which cells are hidden; None where the search found no choice: then all are, zeros too.

    The same table has the same answer. A table of 40 x 12 takes some 10 ms.
    """
    primary = np.zeros(table.values.shape, dtype=bool) if table.small is None else table.small
    if table.is_count:
        primary = primary | _small(table)
    if not primary.any():
        return primary.copy()
    if table.values.size <= SMALL and table.rest is None and table.groups is None:
        return _searched(table, primary)
    found = _Rectangles(table, primary).choose()
    return _Rectangles(table, primary, with_zeros=True).choose() if found is None else found


def _small(table: Crossing) -> Bools:
    values, least = table.values, table.least
    found = (values > 0) & (values < least)
    if table.rest is None:
        return found
    return found | ((values > 0) & (table.rest > 0) & (table.rest < least))


def _searched(table: Crossing, primary: Bools) -> Bools | None:
    """The audited choice of `suppress`, totals taken as published before."""
    down = [f"d{place}" for place in range(len(table.down))]
    across = [f"a{place}" for place in range(len(table.across))]
    cells = []
    for (i, j), value in np.ndenumerate(table.values):
        cell = Cell((down[i], across[j]), float(value))
        if primary[i, j]:
            above, below = _protection(table, float(value))
            cell = replace(cell, state=State.PRIMARY, above=above, below=below)
        cells.append(cell)
    measure = "count" if table.is_count else "amount"
    inner = Table("cells", ("down", "across"), cells, measure=measure, is_count=table.is_count)
    released = [
        Table(name, (name,), lines, measure=measure, is_count=table.is_count)
        for name, lines in (
            ("down", _totals(down, table.values.sum(1), table.down)),
            ("across", _totals(across, table.values.sum(0), table.across)),
        )
    ]
    rules = (MinimumFrequency(int(table.least)),) if table.is_count else ()
    reading = Reading(flat=frozenset(("down", "across")))
    try:
        found = suppress(
            [inner], rules, released=released, reading=reading, weight=by_size, effort=_SEARCH
        )
    except TableError:  # no choice protects every cell: the caller hides the whole inside
        return None
    hidden = np.array([cell.is_suppressed for cell in found.tables[0].cells])
    return hidden.reshape(table.values.shape) if found.audit.is_safe else None


def _totals(codes: list[str], values: Floats, hidden: Bools) -> list[Cell]:
    lines = [
        Cell((code,), float(value), State.HIDDEN if is_hidden else State.PUBLISHED)
        for code, value, is_hidden in zip(codes, values, hidden, strict=True)
    ]
    return [*lines, Cell((TOTAL,), float(values.sum()))]


def _protection(table: Crossing, value: float) -> tuple[float, float]:
    """How much more, and for amounts less, a hidden cell must seem to hold."""
    if table.is_count:
        return max(table.least - value, 1.0), 0.0
    return max(value * AMOUNT, 1.0), value * AMOUNT


@dataclass(frozen=True, slots=True)
class _Need:
    """The cell at (down, across) must seem able to move by `amount`: up, down, or both ways."""

    down: int
    across: int
    amount: float
    way: str  # "up", "down" or "both"


@dataclass
class _Rectangles:
    """The search for corners. Arrays have the totals as last row and column."""

    table: Crossing
    primary: Bools
    with_zeros: bool = False
    values: Floats = field(init=False)
    hidden: Bools = field(init=False)
    usable: Bools = field(init=False)
    cost: Floats = field(init=False)

    def __post_init__(self) -> None:
        table = self.table
        counted = (table.values > 0) | self.primary | self.with_zeros
        self.values = _summed(table.values)
        self.hidden = _with_totals(self.primary, table.down, table.across)
        self.usable = _with_totals(counted, table.down, table.across)
        self.cost = np.where(self.hidden, 0.0, np.log1p(self.values) + 1.0)

    def choose(self) -> Bools | None:
        for need in sorted(self.needs(), key=lambda one: -one.amount):
            if not self.meet(need):
                return None
        return self.hidden[:-1, :-1]

    def needs(self) -> Iterator[_Need]:
        table, least = self.table, self.table.least
        for i, j in np.argwhere(self.primary).tolist():
            value = float(table.values[i, j])
            rest = 0.0 if table.rest is None else float(table.rest[i, j])
            if not table.is_count:
                yield _Need(i, j, _protection(table, value)[0], "both" if value else "up")
                continue
            if value < least or not 0 < rest < least:
                yield _Need(i, j, _protection(table, value)[0], "up")
            # With fewer than that inside of the filter nobody can tell the rest anyway.
            if 0 < rest < least <= value + rest:
                yield _Need(i, j, least - rest, "down")

    def meet(self, need: _Need) -> bool:
        """Hide what the need takes and is not hidden yet; False where no corners are found."""
        falls = np.where(self.usable, self.values, 0.0)
        rises = np.where(self.usable, np.inf, 0.0)
        if need.way == "down":
            return falls[need.down, need.across] >= need.amount and self.take(need, rises, falls)
        return self.take(need, falls, falls if need.way == "both" else rises)

    def take(self, need: _Need, falls: Floats, rises: Floats) -> bool:
        """Rectangles that together let the cell rise, the cheapest for what they move first.

        `falls`, `rises`: by how much each corner may move; the other way round where the cell is
        to fall.
        """
        i, j = need.down, need.across
        falls, rises = falls.copy(), rises.copy()
        left, corners = need.amount, set[tuple[int, int]]()
        while left > 0:
            # Beside a total that moves along, the signs turn.
            first, second = falls[i].copy(), falls[:, j].copy()
            first[-1], second[-1] = rises[i, -1], rises[-1, j]
            third = rises.copy()
            third[-1], third[:, -1] = falls[-1], falls[:, -1]
            third[i], third[:, j], third[-1, -1] = 0, 0, 0
            moved = np.minimum(np.minimum(second[:, None], first[None, :]), third).clip(max=left)
            price = self.cost[i][None, :] + self.cost[:, j][:, None] + self.cost + self.far(i, j)
            best = int(np.argmax(moved / price))
            k, m = divmod(best, moved.shape[1])
            step = float(moved[k, m])
            if step < _LEAST_STEP:
                return False
            for corner, is_fall in (
                ((i, m), m < moved.shape[1] - 1),
                ((k, j), k < moved.shape[0] - 1),
                ((k, m), k == moved.shape[0] - 1 or m == moved.shape[1] - 1),
            ):
                way = -step if is_fall else step
                falls[corner] += -step if need.way == "both" else way
                rises[corner] += -step if need.way == "both" else -way
                corners.add(corner)
            left -= step
        for corner in corners:
            self.hidden[corner] = True
            self.cost[corner] = 0.0
        return True

    def far(self, down: int, across: int) -> Floats:
        """What corners outside of the cell's groups cost more, for every corner opposite."""
        price = np.full(self.values.shape, _CHEAP)
        if self.table.groups is not None:
            rows, columns = self.table.groups
            price[:-1] += _FAR * (rows != rows[down])[:, None]
            price[:, :-1] += _FAR * (columns != columns[across])[None, :]
        return price


def _summed(values: Floats) -> Floats:
    """The table with its totals."""
    lines = np.hstack([values, values.sum(1, keepdims=True)])
    return np.vstack([lines, lines.sum(0, keepdims=True)])


def _with_totals(cells: Bools, down: Bools, across: Bools) -> Bools:
    return np.block([[cells, down[:, None]], [across[None, :], np.zeros((1, 1), dtype=bool)]])
