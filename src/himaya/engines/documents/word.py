"""Word documents (docx): words and tables of the body, and what is hidden between them.

Read: paragraphs and tables in order, headings, lists, page headers and footers, footnotes, inserted
words. Not read but told: deleted and hidden words, comments (ISO/IEC 29500-1, 17). White words are
hidden where the paper behind them is white for certain: outside tables and text boxes, unshaded, in
a document where no picture floats.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.model import Block, Hidden, paragraph, table
from himaya.engines.documents.office import Found
from himaya.engines.documents.packages import Package
from himaya.engines.documents.safe_xml import attribute, is_on, local

if TYPE_CHECKING:
    from lxml.etree import _Element

# Parts with words of their own, in the order they are read after the body.
STORIES = ("footnotes", "endnotes", "header", "footer")
DELETED = {"del", "moveFrom"}
CHANGED = {"rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange", "trPrChange",
           "tblPrExChange", "tblGridChange", "numberingChange", "cellIns", "cellDel",
           "cellMerge"}  # fmt: skip
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_FETCHING = ("DDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT ", "LINK ")
_FROM_AFAR = ("http:", "https:", "ftp:", "\\\\\\\\", "DDE")
# What may have a colour of its own behind its words.
_LAID_ON = {"tbl", "txbxContent", "drawing", "pict", "hdr", "ftr"}
_SEPARATORS = {"separator", "continuationSeparator"}


def stories(package: Package) -> Iterator[tuple[str, "_Element"]]:
    """(where, root) of the body, the notes, page headers and footers."""
    main = package.main
    yield "", package.tree(main)
    for kind in STORIES:
        for name in package.related(main, kind):
            yield kind, package.tree(name)


@dataclass(frozen=True, slots=True)
class Looks:
    """What the styles of a document do to words: ids of those that hide them, and that shade."""

    hiding: frozenset[str]
    shading: frozenset[str]
    is_paper_white: bool


def looks_of(package: Package) -> Looks:
    """Read from the styles, and whether a background or floating pictures may lie behind words."""
    styles = [
        (str(attribute(style, "styleId")), style)
        for name in package.related(package.main, "styles")
        for style in package.tree(name)
        if local(style) == "style"
    ]
    hiding = {code for code, style in styles if any(is_on(one) for one in style.iter("{*}vanish"))}
    shading = {code for code, style in styles if _is_shaded(style) or _based_on(style)}
    roots = [root for _, root in stories(package)]
    is_laid_on = any(
        next(root.iter("{*}background", "{*}anchor", "{*}pict"), None) is not None for root in roots
    )
    return Looks(frozenset(hiding), frozenset(shading), not is_laid_on)


def _is_shaded(node: "_Element") -> bool:
    """Whether anything in it has a colour behind its words."""
    return any(
        local(one) == "highlight"
        or attribute(one, "val") not in ("clear", "nil")
        or str(attribute(one, "fill") or "auto").upper() not in ("AUTO", "FFFFFF")
        for one in node.iter("{*}shd", "{*}highlight")
    )


def _based_on(style: "_Element") -> bool:
    """On another style than the usual one: that may be shaded, and is not followed."""
    base = style.find("{*}basedOn")
    return base is not None and attribute(base, "val") != "Normal"


def read_word(package: Package) -> Iterator[Block]:
    """Paragraphs and tables of the body in order, then notes, page headers and footers."""
    looks = looks_of(package)
    for where, root in stories(package):
        body = root.find("{*}body") if not where else root
        if body is None:
            raise DocumentError(Reason.DAMAGED)
        seen: set[str] = set()
        for block in _blocks(body, where, looks):
            # The same header stands in every section.
            if not where or block.text not in seen:
                yield block
            seen.add(block.text)


def _blocks(node: "_Element", where: str, looks: Looks) -> Iterator[Block]:
    for child in node:
        name = local(child)
        if name == "p":
            yield paragraph(_line(child, looks), where)
        elif name == "tbl":
            yield table(_rows(child, looks), where)
        elif name not in DELETED and attribute(child, "type") not in _SEPARATORS:
            yield from _blocks(child, where, looks)


def _rows(node: "_Element", looks: Looks) -> Iterator[list[str]]:
    for row in _nearest(node, "tr"):
        if row.find("{*}trPr/{*}del") is None:
            yield [_cell(cell, looks) for cell in _nearest(row, "tc")]


def _nearest(node: "_Element", name: str) -> Iterator["_Element"]:
    """Rows of a table or cells of a row, also in content controls; not those of inner tables."""
    for child in node:
        if local(child) == name:
            yield child
        elif local(child) not in ("tbl", "tc", *DELETED):
            yield from _nearest(child, name)


def _cell(cell: "_Element", looks: Looks) -> str:
    return "\n".join(block.text for block in _blocks(cell, "", looks))


def _line(node: "_Element", looks: Looks) -> str:
    words = "".join(_words(node, looks)).strip()
    is_listed = node.find("{*}pPr/{*}numPr") is not None
    return f"· {words}" if words and is_listed else words


def _words(node: "_Element", looks: Looks) -> Iterator[str]:
    for child in node:
        name = local(child)
        if name == "t":
            yield child.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "p":  # of a text box inside the paragraph
            yield f"\n{''.join(_words(child, looks))}\n"
        elif name not in ("pPr", "rPr", "Fallback", *DELETED) and not is_hidden(child, looks):
            yield from _words(child, looks)


def is_hidden(run: "_Element", looks: Looks) -> bool:
    """Whether a run is set to hidden, by itself or by its style, or white on white."""
    if local(run) != "r":
        return False
    properties = run.find("{*}rPr")
    if properties is None:
        return False
    style = properties.find("{*}rStyle")
    if is_on(properties.find("{*}vanish")):
        return True
    if style is not None:
        return attribute(style, "val") in looks.hiding
    return looks.is_paper_white and _is_white(properties) and _is_on_paper(run, looks)


def _is_white(properties: "_Element") -> bool:
    colour = properties.find("{*}color")
    return (
        colour is not None
        and str(attribute(colour, "val")).upper() == "FFFFFF"
        and attribute(colour, "themeColor") in (None, "background1")
        and not _is_shaded(properties)
    )


def _is_on_paper(run: "_Element", looks: Looks) -> bool:
    """Whether nothing but the page is behind a run, as far as its paragraph and styles tell."""
    for above in run.iterancestors():
        name = local(above)
        if name in _LAID_ON:
            return False
        if name == "p":
            properties = above.find("{*}pPr")
            if properties is not None:
                style = properties.find("{*}pStyle")
                if style is not None and attribute(style, "val") in looks.shading:
                    return False
                if _is_shaded(properties):
                    return False
    return True


def hidden_in_word(package: Package) -> Found:
    """Comments, changes, hidden words, with the number of the paragraph of the body."""
    looks = looks_of(package)
    for where, root in stories(package):
        number = 0
        for node in root.iter("{*}*"):
            name = local(node)
            number += name == "p"
            place = f"{where or 'paragraph'} {number}".strip() if number else (where or "document")
            kind = _hidden(node, name, looks)
            if kind:
                yield kind, place
    yield from _in_settings(package)
    for name in package.related(package.main, "comments"):
        for _ in package.tree(name).iter("{*}comment"):
            yield Hidden.COMMENT, "comments"


def _hidden(node: "_Element", name: str, looks: Looks) -> Hidden | None:
    if name in DELETED:
        return Hidden.DELETION
    if name in ("ins", "moveTo"):
        return Hidden.INSERTION
    if name in CHANGED:
        return Hidden.REVISION_MARKS
    if name == "instrText":
        _check_field(node.text or "")
        return None
    has_words = name == "r" and any(child.text for child in node.iter("{*}t"))
    return Hidden.HIDDEN_TEXT if has_words and is_hidden(node, looks) else None


def _check_field(code: str) -> None:
    """A field that fetches from another computer when the document is opened."""
    told = code.strip()
    if told.upper().startswith(_FETCHING) and any(mark in told for mark in _FROM_AFAR):
        raise DocumentError(Reason.REMOTE_PART)


def _in_settings(package: Package) -> Found:
    for name in package.related(package.main, "settings"):
        for node in package.tree(name).iter("{*}rsids", "{*}docVars", "{*}mailMerge"):
            is_marks = local(node) == "rsids"
            yield (Hidden.REVISION_MARKS if is_marks else Hidden.CUSTOM_DATA), "settings"
