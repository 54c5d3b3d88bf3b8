"""The cases of the access table: who asks (nine roles) about what (relations and conditions).

A *relation* is how the thing stands to the seat; a *condition* is what narrows it further. The
reviewed answers are in `table.md`; `test_rules.py` holds the default rules to them, the other
tests of this folder hold the doors to them.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from himaya.engines.rules import Outcome, Policy
from himaya.gate.things import kinds
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.people.models import Role

ROLES = tuple(str(role) for role in Role)
SHORT = ("CO", "IM", "FP", "FF", "CW", "SU", "DP", "RE", "GO")  # columns of the table, as ROLES

# The seat: agency HRA, member of the workspace "ws", High, a second factor, everywhere.
SEAT: Mapping[str, object] = {
    "ref": "me",
    "operation": "here",
    "agency": "HRA",
    "level": 3,
    "everywhere": True,
    "areas": frozenset({"MJ01"}),
    "systems": frozenset({"ws"}),
    "granted": frozenset[str](),
    "in_place_of": frozenset({"before"}),
    "second_factor": True,
}
# The thing: nothing that narrows it.
THING: Mapping[str, object] = {
    "ref": "it",
    "operation": "here",
    "agency": "OTH",
    "system": "away",
    "level": 1,
    "lane": "information",
    "audience": "agency",
    "area": "",
    "state": "open",
    "author": "somebody",
    "caseworker": "somebody",
}
RELATIONS: Mapping[str, Mapping[str, object]] = {
    "own": {"agency": "HRA", "author": "me", "caseworker": "me"},
    "agency": {"agency": "HRA"},
    "predecessor": {"agency": "HRA", "author": "before", "caseworker": "before"},
    "assigned": {"agency": "HRA", "caseworker": "me"},
    "passed-on": {"agency": "HRA", "author": "me"},
    "workspace": {"agency": "WCI", "system": "ws", "audience": "workspace"},
    "co-led": {"agency": "WCI", "system": "ws", "audience": "co_leads"},
    "co-away": {"agency": "WCI", "system": "away", "audience": "co_leads"},
    "operation": {"audience": "operation"},
    "open": {"agency": "WCI", "system": "ws", "audience": "operation"},
    "other": {"agency": "WCI", "system": "away", "audience": "workspace"},
    "foreign": {"agency": "WCI", "system": "ws"},
    "elsewhere": {"operation": "there", "agency": "HRA", "audience": "operation", "system": "ws"},
    # A grant opens what was foreign.
    "granted": {"ref": "given"},
}
# condition -> (changes of the seat, changes of the thing)
CONDITIONS: Mapping[str, tuple[Mapping[str, object], Mapping[str, object]]] = {
    "": ({}, {}),
    "moderate": ({}, {"level": 2}),
    "high": ({}, {"level": 3}),
    "severe": ({}, {"level": 4}),
    "moderate, no second factor": ({"second_factor": False}, {"level": 2}),
    "high, no second factor": ({"second_factor": False}, {"level": 3}),
    "access up to Moderate": ({"level": 2}, {}),
    "access up to Severe": ({"level": 4}, {}),
    "severe, access up to Severe": ({"level": 4}, {"level": 4}),
    "cases": ({}, {"lane": "person"}),
    "in one's area": ({"everywhere": False}, {"area": "MJ01"}),
    "outside one's areas": ({"everywhere": False}, {"area": "MJ02"}),
    "an area, but everywhere": ({}, {"area": "MJ02"}),
    "no area": ({"everywhere": False}, {"area": ""}),
}
# Kinds to which conditions apply.
NARROWED = ("record", "dataset", "search_entry", "site", "subject")


class Case(NamedTuple):
    """One line of the table: it has an answer for each role."""

    kind: str
    verb: str
    relation: str
    condition: str


def cases() -> Iterator[Case]:
    """Every kind x verb x relation x condition."""
    for kind in sorted(one.name for one in kinds()):
        for verb in Verb:
            for relation in RELATIONS:
                for condition in CONDITIONS if kind in NARROWED else [""]:
                    yield Case(kind, verb, relation, condition)


def outcomes(policy: Policy, case: Case) -> list[Outcome]:
    """What the rules answer, one outcome per role."""
    seat_changes, thing_changes = CONDITIONS[case.condition]
    seat = {**SEAT, **seat_changes}
    if case.relation == "granted":
        seat["granted"] = frozenset({"given"})
    thing = {**THING, **RELATIONS[case.relation], **thing_changes}
    return [
        policy.decide(
            verb=case.verb,
            kind=case.kind,
            seat={**seat, "role": role},
            thing=thing,
            purpose={"code": "coordination"},
            now=clock.now(),
        )
        for role in ROLES
    ]


_GROUPS: Mapping[frozenset[str], str] = {
    frozenset(): "",
    frozenset({"contact", "narrative"}): "c",
    frozenset({"identity", "contact", "narrative", "fine_location", "alleged_perpetrator"}): "+",
}


def cell(outcome: Outcome) -> str:
    """An answer as the table writes it: see the legend in `table.md`."""
    if not outcome.allowed:
        return "!" if outcome.errors else "."
    marks = "".join(mark for mark, held in (("w", outcome.watermark), ("l", outcome.log)) if held)
    coded = outcome.fields & {"high", "severe"}
    groups = _GROUPS.get(outcome.fields - coded, str(sorted(outcome.fields)))
    groups += "".join(group[0] for group in sorted(coded))
    return f"y{groups}{outcome.min_cell or ''}{marks}"
