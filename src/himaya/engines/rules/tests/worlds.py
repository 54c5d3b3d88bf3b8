"""The invented response the tests ask about: a schema, a policy, its people, and random ones."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from himaya.engines.rules import Schema

NOW = datetime(2027, 3, 15, 10, 0, tzinfo=UTC)
TODAY = NOW.date()

SCHEMA = Schema(
    seat={
        "agency": "str",
        "role": "str",
        "level": "int",
        "systems": "set[str]",
        "granted": "set[str]",
        "themes": "set[str]",
        "second_factor": "bool",
        "until": "date",
    },
    thing={
        "ref": "str",
        "agency": "str",
        "system": "str",
        "level": "int",
        "lane": "str",
        "open_until": "date",
        "urgent": "bool",
    },
    purpose={"code": "str", "themes": "set[str]"},
    kinds={
        "record": ("ref", "agency", "system", "level", "lane", "open_until", "urgent"),
        "register": ("agency", "system"),
    },
    verbs=frozenset(
        {"record.view", "record.amend", "record.count", "register.view", "register.manage"}
    ),
    groups=frozenset({"identity", "contact", "narrative"}),
)

DOCUMENT: dict[str, Any] = {
    "version": 1,
    "rules": [
        {
            "id": "clearance",
            "effect": "forbid",
            "verbs": ["record.*"],
            "kinds": ["record"],
            "unless": {"le": ["thing.level", "seat.level"]},
        },
        {
            "id": "running-seat",
            "effect": "forbid",
            "verbs": ["*"],
            "kinds": ["*"],
            "unless": {"ge": ["seat.until", "now"]},
        },
        {
            "id": "second-factor",
            "effect": "forbid",
            "verbs": ["record.view", "record.amend"],
            "kinds": ["record"],
            "when": {"ge": ["thing.level", 3]},
            "unless": {"eq": ["seat.second_factor", True]},
        },
        {
            "id": "own-agency",
            "effect": "permit",
            "verbs": ["record.view", "record.amend"],
            "kinds": ["record"],
            "when": {"eq": ["thing.agency", "seat.agency"]},
            "fields": ["identity", "narrative"],
        },
        {
            "id": "workspace",
            "effect": "permit",
            "verbs": ["record.view"],
            "kinds": ["record"],
            "when": {
                "all": [
                    {"in": ["thing.system", "seat.systems"]},
                    {
                        "any": [
                            {"eq": ["thing.lane", {"value": "information"}]},
                            {"in": ["seat.role", {"value": ["caseworker", "supervisor"]}]},
                        ]
                    },
                ]
            },
            "fields": ["contact", "narrative"],
        },
        {
            "id": "authorised-sharing",
            "effect": "permit",
            "verbs": ["record.view"],
            "kinds": ["record"],
            "when": {
                "all": [
                    {"in": ["thing.ref", "seat.granted"]},
                    {"not": {"lt": ["thing.open_until", "now"]}},
                ]
            },
            "unless": {"eq": ["purpose.code", {"value": "fundraising"}]},
            "fields": ["identity"],
        },
        {
            "id": "registers",
            "effect": "permit",
            "verbs": ["register.view"],
            "kinds": ["register"],
            "when": {
                "any": [
                    {"eq": ["thing.agency", "seat.agency"]},
                    {"in": ["thing.system", "seat.systems"]},
                ]
            },
        },
        {
            "id": "joint-counts",
            "effect": "permit",
            "verbs": ["record.count"],
            "kinds": ["record"],
            "when": {"overlaps": ["purpose.themes", "seat.themes"]},
            "min_cell": 3,
            "log": True,
        },
        {
            "id": "readers",
            "effect": "limit",
            "verbs": ["record.view"],
            "kinds": ["record"],
            "when": {"eq": ["seat.role", {"value": "reader"}]},
            "withhold": ["identity", "narrative"],
            "min_cell": 10,
            "watermark": True,
            "log": True,
        },
        {
            "id": "small-counts",
            "effect": "limit",
            "verbs": ["record.view"],
            "kinds": ["record"],
            "when": {"ge": ["thing.level", 2]},
            "min_cell": 5,
        },
    ],
}

LATER, EARLIER = TODAY + timedelta(30), TODAY - timedelta(1)


def seat(**changes: object) -> dict[str, object]:
    """Amina's seat: a caseworker of agency A with access to High."""
    return {
        "agency": "A",
        "role": "caseworker",
        "level": 3,
        "systems": frozenset({"s1"}),
        "granted": frozenset(),
        "themes": frozenset({"shelter"}),
        "second_factor": True,
        "until": LATER,
        **changes,
    }


def thing(**changes: object) -> dict[str, object]:
    """A Moderate record of agency A in the workspace s1."""
    return {
        "ref": "r1",
        "agency": "A",
        "system": "s1",
        "level": 2,
        "lane": "person",
        "open_until": TODAY,
        "urgent": False,
        **changes,
    }


PURPOSE: dict[str, object] = {"code": "coordination", "themes": frozenset({"shelter", "water"})}

SEATS: dict[str, dict[str, object]] = {
    "amina": seat(),
    "bakari": seat(role="reader", level=2, second_factor=False, systems=frozenset()),
    "celine": seat(agency="B", role="focal_point", level=2),
    "dawit": seat(
        role="administrator", agency="-", level=1, systems=frozenset(), themes=frozenset()
    ),
    "nobody": {},
}

_ORDER = ("lt", "le", "gt", "ge", "eq", "ne")
_TESTS: tuple[Any, ...] = (
    lambda r: {r.choice(_ORDER): ["thing.level", r.choice(["seat.level", r.randint(1, 4)])]},
    lambda r: {r.choice(_ORDER): [r.choice(["seat.level", r.randint(1, 4)]), "thing.level"]},
    lambda r: {r.choice(_ORDER): ["thing.open_until", r.choice(["now", {"value": "2027-03-16"}])]},
    lambda r: {r.choice(_ORDER): ["now", "seat.until"]},
    lambda r: {r.choice(["eq", "ne"]): ["thing.agency", r.choice(["seat.agency", {"value": "B"}])]},
    lambda r: {r.choice(["eq", "ne"]): ["thing.urgent", r.choice([True, "seat.second_factor"])]},
    lambda r: {"in": ["thing.system", r.choice(["seat.systems", {"value": ["s1", 's\n"2é']}])]},
    lambda r: {"in": ["thing.ref", r.choice(["seat.granted", {"value": []}])]},
    lambda _: {"in": ["seat.role", {"value": ["reader", "caseworker"]}]},
    lambda r: {"in": [{"value": "shelter"}, r.choice(["seat.themes", "purpose.themes"])]},
    lambda r: {"overlaps": ["seat.themes", r.choice(["purpose.themes", {"value": ["water"]}])]},
    lambda r: {r.choice(["eq", "ne"]): ["purpose.code", {"value": "coordination"}]},
    lambda r: r.random() < 0.5,
)


def random_condition(r: random.Random, depth: int = 3) -> Any:  # noqa: ANN401 - JSON
    """A condition of any shape the language has."""
    shape = r.random() if depth else 1.0
    if shape < 0.25:
        return {"not": random_condition(r, depth - 1)}
    if shape < 0.6:
        parts = [random_condition(r, depth - 1) for _ in range(r.randint(0, 3))]
        return {r.choice(["all", "any"]): parts}
    return r.choice(_TESTS)(r)


def random_document(r: random.Random) -> dict[str, Any]:
    """A policy about records with two to seven rules."""
    rules: list[dict[str, Any]] = []
    for number in range(r.randint(2, 7)):
        effect = r.choice(["permit", "permit", "forbid", "limit"])
        rule: dict[str, Any] = {
            "id": f"rule-{number}",
            "effect": effect,
            "verbs": r.choice([["record.view"], ["record.*"], ["*"]]),
            "kinds": ["record"],
        }
        if r.random() < 0.7:
            rule["when"] = random_condition(r)
        if effect == "forbid" or r.random() < 0.3:
            rule["unless"] = random_condition(r)
        if effect == "permit":
            rule["fields"] = r.sample(sorted(SCHEMA.groups), 2)
        if effect == "limit":
            rule["withhold"] = r.sample(sorted(SCHEMA.groups), 1)
        rules.append(rule)
    return {"version": 1, "rules": rules}


def random_thing(r: random.Random, nulls: float = 0.0) -> dict[str, Any]:
    """A record; each attribute is None with the given probability."""
    whole = {
        "ref": r.choice(["r1", "r2"]),
        "agency": r.choice(["A", "B"]),
        "system": r.choice(["s1", 's\n"2é', "s3"]),
        "level": r.randint(1, 4),
        "lane": r.choice(["information", "person"]),
        "open_until": TODAY + timedelta(r.randint(-1, 1)),
        "urgent": r.random() < 0.5,
    }
    return {name: None if r.random() < nulls else value for name, value in whole.items()}


def random_seat(r: random.Random) -> dict[str, Any]:
    """A seat with all attributes."""
    return {
        "agency": r.choice(["A", "B"]),
        "role": r.choice(["reader", "caseworker", "focal_point"]),
        "level": r.randint(1, 4),
        "systems": frozenset(r.sample(["s1", 's\n"2é'], r.randint(0, 2))),
        "granted": frozenset(r.sample(["r1", "r2"], r.randint(0, 2))),
        "themes": frozenset(r.sample(["shelter", "water"], r.randint(0, 2))),
        "second_factor": r.random() < 0.5,
        "until": TODAY + timedelta(r.randint(-1, 1)),
    }


def random_purpose(r: random.Random) -> dict[str, Any]:
    """A purpose with all attributes."""
    return {
        "code": r.choice(["coordination", "fundraising"]),
        "themes": frozenset(r.sample(["shelter", "water"], r.randint(0, 2))),
    }


def cell(text: str) -> object:
    """A value in an access table: a number, a date, yes/no, a set in braces, or a text."""
    if text.startswith("{"):
        return frozenset(text.strip("{}").split(",")) - {""}
    if text in ("yes", "no"):
        return text == "yes"
    if text.count("-") == 2:
        return date.fromisoformat(text)
    return int(text) if text.isdigit() else text
