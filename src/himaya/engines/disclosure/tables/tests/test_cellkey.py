"""Cell keys: the same cells as the peer, and nothing negative, small or biased."""

import csv
import gzip
import random
from typing import TYPE_CHECKING

import pytest

from himaya.engines.disclosure.tables.cellkey import (
    PerturbationTable,
    Step,
    cell_keys,
    entropy_table,
    key_units,
    new_record_keys,
    perturb,
)
from himaya.engines.disclosure.tables.problems import Code, TableError
from himaya.engines.disclosure.tables.tests.worlds import REFERENCE, needs_reference
from himaya.engines.disclosure.tables.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDS = {"area": ["a", "a", "b", "b", "b"], "sex": ["F", "M", "F", "F", "M"]}
KEYS = [key_units(one) for one in ("0.1", "0.25", "0.7", "0.55", "0.9")]


def test_key_of_a_cell__fraction_of_the_sum() -> None:
    keys = cell_keys(RECORDS, ["area", "sex"], KEYS)

    assert keys["b", "F"] == 0.25
    assert keys["Total", "Total"] == 0.5


def test_order_of_records__changes_nothing() -> None:
    order = [3, 0, 4, 2, 1]
    turned = {name: [column[n] for n in order] for name, column in RECORDS.items()}

    assert cell_keys(turned, ["area", "sex"], [KEYS[n] for n in order]) == cell_keys(
        RECORDS, ["area", "sex"], KEYS
    )


def test_same_records_in_another_table__same_figure() -> None:
    changes = entropy_table(most=5, variance=3)
    one = perturb(RECORDS, ["area", "sex"], KEYS, changes)
    other = perturb(RECORDS, ["sex"], KEYS, changes)

    totals = {cell.codes: cell.value for cell in one.table.cells}
    assert {c.codes[0]: c.value for c in other.table.cells} == {
        sex: totals["Total", sex] for sex in ("Total", "F", "M")
    }
    assert "{" not in say(*one.messages[0])


@pytest.mark.parametrize(
    ("most", "variance", "no_small"), [(5, 3, 2), (5, 3, 0), (3, 1, 0), (8, 4, 1)]
)
def test_own_table__unbiased_and_as_wide_as_asked(
    most: int, variance: float, no_small: int
) -> None:
    table = entropy_table(most=most, variance=variance, no_small=no_small)

    for count, steps in table.steps.items():
        if count == 0:
            continue
        mean = sum((s.high - s.low) * s.change for s in steps)
        spread = sum((s.high - s.low) * s.change**2 for s in steps)
        assert mean == pytest.approx(0, abs=1e-6)
        assert spread == pytest.approx(variance, abs=1e-5)
        assert all(not 1 <= count + s.change <= no_small for s in steps)
        assert all(count + s.change >= 0 for s in steps)


def test_nobody__stays_nobody() -> None:
    assert entropy_table(most=5, variance=3).change(0, 0.7) == 0


def test_table_that_cannot_be__refused() -> None:
    tries: list[Callable[[], object]] = [
        lambda: entropy_table(most=0, variance=1),
        lambda: entropy_table(most=2, variance=50),
        lambda: PerturbationTable.checked({1: [Step(0.0, 0.5, 0)]}),
        lambda: PerturbationTable.checked({1: [Step(0.0, 1.0, -2)]}),
        lambda: PerturbationTable.read("a,b\n1,2\n"),
    ]
    for wrong in tries:
        with pytest.raises(TableError):
            wrong()


def test_fresh_keys__differ() -> None:
    assert len(set(new_record_keys(50))) > 45


def test_average_of_many_changes__near_zero() -> None:
    table = entropy_table(most=5, variance=3, no_small=2)
    r = random.Random(1)  # noqa: S311 - invented keys

    changes = [table.change(7, r.random()) for _ in range(4_000)]

    assert abs(sum(changes) / len(changes)) < 5 * (3 / 4_000) ** 0.5


@needs_reference
def test_own_table__agrees_with_the_peers_where_counts_are_large() -> None:
    """ptable adds constraints of its own for small counts without `no_small`."""
    theirs = PerturbationTable.read((REFERENCE / "cellkey/ck1_ptable.csv").read_text())
    ours = entropy_table(most=5, variance=3, no_small=2)
    for count in (6, 7):
        assert [s.change for s in ours.steps[count]] == [s.change for s in theirs.steps[count]]
        for mine, other in zip(ours.steps[count], theirs.steps[count], strict=True):
            assert mine.high == pytest.approx(other.high, abs=2e-6)


@needs_reference
@pytest.mark.slow
@pytest.mark.parametrize("case", ["ck1", "ck3"])
def test_every_cell_of_the_peer__identical(case: str) -> None:
    """Slow: up to 100,000 records. cellKey 1.0.3 with ptable 1.0.0."""
    folder = REFERENCE / "cellkey"
    plain = folder / f"{case}_micro.csv"
    text = plain.read_text() if plain.is_file() else gzip.decompress((folder / f"{case}_micro.csv.gz").read_bytes()).decode()  # fmt: skip
    rows = list(csv.DictReader(text.splitlines()))
    names = [name for name in rows[0] if name not in ("rid", "rkey")]
    records = {name: [row[name] for row in rows] for name in names}
    parents = {names[0]: {code: code[:4] for code in records[names[0]] if len(code) > 4}}
    keys = [key_units(row["rkey"]) for row in rows]
    changes = PerturbationTable.read((folder / f"{case}_ptable.csv").read_text())

    found = perturb(records, names, keys, changes, parents=parents)

    figures = {cell.codes: cell.value for cell in found.table.cells}
    wanted = list(csv.DictReader((folder / f"{case}_cells.csv").read_text().splitlines()))
    assert len(wanted) == len(figures)
    for row in wanted:
        assert figures[tuple(row[name] for name in names)] == float(row["puwc"])


def test_wrong_entropy__says_which_parameter() -> None:
    with pytest.raises(TableError) as refused:
        entropy_table(most=2, variance=50)

    assert refused.value.faults[0].code == Code.PARAMETER_WRONG
