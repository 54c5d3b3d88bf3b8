"""Partners found one need at a time, then as many taken back as can be.

Each need is met at least cost by a linear programme in which a cell already hidden is free
(Kelly, Golden & Assad 1992); what earlier needs made superfluous is shown again, the dearest
first, as long as every need keeps a witness. `refine` tears a neighbourhood open and closes it
anew, keeping what got lighter.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.model import spoken
from himaya.engines.disclosure.tables.problems import Code, Fault, TableError
from himaya.engines.disclosure.tables.propagation import NEAR
from himaya.engines.disclosure.tables.protection import Need, Prober, Problem, met_by
from himaya.engines.disclosure.tables.solver import Programme, Rows
from himaya.engines.disclosure.tables.system import System

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]


@dataclass
class Choice:
    """Hidden cells, all needs met; `weight` counts those that did not have to be hidden.

    `witnesses`: for each need by place the cells that some deviation meeting it moves.
    """

    hidden: Bools
    weight: float
    witnesses: dict[int, Ints]


class UnprotectableError(Exception):
    """Needs that no choice of partners can meet, by place."""

    def __init__(self, places: Sequence[int]) -> None:
        super().__init__(str(list(places)))
        self.places = tuple(places)


class Builder:
    """One programme with a rise and a fall for each cell, whose costs follow what is hidden."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        size = len(problem.values)
        self.size = size
        rows = problem.rows
        both = Rows(
            rows.start * 2,
            np.stack([rows.index, rows.index + size], axis=1).ravel(),
            np.stack([rows.value, -rows.value], axis=1).ravel(),
            rows.low,
            rows.high,
        )
        self.usable = problem.hidden_at_least | problem.may_hide
        high = np.concatenate(
            [np.where(self.usable, np.inf, 0.0), np.where(self.usable, problem.room, 0.0)]
        )
        self.high = high
        self.programme = Programme(np.zeros(2 * size), high, both)

    def partners(self, need: Need, hidden: Bools, weight: Floats) -> Floats | None:
        """Deviations that meet the need and move little that is shown."""
        cost = np.where(hidden, 0.0, weight)
        self.programme.all_costs(np.concatenate([cost, cost]))
        rise, fall = need.column, need.column + self.size
        wanted, other = (rise, fall) if need.side > 0 else (fall, rise)
        if self.high[wanted] < need.amount - NEAR:
            return None
        self.programme.bounds(wanted, need.amount, float(self.high[wanted]))
        self.programme.bounds(other, 0.0, 0.0)
        answer = self.programme.solve()
        self.programme.bounds(wanted, 0.0, float(self.high[wanted]))
        self.programme.bounds(other, 0.0, float(self.high[other]))
        if answer.status != "optimal":
            return None
        return answer.columns[: self.size] - answer.columns[self.size :]


def complete(
    problem: Problem,
    start: Bools,
    builder: Builder,
    *,
    order: Sequence[int] | None = None,
    weight: Floats | None = None,
    witnesses: dict[int, Ints] | None = None,
    failed: list[int] | None = None,
) -> Choice:
    """Hide what is needed on top of `start`.

    Needs that nothing meets are put into `failed`; without it they raise UnprotectableError.
    """
    hidden = start | problem.hidden_at_least
    weight = problem.weight if weight is None else weight
    kept = {place: moved for place, moved in (witnesses or {}).items() if hidden[moved].all()}
    todo = [
        place
        for place in (order if order is not None else _largest_first(problem.needs))
        if place not in kept
    ]
    lost: list[int] = []
    for number, place in enumerate(todo):
        if place in kept:
            continue
        need = problem.needs[place]
        d = builder.partners(need, hidden, weight)
        if d is None:
            lost.append(place)
            continue
        moved = np.flatnonzero(np.abs(d) > NEAR)
        hidden[moved] = True
        kept[place] = moved
        waiting = [other for other in todo[number + 1 :] if other not in kept]
        for met in met_by([problem.needs[other] for other in waiting], d, problem.room):
            kept[waiting[met]] = moved
    if failed is not None:
        failed += lost
    elif lost:
        raise UnprotectableError(lost)
    return Choice(hidden, _weight(problem, hidden), kept)


def _largest_first(needs: Sequence[Need]) -> list[int]:
    return sorted(range(len(needs)), key=lambda place: -needs[place].amount)


def _weight(problem: Problem, hidden: Bools) -> float:
    return float(problem.weight[hidden & ~problem.hidden_at_least].sum())


def prune(
    problem: Problem,
    choice: Choice,
    until: float,
    *,
    prober: Prober | None = None,
    candidates: Bools | None = None,
) -> Choice:
    """Show again what is superfluous, the dearest first; only `candidates` where given."""
    hidden = choice.hidden.copy()
    witnesses = dict(choice.witnesses)
    prober = prober or Prober(problem, hidden)
    prober.set_hidden(hidden)
    asked = hidden if candidates is None else hidden & candidates
    extra = np.flatnonzero(asked & ~problem.hidden_at_least)
    used: dict[int, set[int]] = {}
    for place, moved in witnesses.items():
        for number in moved.tolist():
            used.setdefault(number, set()).add(place)
    for number in sorted(extra.tolist(), key=lambda n: (-problem.weight[n], -problem.values[n])):
        if time.perf_counter() > until:
            break
        new = _without(problem, prober, number, sorted(used.get(number, ())))
        if new is None:
            continue
        hidden[number] = False
        for place, moved in new.items():
            for other in witnesses[place].tolist():
                used[other].discard(place)
            for other in moved.tolist():
                used.setdefault(other, set()).add(place)
            witnesses[place] = moved
    return Choice(hidden, _weight(problem, hidden), witnesses)


def _without(
    problem: Problem, prober: Prober, number: int, uses: Sequence[int]
) -> dict[int, Ints] | None:
    """Other witnesses for the needs that used a cell; None, and hidden again, where one lacks."""
    prober.show(number)
    new: dict[int, Ints] = {}
    for place in uses:
        if place in new:
            continue
        d = prober.witness(problem.needs[place])
        if d is None:
            prober.hide(number)
            return None
        moved = np.flatnonzero(np.abs(d) > NEAR)
        new[place] = moved
        left = [other for other in uses if other not in new]
        for met in met_by([problem.needs[other] for other in left], d, problem.room):
            new[left[met]] = moved
    return new


def refine(
    problem: Problem,
    choice: Choice,
    builder: Builder,
    until: float,
    *,
    tries: int = 2_000,
    seed: int = 1,
    stop_at: float = 0.0,
    progress: Progress | None = None,
) -> Choice:
    """Tear open and close anew until time is up or the weight reaches a proven bound."""
    r = random.Random(seed)  # noqa: S311 - a search, nothing secret
    best = choice
    prober = Prober(problem, choice.hidden)
    for number in range(tries):
        if time.perf_counter() > until or best.weight <= stop_at + NEAR:
            break
        extra = np.flatnonzero(best.hidden & ~problem.hidden_at_least)
        if not len(extra):
            break
        torn = best.hidden.copy()
        centre = int(r.choice(extra.tolist()))
        near = _neighbours(problem, best, centre)
        share = r.choice([0.5, 0.8, 1.0])
        out = [number for number in near if number == centre or r.random() < share]
        torn[out] = False
        weight = problem.weight * np.array([r.uniform(0.6, 1.4) for _ in problem.weight])
        weight[centre] *= 3
        order = list(range(len(problem.needs)))
        r.shuffle(order)
        new = complete(problem, torn, builder, order=order, weight=weight, witnesses=best.witnesses)
        if new.weight <= best.weight + 2 * float(problem.weight.mean()):
            fresh = new.hidden & ~torn
            fresh[near] = True
            new = prune(problem, new, until, prober=prober, candidates=fresh)
        if new.weight <= best.weight + NEAR:
            best = new
        if progress:
            progress("refine", number, int(best.weight))
    return best


def _neighbours(problem: Problem, choice: Choice, centre: int) -> list[int]:
    """Partners that share a witness with the centre."""
    used = np.zeros(len(problem.values), dtype=bool)
    for moved in choice.witnesses.values():
        if (moved == centre).any():
            used[moved] = True
    used[centre] = True
    near = np.flatnonzero(used & choice.hidden & ~problem.hidden_at_least)
    return [int(number) for number in near]


def unprotectable(problem: Problem, system: System, places: Sequence[int]) -> TableError:
    """Which cells no suppression can protect."""
    return TableError(
        [
            Fault(
                Code.UNPROTECTABLE,
                {"cell": spoken(system.columns[problem.needs[place].column].key)},
            )
            for place in places
        ]
    )
