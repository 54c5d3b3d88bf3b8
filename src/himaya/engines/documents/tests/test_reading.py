"""Each kind of document gives its words, at places that stay."""

import io
import struct
import time
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import typst
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

from himaya.engines import disclosure
from himaya.engines.documents.model import NOTES, Document, Hidden, Note
from himaya.engines.documents.ocr import Ocr, is_unsure_number, languages
from himaya.engines.documents.reading import Reader
from himaya.engines.documents.rich_text import unpacked
from himaya.engines.documents.tests.making import (
    SECRET,
    SEEN,
    compound,
    mail,
    pdf_of,
    presentation,
    word,
    words_at,
    workbook,
)

PAGE = f"""<html><head><title>x</title><script>{SECRET}</script></head><body><!-- {SECRET} -->
<h1>Arrivals</h1><p>Seventy <b>families</b><br>arrived.</p><p style="display: none">{SECRET}</p>
<table><tr><th>Place</th><th>Families</th></tr><tr><td>Old Port</td><td>70</td></tr></table>
<img src="https://example.org/seen.gif"></body></html>"""
TAG = "__substg1.0_{}001F"
OUTLOOK = compound({
    "__properties_version1.0": b"",
    TAG.format("0037"): "Arrivals".encode("utf-16-le"),
    TAG.format("1000"): f"{SEEN}\r\n\r\nMore.".encode("utf-16-le"),
    TAG.format("0C1A"): SECRET.encode("utf-16-le"),
})  # fmt: skip
# Packed by hand: a run out of the known beginning, then letters and the end.
RICH = rb"""{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 X;}{\f1\fcharset178 Y;}}{\*\skip no}
Seventy families {\v secret words}arrived from the north.\par {\f1 \'e3\'d1\'cd\'c8\'c7}
 caf\'e9 \u8212?{\deleted secret words} end}"""
OUTLOOK_RICH = compound({
    "__properties_version1.0": b"",
    TAG.format("0037"): "Arrivals".encode("utf-16-le"),
    "__substg1.0_10090102": struct.pack("<III4x", len(RICH) + 12, len(RICH), 0x414C454D) + RICH,
})  # fmt: skip
RULES = b"".join(
    f"20 {y} m 220 {y} l S\n".encode() for y in (300, 280, 260)
) + b"".join(f"{x} 300 m {x} 260 l S\n".encode() for x in (20, 120, 220))  # fmt: skip
CELLS = [(25, 285, "Place"), (125, 285, "Families"), (25, 265, "Old Port"), (125, 265, "70")]
RULED = RULES + b"".join(words_at(text, x, y) for x, y, text in CELLS)
LINES = [(350, "Seventy families arrived from the north in the night,"), (336, "with nothing."),
         (312, "They sleep in the school.")]  # fmt: skip
REPORT = pdf_of(
    [b"".join(words_at(text, 20, y) for y, text in LINES) + RULED, words_at("End", 20, 350)]
)

# File, its kind, the words of each block.
KINDS = {
    "text": (f"{SEEN}\n \nمرحبا".encode("utf-16"), "txt", [SEEN, "مرحبا"]),
    "html": (PAGE.encode(), "html", ["Arrivals", "Seventy families arrived.", "Place\tFamilies\nOld Port\t70"]),
    "mail": (mail(), "eml", ["Arrivals", SEEN, "More tomorrow."]),
    "outlook": (OUTLOOK, "msg", ["Arrivals", SEEN, "More."]),
    "outlook, rich": (OUTLOOK_RICH, "msg", ["Arrivals", SEEN, "مرحبا café — end"]),
    "pdf": (REPORT, "pdf", [f"{LINES[0][1]} with nothing.", LINES[2][1], "Place\tFamilies\nOld Port\t70", "End"]),
    "docx": (word(), "docx", ["Arrivals", SEEN, "Place\tFamilies\nOld Port\t70", "x", "They stayed. Annex", "Weekly report"]),
    "xlsx": (workbook(), "xlsx", ["Site\tFamilies\nOld Port\t70\n\t73"]),
    "pptx": (presentation(), "pptx", [SEEN]),
}  # fmt: skip


@pytest.mark.parametrize(("content", "kind", "words"), KINDS.values(), ids=KINDS.keys())
def test_words__read_in_order_at_places_that_stay(
    content: bytes, kind: str, words: list[str]
) -> None:
    found = Reader(with_ocr=False).read(content)
    assert (found.kind, [block.text for block in found.blocks]) == (kind, words)
    assert SECRET not in found.text
    for number, block in enumerate(found.blocks, 1):
        assert found.text[block.start : block.end] == block.text
        assert block.number == number
    assert found == Reader(with_ocr=False).read(content)


def test_mail_with_long_headers_and_a_tracker__still_a_mail_and_told() -> None:
    content = b"Received: from a.example.org\n" * 200 + mail().replace(
        b"<p>", b'<img src="https://example.org/who-reads.gif"><p>'
    )
    found = Reader().read(content, "a.eml")
    assert found.blocks[1].text == SEEN
    assert {one.kind for one in found.findings} == {Hidden.HEADERS, Hidden.TRACKER}


def test_table__keeps_its_cells_and_page() -> None:
    (table,) = (block for block in Reader().read(REPORT).blocks if block.rows)
    assert table.rows == (("Place", "Families"), ("Old Port", "70"))
    assert (table.place, table.page) == ("page 1", 1)


UNRULED = [
    (320, "Place", "Families", "Children"),
    (306, "Old Port", "70", "140"),
    (292, "North Gate", "12", "31"),
]


@pytest.mark.parametrize(
    ("last", "is_table"),
    [("", True), ("Beyond this the count is of one day only, and was not checked", False)],
    ids=["clear", "a cell over two columns"],
)
def test_table_without_lines__found_where_its_columns_are_clear(
    last: str, *, is_table: bool
) -> None:
    cells = [(x, y, text) for y, *row in UNRULED[: 3 if is_table else 2]
             for x, text in zip((20, 160, 260), row, strict=True)]  # fmt: skip
    cells += [
        (20, 350, "Arrivals of the week by place."),
        (20, 260, "The next count is on Monday."),
    ]
    if last:
        cells.append((20, 292, last))
    made = Reader().read(pdf_of([b"".join(words_at(text, x, y) for x, y, text in cells)]))
    tables = [block.rows for block in made.blocks if block.rows]
    assert tables == ([tuple(tuple(row) for _, *row in UNRULED)] if is_table else [])


def test_packed_rich_text__unpacked() -> None:
    """By the example of [MS-OXRTFCP] 3.1.1, and a run that reaches into what it writes (3.2.1)."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a80"
        "0fa0"
    )
    assert unpacked(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    running = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpacked(running) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


ARABIC = """زارت منظمة Save Our Valley المخيم يوم 23 آذار ووصلت إلى 140 أسرة في نظام ProGres v4.

هاتف +880 واللجنة (UNHCR) في حي (الشمال) سنة (2024) قرب North."""


def test_latin_words_in_arabic_lines__in_the_order_they_are_read() -> None:
    fonts = Path(disclosure.__file__).parent / "documents" / "fonts"
    page = f'#set text(font: ("Noto Sans", "Noto Sans Arabic"), dir: rtl)\n{ARABIC}'
    made = typst.compile(page.encode(), font_paths=cast("Any", [fonts]))
    assert Reader().read(made).text.split() == ARABIC.split()


def scan(text: str) -> Document:
    import pypdfium2 as pdfium

    page = pdfium.PdfDocument(pdf_of([words_at(text, 20, 350)]))[0]
    out = io.BytesIO()
    page.render(scale=2).to_pil().convert("RGB").save(out, "PDF")
    return Reader().read(out.getvalue())


@pytest.mark.slow
def test_scan__read_where_tesseract_is_installed() -> None:
    """Slow: OCR takes a second a page."""
    if not languages():
        pytest.skip("tesseract is not installed")
    assert scan(SEEN).text == SEEN


@pytest.mark.slow
def test_poor_scans__read_or_said() -> None:
    """Slow: OCR takes a second a page. On its side and aslant on dark paper; specks alone."""
    if not {"eng", "osd"} <= languages():
        pytest.skip("tesseract is not installed")
    ocr = Ocr(2, time.monotonic() + 60)
    page = Image.new("L", (640, 260), 150)
    for row in range(3):
        ImageDraw.Draw(page).text((60, 60 + 50 * row), SEEN, 60, ImageFont.load_default(24))
    poor = page.rotate(-86, Image.Resampling.BICUBIC, expand=True, fillcolor=150)
    assert " ".join(ocr.paragraphs(poor)).count(SEEN) == 3
    assert not ocr.notes
    specks = np.random.default_rng(1).integers(0, 255, (90, 90), np.uint8)
    assert ocr.paragraphs(Image.fromarray(specks)) == []
    assert ocr.notes == {Note.OCR_DOUBTFUL}


@pytest.mark.slow
def test_letter_pasted_under_a_heading__read_as_well() -> None:
    """Slow: OCR takes a second a page."""
    if not languages():
        pytest.skip("tesseract is not installed")
    picture = Image.new("L", (700, 560), 255)
    for row in range(4):
        ImageDraw.Draw(picture).text((40, 60 + 60 * row), SEEN, 0, ImageFont.load_default(28))
    held = io.BytesIO()
    picture.save(held, "PDF", resolution=144)
    writer = PdfWriter(clone_from=PdfReader(held))
    writer.pages[0].merge_page(
        PdfReader(io.BytesIO(pdf_of([words_at("Annex 2", 20, 265)]))).pages[0]
    )
    out = io.BytesIO()
    writer.write(out)
    found = Reader().read(out.getvalue())
    assert found.blocks[0].text == "Annex 2"
    assert found.text.count(SEEN) == 4


@pytest.mark.parametrize(
    ("word", "confidence", "is_unsure"),
    [("140", 0.93, False), ("16١", 0.95, True), ("£0", 0.95, True), ("65", 0.7, True)],
)
def test_number_on_an_arabic_scan__left_out_where_unsure(
    word: str, confidence: float, *, is_unsure: bool
) -> None:
    assert is_unsure_number(word, confidence) == is_unsure


def test_every_note__has_words() -> None:
    assert set(NOTES) == set(Note)


def test_scan_without_tesseract__said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("himaya.engines.documents.ocr.languages", frozenset)
    found = scan(SEEN)
    assert (found.blocks, found.notes) == ((), (Note.OCR_ABSENT,))
