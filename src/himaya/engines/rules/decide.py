"""One decision: rules of one verb and kind, compiled once to closures over checked values.

A decision has two phases. First every attribute that any covering rule names is read and its
type checked; one that is missing, None or of another type ends the decision as a refusal. Then
the conditions run over the checked values and cannot fail any more.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from himaya.engines.rules.language import (
    All,
    Attribute,
    Condition,
    Constant,
    Given,
    Operand,
    Rule,
    Test,
    Type,
    attributes,
)

Values = Sequence[Any]
Closure = Callable[[Values], bool]
Read = tuple[str, str, type, Type]  # source, name, the usual type, the declared type
OUTCOMES = 1024  # remembered per verb and kind; obligations depend only on which rules fired

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "in": lambda item, items: item in items,
    "not_in": lambda item, items: item not in items,
    "overlaps": lambda one, other: not one.isdisjoint(other),
    "apart": lambda one, other: one.isdisjoint(other),
}
_EXACT: Mapping[Type, type] = {
    "str": str,
    "int": int,
    "bool": bool,
    "date": date,
    "set[str]": frozenset,
}


class Outcome(NamedTuple):
    """What was decided, by which rules, and under which obligations.

    ``rules``: where allowed, the permits and limits that hold; where refused, the forbids that
    fired (none: no rule permits it). ``errors`` name what was missing or mistyped, never its
    value; any error refuses. A refusal shows no fields. Truth value: ``allowed``.
    """

    allowed: bool
    rules: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()
    min_cell: int = 0
    watermark: bool = False
    log: bool = False
    errors: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, slots=True)
class Cell:
    """Everything compiled for one verb and kind."""

    reads: tuple[Read, ...]
    tests: tuple[tuple[int, Closure], ...]
    outcome: Callable[[int], Outcome]


def fits(kind: Type, value: object) -> bool:
    """Whether a value may stand for an attribute of that type. None never does.

    Elements of a set are not looked at: that would cost more than the decision.
    """
    match kind:
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "date":
            return isinstance(value, date) and not isinstance(value, datetime)
        case "set[str]":
            return isinstance(value, frozenset | set)
    return isinstance(value, _EXACT[kind])


def reads(rules: Sequence[Rule]) -> tuple[Read, ...]:
    """Every attribute the rules name, once, in order."""
    found = dict.fromkeys(a for rule in rules for a in attributes(rule.fires))
    return tuple((a.source, a.name, _EXACT[a.type], a.type) for a in found)


def read(
    wanted: Sequence[Read], sources: Mapping[str, Mapping[str, object]]
) -> tuple[list[object], list[str]]:
    """The wanted values in order, and the errors: names of what is missing or of a wrong type."""
    values = []
    errors = []
    for source, name, exact, kind in wanted:
        value = sources[source].get(name)
        if type(value) is not exact and not fits(kind, value):
            path = f"{source}.{name}" if name else source
            errors.append(f"{'missing' if value is None else 'type'} {path}")
        values.append(value)
    return values, errors


def today(now: object) -> Mapping[str, object]:
    """The clock as a source: rules compare days, in the zone of the datetime they are given."""
    return {"": now.date() if isinstance(now, datetime) else None}


def build(rules: Sequence[Rule]) -> Cell:
    """Compile the rules that cover one verb and kind."""
    wanted = reads(rules)
    slots = {(source, name): slot for slot, (source, name, _, _) in enumerate(wanted)}
    tests = tuple((1 << bit, closure(rule.fires, slots)) for bit, rule in enumerate(rules))

    def outcome(mask: int) -> Outcome:
        return conclude([rule for bit, rule in enumerate(rules) if mask & (1 << bit)])

    return Cell(wanted, tests, lru_cache(OUTCOMES)(outcome))


def conclude(fired: Sequence[Rule]) -> Outcome:
    """The outcome of the rules whose conditions hold: forbid beats permit, nothing is refusal."""
    forbids = [rule for rule in fired if rule.effect == "forbid"]
    permits = [rule for rule in fired if rule.effect == "permit"]
    allowed = bool(permits) and not forbids
    decided = fired if allowed else forbids
    shown = frozenset[str]().union(*(rule.fields for rule in permits))
    withheld = frozenset[str]().union(*(rule.withhold for rule in fired))
    return Outcome(
        allowed=allowed,
        rules=tuple(rule.id for rule in decided),
        fields=shown - withheld if allowed else frozenset(),
        min_cell=max((rule.min_cell for rule in fired), default=0),
        watermark=any(rule.watermark for rule in fired),
        log=any(rule.log for rule in fired),
    )


def decide(cell: Cell, sources: Mapping[str, Mapping[str, object]]) -> Outcome:
    """Run a compiled cell. Costs a few microseconds."""
    values, errors = read(cell.reads, sources)
    if errors:
        return Outcome(allowed=False, log=True, errors=tuple(errors))
    mask = 0
    for bit, holds in cell.tests:
        if holds(values):
            mask |= bit
    return cell.outcome(mask)


def closure(condition: Condition, slots: Mapping[tuple[str, str], int]) -> Closure:
    """The condition as a function of the values read."""
    if isinstance(condition, Constant):
        constant = condition.value
        return lambda _values: constant
    if isinstance(condition, Test):
        return _test(condition, slots)
    if isinstance(condition, All):
        needed = [part for part in condition.parts if part != Constant(value=True)]
        return _every([closure(part, slots) for part in needed])
    return _some([closure(part, slots) for part in condition.parts])


def _every(parts: Sequence[Closure]) -> Closure:
    if len(parts) == 1:
        return parts[0]

    def every(values: Values) -> bool:
        for part in parts:  # noqa: SIM110 - `all()` over a generator costs twice as much
            if not part(values):
                return False
        return True

    return every


def _some(parts: Sequence[Closure]) -> Closure:
    def some(values: Values) -> bool:
        for part in parts:  # noqa: SIM110 - as above
            if part(values):
                return True
        return False

    return some


def _test(test: Test, slots: Mapping[tuple[str, str], int]) -> Closure:
    holds = OPERATORS[test.op]
    if isinstance(test.right, Given):
        left, given = _slot(test.left, slots), test.right.value
        return lambda values: holds(values[left], given)
    right = _slot(test.right, slots)
    if isinstance(test.left, Given):
        item = test.left.value
        return lambda values: holds(item, values[right])
    left = _slot(test.left, slots)
    return lambda values: holds(values[left], values[right])


def _slot(side: Operand, slots: Mapping[tuple[str, str], int]) -> int:
    assert isinstance(side, Attribute)  # noqa: S101 - for the type checker: one side is Given
    return slots[side.source, side.name]
