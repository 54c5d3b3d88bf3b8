"""The least weight that must be hidden: cutting planes (Fischetti & Salazar-González 2001).

The master programme chooses cells; where its choice leaves a need unmet, linear programming duality
gives a sum over cells that every sound choice satisfies and this one does not. Coefficients are
cut down to what is still needed, so that most such sums say "one of these must be hidden". The
value of the master is a proven bound at every moment.
"""

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.greedy import Builder, Choice, Progress, complete, prune
from himaya.engines.disclosure.tables.propagation import NEAR
from himaya.engines.disclosure.tables.protection import Need, Problem
from himaya.engines.disclosure.tables.solver import Programme, Rows

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
SMALL = 1e-7
LEAST_VIOLATION = 1e-3
LP_ROUNDS = 60


@dataclass(frozen=True)
class Cut:
    """Sum of `share` over `columns` must reach 1."""

    columns: Ints
    share: Floats


@dataclass
class Proof:
    """The best choice and what is proven of it. `is_optimal`: nothing lighter exists."""

    choice: Choice
    bound: float
    is_optimal: bool
    cuts: int


class _Separator:
    """Finds sums that a choice, whole or in fractions, fails."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.fixed = problem.hidden_at_least
        size = len(problem.values)
        self.programme = Programme(np.zeros(size), np.zeros(size), problem.rows)
        self.row_of_entry = np.repeat(np.arange(len(problem.rows.low)), np.diff(problem.rows.start))

    def cut(self, need: Need, chosen: Floats) -> Cut | None:
        """A sum the choice fails because of this need, None where the need is met."""
        # Moves are cut down to the amount at first, as the coefficients are in the end.
        found = self.ask(need, chosen, capped=True)
        is_whole = bool(((chosen < SMALL) | (chosen > 1 - SMALL)).all())
        return self.ask(need, np.round(chosen), capped=False) if not found and is_whole else found

    def ask(self, need: Need, chosen: Floats, *, capped: bool) -> Cut | None:
        problem, amount = self.problem, need.amount
        fall = np.minimum(problem.room, amount) if capped else problem.room
        low = np.where(self.fixed, -problem.room, -fall * chosen) + 0.0
        rise = amount * chosen if capped else np.where(chosen > 0, np.inf, 0.0)
        high = np.where(self.fixed, np.inf, rise)
        low[need.column], high[need.column] = (0.0, amount) if need.side > 0 else (-amount, 0.0)
        self.programme.all_bounds(low, high)
        self.programme.costs([(need.column, float(need.side))], maximise=True)
        answer = self.programme.solve()
        self.programme.costs([(need.column, 0.0)], maximise=True)
        if answer.status != "optimal":
            return None
        if need.side * answer.columns[need.column] > amount * (1 - LEAST_VIOLATION):
            return None
        return self.from_duals(need, answer.row_duals, chosen)

    def strengthened(self, need: Need, cut: Cut, hidden: Bools) -> Cut:
        """The same failure with as few cells as can be: all others may be hidden, to no avail."""
        chosen = self._all_but(cut, hidden)
        for number in cut.columns[np.argsort(cut.share, kind="stable")]:
            if chosen[number]:
                continue
            chosen[number] = 1.0
            smaller = self.ask(need, chosen, capped=False)
            if smaller is not None:
                cut = smaller
                chosen = self._all_but(cut, hidden)
            else:
                chosen[number] = 0.0
        return cut

    def _all_but(self, cut: Cut, hidden: Bools) -> Floats:
        """Everything hidden but the cells of a sum that the choice shows."""
        chosen = (self.fixed | self.problem.may_hide).astype(float)
        chosen[cut.columns[~hidden[cut.columns]]] = 0.0
        return chosen

    def from_duals(self, need: Need, duals: Floats, chosen: Floats | None) -> Cut | None:
        """The sum that row duals prove; None where it is weaker than the choice."""
        problem = self.problem
        reduced = np.zeros(len(problem.values))
        reduced[need.column] = need.side
        np.subtract.at(reduced, problem.rows.index, problem.rows.value * duals[self.row_of_entry])
        reduced[need.column] = 0.0
        reduced[np.abs(reduced) < SMALL] = 0.0
        given = self.fixed & (reduced != 0)
        given[need.column] = False
        if (reduced[given] > 0).any():
            return None  # an open cell may rise without end: nothing is proven
        left = need.amount - float((-reduced[given] * problem.room[given]).sum())
        if left < NEAR:
            return None
        can = problem.may_hide & (reduced != 0)
        columns = np.flatnonzero(can)
        force = np.where(
            reduced[columns] > 0, left, np.minimum(left, -reduced[columns] * problem.room[columns])
        )
        share = force / left
        keep = share > SMALL
        if chosen is not None and float((share * chosen[columns]).sum()) > 1 - LEAST_VIOLATION:
            return None
        return Cut(columns[keep], share[keep])

    def row_cuts(self) -> list[Cut]:
        """What single rows demand of each need, to begin with."""
        rows = self.problem.rows
        cuts = []
        of_column: dict[int, list[int]] = {}
        for entry, number in enumerate(rows.index):
            of_column.setdefault(int(number), []).append(entry)
        for need in self.problem.needs:
            for entry in of_column.get(need.column, []):
                duals = np.zeros(len(rows.low))
                duals[self.row_of_entry[entry]] = need.side / rows.value[entry]
                found = self.from_duals(need, duals, None)
                if found is not None and len(found.columns):
                    cuts.append(found)
        return cuts


@dataclass
class _Master:
    problem: Problem
    cuts: list[Cut] = field(default_factory=list)
    names: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.free = np.flatnonzero(self.problem.may_hide)
        self.place = np.full(len(self.problem.values), -1, dtype=np.int64)
        self.place[self.free] = np.arange(len(self.free))
        size = len(self.free)
        self.programme = Programme(
            np.zeros(size), np.ones(size), Rows.of([], [], []), cost=self.problem.weight[self.free]
        )

    def add(self, cut: Cut) -> bool:
        name = cut.columns.tobytes() + np.round(cut.share, 6).tobytes()
        if name in self.names or not len(cut.columns):
            return False
        self.names.add(name)
        self.cuts.append(cut)
        self.programme.add_row(1.0, np.inf, self.place[cut.columns], cut.share)
        return True

    def relaxed(self) -> tuple[float, Floats]:
        """Bound and choice in fractions."""
        answer = self.programme.solve()
        return answer.value, self.spread(answer.columns)

    def whole(self, seconds: float) -> tuple[str, float, Floats]:
        """Status, proven bound and choice in whole cells."""
        size = len(self.free)
        lines = [(self.place[cut.columns], cut.share) for cut in self.cuts]
        rows = Rows.of(lines, [1.0] * len(lines), [np.inf] * len(lines))
        programme = Programme(
            np.zeros(size),
            np.ones(size),
            rows,
            cost=self.problem.weight[self.free],
            whole=range(size),
        )
        answer = programme.solve(seconds=seconds)
        bound = answer.bound if answer.status == "stopped" else answer.value
        return answer.status, bound, self.spread(np.round(answer.columns))

    def spread(self, columns: Floats) -> Floats:
        chosen = self.problem.hidden_at_least.astype(float)
        chosen[self.free] = columns
        return chosen


def prove(
    problem: Problem,
    choice: Choice,
    builder: Builder,
    until: float,
    *,
    rounds: int = 400,
    progress: Progress | None = None,
) -> Proof:
    """Improve the choice until it is proven the lightest, or `rounds` or the time is up."""
    search = _Prove(problem, choice, builder, until, progress)
    search.relax()
    for number in range(rounds):
        if search.is_done() or search.is_stuck or time.perf_counter() > until:
            break
        search.step(number)
    return Proof(search.best, search.bound, search.is_done(), len(search.master.cuts))


class _Prove:
    def __init__(
        self,
        problem: Problem,
        choice: Choice,
        builder: Builder,
        until: float,
        progress: Progress | None,
    ) -> None:
        self.problem = problem
        self.best = choice
        self.builder = builder
        self.until = until
        self.progress = progress
        self.bound = 0.0
        self.is_stuck = False
        self.separator = _Separator(problem)
        self.master = _Master(problem)
        # Where every weight is whole, so is the lightest sum: bounds may be rounded up.
        self.is_whole = bool((problem.weight == np.round(problem.weight)).all())
        for cut in self.separator.row_cuts():
            self.master.add(cut)

    def is_done(self) -> bool:
        return (
            self.bound > self.best.weight - 1 + 1e-3
            if self.is_whole
            else (self.bound > self.best.weight * (1 - 1e-6) - NEAR)
        )

    def raise_bound(self, bound: float) -> None:
        if np.isfinite(bound):
            self.bound = max(self.bound, np.ceil(bound - 1e-4) if self.is_whole else bound)

    def relax(self) -> None:
        """Sums against the choice in fractions, while they move the bound."""
        stuck = 0
        for number in range(LP_ROUNDS):
            if time.perf_counter() > self.until or self.is_done():
                return
            value, chosen = self.master.relaxed()
            before = self.bound
            self.raise_bound(value)
            added = self.separate(chosen)
            stuck = 0 if self.bound > before else stuck + 1
            if self.progress:
                self.progress("bound", int(self.bound), int(self.best.weight))
            if not added or stuck > 8:  # noqa: PLR2004 - rounds without gain
                return
            if number % 5 == 4:  # noqa: PLR2004 - now and then a choice near the fractions
                self.guided(chosen)

    def separate(self, chosen: Floats) -> int:
        added = 0
        for need in self.problem.needs:
            if time.perf_counter() > self.until:
                break
            cut = self.separator.cut(need, chosen)
            added += cut is not None and self.master.add(cut)
        return added

    def step(self, number: int) -> None:
        """The master in whole cells, its failures as sums, and its choice made sound."""
        left = self.until - time.perf_counter()
        status, bound, chosen = self.master.whole(max(left, 0.1))
        if status in ("optimal", "stopped"):
            self.raise_bound(bound)
        if status != "optimal" or self.is_done():
            return
        added = self.hit(chosen > 0.5)  # noqa: PLR2004 - 0 or 1
        self.is_stuck = not added and not self.is_done()
        if self.progress:
            self.progress("prove", number, int(self.best.weight))

    def hit(self, hidden: Bools) -> int:
        """Many sums from one failing choice: each is answered by hiding a cell of it, and so on."""
        hidden = hidden.copy()
        added = 0
        met: set[int] = set()
        while len(met) < len(self.problem.needs) and time.perf_counter() < self.until:
            popular = np.zeros(len(hidden))
            fresh: list[Cut] = []
            for place, need in enumerate(self.problem.needs):
                if place in met:
                    continue
                cut = self.separator.ask(need, hidden.astype(float), capped=False)
                if cut is None:
                    met.add(place)
                    continue
                fresh.append(self.separator.strengthened(need, cut, hidden))
                popular[fresh[-1].columns] += fresh[-1].share
            for cut in fresh:
                added += self.master.add(cut)
                if cut.share[hidden[cut.columns]].sum() < 1:
                    force = popular[cut.columns] / self.problem.weight[cut.columns]
                    force[hidden[cut.columns]] = -1.0
                    hidden[cut.columns[int(np.argmax(force))]] = True
        self.take(complete(self.problem, hidden, self.builder))
        return added

    def guided(self, chosen: Floats) -> None:
        weight = self.problem.weight * (1.05 - chosen)
        start = self.problem.hidden_at_least | (chosen > 0.9)  # noqa: PLR2004 - all but chosen
        self.take(complete(self.problem, start, self.builder, weight=weight))

    def take(self, choice: Choice) -> None:
        if choice.weight < self.best.weight + 3 * float(self.problem.weight.mean()):
            choice = prune(self.problem, choice, self.until)
        if choice.weight < self.best.weight - NEAR:
            self.best = choice
