"""Web pages (HTML): what is shown of them, tables kept; scripts, comments and trackers are told."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.model import Block, Hidden, paragraph, table
from himaya.engines.encodings import UnreadableTextError, decode_text

if TYPE_CHECKING:
    from lxml.etree import _Element

Found = Iterator[tuple[Hidden, str]]
_UNREAD = {"script", "style", "head", "noscript", "template", "svg", "math", "iframe", "object"}
_BLOCKS = {"p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "ul", "ol",
           "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "form",
           "fieldset", "address", "figure", "figcaption", "body", "center", "tr", "td",
           "th"}  # fmt: skip
_RUNNING = {"script", "iframe", "object", "embed", "applet"}
_REMOTE = ("http:", "https:", "//")


def text_of(content: bytes) -> str:
    """Bytes decoded as people encode them. Raises DocumentError (DAMAGED)."""
    try:
        return decode_text(content).text
    except UnreadableTextError as error:
        raise DocumentError(Reason.DAMAGED) from error


def page_of(text: str) -> "_Element | None":
    """The parsed page; None where there is nothing in it. Nothing is fetched."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, encoding="utf-8", recover=True)
    try:
        # An encoding that the page names would be taken before ours.
        found: _Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return found


def read_page(root: "_Element | None") -> Iterator[Block]:
    """Paragraphs and tables that a browser would show."""
    if root is not None:
        held: list[str] = []
        yield from _blocks(root, held)
        yield from _flushed(held)


def _blocks(node: "_Element", held: list[str]) -> Iterator[Block]:
    name = node.tag if isinstance(node.tag, str) else ""
    if name and name not in _UNREAD and not _is_unseen(node):
        if name == "table" and _is_data(node):
            yield from _flushed(held)
            yield table([_cell(cell) for cell in _cells(row)] for row in node.iter("tr"))
        else:
            if name in _BLOCKS:
                yield from _flushed(held)
            held.append(node.text or "" if name != "br" else "\n")
            for child in node:
                yield from _blocks(child, held)
            if name in _BLOCKS:
                yield from _flushed(held)
    held.append(node.tail or "")


def _flushed(held: list[str]) -> Iterator[Block]:
    lines = (" ".join(line.split()) for line in "".join(held).split("\n\n"))
    held.clear()
    for line in lines:
        if line:
            yield paragraph(line)


def _is_data(node: "_Element") -> bool:
    """A table of data, not one that lays out a page: no table in it, more than one cell a row."""
    rows = list(node.iter("tr"))
    return next(node.iterdescendants("table"), None) is None and any(
        len(list(_cells(row))) > 1 for row in rows
    )


def _cells(row: "_Element") -> Iterator["_Element"]:
    return (child for child in row if child.tag in ("td", "th"))


def _cell(cell: "_Element") -> str:
    held: list[str] = []
    words = [block.text for child in cell for block in _blocks(child, held)]
    return " ".join([cell.text or "", *words, *held])


def _is_unseen(node: "_Element") -> bool:
    style = node.get("style", "").replace(" ", "").lower()
    return node.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def hidden_in_page(root: "_Element | None") -> Found:
    """Comments, programs, hidden parts, who made it, pictures that tell who reads."""
    if root is None:
        return
    for node in root.iter():
        if not isinstance(node.tag, str):
            yield Hidden.COMMENT, "page"
        elif node.tag in _RUNNING:
            yield Hidden.SCRIPT, "page"
        elif node.tag == "meta" and node.get("name", "").lower() in ("author", "creator"):
            yield Hidden.AUTHOR, "page"
        elif node.tag in ("img", "link") and (node.get("src") or node.get("href") or "").startswith(
            _REMOTE
        ):
            yield Hidden.TRACKER, "page"
        elif node.tag == "input" and node.get("type") == "hidden" and node.get("value"):
            yield Hidden.FORM_VALUE, "page"
        elif _is_unseen(node) and any(word.strip() for word in node.itertext()):
            yield Hidden.HIDDEN_TEXT, "page"
