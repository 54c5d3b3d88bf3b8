"""The dashboard of a register: up to ten panels that follow from its marks, read in one pass.

Each panel counts the records in sight by one dimension, and each line leads to its records. Counts
of people under the smallest cell are hidden, and with them so much that they do not follow from
the total; lines beyond the longest panel are counted together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from himaya.engines.adding import Unlike
from himaya.engines.coded import tally
from himaya.records.registers.asking import Ask
from himaya.records.registers.columns import OWNER, STATUS, Column
from himaya.records.registers.crosstab.counting import count
from himaya.records.registers.crosstab.dimensions import MONTH, Dimension, dimensions_of
from himaya.records.registers.crosstab.table import Shown, narrowed, shown_as
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


def dashboard_of(
    register: Register,
    chosen: Sequence[Dimension],
    figures: Sequence[Column],
    counted: tuple[CodedRows, Flags],
    ask: Ask,
) -> Dashboard:
    """Count all panels among the kept rows."""
    rows, keep = counted
    least = rows.decision.min_cell if register.counts_people else 0
    return Dashboard(
        panels=tuple(_panel(rows, keep, one, ask, least) for one in chosen),
        figures=tuple(
            Figure(one, shown_as(count(register, rows, keep, (), one).cell(), one, least))
            for one in figures
        ),
        least=least,
    )


def panels_of(register: Register) -> list[Dimension]:
    """Status, the coarsest areas, owners, months; then questions in the order of the form."""
    dimensions = dimensions_of(register)
    first = [one for one in dimensions if one.key == STATUS]
    first += [one for one in dimensions if one.narrows == "area"][:1]
    first += [one for one in dimensions if one.key in {OWNER, MONTH}]
    questions = [one for one in dimensions if not one.key.startswith("~")]
    return [*first, *questions][:MOST_PANELS]


def _panel(rows: CodedRows, keep: Flags, dimension: Dimension, ask: Ask, least: int) -> Panel:
    column = dimension.lay(rows)
    counts = dict(zip(column.values, tally([column], keep).records.tolist(), strict=True))
    order = _order({value: n for value, n in counts.items() if n}, dimension)
    lines, rest = order[:_MOST_LINES], order[_MOST_LINES:]
    others = sum(counts[value] for value in rest)
    shown = [counts.get(value, 0) for value in lines]
    hidden = _hidden([*shown, others], least)
    bars = tuple(
        Bar(
            label=dimension.labels.get(value or "", value or ""),
            shown=_shown(number, narrowed(ask, dimension, value), is_hidden=place in hidden),
        )
        for place, (value, number) in enumerate(zip(lines, shown, strict=True))
    )
    return Panel(
        dimension=dimension,
        bars=bars,
        others=_shown(others, "", is_hidden=len(lines) in hidden) if rest else None,
        left_out=len(rest),
        query=ask.query(view="crosstab", down=dimension.key, across="", each="", figure=""),
    )


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


def _hidden(counts: Sequence[int], least: int) -> set[int]:
    """Places of the counts not shown: small ones, and as many more as keep them from following.

    What is hidden follows from the total of all where it is one count, or fewer than the least.
    """
    hidden = {place for place, number in enumerate(counts) if 0 < number < least}
    more = sorted((n, place) for place, n in enumerate(counts) if n >= least > 0)
    while hidden and more and (len(hidden) == 1 or sum(counts[one] for one in hidden) < least):
        hidden.add(more.pop(0)[1])
    return hidden


def _shown(number: int, query: str, *, is_hidden: bool) -> Shown:
    if is_hidden:
        return Shown("hidden")
    return Shown("figure", number, query) if number else Shown("zero", 0)
