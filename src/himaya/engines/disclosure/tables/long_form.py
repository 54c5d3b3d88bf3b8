"""Long form: a row for each cell, a column for each dimension and one for the value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from himaya.engines.disclosure.tables.drafts import Draft, Layout
from himaya.engines.disclosure.tables.grids import Grid
from himaya.engines.disclosure.tables.marks import Raw, Said, read_cell, state, text_of
from himaya.engines.disclosure.tables.model import COUNT, Cell, State
from himaya.engines.disclosure.tables.problems import Code, refuse
from himaya.engines.disclosure.tables.variables import TOTAL, is_total

_VALUES = ("count", "n", "freq", "frequency", "value")
_ROLES = {
    "status": "status", "sdcstatus": "status",
    "contributors": "contributors",
    "protection_below": "below", "protection_above": "above",
    "measure": "measure", "table": "table",
}  # fmt: skip
_LARGEST = "largest_"


def value_column(header: Sequence[str], layout: Layout) -> int | None:
    """Where the values stand; None where the first row is not that of a long table."""
    names = [name.casefold() for name in header]
    if layout.value is not None:
        return names.index(layout.value.casefold()) if layout.value.casefold() in names else None
    return next((names.index(name) for name in _VALUES if name in names), None)


@dataclass
class _Columns:
    header: list[str]
    value: int
    roles: dict[str, int]
    dimensions: dict[str, int]


def read_long(grid: Grid, layout: Layout) -> list[Draft]:
    """The tables of a long grid: one, or one for each word of its columns `table` and `measure`."""
    header = [text_of(cell) for cell in grid.rows[0]]
    value = value_column(header, layout)
    if value is None:
        raise refuse(Code.VALUE_COLUMN_UNKNOWN, table=grid.name)
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise refuse(Code.COLUMN_TWICE, table=grid.name, column=twice[0])
    columns = _columns(grid, header, value, layout)
    drafts: dict[tuple[str, str], Draft] = {}
    for number, raw in enumerate(grid.rows[1:], start=2):
        row = [*raw, *[None] * (len(header) - len(raw))]
        if any(text_of(cell) for cell in row):
            _take_row(_draft(grid, row, columns, drafts, layout), row, number, columns, layout)
    if not drafts:
        raise refuse(Code.FILE_EMPTY, file=grid.name)
    return list(drafts.values())


def _columns(grid: Grid, header: list[str], value: int, layout: Layout) -> _Columns:
    roles: dict[str, int] = {}
    free: dict[str, int] = {}
    for place, name in enumerate(header):
        plain = name.casefold()
        if place == value or not name:
            continue
        if plain in _ROLES or plain.startswith(_LARGEST):
            roles[_ROLES.get(plain, plain)] = place
        else:
            free[name] = place
    if layout.dimensions is not None:
        missing = [name for name in layout.dimensions if name not in free]
        if missing:
            raise refuse(Code.COLUMN_MISSING, table=grid.name, column=missing[0])
        free = {name: free[name] for name in layout.dimensions}
    return _Columns(header, value, roles, free)


def _draft(
    grid: Grid,
    row: Sequence[Raw],
    columns: _Columns,
    drafts: dict[tuple[str, str], Draft],
    layout: Layout,
) -> Draft:
    """The table a row belongs to. With a column `table`, an empty dimension is none of its own."""
    roles = columns.roles
    table = text_of(row[roles["table"]]) if "table" in roles else ""
    name = columns.header[columns.value]
    measure = layout.measure or (COUNT if name.casefold() in _VALUES else name)
    if "measure" in roles:
        measure = text_of(row[roles["measure"]]) or measure
    if (table, measure) not in drafts:
        own = [
            name for name, place in columns.dimensions.items() if not table or text_of(row[place])
        ]
        title = f"{grid.name} / {table}" if table else grid.name
        drafts[table, measure] = Draft(title, tuple(own), measure)
    return drafts[table, measure]


def _take_row(
    draft: Draft, row: Sequence[Raw], number: int, columns: _Columns, layout: Layout
) -> None:
    place = {"row": number}
    codes = []
    for name in draft.dimensions:
        text = text_of(row[columns.dimensions[name]])
        if not text:
            draft.fault(Code.DIMENSION_EMPTY, place, column=name)
        codes.append(TOTAL if is_total(text) else text)
    word = text_of(row[columns.roles["status"]]) if "status" in columns.roles else ""
    known = state(word)
    if known is None:
        draft.fault(Code.STATUS_UNKNOWN, place, word=word)
        return
    said = read_cell(row[columns.value])
    if known is not State.PUBLISHED and said.is_empty:
        said = Said(is_mark=True)
    cell = draft.take(tuple(codes), said, place, layout)
    if cell is not None:
        if known is not State.PUBLISHED:
            cell = replace(cell, state=known)
        draft.cells.append(_with_extras(replace(cell, row=number), row, columns.roles))


def _with_extras(cell: Cell, row: Sequence[Raw], roles: Mapping[str, int]) -> Cell:
    """Contributors, largest contributions and protection levels, where there are columns."""

    def number(role: str) -> float | None:
        return read_cell(row[roles[role]]).value if role in roles else None

    units = number("contributors")
    largest = [number(role) for role in roles if role.startswith(_LARGEST)]
    return replace(
        cell,
        contributors=None if units is None else int(units),
        largest=tuple(sorted((one for one in largest if one is not None), reverse=True)),
        below=number("below") or 0.0,
        above=number("above") or 0.0,
    )
