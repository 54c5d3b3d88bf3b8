"""Which rules hold: the newest active version of the operation, else the default rules."""

import json
from functools import lru_cache
from pathlib import Path

from himaya.engines.rules import Policy, Schema
from himaya.gate.models import PolicyVersion
from himaya.gate.things import ATTRIBUTES
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.tenancy.models import Operation

DEFAULT_RULES = Path(__file__).parent / "rules" / "default.json"

SCHEMA = Schema(
    seat={
        "ref": "str",
        "operation": "str",
        "agency": "str",
        "role": "str",
        "level": "int",
        "everywhere": "bool",
        "areas": "set[str]",
        "systems": "set[str]",
        "granted": "set[str]",
        "in_place_of": "set[str]",
        "second_factor": "bool",
    },
    thing={name: "int" if name == "level" else "str" for name in ATTRIBUTES},
    purpose={"code": "str"},
    verbs=frozenset(Verb),
)


@lru_cache(maxsize=64)
def _parsed(text: str) -> Policy:
    return Policy.parse(json.loads(text), SCHEMA)


@lru_cache(maxsize=1)
def default_policy() -> Policy:
    """The rules every new operation starts with."""
    return _parsed(DEFAULT_RULES.read_text())


def policy_for(operation: Operation) -> Policy:
    """The rules in force in an operation now. One indexed query; parsing is cached by text."""
    version = (
        PolicyVersion.objects.filter(operation=operation, active_from__lte=clock.now())
        .order_by("-number")
        .first()
    )
    return _parsed(json.dumps(version.document)) if version else default_policy()
