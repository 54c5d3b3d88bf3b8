"""The verdict: what may be shared, and what each refusal says."""

import json
import string

import pytest
from tests.world import table as rows_of

from himaya.engines.disclosure.tables.audit import Leak, Policy, audit
from himaya.engines.disclosure.tables.model import Cell, State, Table
from himaya.engines.disclosure.tables.problems import Code, TableError
from himaya.engines.disclosure.tables.reports import external_report, internal_report, messages
from himaya.engines.disclosure.tables.system import Reading
from himaya.engines.disclosure.tables.tests.worlds import cross, needs_reference, peer_table
from himaya.engines.disclosure.tables.words import LANGUAGES, say, sentences

SAFE = """
| a     | F   | M   | Total |
| x     | 3*  | 17+ | 20    |
| y     | 12+ | 9+  | 21    |
| Total | 15  | 26  | 41    |
"""


def leaks(table: Table, policy: Policy | None = None) -> dict[str, list[Leak]]:
    return {one.cell: list(one.leaks) for one in audit([table], policy).leaks}


def test_suppressed_with_partners__safe() -> None:
    assert audit([cross(SAFE)]).is_safe


def test_single_suppressed_cell_of_a_row__exact() -> None:
    table = cross(
        "| a | F | M | Total |\n| x | * | 17 | 20 |\n| y | 12 | 9 | 21 |\n| Total | 15 | 26 | 41 |"
    )

    assert leaks(table) == {"admin1=x, sex=F": [Leak.EXACT, Leak.BELOW_THRESHOLD]}


def test_partners_too_small__known_to_be_below_threshold() -> None:
    table = cross(
        "| a | F | M | Total |\n| x | 3* | 1* | 4* |\n| y | 12+ | 9+ | 21+ |\n| Total | 15 | 10 | 25 |"
    )
    close = cross(
        "| a | F | M | Total |\n| x | 3* | 7+ | 10 |\n| y | 12 | 0+ | 12 |\n| Total | 15 | 7 | 22 |"
    )

    assert leaks(table) == {}
    assert leaks(close) == {"admin1=x, sex=F": [Leak.EXACT, Leak.BELOW_THRESHOLD]}


def test_small_cell_called_secondary__judged_all_the_same() -> None:
    table = cross(
        "| a | F | M | Total |\n| x | 3+ | 17 | 20 |\n| y | 12+ | 9 | 21 |\n| Total | 15 | 26 | 41 |"
    )

    assert leaks(table) == {"admin1=x, sex=F": [Leak.EXACT, Leak.BELOW_THRESHOLD]}


def test_suppressed_in_one_release_shown_in_another__refused() -> None:
    shown = Table("march", ("admin1",), [Cell(("x",), 3.0), Cell(("y",), 12.0)])
    hidden = Table(
        "april",
        ("admin1",),
        [Cell(("x",), None, State.HIDDEN), Cell(("y",), 12.0), Cell(("Total",), 15.0)],
    )

    found = audit([hidden, shown]).leaks

    assert Leak.PUBLISHED_ELSEWHERE in {leak for one in found for leak in one.leaks}


def test_two_safe_releases__unsafe_when_subtracted() -> None:
    """Each release alone keeps its cells; the second, an excerpt, shows a partner of the first."""
    first = cross(SAFE, name="first")
    second = Table("second", ("admin1", "sex"), [Cell(("y", "F"), 12.0), Cell(("y", "M"), 9.0)])
    reading = Reading(partial=frozenset({"admin1"}))

    together = {one.cell: one.leaks for one in audit([first, second], reading=reading).leaks}

    assert audit([first]).is_safe
    assert audit([second]).is_safe
    assert together["admin1=x, sex=F"] == (Leak.EXACT, Leak.BELOW_THRESHOLD)


def test_excerpt_not_said_to_be_one__refused() -> None:
    first = cross(SAFE, name="first")
    second = Table("second", ("admin1", "sex"), [Cell(("y", "F"), 12.0), Cell(("y", "M"), 9.0)])

    with pytest.raises(TableError) as refused:
        audit([first, second])

    assert {fault.code for fault in refused.value.faults} == {Code.NOT_ADDITIVE}


def test_cell_in_no_table__found_by_subtraction() -> None:
    first = Table("first", ("age",), [Cell(("0-17",), 30.0), Cell(("18+",), 70.0)])
    second = Table("second", ("age",), [Cell(("0-14",), 27.0), Cell(("15+",), 73.0)])

    assert {one.cell: one.leaks for one in audit([first, second]).leaks} == {
        "age=15-17": (Leak.DERIVED_SMALL,)
    }


MARKS = """
| kept     | <5 | <5 | 5  | true  |
| narrowed | <5 | <5 | 7  | false |
| exact    | <5 | <5 | 8  | false |
| shown 2  | <5 | 2  | 5  | false |
"""


@pytest.mark.parametrize("row", rows_of(MARKS), ids=lambda row: row[0])
def test_mark_that_says_below_5__must_not_be_narrowed(row: list[str]) -> None:
    _, first, second, total, safe = row
    table = cross(f"| a | F | M | Total |\n| x | {first} | {second} | {total} |")
    with_least = [
        Cell(c.codes, c.value, c.state, 1.0 if c.high else None, c.high) for c in table.cells
    ]

    found = audit([Table("t", table.dimensions, with_least)])

    assert found.is_safe == (safe == "true")


def test_small_published_cell__refused_and_zero_only_if_asked() -> None:
    table = cross("| a | F | M |\n| x | 4 | 0 |\n| y | 12 | 9 |")

    assert set(leaks(table)) == {"admin1=x, sex=F", "admin1=x"}
    assert "admin1=x, sex=M" in leaks(table, Policy(zeros=True))


def test_amount_known_too_closely__refused() -> None:
    cells = [
        Cell(("a",), 100.0, State.PRIMARY, below=20, above=20),
        Cell(("b",), 10.0, State.SECONDARY),
        Cell(("c",), 55.0),
        Cell(("Total",), 165.0),
    ]
    table = Table("t", ("area",), cells, measure="usd", is_count=False)

    assert leaks(table) == {"area=a": [Leak.INSIDE_PROTECTION]}


def test_amounts_without_levels__judged_by_percent() -> None:
    cells = [
        Cell(("a",), None, State.HIDDEN),
        Cell(("b",), None, State.HIDDEN, low=0.0, high=4.0),
        Cell(("c",), 55.0),
        Cell(("Total",), 155.0),
    ]
    table = Table("t", ("area",), cells, measure="usd", is_count=False)

    assert "area=a" in leaks(table, Policy(percent=10))
    assert "area=a" not in leaks(table, Policy(percent=3))


@pytest.mark.parametrize("wrong", [{"threshold": 0}, {"percent": -1.0}], ids=str)
def test_policy_that_means_nothing__refused(wrong: dict[str, float]) -> None:
    with pytest.raises(TableError) as refused:
        Policy(**wrong)  # type: ignore[arg-type]

    assert refused.value.faults[0].code == Code.PARAMETER_WRONG


STRANGE = """
| no number  | nan | value_unreadable |
| endless    | inf | value_unreadable |
| below zero | -3  | value_negative   |
| a fraction | 2.5 | count_not_whole  |
"""


@pytest.mark.parametrize("row", rows_of(STRANGE), ids=lambda row: row[0])
def test_value_that_is_no_count__refused(row: list[str]) -> None:
    with pytest.raises(TableError) as refused:
        audit([Table("t", ("area",), [Cell(("a",), float(row[1])), Cell(("b",), 9.0)])])

    assert refused.value.faults[0].code == row[2]


@pytest.mark.parametrize("tables", [[], [Table("t", ("area",), [])]], ids=["none", "empty"])
def test_nothing_to_look_at__not_called_safe(tables: list[Table]) -> None:
    with pytest.raises(TableError) as refused:
        audit(tables)

    assert refused.value.faults[0].code == Code.NO_TABLE


def test_everything_hidden__safe() -> None:
    cells = [Cell(("a",), None, State.HIDDEN), Cell(("Total",), None, State.HIDDEN)]

    assert audit([Table("t", ("area",), cells)]).is_safe


def test_external_report__names_no_cell_and_no_interval() -> None:
    table = cross(
        "| a | F | M | Total |\n| x | * | 17 | 20 |\n| y | 12 | 9 | 21 |\n| Total | 15 | 26 | 41 |"
    )
    found = audit([table])

    outside = json.dumps(external_report(found))
    inside = internal_report(found)

    assert "admin1" not in outside
    assert "threshold" not in outside
    assert inside["internal"] is True
    assert inside["leaks"][0]["cell"] == {"admin1": "x", "sex": "F"}
    assert (inside["leaks"][0]["low"], inside["leaks"][0]["high"]) == (3, 3)


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message__said_in_every_language(language: str) -> None:
    names = set(sentences("en"))
    found = audit([cross(SAFE.replace("17+", "17"))])

    places = {name: fields(text) for name, text in sentences("en").items()}
    assert {name: fields(text) for name, text in sentences(language).items()} == places
    assert names >= {str(code) for code in Code} | {str(leak) for leak in Leak}
    for message, params in messages(found):
        assert "{" not in say(message, params, language)


@needs_reference
def test_optimal_pattern_of_sdctable__still_leaks_two_cells() -> None:
    found = audit([peer_table("t1_OPT")])

    assert [one.leaks for one in found.leaks] == [(Leak.BELOW_THRESHOLD,)] * 2
