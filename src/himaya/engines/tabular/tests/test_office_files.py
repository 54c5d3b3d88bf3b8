"""Spreadsheets and Word documents, made here."""

import io
import zipfile
from datetime import date, datetime

import docx
import pytest
from docx.oxml import OxmlElement
from openpyxl import Workbook

from himaya.engines.tabular import Document, Table, read_document


def saved(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def test_sheets__in_order_with_names_and_places() -> None:
    workbook = Workbook()
    first = workbook.active
    assert first is not None
    first.title = "Plan"
    first["B3"] = "late"
    workbook.create_sheet("Empty")
    workbook.create_sheet("الخطة")["A1"] = "words"

    found = tables(read_document(saved(workbook), file_name="x"))

    assert [table.name for table in found] == ["Plan", "الخطة"]
    assert found[0].rows[0].texts == ("", "late")
    assert found[0].rows[0].cells[1].origin.row == 3
    assert found[0].rows[0].gap == 2


VALUES = [
    (3, "3"),
    (2.5, "2.5"),
    (True, "yes"),
    (date(2019, 5, 15), "2019-05-15"),
    (datetime(2019, 5, 15, 8, 30), "2019-05-15 08:30:00"),  # noqa: DTZ001  # sheets have no zone
    ("  words ", "words"),
    ("two\nlines", "two\nlines"),
]


@pytest.mark.parametrize(("value", "text"), VALUES)
def test_value__as_a_person_reads_it(value: object, text: str) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append([value])

    assert tables(read_document(saved(workbook), file_name="x"))[0].rows[0].texts == (text,)


def test_merged_cells__one_owner_and_covered_places() -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet["A1"], sheet["C1"], sheet["A3"], sheet["C3"] = "owner", "x", "y", "z"
    sheet.merge_cells("A1:B2")
    sheet["C2"] = "w"

    rows = tables(read_document(saved(workbook), file_name="x"))[0].rows

    assert (rows[0].cells[0].rows, rows[0].cells[0].columns) == (2, 2)
    assert [cell.covered for cell in rows[0].cells] == [False, True, False]
    assert [cell.covered for cell in rows[1].cells] == [True, True, False]
    assert rows[1].texts == ("", "", "w")


def ods_file(rows: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Plan">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return stream.getvalue()


def test_open_document_sheet__words_and_not_the_empty_rest_of_the_page() -> None:
    filled = '<table:table-cell office:value-type="string"><text:p>Pier</text:p></table:table-cell>'
    rest = '<table:table-cell table:number-columns-repeated="16383"/>'
    empty = (
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )

    document = read_document(
        ods_file(f"<table:table-row>{filled}{rest}</table:table-row>{empty}"), file_name="x"
    )

    assert document.kind == "ods"
    assert [row.texts for row in document.rows()] == [("Pier",)]


def test_sheet_formatted_to_its_end__read() -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet["A1"] = "words"
    sheet["XFD1048576"].number_format = "0.00"

    (row,) = read_document(saved(workbook), file_name="x").rows()

    assert row.texts == ("words",)


def word_file() -> bytes:
    word = docx.Document()
    word.add_paragraph("Title")
    word.add_paragraph("")
    table = word.add_table(3, 3)
    table.cell(0, 0).text = "Across"
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 2).text = "Down"
    table.cell(0, 2).merge(table.cell(1, 2))
    table.cell(1, 0).paragraphs[0].text = "Lead"
    table.cell(1, 0).add_paragraph("item one", style="List Bullet")
    table.cell(1, 0).add_paragraph("item two", style="List Number")
    table.cell(2, 1).text = "inner"
    word.add_paragraph("End", style="List Bullet")
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def test_word__paragraphs_and_tables_in_order() -> None:
    document = read_document(word_file(), file_name="plan.txt")

    assert document.kind == "docx"
    assert [row.texts for row in document.rows()] == [
        ("Title",),
        ("Across", "", "Down"),
        ("Lead\n· item one\n· item two", "", ""),
        ("", "inner", ""),
        ("· End",),
    ]


def test_word__merged_cells_known() -> None:
    (table,) = tables(read_document(word_file(), file_name="x"))

    assert table.name == "table 1"
    assert table.rows[0].cells[0].columns == 2
    assert [cell.covered for cell in table.rows[0].cells] == [False, True, False]
    assert [cell.covered for cell in table.rows[1].cells] == [False, False, True]


def test_word__inserted_words_read_and_deleted_ones_not() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("kept ")
    for tag, inner in (("w:ins", "w:t"), ("w:del", "w:delText")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        text.text = tag
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    stream = io.BytesIO()
    word.save(stream)

    (row,) = read_document(stream.getvalue(), file_name="x").rows()

    assert row.texts == ("kept w:ins",)
