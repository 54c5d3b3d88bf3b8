"""Totals, parents and bands: what is the sum of what."""

import pytest
from tests.world import table

from himaya.engines.disclosure.tables.problems import Code, TableError
from himaya.engines.disclosure.tables.variables import band, is_total, make_variable

BANDS = """
| 0-4        | 0  | 5     |
| 0–17       | 0  | 18    |
| 18 to 59   | 18 | 60    |
| 60+        | 60 | 10000 |
| >= 60      | 60 | 10000 |
| <5         | 0  | 5     |
| 7          | 7  | 8     |
| 5-11 years | 5  | 12    |
| 12-17 ans  | 12 | 18    |
"""


@pytest.mark.parametrize("row", table(BANDS), ids=lambda row: row[0])
def test_band_of_whole_numbers__read(row: list[str]) -> None:
    assert band(row[0]) == (int(row[1]), int(row[2]))


@pytest.mark.parametrize("word", ["none", "a_lot", "17-5", "XX01", "", "2-", "F"])
def test_other_words__are_no_bands(word: str) -> None:
    assert band(word) is None


@pytest.mark.parametrize("word", ["Total", "ensemble", "TODOS", "المجموع", " All "])
def test_totals__known_in_four_languages(word: str) -> None:
    assert is_total(word)


SUMS = """
| flat          | F M                     | Total=F+M                                            |
| with total    | Total F M               | Total=F+M                                            |
| p-codes       | XX01 XX0101 XX0102 XX02 | XX01=XX0101+XX0102; Total=XX01+XX02                  |
| parent unsaid | XX0101 XX0201 XX02      | XX01=XX0101; XX02=XX0201; Total=XX02+XX01            |
| nested bands  | 0-17 0-4 5-17 18+       | 0-17=0-4+5-17; Total=0-4+5-17+18+                    |
| overlapping   | 0-14 15+ 0-17 18+       | 15+=15-17+18+; 0-17=0-14+15-17; Total=0-14+15-17+18+ |
| band and word | 0-17 18+ unknown        | Total=0-17+18++unknown                               |
| two names     | 60+ 0-59 >=60           | >=60=60+; Total=0-59+60+                             |
| codes alone   | 1 2 3                   | Total=1+2+3                                          |
"""


@pytest.mark.parametrize("row", table(SUMS), ids=lambda row: row[0])
def test_listed_categories__add_up(row: list[str]) -> None:
    _, listed, wanted = row
    variable = make_variable("v", [listed.split()])

    _, parts = variable.sums(listed.split())

    assert "; ".join(f"{whole}={'+'.join(inside)}" for whole, inside in parts) == wanted


def test_parents_by_hand__win_over_codes() -> None:
    variable = make_variable("v", [["a", "b", "c"]], parents={"a": "north", "b": "north"})

    assert variable.sums(["a", "b", "c"])[1] == [
        ("north", ("a", "b")),
        ("Total", ("c", "north")),
    ]


def test_flat__is_not_nested() -> None:
    assert make_variable("v", [["XX1", "XX12"]], flat=True).sums(["XX1", "XX12"])[1] == [
        ("Total", ("XX1", "XX12"))
    ]


def test_partial__leaves_a_rest() -> None:
    assert make_variable("v", [["a"]], partial=True).sums(["a"])[1] == [
        ("Total", ("a", "(not listed)"))
    ]


def test_parent_above_itself__refused() -> None:
    with pytest.raises(TableError) as refused:
        make_variable("v", [["a"]], parents={"a": "b", "b": "a"})

    assert refused.value.faults[0].code == Code.HIERARCHY_LOOP
