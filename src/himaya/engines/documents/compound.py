"""Compound files, in which Outlook keeps mails and older Office documents ([MS-CFB] 12.0).

Only as much as is needed to list streams and read them; every chain is bounded by the file.
"""

import struct
from dataclasses import dataclass, field
from typing import NamedTuple

from himaya.engines.documents.errors import DocumentError, Reason

_HEADER = struct.Struct("<8s16sHHHHH6s9I")
_ENTRY = struct.Struct("<64sHBBIII16sIQQIQ")
_LAST = 0xFFFFFFFA  # sector numbers above are marks: end of chain, free
_STORAGE, _STREAM = 1, 2
_SMALL = 64
_DEEPEST = 32


@dataclass
class Compound:
    """Streams by path, folders joined with `/`."""

    streams: dict[str, bytes] = field(default_factory=dict)


def compound_of(content: bytes) -> Compound:
    """Read all streams. Raises DocumentError (DAMAGED)."""
    try:
        return _Reader(content).compound()
    except (struct.error, IndexError, ValueError) as error:
        raise DocumentError(Reason.DAMAGED) from error


class _Entry(NamedTuple):
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def _entry(folder: bytes, at: int) -> _Entry:
    raw, length, kind, _, left, right, child, _, _, _, _, start, size = _ENTRY.unpack_from(
        folder, at
    )
    name = raw[: max(0, length - 2)].decode("utf-16-le", "replace")
    return _Entry(name, kind, left, right, child, start, size)


class _Reader:
    def __init__(self, content: bytes) -> None:
        header = _HEADER.unpack_from(content)
        self._content = content
        self._size = 1 << header[5]
        if self._size not in (512, 4096):
            raise ValueError
        self._first_folder, self._cutoff = header[10], header[12]
        first_small, first_more = header[13], header[15]
        listed = list(struct.unpack_from("<109I", content, 76))
        sector, seen = first_more, 0
        while sector < _LAST and seen <= len(content) // self._size:
            numbers = struct.unpack(f"<{self._size // 4}I", self._sector(sector))
            listed += numbers[:-1]
            sector, seen = numbers[-1], seen + 1
        self._next: list[int] = []
        for one in listed:
            if one < _LAST:
                self._next += struct.unpack(f"<{self._size // 4}I", self._sector(one))
        small = self._chain(first_small) if first_small < _LAST else b""
        self._next_small = struct.unpack(f"<{len(small) // 4}I", small)
        self._small = b""

    def compound(self) -> Compound:
        folder = self._chain(self._first_folder)
        entries = [_entry(folder, at) for at in range(0, len(folder) - 127, 128)]
        root = entries[0]
        self._small = self._chain(root.start)[: root.size] if root.start < _LAST else b""
        made = Compound()
        waiting, seen = [(root.child, "")], set[int]()
        while waiting:
            number, path = waiting.pop()
            if number >= len(entries) or number in seen or path.count("/") > _DEEPEST:
                continue
            seen.add(number)
            entry = entries[number]
            waiting += [(entry.left, path), (entry.right, path)]
            if entry.kind == _STREAM:
                made.streams[path + entry.name] = self._stream(entry.start, entry.size)
            elif entry.kind == _STORAGE:
                waiting.append((entry.child, f"{path}{entry.name}/"))
        return made

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        found = self._content[at : at + self._size]
        return found.ljust(self._size, b"\0") if found else b""

    def _chain(self, first: int) -> bytes:
        parts: list[bytes] = []
        number = first
        while number < _LAST:
            if len(parts) * self._size > len(self._content):
                raise ValueError  # a ring
            parts.append(self._sector(number))
            number = self._next[number]
        return b"".join(parts)

    def _stream(self, first: int, size: int) -> bytes:
        if size >= self._cutoff:
            return self._chain(first)[:size]
        parts: list[bytes] = []
        number = first
        while number < _LAST and len(parts) * _SMALL <= size:
            parts.append(self._small[number * _SMALL : (number + 1) * _SMALL])
            number = self._next_small[number]
        return b"".join(parts)[:size]
