"""The question behind suppression: with these cells hidden, is every primary cell open enough.

Deviations d from the true figures that keep every sum are what an attacker cannot exclude. A cell
shown has d = 0, a hidden one may fall to its least value and rise without end. A need (cell, side,
amount) is met where some d reaches it; that d is its witness (Fischetti & Salazar-González 2001).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.model import State, spoken
from himaya.engines.disclosure.tables.problems import Code, refuse
from himaya.engines.disclosure.tables.propagation import NEAR, propagate_rows
from himaya.engines.disclosure.tables.solver import Programme, Rows
from himaya.engines.disclosure.tables.system import System

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Need:
    """Column `column` must seem able to be `amount` above (side 1) or below (side -1) its value."""

    column: int
    side: int
    amount: float


@dataclass
class Problem:
    """Everything a search for partners needs.

    `open`: nobody published these and nobody will (unlisted cells, and what an earlier release
    hides). `primary` must be hidden, `may_hide` can be. `weight` is what hiding a cell costs.
    """

    values: Floats
    room: Floats
    rows: Rows
    open: Bools
    primary: Bools
    may_hide: Bools
    weight: Floats
    needs: list[Need]
    whole: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @property
    def hidden_at_least(self) -> Bools:
        """What is hidden whatever is chosen."""
        return self.open | self.primary


def make_problem(
    system: System, weights: Floats, *, may_hide_zeros: bool, frozen: Iterable[int] = ()
) -> Problem:
    """From an assembled system whose listed cells all have values. Raises TableError otherwise."""
    columns = system.columns
    for one in columns:
        if one.state is not None and one.value is None:
            raise refuse(Code.VALUE_NEEDED, cell=spoken(one.key))
    values = _values(system)
    primary = np.array([one.state in (State.PRIMARY, State.HIDDEN) for one in columns])
    listed = np.array([one.state is not None for one in columns])
    may_hide = listed & ~primary & ((np.abs(values) > NEAR) | may_hide_zeros)
    may_hide[list(frozen)] = False
    least = np.array([-np.inf if np.isneginf(one.low) else 0.0 for one in columns])
    needs = [
        need
        for number in np.flatnonzero(primary)
        for need in _needs(
            int(number), columns[number].is_whole, columns[number].above, columns[number].below
        )
    ]
    return Problem(
        values=values,
        room=values - least,
        rows=system_rows(system),
        open=~listed,
        primary=primary,
        may_hide=may_hide,
        weight=weights,
        needs=needs,
        whole=np.array([one.is_whole for one in columns]),
    )


def _needs(number: int, is_whole: bool, above: float, below: float) -> list[Need]:  # noqa: FBT001
    """At the least a hidden cell must not be exact: a count by one, an amount by a little."""
    if above <= 0 and below <= 0:
        above = 1.0 if is_whole else NEAR * 100
    sides = [(1, above), (-1, below)]
    return [Need(number, side, amount) for side, amount in sides if amount > 0]


def system_rows(system: System) -> Rows:
    """The sums as equations of deviations."""
    lines = []
    for row in system.rows:
        signs = -np.ones(len(row))
        signs[0] = 1.0
        lines.append((row, signs))
    zeros = [0.0] * len(lines)
    return Rows.of(lines, zeros, zeros)


def _values(system: System) -> Floats:
    """True values; for cells nobody lists any figures that fit."""
    low, high, _ = system.arrays()
    for number, one in enumerate(system.columns):
        if one.state is not None and one.value is not None:
            low[number] = high[number] = one.value
    low, high = propagate_rows(system.rows, low, high)
    if (high - low <= NEAR).all():
        return low
    answer = Programme(low, high, system_rows(system)).solve()
    if answer.status != "optimal":
        raise refuse(Code.INFEASIBLE)
    return answer.columns


class Prober:
    """Asks which needs are met by a choice of hidden cells; keeps a witness for each."""

    def __init__(self, problem: Problem, hidden: Bools) -> None:
        self.problem = problem
        self.hidden = hidden.copy()
        low, high = self._bounds()
        self.programme = Programme(low, high, problem.rows)

    def _bounds(self) -> tuple[Floats, Floats]:
        # Adding 0.0 turns -0.0 into 0.0.
        return (
            np.where(self.hidden, -self.problem.room, 0.0) + 0.0,
            np.where(self.hidden, np.inf, 0.0),
        )

    def set_hidden(self, hidden: Bools) -> None:
        """Ask about another choice."""
        self.hidden = hidden.copy()
        self.programme.all_bounds(*self._bounds())

    def show(self, number: int) -> None:
        """Take one cell out of hiding."""
        self.hidden[number] = False
        self.programme.bounds(number, 0.0, 0.0)

    def hide(self, number: int) -> None:
        """Hide one cell more."""
        self.hidden[number] = True
        self.programme.bounds(number, -float(self.problem.room[number]), np.inf)

    def witness(self, need: Need) -> Floats | None:
        """Deviations that meet the need; None where there are none."""
        number, side = need.column, need.side
        room = float(self.problem.room[number])
        if side < 0 and room < need.amount - NEAR:
            return None  # no hiding of others lets a cell fall below its least value
        low, high = (0.0, need.amount) if side > 0 else (-need.amount, 0.0)
        self.programme.bounds(number, low, high)
        self.programme.costs([(number, float(side))], maximise=True)
        answer = self.programme.solve()
        self.programme.costs([(number, 0.0)], maximise=True)
        self.programme.bounds(number, -room, np.inf)
        if answer.status != "optimal" or side * answer.columns[number] < need.amount - NEAR:
            return None
        return answer.columns


def met_by(needs: Sequence[Need], d: Floats, room: Floats) -> list[int]:
    """Places of the needs that deviations d meet, or their mirror image where there is room."""
    scale = _mirror(d, room)
    return [
        place
        for place, need in enumerate(needs)
        if need.side * d[need.column] >= need.amount - NEAR
        or -need.side * d[need.column] * scale >= need.amount - NEAR
    ]


def _mirror(d: Floats, room: Floats) -> float:
    """How much of -d the cells have room for."""
    falls = d > NEAR
    return float(min(1.0, np.min(room[falls] / d[falls]))) if falls.any() else 1.0
