"""The rules as Cedar policies: an independent second opinion, used by tests only.

Translated from the document as written, not from the parsed conditions, so that a mistake in the
parser (pushing a `not` down, say) shows as a difference. Three things to know when asking Cedar:

- it *skips* a policy that errs, so any error in its diagnostics must be read as a refusal;
- each policy first reads all attributes it names (in a set that is never empty), because here a
  missing attribute refuses even where the condition could be answered without it;
- limits become permits on an action of their own: ask once for the decision, once with
  ``limits=True`` for the limits that apply.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from himaya.engines.rules.decide import fits, today
from himaya.engines.rules.language import Rule, Schema, Type
from himaya.engines.rules.policy import Attributes, Policy

_SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_SOURCES = {"seat": "principal", "thing": "resource", "purpose": "context.purpose"}
_LIMIT = "limit "


def cedar_text(policy: Policy) -> str:
    """All rules as Cedar policies, each annotated with the rule's id."""
    pairs = zip(policy.rules, policy.document["rules"], strict=True)
    return "\n".join(_policy(rule, entry, policy.schema) for rule, entry in pairs)


def cedar_request(
    schema: Schema,
    *,
    verb: str,
    kind: str,
    seat: Attributes,
    thing: Attributes,
    purpose: Attributes,
    now: datetime | None,
    limits: bool = False,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The request and entities for `cedarpy.is_authorized`; mistyped values are left out."""
    prefix = _LIMIT if limits else ""
    verbs = [f"{prefix}{verb.partition('.')[0]}.*", f"{prefix}*"]
    uids = {
        "principal": {"type": "Seat", "id": "seat"},
        "action": {"type": "Action", "id": prefix + verb},
        "resource": {"type": "Thing", "id": "thing"},
    }
    context = {"kind": kind, "purpose": _record(schema.purpose, purpose)}
    context |= _record({"now": "date"}, {"now": today(now)[""]})
    entities: list[dict[str, Any]] = [
        {"uid": uids["principal"], "attrs": _record(schema.seat, seat), "parents": []},
        {"uid": uids["resource"], "attrs": _record(schema.thing, thing), "parents": []},
        {
            "uid": uids["action"],
            "attrs": {},
            "parents": [{"type": "Action", "id": name} for name in verbs],
        },
    ]
    request: dict[str, Any] = {
        role: f"{uid['type']}::{_text(uid['id'])}" for role, uid in uids.items()
    }
    return {**request, "context": context}, entities


def _policy(rule: Rule, entry: Mapping[str, Any], schema: Schema) -> str:
    prefix, effect = (_LIMIT, "permit") if rule.effect == "limit" else ("", rule.effect)
    actions = ", ".join(f"Action::{_text(prefix + verb)}" for verb in rule.verbs)
    when, unless = entry.get("when", True), entry.get("unless", False)
    conditions = []
    if "*" not in rule.kinds:
        conditions.append(f"{_literal(list(rule.kinds))}.contains(context.kind)")
    if paths := sorted({*_paths(when), *_paths(unless)}):
        conditions.append(f"[{', '.join(_path(path) for path in paths)}] != []")
    conditions += [f"({_condition(when, schema)})", f"!({_condition(unless, schema)})"]
    return (
        f"@id({_text(rule.id)})\n{effect} (principal, action in [{actions}], resource)\n"
        f"when {{ {' && '.join(conditions)} }};"
    )


def _paths(entry: object) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, list):
        for part in entry:
            yield from _paths(part)
    elif isinstance(entry, Mapping):
        for key, part in entry.items():
            yield from () if key == "value" else _paths(part)


def _condition(entry: Any, schema: Schema) -> str:  # noqa: ANN401 - JSON
    if isinstance(entry, bool):
        return _literal(entry)
    ((op, body),) = entry.items()
    if op == "not":
        return f"!({_condition(body, schema)})"
    if op in ("all", "any"):
        sign, empty = (" && ", "true") if op == "all" else (" || ", "false")
        return sign.join(f"({_condition(part, schema)})" for part in body) or empty
    left, right = (_operand(side, _type(other, schema)) for side, other in (body, body[::-1]))
    if op == "in":
        return f"{right}.contains({left})"
    if op == "overlaps":
        return f"{left}.containsAny({right})"
    return f"{left} {_SIGNS[op]} {right}"


def _type(operand: object, schema: Schema) -> Type | None:
    found = schema.attribute(operand) if isinstance(operand, str) else None
    return found.type if found else None


def _operand(entry: Any, other: Type | None) -> str:  # noqa: ANN401 - JSON
    if isinstance(entry, str):
        return _path(entry)
    value = entry["value"] if isinstance(entry, Mapping) else entry
    if other == "date":
        return _literal(date.fromisoformat(value).toordinal())
    return _literal(value)


def _path(path: str) -> str:
    source, _, name = path.partition(".")
    return f"{_SOURCES[source]}[{_text(name)}]" if name else f"context.{source}"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_text(item) for item in value)}]"
    return _text(value) if isinstance(value, str) else str(value)


def _text(value: str) -> str:
    """A Cedar string; its escapes are Rust's, so that only the plainest agree with JSON's."""
    return '"' + "".join(c if c.isalnum() or c in " ._-*" else _escape(c) for c in value) + '"'


def _escape(character: str) -> str:
    return f"\\u{{{ord(character):x}}}"


def _record(types: Mapping[str, Type], values: Attributes) -> dict[str, Any]:
    there = {n: values[n] for n, kind in types.items() if fits(kind, values.get(n))}
    return {name: _encode(value) for name, value in there.items()}


def _encode(value: object) -> object:
    """Dates as day numbers, which Cedar can order; sets as lists."""
    if isinstance(value, date):
        return value.toordinal()
    return sorted(value) if isinstance(value, frozenset | set) else value
