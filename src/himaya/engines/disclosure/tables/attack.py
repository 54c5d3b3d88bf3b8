"""What anybody can work out: the exact interval of each suppressed cell.

The attacker knows every published cell, every sum, that counts are whole and not negative, and
what marks say. The smallest and largest value a cell can have under all of that are two linear
programmes (Fischetti & Salazar-González 2001, section 2), solved one connected part at a time.
Where the answer is not reached by whole numbers, an integer programme settles it within limits.

In a large part the search may stop where an interval is wide enough for whoever asks: solutions
that open many cells at once settle most of them, and only the rest are asked one by one.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.problems import Code, refuse
from himaya.engines.disclosure.tables.propagation import NEAR, Matrix, propagate
from himaya.engines.disclosure.tables.solver import Programme, Rows
from himaya.engines.disclosure.tables.system import System

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
IDLE = 12


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, in the cell's own unit.

    `is_exact` is False where a limit stopped an integer programme: the true interval may then be
    narrower. `is_least`: the search stopped where it was wide enough; the true one may be wider.
    """

    low: float
    high: float
    is_exact: bool = True
    is_least: bool = False

    @property
    def is_point(self) -> bool:
        return self.high - self.low < NEAR


@dataclass(frozen=True)
class Limits:
    """`whole`: use that counts are whole. `seconds`: for the integer programmes, one and all.

    `exact_cells`: connected parts of more open cells are searched only as far as a goal asks.
    """

    whole: bool = True
    one_seconds: float = 2.0
    all_seconds: float = 60.0
    exact_cells: int = 2_000


class Goal(Protocol):
    """When an interval is wide enough, by column."""

    def is_met(self, number: int, interval: Interval) -> bool:
        """Whether a wider interval would change nothing."""

    def level(self, number: int) -> float:
        """About where the upper end is high enough; only the search is guided by it."""


@dataclass
class _Part:
    """One connected part: its open columns and the rows between them."""

    columns: Ints
    low: Floats
    high: Floats
    whole: Ints
    rows: Rows


@dataclass
class Attack:
    """The system as the attacker sees it, worked out as far as single rows lead."""

    system: System
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        low, high, whole = self.system.arrays()
        self.is_whole = whole if self.limits.whole else np.zeros(len(whole), dtype=bool)
        self.matrix = Matrix.of(self.system.rows)
        mask = self.is_whole if self.limits.whole else None
        self.low, self.high = propagate(self.matrix, low, high, mask)
        self.spent = 0.0

    def intervals(self, targets: Iterable[int], goal: Goal | None = None) -> dict[int, Interval]:
        """The exact interval of each target column, in large parts as wide as the goal asks.

        Raises TableError where nothing fits.
        """
        wanted = set(targets)
        found = {
            number: Interval(float(self.low[number]), float(self.high[number]))
            for number in wanted
            if self.high[number] - self.low[number] <= NEAR
        }
        for part in self.parts():
            inside = [place for place, number in enumerate(part.columns) if number in wanted]
            # A part without a target must still be feasible, or the tables contradict themselves.
            search = _Search(self, part)
            if goal is not None and len(part.columns) > self.limits.exact_cells:
                found |= search.reach(inside, goal)
            else:
                found |= search.run(inside)
        for number in wanted - set(found):  # in no row at all: nothing is known but its bounds
            found[number] = Interval(float(self.low[number]), float(self.high[number]))
        return found

    def parts(self) -> list[_Part]:
        """Connected parts of the open columns."""
        is_open = self.high - self.low > NEAR
        keep = is_open[self.matrix.index]
        index, row = self.matrix.index[keep], self.matrix.row[keep]
        if not len(index):
            self.check_closed(is_open)
            return []
        labels = _labels(index, row, len(is_open), len(self.system.rows))
        settled = np.where(is_open, 0.0, self.low)
        rhs = -np.add.reduceat(
            self.matrix.sign * settled[self.matrix.index], self.matrix.start[:-1]
        )
        self.check_closed(is_open)
        return self.cut(index, row, self.matrix.sign[keep], labels, rhs)

    def check_closed(self, is_open: NDArray[np.bool_]) -> None:
        """Rows without an open column must add up."""
        if not len(self.matrix.index):
            return
        begin = self.matrix.start[:-1]
        has_open = np.maximum.reduceat(is_open[self.matrix.index].astype(np.int64), begin) > 0
        settled = np.where(is_open, 0.0, self.low)[self.matrix.index]
        gap = np.abs(np.add.reduceat(self.matrix.sign * settled, begin))
        size = np.maximum(1.0, np.maximum.reduceat(np.abs(settled), begin))
        if (gap[~has_open] > 1e-5 * size[~has_open]).any():
            raise refuse(Code.INFEASIBLE)

    def cut(self, index: Ints, row: Ints, sign: Floats, labels: Ints, rhs: Floats) -> list[_Part]:
        """Sort entries by part and row and number the columns within each part."""
        order = np.lexsort((row, labels[index]))
        index, row, sign = index[order], row[order], sign[order]
        edges = np.flatnonzero(np.diff(labels[index], prepend=-1))
        parts = []
        for begin, end in zip(edges, [*edges[1:], len(index)], strict=True):
            columns, local = np.unique(index[begin:end], return_inverse=True)
            rows, first = np.unique(row[begin:end], return_index=True)
            parts.append(
                _Part(
                    columns,
                    self.low[columns],
                    self.high[columns],
                    np.flatnonzero(self.is_whole[columns]),
                    Rows(
                        np.append(first, end - begin),
                        local,
                        sign[begin:end],
                        rhs[rows],
                        rhs[rows],
                    ),
                )
            )
        return parts


def _labels(index: Ints, row: Ints, columns: int, rows: int) -> Ints:
    """A number for each connected part, by passing the smallest along rows until it stands."""
    labels = np.arange(columns)
    while True:
        least = np.full(rows, columns)
        np.minimum.at(least, row, labels[index])
        new = labels.copy()
        np.minimum.at(new, index, least[row])
        new = new[new]
        if (new == labels).all():
            return labels
        labels = new


class _Search:
    """Two programmes for each target, less those a solution already seen settles."""

    def __init__(self, attack: Attack, part: _Part) -> None:
        self.attack = attack
        self.part = part
        self.programme = Programme(part.low, part.high, part.rows)
        # The furthest values that a whole-numbered solution has shown to be possible.
        self.seen_low = np.full(len(part.columns), np.inf)
        self.seen_high = np.full(len(part.columns), -np.inf)
        self.low, self.high = part.low.copy(), part.high.copy()

    def run(self, targets: Sequence[int]) -> dict[int, Interval]:
        if self.programme.solve().status == "infeasible":
            raise refuse(Code.INFEASIBLE)
        found = {}
        for place in targets:
            high, sure_high = self.edge(place, maximise=True)
            low, sure_low = self.edge(place, maximise=False)
            found[int(self.part.columns[place])] = Interval(low, high, sure_low and sure_high)
        return found

    def reach(self, targets: Sequence[int], goal: Goal) -> dict[int, Interval]:
        """Intervals as wide as the goal asks, or exact where that is not reached."""
        first = self.programme.solve()
        if first.status == "infeasible":
            raise refuse(Code.INFEASIBLE)
        self.see(first.columns)
        found = self.spread(targets, goal, first.columns)
        for place in targets:
            number = int(self.part.columns[place])
            if number in found:
                continue
            interval, is_met = self.seen(place, goal)
            if not is_met:
                high, sure_high = self.edge(place, maximise=True)
                low, sure_low = self.edge(place, maximise=False)
                interval = Interval(low, high, sure_low and sure_high)
            found[number] = interval
        return found

    def spread(self, targets: Sequence[int], goal: Goal, feasible: Floats) -> dict[int, Interval]:
        """Solutions that raise many cells at once, each no further than it has to be."""
        level = np.array([goal.level(int(number)) for number in self.part.columns])
        ample = 100.0 * float(level.max()) + 100.0
        found: dict[int, Interval] = {}
        todo = np.array(targets, dtype=np.int64)
        random = np.random.default_rng(1)
        idle, share = 0, 1.0
        while len(todo) and idle < IDLE:
            # Finite for all, or cells that share a hidden total would grow without end.
            high = np.minimum(self.part.high, feasible + ample)
            high[todo] = np.minimum(high[todo], np.maximum(level[todo], feasible[todo] + 1.0))
            asked = todo[random.random(len(todo)) < share]
            cost = np.zeros(len(high))
            cost[asked] = random.uniform(0.5, 1.0, len(asked))
            self.programme.all_bounds(self.part.low, high)
            self.programme.all_costs(cost)
            self.programme.costs([], maximise=True)
            answer = self.programme.solve()
            if answer.status != "optimal":
                break
            feasible = answer.columns
            self.see(feasible)
            met = {place: self.seen(place, goal) for place in todo.tolist()}
            found |= {int(self.part.columns[p]): one for p, (one, is_met) in met.items() if is_met}
            is_idle = not any(is_met for _, is_met in met.values())
            idle = idle + 1 if is_idle else 0
            # Many wishes at once end in fractions, which show nothing; few seldom do.
            share = share / 2 if is_idle else min(1.0, share * 1.5)
            todo = np.array([p for p, (_, is_met) in met.items() if not is_met], dtype=np.int64)
        self.programme.all_bounds(self.part.low, self.part.high)
        self.programme.all_costs(np.zeros(len(self.part.columns)))
        return found

    def seen(self, place: int, goal: Goal) -> tuple[Interval, bool]:
        """The interval that solutions have shown so far, and whether it is wide enough."""
        low, high = float(self.seen_low[place]), float(self.seen_high[place])
        is_all = low <= self.low[place] + NEAR and high >= self.high[place] - NEAR
        interval = Interval(low, high, is_least=not is_all)
        return interval, low <= high and goal.is_met(int(self.part.columns[place]), interval)

    def edge(self, place: int, *, maximise: bool) -> tuple[float, bool]:
        bound = self.high[place] if maximise else self.low[place]
        if self.is_seen(place, bound, maximise=maximise):
            return float(bound), True
        self.programme.costs([(place, 1.0)], maximise=maximise)
        answer = self.programme.solve()
        self.programme.costs([(place, 0.0)], maximise=maximise)
        if answer.status == "unbounded":
            return (np.inf if maximise else -np.inf), True
        if answer.status != "optimal":
            raise refuse(Code.INFEASIBLE)
        value = float(answer.columns[place])
        self.see(answer.columns)
        if not self.attack.is_whole[self.part.columns[place]]:
            return value, True
        value = float(np.floor(value + NEAR) if maximise else np.ceil(value - NEAR))
        if self.is_seen(place, value, maximise=maximise):
            return value, True
        return self.settle(place, value, maximise=maximise)

    def see(self, columns: Floats) -> None:
        """Remember a solution if it is whole where it must be."""
        whole = columns[self.part.whole]
        if (np.abs(whole - np.round(whole)) < NEAR).all():
            np.minimum(self.seen_low, columns, out=self.seen_low)
            np.maximum(self.seen_high, columns, out=self.seen_high)

    def is_seen(self, place: int, bound: float, *, maximise: bool) -> bool:
        if maximise:
            return bool(self.seen_high[place] >= bound - NEAR)
        return bool(self.seen_low[place] <= bound + NEAR)

    def settle(self, place: int, value: float, *, maximise: bool) -> tuple[float, bool]:
        """An integer programme, where only fractions of persons reach the bound."""
        limits = self.attack.limits
        left = min(limits.one_seconds, limits.all_seconds - self.attack.spent)
        if left <= 0:
            return value, False
        cost = np.zeros(len(self.part.columns))
        cost[place] = 1.0
        begin = time.perf_counter()
        answer = Programme(
            self.part.low,
            self.part.high,
            self.part.rows,
            cost=cost,
            whole=self.part.whole,
            maximise=maximise,
        ).solve(seconds=left)
        self.attack.spent += time.perf_counter() - begin
        if answer.status == "infeasible":
            raise refuse(Code.INFEASIBLE)
        if answer.status == "optimal":
            self.see(np.round(answer.columns))
            return float(round(answer.columns[place])), True
        bound = answer.bound if np.isfinite(answer.bound) else value
        if maximise:
            return min(value, float(np.floor(bound + NEAR))), False
        return max(value, float(np.ceil(bound - NEAR))), False


def exact_intervals(
    system: System, targets: Iterable[int] | None = None, limits: Limits | None = None
) -> Mapping[int, Interval]:
    """The interval of each suppressed column, or of the targets named."""
    wanted = system.suppressed() if targets is None else targets
    return Attack(system, limits or Limits()).intervals(wanted)
