"""What is shown in place: told by content, and bare of what was written beside the pixels."""

import struct
import zlib

import pytest
from tests.world import table

from himaya.files.showing import media_type_of, shown_content
from himaya.files.tests.pictures import JPEG_END, JPEG_START, PLACE, exif, jpeg, png

KINDS = table("""
| ffd8ffe000104a464946 | image/jpeg               |
| 89504e470d0a1a0a0000 | image/png                |
| 255044462d312e37     | application/pdf          |
| 3c7376672f3e         | application/octet-stream |
| 3c68746d6c3e         | application/octet-stream |
| 504b0304             | application/octet-stream |
|                      | application/octet-stream |
""")


@pytest.mark.parametrize(("start", "kind"), KINDS)
def test_kind__told_by_the_first_bytes(start: str, kind: str) -> None:
    assert media_type_of(bytes.fromhex(start)) == kind


@pytest.mark.parametrize("picture", [jpeg(), png()], ids=["jpeg", "png"])
def test_picture__shown_without_place_and_words(picture: bytes) -> None:
    shown = shown_content(picture)

    assert PLACE in picture
    assert shown is not None
    assert PLACE not in shown
    assert b"coded" in shown or zlib.compress(b"\0\0\0\0") in shown
    assert shown_content(shown) == shown


@pytest.mark.parametrize("upright", [1, 3, 6, 8])
def test_jpeg__stands_as_the_camera_was_held(upright: int) -> None:
    shown = shown_content(jpeg(exif(upright)))

    assert shown is not None
    told = struct.pack(">HHIH", 0x0112, 3, 1, upright)
    assert (told in shown) == (upright != 1)


@pytest.mark.parametrize("after", [b"another picture", PLACE])
def test_what_is_hung_on_after_the_end__left_out(after: bytes) -> None:
    assert after not in (shown_content(jpeg() + after) or b"")
    assert after not in (shown_content(png() + after) or b"")


BROKEN = {
    "no end": jpeg()[:-2],
    "cut in a segment": JPEG_START + b"\xff\xe1\xff\xff" + b"Exif",
    "length of nothing": JPEG_START + b"\xff\xe1\x00\x00" + JPEG_END,
    "no picture after the start": JPEG_START + b"words",
    "png cut": png()[:-8],
    "png without end": png()[:40],
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_broken_picture__not_shown(content: bytes) -> None:
    assert shown_content(content) is None


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)/>", b"GIF89a", b"PK\3\4"])
def test_other_kinds__not_shown(content: bytes) -> None:
    assert shown_content(content) is None
