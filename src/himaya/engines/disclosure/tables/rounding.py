"""Rounding that still adds up.

Controlled rounding (Cox 1987; Salazar-González 2005): every figure, margins too, becomes a multiple
of the base next to it, with the least change over all, by integer programming; where no such table
exists, figures may go one multiple further. Small count rounding (Langsrud & Heldal 2018): only
innermost counts that make up small published ones become 0 or the base, and totals are added anew.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.model import Table, spoken
from himaya.engines.disclosure.tables.problems import Code, refuse
from himaya.engines.disclosure.tables.solver import Programme, Rows
from himaya.engines.disclosure.tables.system import Reading, System, assemble, read_variables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FURTHEST = 3


@dataclass(frozen=True)
class Rounded:
    """Rounded tables. `is_optimal`: no additive rounding changes less in all.

    `steps`: how many multiples beyond the nearest figures had to go; 0 in most tables.
    """

    tables: tuple[Table, ...]
    is_optimal: bool
    steps: int
    messages: tuple[tuple[str, Mapping[str, object]], ...]


def round_controlled(
    tables: Sequence[Table],
    base: int = 5,
    *,
    reading: Reading | None = None,
    seconds: float = 60.0,
) -> Rounded:
    """Round linked tables together. Raises TableError where a value is missing or none fits."""
    if base < 2:  # noqa: PLR2004 - multiples of 1 change nothing
        raise refuse(Code.PARAMETER_WRONG, parameter="base", least=2)
    system = assemble(tables, reading)
    for one in system.columns:
        if one.state is not None and one.value is None:
            raise refuse(Code.VALUE_NEEDED, cell=spoken(one.key))
    for steps in range(FURTHEST + 1):
        found = _rounded(system, base, steps, seconds)
        if found is not None:
            values, is_optimal = found
            done = tuple(_with_values(table, system, values) for table in tables)
            words = {"base": base, **_changes(tables, done)}
            return Rounded(done, is_optimal, steps, (("rounded_why", words),))
    raise refuse(Code.SOLVER_STOPPED, status="infeasible")


def _rounded(system: System, base: int, steps: int, seconds: float) -> tuple[Floats, bool] | None:
    """Multiples n of the base and their distances t from the figures, least sum of t."""
    size = len(system.columns)
    listed = np.array([one.value is not None for one in system.columns])
    figures = np.array([one.value or 0.0 for one in system.columns])
    even = np.isclose(figures % base, 0)
    down = np.floor(figures / base) - steps * ~even
    up = np.ceil(figures / base) + steps * ~even
    least = np.array([-np.inf if one.low == -np.inf else 0.0 for one in system.columns])
    low = np.where(listed, np.maximum(down, least), least)
    high = np.where(listed, up, np.inf)
    lines: list[tuple[Ints, Floats]] = []
    lows: list[float] = []
    for row in system.rows:
        lines.append((row, np.where(np.arange(len(row)) == 0, 1.0, -1.0)))
        lows.append(0.0)
    highs = list(lows)
    for number in np.flatnonzero(listed):
        pair = np.array([number, number + size])
        lines += [(pair, np.array([-base, 1.0])), (pair, np.array([base, 1.0]))]
        lows += [-figures[number], figures[number]]
        highs += [np.inf, np.inf]
    programme = Programme(
        np.concatenate([low, np.zeros(size)]),
        np.concatenate([high, np.where(listed, np.inf, 0.0)]),
        Rows.of(lines, lows, highs),
        cost=np.concatenate([np.zeros(size), np.ones(size)]),
        whole=range(size),
    )
    answer = programme.solve(seconds=seconds)
    if answer.status == "infeasible" or not np.isfinite(answer.value):
        return None
    values = np.round(answer.columns[:size]) * base
    sums = [values[row[0]] - values[row[1:]].sum() for row in system.rows]
    if np.abs(sums or [0.0]).max() > 0.5:  # noqa: PLR2004 - stopped without a solution
        return None
    return values, answer.status == "optimal"


def round_small_counts(
    table: Table,
    base: int = 5,
    *,
    reading: Reading | None = None,
    seconds: float = 30.0,
) -> Rounded:
    """Let no figure from 1 to `base` - 1 be published, and all totals be sums of what is.

    The table must list its innermost cells. Minimises the changes of all figures together; where
    the time is up before that is proven, the best found is taken, and it says so.
    """
    if base < 2:  # noqa: PLR2004 - nothing lies between 0 and 1
        raise refuse(Code.PARAMETER_WRONG, parameter="base", least=2)
    leaves, inside = leaves_of(table, reading or Reading())
    values = np.array([table.cells[place].value or 0.0 for place in leaves])
    chosen = _to_round(values, inside, base)
    if chosen.any():
        rounded, is_optimal = _small(values, inside, chosen, base, seconds)
    else:
        rounded, is_optimal = values, True
    cells = [
        replace(cell, value=float(rounded[own].sum()))
        for cell, own in zip(table.cells, inside, strict=True)
    ]
    done = replace(table, cells=cells)
    words = {"base": base, **_changes([table], [done])}
    return Rounded((done,), is_optimal, 0, (("small_rounded_why", words),))


def leaves_of(table: Table, reading: Reading) -> tuple[list[int], list[Ints]]:
    """Places of the innermost cells, and for each cell those it sums. Raises where one lacks."""
    variables = read_variables([table], reading)
    below: list[dict[str, set[str]]] = []
    for name in table.dimensions:
        listed = table.codes_of(name)
        nodes, parts = variables[name].sums(listed)
        sums = dict(parts)
        leaf = set(variables[name].leaves(listed))

        def under(
            code: str, sums: dict[str, tuple[str, ...]] = sums, leaf: set[str] = leaf
        ) -> set[str]:
            if code in leaf:
                return {code}
            return set().union(*(under(part) for part in sums.get(code, ())))

        below.append({code: under(code) for code in nodes})
    leaves = [
        place
        for place, cell in enumerate(table.cells)
        if all(below[n][code] == {code} for n, code in enumerate(cell.codes))
    ]
    number = {table.cells[place].codes: n for n, place in enumerate(leaves)}
    inside = []
    for cell in table.cells:
        if cell.value is None:
            raise refuse(Code.VALUE_NEEDED, cell=spoken(table.key(cell.codes)))
        under_each = [sorted(below[n][code]) for n, code in enumerate(cell.codes)]
        wanted: list[tuple[str, ...]] = list(itertools.product(*under_each))
        missing = [codes for codes in wanted if codes not in number]
        if missing or not wanted:
            what = missing[0] if missing else cell.codes
            raise refuse(Code.CELL_MISSING, table=table.name, cell=spoken(table.key(what)))
        inside.append(np.array([number[codes] for codes in wanted], dtype=np.int64))
    return leaves, inside


def _to_round(values: Floats, inside: Sequence[Ints], base: int) -> NDArray[np.bool_]:
    """Small leaves of small sums, and of sums that could become small through them."""
    small = (values > 0) & (values < base)
    chosen = np.zeros(len(values), dtype=bool)
    sums = [own[values[own] > 0] for own in inside]
    sums = [own for own in sums if len(own) and small[own].all()]
    for own in sums:
        if values[own].sum() < base:
            chosen[own] = True
    is_growing = True
    while is_growing:
        before = int(chosen.sum())
        for own in sums:
            if chosen[own].any():
                chosen[own] = True
        is_growing = int(chosen.sum()) > before
    return chosen


def _small(
    values: Floats,
    inside: Sequence[Ints],
    chosen: NDArray[np.bool_],
    base: int,
    seconds: float,
) -> tuple[Floats, bool]:
    """Up or down for each chosen leaf, least sum of changes over all figures."""
    free = np.flatnonzero(chosen)
    place = np.full(len(values), -1)
    place[free] = np.arange(len(free))
    touched = list(
        {own[chosen[own]].tobytes(): own for own in inside if chosen[own].any()}.values()
    )
    size = len(free)
    lines: list[tuple[Ints, Floats]] = []
    lows: list[float] = []
    for number, own in enumerate(touched):
        moving = own[chosen[own]]
        index = np.append(place[moving], size + number)
        total = float(values[moving].sum())
        lines += [
            (index, np.append(np.full(len(moving), -float(base)), 1.0)),
            (index, np.append(np.full(len(moving), float(base)), 1.0)),
        ]
        lows += [-total, total]
    programme = Programme(
        np.zeros(size + len(touched)),
        np.concatenate([np.ones(size), np.full(len(touched), np.inf)]),
        Rows.of(lines, lows, [np.inf] * len(lows)),
        cost=np.concatenate([np.zeros(size), np.ones(len(touched))]),
        whole=range(size),
    )
    answer = programme.solve(seconds=seconds)
    ups = np.round(answer.columns[:size]) if len(answer.columns) else np.zeros(size)
    if not np.isfinite(answer.value):
        ups = _one_by_one(values[free], base)
    rounded = values.copy()
    rounded[free] = ups * base
    return rounded, answer.status == "optimal"


def _one_by_one(values: Floats, base: int) -> Floats:
    """Up where the running total has fallen behind by half a base: never more than that off."""
    ups = np.zeros(len(values))
    behind = 0.0
    for number, value in enumerate(values):
        behind += value
        if behind >= base / 2:
            ups[number] = 1.0
            behind -= base
    return ups


def _with_values(table: Table, system: System, values: Floats) -> Table:
    cells = [
        replace(cell, value=float(values[system.index[table.key(cell.codes)]]))
        for cell in table.cells
    ]
    return replace(table, cells=cells)


def _changes(before: Sequence[Table], after: Sequence[Table]) -> dict[str, object]:
    moved = [
        abs((b.value or 0.0) - (a.value or 0.0))
        for one, two in zip(before, after, strict=True)
        for a, b in zip(one.cells, two.cells, strict=True)
    ]
    return {
        "changed": sum(one > 0 for one in moved),
        "cells": len(moved),
        "most": max(moved, default=0.0),
    }
