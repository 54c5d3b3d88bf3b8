"""The two-way table as it is shown: lines in order, small counts hidden, gaps told apart.

Five things look different (words.md): a figure, which is zero where somebody reported zero; zero,
where no record is counted; hidden, where the count is below what the viewer may see; not reported,
where no record gives the figure; not added up, where figures are not alike.

What is hidden, `hiding` says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from himaya.engines.adding import Unlike
from himaya.records.registers.asking import Ask
from himaya.records.registers.columns import Column
from himaya.records.registers.crosstab.counting import Cell, Place
from himaya.records.registers.crosstab.dimensions import Dimension
from himaya.records.registers.crosstab.hiding import Laid, hidden_in

MOST_LINES = 150
MOST_COLUMNS = 30
MOST_TABLES = 16
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
    adding: str = "sum"  # how the figure is put together over records
    is_bare: bool = (
        False  # no cell is shown, zeros neither: fewer hidden ones would tell the others
    )

    @property
    def content(self) -> str:
        """What stands in the cells, and how it is put together, in words."""
        if self.figure is None:
            return _("number of records")
        words = {
            "sum": _("%(figure)s, added up"),
            "max": _("%(figure)s, the highest"),
            "average": _("%(figure)s, on average"),
        }
        return words[self.adding] % {"figure": self.figure.label}

    @property
    def ends_with(self) -> str:
        """The heading of the last line and the last column."""
        return {"max": _("Highest"), "average": _("Average")}.get(self.adding) or _("Total")

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


def table_of(
    laid: Laid, ask: Ask, least: int, *, counts_people: bool, leads: bool = True
) -> Crosstab:
    """Lay the counted cells out for the page of `ask`, which `leads` to their records or not."""
    counted, down, across, figure = laid.counted, laid.down, laid.across, laid.figure
    hidden = hidden_in(laid, least, counts_people=counts_people)
    every_down = ordered(counted.down, down)
    every_across = ordered(counted.across, across)
    lines, heads = every_down[:MOST_LINES], every_across[:MOST_COLUMNS]
    # To build thousands of addresses would take longer than to count.
    address = _address(ask, (down, across))
    pairs = [
        {one: _pair(dimension, one, ask) for one in shown_lines}
        for dimension, shown_lines in ((down, lines), (across, heads))
    ]

    def shown(place: Place) -> Shown:
        is_hidden = hidden.everything or place in hidden.cells
        pair = (pairs[0][place[0]], pairs[1][place[1]]) if leads else ("", "")
        query = "&".join((address, *pair)) if all(pair) else ""
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
        adding=laid.adding,
        is_bare=hidden.everything,
    )


def ordered(found: Iterable[str | None], dimension: Dimension) -> list[str | None]:
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
    if figure is None:
        return Shown("figure", cell.records, query) if cell.records else Shown("zero", 0)
    if cell.figure is None:  # where there is no record either, nobody reported a zero
        return Shown("unreported", None, query if cell.records else "")
    if cell.why:
        return Shown("unlike", None, query, cell.why)
    return Shown("figure", cell.figure, query)


def narrowed(ask: Ask, dimension: Dimension, value: str | None) -> str:
    """The address of the records with that value; "" where no filter leads there."""
    pair = _pair(dimension, value, ask)
    return f"{_address(ask, (dimension,))}&{pair}" if pair else ""


def _pair(dimension: Dimension, value: str | None, ask: Ask) -> str:
    if not value or not dimension.narrows or ask.words:
        return ""
    return urlencode({dimension.narrows: value})


def _address(ask: Ask, dimensions: Sequence[Dimension]) -> str:
    """The table of what was asked for, less what these dimensions will narrow."""
    names = {one.narrows for one in dimensions}
    without = names & {"status", "agency", "area"}
    changes: dict[str, object] = dict.fromkeys(("down", "across", "each", "figure", *without), "")
    picks = {key: code for key, code in ask.picks.items() if f"pick.{key}" not in names}
    return ask.query(**changes, view="", picks=picks) or "view=table"


def with_value(ask: Ask, dimension: Dimension, value: str | None) -> Ask | None:
    """What is asked for, narrowed to that value; None where no filter does so."""
    if not _pair(dimension, value, ask):
        return None
    if dimension.narrows.startswith("pick."):
        return replace(ask, picks={**ask.picks, dimension.key: str(value)})
    change: dict[str, Any] = {dimension.narrows: value}
    return replace(ask, **change)


def value_of(cell: Cell, figure: Column | None, *, is_hidden: bool) -> Shown:
    """A single figure, or the state that stands for it."""
    return _shown(cell, figure, "", is_hidden=is_hidden)
