"""Files of every kind become the same sheet; hostile ones a clear code."""

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from himaya.engines.tabular import Limits, ReadError
from himaya.engines.tabular.intake import WHOLE, read_sheets
from himaya.engines.tabular.intake.tests.builders import table, xlsx_bytes
from himaya.engines.tabular.tests.test_office_files import ods_file

ROWS = """
| Province | Agence | Début      |
| Ouaddaï  | ACF    | 2025-03-01 |
| Sant-Elia | x; "y" | 2025-04-01 |
"""
TEXT = 'Province\tAgence\nOuaddaï\tACF\nSant-Elia\t"two\nlines"\n'


def cells(content: bytes | str, name: str = "") -> list[list[str | None]]:
    return [list(row[1:]) for row in read_sheets(content, file_name=name)[0].cells.iter_rows()]


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv__any_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    rows = [row[:2] for row in table(ROWS)[:2]] * 3
    text = "\n".join(delimiter.join(row) for row in rows)

    assert cells(text.encode(encoding), "x.csv") == rows


def test_arabic_and_cyrillic_code_pages__told_by_their_letters() -> None:
    arabic = "المحافظة;القطاع;المديرية\nطرابلس;حماية الطفل;تاجوراء\n"
    russian = "область;район;кластер\nОдеська;Ізмаїл;захист дітей\n"

    read = read_sheets(arabic.encode("cp1256"), file_name="x.csv")[0]
    assert read.cells.row(1)[1] == "طرابلس"
    assert "encoding_told_by_letters:cp1256" in read.notes
    assert cells(russian.encode("cp1251"), "x.csv")[1][2] == "захист дітей"


def test_wrongly_decoded_words__repaired_and_counted() -> None:
    content = "place,n\nMÃ©naka,1\nØ·Ø±Ø§Ø¨Ù„Ø³,2\nTÔ”,3\nlost\ufffd,4\n".encode()

    read = read_sheets(content, file_name="x.csv")[0]

    assert read.cells["c1"].to_list()[1:4] == ["Ménaka", "طرابلس", "TÔ”"]
    assert read.notes == {"words_repaired": 2, "words_damaged": 1}


def test_uneven_csv__no_field_lost() -> None:
    content = "a,b\n" + "1,2\n" * 30_000 + "1,2,beyond\n"

    last = read_sheets(content.encode(), file_name="x.csv")[0].cells.row(-1)

    assert last == (30_002, "1", "2", "beyond")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.sampled_from('ab ,"\né'), max_size=6), min_size=2, max_size=4),
        min_size=1,
        max_size=6,
    )
)
def test_any_csv__as_the_standard_library_reads_it(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([["head", "er"], *rows])
    expected = [[cell.strip() for cell in row] for row in [["head", "er"], *rows]]
    width = max(len(row) for row in expected)
    padded = [[*row, *[""] * (width - len(row))] for row in expected]

    read = cells(stream.getvalue(), "x.csv")

    shown = [[cell or "" for cell in row] for row in read]
    assert [row[: len(shown[0])] for row in padded if any(row)] == shown


def test_workbook__as_a_person_reads_it() -> None:
    rows: list[list[object]] = [
        ["Province", "Day", "Hour", "Number", "Big", "Yes"],
        ["Ouaddaï & co", dt.date(2025, 3, 1), dt.time(14, 30), 306, 1234567.25, True],
        [],
        ["", dt.date(1900, 2, 3), "", -0.5, 3.0, False],
    ]

    read = read_sheets(xlsx_bytes({"Data": rows}), file_name="x")[0]

    assert read.cells.rows() == [
        (1, "Province", "Day", "Hour", "Number", "Big", "Yes"),
        (2, "Ouaddaï & co", "2025-03-01", "14:30:00", "306", "1234567.25", "yes"),
        (4, None, "1900-02-03", None, "-0.5", "3", "no"),
    ]


def test_texts_inside_the_sheet__same_as_shared_ones() -> None:
    """Streaming writers put texts into the cells themselves, with escapes."""
    rows = [["A & B", "<tag>", "two\nlines", "_x0041_"], ["", "é", "", "x"]]

    shared = read_sheets(xlsx_bytes({"s": rows}), file_name="x")[0].cells
    inline = read_sheets(xlsx_bytes({"s": rows}, constant_memory=True), file_name="x")[0].cells

    assert shared.equals(inline)


def test_kinds_of_files__give_the_same_cells() -> None:
    rows = table(ROWS)
    document = docx.Document()
    word = document.add_table(len(rows), 3)
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            word.cell(y, x).text = text
    stream = io.BytesIO()
    document.save(stream)

    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = ["".join(cell.format(text) for text in row) for row in rows]
    open_document = ods_file(
        "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    )
    for content in (xlsx_bytes({"s": rows}), stream.getvalue(), open_document):
        assert cells(content) == rows
    assert cells(TEXT)[2] == ["Sant-Elia", "two\nlines"]


PLACED = """<worksheet xmlns="m"><sheetData>
<row r="2"><c r="A2" t="inlineStr"><is><r><t>Pro</t></r><r><t xml:space="preserve">vince </t></r></is></c><c r="C2"><v>1E3</v></c></row>
<row r="5"><c r="B5" t="e"><v>#N/A</v></c><c r="C5" t="str"><f>A1&amp;"x"</f><v>a &lt; b</v></c></row>
</sheetData></worksheet>"""
UNPLACED = """<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="str"><x:v>a</x:v></x:c><x:c/><x:c><x:v>0.1</x:v></x:c></x:row>
<x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"""


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (PLACED, [(2, "Province", None, "1000"), (5, None, "#N/A", "a < b")]),
        (UNPLACED, [(1, "a", None, "0.1"), (2, "7", None, None)]),
    ],
    ids=["places said", "no places, other prefix"],
)
def test_xml_of_other_programs__read_the_same(xml: str, expected: list[tuple[object, ...]]) -> None:
    plain = xlsx_bytes({"s": [["a"]]})
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as before, zipfile.ZipFile(made, "w", 8) as after:
        for part in before.namelist():
            text = before.read(part)
            after.writestr(part, xml.encode() if part.endswith("sheet1.xml") else text)

    assert read_sheets(made.getvalue())[0].cells.rows() == expected


def test_long_preamble_before_the_cells__read_past() -> None:
    columns = '<col min="1" max="1" width="9"/>' * 9_000
    content = xlsx_bytes({"s": [["Province"], ["Lac"]]})
    made = _with_part(
        content, "xl/worksheets/sheet1.xml", "<sheetData>", f"<cols>{columns}</cols><sheetData>"
    )
    assert cells(made) == [["Province"], ["Lac"]]


def test_merged_cells__hold_for_the_rows_they_cover() -> None:
    rows = [["Province", "Agence"], ["Ouaddaï", "ACF"], ["", "NRC"], ["", "IRC"], ["Lac", "DRC"]]

    read = read_sheets(xlsx_bytes({"s": rows}, ["A2:A4"]), file_name="x")[0]

    assert read.cells["c1"].to_list() == ["Province", "Ouaddaï", "Ouaddaï", "Ouaddaï", "Lac"]
    assert read.notes == {"merged_cells_filled": 2}


def test_a_million_blank_rows__read_at_once() -> None:
    """Formats down to the last row of the sheet; only words count."""
    content = xlsx_bytes({"s": [["Province"], ["Lac"]]})
    blank = "".join(f'<row r="{n}" ht="15"/>' for n in range(3, 60_000)) + (
        '<row r="1048576"><c r="A1048576" s="1"/></row>'
    )
    made = _with_part(content, "xl/worksheets/sheet1.xml", "</sheetData>", blank + "</sheetData>")

    assert cells(made) == [["Province"], ["Lac"]]


def test_external_links_and_macros__never_opened() -> None:
    content = xlsx_bytes({"s": [["a", "b"], ["1", "2"]]})
    with_more = io.BytesIO(content)
    with zipfile.ZipFile(with_more, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\x00macro")
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")

    assert cells(with_more.getvalue()) == [["a", "b"], ["1", "2"]]


def _with_part(content: bytes, name: str, old: str, new: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w", 8) as after:
        for part in before.namelist():
            text = before.read(part)
            after.writestr(part, text.replace(old.encode(), new.encode()) if part == name else text)
    return made.getvalue()


SMALL = Limits(bytes=200_000, unpacked_bytes=2_000_000, rows=100, cells=1_000)
HOSTILE = [
    ("a PDF named xlsx", b"%PDF-1.7\n%...", "file_kind_unknown"),
    ("nothing", b"  \n", "file_empty"),
    ("a broken archive", b"PK\x03\x04 cut", "file_damaged"),
    ("too many rows", ("a,b\n" + "1,2\n" * 200).encode(), "file_too_many_rows"),
    ("too big", b"a,b\n" * 60_000, "file_too_big"),
    ("a zip bomb", "bomb", "file_unpacks_too_big"),
    ("an attack on the XML reader", "doctype", "file_unsafe"),
    ("a row without end", "row", "file_damaged"),
]


@pytest.mark.parametrize(("what", "content", "code"), HOSTILE)
def test_hostile_file__clear_code(what: str, content: bytes | str, code: str) -> None:
    if isinstance(content, str):
        content = _made(content)
    with pytest.raises(ReadError) as refused:
        read_sheets(content, file_name="x.xlsx", limits=SMALL)
    assert refused.value.code == code


def _made(what: str) -> bytes:
    plain = xlsx_bytes({"s": [["a"]]})
    sheet = "xl/worksheets/sheet1.xml"
    if what == "bomb":
        return _with_part(plain, sheet, "</sheetData>", " " * 3_000_000 + "</sheetData>")
    if what == "doctype":
        return _with_part(plain, sheet, "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet')
    return _with_part(plain, "xl/workbook.xml", "<sheets>", "<sheets")


def test_xls_and_ods__refused_beyond_their_smaller_limit() -> None:
    content = Path(__file__).with_name("test_reading_files.py").read_bytes()
    book = Workbook()
    assert book.active is not None
    with pytest.raises(ReadError) as refused:
        read_sheets(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content * 9,
            whole=Limits(bytes=50_000, rows=10, cells=WHOLE.cells),
        )
    assert refused.value.code == "file_too_big"
    assert refused.value.params == {"limit_mb": 0}
