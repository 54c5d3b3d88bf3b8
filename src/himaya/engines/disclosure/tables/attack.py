"""What anybody can work out: the exact interval of each suppressed cell.

The attacker knows every published cell, every sum, that counts are whole and not negative, and
what marks say. The smallest and largest value a cell can have under all of that are two linear
programmes (Fischetti & Salazar-González 2001, section 2), solved one connected part at a time.
Where the answer is not reached by whole numbers, an integer programme settles it within limits.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.problems import Code, refuse
from himaya.engines.disclosure.tables.solver import Programme, Rows
from himaya.engines.disclosure.tables.system import System

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NEAR = 1e-6
ROUNDS = 60


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, in the cell's own unit.

    `is_exact` is False where a limit stopped an integer programme: the true interval may then be
    narrower.
    """

    low: float
    high: float
    is_exact: bool = True

    @property
    def is_point(self) -> bool:
        return self.high - self.low < NEAR


@dataclass(frozen=True)
class Limits:
    """`whole`: use that counts are whole. `seconds`: for the integer programmes, one and all."""

    whole: bool = True
    one_seconds: float = 2.0
    all_seconds: float = 60.0


@dataclass
class _Matrix:
    """All rows of the system flattened: entry e is column `index[e]` with sign `sign[e]`."""

    start: Ints
    index: Ints
    sign: Floats
    row: Ints

    @classmethod
    def of(cls, rows: Sequence[Ints]) -> "_Matrix":
        lengths = np.array([len(one) for one in rows], dtype=np.int64)
        start = np.concatenate([[0], np.cumsum(lengths)])
        index = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
        sign = -np.ones(len(index))
        sign[start[:-1]] = 1.0
        return cls(start, index, sign, np.repeat(np.arange(len(rows)), lengths))


def propagate(
    matrix: _Matrix, low: Floats, high: Floats, whole: NDArray[np.bool_] | None
) -> tuple[Floats, Floats]:
    """Bounds by adding up single rows, again and again; whole numbers are rounded inwards."""
    low, high = low.copy(), high.copy()
    if not len(matrix.index):
        return low, high
    for _ in range(ROUNDS):
        least = np.where(matrix.sign > 0, low[matrix.index], -high[matrix.index])
        most = np.where(matrix.sign > 0, high[matrix.index], -low[matrix.index])
        upper = -_others(matrix, least, -np.inf)
        lower = -_others(matrix, most, np.inf)
        new_high = np.where(matrix.sign > 0, upper, -lower)
        new_low = np.where(matrix.sign > 0, lower, -upper)
        before = low.copy(), high.copy()
        np.minimum.at(high, matrix.index, new_high)
        np.maximum.at(low, matrix.index, new_low)
        if whole is not None:
            high[whole] = np.floor(high[whole] + NEAR)
            low[whole] = np.ceil(low[whole] - NEAR)
        if (low > high + NEAR * np.maximum(1.0, np.abs(low))).any():
            raise refuse(Code.INFEASIBLE)
        crossed = low > high
        low[crossed] = high[crossed]
        # Fractions creep towards a limit for ever; the programmes take over from there.
        if np.allclose(before[0], low, atol=1e-4) and np.allclose(before[1], high, atol=1e-4):
            break
    return low, high


def propagate_rows(rows: Sequence[Ints], low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Bounds by adding up rows, fractions allowed."""
    return propagate(_Matrix.of(rows), low, high, None)


def _others(matrix: _Matrix, values: Floats, endless: float) -> Floats:
    """For each entry the sum of the others in its row, `endless` where one of them is."""
    is_endless = np.isinf(values)
    finite = np.where(is_endless, 0.0, values)
    begin = matrix.start[:-1]
    total = np.add.reduceat(finite, begin)[matrix.row] - finite
    count = np.add.reduceat(is_endless.astype(np.int64), begin)[matrix.row] - is_endless
    return np.where(count > 0, endless, total)


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
        self.matrix = _Matrix.of(self.system.rows)
        mask = self.is_whole if self.limits.whole else None
        self.low, self.high = propagate(self.matrix, low, high, mask)
        self.spent = 0.0

    def intervals(self, targets: Iterable[int]) -> dict[int, Interval]:
        """The exact interval of each target column. Raises TableError where nothing fits."""
        wanted = set(targets)
        found = {
            number: Interval(float(self.low[number]), float(self.high[number]))
            for number in wanted
            if self.high[number] - self.low[number] <= NEAR
        }
        for part in self.parts():
            inside = [place for place, number in enumerate(part.columns) if number in wanted]
            # A part without a target must still be feasible, or the tables contradict themselves.
            found |= _Search(self, part).run(inside)
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
