"""Decisions: the access table of the invented policy, and what errors do."""

import re
from datetime import date
from typing import Any

import pytest

from himaya.engines.rules import Outcome, Policy
from himaya.engines.rules.tests.worlds import (
    DOCUMENT,
    NOW,
    PURPOSE,
    SCHEMA,
    SEATS,
    cell,
    seat,
    thing,
)

# `with` changes the record ("level=3"), the seat ("seat.until=...") or the purpose. `answer`: the
# rules that decided, then the field groups shown, the minimum cell, W(atermark) and L(og). `@`
# names the kind where it is not the verb's own.
TABLE = """
| who    | verb            | with                                     | answer                                              |
| amina  | record.view     |                                          | yes own-agency workspace small-counts: contact identity narrative 5 |
| amina  | record.view     | level=1                                  | yes own-agency workspace: contact identity narrative 0 |
| amina  | record.view     | level=3                                  | yes own-agency workspace small-counts: contact identity narrative 5 |
| amina  | record.view     | level=4                                  | no clearance: 5                                     |
| amina  | record.view     | level=3 seat.second_factor=no            | no second-factor: 5                                 |
| amina  | record.amend    | level=3 seat.second_factor=no            | no second-factor: 0                                 |
| amina  | record.count    | level=3 seat.second_factor=no            | yes joint-counts: 3 L                               |
| amina  | record.view     | level=4 seat.level=4 seat.second_factor=no | no second-factor: 5                               |
| amina  | record.view     | level=2 seat.second_factor=no            | yes own-agency workspace small-counts: contact identity narrative 5 |
| amina  | record.view     | level=4 seat.second_factor=no            | no clearance second-factor: 5                       |
| amina  | record.view     | seat.until=2027-03-15                    | yes own-agency workspace small-counts: contact identity narrative 5 |
| amina  | record.view     | seat.until=2027-03-14                    | no running-seat: 5                                  |
| amina  | record.view     | system=s2                                | yes own-agency small-counts: identity narrative 5   |
| amina  | record.view     | agency=B                                 | yes workspace small-counts: contact narrative 5     |
| amina  | record.view     | agency=B seat.role=supervisor            | yes workspace small-counts: contact narrative 5     |
| amina  | record.view     | agency=B system=s2                       | no : 5                                              |
| amina  | record.view     | agency=B system=s2 lane=information      | no : 5                                              |
| amina  | record.amend    |                                          | yes own-agency: identity narrative 0                |
| amina  | record.amend    | level=4                                  | no clearance: 0                                     |
| amina  | record.amend    | agency=B                                 | no : 0                                              |
| amina  | record.amend    | agency=B seat.granted={r1}               | no : 0                                              |
| amina  | record.amend    | seat.until=2027-03-14                    | no running-seat: 0                                  |
| amina  | record.amend    | seat.role=reader                         | yes own-agency: identity narrative 0                |
| amina  | record.count    |                                          | yes joint-counts: 3 L                               |
| amina  | record.count    | agency=B system=s2                       | yes joint-counts: 3 L                               |
| amina  | record.count    | level=4                                  | no clearance: 3 L                                   |
| amina  | record.count    | purpose.themes={water}                   | no : 0                                              |
| amina  | record.count    | purpose.themes={water} seat.granted={r1} | no : 0                                              |
| amina  | record.count    | seat.role=reader                         | yes joint-counts: 3 L                               |
| amina  | register.view   |                                          | yes registers: 0                                    |
| amina  | register.view   | agency=B                                 | yes registers: 0                                    |
| amina  | register.view   | system=s2                                | yes registers: 0                                    |
| amina  | register.view   | agency=B system=s2                       | no : 0                                              |
| amina  | register.view   | seat.until=2027-03-14                    | no running-seat: 0                                  |
| amina  | register.view   | seat.role=reader                         | yes registers: 0                                    |
| amina  | register.manage |                                          | no : 0                                              |
| amina  | register.view@record | level=4                             | no : 0                                              |
| amina  | record.view@register |                                     | no : 0                                              |
| amina  | record.count@register |                                    | no : 0                                              |
| bakari | record.view@register |                                     | no : 0                                              |
| bakari | record.view     |                                          | yes own-agency readers small-counts: 10 WL          |
| bakari | record.view     | level=1                                  | yes own-agency readers: 10 WL                       |
| bakari | record.view     | level=3                                  | no clearance second-factor: 10 WL                   |
| bakari | record.view     | seat.systems={s1} lane=information       | yes own-agency workspace readers small-counts: contact 10 WL |
| celine | record.view     |                                          | no : 5                                              |
| celine | record.view     | lane=information                         | yes workspace small-counts: contact narrative 5     |
| celine | record.view     | lane=information level=1                 | yes workspace: contact narrative 0                  |
| celine | record.view     | lane=information level=3                 | no clearance: 5                                     |
| celine | record.view     | agency=B system=s2                       | yes own-agency small-counts: identity narrative 5   |
| celine | record.view     | seat.granted={r1}                        | yes authorised-sharing small-counts: identity 5     |
| celine | record.view     | seat.granted={r1} open_until=2027-03-16  | yes authorised-sharing small-counts: identity 5     |
| celine | record.view     | seat.granted={r1} open_until=2027-03-14  | no : 5                                              |
| celine | record.view     | seat.granted={r2}                        | no : 5                                              |
| celine | record.view     | seat.granted={r1} purpose.code=fundraising | no : 5                                            |
| dawit  | record.view     |                                          | no clearance: 5                                     |
| dawit  | record.view     | level=1                                  | no : 0                                              |
| dawit  | record.count    | level=1                                  | no : 0                                              |
| dawit  | register.view   |                                          | no : 0                                              |
"""
ROWS = [
    tuple(text.strip() for text in line.strip("| ").split("|"))
    for line in TABLE.strip().splitlines()[1:]
]
POLICY = Policy.parse(DOCUMENT, SCHEMA)


def ask(policy: Policy, who: str, verb: str, changes: str) -> Outcome:
    sources: dict[str, dict[str, Any]] = {
        "seat": dict(SEATS[who]),
        "thing": thing(),
        "purpose": dict(PURPOSE),
    }
    for change in changes.split():
        path, value = change.split("=")
        source, _, name = path.rpartition(".")
        sources[source or "thing"][name] = cell(value)
    verb, _, other = verb.partition("@")
    kind = other or verb.partition(".")[0]
    return policy.decide(verb=verb, kind=kind, now=NOW, **sources)


def said(outcome: Outcome) -> str:
    words = ["yes" if outcome else "no", *outcome.rules]
    flags = "W" * outcome.watermark + "L" * outcome.log
    tail = [*sorted(outcome.fields), str(outcome.min_cell), flags]
    return " ".join(words) + (":" if outcome.rules else " :") + " " + " ".join(tail).strip()


def answers(policy: Policy) -> list[tuple[object, ...]]:
    """The whole table as one policy answers it: what mutants are told apart by."""
    return [ask(policy, who, verb, changes)[:6] for who, verb, changes, _ in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row[:3]))
def test_access_table__answers_as_reviewed(row: tuple[str, str, str, str]) -> None:
    who, verb, changes, answer = row

    outcome = ask(POLICY, who, verb, changes)

    assert said(outcome) == answer
    assert outcome.errors == ()


def test_nobody__refused_with_the_names_of_what_is_missing() -> None:
    outcome = ask(POLICY, "nobody", "register.view", "")

    assert not outcome
    assert outcome.rules == ()
    assert outcome.log
    assert outcome.errors == (
        "missing seat.until",
        "missing seat.agency",
        "missing seat.systems",
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"level": None}, "missing thing.level"),
        ({"level": True}, "type thing.level"),
        ({"level": "2"}, "type thing.level"),
        ({"open_until": NOW}, "type thing.open_until"),
        ({"agency": 7}, "type thing.agency"),
    ],
)
def test_bad_thing__refused_even_to_its_owner(changes: dict[str, object], error: str) -> None:
    outcome = POLICY.decide(
        verb="record.view",
        kind="record",
        seat=seat(),
        thing=thing(**changes),
        purpose=PURPOSE,
        now=NOW,
    )

    assert not outcome.allowed
    assert outcome.errors == (error,)
    assert outcome.fields == frozenset()


def test_seat_values_of_a_subtype__accepted() -> None:
    class Text(str):
        __slots__ = ()

    class Day(date):
        pass

    changes = {"agency": Text("A"), "systems": {"s1"}, "until": Day(2027, 3, 15)}

    assert POLICY.decide(
        verb="record.view",
        kind="record",
        seat=seat(**changes),
        thing=thing(),
        purpose=PURPOSE,
        now=NOW,
    )


def test_no_clock__refused() -> None:
    outcome = POLICY.decide(
        verb="register.view",
        kind="register",
        seat=seat(),
        thing=thing(),
        purpose=PURPOSE,
        now=None,  # type: ignore[arg-type]
    )

    assert outcome.errors == ("missing now",)


@pytest.mark.parametrize(("verb", "kind"), [("record.eat", "record"), ("record.view", "cake")])
def test_unknown_verb_or_kind__refused(verb: str, kind: str) -> None:
    outcome = POLICY.decide(
        verb=verb, kind=kind, seat=seat(), thing=thing(), purpose=PURPOSE, now=NOW
    )

    assert not outcome
    assert outcome.errors == ("unknown verb or kind",)


def test_the_table_is_tidy() -> None:
    assert all(re.fullmatch(r"(yes|no) [a-z -]*: ?[a-z ]*\d+( W?L?)?", row[3]) for row in ROWS)
