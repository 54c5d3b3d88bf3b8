"""Lines that add up: which stay hidden, so that none can be worked out."""

import pytest

from himaya.engines.adding import ROOT, hidden_parts

TREE = {"A": ROOT, "B": ROOT, "A1": "A", "A2": "A", "A3": "A", "B1": "B"}


@pytest.mark.parametrize(
    ("totals", "own", "hidden"),
    [
        ({"A": 20, "A1": 8, "A2": 12}, {}, ""),
        ({"A": 20, "A1": 3, "A2": 7, "A3": 10}, {}, "A1 A2"),
        ({"A": 20, "A1": 2, "A2": 3, "A3": 15}, {}, "A1 A2"),
        # A small line hides what lies in it; one hidden for its sake as much as it takes.
        ({"A": 3, "A1": 3, "B": 30, "B1": 30}, {}, "A A1 B B1"),
        ({"B": 3, "B1": 3, "A": 30, "A1": 9, "A2": 10, "A3": 11}, {}, "A A1 B B1"),
        ({"B": 3, "B1": 3, "A": 30, "A1": 20}, {"A": 10}, "A B B1"),
        ({"A": 12, "A1": 10}, {"A": 2}, "A1"),
        ({"A": 16, "A1": 10}, {"A": 6}, ""),
        ({"A": 10, "A1": 10}, {ROOT: 3}, "A A1"),
        ({}, {ROOT: 3}, ""),
    ],
)
def test_hidden__never_to_be_worked_out_by_subtraction(
    totals: dict[str, float], own: dict[str, float], hidden: str
) -> None:
    assert hidden_parts(totals, 5, parents=TREE, own=own) == set(hidden.split())
    assert hidden_parts(totals, 0, parents=TREE, own=own) == frozenset()


@pytest.mark.parametrize(
    ("totals", "rest", "hidden"),
    [
        ({"a": 9, "b": 7}, {}, ""),
        ({"a": 9, "b": 2, "c": 7}, {}, "b c"),
        ({"a": 9, "b": 1, "c": 2, "d": 8}, {}, "b c d"),
        ({"a": 9, "b": 3, "c": 4}, {}, "b c"),
        ({"a": 2}, {}, "a"),
        # What a filter leaves out is as good as shown.
        ({"a": 9, "b": 7}, {"a": 2, "b": 30}, "a b"),
        ({"a": 9, "b": 7, "c": 8}, {"a": 2, "b": 1, "c": 8}, "a b c"),
        ({"a": 9, "b": 7}, {"a": 6, "b": 30}, ""),
    ],
)
def test_lines_of_one_total__hidden_with_what_would_tell_them(
    totals: dict[str, float], rest: dict[str, float], hidden: str
) -> None:
    assert hidden_parts(totals, 5, rest=rest) == set(hidden.split())
