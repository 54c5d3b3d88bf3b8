"""The rule language: its types, the schema of what a rule may read, conditions and rules.

Conditions are kept in *negation normal form*: the parser pushes every ``not`` and every ``unless``
down to the single comparison (``not (a <= b)`` becomes ``a > b``). That is exact here because a
decision first reads and checks every attribute its rules name, and refuses when one is missing;
a comparison therefore never meets an unknown value, and each has a true opposite.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple

Type = Literal["str", "int", "bool", "date", "set[str]"]
Value = str | int | bool | date | frozenset[str]
Effect = Literal["permit", "forbid", "limit"]

TYPES: tuple[Type, ...] = ("str", "int", "bool", "date", "set[str]")
# The opposite of each test; also the list of all operators, written and derived.
OPPOSITE = {
    "eq": "ne",
    "ne": "eq",
    "lt": "ge",
    "ge": "lt",
    "le": "gt",
    "gt": "le",
    "in": "not_in",
    "not_in": "in",
    "overlaps": "apart",
    "apart": "overlaps",
}
# What a test becomes when its two sides change places.
MIRROR = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}


class Attribute(NamedTuple):
    """Something a rule reads: ``seat.agency``, ``thing.level``, ``purpose.code`` or ``now``."""

    source: str
    name: str
    type: Type

    @property
    def path(self) -> str:
        return f"{self.source}.{self.name}" if self.name else self.source


class Given(NamedTuple):
    """A value written in the rule itself."""

    value: Value
    type: Type


Operand = Attribute | Given


@dataclass(frozen=True, slots=True)
class Constant:
    """A condition that always, or never, holds."""

    value: bool


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison. An attribute of the thing, where there is one, stands on the left."""

    op: str
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Condition", ...]


Condition = Constant | Test | All | AnyOf


def negated(condition: Condition) -> Condition:
    """The condition that holds exactly where this one does not."""
    match condition:
        case Constant(value):
            return Constant(not value)
        case Test(op, left, right):
            return Test(OPPOSITE[op], left, right)
        case All(parts):
            return AnyOf(tuple(negated(part) for part in parts))
    return All(tuple(negated(part) for part in condition.parts))


def attributes(condition: Condition) -> Iterator[Attribute]:
    """Every attribute the condition reads, in order, repeats included."""
    match condition:
        case Test(_, left, right):
            yield from (side for side in (left, right) if isinstance(side, Attribute))
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from attributes(part)


@dataclass(frozen=True)
class Schema:
    """What rules may read, with types; ``now`` is always there and reads as today's date.

    ``thing`` types every attribute a thing may have and ``kinds`` says which of them each kind
    has. Things have no sets: sets belong to the seat, so that rows are filtered without joins.
    ``kinds``, ``verbs`` and ``groups`` (field groups) are closed lists where they are given;
    left out, any name goes, and every kind is held to have every attribute.
    Raises ``ValueError`` on a schema that contradicts itself.
    """

    seat: Mapping[str, Type]
    thing: Mapping[str, Type]
    purpose: Mapping[str, Type]
    kinds: Mapping[str, Collection[str]] = field(default_factory=dict)
    verbs: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        typed = {**self.seat, **self.thing, **self.purpose}
        if wrong := sorted(name for name, kind in typed.items() if kind not in TYPES):
            raise ValueError(f"unknown types for: {', '.join(wrong)}")
        if wrong := sorted(name for name, kind in self.thing.items() if kind == "set[str]"):
            raise ValueError(f"a thing has no sets: {', '.join(wrong)}")
        for kind, names in self.kinds.items():
            if wrong := sorted(set(names) - set(self.thing)):
                raise ValueError(f"{kind} has undeclared attributes: {', '.join(wrong)}")

    def attribute(self, path: str) -> Attribute | None:
        """The attribute of that path, or None where the schema has none."""
        if path == "now":
            return Attribute("now", "", "date")
        source, _, name = path.partition(".")
        declared = {"seat": self.seat, "thing": self.thing, "purpose": self.purpose}
        kind = declared.get(source, {}).get(name)
        return Attribute(source, name, kind) if kind else None

    def knows(self, verb: str, kind: str) -> bool:
        """Whether anything may be decided about this verb and kind at all."""
        return (not self.kinds or kind in self.kinds) and (not self.verbs or verb in self.verbs)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``fires`` (when, and not unless) is where it permits, forbids or limits."""

    id: str
    effect: Effect
    verbs: tuple[str, ...]
    kinds: tuple[str, ...]
    when: Condition
    unless: Condition
    fields: frozenset[str]
    withhold: frozenset[str]
    min_cell: int
    watermark: bool
    log: bool
    text: str

    @property
    def fires(self) -> Condition:
        return All((self.when, negated(self.unless)))

    def covers(self, verb: str, kind: str) -> bool:
        """Whether the rule speaks about this verb (``record.*``, ``*``) and this kind (``*``)."""
        if kind not in self.kinds and "*" not in self.kinds:
            return False
        noun = verb.partition(".")[0]
        return not {verb, f"{noun}.*", "*"}.isdisjoint(self.verbs)


class Fault(StrEnum):
    """What can be wrong with a rule text; the detail names the place, never a value."""

    ATTRIBUTE_NOT_IN_KIND = "attribute_not_in_kind"
    BAD_SHAPE = "bad_shape"
    DUPLICATE_ID = "duplicate_id"
    EMPTY_LIST = "empty_list"
    FORBID_WITHOUT_UNLESS = "forbid_without_unless"
    MISSING_KEY = "missing_key"
    NOT_FOR_THIS_EFFECT = "not_for_this_effect"
    TOO_DEEP = "too_deep"
    TWO_THINGS = "two_things"
    TWO_VALUES = "two_values"
    TYPE_MISMATCH = "type_mismatch"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    UNKNOWN_EFFECT = "unknown_effect"
    UNKNOWN_GROUP = "unknown_group"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_OPERATOR = "unknown_operator"
    UNKNOWN_VERB = "unknown_verb"
    UNKNOWN_VERSION = "unknown_version"


class RuleProblem(NamedTuple):
    """One fault of one rule (``rule`` is its id, ``#3`` where it has none, or "" for the text)."""

    rule: str
    fault: Fault
    detail: str


class RuleErrors(ValueError):  # noqa: N818 - it carries many
    """The rule text cannot be used; ``problems`` lists everything that is wrong with it."""

    def __init__(self, problems: Collection[RuleProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.rule or 'text'}: {p.fault} {p.detail}" for p in problems))
