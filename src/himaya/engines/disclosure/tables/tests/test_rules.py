"""Primary rules, on the worked examples of the handbook."""

import pytest
from tests.world import table as rows_of

from himaya.engines.disclosure.tables.model import Cell, State, Table
from himaya.engines.disclosure.tables.problems import Code, TableError
from himaya.engines.disclosure.tables.rules import (
    Dominance,
    MinimumFrequency,
    PPercent,
    Rule,
    apply_rules,
)
from himaya.engines.disclosure.tables.tabulate import tabulate, tabulate_amounts


def amounts(total: float, *largest: float, units: int = 9) -> Table:
    cell = Cell(("a",), total, contributors=units, largest=largest)
    return Table("t", ("area",), [cell], measure="usd", is_count=False)


def unsafe(table: Table, rule: Rule) -> bool:
    return apply_rules(table, [rule]).cells[0].state is State.PRIMARY


def test_handbook_example_1__safe_by_dominance_of_one_not_by_p_percent() -> None:
    """X = 100,000; x1 = 50,000; x2 = 49,000: the second overestimates the first by 2 % only."""
    table = amounts(100_000, 50_000, 49_000)

    assert not unsafe(table, Dominance(1, 90))
    assert unsafe(table, Dominance(2, 90))
    assert unsafe(table, PPercent(10))
    assert not unsafe(table, PPercent(2))


def test_handbook_example_2__dominance_protects_too_much() -> None:
    """X = 110,000; x1 = 52,000; x2 = 50,000: estimated 15.4 % too high, but 92.7 % with two."""
    table = amounts(110_000, 52_000, 50_000)

    assert not unsafe(table, PPercent(10))
    assert unsafe(table, Dominance(2, 100 * 100 / 110))


@pytest.mark.parametrize(("k", "p"), [(80, 25.0), (95, 100 * 5 / 95)])
def test_dominance_of_two__never_milder_than_its_p_percent(k: float, p: float) -> None:
    """Handbook 4.2.1, statement A: safe by (2, k) means safe by p = 100 (100 - k) / k."""
    for first in range(1, 100, 7):
        for second in range(1, first + 1, 5):
            table = amounts(100 + first + second, first, second)
            if not unsafe(table, Dominance(2, k)):
                assert not unsafe(table, PPercent(p))


def test_prior_posterior__ratio_decides() -> None:
    table = amounts(100_000, 50_000, 46_000)

    assert unsafe(table, PPercent(5, 50)) == unsafe(table, PPercent(10))


LEVELS = """
| p 10, example 1   | p | 10 | 100000 | 50000 49000 | 4000  |
| (2, 90) example 2 | d | 90 | 99000  | 52000 50000 | 14333 |
"""


@pytest.mark.parametrize("row", rows_of(LEVELS), ids=lambda row: row[0])
def test_protection__to_where_the_rule_is_content(row: list[str]) -> None:
    _, kind, size, total, largest, level = row
    rule = PPercent(float(size)) if kind == "p" else Dominance(2, float(size))
    table = amounts(float(total), *map(float, largest.split()))

    cell = apply_rules(table, [rule]).cells[0]

    assert cell.above == pytest.approx(float(level), abs=1)
    assert not unsafe(amounts(cell.value + cell.above + 0.01, *cell.largest), rule)  # type: ignore[operator]


COUNTS = """
| 0 | no  | no  |
| 1 | yes | yes |
| 4 | yes | yes |
| 5 | no  | no  |
"""


@pytest.mark.parametrize("row", rows_of(COUNTS), ids=lambda row: row[0])
def test_minimum_frequency__below_the_threshold(row: list[str]) -> None:
    table = Table("t", ("area",), [Cell(("a",), float(row[0]))])

    assert unsafe(table, MinimumFrequency(5)) == (row[1] == "yes")
    assert unsafe(table, MinimumFrequency(5, zeros=True)) == (row[2] == "yes" or row[0] == "0")


def test_few_contributors__amount_hidden_to_both_sides() -> None:
    cell = apply_rules(amounts(100.0, 60, 40, units=2), [MinimumFrequency(3)]).cells[0]

    assert (cell.state, cell.above, cell.below) == (State.PRIMARY, 30, 30)


def test_rule_without_what_it_needs__refused() -> None:
    table = Table("t", ("area",), [Cell(("a",), 5.0)], measure="usd", is_count=False)
    for rule in (MinimumFrequency(3), Dominance(), PPercent()):
        with pytest.raises(TableError) as refused:
            apply_rules(table, [rule])
        assert refused.value.faults[0].code == Code.VALUE_NEEDED


@pytest.mark.parametrize(
    "make",
    [
        lambda: MinimumFrequency(0),
        lambda: Dominance(0),
        lambda: Dominance(2, 100),
        lambda: PPercent(0),
    ],
)
def test_rule_that_means_nothing__refused(make: type[Rule]) -> None:
    with pytest.raises(TableError):
        make()


def test_records__counted_with_parents_and_totals() -> None:
    records = {"admin": ["XX0101", "XX0101", "XX0102", "XX0201"], "sex": ["F", "M", "F", "F"]}
    parents = {"admin": {"XX0101": "XX01", "XX0102": "XX01", "XX0201": "XX02"}}

    table = tabulate(records, ["admin", "sex"], parents=parents)

    counts = {cell.codes: cell.value for cell in table.cells}
    assert counts["XX01", "F"] == 2
    assert counts["XX02", "M"] == 0
    assert counts["Total", "Total"] == 4
    assert len(counts) == 6 * 3


def test_amounts_of_records__one_unit_for_each_owner() -> None:
    table = tabulate_amounts(
        {"area": ["a", "a", "a"]},
        ["area"],
        [10, 5, 7],
        measure="usd",
        units=["agency 1", "agency 1", "agency 2"],
    )

    total = table.cells[0]
    assert (total.value, total.contributors, total.largest) == (22, 2, (15, 7))
