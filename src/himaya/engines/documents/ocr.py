"""Scans read with tesseract, where it is installed; English, French, Spanish and Arabic.

Pages are made ready first (`scans`). Script and orientation are told before they are read, since
Arabic is read better alone (measured: one wrong letter in a hundred instead of six). A page that is
read poorly is tried again, softer against specks, or with Latin letters beside the Arabic; where
there are coloured stamps, without them. The surest reading is kept. Words below a confidence of 40
of 100 are left out: photos are full of them; a page that stays poor is noted, and one that can
hardly be read gives no words.
"""

import io
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from himaya.engines.documents import scans
from himaya.engines.documents.model import Note

if TYPE_CHECKING:
    from PIL.Image import Image

_WANTED_LATIN, _ARABIC, _SCRIPTS = ("eng", "fra", "spa"), "ara", "osd"
_LEAST_CONFIDENCE = 0.4
_SETTINGS = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
_KEPT = ("TESSDATA_PREFIX", "LD_LIBRARY_PATH")
_COLUMNS = 12  # of tesseract's tables
_ROTATE = re.compile(r"Rotate: (\d+)\s+Orientation confidence: ([\d.]+)")
_LEAST_ORIENTATION = 1.0
# Confidence of a page, words by their letters, 0 for what is left out; poor counts its ink as well.
_POOR, _DOUBTFUL, _UNREADABLE = 0.87, 0.75, 0.45
_SOFT, _SOFTER = 0.6, (1.0, 1.3)  # pixels: what steadies Arabic, and what specks and noise need
_LEAST_OF_NUMBERS, _NUMBER_SIGNS = 0.85, frozenset(".,:;/-()%\u060c\u061b\u066b\u066c\u200f\u200e")
_LEAST_LETTERS = 20  # of a page that is taken for unreadable


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """Codes of the languages that are installed; empty without tesseract."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    told = subprocess.run([program, "--list-langs"], capture_output=True, check=False)  # noqa: S603 - found on PATH
    return frozenset(told.stdout.decode("ascii", "replace").split())


class Ocr:
    """Reads scans until its time or its number of pages is used up."""

    def __init__(self, pages: int, until: float) -> None:
        self._pages = pages
        self._until = until
        self.notes: set[Note] = set()

    def paragraphs(self, picture: "Image") -> list[str]:
        """Paragraphs of one page, in order; empty where nothing could be read, see `notes`."""
        read = self._of_page(picture)
        if read is None:
            return []
        if read.is_doubtful:
            self.notes.add(Note.OCR_DOUBTFUL)
        return [] if read.is_lost and read.letters >= _LEAST_LETTERS else read.paragraphs

    def sure_paragraphs(self, picture: "Image") -> list[str]:
        """Paragraphs of a picture that may as well be a photo: empty where they are not sure."""
        read = self._of_page(picture)
        if read is None or read.is_doubtful or read.letters < _LEAST_LETTERS:
            return []
        return read.paragraphs

    def _of_page(self, picture: "Image") -> "_Read | None":
        if not languages():
            self.notes.add(Note.OCR_ABSENT)
            return None
        if self._pages <= 0 or time.monotonic() > self._until:
            self.notes.add(Note.OCR_UNFINISHED)
            return None
        self._pages -= 1
        return self._surest(picture)

    def _surest(self, picture: "Image") -> "_Read | None":
        """The best reading of a page; None of a page without ink."""
        picture = scans.reduced(picture)
        grey = scans.evened(picture)
        if grey is None:
            return None
        level = scans.straightened(grey)
        turn, language = self._seen(_png(scans.enlarged(scans.softened(level, _SOFT))))
        best = self._read(scans.softened(level, _SOFT), turn, language)
        for other, spoken in _tries(level, language):
            if not best.is_poor or time.monotonic() > self._until:
                break
            if best.is_lost:  # so may be what was told of its script
                turn, language = self._seen(_png(scans.enlarged(other)))
            tried = self._read(other, turn, language if best.is_lost else spoken)
            best = max(best, tried, key=lambda read: read.sureness)
        bare = scans.without_colour(picture)
        evened = scans.evened(bare) if bare is not None else None
        if evened is not None and time.monotonic() < self._until:
            made = scans.softened(scans.straightened(evened), _SOFT)
            best = max(best, self._read(made, turn, language), key=lambda read: read.letters_sure)
        return best

    def _read(self, grey: "Image", turn: int, language: str) -> "_Read":
        ready = scans.enlarged(grey)
        upright = ready.rotate(-turn, expand=True) if turn else ready
        told = self._run(_png(upright), "-l", language, "--psm", "3", "tsv")
        return _read(told, scans.ink_of(upright), language)

    def _seen(self, content: bytes) -> tuple[int, str]:
        """Degrees by which the page is to be turned clockwise, and languages to read it in."""
        latin = [code for code in _WANTED_LATIN if code in languages()]
        told = self._run(content, "--psm", "0") if _SCRIPTS in languages() else ""
        found = _ROTATE.search(told)
        turn = int(found[1]) if found and float(found[2]) >= _LEAST_ORIENTATION else 0
        if _ARABIC not in languages():
            return turn, "+".join(latin) or "eng"
        if not latin:
            return turn, _ARABIC
        if told:
            return turn, _ARABIC if "Script: Arabic" in told else "+".join(latin)
        return turn, "+".join([*latin, _ARABIC])

    def _run(self, content: bytes, *options: str) -> str:
        """What tesseract says; nothing where it fails, as it does on a blank page."""
        left = self._until - time.monotonic()
        try:
            done = subprocess.run(  # noqa: S603 - our own options, found on PATH
                [shutil.which("tesseract") or "tesseract", "stdin", "stdout", *options],
                input=content, capture_output=True, check=False, timeout=max(1.0, left),
                env=_SETTINGS | {key: os.environ[key] for key in _KEPT if key in os.environ},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            self.notes.add(Note.OCR_UNFINISHED)
            return ""
        return done.stdout.decode("utf-8", "replace")


def _tries(level: "Image", language: str) -> Iterator[tuple["Image", str]]:
    """Other ways to look at a page that was read poorly, and what to read it in."""
    for soft in _SOFTER:
        yield scans.softened(level, soft), language
    if language == _ARABIC and _WANTED_LATIN[0] in languages():
        yield scans.softened(level, _SOFT), f"{_ARABIC}+{_WANTED_LATIN[0]}"


def _png(picture: "Image") -> bytes:
    held = io.BytesIO()
    picture.save(held, "PNG", compress_level=1)
    return held.getvalue()


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a page. `letters` of all words that were seen; `letters_sure` by confidence.

    `covered` is the share of the ink that lies in words: lines that were missed are not in it.
    """

    paragraphs: list[str]
    letters: int
    letters_sure: float
    covered: float
    has_lost_numbers: bool = False

    @property
    def is_doubtful(self) -> bool:
        return self.confidence < _DOUBTFUL or self.has_lost_numbers

    @property
    def confidence(self) -> float:
        return self.letters_sure / self.letters if self.letters else 0.0

    @property
    def sureness(self) -> float:
        return self.confidence * self.covered

    @property
    def is_poor(self) -> bool:
        return self.sureness < _POOR

    @property
    def is_lost(self) -> bool:
        return self.confidence < _UNREADABLE


def _read(told: str, ink: scans.Ink, language: str) -> _Read:
    """Words put together by the paragraph that tesseract saw them in."""
    made: dict[tuple[str, ...], list[str]] = {}
    letters, sure = 0, 0.0
    boxes, has_lost = [], False
    for line in told.splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) != _COLUMNS or not cells[11].strip():
            continue
        confidence = float(cells[10]) / 100
        letters += len(cells[11])
        if _ARABIC in language and is_unsure_number(cells[11], confidence):
            has_lost = True
        elif confidence >= _LEAST_CONFIDENCE:
            sure += confidence * len(cells[11])
            made.setdefault(tuple(cells[1:4]), []).append(cells[11])
            boxes.append((int(cells[6]), int(cells[7]), int(cells[8]), int(cells[9])))
    paragraphs = [" ".join(words) for words in made.values()]
    return _Read(paragraphs, letters, sure, ink.covered(boxes), has_lost)


def is_unsure_number(word: str, confidence: float) -> bool:
    """Digits of Arabic script are read as other digits and signs, those of Europe are not.

    Right ones had a confidence of .86 and more, wrong ones of .87 and less, or signs among them.
    """
    if not any(char.isdecimal() for char in word):
        return False
    kinds = {char.isascii() for char in word if char.isdecimal()}
    return (
        confidence < _LEAST_OF_NUMBERS
        or len(kinds) > 1
        or not _NUMBER_SIGNS.issuperset(char for char in word if not char.isalnum())
    )
