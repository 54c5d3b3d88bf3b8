"""Views that are counted on the snapshot: what they read, and what they make of it.

Loads polars and pyarrow; only views that count load it (a third of a second).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from himaya.records.registers.alike import in_words
from himaya.records.registers.asking import Ask
from himaya.records.registers.columns import Column
from himaya.records.registers.crosstab.counting import (
    Sides,
    adding_of,
    count,
    figures_of,
    lines_of,
    names_of,
)
from himaya.records.registers.crosstab.dimensions import Dimension, dimensions_of
from himaya.records.registers.crosstab.hiding import Laid
from himaya.records.registers.crosstab.table import (
    MOST_TABLES,
    Crosstab,
    ordered,
    table_of,
    with_value,
)
from himaya.records.registers.dashboard import MOST_FIGURES, Counting, dashboard_of, panels_of
from himaya.records.registers.register import Register
from himaya.records.registers.sieve import Flags, having, needed, sifted, standing_rows
from himaya.records.snapshots.coded import CodedRows, read_coded


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns a view reads, and how its context is made of the rows that were asked for."""

    names: list[str]
    made_of: Callable[[CodedRows, Flags, int], dict[str, Any]]  # the last: the smallest cell

    def made(self, register: Register, ask: Ask, least: int, today: date) -> dict[str, Any]:
        """The context, read by itself."""
        names = [*self.names, *needed(register, ask)]
        rows = read_coded(register.dataset, register.seat, names)
        return self.made_of(rows, sifted(rows, register, ask, today), least)


def dashboard(register: Register, ask: Ask) -> Plan:
    """Ten panels and the figures."""
    chosen, figures = panels_of(register), figures_of(register)[:MOST_FIGURES]

    def made_of(rows: CodedRows, keep: Flags, least: int) -> dict[str, Any]:
        before = standing_rows(rows, register, ask) if ask.is_filtered else None
        counting = Counting(register, ask, rows, keep, before, least)
        made = dashboard_of(counting, chosen, figures)
        return {"dashboard": made, "why_not": in_words(register, made.why)}

    return Plan(names_of(register, chosen, figures), made_of)


def crosstab(register: Register, ask: Ask) -> Plan:
    """The table of two ways, or of three."""
    dimensions, figures = dimensions_of(register), figures_of(register)
    down, across, each = _laid_out(dimensions, ask)
    figure = next((column for column in figures if column.key == ask.figure), None)
    counts_people = register.counts_people

    def made_of(rows: CodedRows, keep: Flags, least: int) -> dict[str, Any]:
        sides = Sides.of(rows, down, across)
        before = None
        if ask.is_filtered and counts_people:
            before = count(register, sides, standing_rows(rows, register, ask), figure)
        counted = count(register, sides, keep, figure)
        adding = adding_of(figure, register) if figure is not None else "sum"
        laid = Laid(counted, before, down, across, figure, adding)
        made = table_of(laid, ask, least, counts_people=counts_people)
        hides = least > 1 and (counts_people or (figure is not None and figure.counts_people))
        return {
            "crosstab": made,
            "why_not": in_words(register, made.why),
            "dimensions": dimensions,
            "figures": figures,
            "turned": ask.query(down=across.key, across=down.key),
            "each": each,
            # What each of many tables may show beside all others, nobody has worked out.
            "not_each": each is not None and hides,
            "tables": []
            if each is None or hides
            else _tables(register, sides, (keep, each), figure, ask),
        }

    asked = [down, across, *([each] if each else [])]
    return Plan(names_of(register, asked, [figure] if figure else []), made_of)


def _tables(
    register: Register,
    sides: Sides,
    of: tuple[Flags, Dimension],
    figure: Column | None,
    ask: Ask,
) -> list[tuple[str, Crosstab]]:
    """One table for each value of a third dimension, where nothing has to be hidden."""
    keep, each = of
    column = each.lay(sides.rows)
    adding = adding_of(figure, register) if figure is not None else "sum"
    tables = []
    for value in ordered(lines_of(column, keep), each)[:MOST_TABLES]:
        here = keep & (having(column, value.__eq__) if value else ~having(column, bool))
        counted = count(register, sides, here, figure)
        laid = Laid(counted, None, sides.down, sides.across, figure, adding)
        narrow = with_value(ask, each, value)
        made = table_of(laid, narrow or ask, 0, counts_people=False, leads=narrow is not None)
        tables.append((each.labels.get(value or "", value or ""), made))
    return tables


def _laid_out(
    dimensions: list[Dimension], ask: Ask
) -> tuple[Dimension, Dimension, Dimension | None]:
    """What was asked for, else the coarsest places against the first category; a third if asked."""
    areas = [one for one in dimensions if one.narrows == "area"]
    down = _keyed(dimensions, ask.down) or (areas or dimensions)[0]
    others = [one for one in dimensions if one.key != down.key]
    across = _keyed(others, ask.across) or next(one for one in others if one.narrows != "area")
    each = _keyed([one for one in others if one.key != across.key], ask.each)
    return down, across, each


def _keyed(dimensions: list[Dimension], key: str) -> Dimension | None:
    return next((one for one in dimensions if one.key == key), None)
