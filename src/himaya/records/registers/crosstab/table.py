"""The two-way table as it is shown: lines in order, small counts hidden, gaps told apart.

Five things look different (words.md): a figure; zero, where nothing is recorded; hidden, where
the count is below what the viewer may see; not reported, where records are there without a figure;
not added up, where figures are not alike.

What is hidden, `hiding` says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from himaya.engines.adding import Unlike
from himaya.records.registers.asking import Ask
from himaya.records.registers.columns import Column
from himaya.records.registers.crosstab.counting import Cell, Place
from himaya.records.registers.crosstab.dimensions import Dimension
from himaya.records.registers.crosstab.hiding import Laid, hidden_in

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
    is_bare: bool = (
        False  # no cell is shown, zeros neither: fewer hidden ones would tell the others
    )

    @property
    def is_multiple(self) -> bool:
        """Whether a record may stand in several lines."""
        return self.down.is_multiple or self.across.is_multiple

    @property
    def hides(self) -> bool:
        """Whether some cell is hidden."""
        cells = [cell for line in self.lines for cell in (*line.cells, line.total)]
        return any(cell.state == "hidden" for cell in (*cells, *self.totals, self.whole))

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


def table_of(laid: Laid, ask: Ask, least: int, *, counts_people: bool) -> Crosstab:
    """Lay the counted cells out for the page of `ask`."""
    counted, down, across, figure = laid.counted, laid.down, laid.across, laid.figure
    hidden = hidden_in(laid, least, counts_people=counts_people)
    every_down = _ordered(counted.down, down)
    every_across = _ordered(counted.across, across)
    lines, heads = every_down[:MOST_LINES], every_across[:MOST_COLUMNS]

    def shown(place: Place) -> Shown:
        is_hidden = hidden.everything or place in hidden.cells
        query = _narrowed(ask, (down, place[0]), (across, place[1]))
        return _shown(counted.cells.get(place, _NOTHING), figure, query, is_hidden=is_hidden)

    def total(cell: Cell | None, *, is_hidden: bool) -> Shown:
        return _shown(cell or _NOTHING, figure, "", is_hidden=is_hidden)

    return Crosstab(
        down=down,
        across=across,
        figure=figure,
        heads=tuple(across.labels.get(one or "", one or "") for one in heads),
        lines=tuple(
            Line(
                label=down.labels.get(one or "", one or ""),
                cells=tuple(shown((one, other)) for other in heads),
                total=total(counted.down.get(one), is_hidden=one in hidden.down),
            )
            for one in lines
        ),
        totals=tuple(
            total(counted.across.get(one), is_hidden=one in hidden.across) for one in heads
        ),
        whole=total(counted.whole, is_hidden=hidden.whole),
        least=least,
        left_out=len(every_down) - len(lines) + len(every_across) - len(heads),
        is_bare=hidden.everything,
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
