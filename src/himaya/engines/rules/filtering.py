"""Which rows: the same rules with everything but the thing folded away.

The result is a small tree of frozen dataclasses in positive form (there is no Not) which any
store can answer:

| node | a row is in when |
|---|---|
| `Always`, `Never` | always, never |
| `And(parts)`, `Or(parts)` | all parts, one part; at least two parts, never nested alike |
| `Present(attribute)` | the attribute is not NULL |
| `Compare(attribute, operator, value)` | eq, ne, lt, le, gt, ge; value is str, int, bool or date |
| `In(attribute, values)` | the attribute is one of the values (never empty) |
| `NotIn(attribute, values)` | the attribute is there and none of the values (never empty) |

NULL: a leaf is false on NULL. Every attribute that a covering rule names is also asked for with
`Present` at the top, because a decision about such a thing refuses. A compiler may leave
`Present` out only for a column that cannot be NULL along its whole path; `ne` and `NotIn` are the
nodes that a store may answer wrongly without it (Django's `~Q` keeps NULL rows).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from himaya.engines.rules.decide import OPERATORS, Read, closure, read, reads
from himaya.engines.rules.language import (
    All,
    AnyOf,
    Attribute,
    Condition,
    Given,
    Rule,
    Test,
    negated,
)

Scalar = str | int | bool | date
_KEPT_ANSWERS = 512  # of one sieve


@dataclass(frozen=True, slots=True)
class Always:
    """Every row."""


@dataclass(frozen=True, slots=True)
class Never:
    """No row."""


@dataclass(frozen=True, slots=True)
class And:
    """Rows in which all parts hold."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Rows in which at least one part holds."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class Present:
    """Rows whose attribute is not NULL."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Rows whose attribute stands in this relation (eq, ne, lt, le, gt, ge) to the value."""

    attribute: str
    operator: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class In:
    """Rows whose attribute is one of the values."""

    attribute: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class NotIn:
    """Rows whose attribute is there, and none of the values."""

    attribute: str
    values: frozenset[str]


Predicate = Always | Never | And | Or | Present | Compare | In | NotIn


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a filter over one verb, kind and field group needs of the rules, whoever asks."""

    known: tuple[Read, ...]
    present: tuple[Present, ...]
    opens: tuple[Condition, ...]
    closes: tuple[Condition, ...]
    # What it came to for the values of `known`: a page asks for the same many times over.
    answers: dict[tuple[object, ...], Predicate] = field(default_factory=dict, compare=False)


def sieve(rules: Sequence[Rule], group: str | None = None) -> Sieve:
    """Prepare the rules that cover a verb and kind for `row_filter`.

    With `group`, for the rows in which that field group is open.
    """
    wanted = reads(rules)
    return Sieve(
        known=tuple(one for one in wanted if one[0] != "thing"),
        present=tuple(Present(name) for source, name, *_ in wanted if source == "thing"),
        opens=tuple(
            rule.fires
            for rule in rules
            if rule.effect == "permit" and (group is None or group in rule.fields)
        ),
        closes=tuple(
            negated(rule.fires)
            for rule in rules
            if rule.effect == "forbid" or (group is not None and group in rule.withhold)
        ),
    )


def row_filter(rules: Sieve, sources: Mapping[str, Mapping[str, object]]) -> Predicate:
    """The rows which a decision would allow, or in which it would show the sieve's field group.

    `sources` are seat, purpose and now. An error in those closes everything, as it does in a
    decision.
    """
    values, errors = read(rules.known, sources)
    if errors:
        return Never()
    # Each place of the key has its own type, which `read` held: True and 1 cannot meet there.
    key = tuple(frozenset(one) if isinstance(one, set) else one for one in values)
    answer = rules.answers.get(key)
    if answer is None:
        answer = _folded(rules, values)
        if len(rules.answers) >= _KEPT_ANSWERS:
            rules.answers.clear()
        rules.answers[key] = answer
    return answer


def _folded(rules: Sieve, values: Sequence[object]) -> Predicate:
    env = _Environment(
        {(source, name): v for (source, name, *_), v in zip(rules.known, values, strict=True)}
    )
    opens = either(env.fold(one) for one in rules.opens)
    if isinstance(opens, Never):
        return opens
    return both([*rules.present, *(env.fold(one) for one in rules.closes), opens])


class _Environment:
    """The values a filter knows beforehand; folding replaces whatever reads only them."""

    def __init__(self, values: Mapping[tuple[str, str], object]) -> None:
        self.slots = {key: slot for slot, key in enumerate(values)}
        self.values = tuple(values.values())

    def fold(self, condition: Condition) -> Predicate:
        match condition:
            case All(parts):
                return both(self.fold(part) for part in parts)
            case AnyOf(parts):
                return either(self.fold(part) for part in parts)
            case Test(op, Attribute("thing", name, _), right):
                return self.leaf(op, name, right)
        return Always() if closure(condition, self.slots)(self.values) else Never()

    def leaf(self, op: str, name: str, right: Attribute | Given) -> Predicate:
        value = (
            right.value
            if isinstance(right, Given)
            else self.values[self.slots[right.source, right.name]]
        )
        if isinstance(value, frozenset | set):
            # An element that is no text equals no text; in SQL a None among them would spoil all.
            return _within(op, name, frozenset(v for v in value if isinstance(v, str)))
        assert isinstance(value, Scalar)  # noqa: S101 - for the type checker: checked by `read`
        return Compare(name, op, value)


def _within(op: str, name: str, values: frozenset[str]) -> Predicate:
    if op == "in":
        return In(name, values) if values else Never()
    return NotIn(name, values) if values else Always()


def both(parts: Iterable[Predicate]) -> Predicate:
    """All of the predicates, flattened and simplified."""
    flat: list[Predicate] = []
    for part in parts:
        if isinstance(part, Never):
            return part
        flat.extend(part.parts if isinstance(part, And) else (part,))
    kept = tuple(part for part in dict.fromkeys(flat) if not isinstance(part, Always))
    return And(kept) if len(kept) > 1 else kept[0] if kept else Always()


def either(parts: Iterable[Predicate]) -> Predicate:
    """Any of the predicates, flattened and simplified."""
    flat: list[Predicate] = []
    for part in parts:
        if isinstance(part, Always):
            return part
        flat.extend(part.parts if isinstance(part, Or) else (part,))
    kept = tuple(part for part in dict.fromkeys(flat) if not isinstance(part, Never))
    return Or(kept) if len(kept) > 1 else kept[0] if kept else Never()


def matches(predicate: Predicate, row: Mapping[str, object]) -> bool:
    """Whether a row (attribute -> value, None for NULL) is in: the meaning of each node."""
    match predicate:
        case Always():
            return True
        case Never():
            return False
        case And(parts):
            return all(matches(part, row) for part in parts)
        case Or(parts):
            return any(matches(part, row) for part in parts)
        case Present(name):
            return row[name] is not None
        case Compare(name, op, value):
            return row[name] is not None and OPERATORS[op](row[name], value)
        case In(name, values):
            return row[name] in values
    found = row[predicate.attribute]
    return found is not None and found not in predicate.values


def weakened(predicate: Predicate, known: Collection[str]) -> Predicate:
    """What is left where only these attributes are known: holds wherever the predicate may.

    Tests of other attributes are taken as met, one by one; since a predicate has positive forms
    only, a row that the predicate lets in is let in by what is left.
    """
    match predicate:
        case And(parts):
            return both(weakened(part, known) for part in parts)
        case Or(parts):
            return either(weakened(part, known) for part in parts)
        case Present(name) | Compare(name) | In(name) | NotIn(name) if name not in known:
            return Always()
    return predicate
