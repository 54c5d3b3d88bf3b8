"""Pictures of a few bytes, with a place written beside the pixels."""

import struct
import zlib

JPEG_START, JPEG_END = b"\xff\xd8", b"\xff\xd9"
PLACE = b"33.51N 36.29E"


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(upright: int = 1, order: str = "<") -> bytes:
    """The body of an EXIF segment that says which way up, and where."""
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, upright, 0)
    mark = b"II" if order == "<" else b"MM"
    head = mark + struct.pack(f"{order}HIH", 42, 8, 1)
    return b"Exif\0\0" + head + entry + struct.pack(f"{order}I", 0) + PLACE


def jpeg(notes: bytes | None = None) -> bytes:
    """A JPEG in its segments: notes, a comment, tables, two scans."""
    body = exif() if notes is None else notes
    return (
        JPEG_START
        + _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
        + _segment(0xE1, body)
        + _segment(0xFE, PLACE)
        + _segment(0xDB, bytes(65))
        + _segment(0xC2, bytes(9))
        + _segment(0xDA, bytes(6))
        + b"coded \xff\x00 and \xff\xd0 on"
        + _segment(0xC4, bytes(20))
        + _segment(0xDA, bytes(6))
        + b"more\xff\x00"
        + JPEG_END
    )


def png() -> bytes:
    """A PNG of one grey pixel, with a text."""
    size = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    chunks = [
        (b"IHDR", size),
        (b"tEXt", b"Location\0" + PLACE),
        (b"eXIf", PLACE),
        (b"IDAT", zlib.compress(b"\0\0\0\0")),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
