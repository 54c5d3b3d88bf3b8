"""Rules to Django: walks the engine's predicate tree into a `Q` over a kind's columns.

Kept here because engines import no Django. Only positive forms arrive (see engines.rules), and
`things.register` refuses columns that may be NULL, so SQL and Python answer alike.
"""

from django.db.models import Q

from himaya.engines.rules import (
    Always,
    And,
    Compare,
    In,
    Never,
    NotIn,
    Or,
    Predicate,
    Present,
)
from himaya.gate.things import Constant, Kind

_NOTHING = Q(pk__in=[])
_EVERYTHING = ~Q(pk__in=[])
_LOOKUPS = {"eq": "exact", "lt": "lt", "le": "lte", "gt": "gt", "ge": "gte"}
_COMPARE = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}


def to_q(predicate: Predicate, kind: Kind) -> Q:
    """The rows of `kind` for which the predicate holds."""
    match predicate:
        case Always() | Present():  # no column a rule reads may be NULL: things.register
            return _EVERYTHING
        case Never():
            return _NOTHING
        case And(parts):
            q = _EVERYTHING
            for part in parts:
                q &= to_q(part, kind)
            return q
        case Or(parts):
            q = _NOTHING
            for part in parts:
                q |= to_q(part, kind)
            return q
        case Compare():
            return _compare(predicate, kind)
        case In():
            return _within(predicate, kind)
        case NotIn(attribute, values):
            return ~_within(In(attribute, values), kind)


def _compare(predicate: Compare, kind: Kind) -> Q:
    source = kind.attributes[predicate.attribute]
    if isinstance(source, Constant):
        holds = _COMPARE[predicate.operator](source.value, predicate.value)
        return _EVERYTHING if holds else _NOTHING
    if predicate.operator == "ne":
        return ~Q(**{source: predicate.value})
    return Q(**{f"{source}__{_LOOKUPS[predicate.operator]}": predicate.value})


def _within(predicate: In, kind: Kind) -> Q:
    source = kind.attributes[predicate.attribute]
    if isinstance(source, Constant):
        return _EVERYTHING if source.value in predicate.values else _NOTHING
    return Q(**{f"{source}__in": sorted(predicate.values)})
