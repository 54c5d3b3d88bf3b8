"""A messy document as grids of cells, each with its original words and where they stood.

    Document
      blocks: Paragraph | Table, in reading order
        Table.rows: Row
          Row.cells: Cell(text, origin, rows, columns, covered)

A cell under a merge is present with empty text and `covered=True`, so that column numbers stay
true; the cell that owns the merge says how many rows and columns it spans.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Origin:
    """Where words stood: the part of the file and 1-based row and column inside it.

    `part` is a sheet's name, "table 2" in a Word file, and "" in text. For text, `row` is the
    line number in the file. For a Word file, `row` counts paragraphs outside tables.
    """

    part: str
    row: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `text` is as written, markup fragments and line breaks included."""

    text: str
    origin: Origin
    rows: int = 1
    columns: int = 1
    covered: bool = False
    is_unsolved: bool = False  # a formula that the file has no result for


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from left to right; `gap` is the number of blank lines or empty rows before it."""

    cells: tuple[Cell, ...]
    gap: int = 0

    @property
    def origin(self) -> Origin:
        return self.cells[0].origin

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells)

    def is_blank(self) -> bool:
        return not any(cell.text.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one sheet, one Word table, or one run of tabbed lines."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words outside any table."""

    text: str
    origin: Origin
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """What was read, in order. `kind` is one of text, csv, xlsx, xls, ods, docx, odt."""

    file_name: str
    kind: str
    blocks: tuple[Paragraph | Table, ...]
    # Codes of what the reader did beyond copying, such as "rows_regrouped".
    notes: tuple[str, ...] = field(default=())

    def rows(self) -> Iterator[Row]:
        """Every row and paragraph as one stream; a paragraph is a row of one cell."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield from block.rows
            else:
                yield Row((Cell(block.text, block.origin),), gap=block.gap)
