"""One file read by what it is.

Meant for the child process of `guarded`: it trusts nothing, but a parser may still run away with
time or memory.
"""

import time
from collections.abc import Iterable
from dataclasses import replace

from himaya.engines.documents import kinds
from himaya.engines.documents.archives import CLUTTER, Budget, opened
from himaya.engines.documents.compound import compound_of
from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.limits import DEFAULT_LIMITS, Limits, spoken
from himaya.engines.documents.mail import Mail, paragraphs_of, read_eml, read_msg
from himaya.engines.documents.model import (
    Block,
    Document,
    Hidden,
    Note,
    Refused,
    counted,
    paragraph,
    placed,
)
from himaya.engines.documents.ocr import Ocr
from himaya.engines.documents.office import hidden_beside
from himaya.engines.documents.packages import package_of
from himaya.engines.documents.pdf import read_pdf
from himaya.engines.documents.pictures import frames, hidden_in_picture
from himaya.engines.documents.sheets import hidden_in_sheets, read_sheets, sheets
from himaya.engines.documents.slides import hidden_in_slides, read_slides, slides
from himaya.engines.documents.web import hidden_in_page, page_of, read_page, text_of
from himaya.engines.documents.word import hidden_in_word, read_word

_FOR_OCR = 0.6  # share of the time that may go by before the next scan is begun
# Refusals that are of the whole file, wherever in it they come to light.
_OF_ALL = {Reason.UNPACKS_TOO_BIG, Reason.TOO_MANY_PARTS, Reason.NESTED_TOO_DEEP}
Found = Iterable[tuple[Hidden, str]]


class Reader:
    """Reads one file and what is packed in it, within one budget."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS, *, with_ocr: bool = True) -> None:
        self.limits = limits
        self.budget = Budget(limits)
        until = time.monotonic() + limits.seconds * _FOR_OCR
        self._ocr = Ocr(limits.scans if with_ocr else 0, until)

    def read(self, content: bytes, name: str = "", depth: int = 0) -> Document:
        """Raises DocumentError where the file is to be set apart."""
        if len(content) > self.limits.bytes:
            raise DocumentError(Reason.TOO_BIG, limit=spoken(self.limits.bytes))
        kind = kinds.kind_of(content, name, self.budget)
        if kind == kinds.ZIP:
            return self._archive(content, name, depth)
        if kind in (kinds.EML, kinds.MSG):
            mail = read_eml(content) if kind == kinds.EML else read_msg(compound_of(content))
            return self._mail(mail, name, kind, depth)
        if kind in kinds.PICTURES:
            return self._picture(content, name, kind)
        if kind == kinds.PDF:
            read = read_pdf(content, self.limits, self._ocr)
            return _made(
                name, kind, read.blocks, read.found, self.limits, pages=read.pages, notes=read.notes
            )
        return self._words(content, name, kind)

    def _words(self, content: bytes, name: str, kind: str) -> Document:
        blocks: Iterable[Block]
        found: list[tuple[Hidden, str]]
        pages = 0
        if kind == kinds.TEXT:
            blocks, found = paragraphs_of(text_of(content)), []
        elif kind == kinds.HTML:
            root = page_of(text_of(content))
            blocks, found = read_page(root), list(hidden_in_page(root))
        else:
            package = package_of(content, self.budget)
            found = list(hidden_beside(package))
            if kind == kinds.DOCX:
                blocks = read_word(package)
                found += hidden_in_word(package)
            elif kind == kinds.XLSX:
                blocks, pages = read_sheets(package, content, self.limits), len(sheets(package))
                found += hidden_in_sheets(package)
            else:
                blocks, pages = read_slides(package), len(slides(package))
                found += hidden_in_slides(package)
        return _made(name, kind, blocks, found, self.limits, pages=pages)

    def _picture(self, content: bytes, name: str, kind: str) -> Document:
        blocks, pages = [], 0
        for number, picture in enumerate(frames(content, self.limits), 1):
            place = f"page {number}"
            blocks += [paragraph(words, place, number) for words in self._ocr.paragraphs(picture)]
            pages = number
        found = hidden_in_picture(content, "picture")
        return _made(name, kind, blocks, found, self.limits, pages=pages, notes=self._ocr.notes)

    def _mail(self, mail: Mail, name: str, kind: str, depth: int) -> Document:
        packed = [(one.name, one.content) for one in mail.attachments]
        members = self._members(packed, depth)
        made = _made(name, kind, mail.blocks, mail.found, self.limits)
        return replace(made, members=tuple(members))

    def _archive(self, content: bytes, name: str, depth: int) -> Document:
        if depth >= self.limits.depth:
            raise DocumentError(Reason.NESTED_TOO_DEEP, limit=self.limits.depth)
        with opened(content, self.budget) as archive:
            packed = (
                (part.filename, archive.read(part))
                for part in archive.infolist()
                if not part.is_dir() and not CLUTTER.search(part.filename)
            )
            members = self._members(packed, depth)
        if not members:
            raise DocumentError(Reason.EMPTY)
        return Document(name, kinds.ZIP, (), members=tuple(members))

    def _members(self, packed: Iterable[tuple[str, bytes]], depth: int) -> list[Document | Refused]:
        """Each packed file by itself: one that is set apart leaves the others."""
        if depth > self.limits.depth:
            raise DocumentError(Reason.NESTED_TOO_DEEP, limit=self.limits.depth)
        made: list[Document | Refused] = []
        for name, content in packed:
            try:
                made.append(self.read(content, name.rpartition("/")[2], depth + 1))
            except DocumentError as error:
                if error.reason in _OF_ALL:
                    raise
                made.append(Refused(error))
        return made


def _made(
    name: str,
    kind: str,
    blocks: Iterable[Block],
    found: Found,
    limits: Limits,
    *,
    pages: int = 0,
    notes: Iterable[Note] = (),
) -> Document:
    kept = placed(blocks)
    if kept and kept[-1].end > limits.characters:
        raise DocumentError(Reason.TOO_MUCH_TEXT, limit=f"{limits.characters:,}")
    return Document(name, kind, kept, counted(found), pages, tuple(sorted(notes)))
