"""Tabbed lines that were put into Word paragraphs or into a sheet, one line per row."""

import io

import docx
from openpyxl import Workbook

from himaya.engines.tabular import Document, read_document

DOWN = [
    "",
    "\tAim",
    "\tWork",
    "\tWho",
    "\tWhen",
    "",
    "\tLight",
    "\t· a",
    "· b",
    "\t· you",
    "\t· Q1",
]


def word(lines: list[str]) -> Document:
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    stream = io.BytesIO()
    made.save(stream)
    return read_document(stream.getvalue(), file_name="x")


def sheet(rows: list[list[str]]) -> Document:
    workbook = Workbook()
    page = workbook.active
    assert page is not None
    page.title = "Plan"
    for row in rows:
        page.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return read_document(stream.getvalue(), file_name="x")


def grid(document: Document) -> list[list[str]]:
    return [list(row.texts) for row in document.rows()]


STOOD_UP = [["Aim", "Work", "Who", "When"], ["Light", "· a\n· b", "· you", "· Q1"]]


def test_paragraphs_with_tabs__rows() -> None:
    document = word(["Heading", "A\tB", "C\t", "", "End"])

    assert grid(document) == [["Heading"], ["A", "B"], ["C", ""], ["End"]]
    assert [row.origin.row for row in document.rows()] == [1, 2, 3, 5]


def test_single_tab_in_a_paragraph__only_a_space() -> None:
    assert grid(word(["Signed:\tthe chair", "End"])) == [["Signed: the chair"], ["End"]]


def test_table_written_down_in_paragraphs__stood_up() -> None:
    assert grid(word(DOWN)) == STOOD_UP


def test_table_written_down_in_a_sheet__stood_up_and_places_kept() -> None:
    document = sheet([line.split("\t") for line in DOWN])

    assert grid(document) == STOOD_UP
    (first, second) = document.rows()
    assert (first.origin.part, second.origin.row, second.cells[1].origin.row) == ("Plan", 7, 8)


def test_narrow_table_of_another_kind__left_alone() -> None:
    rows = [["Name", "Pier"], ["Aim", "Light"], ["", "more light"]]

    assert grid(sheet(rows)) == rows
