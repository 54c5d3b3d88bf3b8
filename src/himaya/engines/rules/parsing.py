"""From versioned JSON to rules: every problem is collected and named by rule id."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from himaya.engines.rules.language import (
    MIRROR,
    All,
    AnyOf,
    Attribute,
    Condition,
    Constant,
    Effect,
    Fault,
    Given,
    Operand,
    Rule,
    RuleErrors,
    RuleProblem,
    Schema,
    Test,
    Type,
    negated,
)

VERSION = 1
DEPTH = 8  # deeper than any rule a person can read, and far from Python's recursion limit
ORDERED: tuple[Type, ...] = ("int", "date")  # texts order differently in every database
WRITTEN = ("eq", "ne", "lt", "le", "gt", "ge", "in", "overlaps")
REQUIRED = frozenset({"id", "effect", "verbs", "kinds"})
OBLIGATIONS = frozenset({"min_cell", "watermark", "log"})
KEYS: dict[Effect, frozenset[str]] = {
    "permit": OBLIGATIONS | {"fields"},
    "forbid": frozenset(),
    "limit": OBLIGATIONS | {"withhold"},
}
SHARED = REQUIRED | {"when", "unless", "text"}
S = TypeVar("S", str, int, bool)
RANK = {"thing": 0, "seat": 1, "purpose": 2, "now": 3}


def parse_rules(document: Mapping[str, Any], schema: Schema) -> tuple[Rule, ...]:
    """The rules of a document, in its order; raises `RuleErrors` with every problem found."""
    return _Parser(schema).document(document)


class _Parser:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.problems: list[RuleProblem] = []
        self.rule = ""
        self.kinds: tuple[str, ...] = ()
        self.seen: set[str] = set()

    def note(self, fault: Fault, detail: str = "") -> None:
        self.problems.append(RuleProblem(self.rule, fault, detail))

    def document(self, document: Mapping[str, Any]) -> tuple[Rule, ...]:
        entries: Any = None
        if not isinstance(document, Mapping):
            self.note(Fault.BAD_SHAPE, "document")
        else:
            entries = document.get("rules")
            version = document.get("version")
            if type(version) is not int or version != VERSION:
                self.note(Fault.UNKNOWN_VERSION, "version")
            for key in sorted(set(map(str, document)) - {"version", "rules"}):
                self.note(Fault.UNKNOWN_KEY, key)
        if not isinstance(entries, list):
            self.note(Fault.BAD_SHAPE, "rules")
            entries = []
        rules = tuple(self.one(number, entry) for number, entry in enumerate(entries, 1))
        if self.problems:
            raise RuleErrors(self.problems)
        return rules

    def one(self, number: int, entry: object) -> Rule:
        self.rule = f"#{number}"
        if not isinstance(entry, Mapping):
            self.note(Fault.BAD_SHAPE, "rule")
            entry = {}
        self.identify(entry)
        effect = self.effect(entry)
        self.kinds = self.names(entry, "kinds")
        if self.schema.kinds and (unknown := {*self.kinds} - {*self.schema.kinds, "*"}):
            self.note(Fault.UNKNOWN_KIND, ", ".join(sorted(unknown)))
        if effect == "forbid" and "unless" not in entry:
            self.note(Fault.FORBID_WITHOUT_UNLESS)
        return Rule(
            id=self.rule,
            effect=effect,
            verbs=self.verbs(entry),
            kinds=self.kinds,
            when=self.condition(entry.get("when", True)),
            unless=self.condition(entry.get("unless", False)),
            fields=self.groups(entry, "fields"),
            withhold=self.groups(entry, "withhold"),
            min_cell=self.scalar(entry, "min_cell", 0),
            watermark=self.scalar(entry, "watermark", default=False),
            log=self.scalar(entry, "log", default=False),
            text=self.scalar(entry, "text", ""),
        )

    def identify(self, entry: Mapping[str, Any]) -> None:
        for key in sorted(REQUIRED - set(entry)):
            self.note(Fault.MISSING_KEY, key)
        name = entry.get("id")
        if isinstance(name, str) and name:
            if name in self.seen:
                self.note(Fault.DUPLICATE_ID, name)
            self.rule = name
            self.seen.add(name)
        elif "id" in entry:
            self.note(Fault.BAD_SHAPE, "id")

    def effect(self, entry: Mapping[str, Any]) -> Effect:
        effect: Effect | None = next((e for e in KEYS if e == entry.get("effect")), None)
        if effect is None:
            if "effect" in entry:
                self.note(Fault.UNKNOWN_EFFECT, "effect")
            return "limit"
        known = frozenset().union(*KEYS.values())
        for key in sorted(set(map(str, entry)) - SHARED - KEYS[effect]):
            self.note(Fault.NOT_FOR_THIS_EFFECT if key in known else Fault.UNKNOWN_KEY, key)
        return effect

    def names(self, entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
        listed = entry.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
            self.note(Fault.BAD_SHAPE, key)
            return ()
        if key in entry and not listed:
            self.note(Fault.EMPTY_LIST, key)
        return tuple(listed)

    def verbs(self, entry: Mapping[str, Any]) -> tuple[str, ...]:
        verbs = self.names(entry, "verbs")
        known = self.schema.verbs
        nouns = {f"{verb.partition('.')[0]}.*" for verb in known}
        if known and (unknown := {*verbs} - known - nouns - {"*"}):
            self.note(Fault.UNKNOWN_VERB, ", ".join(sorted(unknown)))
        return verbs

    def groups(self, entry: Mapping[str, Any], key: str) -> frozenset[str]:
        groups = frozenset(self.names(entry, key))
        if self.schema.groups and (unknown := groups - self.schema.groups):
            self.note(Fault.UNKNOWN_GROUP, ", ".join(sorted(unknown)))
        return groups

    def scalar(self, entry: Mapping[str, Any], key: str, default: S) -> S:
        value = entry.get(key, default)
        if type(value) is not type(default) or (type(value) is int and value < 0):
            self.note(Fault.BAD_SHAPE, key)
            return default
        return value

    def condition(self, entry: object, depth: int = 1) -> Condition:
        if isinstance(entry, bool):
            return Constant(entry)
        if not isinstance(entry, Mapping) or len(entry) != 1:
            self.note(Fault.BAD_SHAPE, "condition")
            return Constant(value=False)
        if depth > DEPTH:
            self.note(Fault.TOO_DEEP)
            return Constant(value=False)
        ((op, body),) = entry.items()
        if op == "not":
            return negated(self.condition(body, depth + 1))
        if op in ("all", "any"):
            if not isinstance(body, list):
                self.note(Fault.BAD_SHAPE, op)
                body = []
            parts = tuple(self.condition(part, depth + 1) for part in body)
            return All(parts) if op == "all" else AnyOf(parts)
        return self.test(str(op), body)

    def test(self, op: str, body: object) -> Condition:
        if op not in WRITTEN:
            self.note(Fault.UNKNOWN_OPERATOR, op)
        elif not isinstance(body, list) or len(body) != 2:  # noqa: PLR2004 - two sides
            self.note(Fault.BAD_SHAPE, op)
        else:
            left, right = self.operand(body[0]), self.operand(body[1])
            if left and right:
                return self.compare(op, *self.as_dates(left, right))
        return Constant(value=False)

    def operand(self, entry: object) -> Operand | None:
        if isinstance(entry, str):
            return self.attribute(entry)
        if isinstance(entry, Mapping) and set(entry) == {"value"}:
            entry = entry["value"]
        match entry:
            case bool():
                return Given(entry, "bool")
            case int():
                return Given(entry, "int")
            case str():
                return Given(entry, "str")
            case list() if all(isinstance(item, str) for item in entry):
                return Given(frozenset(entry), "set[str]")
        self.note(Fault.BAD_SHAPE, "operand")
        return None

    def attribute(self, path: str) -> Attribute | None:
        found = self.schema.attribute(path)
        if found is None:
            self.note(Fault.UNKNOWN_ATTRIBUTE, path)
        elif found.source == "thing" and self.schema.kinds:
            kinds = self.schema.kinds if "*" in self.kinds else self.kinds
            for kind in kinds:
                if found.name not in self.schema.kinds.get(kind, (found.name,)):
                    self.note(Fault.ATTRIBUTE_NOT_IN_KIND, f"{path} {kind}")
        return found

    def as_dates(self, left: Operand, right: Operand) -> tuple[Operand, Operand]:
        """JSON has no dates: a text compared with a date must be one, as 2027-01-31."""
        return self.as_date(left, right), self.as_date(right, left)

    def as_date(self, side: Operand, other: Operand) -> Operand:
        if isinstance(side, Given) and isinstance(side.value, str) and other.type == "date":
            try:
                return Given(date.fromisoformat(side.value), "date")
            except ValueError:
                self.note(Fault.TYPE_MISMATCH, "date")
        return side

    def compare(self, op: str, left: Operand, right: Operand) -> Condition:
        sources = [side.source for side in (left, right) if isinstance(side, Attribute)]
        if not sources:
            self.note(Fault.TWO_VALUES, op)
        if sources == ["thing", "thing"]:
            self.note(Fault.TWO_THINGS, op)
        if not _fit(op, left.type, right.type):
            self.note(Fault.TYPE_MISMATCH, op)
        if op != "in" and _rank(right) < _rank(left):
            return Test(MIRROR.get(op, op), right, left)
        return Test(op, left, right)


def _rank(side: Operand) -> int:
    return RANK[side.source] if isinstance(side, Attribute) else len(RANK)


def _fit(op: str, left: Type, right: Type) -> bool:
    if op == "in":
        return left == "str" and right == "set[str]"
    if op == "overlaps":
        return left == right == "set[str]"
    if op in ("eq", "ne"):
        return left == right != "set[str]"
    return left == right and left in ORDERED
