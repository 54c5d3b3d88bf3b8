"""What the tests of tables share: Markdown to tables, and attackers written another way."""

import csv
import itertools
import math
import os
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import highspy
import pytest

from himaya.engines.disclosure.tables.marks import read_cell
from himaya.engines.disclosure.tables.model import Cell, Key, State, Table
from himaya.engines.disclosure.tables.system import System
from himaya.engines.disclosure.tables.variables import TOTAL

# Reference outputs of the peers, beside the project where somebody has put them.
REFERENCE = Path(
    os.environ.get("HIMAYA_SDC_REFERENCE", Path(__file__).resolve().parents[7] / "shared/data/sdc")
)
needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the reference outputs of the peers are not here"
)
_STATUS = {
    "s": State.PUBLISHED,
    "z": State.PUBLISHED,
    "u": State.PRIMARY,
    "x": State.SECONDARY,
}


def cross(text: str, *, rows: str = "admin1", columns: str = "sex", name: str = "t") -> Table:
    """A cross table from Markdown, the first line its header. ``3*``: 3, suppressed as primary;
    ``7+``: 7, suppressed as secondary; other marks as in files.
    """
    head, *body = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.strip().splitlines()
        if not set(line.strip()) <= set("|- :")
    ]
    cells = []
    for label, *values in body:
        for column, word in zip(head[1:], values, strict=True):
            cells.append(_cell((label, column), word))
    return Table(name, (rows, columns), cells)


def _cell(codes: tuple[str, str], word: str) -> Cell:
    state = {"*": State.PRIMARY, "+": State.SECONDARY}.get(word[-1:])
    if state and word[:-1].isdigit():
        return Cell(codes, float(word[:-1]), state)
    said = read_cell(word)
    return Cell(
        codes, said.value, State.HIDDEN if said.is_mark else State.PUBLISHED, said.low, said.high
    )


def full_table(
    leaves: Mapping[tuple[str, ...], int],
    dimensions: Sequence[str],
    hidden: Iterable[tuple[str, ...]] = (),
    *,
    name: str = "t",
    state: State = State.PRIMARY,
) -> Table:
    """A table with all its margins from its innermost counts."""
    hidden = set(hidden)
    codes = [[*dict.fromkeys(one[n] for one in leaves), TOTAL] for n in range(len(dimensions))]
    cells = []
    for place in itertools.product(*codes):
        value = sum(
            count
            for leaf, count in leaves.items()
            if all(a in (b, TOTAL) for a, b in zip(place, leaf, strict=True))
        )
        cells.append(Cell(place, float(value), state if place in hidden else State.PUBLISHED))
    return Table(name, tuple(dimensions), cells)


def random_leaves(
    r: random.Random, shape: Sequence[int], names: str = "abc", most: int = 9
) -> dict[tuple[str, ...], int]:
    """Innermost counts, a third of them small."""
    codes = [[f"{name}{n}" for n in range(size)] for name, size in zip(names, shape, strict=False)]
    return {
        place: r.choice([0, 1, 2, 3, r.randint(0, most), r.randint(0, most)])
        for place in itertools.product(*codes)
    }


def brute_force(leaves: Mapping[tuple[str, ...], int], table: Table) -> dict[Key, tuple[int, int]]:
    """Smallest and largest of each suppressed cell over every table of whole numbers that shows
    what is shown: by trying them all.
    """
    places = list(leaves)
    shown = [cell for cell in table.cells if not cell.is_suppressed]
    within = [
        (cell.value, [n for n, leaf in enumerate(places) if _covers(cell.codes, leaf)])
        for cell in shown
    ]
    hidden = {
        table.key(cell.codes): [n for n, leaf in enumerate(places) if _covers(cell.codes, leaf)]
        for cell in table.cells
        if cell.is_suppressed
    }
    found: dict[Key, tuple[int, int]] = {}
    for filling in _fillings(len(places), within):
        for key, inside in hidden.items():
            value = sum(filling[n] for n in inside)
            low, high = found.get(key, (value, value))
            found[key] = min(low, value), max(high, value)
    return found


def _covers(codes: Sequence[str], leaf: Sequence[str]) -> bool:
    return all(code in (TOTAL, one) for code, one in zip(codes, leaf, strict=True))


def _fillings(
    size: int, sums: Sequence[tuple[float | None, Sequence[int]]], most: int = 60
) -> Iterator[list[int]]:
    """Every filling of the leaves that keeps the sums, leaf by leaf."""
    filling = [0] * size
    left = [int(total or 0) for total, _ in sums]
    of_leaf = [[s for s, (_, inside) in enumerate(sums) if n in inside] for n in range(size)]
    closes = [max(inside) for _, inside in sums]

    def place(n: int) -> Iterator[list[int]]:
        if n == size:
            yield filling
            return
        room = min((left[s] for s in of_leaf[n]), default=most)
        must = [left[s] for s in of_leaf[n] if closes[s] == n]
        for value in {*must} if must else range(room + 1):
            if value > room or any(one != value for one in must):
                continue
            filling[n] = value
            for s in of_leaf[n]:
                left[s] -= value
            yield from place(n + 1)
            for s in of_leaf[n]:
                left[s] += value

    yield from place(0)


def attacker(system: System, target: Key) -> tuple[float, float]:
    """The same question put to HiGHS in its modelling language, cell by cell and sum by sum."""
    model = highspy.Highs()  # type: ignore[no-untyped-call] # so in HiGHS's stubs
    model.silent()
    unknown = {
        number: model.addVariable(lb=0 if one.says_low is None else one.says_low)
        for number, one in enumerate(system.columns)
        if not one.is_published
    }

    def term(number: int) -> Any:  # noqa: ANN401 - a variable or a figure
        return unknown.get(number, system.columns[number].value)

    for whole, *parts in (row.tolist() for row in system.rows):
        if not any(number in unknown for number in (whole, *parts)):
            continue
        model.addConstr(term(whole) + sum(-1.0 * term(part) for part in parts) == 0)
    asked = unknown[system.index[target]]
    model.minimize(asked)
    low = model.val(asked)
    model.maximize(asked)
    # A whole and a part of it, both hidden, may grow together without end.
    status = model.getModelStatus()
    if status in {
        highspy.HighsModelStatus.kUnbounded,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    }:
        return low, math.inf
    return low, model.val(asked)


def peer_table(name: str) -> Table:
    """A pattern of sdcTable: status u primary, x secondary, s and z published."""
    with (REFERENCE / "tables" / f"{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    dimensions = [column for column in rows[0] if column.endswith("_o")]
    return Table(
        name,
        tuple(column[:-2] for column in dimensions),
        [
            Cell(
                tuple(row[column] for column in dimensions),
                float(row["freq"]),
                _STATUS[row["sdcStatus"]],
            )
            for row in rows
        ],
    )
