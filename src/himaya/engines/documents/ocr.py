"""Scans read with tesseract, where it is installed; English, French, Spanish and Arabic.

The script is told first, since Arabic is read better alone (measured: one wrong letter in a hundred
instead of six). Words below a confidence of 40 of 100 are left out: photos are full of them.
"""

import io
import os
import shutil
import subprocess
import time
from functools import lru_cache
from typing import TYPE_CHECKING

from himaya.engines.documents.model import Note

if TYPE_CHECKING:
    from PIL.Image import Image

_WANTED_LATIN, _ARABIC, _SCRIPTS = ("eng", "fra", "spa"), "ara", "osd"
_LEAST_CONFIDENCE = 40.0
_SETTINGS = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
_KEPT = ("TESSDATA_PREFIX", "LD_LIBRARY_PATH")
_COLUMNS = 12  # of tesseract's tables


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
        if not languages():
            self.notes.add(Note.OCR_ABSENT)
            return []
        if self._pages <= 0 or time.monotonic() > self._until:
            self.notes.add(Note.OCR_UNFINISHED)
            return []
        self._pages -= 1
        held = io.BytesIO()
        picture.save(held, "PNG")
        content = held.getvalue()
        return _paragraphs(self._run(content, "-l", self._language(content), "--psm", "3", "tsv"))

    def _language(self, content: bytes) -> str:
        latin = [code for code in _WANTED_LATIN if code in languages()]
        if _ARABIC not in languages():
            return "+".join(latin) or "eng"
        if not latin:
            return _ARABIC
        if _SCRIPTS in languages():
            is_arabic = "Script: Arabic" in self._run(content, "--psm", "0")
            return _ARABIC if is_arabic else "+".join(latin)
        return "+".join([*latin, _ARABIC])

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


def _paragraphs(told: str) -> list[str]:
    """Words put together by the paragraph that tesseract saw them in."""
    made: dict[tuple[str, ...], list[str]] = {}
    for line in told.splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) == _COLUMNS and cells[11].strip() and float(cells[10]) >= _LEAST_CONFIDENCE:
            made.setdefault(tuple(cells[1:4]), []).append(cells[11])
    return [" ".join(words) for words in made.values()]
