"""Predicates for snapshots: a Polars expression, and an ANSI WHERE with parameters for DuckDB."""

import operator
from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING

from himaya.engines.rules.decide import OPERATORS
from himaya.engines.rules.filtering import (
    Always,
    And,
    Compare,
    In,
    Never,
    Or,
    Predicate,
    Present,
    Scalar,
)

if TYPE_CHECKING:
    import polars as pl

_SIGNS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def polars_expression(predicate: Predicate, columns: Mapping[str, str]) -> "pl.Expr":
    """The predicate over the named columns (attribute -> column), true or false, never null.

    Raises KeyError where an attribute has no column: a snapshot without it cannot be filtered.
    """
    import polars as pl

    match predicate:
        case Always():
            return pl.lit(value=True)
        case Never():
            return pl.lit(value=False)
        case And(parts):
            return reduce(operator.and_, [polars_expression(part, columns) for part in parts])
        case Or(parts):
            return reduce(operator.or_, [polars_expression(part, columns) for part in parts])
        case Present(name):
            return pl.col(columns[name]).is_not_null()
        case Compare(name, op, value):
            compared: pl.Expr = OPERATORS[op](pl.col(columns[name]), pl.lit(value))  # type: ignore[assignment]
            return compared.fill_null(value=False)
    inside = pl.col(columns[predicate.attribute]).is_in(sorted(predicate.values))
    return (inside if isinstance(predicate, In) else ~inside).fill_null(value=False)


def sql_where(predicate: Predicate, columns: Mapping[str, str]) -> tuple[str, list[Scalar]]:
    """The predicate as a WHERE condition with `?` parameters, and the parameters in order.

    A NULL leaves a comparison unknown, and WHERE keeps only what is true. Raises KeyError where
    an attribute has no column.
    """
    match predicate:
        case Always():
            return "1 = 1", []
        case Never():
            return "1 = 0", []
        case And(parts):
            return _joined(" AND ", parts, columns)
        case Or(parts):
            return _joined(" OR ", parts, columns)
        case Present(name):
            return f"{_quoted(columns[name])} IS NOT NULL", []
        case Compare(name, op, value):
            return f"{_quoted(columns[name])} {_SIGNS[op]} ?", [value]
    marks = ", ".join("?" * len(predicate.values))
    word = "IN" if isinstance(predicate, In) else "NOT IN"
    clause = f"{_quoted(columns[predicate.attribute])} {word} ({marks})"
    return clause, [*sorted(predicate.values)]


def _joined(
    word: str, parts: tuple[Predicate, ...], columns: Mapping[str, str]
) -> tuple[str, list[Scalar]]:
    clauses = [sql_where(part, columns) for part in parts]
    text = word.join(clause for clause, _ in clauses)
    return f"({text})", [value for _, values in clauses for value in values]


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
