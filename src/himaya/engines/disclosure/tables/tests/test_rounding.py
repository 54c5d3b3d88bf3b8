"""Rounding: multiples only, sums kept, least change."""

import itertools
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.disclosure.tables.model import Table
from himaya.engines.disclosure.tables.problems import Code, TableError
from himaya.engines.disclosure.tables.rounding import round_controlled, round_small_counts
from himaya.engines.disclosure.tables.system import assemble
from himaya.engines.disclosure.tables.tests.worlds import cross, full_table, random_leaves
from himaya.engines.disclosure.tables.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

SHAPES = [(3, 4), (2, 3, 3), (4, 2)]


def some_table(seed: int, shape: tuple[int, ...]) -> Table:
    r = random.Random(seed)  # noqa: S311 - invented data
    return full_table(random_leaves(r, shape), ("area", "sex", "need")[: len(shape)])


def test_cox_example__every_margin_next_to_its_figure() -> None:
    table = cross(
        "| a | F | M | Total |\n| x | 7 | 3 | 10 |\n| y | 6 | 11 | 17 |\n| Total | 13 | 14 | 27 |"
    )

    done = round_controlled([table], 5)

    figures = {cell.codes: cell.value for cell in done.tables[0].cells}
    assert done.steps == 0
    assert figures["x", "Total"] == 10
    assert figures["Total", "Total"] in (25, 30)
    assert "{" not in say(*done.messages[0])


@given(st.integers(0, 10**6), st.sampled_from(SHAPES), st.sampled_from([3, 5, 10]))
@settings(max_examples=8, deadline=None)
def test_controlled__multiples_that_add_up(seed: int, shape: tuple[int, ...], base: int) -> None:
    table = some_table(seed, shape)

    done = round_controlled([table], base)

    assemble(done.tables)  # raises where sums are not kept
    for before, after in zip(table.cells, done.tables[0].cells, strict=True):
        assert after.value is not None
        assert before.value is not None
        assert after.value % base == 0
        assert abs(after.value - before.value) < base * (1 + done.steps)
        assert done.steps or before.value % base or after.value == before.value


@pytest.mark.parametrize("seed", range(3))
def test_controlled__no_lighter_rounding_exists(seed: int) -> None:
    """Two by two, every rounding of the four inner cells tried."""
    table = some_table(seed, (2, 2))
    done = round_controlled([table], 5)
    assert done.is_optimal
    inner = [c for c in table.cells if "Total" not in c.codes]
    options = [{c.value // 5 * 5, -(-c.value // 5) * 5} for c in inner if c.value is not None]
    least = min(
        loss
        for choice in itertools.product(*options)
        if (loss := _loss(table, dict(zip([c.codes for c in inner], choice, strict=True))))
        is not None
    )
    mine = sum(
        abs((a.value or 0) - (b.value or 0))
        for a, b in zip(table.cells, done.tables[0].cells, strict=True)
    )
    assert mine == least


def _loss(table: Table, inner: dict[tuple[str, ...], float]) -> float | None:
    rounded = full_table({key: int(value) for key, value in inner.items()}, table.dimensions)
    after = {cell.codes: cell.value for cell in rounded.cells}
    moves = [(cell.value or 0, after[cell.codes] or 0) for cell in table.cells]
    if any(abs(b - a) >= 5 for a, b in moves):
        return None
    return sum(abs(b - a) for a, b in moves)


@given(st.integers(0, 10**6), st.sampled_from(SHAPES))
@settings(max_examples=8, deadline=None)
def test_small_counts__gone_and_totals_added_again(seed: int, shape: tuple[int, ...]) -> None:
    table = some_table(seed, shape)

    done = round_small_counts(table, 5)

    assemble(done.tables)
    assert all(not 0 < (cell.value or 0) < 5 for cell in done.tables[0].cells)
    large = {c.codes for c in table.cells if "Total" not in c.codes and (c.value or 0) >= 5}
    after = {cell.codes: cell.value for cell in done.tables[0].cells}
    assert all(after[cell.codes] == cell.value for cell in table.cells if cell.codes in large)


def test_small_counts__margins_hardly_move() -> None:
    leaves: dict[tuple[str, ...], int] = {(f"a{n}", s): 2 for n in range(6) for s in ("F", "M")}

    done = round_small_counts(full_table(leaves, ("area", "sex")), 3)

    figures = {cell.codes: cell.value for cell in done.tables[0].cells}
    assert figures["Total", "Total"] == 24
    assert figures["Total", "F"] == 12


def test_small_counts__no_time_still_sound() -> None:
    done = round_small_counts(some_table(4, (4, 4)), 5, seconds=0)

    assert all(not 0 < (cell.value or 0) < 5 for cell in done.tables[0].cells)


def test_nothing_small__nothing_changed() -> None:
    table = full_table({("x", "F"): 10, ("x", "M"): 20}, ("area", "sex"))

    assert round_small_counts(table, 5).tables[0].cells == list(table.cells)


def test_wrong_base_or_missing_value__refused() -> None:
    table = some_table(1, (2, 2))
    hollow = replace(table, cells=[replace(c, value=None) for c in table.cells])
    tries: list[Callable[[], object]] = [
        lambda: round_controlled([table], 1),
        lambda: round_small_counts(table, 1),
        lambda: round_small_counts(hollow, 5),
    ]
    for wrong in tries:
        with pytest.raises(TableError):
            wrong()
    with pytest.raises(TableError) as refused:
        round_small_counts(replace(table, cells=list(table.cells)[1:]), 5)
    assert refused.value.faults[0].code == Code.CELL_MISSING
