r"""Published layout: categories down the side and across the top, with margins.

The corner says which variables: ``admin1 \ sex`` has rows by admin1 and columns by sex; two row
variables stand over their columns, the last one with the backslash; two column variables take two
header rows, ``admin1 \ sex, age``. Blank cells of outer categories repeat the one before them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from himaya.engines.disclosure.tables.drafts import Draft, Layout
from himaya.engines.disclosure.tables.grids import Grid
from himaya.engines.disclosure.tables.marks import Raw, read_cell, text_of
from himaya.engines.disclosure.tables.model import COUNT
from himaya.engines.disclosure.tables.problems import Code, TableError, refuse
from himaya.engines.disclosure.tables.variables import TOTAL, is_total

_TITLE_ROWS = 12


@dataclass(frozen=True)
class _Frame:
    """Where the header is: its last row, the row and column variables."""

    row: int
    side: tuple[str, ...]
    top: tuple[str, ...]


def read_published(grid: Grid, layout: Layout, known: Mapping[str, set[str]]) -> Draft:
    """One table. `known`: codes by variable of tables read before, to name columns by."""
    width = max(len(row) for row in grid.rows)
    texts = [[text_of(cell) for cell in [*row, *[None] * (width - len(row))]] for row in grid.rows]
    frame = _frame_by_corner(grid, texts) or _frame_guessed(grid, texts, layout, known)
    above = frame.row - len(frame.top) + 1
    if above < 0:
        raise refuse(Code.HEADER_TOO_SHORT, table=grid.name, rows=len(frame.top))
    side = len(frame.side)
    heads = _headings(texts[above : frame.row + 1], side)
    draft = Draft(grid.name, (*frame.side, *frame.top), layout.measure or COUNT)
    last = max(
        (n for n, row in enumerate(texts) if n > frame.row and any(row[side:])), default=frame.row
    )
    outer = [""] * side
    for number in range(frame.row + 1, last + 1):
        row = texts[number]
        if any(row):
            outer = _carried(outer, row[:side])
            _take_row(draft, grid.rows[number], number + 1, outer, heads, layout)
    if not draft.cells and not draft.faults:
        raise refuse(Code.FILE_EMPTY, file=grid.name)
    if draft.faults:
        raise TableError(draft.faults)
    return draft


def _take_row(
    draft: Draft,
    raw: Sequence[Raw],
    row: int,
    outer: Sequence[str],
    heads: Mapping[int, tuple[str, ...]],
    layout: Layout,
) -> None:
    if not all(outer):
        draft.fault(Code.DIMENSION_EMPTY, {"row": row}, column=draft.dimensions[outer.index("")])
        return
    for column, top in heads.items():
        codes = tuple(TOTAL if is_total(text) else text for text in (*outer, *top))
        said = read_cell(raw[column] if column < len(raw) else None)
        cell = draft.take(codes, said, {"row": row, "column": column + 1}, layout)
        if cell is not None:
            draft.cells.append(cell)


def _carried(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """Row categories, outer ones repeated where blank; the innermost must be said."""
    *outer, _ = range(len(now))
    carried = list(now)
    for place in outer:
        if not now[place]:
            carried[place] = before[place]
    return carried


def _headings(rows: Sequence[Sequence[str]], side: int) -> dict[int, tuple[str, ...]]:
    """Categories over each column; columns without an innermost heading are no columns."""
    filled = []
    for depth, row in enumerate(rows):
        seen = ""
        line = []
        for text in row[side:]:
            seen = text or (seen if depth < len(rows) - 1 else "")
            line.append(seen)
        filled.append(line)
    return {
        side + place: column
        for place, column in enumerate(zip(*filled, strict=True))
        if column[-1] or (len(column) > 1 and is_total(column[0]))
        for column in [_total_below(column)]
    }


def _total_below(column: tuple[str, ...]) -> tuple[str, ...]:
    """A total over outer categories may leave the inner heading blank."""
    return column if column[-1] else (*column[:-1], TOTAL)


def _frame_by_corner(grid: Grid, texts: Sequence[Sequence[str]]) -> _Frame | None:
    for number, row in enumerate(texts[:_TITLE_ROWS]):
        for place, text in enumerate(row):
            if "\\" in text:
                last, _, top = text.partition("\\")
                side = (*row[:place], last.strip())
                names = tuple(name.strip() for name in top.split(","))
                if not all(side) or not all(names):
                    raise refuse(Code.CORNER_UNREADABLE, table=grid.name)
                return _Frame(number, side, names)
    return None


def _frame_guessed(
    grid: Grid, texts: Sequence[Sequence[str]], layout: Layout, known: Mapping[str, set[str]]
) -> _Frame:
    """A plain cross table; the variable across the top is known by option or by its codes."""
    start = next(
        (n for n, row in enumerate(texts[:_TITLE_ROWS]) if sum(map(bool, row[1:])) > 1), None
    )
    if start is None or start + 1 >= len(texts):
        raise refuse(Code.VALUE_COLUMN_UNKNOWN, table=grid.name)
    row = texts[start]
    side = _side_width(texts, start)
    if not all(row[:side]):
        raise refuse(Code.CORNER_UNREADABLE, table=grid.name)
    heads = {text for text in row[side:] if text and not is_total(text)}
    name = (
        layout.columns
        or _name_above(texts[start - 1] if start else [], side)
        or next((variable for variable, codes in known.items() if heads and heads <= codes), None)
    )
    if name is None:
        raise refuse(Code.COLUMN_VARIABLE_UNNAMED, table=grid.name)
    return _Frame(start, tuple(row[:side]), (name,))


def _name_above(row: Sequence[str], side: int) -> str | None:
    """A single word over the columns names their variable."""
    said = [(place, text) for place, text in enumerate(row) if text]
    return said[0][1] if len(said) == 1 and said[0][0] >= side else None


def _side_width(texts: Sequence[Sequence[str]], start: int) -> int:
    """Leading columns that hold words and not figures."""
    body = texts[start + 1 :]
    width = 1
    for column in range(1, len(texts[start])):
        cells = [read_cell(row[column]) for row in body if row[column]]
        if any(cell.wrong is None for cell in cells) or not cells:
            break
        width = column + 1
    return width
