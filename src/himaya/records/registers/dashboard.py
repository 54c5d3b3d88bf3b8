"""The dashboard of a register: up to ten panels that follow from its marks, read in one pass.

Each panel counts the records in sight by one dimension, and each line leads to its records. Of
people, cases and incidents the lines that two-way tables hide are hidden here too (`hidden_lines`).
Lines beyond the longest panel are counted together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from himaya.engines.adding import Unlike, is_small
from himaya.engines.coded import Coded
from himaya.records.registers.asking import Ask
from himaya.records.registers.columns import OWNER, STATUS, Column
from himaya.records.registers.crosstab.counting import Cell, lines_of, total_of
from himaya.records.registers.crosstab.dimensions import MONTH, Dimension, dimensions_of
from himaya.records.registers.crosstab.hiding import hidden_lines
from himaya.records.registers.crosstab.table import Shown, narrowed, value_of
from himaya.records.registers.register import Register
from himaya.records.registers.sieve import Flags
from himaya.records.snapshots.coded import CodedRows

MOST_PANELS = 10
_MOST_LINES = 12
MOST_FIGURES = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a panel: "" as label where the records give no answer."""

    label: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class Panel:
    """One way of counting: its bars, what did not fit, and where the whole table is."""

    dimension: Dimension
    bars: tuple[Bar, ...]
    others: Shown | None
    left_out: int
    query: str

    @property
    def longest(self) -> float:
        """The highest figure shown, which fills the width."""
        return max((bar.shown.value or 0 for bar in self.bars), default=0) or 1


@dataclass(frozen=True, slots=True)
class Figure:
    """One number column put together over all records."""

    column: Column
    shown: Shown


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the page shows. `least`: the smallest count shown, 0 where none is hidden."""

    panels: tuple[Panel, ...]
    figures: tuple[Figure, ...]
    least: int

    @property
    def hides(self) -> bool:
        """Whether some count is hidden."""
        shown = [bar.shown for panel in self.panels for bar in panel.bars]
        return any(one.state == "hidden" for one in (*shown, *(f.shown for f in self.figures)))

    @property
    def why(self) -> tuple[Unlike, ...]:
        """Every reason for which some figure is not added up, each once."""
        return tuple(dict.fromkeys(one for figure in self.figures for one in figure.shown.why))


@dataclass(frozen=True, slots=True)
class Counting:
    """What a dashboard is counted from. `before`: the rows without the filter, where one holds."""

    register: Register
    ask: Ask
    rows: CodedRows
    keep: Flags
    before: Flags | None
    least: int

    @property
    def hides(self) -> bool:
        """Whether small counts of records are hidden."""
        return self.least > 1 and self.register.counts_people

    def is_small(self, count: float, before: float) -> bool:
        """Whether a figure, or what the filter leaves out of it, is under the least."""
        return is_small(count, before - count, self.least)


def dashboard_of(
    counting: Counting, chosen: Sequence[Dimension], figures: Sequence[Column]
) -> Dashboard:
    """Count all panels among the kept rows."""
    few = int(counting.keep.sum())
    before = few if counting.before is None else int(counting.before.sum())
    is_bare = counting.hides and counting.is_small(few, before)
    return Dashboard(
        panels=tuple(_panel(counting, one, is_bare=is_bare) for one in chosen),
        figures=tuple(_figure(counting, one, is_bare=is_bare) for one in figures),
        least=counting.least,
    )


def _figure(counting: Counting, figure: Column, *, is_bare: bool) -> Figure:
    register, rows = counting.register, counting.rows
    cell = total_of(register, rows, counting.keep, figure)
    is_hidden = is_bare
    if figure.counts_people and counting.least > 1 and cell.figure is not None:
        all_of_it = cell.figure
        if counting.before is not None:
            all_of_it = total_of(register, rows, counting.before, figure).figure or 0
        is_hidden |= counting.is_small(cell.figure, all_of_it)
    return Figure(figure, value_of(cell, figure, is_hidden=is_hidden))


def panels_of(register: Register) -> list[Dimension]:
    """Status, the coarsest areas, owners, months; then questions in the order of the form."""
    dimensions = dimensions_of(register)
    first = [one for one in dimensions if one.key == STATUS]
    first += [one for one in dimensions if one.narrows == "area"][:1]
    first += [one for one in dimensions if one.key in {OWNER, MONTH}]
    questions = [one for one in dimensions if not one.key.startswith("~")]
    return [*first, *questions][:MOST_PANELS]


def _panel(counting: Counting, dimension: Dimension, *, is_bare: bool) -> Panel:
    column = dimension.lay(counting.rows)
    counts = lines_of(column, counting.keep)
    order = _order({value: cell.records for value, cell in counts.items()}, dimension)
    lines, rest = order[:_MOST_LINES], order[_MOST_LINES:]
    hidden = _hidden(counting, dimension, column, counts) if counting.hides else frozenset()
    bars = tuple(
        Bar(
            label=dimension.labels.get(value or "", value or ""),
            shown=_shown(
                counts[value].records if value in counts else 0,
                narrowed(counting.ask, dimension, value),
                is_hidden=is_bare or value in hidden,
            ),
        )
        for value in lines
    )
    others = sum(counts[value].records for value in rest if value in counts)
    return Panel(
        dimension=dimension,
        bars=bars,
        others=_shown(others, "", is_hidden=is_bare or bool(hidden)) if rest else None,
        left_out=len(rest),
        query=counting.ask.query(
            view="crosstab", down=dimension.key, across="", each="", figure=""
        ),
    )


def _hidden(
    counting: Counting, dimension: Dimension, column: Coded, counts: Mapping[str | None, Cell]
) -> frozenset[str | None]:
    """The lines that two-way tables hide too, whatever they are crossed with."""
    named = counting.rows.column("@area") if dimension.narrows == "area" else column
    before = {} if counting.before is None else lines_of(named, counting.before)
    own = lines_of(named, counting.keep) if dimension.narrows == "area" else counts
    return hidden_lines(counts, (own, before), dimension, counting.least)


def _order(counts: dict[str | None, int], dimension: Dimension) -> list[str | None]:
    """Months: the last ones. Places, owners and words: the most first. Choices: as in the form."""
    values = [value for value in counts if value is not None]
    none: list[str | None] = [None] if None in counts else []
    if dimension.key.startswith("~") and not dimension.labels:
        return [*none, *sorted(values)][-_MOST_LINES:]
    if dimension.labels and dimension.narrows not in {"area", "agency"}:
        unlisted = sorted(value for value in values if value not in dimension.labels)
        return [*dimension.labels, *unlisted, *none]
    return [*sorted(values, key=lambda value: (-counts[value], value)), *none]


def _shown(number: int, query: str, *, is_hidden: bool) -> Shown:
    if is_hidden:
        return Shown("hidden")
    return Shown("figure", number, query) if number else Shown("zero", 0)
