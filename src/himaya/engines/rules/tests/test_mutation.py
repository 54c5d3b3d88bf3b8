"""The access table tells every wrong version of the rules from the right one."""

from himaya.engines.rules import Policy
from himaya.engines.rules.mutation import mutants, survivors, viable
from himaya.engines.rules.tests.test_decide import answers
from himaya.engines.rules.tests.worlds import DOCUMENT, SCHEMA


def test_every_mutant__killed_by_the_access_table() -> None:
    left = [(m.rule, m.change) for m in survivors(DOCUMENT, SCHEMA, answers)]

    assert left == []


def test_mutants__touch_every_rule_in_every_way() -> None:
    every = list(mutants(DOCUMENT))
    changes = {m.change for m in every}

    assert {m.rule for m in every} == {rule["id"] for rule in DOCUMENT["rules"]}
    assert len(every) > 100
    assert {
        "removed",
        "made a permit",
        "made a forbid",
        "when always",
        "unless: le made lt",
        "when.all.1: part 2 of any dropped",
        "when.all.1: not negated",
        "verbs widened to record.*",
        "verbs widened to *",
        "kinds widened",
        "watermark flipped",
        "min_cell less one",
        "withhold without identity",
        "when.all.1.any.1: in without supervisor",
    } <= changes


def test_mutants__leave_the_document_as_it_was() -> None:
    before = Policy.parse(DOCUMENT, SCHEMA).hash

    list(mutants(DOCUMENT))

    assert Policy.parse(DOCUMENT, SCHEMA).hash == before


def test_a_table_that_asks_nothing__lets_all_survive() -> None:
    alive = survivors(DOCUMENT, SCHEMA, lambda _policy: None)

    assert len(alive) == len(list(viable(DOCUMENT, SCHEMA)))


def test_conditions_without_parts__mutated_without_harm() -> None:
    document = {
        "version": 1,
        "rules": [
            {"id": "a", "effect": "permit", "verbs": ["*"], "kinds": ["*"], "when": {"all": []}},
            {
                "id": "b",
                "effect": "forbid",
                "verbs": ["record.view", "record.*"],
                "kinds": ["*"],
                "unless": True,
            },
        ],
    }

    changes = {(m.rule, m.change) for m in mutants(document)}

    assert ("b", "verbs widened to *") in changes
    assert not any("made any" in change for _, change in changes)
