"""Zip archives and Office packages, opened without trusting what they say of themselves.

Refused: what unpacks too big (also added up through archives in archives), names that lead out of
the archive or stand twice, links, passwords, and bytes before or behind the archive.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.limits import Limits, spoken

# What zipfile raises for damaged archives: unknown methods, bad sums, offsets out of the file.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)
_END = b"PK\5\6"  # APPNOTE 6.3.10, 4.3.16; 22 bytes, then a comment
_LENGTH_OF_END, _LONGEST_COMMENT = 22, 1_024
_LOCKED = 1
_DRIVE = re.compile(r"^[A-Za-z]:")
# Made by programs, never by people; they hold nothing to read.
CLUTTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")


class Budget:
    """What may still be unpacked of one file, counted through all archives in it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._bytes = limits.unpacked_bytes
        self._parts = limits.parts

    def take(self, archive: zipfile.ZipFile) -> None:
        """Count an archive by its own claims; readers never unpack more than claimed."""
        parts = archive.infolist()
        self._parts -= len(parts)
        if self._parts < 0:
            raise DocumentError(Reason.TOO_MANY_PARTS, limit=f"{self.limits.parts:,}")
        self._bytes -= sum(part.file_size for part in parts)
        if self._bytes < 0:
            raise DocumentError(Reason.UNPACKS_TOO_BIG, limit=spoken(self.limits.unpacked_bytes))


@contextmanager
def opened(content: bytes, budget: Budget) -> Iterator[zipfile.ZipFile]:
    """The archive, checked; whatever damage comes to light inside the block is DAMAGED."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            budget.take(archive)
            _check_names(archive)
            _check_ends(content, archive)
            yield archive
    except _BROKEN as error:
        raise DocumentError(Reason.DAMAGED) from error


def _check_names(archive: zipfile.ZipFile) -> None:
    seen: set[str] = set()
    for part in archive.infolist():
        name = part.orig_filename.replace("\\", "/")
        is_link = stat.S_ISLNK(part.external_attr >> 16)
        leads_out = name.startswith("/") or ".." in name.split("/") or _DRIVE.match(name)
        if is_link or leads_out or "\0" in name or name.casefold() in seen:
            raise DocumentError(Reason.UNSAFE_NAME)
        seen.add(name.casefold())
        if part.flag_bits & _LOCKED:
            raise DocumentError(Reason.LOCKED)


def _check_ends(content: bytes, archive: zipfile.ZipFile) -> None:
    """Nothing before the first part, nothing behind the end: other readers would see that."""
    first = min((part.header_offset for part in archive.infolist()), default=0)
    end = content.rfind(_END)
    behind = len(content) - end - _LENGTH_OF_END - len(archive.comment)
    if first or not content.startswith(b"PK") or behind or len(archive.comment) > _LONGEST_COMMENT:
        raise DocumentError(Reason.POLYGLOT)
