"""Rules to frames: the rows of a snapshot that a seat sees, from the same rule text as `sql.py`.

Rows carry every attribute a rule may read under "@" and its name. A frame without one of them
cannot be filtered (KeyError, a bug), and a row without a value is not shown.
"""

from typing import TYPE_CHECKING

from himaya.engines.rules import And, Present, both, polars_expression
from himaya.gate.asking import eyes_of, refused_beforehand, rows_of
from himaya.gate.decisions import COORDINATION
from himaya.gate.seats import ActingSeat
from himaya.gate.things import ATTRIBUTES, kind_named
from himaya.kernel.verbs import Verb

if TYPE_CHECKING:
    import polars as pl

COLUMNS = {name: f"@{name}" for name in ATTRIBUTES}


def visible_rows(
    frame: "pl.LazyFrame",
    kind: str,
    seat: ActingSeat,
    verb: Verb | None = None,
    purpose: str = COORDINATION,
) -> "pl.LazyFrame":
    """The rows on which the seat may do `verb` (by default: see), as `visible_to` gives rows."""
    return frame.filter(_allowed(kind, seat, verb, purpose, group=None))


def sight(
    kind: str, seat: ActingSeat, purpose: str = COORDINATION
) -> "tuple[pl.Expr, frozenset[str]]":
    """The rows in sight, in two parts: an expression, and columns that must have a value too.

    For readers of files that tell without being read whether a column has a value in every row.
    """
    import polars as pl

    declared = kind_named(kind)
    if refused_beforehand(seat, declared.view):
        return pl.lit(value=False), frozenset()
    needed: set[str] = set()
    allowed = pl.lit(value=True)
    for one in eyes_of(seat):
        predicate = rows_of(one, declared.view, declared, purpose)
        parts = predicate.parts if isinstance(predicate, And) else (predicate,)
        needed |= {COLUMNS[part.attribute] for part in parts if isinstance(part, Present)}
        rest = both(part for part in parts if not isinstance(part, Present))
        allowed = allowed & polars_expression(rest, COLUMNS)
    return allowed, frozenset(needed)


def may_show(group: str, kind: str, seat: ActingSeat, purpose: str = COORDINATION) -> "pl.Expr":
    """Row by row, whether a field group may be shown: what the obligations of a decision say."""
    return _allowed(kind, seat, None, purpose, group=group)


def _allowed(
    kind: str, seat: ActingSeat, verb: Verb | None, purpose: str, *, group: str | None
) -> "pl.Expr":
    import polars as pl

    declared = kind_named(kind)
    wanted = verb or declared.view
    if refused_beforehand(seat, wanted):
        return pl.lit(value=False)
    allowed = pl.lit(value=True)
    for one in eyes_of(seat):
        predicate = rows_of(one, wanted, declared, purpose, group)
        allowed = allowed & polars_expression(predicate, COLUMNS)
    return allowed
