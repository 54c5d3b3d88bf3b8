"""OpenDocument text (odt): paragraphs, lists and tables in document order.

Comments and what change tracking keeps of deleted words are left out (OpenDocument 1.3, part 3).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from himaya.engines.tabular.document import Cell, Origin, Paragraph, Row, Table
from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.limits import Counter, Limits, open_zip

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"
_TEXT, _TABLE, _OFFICE = (_NAMES % (part, "") for part in ("text", "table", "office"))
_LEFT_OUT = {f"{_OFFICE}annotation", f"{_TEXT}tracked-changes", f"{_TEXT}note-citation"}
_LINES = {f"{_TEXT}p", f"{_TEXT}h"}
_SIGNS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_REPEATS = 2_000  # filled cells or rows repeated more often than this are no writing of people


def read_odt(source: bytes, limits: Limits) -> list[Paragraph | Table]:
    """Read body paragraphs and tables in order; a list paragraph begins with "· "."""
    reader = _Reader(limits)
    return list(reader.blocks(_body(source), ""))


def _body(source: bytes) -> "_Element":
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    with open_zip(source, "odt") as archive:
        content = archive.read("content.xml")
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(ReadErrorCode.DAMAGED, kind="odt") from error
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise ReadError(ReadErrorCode.DAMAGED, kind="odt")
    return body


class _Reader:
    """Walks the body, counting what it makes. lxml refuses nesting deeper than 256."""

    def __init__(self, limits: Limits) -> None:
        self._counter = Counter(limits)
        self._paragraphs = self._tables = 0

    def blocks(self, node: "_Element", sign: str) -> Iterator[Paragraph | Table]:
        """What stands in a body, a section, a list or an index."""
        for child in node:
            if child.tag in _LINES:
                self._paragraphs += 1
                if text := _words(child).strip(" \n"):
                    self._counter.add(1)
                    yield Paragraph(f"{sign}{text}", Origin("", self._paragraphs))
            elif child.tag == f"{_TABLE}table":
                self._tables += 1
                name = f"table {self._tables}"
                if rows := tuple(self._rows(child, name)):
                    yield Table(name, rows)
            elif child.tag not in _LEFT_OUT:
                yield from self.blocks(child, "· " if child.tag == f"{_TEXT}list" else sign)

    def _rows(self, table: "_Element", name: str) -> Iterator[Row]:
        number = 0
        for row in table.iter(f"{_TABLE}table-row"):
            texts = list(_cells(row))
            if not any(texts):
                continue
            for _ in range(_repeated(row, "rows")):
                number += 1
                self._counter.add(len(texts))
                cells = (Cell(text, Origin(name, number, at)) for at, text in enumerate(texts, 1))
                yield Row(tuple(cells))


def _cells(row: "_Element") -> Iterator[str]:
    for cell in row:
        if cell.tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            text = "\n".join(filter(None, (_words(one) for one in _lines(cell))))
            yield from [text.strip()] * (_repeated(cell, "columns") if text else 1)


def _lines(cell: "_Element") -> Iterator["_Element"]:
    """The paragraphs of a cell, those of lists and tables in it included."""
    for child in cell:
        if child.tag in _LINES:
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _lines(child)


def _repeated(node: "_Element", what: str) -> int:
    text = str(node.get(f"{_TABLE}number-{what}-repeated", "1"))
    if not text.isdecimal() or len(text) > len(str(_REPEATS)) or int(text) > _REPEATS:
        raise ReadError(ReadErrorCode.UNSAFE, part="odt")
    return int(text)


def _words(node: "_Element") -> str:
    """The words of a paragraph, those in links, notes and frames included."""
    parts = [node.text or ""]
    for child in node:
        if child.tag in _SIGNS:
            parts.append(_SIGNS[str(child.tag)])
        elif child.tag == f"{_TEXT}s":
            parts.append(" ")
        elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)
