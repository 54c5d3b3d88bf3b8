"""How much of a stranger's file we are willing to open."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from himaya.engines.tabular.errors import ReadError, ReadErrorCode

_MEGABYTE = 1024 * 1024
_MANY_PARTS = 5_000
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
_SEARCHED = 4_096  # a document type stands at the head of an XML part


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. The defaults fit the largest plans and registers seen by far."""

    bytes: int = 25 * _MEGABYTE
    unpacked_bytes: int = 250 * _MEGABYTE
    rows: int = 200_000
    cells: int = 4_000_000


DEFAULT_LIMITS = Limits()


def check_bytes(source: bytes, limits: Limits) -> None:
    """Refuse empty and oversized sources; raises ReadError."""
    if not source.strip():
        raise ReadError(ReadErrorCode.EMPTY)
    if len(source) > limits.bytes:
        raise ReadError(ReadErrorCode.TOO_BIG, limit_mb=limits.bytes // _MEGABYTE)


def check_zip(source: bytes, limits: Limits, kind: str) -> None:
    """Refuse archives that unpack too big or bring a document type; raises ReadError.

    Sizes are the archive's own claims; readers never unpack more than claimed.
    """
    with open_zip(source, kind) as archive:
        parts = archive.infolist()
        total = sum(part.file_size for part in parts)
        if total > limits.unpacked_bytes or len(parts) > _MANY_PARTS:
            limit = limits.unpacked_bytes // _MEGABYTE
            raise ReadError(ReadErrorCode.UNPACKS_TOO_BIG, limit_mb=limit)
        _check_parts(archive, parts, kind)


@contextmanager
def open_zip(source: bytes, kind: str) -> Iterator[zipfile.ZipFile]:
    """Open an archive; whatever damage comes to light inside the block is a ReadError."""
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            yield archive
    except _BROKEN as error:
        raise ReadError(ReadErrorCode.DAMAGED, kind=kind) from error


def _check_parts(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo], kind: str) -> None:
    """A document type in an office part is only ever there to attack the XML reader."""
    for part in parts:
        if part.flag_bits & 1:
            raise ReadError(ReadErrorCode.LOCKED)
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                head = stream.read(_SEARCHED)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise ReadError(ReadErrorCode.UNSAFE, part=kind)


class Counter:
    """Counts rows and cells as they are read, and refuses beyond the limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._rows = 0
        self._cells = 0

    def add(self, cells: int) -> None:
        """Count one row of so many cells; raises ReadError."""
        self._rows += 1
        self._cells += cells
        if self._rows > self._limits.rows:
            raise ReadError(ReadErrorCode.TOO_MANY_ROWS, limit=self._limits.rows)
        if self._cells > self._limits.cells:
            raise ReadError(ReadErrorCode.TOO_MANY_CELLS, limit=self._limits.cells)
