"""Two-way tables with known totals: small cells hidden so that nobody can work them out."""

import numpy as np
import pytest
from numpy.typing import NDArray

from himaya.engines.adding import hidden_parts
from himaya.engines.disclosure.tables import crossing
from himaya.engines.disclosure.tables.audit import Policy, audit
from himaya.engines.disclosure.tables.crossing import Crossing, hidden_cells
from himaya.engines.disclosure.tables.model import Cell, State, Table
from himaya.engines.disclosure.tables.system import Reading
from himaya.engines.disclosure.tables.variables import TOTAL

LEAST = 5
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def lines(values: Floats, rest: Floats) -> Bools:
    """Which totals are hidden, each side by itself."""
    totals = {str(place): float(value) for place, value in enumerate(values)}
    left = {str(place): float(value) for place, value in enumerate(rest)}
    hidden = hidden_parts(totals, LEAST, rest=left)
    return np.array([code in hidden for code in totals])


def crossed(values: Floats, rest: Floats | None = None) -> Crossing:
    left = np.zeros(values.shape) if rest is None else rest
    return Crossing(
        values, lines(values.sum(1), left.sum(1)), lines(values.sum(0), left.sum(0)), LEAST, rest
    )


def as_shown(table: Crossing, hidden: Bools) -> Table:
    """With its totals, as a reader sees it."""
    values = np.block(
        [
            [table.values, table.values.sum(1, keepdims=True)],
            [table.values.sum(0, keepdims=True), table.values.sum().reshape(1, 1)],
        ]
    )
    unseen = np.block([[hidden, table.down[:, None]], [table.across[None, :], np.zeros((1, 1))]])
    down = [*(f"d{place}" for place in range(len(table.down))), TOTAL]
    across = [*(f"a{place}" for place in range(len(table.across))), TOTAL]
    cells = []
    for (i, j), value in np.ndenumerate(values):
        state = State.PRIMARY if 0 < value < LEAST else State.SECONDARY
        state = state if unseen[i, j] else State.PUBLISHED
        cells.append(Cell((down[i], across[j]), float(value), state))
    return Table("shown", ("down", "across"), cells)


def worlds(many: int) -> list[Floats]:
    """Tables of all densities, from mostly small counts to mostly large ones."""
    found = []
    for seed in range(many):
        r = np.random.default_rng(seed)
        shape, mean = (int(r.integers(2, 8)), int(r.integers(2, 6))), float(r.choice([2, 6, 20]))
        values = r.negative_binomial(1, 1 / (1 + mean), size=shape).astype(float)
        if values.sum() >= LEAST:
            found.append(values)
    return found


@pytest.mark.parametrize("small", [0, crossing.SMALL], ids=["rectangles", "search"])
def test_invented_tables__the_auditor_finds_no_small_cell(
    small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crossing, "SMALL", small)
    bare = 0
    for values in worlds(40):
        table = crossed(values)
        hidden = hidden_cells(table)
        bare += hidden is None
        if hidden is None:
            hidden = np.ones(values.shape, dtype=bool)
        shown = as_shown(table, hidden)
        found = audit([shown], Policy(LEAST), Reading(flat=frozenset(("down", "across"))))
        assert found.is_safe, (values, hidden)
    assert bare < 12


def test_rest_of_a_filter__may_be_large_enough() -> None:
    table = crossed(np.array([[16.0, 12], [9, 8]]), np.array([[2.0, 0], [20, 20]]))
    hidden = hidden_cells(table)
    assert table.down.all()  # of the first line only two are left out
    assert not table.across.any()
    assert hidden is not None
    assert hidden.tolist() == [[True, False], [True, False]]


def test_amounts__the_hidden_one_is_known_to_within_a_third_by_nobody() -> None:
    small = np.array([[True, False, False], [False, False, False]])
    values = np.array([[90.0, 80, 1], [2, 70, 60]])
    none = np.zeros(2, dtype=bool), np.zeros(3, dtype=bool)
    for size in (0, crossing.SMALL):
        table = Crossing(values, *none, LEAST, small=small, is_count=False)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(crossing, "SMALL", size)
            # 90 may only move with the 2 below it: no partners keep it open, all is hidden.
            assert hidden_cells(table) is None


def test_areas_of_two_levels__partners_from_the_same_area_first() -> None:
    values = np.array([[2.0, 30], [50, 40], [9, 9], [8, 8]])
    groups = np.array([0, 0, 1, 1]), np.array([0, 0])
    none = np.zeros(4, dtype=bool), np.zeros(2, dtype=bool)
    hidden = hidden_cells(Crossing(values, *none, LEAST, groups=groups))
    assert hidden is not None
    assert hidden[:2].all()
    assert not hidden[2:].any()
