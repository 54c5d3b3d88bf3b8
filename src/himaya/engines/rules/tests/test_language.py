"""Reading rule texts: what is accepted, and every fault by its rule."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.rules import Fault, Policy, RuleErrors, Schema
from himaya.engines.rules.tests.worlds import DOCUMENT, SCHEMA

GOOD: dict[str, Any] = {
    "id": "a",
    "effect": "permit",
    "verbs": ["record.view"],
    "kinds": ["record"],
}
DEEP: Any = True
for _ in range(9):
    DEEP = {"not": DEEP}


def faults(*rules: object) -> list[tuple[str, ...]]:
    with pytest.raises(RuleErrors) as caught:
        Policy.parse({"version": 1, "rules": list(rules)}, SCHEMA)
    assert str(caught.value)
    return [tuple(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"effect": "allow"}, [("a", Fault.UNKNOWN_EFFECT, "effect")]),
        ({"effect": ["permit"]}, [("a", Fault.UNKNOWN_EFFECT, "effect")]),
        ({"verbs": ["record.eat"]}, [("a", Fault.UNKNOWN_VERB, "record.eat")]),
        ({"verbs": []}, [("a", Fault.EMPTY_LIST, "verbs")]),
        ({"verbs": "record.view"}, [("a", Fault.BAD_SHAPE, "verbs")]),
        ({"kinds": ["cake"]}, [("a", Fault.UNKNOWN_KIND, "cake")]),
        ({"kinds": [1]}, [("a", Fault.BAD_SHAPE, "kinds")]),
        ({"fields": ["shoes"]}, [("a", Fault.UNKNOWN_GROUP, "shoes")]),
        ({"withhold": ["identity"]}, [("a", Fault.NOT_FOR_THIS_EFFECT, "withhold")]),
        ({"min_cell": -1}, [("a", Fault.BAD_SHAPE, "min_cell")]),
        ({"min_cell": True}, [("a", Fault.BAD_SHAPE, "min_cell")]),
        ({"log": 1}, [("a", Fault.BAD_SHAPE, "log")]),
        ({"text": None}, [("a", Fault.BAD_SHAPE, "text")]),
        ({"colour": "red"}, [("a", Fault.UNKNOWN_KEY, "colour")]),
        ({"id": ""}, [("#1", Fault.BAD_SHAPE, "id")]),
        ({"effect": "forbid"}, [("a", Fault.FORBID_WITHOUT_UNLESS, "")]),
        ({"when": []}, [("a", Fault.BAD_SHAPE, "condition")]),
        ({"when": {"eq": [1, 1], "ne": [1, 1]}}, [("a", Fault.BAD_SHAPE, "condition")]),
        ({"when": DEEP}, [("a", Fault.TOO_DEEP, "")]),
        ({"when": {"like": ["seat.role", 1]}}, [("a", Fault.UNKNOWN_OPERATOR, "like")]),
        ({"when": {"not_in": ["seat.role", 1]}}, [("a", Fault.UNKNOWN_OPERATOR, "not_in")]),
        ({"when": {"all": {}}}, [("a", Fault.BAD_SHAPE, "all")]),
        ({"when": {"eq": ["seat.role"]}}, [("a", Fault.BAD_SHAPE, "eq")]),
        ({"when": {"eq": ["seat.role", None]}}, [("a", Fault.BAD_SHAPE, "operand")]),
        ({"when": {"eq": ["thing.level", 1.5]}}, [("a", Fault.BAD_SHAPE, "operand")]),
        ({"when": {"eq": ["seat.shoe", 1]}}, [("a", Fault.UNKNOWN_ATTRIBUTE, "seat.shoe")]),
        ({"when": {"eq": ["reader", "seat.role"]}}, [("a", Fault.UNKNOWN_ATTRIBUTE, "reader")]),
        ({"when": {"eq": ["seat.role", 1]}}, [("a", Fault.TYPE_MISMATCH, "eq")]),
        ({"when": {"eq": ["seat.second_factor", 1]}}, [("a", Fault.TYPE_MISMATCH, "eq")]),
        ({"when": {"eq": ["seat.themes", "purpose.themes"]}}, [("a", Fault.TYPE_MISMATCH, "eq")]),
        ({"when": {"lt": ["seat.role", {"value": "z"}]}}, [("a", Fault.TYPE_MISMATCH, "lt")]),
        ({"when": {"in": ["thing.level", "seat.systems"]}}, [("a", Fault.TYPE_MISMATCH, "in")]),
        (
            {"when": {"overlaps": ["seat.role", "seat.themes"]}},
            [("a", Fault.TYPE_MISMATCH, "overlaps")],
        ),
        ({"when": {"eq": ["thing.ref", "thing.agency"]}}, [("a", Fault.TWO_THINGS, "eq")]),
        ({"when": {"eq": [1, 1]}}, [("a", Fault.TWO_VALUES, "eq")]),
        (
            {"when": {"lt": ["now", {"value": "soon"}]}},
            [("a", Fault.TYPE_MISMATCH, "date"), ("a", Fault.TYPE_MISMATCH, "lt")],
        ),
        (
            {"verbs": ["*"], "kinds": ["*"], "when": {"le": ["thing.level", 2]}},
            [("a", Fault.ATTRIBUTE_NOT_IN_KIND, "thing.level register")],
        ),
    ],
)
def test_one_fault__named_with_its_rule(
    change: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert faults({**GOOD, **change}) == expected


def test_many_faults__all_reported() -> None:
    found = faults({**GOOD, "verbs": ["x.y"]}, "rule", GOOD, {**GOOD, "when": {"eq": ["now", 1]}})

    assert found == [
        ("a", Fault.UNKNOWN_VERB, "x.y"),
        ("#2", Fault.BAD_SHAPE, "rule"),
        ("#2", Fault.MISSING_KEY, "effect"),
        ("#2", Fault.MISSING_KEY, "id"),
        ("#2", Fault.MISSING_KEY, "kinds"),
        ("#2", Fault.MISSING_KEY, "verbs"),
        ("#3", Fault.DUPLICATE_ID, "a"),
        ("#4", Fault.DUPLICATE_ID, "a"),
        ("a", Fault.TYPE_MISMATCH, "eq"),
    ]


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ([], Fault.BAD_SHAPE),
        ({"version": 2, "rules": []}, Fault.UNKNOWN_VERSION),
        ({"version": True, "rules": []}, Fault.UNKNOWN_VERSION),
        ({"version": 1}, Fault.BAD_SHAPE),
        ({"version": 1, "rules": [], "extra": 1}, Fault.UNKNOWN_KEY),
    ],
)
def test_document_of_a_wrong_shape__refused(
    document: Any,  # noqa: ANN401 - JSON
    fault: Fault,
) -> None:
    with pytest.raises(RuleErrors) as caught:
        Policy.parse(document, SCHEMA)

    assert caught.value.problems[0].fault == fault


_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(["seat.role", "thing.level", "now", "record.view", "permit", "forbid", "*"])
)
_KEYS = st.sampled_from(
    ["id", "effect", "verbs", "kinds", "when", "unless", "all", "not", "eq", "in", "value", "x"]
)


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        _LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=6),
        max_leaves=25,
    )
)
def test_any_json_for_a_rule__parsed_or_refused_in_order(
    entry: Any,  # noqa: ANN401 - JSON
) -> None:
    for rule in (entry, {**GOOD, "when": entry}):
        try:
            Policy.parse({"version": 1, "rules": [rule]}, SCHEMA)
        except RuleErrors as refused:
            assert refused.problems  # noqa: PT017 - either outcome is right, no other is


def test_hash__of_the_meaning_not_the_spelling() -> None:
    same = {"rules": copy.deepcopy(DOCUMENT["rules"]), "version": 1}
    other = copy.deepcopy(DOCUMENT)
    other["rules"][0]["text"] = "why"

    assert Policy.parse(same, SCHEMA).hash == Policy.parse(DOCUMENT, SCHEMA).hash
    assert Policy.parse(other, SCHEMA).hash != Policy.parse(DOCUMENT, SCHEMA).hash
    assert len(Policy.parse(DOCUMENT, SCHEMA).hash) == 64


def test_open_schema__every_kind_has_every_attribute() -> None:
    schema = Schema(seat={}, thing={"level": "int"}, purpose={})
    rule = {**GOOD, "kinds": ["*"], "fields": ["any"], "when": {"le": [2, "thing.level"]}}

    policy = Policy.parse({"version": 1, "rules": [rule]}, schema)

    assert policy.rules_for("record.view", "anything") == policy.rules


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"seat": {"level": "float"}}, "unknown types for: level"),
        ({"thing": {"tags": "set[str]"}}, "a thing has no sets: tags"),
        ({"kinds": {"record": ["x"]}}, "record has undeclared attributes: x"),
    ],
)
def test_schema_that_contradicts_itself__refused(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Schema(**{"seat": {}, "thing": {}, "purpose": {}, **parts})
