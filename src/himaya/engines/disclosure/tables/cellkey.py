"""Cell-key perturbation: every figure changed a little, the same figure always in the same way.

Each record holds a random number from 0 to 1. The fractional part of the sum over the records of
a cell is the cell's key; a perturbation table says which change belongs to a count and a key
(Thompson, Broadfoot & Elazar 2013; Giessing & Tent 2019). Whoever holds record keys or table can
take the changes back: both stay apart from the tables.
"""

import csv
import io
import itertools
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.model import Table
from himaya.engines.disclosure.tables.problems import Code, refuse
from himaya.engines.disclosure.tables.tabulate import nodes_of, places_above, tabulate

# Keys are whole multiples of 10^-8: sums are then exact and do not depend on the order of records.
UNITS = 10**8
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    """Keys from `low` up to but not including `high` change the count by `change`."""

    low: float
    high: float
    change: int


@dataclass(frozen=True)
class PerturbationTable:
    """Steps by count; counts beyond the largest share its steps."""

    steps: Mapping[int, tuple[Step, ...]]

    def change(self, count: int, key: float) -> int:
        """What is added to a count with this key; nothing to a count of nobody."""
        if count == 0 and 0 not in self.steps:
            return 0
        own = self.steps[min(count, max(self.steps))]
        return next((step.change for step in own if step.low <= key < step.high), own[-1].change)

    @classmethod
    def read(cls, text: str) -> "PerturbationTable":
        """From csv with the columns i, v, p_int_lb, p_int_ub, as the R package ptable writes it."""
        steps: dict[int, list[Step]] = {}
        for row in csv.DictReader(io.StringIO(text)):
            try:
                step = Step(float(row["p_int_lb"]), float(row["p_int_ub"]), int(row["v"]))
                steps.setdefault(int(row["i"]), []).append(step)
            except (KeyError, TypeError, ValueError):
                raise refuse(Code.COLUMN_MISSING, table="ptable", column="p_int_lb") from None
        return cls.checked(steps)

    @classmethod
    def checked(cls, steps: Mapping[int, Sequence[Step]]) -> "PerturbationTable":
        """Refuses steps that leave gaps or make a count negative."""
        made = {count: tuple(sorted(own, key=lambda one: one.low)) for count, own in steps.items()}
        for count, own in made.items():
            joins = itertools.pairwise(own)
            is_whole = own[0].low == 0 and math.isclose(own[-1].high, 1)
            if not is_whole or any(not math.isclose(a.high, b.low) for a, b in joins):
                raise refuse(Code.PARAMETER_WRONG, parameter=f"ptable {count}", least=0)
            if any(count + step.change < 0 for step in own):
                raise refuse(Code.VALUE_NEGATIVE, table="ptable", row=count)
        return cls(made)


def entropy_table(*, most: int, variance: float, no_small: int = 0) -> PerturbationTable:
    """The least informative table: no change on average, the given variance, at most `most` away.

    `no_small`: figures from 1 to it never appear. Probabilities are p(v) ~ exp(a v + b v^2), the
    maximum of entropy under the two moments (Giessing & Tent 2019, section 3). Raises TableError
    where no such distribution exists.
    """
    if most < 1 or variance <= 0:
        raise refuse(Code.PARAMETER_WRONG, parameter="most", least=1)
    steps: dict[int, list[Step]] = {0: [Step(0.0, 1.0, 0)]}
    for count in range(1, most + no_small + 1):
        changes = [
            change
            for change in range(-min(count, most), most + 1)
            if not 1 <= count + change <= no_small
        ]
        chances = _most_entropy(np.array(changes, dtype=float), variance)
        edges = [0.0, *(round(float(edge), 8) for edge in np.cumsum(chances)[:-1]), 1.0]
        steps[count] = [
            Step(low, high, change)
            for (low, high), change in zip(itertools.pairwise(edges), changes, strict=True)
        ]
    return PerturbationTable.checked(steps)


def _most_entropy(v: Floats, variance: float) -> Floats:
    """Newton's method on the two multipliers, with halved steps."""
    moments = np.stack([v, v * v - variance])
    multipliers = np.zeros(2)

    def logsum(at: Floats) -> float:
        power = at @ moments
        return float(np.log(np.exp(power - power.max()).sum()) + power.max())

    for _ in range(200):
        power = multipliers @ moments
        chances: Floats = np.exp(power - power.max())
        chances /= chances.sum()
        slope = moments @ chances
        if np.abs(slope).max() < 1e-12:  # noqa: PLR2004 - as near as doubles come
            return chances
        curve = (moments * chances) @ moments.T - np.outer(slope, slope)
        step = np.linalg.lstsq(curve, slope, rcond=None)[0]
        size = 1.0
        while size > 1e-9 and logsum(multipliers - size * step) > logsum(multipliers):  # noqa: PLR2004
            size /= 2
        multipliers = multipliers - size * step
    if np.abs(moments @ chances).max() > 1e-6:  # noqa: PLR2004 - no such distribution
        raise refuse(Code.PARAMETER_WRONG, parameter="variance", least=variance)
    return chances


def new_record_keys(count: int) -> list[int]:
    """Fresh keys from the system's randomness, in units of 1 / UNITS."""
    return [secrets.randbelow(UNITS) for _ in range(count)]


def key_units(key: float | str) -> int:
    """A key given as a fraction, in units of 1 / UNITS."""
    return round(float(key) * UNITS) % UNITS


def cell_keys(
    records: Mapping[str, Sequence[str]],
    dimensions: Sequence[str],
    keys: Sequence[int],
    *,
    parents: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[tuple[str, ...], float]:
    """The key of each cell, parents and totals included."""
    variables, _ = nodes_of(records, dimensions, parents or {}, ())
    leaves: dict[tuple[str, ...], int] = {}
    rows = zip(*(records[name] for name in dimensions), strict=True)
    for leaf, key in zip(rows, keys, strict=True):
        leaves[leaf] = leaves.get(leaf, 0) + key
    found: dict[tuple[str, ...], int] = {}
    for leaf, key in leaves.items():
        for place in places_above(leaf, variables):
            found[place] = found.get(place, 0) + key
    return {place: key % UNITS / UNITS for place, key in found.items()}


@dataclass(frozen=True)
class Perturbed:
    """The table as it may leave, and what was changed, in words."""

    table: Table
    messages: tuple[tuple[str, Mapping[str, object]], ...]


def perturb(
    records: Mapping[str, Sequence[str]],
    dimensions: Sequence[str],
    keys: Sequence[int],
    changes: PerturbationTable,
    *,
    name: str = "table",
    parents: Mapping[str, Mapping[str, str]] | None = None,
) -> Perturbed:
    """Count records with every cell perturbed by its key. Figures do not add up, on purpose."""
    table = tabulate(records, dimensions, name=name, parents=parents)
    found = cell_keys(records, dimensions, keys, parents=parents)
    cells = []
    for cell in table.cells:
        count = int(cell.value or 0)
        change = changes.change(count, found.get(cell.codes, 0.0))
        cells.append(replace(cell, value=float(count + change)))
    moved = [
        abs((after.value or 0) - (before.value or 0))
        for before, after in zip(table.cells, cells, strict=True)
    ]
    words = {
        "changed": sum(one > 0 for one in moved),
        "cells": len(cells),
        "most": max(moved, default=0.0),
    }
    return Perturbed(replace(table, cells=cells), (("perturbed_why", words),))
