"""Views that are counted on the snapshot: what they read, and what they make of it.

Loads polars and pyarrow; only views that count load it (a third of a second).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from himaya.records.registers.alike import in_words
from himaya.records.registers.asking import Ask
from himaya.records.registers.crosstab.counting import axis_of, count, figures_of, names_of
from himaya.records.registers.crosstab.dimensions import Dimension, dimensions_of
from himaya.records.registers.crosstab.table import MOST_COLUMNS, MOST_LINES, MOST_TABLES, table_of
from himaya.records.registers.dashboard import MOST_FIGURES, dashboard_of, panels_of
from himaya.records.registers.register import Register
from himaya.records.registers.sieve import Flags, needed, sifted
from himaya.records.snapshots.coded import CodedRows, read_coded


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns a view reads, and how its context is made of the rows that were asked for."""

    names: list[str]
    made_of: Callable[[CodedRows, Flags], dict[str, Any]]

    def made(self, register: Register, ask: Ask, today: date) -> dict[str, Any]:
        """The context, read by itself."""
        names = [*self.names, *needed(register, ask)]
        rows = read_coded(register.dataset, register.seat, names)
        return self.made_of(rows, sifted(rows, register, ask, today))


def dashboard(register: Register, ask: Ask) -> Plan:
    """Ten panels and the figures."""
    chosen, figures = panels_of(register), figures_of(register)[:MOST_FIGURES]

    def made_of(rows: CodedRows, keep: Flags) -> dict[str, Any]:
        made = dashboard_of(register, chosen, figures, (rows, keep), ask)
        return {"dashboard": made, "why_not": in_words(register, made.why)}

    return Plan(names_of(register, chosen, figures), made_of)


def crosstab(register: Register, ask: Ask) -> Plan:
    """The table of two ways, or of three."""
    dimensions, figures = dimensions_of(register), figures_of(register)
    asked = _laid_out(dimensions, ask)
    figure = next((column for column in figures if column.key == ask.figure), None)

    def made_of(rows: CodedRows, keep: Flags) -> dict[str, Any]:
        most = (MOST_LINES, MOST_COLUMNS, MOST_TABLES)
        axes = [axis_of(rows, keep, one, size) for one, size in zip(asked, most, strict=False)]
        counted = count(register, rows, keep, axes, figure)
        made = table_of(counted, figure, ask, counts_people=register.counts_people)
        return {
            "crosstab": made,
            "why_not": in_words(register, made.why),
            "dimensions": dimensions,
            "figures": figures,
            "turned": ask.query(down=asked[1].key, across=asked[0].key),
        }

    return Plan(names_of(register, asked, [figure] if figure else []), made_of)


def _laid_out(dimensions: list[Dimension], ask: Ask) -> list[Dimension]:
    """What was asked for, else the coarsest places against the first category; a third if asked."""
    areas = [one for one in dimensions if one.narrows == "area"]
    down = _keyed(dimensions, ask.down) or (areas or dimensions)[0]
    others = [one for one in dimensions if one.key != down.key]
    across = _keyed(others, ask.across) or next(one for one in others if one.narrows != "area")
    each = _keyed([one for one in others if one.key != across.key], ask.each)
    return [down, across, *([each] if each else [])]


def _keyed(dimensions: list[Dimension], key: str) -> Dimension | None:
    return next((one for one in dimensions if one.key == key), None)
