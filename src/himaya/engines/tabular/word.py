"""Word documents: paragraphs and tables in document order, merged cells and lists kept."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from himaya.engines.tabular.document import Cell, Origin, Paragraph, Row, Table
from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.limits import Counter, Limits

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table as WordTable
    from docx.table import _Row as WordRow
    from docx.text.paragraph import Paragraph as WordParagraph

_NESTED = "\n"


def read_word(source: bytes, limits: Limits) -> list[Paragraph | Table]:
    """Read body paragraphs and tables in order; tables are named "table 1", "table 2"...

    A list paragraph begins with "· "; a table inside a cell becomes lines of that cell. Tabs stay
    in paragraphs and are spaces in cells.
    """
    from docx.table import Table as WordTable

    word = _open(source)
    lists = _list_styles(word)
    counter, blocks = Counter(limits), list[Paragraph | Table]()
    gap = paragraphs = tables = 0
    for item in word.iter_inner_content():
        if isinstance(item, WordTable):
            tables += 1
            rows = tuple(_rows(item, f"table {tables}", counter, lists, gap))
            if rows:
                blocks.append(Table(f"table {tables}", rows))
            gap = 0
            continue
        paragraphs += 1
        text = _words(item, lists)
        if text.strip():
            counter.add(1)
            blocks.append(Paragraph(text, Origin("", paragraphs), gap=gap))
        gap = 0 if text.strip() else gap + 1
    return blocks


def _open(source: bytes) -> "WordDocument":
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    # What python-docx raises for damaged packages; AttributeError and TypeError when a part is
    # of another kind or a relation leads nowhere.
    broken = (
        AttributeError,
        KeyError,
        PackageNotFoundError,
        TypeError,
        ValueError,
        XMLSyntaxError,
        zipfile.BadZipFile,
        zlib.error,
    )
    try:
        word = docx.Document(io.BytesIO(source))
        _list_styles(word)
    except broken as error:
        raise ReadError(ReadErrorCode.DAMAGED, kind="docx") from error
    return word


def _rows(
    table: "WordTable", name: str, counter: Counter, lists: frozenset[str], gap: int
) -> Iterator[Row]:
    owners: dict[Any, int] = {}  # a merged cell's XML element to the row that showed it first
    for number, row in enumerate(table.rows, 1):
        cells = tuple(_cells(row, Origin(name, number), owners, lists))
        counter.add(len(cells))
        if any(cell.text for cell in cells):
            yield Row(cells, gap=gap)
        gap = 0 if any(cell.text for cell in cells) else gap + 1


def _cells(
    row: "WordRow", origin: Origin, owners: dict[Any, int], lists: frozenset[str]
) -> Iterator[Cell]:
    """python-docx repeats a merged cell at every place it covers; only the first has the words."""
    column = 1
    for _ in range(row.grid_cols_before):
        yield Cell("", Origin(origin.part, origin.row, column), covered=True)
        column += 1
    found = list(row.cells)
    for index, cell in enumerate(found):
        place = Origin(origin.part, origin.row, column + index)
        element = cell._tc  # noqa: SLF001  # the only way to see that two cells are one
        if element in owners:
            yield Cell("", place, covered=True)
            continue
        owners[element] = origin.row
        columns = sum(other._tc is element for other in found)  # noqa: SLF001
        yield Cell(_cell_words(cell, lists), place, columns=columns)


def _cell_words(cell: Any, lists: frozenset[str]) -> str:  # noqa: ANN401  # python-docx has no types
    from docx.table import Table as WordTable

    lines = []
    for item in cell.iter_inner_content():
        if isinstance(item, WordTable):
            lines += [
                _NESTED.join(_cell_words(inner, lists) for inner in row.cells) for row in item.rows
            ]
        else:
            lines.append(_words(item, lists).replace("\t", " ").strip())
    return "\n".join(line for line in lines if line.strip())


def _words(paragraph: "WordParagraph", lists: frozenset[str]) -> str:
    text = _with_insertions(paragraph).strip(" \n")
    return f"· {text}" if text.strip() and _is_listed(paragraph, lists) else text


def _with_insertions(paragraph: "WordParagraph") -> str:
    """All words of the paragraph, those inside links, fields and accepted changes included."""
    parts = []
    for node in paragraph._p.iter():  # noqa: SLF001  # `.text` leaves out inserted runs
        tag = str(node.tag).rpartition("}")[2]
        if tag == "t":
            parts.append(node.text or "")
        elif tag in ("br", "cr"):
            parts.append("\n")
        elif tag == "tab" and _is_in_run(node):
            parts.append("\t")
        elif tag == "noBreakHyphen":
            parts.append("-")
    return "".join(parts)


def _is_in_run(node: Any) -> bool:  # noqa: ANN401  # lxml's own type does not say who may be a parent
    """A tab in a run is a sign; elsewhere the element declares a tab stop."""
    return str(node.getparent().tag).endswith("}r")


def _list_styles(word: "WordDocument") -> frozenset[str]:
    """Ids of the paragraph styles that make list items, such as "List Bullet"."""
    return frozenset(
        style.style_id
        for style in word.styles
        if (style.name or "").startswith("List") and style.name != "List Paragraph"
    )


def _is_listed(paragraph: "WordParagraph", lists: frozenset[str]) -> bool:
    properties = paragraph._p.pPr  # noqa: SLF001  # python-docx does not show numbering
    if properties is None:
        return False
    style = properties.pStyle.val if properties.pStyle is not None else ""
    return properties.numPr is not None or style in lists
