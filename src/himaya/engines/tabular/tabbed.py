"""Text with tabs: tables pasted from documents or saved by text extraction.

Two shapes are known. Across: one line is one row, cells apart by tabs; a cell may run over
several lines. Down: every cell begins on its own line with a tab, its lines follow without one,
and blank lines may stand inside it (how some extractors write a table with lists in its cells).
"""

import re
from dataclasses import dataclass, field

from himaya.engines.tabular.document import Cell, Origin, Paragraph, Row, Table
from himaya.engines.tabular.limits import Counter, Limits
from himaya.engines.tabular.tabbed_down import find_header, read_down

_LONGEST_QUOTED = 200  # lines; beyond that an opening quote was only a quote
_BEGINS = re.compile(r"^(?:\d+\s*[.)]|[A-Z]\s*[-–.)]\s|goal\b|objective\b)", re.IGNORECASE)  # noqa: RUF001
_SENTENCE = 4  # words
_CONTINUES = re.compile(r"^\s*(?:[·•▪>➢]|[-–]\s|[^\W\d_])")  # noqa: RUF001


@dataclass(slots=True)
class Line:
    """One logical line: `number` is 1-based in the file, `gap` the blank lines before it."""

    text: str
    number: int
    gap: int = 0
    fields: list[str] = field(default_factory=list)


def read_text(text: str, limits: Limits) -> tuple[list[Paragraph | Table], tuple[str, ...]]:
    """Read tabbed or running text into blocks, and notes on what was mended."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    counter = Counter(limits)
    header = find_header(raw)
    upto = header.start if header else len(raw)
    blocks = _read_across(raw[:upto], counter)
    if header is None:
        return blocks, ()
    table, regrouped = read_down(raw, header, counter)
    return [*blocks, table], ("rows_regrouped",) if regrouped else ()


def _read_across(raw: list[str], counter: Counter) -> list[Paragraph | Table]:
    blocks: list[Paragraph | Table] = []
    run: list[Line] = []
    for line in _logical_lines(raw):
        if line.gap and run:
            blocks += _read_run(run, counter)
            run = []
        run.append(line)
    return blocks + _read_run(run, counter)


def _logical_lines(raw: list[str]) -> list[Line]:
    """Number the lines, count blank ones, and mend cells that a spreadsheet put in quotes."""
    lines: list[Line] = []
    gap = index = 0
    while index < len(raw):
        if not raw[index].strip():
            gap, index = gap + 1, index + 1
            continue
        used, fields = _quoted(raw, index)
        lines.append(Line(raw[index], index + 1, gap, fields))
        gap, index = 0, index + used
    return lines


def _quoted(raw: list[str], index: int) -> tuple[int, list[str]]:
    """Return how many lines the row takes, and its fields with quotes of broken cells gone."""
    fields = raw[index].split("\t")
    if len(fields) == 1 or not _opens(fields[-1]):
        return 1, fields
    for used in range(2, min(_LONGEST_QUOTED, len(raw) - index) + 1):
        head, *rest = raw[index + used - 1].split("\t")
        fields[-1] += "\n" + head
        if not _opens(fields[-1]):
            fields[-1] = fields[-1][1:-1].replace('""', '"')
            if not rest or not _opens(rest[-1]):
                return used, fields + rest
            fields += rest
    return 1, raw[index].split("\t")


def _opens(cell: str) -> bool:
    return cell.startswith('"') and not (cell.count('"') % 2 == 0 and cell.rstrip().endswith('"'))


def _read_run(run: list[Line], counter: Counter) -> list[Paragraph | Table]:
    """Read lines without a blank one between them: rows, and paragraphs among them."""
    blocks: list[Paragraph | Table] = []
    rows: list[Row] = []
    width = max((len(line.fields) for line in run), default=0)
    index = 0
    while index < len(run):
        used = _broken_row(run, index, width)
        line = run[index]
        fields, origin = _join_lines(run[index : index + used]), Origin("", line.number)
        if len(fields) > 1:
            counter.add(len(fields))
            rows.append(_row(fields, line))
        elif rows and _continues(line, rows[-1]):
            rows[-1] = _append_to_last(rows[-1], line.text.strip())
        else:
            if rows:
                blocks.append(Table("", tuple(rows)))
                rows = []
            counter.add(1)
            blocks.append(Paragraph(line.text.strip(), origin, gap=line.gap))
        index += used
    if rows:
        blocks.append(Table("", tuple(rows)))
    return blocks


def _broken_row(run: list[Line], index: int, width: int) -> int:
    """Return how many lines make up one row, whose cell ran over the end of its line.

    They are one row when their fields, laid end to end, give exactly the table's width.
    """
    have = len(run[index].fields)
    if have in (1, width):
        return 1
    for used, line in enumerate(run[index + 1 :], 2):
        if len(line.fields) == 1:
            continue
        whole = have + len(line.fields) - 1 == width and _goes_on(line.fields[0].strip())
        return used if whole and used <= _LONGEST_QUOTED else 1
    return 1


def _goes_on(text: str) -> bool:
    """Whether words can be the rest of a cell: rows begin with a code, a number or few words."""
    if not text or _BEGINS.match(text):
        return False
    return bool(_CONTINUES.match(text)) and (
        not text[0].isalpha() or text[0].islower() or len(text.split()) >= _SENTENCE
    )


def _join_lines(lines: list[Line]) -> list[str]:
    fields = list(lines[0].fields)
    for line in lines[1:]:
        fields[-1] += "\n" + line.fields[0]
        fields += line.fields[1:]
    return fields


def _continues(line: Line, row: Row) -> bool:
    """A line goes on with the last cell when it is a bullet or begins in lower case."""
    last = row.cells[-1].text.strip()
    start = line.text.strip()
    if not last or not _CONTINUES.match(start):
        return False
    return not start[0].isalpha() or start[0].islower()


def _append_to_last(row: Row, text: str) -> Row:
    last = row.cells[-1]
    return Row((*row.cells[:-1], Cell(f"{last.text}\n{text}", last.origin)), gap=row.gap)


def _row(fields: list[str], line: Line) -> Row:
    cells = (
        Cell(text.strip(), Origin("", line.number, column)) for column, text in enumerate(fields, 1)
    )
    return Row(tuple(cells), gap=line.gap)
