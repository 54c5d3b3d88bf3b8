"""Pictures without what cameras and programs write beside the pixels, at the level of bytes.

Place, time, device and thumbnails stand in segments of a JPEG (ITU-T T.81, annex B) and chunks of a
PNG (ISO/IEC 15948, 11); what draws the picture is copied as it is, so nothing is lost of it.
"""

import re
import struct
from collections.abc import Iterator

# JPEG: markers by their second byte.
_START, _SCAN, _END, _COMMENT = 0xD8, 0xDA, 0xD9, 0xFE
_EXIF, _ADOBE, _JFIF, _LAST_APP = 0xE1, 0xEE, 0xE0, 0xEF
# In coded data 0xFF is followed by 0 or by a restart mark; anything else begins a segment.
_NEXT = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
_ORIENTATION = 0x0112  # EXIF 2.32, 4.6.4: which way up, 1 to 8
# What a PNG needs to be drawn; texts, times and EXIF are not in it.
_DRAWN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"}


def bare_jpeg(content: bytes) -> bytes | None:
    """The picture alone, the way up kept; None where it is broken."""
    kept, upright = [], 1
    for marker, segment in segments(content):
        if marker == _EXIF:
            upright = _orientation(segment) or upright
        is_note = marker == _COMMENT or _JFIF < marker <= _LAST_APP
        if not is_note or marker == _ADOBE:
            kept.append(segment)
        if marker == _END:
            return b"\xff\xd8" + _exif(upright) + b"".join(kept)
    return None


def segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, bytes) of each segment after the start; ends where the picture is broken."""
    at = 2
    while found := _NEXT.match(content, at):
        marker, begin = found.group(1)[0], found.end() - 2
        if marker == _END:
            yield marker, content[begin : begin + 2]
            return
        length = int.from_bytes(content[begin + 2 : begin + 4], "big")
        end = begin + 2 + length
        if marker == _START or length < 2 or end > len(content):  # noqa: PLR2004 - counts itself
            return
        if marker == _SCAN:
            following = _NEXT.search(content, end)
            if following is None:
                return
            end = following.start()
        yield marker, content[begin:end]
        at = end


def _orientation(segment: bytes) -> int:
    """Which way up, from an EXIF segment; 0 where it does not say."""
    tiff = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if not segment[4:].startswith(b"Exif\0\0") or order is None or len(tiff) < 8:  # noqa: PLR2004 - the header
        return 0
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    if first + 2 > len(tiff):
        return 0
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for entry in range(first + 2, min(first + 2 + 12 * count, len(tiff) - 11), 12):
        tag, _kind, _number, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
        if tag == _ORIENTATION:
            return value if 1 <= value <= 8 else 0  # noqa: PLR2004 - as EXIF numbers them
    return 0


def _exif(upright: int) -> bytes:
    """A segment that says which way up, and nothing else; empty for pictures that stand upright."""
    if upright == 1:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, upright, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def bare_png(content: bytes) -> bytes | None:
    """The picture alone; None where it is broken."""
    kept, at = [content[:8]], 8
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        if kind in _DRAWN:
            kept.append(content[at:end])
        if kind == b"IEND":
            return b"".join(kept) if end <= len(content) else None
        at = end
    return None
