"""Photos and scans: where and with what they were taken, as written beside the pixels.

EXIF 2.32 and TIFF 6.0 by Pillow; other segments and chunks by their own marks.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from himaya.engines.documents.bare_pictures import bare_jpeg, bare_png, segments
from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.limits import Limits
from himaya.engines.documents.model import Hidden

if TYPE_CHECKING:
    from PIL.Image import Exif, Image

Found = Iterator[tuple[Hidden, str]]
FORMATS = ("JPEG", "PNG", "TIFF")
JPEG_START, PNG_START = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_TIFF_STARTS = (b"II*\0", b"MM\0*")
_APP1, _JFIF, _ICC, _ADOBE, _LAST_APP, _COMMENT = 0xE1, 0xE0, 0xE2, 0xEE, 0xEF, 0xFE
_POSITION_TAG = 0x8825
# Tags that say who or with what: maker, model, program, artist, owner, serial numbers.
_DEVICE_TAGS = {0x010F, 0x0110, 0x0131, 0x013B, 0xA430, 0xA431, 0xA433, 0xA434, 0xA435, 0xC62F}
# Tags that say how the pixels lie, which are of the picture itself (and of every TIFF).
_DRAWING_TAGS = {*range(0x00FE, 0x010E), 0x0111, *range(0x0112, 0x012A), 0x013D, 0x013E, 0x013F,
                 0x0140, *range(0x0142, 0x0146), *range(0x0152, 0x015C), 0x0211, 0x0212, 0x0213,
                 0x0214}  # fmt: skip
_NOTES_OF_PNG = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")
# What Pillow lets through for damaged pictures.
_BROKEN = (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, EOFError)


def opened(content: bytes, limits: Limits) -> "Image":
    """The picture, its pixels not read yet. Raises DocumentError."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_big(limits) from error
    except _BROKEN as error:
        raise DocumentError(Reason.DAMAGED) from error
    if picture.width * picture.height > limits.pixels:
        raise _too_big(limits)
    return picture


def _too_big(limits: Limits) -> DocumentError:
    return DocumentError(Reason.PICTURE_TOO_BIG, limit=f"{limits.pixels:,}")


def frames(content: bytes, limits: Limits) -> Iterator["Image"]:
    """The pictures of a file one after another, upright. Raises DocumentError."""
    from PIL import ImageOps

    picture = opened(content, limits)
    count = int(getattr(picture, "n_frames", 1))
    if count > limits.pages:
        raise DocumentError(Reason.TOO_MANY_PAGES, limit=f"{limits.pages:,}")
    for number in range(count):
        try:
            picture.seek(number)
            if picture.width * picture.height > limits.pixels:
                raise _too_big(limits)
            picture.load()
            yield ImageOps.exif_transpose(picture).convert("RGB")
        except _BROKEN as error:
            raise DocumentError(Reason.DAMAGED) from error


def bare_picture(content: bytes) -> bytes | None:
    """A JPEG or PNG without what is written beside its pixels; None where it cannot be told."""
    if content.startswith(JPEG_START):
        return bare_jpeg(content)
    return bare_png(content) if content.startswith(PNG_START) else None


def hidden_in_picture(content: bytes, place: str) -> Found:
    """What stands beside the pixels of a JPEG, PNG or TIFF; nothing for other kinds."""
    if content.startswith(JPEG_START):
        yield from _in_jpeg(content, place)
    elif content.startswith(PNG_START):
        yield from _in_png(content, place)
    elif content.startswith(_TIFF_STARTS):
        yield from _in_exif(content, place)


def _in_jpeg(content: bytes, place: str) -> Found:
    length, is_whole = 2, False
    for marker, segment in segments(content):
        length += len(segment)
        is_whole = marker == 0xD9  # noqa: PLR2004 - end of the picture
        if marker == _APP1 and segment[4:10] == b"Exif\0\0":
            yield from _in_exif(content, place)
        elif marker == _COMMENT or (
            _JFIF < marker <= _LAST_APP
            and marker != _ADOBE
            and not (marker == _ICC and segment[4:15] == b"ICC_PROFILE")
        ):
            yield Hidden.PICTURE_NOTES, place
    if is_whole and length < len(content):
        yield Hidden.AFTER_END, place


def _in_png(content: bytes, place: str) -> Found:
    at = len(PNG_START)
    while at + 12 <= len(content):
        kind = content[at + 4 : at + 8]
        at += 12 + int.from_bytes(content[at : at + 4], "big")
        if kind == b"eXIf":
            yield from _in_exif(content, place)
        elif kind in _NOTES_OF_PNG:
            yield Hidden.PICTURE_NOTES, place
        elif kind == b"IEND":
            if at < len(content):
                yield Hidden.AFTER_END, place
            return


def _in_exif(content: bytes, place: str) -> Found:
    """A block that cannot be read is told as notes: it may say anything."""
    from PIL import Image

    try:
        tags: Exif = Image.open(io.BytesIO(content), formats=FORMATS).getexif()
        all_tags = {**tags, **tags.get_ifd(0x8769)}
        has_position = bool(tags.get_ifd(_POSITION_TAG))
    except (*_BROKEN, Image.DecompressionBombError):
        yield Hidden.PICTURE_NOTES, place
        return
    if has_position:
        yield Hidden.POSITION, place
    if _DEVICE_TAGS & all_tags.keys():
        yield Hidden.DEVICE, place
    if all_tags.keys() - _DEVICE_TAGS - _DRAWING_TAGS - {_POSITION_TAG, 0x8769}:
        yield Hidden.PICTURE_NOTES, place
