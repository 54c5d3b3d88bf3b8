"""Counting a table on the snapshot: only rows in sight, each figure as it may be added."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from himaya.engines.adding import Kind, Terms, Unlike, unlike
from himaya.engines.coded import Coded, Tally, combinations, laid_by, tally, whole_numbers
from himaya.records.registers.alike import levels, open_keys, terms_of
from himaya.records.registers.columns import Column
from himaya.records.registers.crosstab.dimensions import Dimension
from himaya.records.registers.register import Register
from himaya.records.registers.sieve import Flags
from himaya.records.snapshots.coded import CodedRows

# How a figure may be put together over records (meaning.md, number). "latest" and "ratio" need
# the indicator's own rules and are not offered here.
ADDING = frozenset({"sum", "max", "average"})


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
        if column.is_number and not column.group and adding_of(column, register)
    ]


def adding_of(column: Column, register: Register) -> str:
    """How a figure is put together over records: one of `ADDING`, or "" where it is not."""
    asked = register.version.questions.all()
    aggregation = next((one.aggregation for one in asked if one.path == column.key), "")
    return aggregation if aggregation in ADDING else ""


def names_of(
    register: Register, dimensions: Iterable[Dimension], figures: Iterable[Column]
) -> list[str]:
    """The columns of the snapshot that a table of these reads."""
    names = ["@area", *(dimension.column for dimension in dimensions)]
    for figure in figures:
        terms = terms_of(register, figure)
        names += [figure.key, *(open_keys(register, terms) if terms is not None else ())]
    return names


@dataclass(frozen=True, slots=True)
class Sides:
    """The rows laid out by the two sides of a table, before any of them is chosen."""

    rows: CodedRows
    down: Dimension
    across: Dimension
    laid: tuple[Coded, Coded]

    @classmethod
    def of(cls, rows: CodedRows, down: Dimension, across: Dimension) -> "Sides":
        """Asks once for each value what it stands for."""
        return cls(rows, down, across, (down.lay(rows), across.lay(rows)))


def count(register: Register, sides: Sides, keep: Flags, figure: Column | None) -> Counted:
    """Count the kept rows.

    Totals are counted from the records and not added up: where a record may stand in several
    lines (several choices), the sum of the lines is more than the total.
    """
    rows, (down, across) = sides.rows, sides.laid
    values = rows.figures(figure.key) if figure is not None else None
    adding = adding_of(figure, register) if figure is not None else ""
    both = tally([down, across], keep, values)
    area = rows.column("@area")
    has_areas = "area" in (sides.down.narrows, sides.across.narrows)
    counted = Counted(
        cells=_cells(both, adding, down.values, across.values),
        down=_line(down, both, 1, keep, values, adding),
        across=_line(across, both, 0, keep, values, adding),
        whole=_cell(tally([], keep, values), (), adding),
        areas=_cells(tally([area], keep, values), adding, area.values) if has_areas else {},
    )
    terms = terms_of(register, figure)
    if terms is None or values is None:
        return counted
    return _refused(counted, sides, keep & ~np.isnan(values), terms, levels(register))


def total_of(register: Register, rows: CodedRows, keep: Flags, figure: Column) -> Cell:
    """A figure of all kept rows."""
    numbers = rows.whole(figure.key) if figure.key in rows.types else np.zeros(0)
    is_whole = np.issubdtype(numbers.dtype, np.integer)
    counted = (
        whole_numbers(numbers, keep) if is_whole else tally([], keep, rows.figures(figure.key))
    )
    cell = _cell(counted, (), adding_of(figure, register))
    terms = terms_of(register, figure)
    if terms is None:
        return cell
    given = keep & ~np.isnan(rows.figures(figure.key))
    why = _why(rows, (), given, terms, levels(register))
    return replace(cell, why=why.get((), ()))


def lines_of(column: Coded, keep: Flags) -> dict[str | None, Cell]:
    """How many kept rows stand in each line."""
    return _cells(tally([column], keep), "", column.values)


def _line(
    column: Coded,
    both: Tally,
    other: int,
    keep: Flags,
    values: NDArray[np.float64] | None,
    adding: str,
) -> dict[Any, Cell]:
    """The totals of one side: put together where rows do not stand repeatedly on the other."""
    counted = tally([column], keep, values) if other in both.several else both.over(other)
    return _cells(counted, adding, column.values)


def _cells(counted: Tally, adding: str, *values: Sequence[Any]) -> dict[Any, Cell]:
    """By the values of the axes, or of the one axis, where there is any record."""
    found = {}
    for place in zip(*(axis.tolist() for axis in np.nonzero(counted.records)), strict=True):
        told = tuple(axis[at] for axis, at in zip(values, place, strict=True))
        found[told if len(values) > 1 else told[0]] = _cell(counted, place, adding)
    return found


def _cell(counted: Tally, at: tuple[int, ...], adding: str) -> Cell:
    records = int(counted.records[at])
    if counted.given is None or counted.total is None or counted.highest is None:
        return Cell(records)
    given = int(counted.given[at])
    if not given:  # the sum of nothing is 0, which would say that somebody reported it
        return Cell(records)
    if adding == "max":
        return Cell(records, float(counted.highest[at]))
    total = float(counted.total[at])
    return Cell(records, total / given if adding == "average" else total)


def _refused(
    counted: Counted, sides: Sides, given: Flags, terms: Terms, at: Mapping[str, int]
) -> Counted:
    """The same with the reasons why figures are not put together, cell by cell and in totals."""
    down, across = sides.laid

    def said(cells: Mapping[Any, Cell], *by: Coded) -> dict[Any, Cell]:
        why = _why(sides.rows, by, given, terms, at)
        return {
            place: replace(cell, why=why.get(place if len(by) > 1 else (place,), ()))
            for place, cell in cells.items()
        }

    return Counted(
        cells=said(counted.cells, down, across),
        down=said(counted.down, down),
        across=said(counted.across, across),
        whole=replace(counted.whole, why=_why(sides.rows, (), given, terms, at).get((), ())),
        areas=counted.areas,
    )


def _why(
    rows: CodedRows, by: Sequence[Coded], given: Flags, terms: Terms, at: Mapping[str, int]
) -> dict[tuple[Any, ...], tuple[Unlike, ...]]:
    """By place, the reasons why the figures of these rows are not put together."""
    keys = [key for key in terms.keys if key in rows.types]
    told = [laid_by(rows.column(key), _as_texts) for key in keys]
    kinds: dict[tuple[Any, ...], list[Kind]] = {}
    found, figures = combinations([*by, rows.column("@area"), *told], given)
    for values, count_of in zip(found, figures, strict=True):
        area = values[len(by)] or ""
        answers = dict(zip(keys, values[len(by) + 1 :], strict=True))
        kinds.setdefault(values[: len(by)], []).append(Kind(answers, area, at.get(area), count_of))
    return {place: unlike(alike, terms) for place, alike in kinds.items()}


def _as_texts(values: Sequence[Any]) -> list[str | None]:
    return [None if one is None else str(one) for one in values]
