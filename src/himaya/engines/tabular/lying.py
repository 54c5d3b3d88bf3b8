"""Tables that lie as lines: tabbed paragraphs in Word, or a sheet filled line by line.

Somebody pasted tabbed text into a document, or a converter put each line of it into a row of its
own. The lines are put together again and read as what they were.
"""

from collections.abc import Sequence
from dataclasses import replace

from himaya.engines.tabular.document import Cell, Origin, Paragraph, Row, Table
from himaya.engines.tabular.limits import Limits
from himaya.engines.tabular.tabbed import read_text
from himaya.engines.tabular.tabbed_down import find_header

Blocks = list[Paragraph | Table]
_WIDEST = 2  # columns of a table that is really a list of lines
_FEWEST = 2  # paragraphs with tabs that make a table


def stand_up(blocks: Sequence[Paragraph | Table], limits: Limits) -> tuple[Blocks, tuple[str, ...]]:
    """Return the blocks with lying tables read as tables, and notes on what was mended."""
    notes: list[str] = []
    if mixed := _from_mixture(blocks, limits, notes):
        return mixed, tuple(notes)
    made: Blocks = []
    run: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            run.append(block)
            continue
        made += _from_paragraphs(run, limits, notes)
        run = []
        made += _from_table(block, limits, notes)
    made += _from_paragraphs(run, limits, notes)
    return made, tuple(dict.fromkeys(notes))


def _from_mixture(blocks: Sequence[Paragraph | Table], limits: Limits, notes: list[str]) -> Blocks:
    """A table written down whose tabbed lines became rows and whose other lines paragraphs."""
    tables = [block for block in blocks if isinstance(block, Table)]
    if not tables or len(tables) == len(blocks) or any(map(_is_wide, tables)):
        return []
    lines: list[str] = []
    for block in blocks:
        rows = block.rows if isinstance(block, Table) else [Row((_cell(block),), gap=block.gap)]
        for row in rows:
            lines += [""] * row.gap
            lines.append("\t".join(row.texts).rstrip("\t"))
    numbered = dict(enumerate(lines, 1))
    return _read(numbered, "", limits, notes) if find_header(_raw(numbered)) else []


def _cell(paragraph: Paragraph) -> Cell:
    return Cell(paragraph.text, paragraph.origin)


def _is_wide(table: Table) -> bool:
    return any(text for row in table.rows for text in row.texts[_WIDEST:])


def _from_paragraphs(run: list[Paragraph], limits: Limits, notes: list[str]) -> Blocks:
    if sum("\t" in paragraph.text for paragraph in run) < _FEWEST:
        return [replace(one, text=" ".join(one.text.split("\t")).strip()) for one in run]
    lines = {paragraph.origin.row: paragraph.text for paragraph in run}
    return _read(lines, run[0].origin.part, limits, notes)


def _from_table(table: Table, limits: Limits, notes: list[str]) -> Blocks:
    if _is_wide(table):
        return [table]
    lines = {row.origin.row: "\t".join(row.texts).rstrip("\t") for row in table.rows}
    if find_header(_raw(lines)) is None:
        return [table]
    return _read(lines, table.name, limits, notes)


def _raw(lines: dict[int, str]) -> list[str]:
    """Lines at their numbers, blank ones between; breaks inside a line stay inside it."""
    return [
        lines.get(number, "").replace("\n", "\v") for number in range(1, max(lines, default=0) + 1)
    ]


def _read(lines: dict[int, str], part: str, limits: Limits, notes: list[str]) -> Blocks:
    blocks, mended = read_text("\n".join(_raw(lines)), limits)
    notes += mended
    return [_placed(block, part) for block in blocks]


def _placed(block: Paragraph | Table, part: str) -> Paragraph | Table:
    """Say in which part of the file the lines stood."""
    if isinstance(block, Paragraph):
        return replace(block, origin=replace(block.origin, part=part))
    return Table(part, tuple(Row(tuple(_cells(row, part)), gap=row.gap) for row in block.rows))


def _cells(row: Row, part: str) -> list[Cell]:
    return [
        replace(cell, origin=Origin(part, cell.origin.row, cell.origin.column))
        for cell in row.cells
    ]
