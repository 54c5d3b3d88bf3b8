"""A document as it was read: its words at places that stay, and what it hides.

    Document
      text      every block's words, a blank line between blocks
      blocks    Block(start, end): text[start:end] is the block, in reading order
        rows    of a table: cells from left to right; in `text` cells end at tabs, rows at lines
      findings  Finding(kind, place, count): what is not seen when the document is read
      members   what was packed in it: files of a zip, attachments of a mail

The same bytes give the same text, so places may be kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from himaya.engines.documents.errors import DocumentError

BETWEEN = "\n\n"


class Hidden(StrEnum):
    """What can be hidden in a document. Codes are never reused or renamed."""

    AUTHOR = "author"
    COMPANY = "company"
    TEMPLATE = "template_path"
    PROPERTIES = "properties"
    TIMES = "times"
    REVISION_MARKS = "revision_marks"
    COMMENT = "comment"
    INSERTION = "insertion"
    DELETION = "deletion"
    HIDDEN_TEXT = "hidden_text"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_CELLS = "hidden_rows_or_columns"
    HIDDEN_SLIDE = "hidden_slide"
    HIDDEN_LAYER = "hidden_layer"
    NOTES = "notes"
    EMBEDDED_FILE = "embedded_file"
    CACHED_DATA = "cached_data"
    CUSTOM_DATA = "custom_data"
    LOCAL_PATH = "local_path"
    POSITION = "position"
    DEVICE = "device"
    PICTURE_NOTES = "picture_notes"
    AFTER_END = "after_the_end"
    ANNOTATION = "annotation"
    FORM_VALUE = "form_value"
    COVERED_TEXT = "covered_text"
    OUTSIDE_TEXT = "text_outside_page"
    INVISIBLE_TEXT = "invisible_text"
    EARLIER_VERSION = "earlier_version"
    SCRIPT = "script"
    TRACKER = "remote_picture"
    HEADERS = "mail_headers"


class Note(StrEnum):
    """What was left undone in a document that was read. Codes are never reused or renamed."""

    OCR_ABSENT = "ocr_absent"
    OCR_UNFINISHED = "ocr_unfinished"
    OCR_DOUBTFUL = "ocr_doubtful"
    UNCHECKED = "structure_unchecked"


NOTES = {
    Note.OCR_ABSENT: "Scans were not read: tesseract is not installed.",
    Note.OCR_UNFINISHED: "Not all scans were read: there are too many, or the time was up.",
    Note.OCR_DOUBTFUL: "Some scans gave no words, or unsure ones: words and numbers may be missing"
    " or wrong. Look at the scans themselves.",
    Note.UNCHECKED: "What lies beside the pages could not be looked at: the file is damaged.",
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something hidden: how often, and where. Its words are not repeated."""

    kind: Hidden
    place: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table where `rows` is given, at [start, end) of the document's text.

    `place` says where it stands (`page 3`, `sheet 2`, `slide 4`; "" where there are no pages);
    `page` is that number, 0 where there is none. `number` counts blocks from 1.
    """

    number: int
    text: str
    place: str = ""
    page: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A packed file that was set apart, while the rest was read."""

    error: DocumentError


@dataclass(frozen=True, slots=True)
class Document:
    """What was read of one file. `notes`: what was left undone."""

    name: str
    kind: str
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...] = ()
    pages: int = 0
    notes: tuple[Note, ...] = ()
    members: tuple["Document | Refused", ...] = field(default=())

    @property
    def text(self) -> str:
        return BETWEEN.join(block.text for block in self.blocks)


def paragraph(text: str, place: str = "", page: int = 0) -> Block:
    """A block of running words; `placed` gives it its number and place in the text."""
    return Block(0, text, place, page)


def table(rows: Iterable[Iterable[str]], place: str = "", page: int = 0) -> Block:
    """A block of rows; tabs and line breaks inside a cell become spaces."""
    kept = tuple(tuple(" ".join(cell.split()) for cell in row) for row in rows)
    return Block(0, "\n".join("\t".join(row).rstrip("\t") for row in kept), place, page, kept)


def placed(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks with words in them, numbered, with their places in the document's text."""
    made: list[Block] = []
    at = 0
    for block in blocks:
        if not block.text.strip():
            continue
        end = at + len(block.text)
        made.append(replace(block, number=len(made) + 1, start=at, end=end))
        at = end + len(BETWEEN)
    return tuple(made)


def counted(found: Iterable[tuple[Hidden, str]]) -> tuple[Finding, ...]:
    """Findings, each kind and place once with how often it stands there, in order."""
    counts: dict[tuple[Hidden, str], int] = {}
    for one in found:
        counts[one] = counts.get(one, 0) + 1
    return tuple(Finding(kind, place, count) for (kind, place), count in counts.items())
