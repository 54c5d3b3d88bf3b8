"""Suppression: mark what betrays, find the partners it needs, and have the auditor look again."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.attack import Limits
from himaya.engines.disclosure.tables.audit import Audit, Leak, Policy, judge
from himaya.engines.disclosure.tables.beginning import begin
from himaya.engines.disclosure.tables.exact import prove
from himaya.engines.disclosure.tables.greedy import (
    Builder,
    Choice,
    Progress,
    UnprotectableError,
    complete,
    prune,
    refine,
    unprotectable,
)
from himaya.engines.disclosure.tables.model import Cell, Key, State, Table
from himaya.engines.disclosure.tables.problems import Code, refuse
from himaya.engines.disclosure.tables.propagation import NEAR
from himaya.engines.disclosure.tables.protection import Need, Problem, make_problem
from himaya.engines.disclosure.tables.rules import MinimumFrequency, Rule, apply_rules
from himaya.engines.disclosure.tables.system import Column, Reading, System, assemble

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
AUDITS = 6
LARGE = 3_000


class Outcome(StrEnum):
    """How far the search came. Every outcome has passed the audit."""

    OPTIMAL = "optimal"
    GOOD = "good"
    TIME_UP = "time_up"


def one_each(column: Column) -> float:
    """Every cell costs the same: the fewest cells are hidden."""
    del column
    return 1.0


def by_size(column: Column) -> float:
    """A cell costs the logarithm of its figure: small cells are hidden before totals."""
    return float(np.log1p(abs(column.value or 0.0))) + 1.0


def by_value(column: Column) -> float:
    """A cell costs its figure: the least of the whole is hidden."""
    return abs(column.value or 0.0) + 1.0


@dataclass(frozen=True)
class Effort:
    """How long to look.

    `tries` and `rounds` decide, so that the same tables and seed give the same choice; `seconds`
    is there for the case that they are too many for the machine.

    `proof`: go on until the choice is proven the lightest, as far as `rounds` and time allow.
    """

    tries: int = 300
    rounds: int = 200
    seconds: float = 120.0
    proof: bool = True
    seed: int = 1


@dataclass(frozen=True)
class Suppression:
    """Tables with what must be hidden hidden, and how that was found.

    `tables` keep the values of hidden cells (for the house); `published()` does not.
    `bound`: no choice of less weight can keep the needs; equal to `weight` where optimal.
    """

    tables: tuple[Table, ...]
    outcome: Outcome
    primary: int
    secondary: int
    weight: float
    bound: float
    audit: Audit
    is_time_up: bool
    seconds: float
    messages: tuple[tuple[str, Mapping[str, object]], ...] = field(default=())

    def published(self) -> tuple[Table, ...]:
        """As they may leave: hidden cells without value or reason."""
        return tuple(
            replace(
                table,
                cells=[
                    Cell(cell.codes, None, State.HIDDEN)
                    if cell.is_suppressed
                    else Cell(cell.codes, cell.value)
                    for cell in table.cells
                ],
            )
            for table in self.tables
        )


def suppress(
    tables: Sequence[Table],
    rules: Sequence[Rule] = (MinimumFrequency(),),
    *,
    released: Sequence[Table] = (),
    reading: Reading | None = None,
    weight: Callable[[Column], float] = one_each,
    hide_zeros: bool = False,
    effort: Effort | None = None,
    progress: Progress | None = None,
) -> Suppression:
    """Hide in `tables` what the rules ask for and as little more as can be found.

    `released`: earlier tables of the same data; what they show cannot be hidden any more, and
    what they hide stays hidden. `hide_zeros`: counts of nobody may serve as partners. Raises
    TableError where tables contradict themselves, where a value is missing, and for each cell that
    no suppression can protect.
    """
    begin = time.perf_counter()
    effort = effort or Effort()
    until = begin + effort.seconds
    judged = [apply_rules(table, rules) for table in tables]
    system = assemble([*judged, *released], reading)
    problem = _problem(system, judged, released, weight, hide_zeros=hide_zeros)
    choice, bound, is_proven = _search(problem, system, effort, until, progress)
    policy = _policy(rules)
    choice, audit, is_tight = _audited(problem, system, choice, policy, until)
    done = _hidden(judged, system, choice.hidden)
    names = tuple(table.name for table in [*judged, *released])
    primary = int(problem.primary.sum())
    secondary = int((choice.hidden & ~problem.hidden_at_least).sum())
    is_time_up = time.perf_counter() > until
    is_optimal = is_proven and is_tight
    result = Suppression(
        tables=tuple(done),
        outcome=Outcome.OPTIMAL
        if is_optimal
        else (Outcome.TIME_UP if is_time_up else Outcome.GOOD),
        primary=primary,
        secondary=secondary,
        weight=choice.weight,
        bound=bound,
        audit=replace(audit, tables=names),
        is_time_up=is_time_up,
        seconds=time.perf_counter() - begin,
    )
    return replace(result, messages=tuple(_messages(result, rules)))


def _problem(
    system: System,
    tables: Sequence[Table],
    released: Sequence[Table],
    weight: Callable[[Column], float],
    *,
    hide_zeros: bool,
) -> Problem:
    earlier = {
        table.key(cell.codes): cell.is_suppressed for table in released for cell in table.cells
    }
    now = {table.key(cell.codes) for table in tables for cell in table.cells}
    shown = [system.index[key] for key, is_hidden in earlier.items() if not is_hidden]
    weights = np.array([weight(one) for one in system.columns])
    if not np.isfinite(weights).all() or (weights <= 0).any():
        raise refuse(Code.PARAMETER_WRONG, parameter="weight", least=0)
    problem = make_problem(system, weights, may_hide_zeros=hide_zeros, frozen=shown)
    problem.needs = [need for need in problem.needs if _is_needed(system, need, now)]
    for key, is_hidden in earlier.items():
        if is_hidden:
            problem.open[system.index[key]] = True
            problem.may_hide[system.index[key]] = False
    # What an earlier release shows is lost: nothing hides it, and nothing asks for it.
    lost = np.zeros(len(problem.values), dtype=bool)
    lost[shown] = True
    problem.primary &= ~lost
    problem.needs = [need for need in problem.needs if not lost[need.column]]
    return problem


def _is_needed(system: System, need: Need, now: Iterable[Key]) -> bool:
    return system.columns[need.column].key in now or not system.columns[need.column].is_published


def _search(
    problem: Problem,
    system: System,
    effort: Effort,
    until: float,
    progress: Progress | None,
) -> tuple[Choice, float, bool]:
    """Begun, pruned, refined, and proven as far as effort goes; large tables are only begun."""
    try:
        choice = begin(problem, system, until, progress)
    except UnprotectableError as error:
        raise unprotectable(problem, system, error.places) from None
    if choice.weight <= NEAR:
        return choice, 0.0, True
    if len(problem.values) > LARGE:
        return choice, 0.0, False
    builder = Builder(problem)
    choice = refine(
        problem,
        choice,
        builder,
        until,
        tries=effort.tries,
        seed=effort.seed,
        progress=progress,
    )
    if not effort.proof:
        return choice, 0.0, False
    proof = prove(problem, choice, builder, until, rounds=effort.rounds, progress=progress)
    return proof.choice, proof.bound, proof.is_optimal


def _audited(
    problem: Problem, system: System, choice: Choice, policy: Policy, until: float
) -> tuple[Choice, Audit, bool]:
    """The auditor's word on the choice.

    Where whole numbers leak what fractions kept, more is asked for; the last of the answer is then
    False, since the proof was about fractions.
    """
    is_tight = True
    for _ in range(AUDITS):
        audit = judge(_as_shown(system, choice.hidden), policy, limits=Limits(all_seconds=30.0))
        weak = _raised(problem, system, audit)
        if not weak:
            return choice, audit, is_tight
        is_tight = False
        kept = {place: moved for place, moved in choice.witnesses.items() if place not in weak}
        builder = Builder(problem)
        try:
            choice = complete(problem, choice.hidden, builder, witnesses=kept)
        except UnprotectableError as error:
            raise unprotectable(problem, system, error.places) from None
        if len(problem.values) <= LARGE:
            choice = prune(problem, choice, until)
    return choice, audit, is_tight


def _raised(problem: Problem, system: System, audit: Audit) -> set[int]:
    """Ask more for cells that leak, and something for cells no table lists; places of such needs.

    What an earlier release shows cannot be helped: it stays a leak of the audit.
    """
    leaking = {
        one.column.key: one.interval
        for one in audit.leaks
        if Leak.PUBLISHED_SMALL not in one.leaks and Leak.PUBLISHED_ELSEWHERE not in one.leaks
    }
    weak = set()
    for place, need in enumerate(problem.needs):
        if system.columns[need.column].key in leaking:
            problem.needs[place] = replace(need, amount=need.amount + 1)
            weak.add(place)
    asked = {need.column for need in problem.needs}
    for key, interval in leaking.items():
        number = system.index[key]
        if system.columns[number].state is None and number not in asked:
            amount = audit.policy.threshold - min(interval.high, problem.values[number])
            weak.add(len(problem.needs))
            problem.needs.append(Need(number, 1, float(amount)))
    return weak


def _as_shown(system: System, hidden: Bools) -> System:
    """The system as readers of the tables will see it."""
    columns = []
    for number, one in enumerate(system.columns):
        if one.state is None:
            columns.append(one)
        elif hidden[number]:
            state = State.PRIMARY if one.state in (State.PRIMARY, State.HIDDEN) else State.SECONDARY
            least = -np.inf if np.isneginf(one.low) else 0.0
            columns.append(replace(one, state=state, low=least, high=np.inf, is_published=False))
        else:
            value = float(one.value or 0.0)
            columns.append(
                replace(one, state=State.PUBLISHED, low=value, high=value, is_published=True)
            )
    return System(columns, system.index, system.rows, system.variables, list(system.notes))


def _hidden(tables: Sequence[Table], system: System, hidden: Bools) -> list[Table]:
    done = []
    for table in tables:
        cells = []
        for cell in table.cells:
            if hidden[system.index[table.key(cell.codes)]] and not cell.is_suppressed:
                cells.append(replace(cell, state=State.SECONDARY))
            else:
                cells.append(cell)
        done.append(replace(table, cells=cells))
    return done


def _policy(rules: Sequence[Rule]) -> Policy:
    """What the auditor holds the result against: the strictest frequency rule."""
    frequencies = [rule for rule in rules if isinstance(rule, MinimumFrequency)]
    return Policy(
        threshold=max((rule.threshold for rule in frequencies), default=1),
        zeros=any(rule.zeros for rule in frequencies),
    )


def _messages(result: Suppression, rules: Sequence[Rule]) -> list[tuple[str, Mapping[str, object]]]:
    if not result.primary:
        return [("suppressed_none", {})]
    said: list[tuple[str, Mapping[str, object]]] = [
        ("suppressed_why", {"primary": result.primary, "secondary": result.secondary}),
        ("suppressed_rule", {"rules": "; ".join(map(repr, rules))}),
    ]
    if result.outcome is Outcome.OPTIMAL:
        said.append(("suppressed_best", {}))
    else:
        said.append(("suppressed_gap", {"bound": result.bound, "weight": result.weight}))
    if result.is_time_up:
        said.append(("suppressed_time", {}))
    hidden = [one for one in result.audit.findings if one.column.state is not None]
    sensitive = [one for one in hidden if one.column.state is State.PRIMARY]
    points = sum(one.interval.is_point and not one.interval.is_least for one in hidden)
    least = min((one.interval.high - one.interval.low for one in sensitive), default=0.0)
    said.append(("suppressed_known", {"points": points, "least": float(least)}))
    return said
