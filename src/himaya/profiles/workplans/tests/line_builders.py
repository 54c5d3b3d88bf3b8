"""A tabbed text carried over line by line, as converters and hurried people do."""

import csv
import io
from collections.abc import Callable

import docx
from openpyxl import Workbook


def xlsx_by_line(text: str) -> bytes:
    """One row per line, one cell per tab."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for at, line in enumerate(text.splitlines(), 1):
        for column, cell in enumerate(line.split("\t"), 1):
            if cell.strip():
                sheet.cell(at, column, cell)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def docx_of_paragraphs(text: str) -> bytes:
    """One paragraph per line, tabs in it."""
    word = docx.Document()
    for line in text.splitlines():
        word.add_paragraph(line)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def docx_of_runs(text: str) -> bytes:
    """Each run of tabbed lines a table, every other line a paragraph."""
    word = docx.Document()
    run: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if "\t" in line:
            run.append(line.split("\t"))
            continue
        if run:
            table = word.add_table(len(run), max(map(len, run)))
            for at, cells in enumerate(run):
                for column, cell in enumerate(cells):
                    table.cell(at, column).text = cell
            run = []
        word.add_paragraph(line)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def csv_by_line(text: str) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    for line in text.splitlines():
        writer.writerow(line.split("\t"))
    return stream.getvalue().encode()


def without_trailing_tabs(text: str) -> bytes:
    return "\n".join(line.rstrip() for line in text.splitlines()).encode()


def other_encoding(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("utf-16")


BY_LINE: list[Callable[[str], bytes]] = [
    xlsx_by_line,
    docx_of_paragraphs,
    docx_of_runs,
    csv_by_line,
    without_trailing_tabs,
    other_encoding,
]
