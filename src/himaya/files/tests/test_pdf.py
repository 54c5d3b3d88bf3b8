"""A PDF is shown with its pages, and with nothing that was written beside them."""

import io
import logging
import random

import pytest
from pypdf import PdfReader

from himaya.files.showing import shown_content
from himaya.files.tests.papers import FILLED, LAYER, NOTES, PAGE, pdf
from himaya.files.tests.pictures import jpeg


def test_pages__shown_without_what_was_written_beside_them() -> None:
    given = pdf()
    shown = shown_content(given)

    assert [note for note in NOTES if note not in given] == []
    assert shown is not None
    assert [note for note in NOTES if note in shown] == []
    for kept in (PAGE, FILLED, LAYER, b"coded"):
        assert kept in shown
    reader = PdfReader(io.BytesIO(shown))
    assert set(reader.root_object) == {"/Type", "/Pages", "/OCProperties"}
    assert reader.metadata is None
    (page,) = reader.pages
    assert [one.get_object()["/Subtype"] for one in page["/Annots"]] == ["/Widget"]  # type: ignore[attr-defined]
    assert set(page["/Resources"]["/XObject"]) == {"/A"}  # type: ignore[index]


def test_shown_once_more__the_same() -> None:
    shown = shown_content(pdf(pages=3))
    assert shown is not None
    again = shown_content(shown)
    assert again is not None
    assert len(PdfReader(io.BytesIO(again)).pages) == 3
    assert len(again) == len(shown)


def test_owner_password_only__opened_as_viewers_do() -> None:
    shown = shown_content(pdf(password="owner"))
    assert shown is not None
    assert PAGE in shown
    assert [note for note in NOTES if note in shown] == []


TREE = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[@]/Count 1>>endobj trailer<</Root 1 0 R>>"
FAR = [note for note in NOTES if note.endswith(b"Otterby") and b"xmp" not in note]
BROKEN = {
    "words": b"%PDF-1.7 words",
    "picture cut": pdf(jpeg()[:-2]),
    "picture with notes": pdf(b"\0\0\0\x0cjP  \r\n\x87\n....xml <where>"),
    "no page": TREE.replace(b"@", b""),
    "endless tree": TREE.replace(b"@", b"2 0 R"),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_odd_file__not_shown(content: bytes) -> None:
    assert shown_content(content) is None


def test_damaged_file__shown_bare_or_not_at_all_and_in_no_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance, whole = random.Random(7), pdf()  # noqa: S311 - to damage a file
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 4, 30))):
            at = chance.randrange(9, len(damaged))
            damaged[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        shown = shown_content(bytes(damaged)) or b""
        # What damage makes part of a page is drawn with it; nothing else comes along.
        assert [note for note in FAR if note in shown] == []

    assert not logging.getLogger("pypdf._reader").isEnabledFor(logging.CRITICAL)
    assert capsys.readouterr() == ("", "")
