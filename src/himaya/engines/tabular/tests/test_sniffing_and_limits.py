"""What a file is, in which letters, and when it is refused as a whole."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from himaya.engines.tabular import Document, Limits, ReadError, ReadErrorCode, read_document

ROWS = "Code;Activity;Who\nA1;Réparer la jetée;Aide du Port\nA2;Éclairer l’escalier;Roseaux\n"
ARABIC = "الرمز;النشاط;الجهة\n1;إصلاح الرصيف;الميناء\n2;إنارة السلم;القصب\n"


def refused(source: bytes | str, **asked: Limits | str) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_document(source, file_name="x", **asked)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separated_values__encoding_told(encoding: str) -> None:
    document = read_document(ROWS.encode(encoding), file_name="upload")

    assert document.kind == "csv"
    assert [*document.rows()][1].texts == ("A1", "Réparer la jetée", "Aide du Port")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256"])
def test_arabic_values__encoding_told(encoding: str) -> None:
    rows = [*read_document(ARABIC.encode(encoding), file_name="upload").rows()]

    assert rows[1].texts == ("1", "إصلاح الرصيف", "الميناء")


@pytest.mark.parametrize("delimiter", [",", ";", "|"])
def test_delimiter__told_by_the_rows(delimiter: str) -> None:
    text = f"a{delimiter}b\nc{delimiter}d\ne{delimiter}f\n"

    assert [row.texts for row in read_document(text, file_name="").rows()] == [
        ("a", "b"),
        ("c", "d"),
        ("e", "f"),
    ]


def test_quoted_field_over_lines__one_cell_and_true_line_numbers() -> None:
    rows = [*read_document('a,b\n"c\nd",e\n\nf,g\n', file_name="x.csv").rows()]

    assert [(row.origin.row, *row.texts) for row in rows] == [
        (1, "a", "b"),
        (2, "c\nd", "e"),
        (5, "f", "g"),
    ]
    assert rows[2].gap == 1


def test_tabbed_file__tsv_only_by_its_name() -> None:
    text = "a\tb\nc\td\ne\tf\n"

    assert read_document(text, file_name="x.tsv").kind == "csv"
    assert read_document(text, file_name="x.txt").kind == "text"


def test_running_text_with_commas__text() -> None:
    text = "The pier, the stair, and the lamp.\n\nAll is well.\nNothing is lost, yet.\n"

    assert read_document(text, file_name="x").kind == "text"


def test_wrong_name__content_wins() -> None:
    assert read_document(WORKBOOK, file_name="plan.docx").kind == "xlsx"


def workbook() -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["words", 1])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


WORKBOOK = workbook()


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


ODS_HEAD = b'<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'


REFUSED = [
    (b"", "file_empty"),
    (b" \n ", "file_empty"),
    (b"%PDF-1.7 words", "file_kind_unknown"),
    (b"\x89PNG\r\n", "file_kind_unknown"),
    (zipped({"readme.txt": b"words"}), "file_kind_unknown"),
    (b"PK\x03\x04 broken", "file_damaged"),
    (zipped({"xl/workbook.xml": b"<broken"}), "file_damaged"),
    (zipped({"word/document.xml": b"<broken"}), "file_damaged"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "file_damaged"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "file_locked",
    ),
    (zipped({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "file_unsafe"),
    (zipped({"word/document.xml": b"<!DOCTYPE a><a/>"}), "file_unsafe"),
    (
        zipped(
            {
                "xl/workbook.xml": b"<workbook/>",
                "xl/worksheets/sheet1.xml": b'<row r="1"><c r="A1"/></row><c r="XFD1048576"><v>1</v></c>',
            }
        ),
        "file_too_many_cells",
    ),
    (
        zipped(
            {
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": ODS_HEAD
                + b'<table:table-cell table:number-columns-repeated="16000">'
                + b"<text:p>x</text:p></table:table-cell></office:document-content>",
            }
        ),
        "file_unsafe",
    ),
    (b"\xff\x00\x81 words", "file_text_unreadable"),
]


@pytest.mark.parametrize(("source", "code"), REFUSED, ids=lambda value: str(value)[:30])
def test_file_of_no_use_or_of_harm__refused(source: bytes, code: str) -> None:
    assert refused(source).code.value == code


def test_unknown_kind_asked_for__refused() -> None:
    assert refused(b"words", kind="pdf").code is ReadErrorCode.KIND_UNKNOWN


def test_zip_bomb__refused_before_it_is_opened() -> None:
    bomb = zipped({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * 3_000_000})
    error = refused(bomb, limits=Limits(unpacked_bytes=2 * 1024 * 1024))

    assert len(bomb) < 10_000
    assert (error.code, error.params) == (ReadErrorCode.UNPACKS_TOO_BIG, {"limit_mb": 2})


LIMITS = [
    (Limits(bytes=4), ReadErrorCode.TOO_BIG),
    (Limits(rows=2), ReadErrorCode.TOO_MANY_ROWS),
    (Limits(cells=5), ReadErrorCode.TOO_MANY_CELLS),
]


@pytest.mark.parametrize(("limits", "code"), LIMITS, ids=lambda value: str(value)[:30])
@pytest.mark.parametrize("text", ["a\tb\nc\td\ne\tf\n", "a,b\nc,d\ne,f\n"], ids=["text", "csv"])
def test_over_a_limit__refused(limits: Limits, code: ReadErrorCode, text: str) -> None:
    assert refused(text, limits=limits).code is code


def test_refusal__never_words_of_the_file() -> None:
    error = refused(b"PK\x03\x04 Secret name")

    assert "Secret" not in f"{error} {error.params}"


def outcome(source: bytes | str, **asked: str) -> Document | ReadErrorCode:
    try:
        return read_document(source, file_name="upload", **asked)  # type: ignore[arg-type]
    except ReadError as error:
        return error.code


@given(st.binary(max_size=400))
def test_any_bytes__read_or_refused(source: bytes) -> None:
    made = outcome(source)

    assert isinstance(made, ReadErrorCode) or made.blocks


@given(st.text(max_size=400))
def test_any_pasted_text__read_or_refused_and_no_word_lost(text: str) -> None:
    made = outcome(text, kind="text")

    if isinstance(made, ReadErrorCode):
        assert not text.strip()
        return
    kept = "".join(words for row in made.rows() for words in row.texts)
    assert [char for char in kept if char.isalnum()] == [char for char in text if char.isalnum()]


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(0, 4_000), st.integers(1, 255))
def test_workbook_with_a_flipped_byte__read_or_refused(at: int, flip: int) -> None:
    damaged = bytearray(WORKBOOK)
    damaged[at % len(damaged)] ^= flip

    made = outcome(bytes(damaged))

    assert isinstance(made, ReadErrorCode) or made.blocks
