"""Files made to harm end as a coded refusal: no traceback, no full memory, no endless wait."""

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from himaya.engines.documents import DocumentError, GuardedReader, Limits, Reason, Refused
from himaya.engines.documents.errors import WORDS
from himaya.engines.documents.reading import Reader
from himaya.engines.documents.tests.making import (
    SEEN,
    changed,
    compound,
    mail,
    packed,
    pdf_of,
    photo,
    presentation,
    related,
    swapped,
    word,
    words_at,
    workbook,
)

MAIN = "word/document.xml"
SMALL = Limits(pages=20, unpacked_bytes=5_000_000, parts=500, characters=1_000_000)
WORD, PDF = word(), pdf_of([words_at(SEEN, 20, 350)])


def bomb() -> bytes:
    """An archive of ten archives, each of zeros: small at every step, and too big in all."""
    inner = packed({"zeros.txt": bytes(800_000)})
    return packed({f"{at}.zip": inner for at in range(10)})


def lying(content: bytes, size: int) -> bytes:
    """A zip whose parts say that they are small."""
    at = content.index(b"PK\1\2")
    made = bytearray(content)
    made[at + 24 : at + 28] = struct.pack("<I", size)
    made[22:26] = struct.pack("<I", size)
    return bytes(made)


def wide_png() -> bytes:
    """A picture that says it has ten thousand million pixels."""
    size = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", size), (b"IDAT", zlib.compress(bytes(9))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(PDF)))
    writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def linked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("report.txt")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc">%s]>'
LAUGHS = ENTITIES % b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
OUTSIDE = ENTITIES % b'<!ENTITY x SYSTEM "file:///etc/passwd">'
TEMPLATE = "https://example.org/template.dotm"
FETCH = '<w:r><w:instrText>INCLUDEPICTURE "http://example.org/a.png"</w:instrText></w:r></w:p>'
FAR_CELL = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
LETTERS = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

FILES: dict[str, tuple[str, bytes, Reason]] = {
    "empty": ("a.txt", b"", Reason.EMPTY),
    "blank": ("a.txt", b" \n\t ", Reason.EMPTY),
    "empty zip": ("a.zip", packed({}), Reason.EMPTY),
    "zip bomb": ("a.zip", packed({"a.txt": bytes(6_000_000)}), Reason.UNPACKS_TOO_BIG),
    "nested zip bomb": ("a.zip", bomb(), Reason.UNPACKS_TOO_BIG),
    "zip in zip in zip in zip": ("a.zip", packed({"a.zip": packed({"b.zip": packed({"c.zip": packed({"d.txt": b"x"})})})}), Reason.NESTED_TOO_DEEP),
    "bomb in a docx": ("a.docx", changed(WORD, "word/media/a.png", lambda _: bytes(6_000_000)), Reason.UNPACKS_TOO_BIG),
    "many parts": ("a.zip", packed({f"{at}.txt": b"x" for at in range(501)}), Reason.TOO_MANY_PARTS),
    "zip that lies of its size": ("a.zip", lying(packed({"a.txt": bytes(9_000)}), 10), Reason.DAMAGED),
    "path out of the zip": ("a.zip", packed({"../../etc/cron.d/a": b"x"}), Reason.UNSAFE_NAME),
    "path of another machine": ("a.zip", packed({"C:\\windows\\a.txt": b"x"}), Reason.UNSAFE_NAME),
    "link in the zip": ("a.zip", linked(), Reason.UNSAFE_NAME),
    "one name twice": ("a.docx", WORD.replace(b"word/fontTable.xml", b"word/Document.xml\0"[:18]), Reason.UNSAFE_NAME),
    "pdf of too many pages": ("a.pdf", pdf_of([b""] * 21), Reason.TOO_MANY_PAGES),
    "macro": ("a.docx", changed(WORD, "[Content_Types].xml", swapped(LETTERS, "application/vnd.ms-word.document.macroEnabled.main+xml")), Reason.MACRO),
    "macro under a common name": ("a.docx", changed(WORD, "[Content_Types].xml", swapped("</Types>", '<Override PartName="/word/a.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>')), Reason.MACRO),
    "pdf and zip": ("a.pdf", PDF + packed({"a.txt": b"x"}), Reason.POLYGLOT),
    "zip behind other bytes": ("a.docx", b"PK\0\0" + WORD, Reason.POLYGLOT),
    "pdf behind html": ("a.pdf", b"<script>alert(1)</script>" + PDF, Reason.POLYGLOT),
    "photo and zip": ("a.jpg", photo() + packed({"a.txt": b"x"}), Reason.POLYGLOT),
    "photo and page": ("a.jpg", photo()[:2] + b"\xff\xfe\0\x1c<script>alert(1)</script>" + photo()[2:], Reason.POLYGLOT),
    "html named docx": ("a.docx", b"<html><body>words</body></html>", Reason.WRONG_NAME),
    "html named doc": ("a.doc", b"<html><body>words</body></html>", Reason.WRONG_NAME),
    "docx named pdf": ("a.pdf", WORD, Reason.WRONG_NAME),
    "program": ("a.txt", b"MZ\x90\0 words", Reason.KIND_UNKNOWN),
    "svg": ("a.svg", b"<svg onload='alert(1)'/>", Reason.KIND_UNKNOWN),
    "old word": ("a.doc", compound({"WordDocument": b"words"}), Reason.OLD_OFFICE),
    "rtf": ("a.rtf", b"{\\rtf1 words}", Reason.OLD_OFFICE),
    "locked pdf": ("a.pdf", locked_pdf(), Reason.LOCKED),
    "locked docx": ("a.docx", compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), Reason.LOCKED),
    "locked zip": ("a.zip", packed({"a.txt": b"x"}).replace(b"\x14\0\0\0\x08\0", b"\x14\0\1\0\x08\0"), Reason.LOCKED),
    "broken pdf": ("a.pdf", PDF[:200], Reason.DAMAGED),
    "broken docx": ("a.docx", WORD[:-400], Reason.DAMAGED),
    "broken xml": ("a.docx", changed(WORD, MAIN, lambda part: part[:-9]), Reason.DAMAGED),
    "broken photo": ("a.jpg", photo()[:100], Reason.DAMAGED),
    "broken mail file": ("a.msg", compound({"__properties_version1.0": b""})[:900], Reason.DAMAGED),
    "remote template": ("a.docx", related(WORD, "word/settings.xml", "attachedTemplate", TEMPLATE) if "word/_rels/settings.xml.rels" in WORD.decode("latin-1") else related(WORD, MAIN, "attachedTemplate", TEMPLATE), Reason.REMOTE_PART),
    "picture on a share": ("a.docx", related(WORD, MAIN, "image", "\\\\192.0.2.1\\a.png"), Reason.REMOTE_PART),
    "field that fetches": ("a.docx", changed(WORD, MAIN, swapped("</w:p></w:body>", f"{FETCH}</w:body>")), Reason.REMOTE_PART),
    "sheet of another server": ("a.xlsx", related(workbook(), "xl/workbook.xml", "externalLinkPath", "https://example.org/a.xlsx"), Reason.REMOTE_PART),
    "sound from elsewhere": ("a.pptx", related(presentation(), "ppt/slides/slide1.xml", "audio", "http://example.org/a.mp3"), Reason.REMOTE_PART),
    "billion laughs": ("a.docx", changed(WORD, MAIN, lambda part: LAUGHS + part.partition(b"?>")[2]), Reason.UNSAFE_XML),
    "entity of a file": ("a.docx", changed(WORD, "docProps/core.xml", lambda part: OUTSIDE + part.partition(b"?>")[2]), Reason.UNSAFE_XML),
    "entities in wide letters": ("a.docx", changed(WORD, MAIN, lambda part: (LAUGHS + part.partition(b"?>")[2]).decode().replace('1.0"', '1.0" encoding="utf-16"', 1).encode("utf-16")), Reason.UNSAFE_XML),
    "picture of many pixels": ("a.png", wide_png(), Reason.PICTURE_TOO_BIG),
    "cell in the far corner": ("a.xlsx", changed(workbook(), "xl/worksheets/sheet1.xml", lambda _: FAR_CELL), Reason.TOO_MUCH_TEXT),
    "endless words": ("a.txt", b"word " * 300_000, Reason.TOO_MUCH_TEXT),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "reason"), FILES.values(), ids=FILES.keys())
def test_hostile_file__set_apart_with_a_word(name: str, content: bytes, reason: Reason) -> None:
    with pytest.raises(DocumentError) as refused:
        Reader(SMALL, with_ocr=False).read(content, name)
    assert refused.value.reason is reason
    assert "%(" not in refused.value.message
    assert refused.value.todo


def test_every_reason__has_words() -> None:
    assert set(WORDS) == set(Reason)


def test_file_set_apart_in_a_zip_or_mail__leaves_the_others() -> None:
    both = packed({"a.txt": SEEN.encode(), "b.pdf": locked_pdf(), "c/__MACOSX/x": b"x"})
    one, other = Reader(SMALL).read(both, "all.zip").members
    assert not isinstance(one, Refused)
    assert one.text == SEEN
    assert isinstance(other, Refused)
    assert other.error.reason is Reason.LOCKED

    (attached,) = Reader(SMALL).read(mail(b"<html>x</html>"), "a.eml").members
    assert isinstance(attached, Refused)
    assert attached.error.reason is Reason.WRONG_NAME


@pytest.fixture(scope="module")
def reader() -> Iterator[GuardedReader]:
    with GuardedReader(
        replace(SMALL, seconds=1, unpacked_bytes=400_000_000), with_ocr=False
    ) as made:
        yield made


@pytest.mark.slow
def test_child_process__ends_what_runs_away(reader: GuardedReader) -> None:
    """Slow: starts a process, and waits a second for one that does not end."""
    found = reader.read(WORD, "a.docx")
    assert SEEN in found.text
    assert found == Reader(SMALL, with_ocr=False).read(WORD, "a.docx")
    assert b"Otterby" not in reader.clean(photo())

    for name, content, reason in (FILES["billion laughs"], FILES["html named docx"]):
        with pytest.raises(DocumentError) as refused:
            reader.read(content, name)
        assert refused.value.reason is reason

    began = time.monotonic()
    # More paragraphs than can be walked in the time.
    deep = changed(WORD, MAIN, lambda part: part.replace(b"<w:body>", b"<w:body>" + b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 900_000))  # fmt: skip
    with pytest.raises(DocumentError) as refused:
        reader.read(deep, "a.docx")
    assert refused.value.reason is Reason.TOO_SLOW
    assert time.monotonic() - began < 10
    assert reader.read(SEEN.encode(), "a.txt").text == SEEN
