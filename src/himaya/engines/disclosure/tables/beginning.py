"""A sound choice to begin with, fast enough for tables of ten thousand cells and more.

Every need gets a box (boxes.py), the few without one a linear programme over the whole. Then each
partner is taken away in turn: the needs that used it must find another way among what is hidden
nearby, while their deviations stand still everywhere else. So each programme stays small however
large the table is, and their number is limited, not their time: the same tables, the same choice.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.boxes import Boxes, Moved
from himaya.engines.disclosure.tables.greedy import Builder, Choice, UnprotectableError
from himaya.engines.disclosure.tables.propagation import NEAR
from himaya.engines.disclosure.tables.protection import Need, Problem
from himaya.engines.disclosure.tables.solver import Programme, Rows
from himaya.engines.disclosure.tables.system import System

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]
ROUNDS = 2
HOPS = 4
NEARBY = 1_500
LOOKED_AT = 1_000


def begin(
    problem: Problem, system: System, until: float, progress: Progress | None = None
) -> Choice:
    """Hide enough, then show again what nearby cells can stand in for, while there is time.

    Raises UnprotectableError with the needs that nothing meets.
    """
    witnesses = _boxed(problem, system, progress)
    hidden = problem.hidden_at_least.copy()
    for moved in witnesses.values():
        hidden[moved.columns] = True
    _programmed(problem, hidden, witnesses)
    closing = _Closing(problem, hidden, witnesses)
    closing.run(until, progress)
    weight = float(problem.weight[hidden & ~problem.hidden_at_least].sum())
    return Choice(hidden, weight, {place: one.columns for place, one in witnesses.items()})


def _boxed(problem: Problem, system: System, progress: Progress | None) -> dict[int, Moved]:
    """A box for each need that has one, the largest needs first; then all once more."""
    measures = {system.columns[need.column].key[0] for need in problem.needs}
    boxes = {measure: Boxes(problem, system, measure) for measure in sorted(measures)}
    fixed = problem.hidden_at_least
    shown = np.where(problem.may_hide, problem.weight, np.inf)
    uses = np.zeros(len(problem.values), dtype=np.int64)
    found: dict[int, Moved] = {}
    order = sorted(range(len(problem.needs)), key=lambda place: -problem.needs[place].amount)
    for number in range(ROUNDS):
        for done, place in enumerate(order):
            need = problem.needs[place]
            if place in found:
                uses[found[place].columns] -= 1
            elif number:
                continue
            cost = np.where(fixed | (uses > 0), 0.0, shown)
            box = boxes[system.columns[need.column].key[0]].cheapest(need, cost)
            if box is not None:
                found[place] = box
                uses[box.columns] += 1
            if progress:
                progress("boxes", done + 1, len(order))
    return found


def _programmed(problem: Problem, hidden: Bools, witnesses: dict[int, Moved]) -> None:
    """The needs without a box, by linear programmes over the whole."""
    left = [place for place in range(len(problem.needs)) if place not in witnesses]
    if not left:
        return
    builder = Builder(problem)
    lost = []
    for place in left:
        d = builder.partners(problem.needs[place], hidden, problem.weight)
        if d is None:
            lost.append(place)
            continue
        columns = np.flatnonzero(np.abs(d) > NEAR)
        hidden[columns] = True
        witnesses[place] = Moved(columns, d[columns])
    if lost:
        raise UnprotectableError(lost)


@dataclass
class _Around:
    """The hidden cells around one that is to be shown, and the sums they are in."""

    columns: Ints
    rows: Ints
    programme: Programme


class _Closing:
    """Shows partners again, those that fewest needs use first; of very many only these."""

    def __init__(self, problem: Problem, hidden: Bools, witnesses: dict[int, Moved]) -> None:
        self.problem = problem
        self.hidden = hidden
        self.witnesses = witnesses
        self.row_of = np.repeat(np.arange(len(problem.rows.low)), np.diff(problem.rows.start))
        self.users: dict[int, set[int]] = {}
        for place, moved in witnesses.items():
            self.note(place, moved)

    def note(self, place: int, moved: Moved) -> None:
        for number in moved.columns.tolist():
            self.users.setdefault(number, set()).add(place)

    def run(self, until: float, progress: Progress | None) -> None:
        extra = np.flatnonzero(self.hidden & ~self.problem.hidden_at_least).tolist()
        extra.sort(key=lambda n: (len(self.users.get(n, ())), -self.problem.weight[n]))
        extra = extra[:LOOKED_AT]
        for done, number in enumerate(extra):
            if time.perf_counter() > until:
                break
            self.show(number)
            if progress:
                progress("closing", done + 1, len(extra))
        # Hidden in vain where the needs have found other ways since.
        used = [number for number, places in self.users.items() if places]
        self.hidden &= self.problem.hidden_at_least
        self.hidden[used] = True

    def show(self, number: int) -> None:
        """Show one cell if every need that used it finds another way."""
        users = sorted(self.users.get(number, ()))
        new: dict[int, Moved] = {}
        if users:
            around = self.around(number)
            for place in users:
                moved = self.other_way(around, place)
                if moved is None:
                    return
                new[place] = moved
        self.hidden[number] = False
        for place, moved in new.items():
            for other in self.witnesses[place].columns.tolist():
                self.users[other].discard(place)
            self.note(place, moved)
            self.witnesses[place] = moved

    def around(self, number: int) -> _Around:
        """Hidden cells within a few sums of a cell, which itself must stand still."""
        rows = self.problem.rows
        near = np.zeros(len(self.hidden), dtype=bool)
        near[number] = True
        can = self.hidden[rows.index]
        for _ in range(HOPS):
            touched = np.logical_or.reduceat(near[rows.index], rows.start[:-1])
            near[rows.index[can & touched[self.row_of]]] = True
            if near.sum() > NEARBY:
                break
        columns = np.flatnonzero(near)
        place = np.cumsum(near) - 1
        entries = np.flatnonzero(near[rows.index])
        own, counts = np.unique(self.row_of[entries], return_counts=True)
        low = -self.problem.room[columns] + 0.0
        high = np.full(len(columns), np.inf)
        low[place[number]] = high[place[number]] = 0.0
        zeros = np.zeros(len(own))
        programme = Programme(
            low,
            high,
            Rows(
                np.concatenate([[0], np.cumsum(counts)]),
                place[rows.index[entries]],
                rows.value[entries],
                zeros,
                zeros,
            ),
        )
        return _Around(columns, own, programme)

    def other_way(self, around: _Around, place: int) -> Moved | None:
        """A need's deviation, changed around the cell only; None where there is no such."""
        moved, need = self.witnesses[place], self.problem.needs[place]
        outside = ~np.isin(moved.columns, around.columns, assume_unique=True)
        d = np.zeros(len(self.hidden))
        d[moved.columns[outside]] = moved.by[outside]
        rows = self.problem.rows
        sums = np.add.reduceat(rows.value * d[rows.index], rows.start[:-1])[around.rows]
        around.programme.right_sides(-sums + 0.0)
        answer = self.ask(around, need)
        if answer is None:
            return None
        d[around.columns] = answer
        columns = np.flatnonzero(np.abs(d) > NEAR)
        return Moved(columns, d[columns])

    def ask(self, around: _Around, need: Need) -> Floats | None:
        place = int(np.searchsorted(around.columns, need.column))
        is_inside = place < len(around.columns) and around.columns[place] == need.column
        if is_inside:
            low, high = (need.amount, np.inf) if need.side > 0 else (-np.inf, -need.amount)
            least = -float(self.problem.room[need.column])
            around.programme.bounds(place, max(low, least), high)
        answer = around.programme.solve()
        if is_inside:
            around.programme.bounds(place, least + 0.0, np.inf)
        return answer.columns if answer.status == "optimal" else None
