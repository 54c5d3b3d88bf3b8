"""Large tables by parts: needs are met first within the children of one parent.

Where a variable is nested, all cells of one parent's children make a block whose sums are its own,
but for the sums over the children, which are held as they are. What is met inside a block is met
in the whole, since everything outside may stand still (the order is that of HITAS, de Wolf 2002,
turned bottom up). Parents and totals come last, over everything, with much hidden already.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.greedy import Builder, Progress, complete, prune
from himaya.engines.disclosure.tables.protection import Need, Problem
from himaya.engines.disclosure.tables.solver import Rows
from himaya.engines.disclosure.tables.system import System

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
LARGE = 3_000


@dataclass
class Start:
    """What the blocks hide, and the needs they meet by place."""

    hidden: Bools
    witnesses: dict[int, Ints]


def start(
    problem: Problem, system: System, until: float, progress: Progress | None = None
) -> Start:
    """Hidden cells to begin with; nothing beyond the primary ones where the table is small."""
    hidden = problem.hidden_at_least.copy()
    found = Start(hidden, {})
    if len(problem.values) < LARGE:
        return found
    parts = blocks(system)
    for number, columns in enumerate(parts):
        # Meeting needs here is cheap beside meeting them in the whole: never left out for time.
        _solve(problem, columns, found, until)
        if progress:
            progress("block", number + 1, len(parts))
    return found


def blocks(system: System) -> list[Ints]:
    """Columns of each parent's children, over the most nested variable; none without nesting."""
    nested = [one for one in system.variables.values() if one.parents]
    if not nested:
        return []
    variable = max(nested, key=lambda one: len(one.parents))
    inner = set(variable.parents) - set(variable.parents.values())
    groups: dict[tuple[str, str], list[int]] = {}
    for key, number in system.index.items():
        code = dict(key[1]).get(variable.name)
        if code in inner:
            groups.setdefault((key[0], variable.parents[code]), []).append(number)
    return [np.array(sorted(columns), dtype=np.int64) for columns in groups.values()]


def _solve(problem: Problem, columns: Ints, found: Start, until: float) -> None:
    """Meet the needs of one block and take what was found into the whole."""
    places = [place for place, need in enumerate(problem.needs) if need.column in set(columns)]
    if not places:
        return
    part = _part(problem, columns, [problem.needs[place] for place in places])
    builder = Builder(part)
    failed: list[int] = []
    choice = complete(part, part.hidden_at_least, builder, failed=failed)
    if time.perf_counter() < until:
        part.needs = [need for place, need in enumerate(part.needs) if place not in failed]
        kept = [place for number, place in enumerate(places) if number not in failed]
        order = [number for number in range(len(places)) if number not in failed]
        choice.witnesses = {new: choice.witnesses[old] for new, old in enumerate(order)}
        choice = prune(part, choice, until)
        places = kept
    found.hidden[columns[choice.hidden]] = True
    for number, moved in choice.witnesses.items():
        found.witnesses[places[number]] = columns[moved]


def _part(problem: Problem, columns: Ints, needs: Sequence[Need]) -> Problem:
    """The problem over some columns; all others stand still."""
    place = np.full(len(problem.values), -1, dtype=np.int64)
    place[columns] = np.arange(len(columns))
    row_of = np.repeat(np.arange(len(problem.rows.low)), np.diff(problem.rows.start))
    inside = place[problem.rows.index] >= 0
    rows, counts = np.unique(row_of[inside], return_counts=True)
    zeros = np.zeros(len(rows))
    return Problem(
        values=problem.values[columns],
        room=problem.room[columns],
        rows=Rows(
            np.concatenate([[0], np.cumsum(counts)]),
            place[problem.rows.index[inside]],
            problem.rows.value[inside],
            zeros,
            zeros,
        ),
        open=problem.open[columns],
        primary=problem.primary[columns],
        may_hide=problem.may_hide[columns],
        weight=problem.weight[columns],
        needs=[Need(int(place[need.column]), need.side, need.amount) for need in needs],
        whole=problem.whole[columns],
    )
