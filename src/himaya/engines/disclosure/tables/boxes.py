"""Witnesses in the form of boxes: found by adding up costs, without a linear programme.

A deviation that is a product of one vector for each variable keeps every sum: a vector moves one
innermost code up with all that holds it (a line), or one up and another down by as much (a cycle).
Two codes of each of m variables make the hypercube of Repsilber (1994); here a side may also be a
line to the total, a parent or a band. Cells already hidden cost nothing. Figures stay whole, so
that the auditor's integer programmes agree with what is found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.propagation import NEAR
from himaya.engines.disclosure.tables.protection import Need, Problem
from himaya.engines.disclosure.tables.system import System
from himaya.engines.disclosure.tables.variables import TOTAL, Variable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
LIMIT = 1_000_000


@dataclass(frozen=True)
class Moved:
    """Cells a box moves and by how much."""

    columns: Ints
    by: Floats


@dataclass(frozen=True)
class _Axis:
    """One variable: `inside[n, a]` says whether node n holds innermost code a."""

    name: str
    place: Mapping[str, int]
    inside: Bools

    def moves(self, code: str) -> Floats:
        """Vectors over the nodes that move `code` up by one, one in each row."""
        here = self.place[code]
        whole = self.inside.astype(float)
        up = np.flatnonzero(self.inside[here])
        lines = whole[:, up].T
        down = np.flatnonzero(~self.inside[here])
        cycles = whole[:, up].T[:, None, :] - whole[:, down].T[None, :, :]
        return np.concatenate([lines, cycles.reshape(-1, len(whole))])


def _axis(variable: Variable, codes: Sequence[str]) -> _Axis:
    nodes, parts = variable.sums(codes)
    place = {code: number for number, code in enumerate(nodes)}
    wholes = dict(parts)
    atoms = [code for code in nodes if code not in wholes]
    inside = np.zeros((len(nodes), len(atoms)), dtype=bool)
    for number, atom in enumerate(atoms):
        inside[place[atom], number] = True
    for _ in nodes:  # as deep as a chain of parents can be
        before = int(inside.sum())
        for whole, some in wholes.items():
            inside[place[whole]] = inside[[place[code] for code in some]].any(axis=0)
        if int(inside.sum()) == before:
            break
    return _Axis(variable.name, place, inside)


class Boxes:
    """The grid of one measure over all variables of its tables."""

    def __init__(self, problem: Problem, system: System, measure: str) -> None:
        self.problem = problem
        self.system = system
        keys = [key for key in system.index if key[0] == measure]
        codes: dict[str, dict[str, None]] = {}
        for _, pairs in keys:
            for name, code in pairs:
                codes.setdefault(name, {})[code] = None
        self.axes = [_axis(system.variables[name], list(some)) for name, some in codes.items()]
        self.moves: dict[tuple[int, str], tuple[Floats, Floats]] = {}
        self.shape = tuple(len(axis.place) for axis in self.axes)
        self.is_usable = int(np.prod(self.shape, dtype=object)) <= LIMIT
        if not self.is_usable:
            return
        self.grid = np.full(self.shape, -1, dtype=np.int64)
        for key in keys:
            self.grid[self.coordinates(dict(key[1]))] = system.index[key]
        self.is_there = self.grid >= 0

    def coordinates(self, codes: Mapping[str, str]) -> tuple[int, ...]:
        return tuple(axis.place[codes.get(axis.name, TOTAL)] for axis in self.axes)

    def cheapest(self, need: Need, cost: Floats) -> Moved | None:
        """The box that meets the need at least cost, None where there is none.

        `cost` by column, infinite where a cell cannot be hidden.
        """
        if not self.is_usable:
            return None
        codes = dict(self.system.columns[need.column].key[1])
        vectors = [
            self.vectors(place, codes.get(axis.name, TOTAL)) for place, axis in enumerate(self.axes)
        ]
        finite = np.where(np.isinf(cost), 0.0, cost)
        huge = 1e3 * (1.0 + float(finite.sum()))
        up = np.where(np.isinf(cost), huge, cost)
        down = np.where(self.problem.room < need.amount - NEAR, huge, up)
        if need.side < 0:
            up, down = down, up
        ups = np.where(self.is_there, up[self.grid], 0.0)
        downs = np.where(self.is_there, down[self.grid], 0.0)
        even, odd = ups + downs, ups - downs
        for signed, size in vectors:
            # The axis that was summed goes last each time, so that all end in their order.
            even = np.tensordot(even, size, axes=(0, 1))
            odd = np.tensordot(odd, signed, axes=(0, 1))
        total = (even + odd) / 2
        best = np.unravel_index(int(np.argmin(total)), total.shape)
        if total[best] >= huge / 2:
            return None
        moved = self.moved([signed[row] for (signed, _), row in zip(vectors, best, strict=True)])
        found = Moved(moved.columns, moved.by * need.side * need.amount)
        return found if self.holds(found) else None

    def holds(self, moved: Moved) -> bool:
        """Whether every sum is kept: tables may list the categories of a variable differently."""
        d = np.zeros(len(self.problem.values))
        d[moved.columns] = moved.by
        rows = self.problem.rows
        sums = np.add.reduceat(rows.value * d[rows.index], rows.start[:-1])
        return bool((np.abs(sums) <= NEAR).all())

    def vectors(self, place: int, code: str) -> tuple[Floats, Floats]:
        if (place, code) not in self.moves:
            signed = self.axes[place].moves(code)
            self.moves[place, code] = signed, np.abs(signed)
        return self.moves[place, code]

    def moved(self, chosen: Sequence[Floats]) -> Moved:
        """The product of the vectors, as cells."""
        at = [np.flatnonzero(vector) for vector in chosen]
        columns = self.grid[np.ix_(*at)]
        by = np.ones(())
        for vector, where in zip(chosen, at, strict=True):
            by = np.multiply.outer(by, vector[where])
        is_there = columns >= 0
        return Moved(columns[is_there], by[is_there])
