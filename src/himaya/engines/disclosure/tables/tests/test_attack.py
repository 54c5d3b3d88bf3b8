"""The intervals: against trying every filling, against another attacker, against the peers."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.disclosure.tables.attack import Attack, Limits, exact_intervals
from himaya.engines.disclosure.tables.audit import audit
from himaya.engines.disclosure.tables.joint import ring
from himaya.engines.disclosure.tables.model import Cell, State, Table
from himaya.engines.disclosure.tables.problems import Code, TableError
from himaya.engines.disclosure.tables.system import Reading, assemble
from himaya.engines.disclosure.tables.tests.worlds import (
    REFERENCE,
    attacker,
    brute_force,
    cross,
    full_table,
    needs_reference,
    peer_table,
    random_leaves,
)

SHAPES = [(2, 2), (2, 3), (3, 3), (2, 2, 2), (2, 2, 3)]


def some_table(
    seed: int, shape: tuple[int, ...], share: float = 0.5
) -> tuple[dict[tuple[str, ...], int], Table]:
    r = random.Random(seed)  # noqa: S311 - invented data
    leaves = random_leaves(r, shape, most=5)
    names = ["area", "sex", "need"][: len(shape)]
    whole = full_table(leaves, names)
    hidden = [cell.codes for cell in whole.cells if r.random() < share]
    return leaves, full_table(leaves, names, hidden)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("seed", range(6))
def test_intervals__same_as_trying_every_filling(seed: int, shape: tuple[int, ...]) -> None:
    leaves, table = some_table(seed, shape, share=0.35)
    if not any(not c.is_suppressed for c in table.cells if "Total" in c.codes):
        return
    system = assemble([table])
    grand = table.key(["Total"] * len(shape))
    if not system.columns[system.index[grand]].is_published:
        return  # without the grand total there may be endless fillings
    expected = brute_force(leaves, table)

    found = exact_intervals(system)

    said = {system.columns[n].key: (one.low, one.high) for n, one in found.items()}
    assert {key: value for key, value in said.items() if key in expected} == expected


@given(st.integers(0, 10**6), st.sampled_from([*SHAPES, (5, 4)]), st.booleans())
@settings(max_examples=30, deadline=None)
def test_large_parts__same_verdict_by_intervals_inside_the_exact_ones(
    seed: int,
    shape: tuple[int, ...],
    in_house: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    _, table = some_table(seed, shape)
    if not in_house:
        hidden = [Cell(c.codes, None, State.HIDDEN) if c.is_suppressed else c for c in table.cells]
        table = replace(table, cells=hidden)

    exact = audit([table], limits=Limits(exact_cells=10_000))
    found = audit([table], limits=Limits(exact_cells=0))

    assert [one.leaks for one in found.findings] == [one.leaks for one in exact.findings]
    for one, true in zip(found.findings, exact.findings, strict=True):
        assert true.interval.low <= one.interval.low <= one.interval.high <= true.interval.high
        if not one.interval.is_least:
            assert one.interval == true.interval


@given(st.integers(0, 10**6), st.sampled_from(SHAPES))
@settings(max_examples=25, deadline=None)
def test_intervals__never_wider_than_another_attackers(seed: int, shape: tuple[int, ...]) -> None:
    _, table = some_table(seed, shape)
    system = assemble([table])
    found = Attack(system, Limits(whole=False)).intervals(system.suppressed())
    for number in system.suppressed()[:4]:
        if found[number].high == float("inf"):
            continue
        low, high = attacker(system, system.columns[number].key)
        assert (found[number].low, found[number].high) == pytest.approx((low, high), abs=1e-6)


@given(st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_one_table_more__never_widens_an_interval(seed: int) -> None:
    r = random.Random(seed)  # noqa: S311 - invented data
    leaves = random_leaves(r, (2, 2, 3), most=6)
    first = _projected(leaves, ("area", "sex"), r, name="first")
    second = _projected(leaves, ("sex", "need"), r, name="second")
    third = _projected(leaves, ("area", "need"), r, name="third")
    before = assemble([first, second])
    alone = exact_intervals(before)

    after = assemble([first, second, third])
    together = exact_intervals(after, [after.index[before.columns[n].key] for n in alone])

    for number, one in alone.items():
        more = together[after.index[before.columns[number].key]]
        assert more.low >= one.low
        assert more.high <= one.high


def _projected(
    leaves: dict[tuple[str, ...], int], names: tuple[str, ...], r: random.Random, name: str
) -> Table:
    """A two-way margin of the three-way table area x sex x need, a third of it suppressed."""
    places = [("area", "sex", "need").index(one) for one in names]
    sums: dict[tuple[str, ...], int] = {}
    for leaf, count in leaves.items():
        key = tuple(leaf[place] for place in places)
        sums[key] = sums.get(key, 0) + count
    hidden = [key for key in sums if r.random() < 0.4]
    return full_table(sums, names, hidden, name=name)


def test_value__always_inside_its_interval() -> None:
    for seed in range(20):
        _, table = some_table(seed, (3, 4))
        system = assemble([table])
        for number, one in exact_intervals(system).items():
            value = system.columns[number].value
            assert value is not None
            assert one.low <= value <= one.high


def test_fischetti_salazar_example__between_5_and_30() -> None:
    """The investments of Fischetti & Salazar-González 2001, figure 1: activity II in region C."""
    table = cross(
        """
        | act   | A  | B   | C  | Total |
        | I     | 20 | 50  | 10 | 80    |
        | II    | *  | 19  | *  | 49    |
        | III   | *  | 32  | *  | 61    |
        | Total | 45 | 101 | 44 | 190   |
        """,
        rows="activity",
        columns="region",
    )
    system = assemble([table])

    found = exact_intervals(system)

    one = found[system.index[table.key(("II", "C"))]]
    assert (one.low, one.high) == (5, 30)


def test_two_margins_and_a_third__bind_through_their_joint_table() -> None:
    """Each pair of tables leaves [0, 2]; all three together leave no choice (a ring)."""
    pairs: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {
        ("area", "sex"): {("a", "f"): 1, ("a", "m"): 0, ("b", "f"): 0, ("b", "m"): 1},
        ("sex", "need"): {("f", "x"): 1, ("f", "y"): 0, ("m", "x"): 0, ("m", "y"): 1},
    }
    shown = [full_table(leaves, names, name="-".join(names)) for names, leaves in pairs.items()]
    third = full_table(
        {("a", "x"): 1, ("a", "y"): 0, ("b", "x"): 0, ("b", "y"): 1},
        ("area", "need"),
        [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")],
        name="area-need",
    )
    alone = assemble([third])
    together = assemble([*shown, third])
    key = third.key(("a", "x"))

    assert not exact_intervals(alone)[alone.index[key]].is_point
    assert exact_intervals(together)[together.index[key]].is_point


@pytest.mark.parametrize(
    ("sets", "left"),
    [
        (["ab", "bc"], ""),
        (["ab", "bc", "ca"], "abc"),
        (["abc", "ab", "bc"], ""),
        (["ab", "bc", "cd", "da"], "abcd"),
        (["ab", "bc", "ca", "cd"], "abc"),
        (["ab"], ""),
    ],
    ids=str,
)
def test_ring__what_is_left_without_leaves(sets: list[str], left: str) -> None:
    assert ring([frozenset(one) for one in sets]) == frozenset(left)


def test_bands_of_two_tables__are_subtracted() -> None:
    """0-17 of one table less 0-14 of the other: three children of 15 to 17."""
    first = Table("first", ("age",), [Cell(("0-17",), 30.0), Cell(("18+",), 70.0)])
    second = Table("second", ("age",), [Cell(("0-14",), 27.0), Cell(("15+",), 73.0)])
    system = assemble([first, second])

    piece = system.index["count", (("age", "15-17"),)]

    assert exact_intervals(system, [piece])[piece].high == 3


def test_parent_in_one_table_children_in_another__are_tied() -> None:
    parents = Table("admin1", ("admin",), [Cell(("XX01",), 12.0), Cell(("XX02",), 30.0)])
    children = Table(
        "admin2",
        ("admin",),
        [
            Cell(("XX0101",), None, State.HIDDEN),
            Cell(("XX0102",), 9.0),
            Cell(("XX0201",), 30.0),
        ],
    )
    system = assemble([parents, children])

    hidden = system.index["count", (("admin", "XX0101"),)]

    assert exact_intervals(system)[hidden].low == 3


def test_table_that_does_not_add_up__says_where() -> None:
    table = cross(
        "| a | F | M | Total |\n| x | 1 | 2 | 4 |\n| y | 1 | 1 | 2 |\n| Total | 2 | 3 | 6 |"
    )

    with pytest.raises(TableError) as refused:
        assemble([table])

    fault = refused.value.faults[0]
    assert fault.code == Code.NOT_ADDITIVE
    assert "admin1=x" in str(fault.params["cell"])


def test_suppressed_cells_that_nothing_can_fill__refused() -> None:
    table = cross(
        """
        | a     | F | M | X | Total |
        | x     | * | * | 5 | 9     |
        | y     | * | * | 5 | 9     |
        | Total | 2 | 5 | 10 | 18   |
        """
    )

    with pytest.raises(TableError) as refused:
        exact_intervals(assemble([table]))

    assert refused.value.faults[0].code in (Code.INFEASIBLE, Code.NOT_ADDITIVE)


def test_cell_left_out__asked_about_or_taken_as_said() -> None:
    table = Table("t", ("area", "sex"), [Cell(("a", "F"), 3.0), Cell(("b", "M"), 4.0)])

    with pytest.raises(TableError) as refused:
        assemble([table])
    zero = assemble([table], Reading(missing="zero"))
    unknown = assemble([table], Reading(missing="unknown"))

    assert [fault.code for fault in refused.value.faults] == [Code.CELL_MISSING] * 2
    empty = zero.index[table.key(("a", "M"))]
    assert zero.columns[empty].value == 0
    assert unknown.columns[unknown.index[table.key(("a", "M"))]].state is None


@needs_reference
@pytest.mark.slow
def test_patterns_of_sdctable__leak_as_measured() -> None:
    """Slow: seven patterns, twice. As measured elsewhere; whole numbers change none of it."""
    lines = (REFERENCE / "tables/audit.jsonl").read_text().splitlines()
    for line in map(json.loads, lines):
        system = assemble([peer_table(line["file"].removesuffix(".csv"))])
        primary = [n for n, one in enumerate(system.columns) if one.state is State.PRIMARY]
        for whole in (False, True):
            found = Attack(system, Limits(whole=whole)).intervals(primary)
            small = sum(one.high < 5 - 1e-6 for one in found.values())
            assert len(primary) == line["primary"]
            assert small == line["upper_bound_below_threshold5"]
            assert sum(one.is_point for one in found.values()) == line["exactly_disclosed"]
