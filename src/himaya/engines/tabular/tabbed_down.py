"""Tables written downwards: a tab begins a cell, and lines without one belong to it."""

import re
from dataclasses import dataclass

from himaya.engines.tabular.document import Cell, Origin, Row, Table
from himaya.engines.tabular.limits import Counter
from himaya.engines.tabular.markup import BULLETS

_LABEL = re.compile(r"^\s*\t\s*([^\W\d_][^\t]{0,39})$")
_FEWEST, _MOST = 4, 16  # columns of such a table
_BULLETED = re.compile(rf"^\s*(?:[{re.escape(BULLETS)}]|[-–]\s)")  # noqa: RUF001
_ENOUGH = 3  # cells a row must have before it may end early


@dataclass(frozen=True, slots=True)
class Header:
    """The labels of the table: `start` is the index of its first line."""

    start: int
    labels: tuple[str, ...]


@dataclass(slots=True)
class _Cell:
    line: int
    text: str
    after_blank: bool

    def is_bulleted(self) -> bool:
        return bool(_BULLETED.match(self.text))


def find_header(raw: list[str]) -> Header | None:
    """Find four or more short labels, each alone on its line behind a tab, after a blank line."""
    start = 0
    while start < len(raw):
        labels: list[str] = []
        while start + len(labels) < len(raw) and (
            match := _LABEL.match(raw[start + len(labels)].rstrip())
        ):
            labels.append(match.group(1).strip())
        stands_alone = start == 0 or not raw[start - 1].strip()
        if stands_alone and _FEWEST <= len(labels) <= _MOST:
            return Header(start, tuple(labels))
        start += len(labels) + 1
    return None


def read_down(raw: list[str], header: Header, counter: Counter) -> tuple[Table, bool]:
    """Read the table to the end of the text; True when rows had to be regrouped by their look."""
    width = len(header.labels)
    cells = _cells(raw, header.start)
    rows = [cells[i : i + width] for i in range(0, len(cells), width)]
    regrouped = False
    if not all(_begins_well(row) for row in rows[1:]):
        rows, regrouped = _regroup(cells, width), True
    made = []
    for row in rows:
        counter.add(width)
        made.append(_row(row, width))
    return Table("", tuple(made)), regrouped


def _cells(raw: list[str], start: int) -> list[_Cell]:
    cells: list[_Cell] = []
    blank = False
    for number, line in enumerate(raw[start:], start + 1):
        head, tab, rest = line.partition("\t")
        if tab and not head.strip():
            for text in rest.split("\t"):
                cells.append(_Cell(number, text.strip(), blank))
                blank = False
        elif line.strip():
            cells[-1].text = f"{cells[-1].text}\n{line.strip()}".strip()
        blank = not line.strip()
    return cells


def _begins_well(row: list[_Cell]) -> bool:
    return bool(row[0].text) and not row[0].is_bulleted()


def _regroup(cells: list[_Cell], width: int) -> list[list[_Cell]]:
    """End a row early where, after a blank line, a plain cell is followed by a bulleted one."""
    rows: list[list[_Cell]] = [[]]
    for index, cell in enumerate(cells):
        begins = (
            cell.after_blank
            and cell.text
            and not cell.is_bulleted()
            and index + 1 < len(cells)
            and cells[index + 1].is_bulleted()
        )
        if len(rows[-1]) == width or (begins and len(rows[-1]) >= _ENOUGH):
            rows.append([])
        rows[-1].append(cell)
    return rows


def _row(cells: list[_Cell], width: int) -> Row:
    last = cells[-1].line
    lines = [cell.line for cell in cells] + [last] * (width - len(cells))
    texts = [cell.text for cell in cells] + [""] * (width - len(cells))
    made = (
        Cell(text, Origin("", line, column))
        for column, (line, text) in enumerate(zip(lines, texts, strict=True), 1)
    )
    return Row(tuple(made), gap=1)
