"""Files into tables of the same data, and files of parents into hierarchies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from himaya.engines.disclosure.tables.drafts import Layout, finish
from himaya.engines.disclosure.tables.grids import Grid, read_grids
from himaya.engines.disclosure.tables.long_form import read_long, value_column
from himaya.engines.disclosure.tables.marks import text_of
from himaya.engines.disclosure.tables.model import Table
from himaya.engines.disclosure.tables.problems import Code, Fault, TableError, refuse
from himaya.engines.disclosure.tables.published import read_published


def read_tables(files: Iterable[tuple[str, bytes]], layout: Layout | None = None) -> list[Table]:
    """All tables of the files, given as name and content. Raises TableError with all faults.

    Long tables are read first: their variables name the columns of published ones that do not.
    """
    layout = layout or Layout()
    faults: list[Fault] = []
    grids: list[Grid] = []
    for name, content in files:
        try:
            grids += read_grids(content, name)
        except TableError as error:
            faults += error.faults
    known: dict[str, set[str]] = {}
    tables: dict[int, list[Table]] = {}
    order = sorted(range(len(grids)), key=lambda number: not _is_long(grids[number], layout))
    for number in order:
        try:
            tables[number] = _tables(grids[number], layout, known)
        except TableError as error:
            faults += error.faults
            continue
        for table in tables[number]:
            for dimension in table.dimensions:
                known.setdefault(dimension, set()).update(table.codes_of(dimension))
    if faults:
        raise TableError(faults)
    return _named_apart([table for number in sorted(tables) for table in tables[number]])


def _is_long(grid: Grid, layout: Layout) -> bool:
    return value_column([text_of(cell) for cell in grid.rows[0]], layout) is not None


def _tables(grid: Grid, layout: Layout, known: Mapping[str, set[str]]) -> list[Table]:
    if _is_long(grid, layout):
        return [finish(draft, layout) for draft in read_long(grid, layout)]
    return [finish(read_published(grid, layout, known), layout)]


def _named_apart(tables: Sequence[Table]) -> list[Table]:
    """Two files of one name, as releases have them, are numbered."""
    names = [table.name for table in tables]
    return [
        replace(table, name=f"{table.name} ({names[: place + 1].count(table.name)})")
        if names.count(table.name) > 1
        else table
        for place, table in enumerate(tables)
    ]


def read_parents(content: bytes, file_name: str) -> dict[str, dict[str, str]]:
    """Parents by variable and code, from a file with the columns variable, code and parent."""
    grid = read_grids(content, file_name)[0]
    header = [text_of(cell).casefold() for cell in grid.rows[0]]
    for name in ("variable", "code", "parent"):
        if name not in header:
            raise refuse(Code.COLUMN_MISSING, table=grid.name, column=name)
    variable, code, parent = (header.index(name) for name in ("variable", "code", "parent"))
    found: dict[str, dict[str, str]] = {}
    for raw in grid.rows[1:]:
        row = [text_of(cell) for cell in [*raw, *[None] * (len(header) - len(raw))]]
        if row[variable] and row[code] and row[parent]:
            found.setdefault(row[variable], {})[row[code]] = row[parent]
    return found
