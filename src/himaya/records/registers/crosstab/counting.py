"""Counting a two-way table on the snapshot: only rows in sight, each figure as it may be added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from django.db.models import QuerySet

from himaya.engines.adding import Kind, Terms, Unlike, unlike
from himaya.records.models import Record
from himaya.records.registers.alike import levels, terms_of
from himaya.records.registers.columns import Column
from himaya.records.registers.crosstab.dimensions import Dimension
from himaya.records.registers.register import Register
from himaya.records.snapshots.reading import read_snapshot

# How a figure may be put together over records (meaning.md, number). "latest" and "ratio" need
# the indicator's own rules and are not offered here.
ADDING: Mapping[str, str] = {"sum": "sum", "max": "max", "average": "mean"}


@dataclass(frozen=True, slots=True)
class Cell:
    """`records` in the cell, and the figure put together; None where no record gives one.

    `why`: the figures are not alike, and not to be put together.
    """

    records: int
    figure: float | None = None
    why: tuple[Unlike, ...] = ()


Place = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Counted:
    """Cells by (down, across); totals of lines by value; `whole` of all.

    `areas`: by the p-code that records name, where a side is areas.
    """

    cells: Mapping[Place, Cell]
    down: Mapping[str | None, Cell]
    across: Mapping[str | None, Cell]
    whole: Cell
    areas: Mapping[str | None, Cell]


def figures_of(register: Register) -> list[Column]:
    """The open number columns that may be put together over records."""
    return [
        column
        for column in register.columns
        if column.is_number and not column.group and _adding(column, register)
    ]


def adds_up(figure: Column, register: Register) -> bool:
    """Whether the figure of a line is the sum of those of its cells."""
    return _adding(figure, register) == "sum"


def _adding(column: Column, register: Register) -> str:
    asked = register.version.questions.all()
    aggregation = next((one.aggregation for one in asked if one.path == column.key), "")
    return ADDING.get(aggregation, "")


def count(
    register: Register,
    down: Dimension,
    across: Dimension,
    figure: Column | None,
    records: QuerySet[Record] | None,
) -> Counted:
    """Count the rows in the seat's sight; `records` narrows to some of them, None takes all.

    Totals are counted from the records and not added up: where a record may stand in several
    lines (several choices), the sum of the lines is more than the total.
    """
    frame = read_snapshot(register.dataset, register.seat)
    rows = frame.rows
    if records is not None:
        wanted = pl.DataFrame({"@ref": list(records.order_by().values_list("ref", flat=True))})
        rows = rows.join(wanted.lazy().cast({"@ref": pl.String}), on="@ref", how="semi")
    held = set(rows.collect_schema().names())
    aggregates = [pl.len().alias("records"), _figure(figure, register, held)]
    rows = rows.with_columns(_value(down, "down", held), _value(across, "across", held))
    laid = [
        (_spread(_spread(rows, down, "down"), across, "across"), ("down", "across")),
        (_spread(rows, down, "down"), ("down",)),
        (_spread(rows, across, "across"), ("across",)),
        (rows, ()),
    ]
    if "area" in (down.narrows, across.narrows):
        laid.append((rows, ("@area",)))
    parts = pl.collect_all(
        [part.group_by(by).agg(aggregates) if by else part.select(aggregates) for part, by in laid]
    )
    counted = Counted(
        cells={(row["down"], row["across"]): _cell(row) for row in parts[0].iter_rows(named=True)},
        down={row["down"]: _cell(row) for row in parts[1].iter_rows(named=True)},
        across={row["across"]: _cell(row) for row in parts[2].iter_rows(named=True)},
        whole=_cell(parts[3].row(0, named=True)),
        areas={
            row["@area"]: _cell(row) for part in parts[4:] for row in part.iter_rows(named=True)
        },
    )
    terms = terms_of(register, figure)
    if terms is None or figure is None or figure.key not in held:
        return counted
    return _refused(counted, laid[:4], figure, terms, levels(register), held)


def _refused(
    counted: Counted,
    laid: Sequence[tuple[pl.LazyFrame, tuple[str, ...]]],
    figure: Column,
    terms: Terms,
    at: Mapping[str, int],
    held: set[str],
) -> Counted:
    """The same with the reasons why figures are not put together, cell by cell and in totals."""
    keys = [key for key in terms.keys if key in held]
    told = [pl.col(key).cast(pl.String).alias(f"told:{key}") for key in keys]
    given = [rows.filter(pl.col(figure.key).is_not_null()).with_columns(told) for rows, _by in laid]
    names = ["@area", *(f"told:{key}" for key in keys)]
    frames = pl.collect_all(
        [
            rows.group_by([*by, *names]).agg(pl.len().alias("figures"))
            for rows, (_rows, by) in zip(given, laid, strict=True)
        ]
    )
    whys = []
    for frame, (_rows, by) in zip(frames, laid, strict=True):
        kinds: dict[tuple[Any, ...], list[Kind]] = {}
        for row in frame.iter_rows(named=True):
            answers = {key: row[f"told:{key}"] for key in keys}
            area = row["@area"] or ""
            kind = Kind(answers, area, at.get(area), row["figures"])
            kinds.setdefault(tuple(row[name] for name in by), []).append(kind)
        whys.append({place: unlike(found, terms) for place, found in kinds.items()})
    return Counted(
        cells={
            place: replace(cell, why=whys[0].get(place, ()))
            for place, cell in counted.cells.items()
        },
        down={
            one: replace(cell, why=whys[1].get((one,), ())) for one, cell in counted.down.items()
        },
        across={
            one: replace(cell, why=whys[2].get((one,), ())) for one, cell in counted.across.items()
        },
        whole=replace(counted.whole, why=whys[3].get((), ())),
        areas=counted.areas,
    )


def _figure(figure: Column | None, register: Register, held: set[str]) -> pl.Expr:
    if figure is None or figure.key not in held:
        return pl.lit(None, dtype=pl.Float64).alias("figure")
    value = pl.col(figure.key).cast(pl.Float64)
    # The sum of nothing is 0, which would say that somebody reported it.
    given = value.count() > 0
    whole = getattr(value, _adding(figure, register))()
    return pl.when(given).then(whole).alias("figure")


def _value(dimension: Dimension, name: str, held: set[str]) -> pl.Expr:
    """A question that no snapshot version has is missing for every row."""
    needed = dimension.value.meta.root_names()
    if not held.issuperset(needed):
        return pl.lit(None, dtype=pl.String).alias(name)
    return dimension.value.alias(name)


def _spread(rows: pl.LazyFrame, dimension: Dimension, name: str) -> pl.LazyFrame:
    """A line for each of several choices."""
    schema = rows.collect_schema()
    is_list = dimension.is_multiple and isinstance(schema[name], pl.List)
    return rows.explode(name) if is_list else rows


def _cell(row: Mapping[str, Any]) -> Cell:
    return Cell(records=int(row["records"]), figure=row["figure"])
