"""Rules and outcomes in words, in four languages."""

import json
from typing import Any

import pytest

from himaya.engines.rules import Outcome, Policy, missing_words, reasons, sentence
from himaya.engines.rules.sentences import LANGUAGES, _words
from himaya.engines.rules.tests.worlds import DOCUMENT, NOW, PURPOSE, SCHEMA, seat, thing

POLICY = Policy.parse(DOCUMENT, SCHEMA)
EXTRA = {
    "attributes": {"thing.urgent": "the urgency", "seat.until": "the end of their access"},
    "verbs": {"count": "count {kinds}"},
    "kinds": {"register": "registers"},
}


def say(language: str = "en", **rule: Any) -> str:  # noqa: ANN401 - JSON
    whole = {"id": "x", "effect": "permit", "verbs": ["record.view"], "kinds": ["record"], **rule}
    return sentence(Policy.parse({"version": 1, "rules": [whole]}, SCHEMA).rules[0], language)


def test_tables__say_the_same_things_in_every_language() -> None:
    english = _words("en")
    for language in LANGUAGES:
        table = _words(language)
        for section in set(english) - {"contractions"}:
            assert set(table[section]) == set(english[section]), (language, section)
            for name, text in table[section].items():
                holes = {hole for hole in ("{left}", "{right}", "{kinds}") if hole in str(text)}
                other = {
                    hole
                    for hole in ("{left}", "{right}", "{kinds}")
                    if hole in str(english[section][name])
                }
                assert holes == other, (language, name)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "A coordinator may view records if the sensitivity is Moderate or below, and the workspace is one that their agency belongs to.",
        ),
        (
            "fr",
            "Un coordinateur peut consulter les fiches si la sensibilité est au plus Modérée, et si son agence est membre de l’espace de travail.",
        ),
        (
            "es",
            "Un coordinador puede consultar los registros si la sensibilidad es como máximo Moderada, y si su agencia es miembro del espacio de trabajo.",
        ),
        (
            "ar",
            "يجوز للمنسّق الاطلاع على السجلات إذا كانت درجة الحساسية «متوسطة» أو أدنى، وكانت وكالته عضواً في مساحة العمل.",
        ),
    ],
)
def test_role_becomes_the_subject(language: str, expected: str) -> None:
    when = {
        "all": [
            {"eq": ["seat.role", {"value": "coordinator"}]},
            {"le": ["thing.level", 2]},
            {"in": ["thing.system", "seat.systems"]},
        ]
    }

    assert say(language, when=when) == expected


def test_or_in_arabic__never_reads_as_and() -> None:
    when = {
        "any": [{"eq": ["thing.level", 1]}, {"eq": ["thing.level", 2]}, {"eq": ["thing.level", 3]}]
    }

    text = say("ar", when=when)

    assert text.count("أو") == 2
    assert "، و" not in text


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, "Anyone with access may view records."),
        ({"when": False}, "Anyone with access may view records if never."),
        ({"when": {"any": []}}, "Anyone with access may view records if never."),
        ({"unless": {"all": []}}, "Anyone with access may view records, unless always."),
        (
            {"effect": "forbid", "unless": False},
            "Nobody may view records, without exception.",
        ),
        (
            {
                "effect": "forbid",
                "verbs": ["*"],
                "kinds": ["*"],
                "unless": {"ge": ["seat.until", "now"]},
            },
            "Nobody may do anything with anything, unless “seat.until” does not come before today.",
        ),
        (
            {
                "effect": "forbid",
                "verbs": ["record.view", "record.amend"],
                "when": {"in": ["seat.role", {"value": ["reader", "pilot"]}]},
                "unless": {"eq": ["seat.second_factor", False]},
            },
            "“pilot” or a reader may not view or amend records, unless they signed in without a second factor.",
        ),
        (
            {"verbs": ["record.count", "record.view"], "kinds": ["record", "register"]},
            "Anyone with access may carry out “record.count” on records and “register” and view these.",
        ),
        (
            {"when": {"ne": ["seat.second_factor", True]}},
            "Anyone with access may view records if they signed in without a second factor.",
        ),
        (
            {"when": {"eq": ["thing.urgent", True]}},
            "Anyone with access may view records if “thing.urgent” is yes.",
        ),
        (
            {"when": {"not": {"in": ["thing.system", {"value": ["s1", "s2"]}]}}},
            "Anyone with access may view records if the workspace is not “s1” or “s2”.",
        ),
        (
            {"when": {"in": ["thing.system", {"value": []}]}},
            "Anyone with access may view records if the workspace is -.",
        ),
        (
            {"when": {"in": [{"value": "water"}, "seat.systems"]}},
            "Anyone with access may view records if “water” is among the workspaces of their agency.",
        ),
        (
            {"when": {"lt": ["thing.open_until", {"value": "2027-03-15"}]}},
            "Anyone with access may view records if “thing.open_until” comes before 2027-03-15.",
        ),
        (
            {"when": {"eq": ["thing.level", 9]}},
            "Anyone with access may view records if the sensitivity is 9.",
        ),
        (
            {
                "when": {
                    "any": [
                        {
                            "all": [
                                {"eq": ["thing.agency", "seat.agency"]},
                                {"le": ["thing.level", 2]},
                            ]
                        },
                        {"overlaps": ["seat.systems", "seat.granted"]},
                    ]
                }
            },
            "Anyone with access may view records if (the owner is their own agency, and the sensitivity is Moderate or below), or the workspaces of their agency and the authorised sharings open to them have something in common.",
        ),
        (
            {"fields": ["identity", "contact"], "log": True},
            "Anyone with access may view records; shown: contact details and identity; each access is logged.",
        ),
        (
            {
                "effect": "limit",
                "when": {"eq": ["seat.role", {"value": "reader"}]},
                "withhold": ["narrative"],
                "min_cell": 10,
                "watermark": True,
            },
            "To view records if their role is reader: withheld: narrative; counts below 10 are not shown; copies carry a watermark.",
        ),
    ],
)
def test_rule__said_in_english(rule: dict[str, Any], expected: str) -> None:
    assert say(**rule) == expected


def test_prepositions_and_contractions__said_again_in_french() -> None:
    verbs, kinds = ["record.manage"], ["record", "register"]
    extra = {
        "verbs": {"manage": "changer le statut de {kinds}"},
        "kinds": {"register": "le registre"},
    }
    document = {
        "version": 1,
        "rules": [{"id": "x", "effect": "permit", "verbs": verbs, "kinds": kinds}],
    }
    schema = type(SCHEMA)(SCHEMA.seat, SCHEMA.thing, SCHEMA.purpose)

    text = sentence(Policy.parse(document, schema).rules[0], "fr", extra)

    assert (
        text
        == "Toute personne disposant d’un accès peut changer le statut des fiches et du registre."
    )


def test_missing_words__named_until_they_are_brought() -> None:
    gaps = missing_words(POLICY, "en")
    brought = missing_words(
        POLICY,
        "en",
        {
            **EXTRA,
            "attributes": {
                **EXTRA["attributes"],
                "thing.open_until": "x",
                "seat.themes": "y",
                "purpose.themes": "z",
            },
            "verbs": {"record.count": "count {kinds}"},
        },
    )

    assert "verbs:record.count" in gaps
    assert "attributes:seat.until" in gaps
    assert set(brought) <= set(gaps) - {"verbs:record.count", "attributes:seat.until"}


def test_language_without_a_table__refused() -> None:
    with pytest.raises(KeyError):
        sentence(POLICY.rules[0], "de")


def decide(**changes: Any) -> Outcome:  # noqa: ANN401 - attributes
    who = seat(**changes.pop("seat", {}))
    return POLICY.decide(
        verb="record.view",
        kind="record",
        seat=who,
        thing=thing(**changes),
        purpose=PURPOSE,
        now=NOW,
    )


def test_allowed__the_rules_that_allow() -> None:
    said = reasons(decide(system="s2"), POLICY, "en")

    assert said == (
        "Anyone with access may view and amend records if the owner is their own agency; shown: identity and narrative.",
        "To view records if the sensitivity is Moderate or above: counts below 5 are not shown.",
    )


def test_forbidden__the_rule_and_what_would_be_needed() -> None:
    assert reasons(decide(level=4), POLICY, "en") == (
        "Nobody may do anything with records, unless the sensitivity is within their access level.",
        "This would be needed: the sensitivity is within their access level.",
    )


def test_forbidden_without_exception__nothing_would_help() -> None:
    rule = {"id": "x", "effect": "forbid", "verbs": ["*"], "kinds": ["record"], "unless": False}
    policy = Policy.parse({"version": 1, "rules": [rule]}, SCHEMA)

    said = reasons(Outcome(allowed=False, rules=("x",)), policy, "en")

    assert said == ("Nobody may do anything with records, without exception.",)


def test_no_rule__the_cases_in_which_one_would() -> None:
    outcome = decide(agency="B", system="s2")

    plain = reasons(outcome, POLICY, "en")
    with_cases = reasons(outcome, POLICY, "en", verb="record.amend", kind="record")

    assert plain == ("No rule permits this, and what no rule permits is refused.",)
    assert with_cases[1:] == (
        "Anyone with access may view and amend records if the owner is their own agency; shown: identity and narrative.",
    )


def test_error__the_missing_name_and_no_value() -> None:
    assert reasons(decide(level="secret"), POLICY, "en") == (
        "Refused, because this is missing or unreadable: the sensitivity.",
    )
    assert reasons(Outcome(allowed=False, errors=("unknown verb or kind",)), POLICY, "en") == (
        "Refused, because the rules do not know this action or this kind of thing.",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule__said_without_a_hole(language: str) -> None:
    for rule in POLICY.rules:
        text = sentence(rule, language)
        assert "{" not in text
        assert json.dumps(text)
