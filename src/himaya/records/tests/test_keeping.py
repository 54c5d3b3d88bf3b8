"""Withheld answers survive somebody else's saving, beside the person they belong to."""

from typing import Any

import pytest

from himaya.kernel.problems import Code, Problem
from himaya.records.keeping import keep_withheld

BEFORE = {
    "name": "N",
    "open": "o",
    "people": [{"nick": "a", "full": "A"}, {"nick": "b", "full": "B"}],
}
HIDDEN = frozenset({"name", "people.full"})


@pytest.mark.parametrize(
    ("people", "origins", "kept"),
    [
        ([{"nick": "a"}, {"nick": "b"}], {"people[0]": 0, "people[1]": 1}, ["A", "B"]),
        ([{"nick": "b"}], {"people[0]": 1}, ["B"]),
        ([{"nick": "new"}, {"nick": "b"}], {"people[1]": 1}, [None, "B"]),
        ([{"nick": "x"}, {"nick": "y"}], {"people[0]": 0, "people[1]": 0}, ["A", None]),
        ([{"nick": "x"}], {"people[0]": 9}, [None]),
        ([{"nick": "a"}, {"nick": "b"}], None, ["A", "B"]),
        ([{"nick": "a", "full": "forged"}], {"people[0]": 0}, ["A"]),
        ([{"nick": "n", "full": "forged"}], {}, [None]),
    ],
)
def test_turns__keep_what_is_withheld_by_where_they_came_from(
    people: list[dict[str, Any]], origins: dict[str, int] | None, kept: list[str | None]
) -> None:
    whole = keep_withheld({"open": "changed", "people": people}, BEFORE, HIDDEN, origins)
    assert whole["name"] == "N"
    assert whole["open"] == "changed"
    assert [row.get("full") for row in whole["people"]] == kept


def test_turns_without_origins_and_another_number__refused() -> None:
    with pytest.raises(Problem) as refused:
        keep_withheld({"people": [{"nick": "a"}]}, BEFORE, HIDDEN)
    assert refused.value.code is Code.NOT_ALLOWED


def test_nothing_withheld__answers_are_as_given() -> None:
    assert keep_withheld({"a": [{"b": 1}]}, BEFORE, frozenset()) == {"a": [{"b": 1}]}
