"""Working out an expression's value. What the names mean is the scope's to say."""

import datetime as dt
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from himaya.engines.xlsform import functions, values
from himaya.engines.xlsform.syntax import (
    Binary,
    Call,
    Column,
    Itself,
    Literal,
    Lookup,
    Negate,
    Node,
    Ref,
    Those,
    Up,
    parse,
)
from himaya.engines.xlsform.values import Nodes, Scalar, Value


class Scope(Protocol):
    """Where an expression stands: the moment, the answers around it, the choice looked at."""

    @property
    def now(self) -> dt.datetime:
        """The moment spoken of."""

    def named(self, name: str) -> Value:
        """What `${name}` answers, as seen from here."""

    def itself(self) -> Scalar:
        """The answer of the question the expression belongs to."""

    def column(self, name: str) -> str:
        """A column of the choice being filtered."""

    def position(self, steps: int) -> int:
        """Which turn of the repeat so many steps out this is, from 1."""

    def place_of(self, repeat: str) -> int:
        """Which turn (from 1) of the named repeat this is."""

    def turns(self, repeat: str) -> "Sequence[Scope]":
        """The turns of a repeat, each as a scope."""

    def turn_at(self, places: Sequence[tuple[str, int]]) -> "Scope | None":
        """The turn at these places (from 1) of these repeats."""

    def choices(self, list_name: str) -> "Sequence[Scope]":
        """The choices of a list, each as a scope whose columns can be read."""

    def choice_label(self, name: str, chosen: str) -> str:
        """The label of a choice of the named question."""

    def seed(self) -> str:
        """Text that is the same each time this place is evaluated at this moment."""


def evaluate(node: Node, scope: Scope) -> Value:
    """The value of an expression. Never raises for odd answers: they become NaN or empty text."""
    return _BY_KIND[type(node)](node, scope)


def truth(text: str, scope: Scope) -> bool:
    """Whether an expression, as written, holds."""
    return values.to_bool(evaluate(parse(text), scope))


def _literal(node: Node, _scope: Scope) -> Value:
    assert isinstance(node, Literal)  # noqa: S101 - tells the type checker
    return node.value


def _ref(node: Node, scope: Scope) -> Value:
    assert isinstance(node, Ref)  # noqa: S101 - tells the type checker
    return scope.named(node.name)


def _column(node: Node, scope: Scope) -> Value:
    assert isinstance(node, Column)  # noqa: S101 - tells the type checker
    return scope.column(node.name)


def _itself(_node: Node, scope: Scope) -> Value:
    return scope.itself()


def _up(node: Node, scope: Scope) -> Value:
    assert isinstance(node, Up)  # noqa: S101 - tells the type checker
    return float(scope.position(node.steps))


def _negate(node: Node, scope: Scope) -> Value:
    assert isinstance(node, Negate)  # noqa: S101 - tells the type checker
    return -values.to_number(evaluate(node.of, scope))


def _lookup(node: Node, scope: Scope) -> Value:
    assert isinstance(node, Lookup)  # noqa: S101 - tells the type checker
    rows = scope.choices(node.list_name)
    if node.where is not None:
        rows = [row for row in rows if values.to_bool(evaluate(node.where, row))]
    return Nodes(tuple(row.column(node.column or "name") for row in rows))


def _those(node: Node, scope: Scope) -> Value:
    assert isinstance(node, Those)  # noqa: S101 - tells the type checker
    turns = [
        turn for turn in scope.turns(node.repeat) if values.to_bool(evaluate(node.where, turn))
    ]
    if not node.name:
        return Nodes(tuple(float(turn.place_of(node.repeat)) for turn in turns))
    return Nodes(tuple(values.first(turn.named(node.name)) for turn in turns))


def _call(node: Node, scope: Scope) -> Value:
    assert isinstance(node, Call)  # noqa: S101 - tells the type checker
    special = _SPECIAL.get(node.name)
    if special is not None:
        return special(node.args, scope)
    args = [evaluate(arg, scope) for arg in node.args]
    return functions.FUNCTIONS[node.name].work(scope.now, *args)


def _binary(node: Node, scope: Scope) -> Value:
    # `a + b + c + ...` leans to the left without end; going down it in a loop spares the stack.
    spine: list[Binary] = []
    while isinstance(node, Binary):
        spine.append(node)
        node = node.left
    value = evaluate(node, scope)
    for part in reversed(spine):
        value = _apply(part.op, value, part.right, scope)
    return value


def _apply(op: str, left: Value, right_side: Node, scope: Scope) -> Value:
    if op in {"and", "or"}:
        # The right side is looked at only where it decides: XPath allows it, big forms need it.
        if values.to_bool(left) is (op == "or"):
            return op == "or"
        return values.to_bool(evaluate(right_side, scope))
    right = evaluate(right_side, scope)
    if op in _COMPARE:
        return _any_pair(op, left, right)
    return _ARITHMETIC[op](values.to_number(left), values.to_number(right))


def _any_pair(op: str, left: Value, right: Value) -> bool:
    """A comparison holds between nodes when it holds for one pair of them."""
    if not isinstance(left, Nodes) and not isinstance(right, Nodes):
        return compare(op, left, right)
    lefts = left.values if isinstance(left, Nodes) else (left,)
    rights = right.values if isinstance(right, Nodes) else (right,)
    return any(compare(op, one, other) for one in lefts for other in rights)


def compare(op: str, left: Scalar, right: Scalar) -> bool:
    """One comparison, by the rules of XPath 1.0 §3.4, dates as days."""
    if op in {"=", "!="}:
        return same(left, right) is (op == "=")
    return _COMPARE[op](values.to_number(left), values.to_number(right))


def same(left: Scalar, right: Scalar) -> bool:
    """Equality: as truth if one is, else as numbers if one is (dates too), else as text."""
    if isinstance(left, bool) or isinstance(right, bool):
        return values.to_bool(left) == values.to_bool(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return values.to_number(left) == values.to_number(right)


def _divide(left: float, right: float) -> float:
    if right:
        return left / right
    return math.nan if not left or math.isnan(left) else math.copysign(math.inf, left)


def _modulo(left: float, right: float) -> float:
    # The sign follows the dividend, as in XPath and Java, unlike Python.
    return math.nan if not right or math.isinf(left) else math.fmod(left, right)


_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _modulo,
}


def _if(args: Sequence[Node], scope: Scope) -> Value:
    chosen = args[1] if values.to_bool(evaluate(args[0], scope)) else args[2]
    return evaluate(chosen, scope)


def _once(args: Sequence[Node], scope: Scope) -> Value:
    kept = scope.itself()
    return kept if kept != "" else evaluate(args[0], scope)


def _position(args: Sequence[Node], scope: Scope) -> Value:
    if isinstance(args[0], Ref):
        return float(scope.place_of(args[0].name))
    return evaluate(args[0], scope)


def _indexed(args: Sequence[Node], scope: Scope) -> Value:
    places = [
        (_ref_name(repeat), _whole(values.to_number(evaluate(index, scope))))
        for repeat, index in zip(args[1::2], args[2::2], strict=False)
    ]
    turn = scope.turn_at(places)
    return "" if turn is None else turn.named(_ref_name(args[0]))


def _ref_name(node: Node) -> str:
    return node.name if isinstance(node, Ref) else ""


def _whole(number: float) -> int:
    return int(number) if math.isfinite(number) else 0


def _choice_name(args: Sequence[Node], scope: Scope) -> Value:
    question = values.to_text(evaluate(args[1], scope)) if isinstance(args[1], Literal) else ""
    name = question.strip("${} ") or _ref_name(args[1])
    return scope.choice_label(name, values.to_text(evaluate(args[0], scope)))


def _uuid(_args: Sequence[Node], scope: Scope) -> Value:
    return functions.steady_uuid(scope.seed())


def _random(_args: Sequence[Node], scope: Scope) -> Value:
    return functions.steady_random(scope.seed())


# Functions that need the scope, or not all of their arguments.
_SPECIAL: Mapping[str, Callable[[Sequence[Node], Scope], Value]] = {
    "if": _if,
    "once": _once,
    "position": _position,
    "indexed-repeat": _indexed,
    "jr:choice-name": _choice_name,
    "uuid": _uuid,
    "random": _random,
}

_BY_KIND: Mapping[type, Callable[[Node, Scope], Value]] = {
    Literal: _literal,
    Ref: _ref,
    Column: _column,
    Itself: _itself,
    Up: _up,
    Negate: _negate,
    Lookup: _lookup,
    Those: _those,
    Call: _call,
    Binary: _binary,
}
