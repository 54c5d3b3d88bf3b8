"""Presentations (pptx): the words of each slide, and hidden slides, notes and comments.

A slide is a page; hidden slides keep their number and are not read (ISO/IEC 29500-1, 19).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from himaya.engines.documents.model import Block, Hidden, paragraph, table
from himaya.engines.documents.office import Found
from himaya.engines.documents.packages import Package
from himaya.engines.documents.safe_xml import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

COMMENTS = ("comments", "comment")


def slides(package: Package) -> list[str]:
    """Names of the slides' parts in the order they are shown."""
    main = package.main
    targets = {one.id: one.target for one in package.relations(main) if one.kind == "slide"}
    listed = package.tree(main).iter("{*}sldId")
    ids = (
        next((str(value) for key, value in node.attrib.items() if "relationships" in str(key)), "")
        for node in listed
    )
    return [targets[one] for one in ids if targets.get(one, "") in package.parts]


def is_shown(package: Package, slide: str) -> bool:
    """Whether a slide is part of the show."""
    return package.tree(slide).get("show") not in ("0", "false")


def read_slides(package: Package) -> Iterator[Block]:
    """Paragraphs and tables of the slides that are shown."""
    for number, slide in enumerate(slides(package), 1):
        if is_shown(package, slide):
            yield from _blocks(package.tree(slide), f"slide {number}", number)


def _blocks(node: "_Element", place: str, number: int) -> Iterator[Block]:
    for child in node:
        name = local(child)
        if name == "txBody":
            for line in child.iter("{*}p"):
                yield paragraph(_words(line), place, number)
        elif name == "tbl":
            rows = ([_cell(cell) for cell in row.iter("{*}tc")] for row in child.iter("{*}tr"))
            yield table(rows, place, number)
        elif name != "Fallback" and not is_unseen(child):
            yield from _blocks(child, place, number)


def is_unseen(node: "_Element") -> bool:
    """A shape that was switched off in the selection pane."""
    return any(
        child.get("hidden") in ("1", "true")
        for part in node
        if local(part).startswith("nv")
        for child in part
        if local(child) == "cNvPr"
    )


def _words(line: "_Element") -> str:
    nodes = line.iter("{*}t", "{*}br")
    parts = [node.text or "" if local(node) == "t" else "\n" for node in nodes]
    return "".join(parts).strip()


def _cell(cell: "_Element") -> str:
    return "\n".join(_words(line) for line in cell.iter("{*}p"))


def hidden_in_slides(package: Package) -> Found:
    """Hidden slides and shapes, notes with words, comments."""
    for number, slide in enumerate(slides(package), 1):
        place = f"slide {number}"
        if not is_shown(package, slide):
            yield Hidden.HIDDEN_SLIDE, place
        for shape in package.tree(slide).iter("{*}sp", "{*}pic", "{*}graphicFrame", "{*}grpSp"):
            if is_unseen(shape):
                yield Hidden.HIDDEN_TEXT, place
        for notes in package.related(slide, "notesSlide"):
            if _has_notes(package.tree(notes)):
                yield Hidden.NOTES, place
        for comments in package.related(slide, *COMMENTS):
            for node in package.tree(comments):
                if local(node) in ("cm", "comment"):
                    yield Hidden.COMMENT, place


def _has_notes(root: "_Element") -> bool:
    """Words of a notes page beside the slide's number and date, which are fields."""
    for shape in root.iter("{*}sp"):
        kind = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
        if kind is not None and attribute(kind, "type") in ("sldNum", "dt", "hdr", "ftr"):
            continue
        if any((node.text or "").strip() for node in shape.iter("{*}t")):
            return True
    return False
