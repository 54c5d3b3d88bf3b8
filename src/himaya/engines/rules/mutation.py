"""Small wrong versions of a rule text: a good access table tells each from the right one.

For tests of any policy: `survivors(document, schema, table)` must be empty.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from himaya.engines.rules.language import RuleErrors, Schema
from himaya.engines.rules.policy import Policy

Json = dict[str, Any]
Path = tuple[str | int, ...]

_SWAPS = {
    "le": "lt",
    "lt": "le",
    "ge": "gt",
    "gt": "ge",
    "eq": "ne",
    "ne": "eq",
    "all": "any",
    "any": "all",
}
_LISTED = ("kinds", "verbs", "fields", "withhold")


class Mutant(NamedTuple):
    """One change to one rule, and the document that has it."""

    rule: str
    change: str
    document: Json


def mutants(document: Mapping[str, Any]) -> Iterator[Mutant]:
    """Every mutant of a valid document. Some may not parse: see `viable`."""
    for number, rule in enumerate(document["rules"]):
        yield Mutant(rule["id"], "removed", _with(document, ("rules", number), None))
        for change, mutated in _rule_mutants(rule):
            yield Mutant(rule["id"], change, _with(document, ("rules", number), mutated))


def viable(document: Mapping[str, Any], schema: Schema) -> Iterator[tuple[Mutant, Policy]]:
    """The mutants that parse, with their policies: those the parser refuses are dead already."""
    for mutant in mutants(document):
        try:
            yield mutant, Policy.parse(mutant.document, schema)
        except RuleErrors:
            continue


def survivors(
    document: Mapping[str, Any], schema: Schema, table: Callable[[Policy], object]
) -> list[Mutant]:
    """Mutants that answer the table as the right policy does: cases the table is missing."""
    right = table(Policy.parse(document, schema))
    return [mutant for mutant, policy in viable(document, schema) if table(policy) == right]


def _rule_mutants(rule: Json) -> Iterator[tuple[str, Json]]:
    yield from _flipped(rule)
    for key in ("when", "unless"):
        if key in rule:
            yield f"{key} always", {**rule, key: True}
            yield f"{key} never", {**rule, key: False}
            for path, change, node in _condition_mutants(rule[key], (key,)):
                yield change, _with(rule, path, node)
    for key in _LISTED:
        for place, name in enumerate(rule.get(key, [])):
            yield f"{key} without {name}", _with(rule, (key, place), None)
    yield from _widened(rule)
    for key in ("watermark", "log"):
        if rule["effect"] != "forbid":
            yield f"{key} flipped", {**rule, key: not rule.get(key, False)}
    if rule.get("min_cell"):
        yield "min_cell less one", {**rule, "min_cell": rule["min_cell"] - 1}


def _widened(rule: Json) -> Iterator[tuple[str, Json]]:
    for verb in rule["verbs"]:
        wider = "*" if verb.endswith("*") else f"{verb.partition('.')[0]}.*"
        if wider not in rule["verbs"] and verb != "*":
            yield f"verbs widened to {wider}", {**rule, "verbs": [*rule["verbs"], wider]}
    if "*" not in rule["kinds"]:
        yield "kinds widened", {**rule, "kinds": ["*"]}


def _flipped(rule: Json) -> Iterator[tuple[str, Json]]:
    kept: Json = {
        key: rule[key] for key in ("id", "verbs", "kinds", "when", "unless") if key in rule
    }
    if rule["effect"] != "forbid":
        yield "made a forbid", {"unless": False, **kept, "effect": "forbid"}
    if rule["effect"] != "permit":
        yield "made a permit", {**kept, "effect": "permit"}


def _condition_mutants(node: Any, path: Path) -> Iterator[tuple[Path, str, Any]]:  # noqa: ANN401
    if isinstance(node, bool):
        return
    ((op, body),) = node.items()
    here = ".".join(map(str, path))
    if op in _SWAPS:
        # `all` and `any` of fewer than two parts say the same either way, or are nonsense.
        if op not in ("all", "any") or len(body) > 1:
            yield path, f"{here}: {op} made {_SWAPS[op]}", {_SWAPS[op]: body}
    else:
        yield path, f"{here}: {op} negated", body if op == "not" else {"not": node}
    if op == "not":
        yield from _condition_mutants(body, (*path, op))
    elif op in ("all", "any"):
        for place, part in enumerate(body):
            yield (*path, op, place), f"{here}: part {place + 1} of {op} dropped", None
            yield from _condition_mutants(part, (*path, op, place))
    elif op == "in" and isinstance(body[1], Mapping):
        for place, name in enumerate(body[1]["value"]):
            yield (*path, op, 1, "value", place), f"{here}: in without {name}", None


def _with(root: Mapping[str, Any], path: Path, value: object) -> Json:
    """A deep copy with the value put at the path; None takes the place out of its list."""
    changed: Any = copy.deepcopy(dict(root))
    *way, last = path
    place = changed
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return changed  # type: ignore[no-any-return]
