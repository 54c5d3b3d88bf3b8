"""PDF files: read page by page with pdfium, and copied without what is hidden in them.

Words by pdfium, which gives each its box; structure by pypdf. A page without words that is mostly a
picture is a scan and goes to OCR; so does a large picture without words on it on a page that has
some (a letter pasted under a heading), of which words are kept where they are sure.
"""

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from himaya.engines.documents.bare_pdf import bare_pdf, broken
from himaya.engines.documents.bare_pictures import bare_jpeg
from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.limits import Limits
from himaya.engines.documents.model import Block, Hidden, Note, paragraph
from himaya.engines.documents.ocr import Ocr
from himaya.engines.documents.pdf_hidden import (
    cover_boxes,
    covered_boxes,
    hidden_in_structure,
    hidden_on_page,
)
from himaya.engines.documents.pdf_objects import Box, drawn_on
from himaya.engines.documents.pdf_text import page_blocks

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdf import PdfReader

_SCAN_DPI, _PAGE_DPI, _POINTS = 200, 150, 72
_FEW_LETTERS = 8
_MUCH, _LARGE = 0.3, 0.4  # shares of a page: of all pictures on a scan; of one picture beside words
_ON_PAGE = {Hidden.COVERED_TEXT, Hidden.OUTSIDE_TEXT, Hidden.INVISIBLE_TEXT}
_MOST_PICTURED = 300  # pages that are turned into pictures in one file
_QUALITY = 80


@dataclass
class ReadPdf:
    """What was read: `pages` counts all, `notes` says what was left undone."""

    blocks: list[Block] = field(default_factory=list)
    found: list[tuple[Hidden, str]] = field(default_factory=list)
    pages: int = 0
    notes: set[Note] = field(default_factory=set)


def read_pdf(content: bytes, limits: Limits, ocr: Ocr | None) -> ReadPdf:
    """Words, tables and hidden content. Raises DocumentError. Without `ocr` scans stay unread."""
    made = ReadPdf()
    pdf = _opened(content, limits)
    made.pages = len(pdf)
    reader = _structure(content, made)
    letters = 0
    for number in range(1, made.pages + 1):
        page = _page(pdf, number)
        covers = _covers(reader, number, made)
        read = _read_page(page, number, covers)
        made.found += read.found
        blocks = read.blocks
        if ocr is not None:
            told = _read_scan(page, read, ocr, limits)
            blocks = blocks + [paragraph(words, f"page {number}", number) for words in told]
        made.blocks += blocks
        letters += sum(len(block.text) for block in blocks)
        if letters > limits.characters:
            raise DocumentError(Reason.TOO_MUCH_TEXT, limit=f"{limits.characters:,}")
        page.close()
    made.notes |= ocr.notes if ocr else set()
    return made


def _opened(content: bytes, limits: Limits) -> Any:  # noqa: ANN401 - pdfium has no types
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        is_locked = error.err_code == pdfium.raw.FPDF_ERR_PASSWORD
        raise DocumentError(Reason.LOCKED if is_locked else Reason.DAMAGED) from error
    if len(pdf) > limits.pages:
        raise DocumentError(Reason.TOO_MANY_PAGES, limit=f"{limits.pages:,}")
    if not len(pdf):
        raise DocumentError(Reason.DAMAGED)
    return pdf


def _page(pdf: Any, number: int) -> Any:  # noqa: ANN401 - as above
    import pypdfium2 as pdfium

    try:
        return pdf[number - 1]
    except pdfium.PdfiumError as error:
        raise DocumentError(Reason.DAMAGED) from error


@dataclass(frozen=True, slots=True)
class _ReadPage:
    """Of one page; `pictured` is the share under pictures, `bare` a large one without words."""

    blocks: list[Block]
    found: list[tuple[Hidden, str]]
    pictured: float
    bare: Box | None


def _read_page(page: Any, number: int, covers: list[Box]) -> _ReadPage:  # noqa: ANN401 - as above
    text_page = page.get_textpage()
    drawn = list(drawn_on(page.raw))
    shown = page.get_cropbox()
    covered = covered_boxes(text_page, drawn, covers)
    blocks = list(page_blocks(text_page, drawn, number, shown, covered))
    found = list(hidden_on_page(drawn, shown, covered, number))
    width, height = page.get_size()
    shares = {
        one.box: (one.box[2] - one.box[0]) * (one.box[3] - one.box[1]) / (width * height)
        for one in drawn
        if one.kind == "image"
    }
    large = [box for box, share in shares.items() if share > _LARGE]
    # On a page that is turned, boxes are not where they are seen.
    is_bare = len(large) == 1 and not page.get_rotation() and not _has_words(text_page, large[0])
    text_page.close()
    kept = [block for block in blocks if block.text.strip()]
    return _ReadPage(kept, found, sum(shares.values()), large[0] if is_bare else None)


def _has_words(text_page: Any, box: Box) -> bool:  # noqa: ANN401 - as above
    return len(text_page.get_text_bounded(*box).strip()) >= _FEW_LETTERS


def _structure(content: bytes, made: ReadPdf) -> "PdfReader | None":
    """The file as pypdf sees it; where it gives up that is noted: it does not mean clean."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            reader.decrypt("")
        made.found += hidden_in_structure(reader, content)
    except broken():
        made.notes.add(Note.UNCHECKED)
        return None
    return reader


def _covers(reader: "PdfReader | None", number: int, made: ReadPdf) -> list[Box]:
    if reader is None:
        return []
    try:
        return cover_boxes(reader.pages[number - 1])
    except broken():
        made.notes.add(Note.UNCHECKED)
        return []


def _read_scan(page: Any, read: _ReadPage, ocr: Ocr, limits: Limits) -> list[str]:  # noqa: ANN401 - as above
    """Paragraphs of a page that is a scan, or of its large picture that no words lie on."""
    if not read.blocks:
        is_scan = read.pictured > _MUCH
        return ocr.paragraphs(_pictured(page, _SCAN_DPI, limits)) if is_scan else []
    if read.bare is None:
        return []
    edge, _, _, top = page.get_cropbox()
    scale = _SCAN_DPI / _POINTS
    left, right = (round((one - edge) * scale) for one in (read.bare[0], read.bare[2]))
    above, below = (round((top - one) * scale) for one in (read.bare[3], read.bare[1]))
    whole = _pictured(page, _SCAN_DPI, limits)
    seen = (max(0, left), max(0, above), min(whole.width, right), min(whole.height, below))
    return ocr.sure_paragraphs(whole.crop(seen))


def _pictured(page: Any, dpi: int, limits: Limits) -> "Image":  # noqa: ANN401 - as above
    width, height = page.get_size()
    scale = dpi / _POINTS
    if width * height * scale * scale > limits.pixels:
        raise DocumentError(Reason.PICTURE_TOO_BIG, limit=f"{limits.pixels:,}")
    picture: Image = page.render(scale=scale).to_pil().convert("RGB")
    return picture


def clean_pdf(content: bytes, limits: Limits) -> bytes:
    """A copy in which nothing is hidden. Pages with words that are not seen become pictures.

    Words under a box cannot be cut out of a page safely: what draws them may draw others too. So
    does a file that cannot be taken apart: all its pages are drawn anew. Raises DocumentError.
    """
    read = read_pdf(content, limits, None)
    bare = bare_pdf(content, bare_jpeg)
    is_whole = any(kind is Hidden.HIDDEN_LAYER for kind, _ in read.found)
    if bare is None or is_whole or Note.UNCHECKED in read.notes:
        pictured = set(range(1, read.pages + 1))
    else:
        pictured = {int(place.split()[1]) for kind, place in read.found if kind in _ON_PAGE}
    if not pictured and bare is not None:
        return bare
    if len(pictured) > _MOST_PICTURED:
        raise DocumentError(Reason.CANNOT_BE_CLEANED)
    return _with_pictures(content, bare, pictured, limits)


def _with_pictures(content: bytes, bare: bytes | None, pictured: set[int], limits: Limits) -> bytes:
    from pypdf import PdfReader, PdfWriter

    pdf = _opened(content, limits)
    kept = PdfReader(io.BytesIO(bare)).pages if bare is not None else ()
    writer = PdfWriter()
    for number in range(1, len(pdf) + 1):
        if number in pictured:
            held = io.BytesIO()
            picture = _pictured(_page(pdf, number), _PAGE_DPI, limits)
            picture.save(held, "PDF", resolution=_PAGE_DPI, quality=_QUALITY)
            writer.add_page(PdfReader(held).pages[0])
        else:
            writer.add_page(kept[number - 1])
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
