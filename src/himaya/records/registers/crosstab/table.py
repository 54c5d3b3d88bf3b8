"""The two-way table as it is shown: lines in order, small counts hidden, gaps told apart.

Five things look different (words.md): a figure; zero, where nothing is recorded; hidden, where
the count is below what the viewer may see; not reported, where records are there without a figure;
not added up, where figures are not alike.

A total is hidden where one of its cells is, since the hidden cell would follow by subtraction. The
total of everything is hidden where a single cell, or fewer than the least, would follow from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from himaya.engines.adding import Unlike
from himaya.records.registers.asking import Ask
from himaya.records.registers.columns import Column
from himaya.records.registers.crosstab.counting import Cell, Counted
from himaya.records.registers.crosstab.dimensions import Dimension

MOST_LINES = 150
MOST_COLUMNS = 30
_NOTHING = Cell(0)


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell as shown: `state` is figure, zero, hidden, unreported or unlike (with why)."""

    state: str
    value: float | None = None
    query: str = ""  # the address of the records behind it, "" where no filter leads there
    why: tuple[Unlike, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the value is shown without decimals."""
        return self.value is not None and float(self.value).is_integer()


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the label of its value, its cells, its total."""

    label: str  # "" where the records give no answer
    cells: tuple[Shown, ...]
    total: Shown


@dataclass(frozen=True, slots=True)
class Crosstab:
    """What the page shows."""

    down: Dimension
    across: Dimension
    figure: Column | None
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: tuple[Shown, ...]
    whole: Shown
    least: int
    left_out: int  # lines and columns beyond what one page shows

    @property
    def is_multiple(self) -> bool:
        """Whether a record may stand in several lines."""
        return self.down.is_multiple or self.across.is_multiple

    @property
    def hides(self) -> bool:
        """Whether some cell is hidden."""
        cells = [cell for line in self.lines for cell in line.cells]
        return any(cell.state == "hidden" for cell in cells)

    @property
    def why(self) -> tuple[Unlike, ...]:
        """Every reason for which some figures are not added up, each once."""
        cells = [cell for line in self.lines for cell in (*line.cells, line.total)]
        found = [one for cell in (*cells, *self.totals, self.whole) for one in cell.why]
        return tuple(dict.fromkeys(found))

    @property
    def gaps(self) -> int:
        """Cells in which nothing is recorded."""
        return sum(cell.state == "zero" for line in self.lines for cell in line.cells)


def table_of(
    counted: Counted,
    down: Dimension,
    across: Dimension,
    figure: Column | None,
    ask: Ask,
    *,
    counts_people: bool,
) -> Crosstab:
    """Lay the counted cells out for the page of `ask`."""
    least = counted.min_cell if counts_people else 0
    every_down = _ordered(counted.down, down)
    every_across = _ordered(counted.across, across)
    lines, heads = every_down[:MOST_LINES], every_across[:MOST_COLUMNS]
    hidden = {place for place, cell in counted.cells.items() if 0 < cell.records < least}
    shut_down = {one for one, _ in hidden}
    shut_across = {other for _, other in hidden}

    def shown(place: tuple[str | None, str | None]) -> Shown:
        cell = counted.cells.get(place, _NOTHING)
        query = _narrowed(ask, (down, place[0]), (across, place[1]))
        return _shown(cell, figure, query, is_hidden=place in hidden)

    return Crosstab(
        down=down,
        across=across,
        figure=figure,
        heads=tuple(across.labels.get(one or "", one or "") for one in heads),
        lines=tuple(
            Line(
                label=down.labels.get(one or "", one or ""),
                cells=tuple(shown((one, other)) for other in heads),
                total=_total(
                    counted.down.get(one, _NOTHING), figure, least, is_hidden=one in shut_down
                ),
            )
            for one in lines
        ),
        totals=tuple(
            _total(
                counted.across.get(other, _NOTHING), figure, least, is_hidden=other in shut_across
            )
            for other in heads
        ),
        whole=_total(counted.whole, figure, least, is_hidden=_tells(counted, hidden, least)),
        least=least,
        left_out=len(every_down) - len(lines) + len(every_across) - len(heads),
    )


def _ordered(found: Iterable[str | None], dimension: Dimension) -> list[str | None]:
    """In the order of the labels, so that gaps show; then others by name; "no answer" last.

    Of areas and agencies only those are listed that records speak of.
    """
    values = set(found)
    is_closed = bool(dimension.labels) and dimension.narrows not in {"area", "agency"}
    known: list[str | None] = [code for code in dimension.labels if is_closed or code in values]
    others = sorted(one for one in values - set(known) if one is not None)
    return [*known, *others, *([None] if None in values else [])]


def _tells(counted: Counted, hidden: set[tuple[str | None, str | None]], least: int) -> bool:
    together = sum(counted.cells[place].records for place in hidden)
    return bool(hidden) and (len(hidden) == 1 or together < least)


def _total(cell: Cell, figure: Column | None, least: int, *, is_hidden: bool) -> Shown:
    return _shown(cell, figure, "", is_hidden=is_hidden or 0 < cell.records < least)


def _shown(cell: Cell, figure: Column | None, query: str, *, is_hidden: bool) -> Shown:
    if is_hidden:
        return Shown("hidden")
    if not cell.records:
        return Shown("zero", 0, "")
    if figure is None:
        return Shown("figure", cell.records, query)
    if cell.figure is None:
        return Shown("unreported", None, query)
    if cell.why:
        return Shown("unlike", None, query, cell.why)
    return Shown("figure", cell.figure, query)


def _narrowed(ask: Ask, *values: tuple[Dimension, str | None]) -> str:
    """The table of the records behind a cell, where every value of it is a filter."""
    changes: dict[str, object] = {"view": "table", "down": "", "across": "", "figure": ""}
    picks: Mapping[str, str] = ask.picks
    for dimension, value in values:
        if value is None or not dimension.narrows or ask.words:
            return ""
        if dimension.narrows.startswith("pick."):
            picks = {**picks, dimension.key: value}
        else:
            changes[dimension.narrows] = value
    return ask.query(**changes, picks=picks)
