"""Documents as xlsx. Text is always written as text: a cell that looks like a formula stays one."""

import io
from datetime import date, datetime

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from himaya.releases.content import Cell, Document, Table

_CELL = 32_767  # characters a cell holds; Excel's limit
_SHEET_NAME = 31  # Excel's limit
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def render(document: Document, *, mark: str) -> bytes:
    """The file's bytes. `mark` (maker and date) goes under the title and into the properties."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": document.title, "comments": mark})
    looks = _formats(book)
    used: set[str] = set()
    for table in document.tables:
        name = _sheet_name(table.title or document.title, used)
        sheet = book.add_worksheet(name)
        if document.language == "ar":
            sheet.right_to_left()
        if document.landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        first = _head(sheet, document, table, mark, looks)
        _body(sheet, table, first, looks)
    book.close()
    return stream.getvalue()


def _formats(book: Workbook) -> dict[str, Format]:
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#c9c4ba"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "line": book.add_format({"font_color": "#5c574f"}),
        "header": book.add_format({**cell, "bold": True, "bg_color": "#e8e2d6"}),
        "cell": book.add_format(cell),
        "shaded": book.add_format({**cell, "bold": True, "bg_color": "#f4f0e8"}),
        "date": book.add_format({**cell, "num_format": "yyyy-mm-dd"}),
    }


def _sheet_name(wanted: str, used: set[str]) -> str:
    base = wanted.translate(_FORBIDDEN).strip("' ")[: _SHEET_NAME - 3] or "Sheet"
    name, turn = base, 1
    while name.lower() in used:
        turn += 1
        name = f"{base} {turn}"
    used.add(name.lower())
    return name


def _head(
    sheet: Worksheet, document: Document, table: Table, mark: str, looks: dict[str, Format]
) -> int:
    sheet.write_string(0, 0, document.title, looks["title"])
    row = 1
    for line in (*document.lines, mark):
        sheet.write_string(row, 0, line, looks["line"])
        row += 1
    for column, header in enumerate(table.headers):
        sheet.write_string(row, column, header, looks["header"])
        width = table.widths[column] if column < len(table.widths) else 20
        sheet.set_column(column, column, width)
    sheet.freeze_panes(row + 1, 0)
    sheet.repeat_rows(row)
    return row + 1


def _body(sheet: Worksheet, table: Table, first: int, looks: dict[str, Format]) -> None:
    joined = {(row, column): (rows, columns) for row, column, rows, columns in table.spans}
    for number, cells in enumerate(table.rows):
        look = looks["shaded" if number in table.shaded else "cell"]
        for column, cell in enumerate(cells):
            _write(sheet, first + number, column, cell, look, looks["date"])
    for (row, column), (rows, columns) in joined.items():
        text = _as_text(table.rows[row][column])
        look = looks["shaded" if row in table.shaded else "cell"]
        sheet.merge_range(
            first + row, column, first + row + rows - 1, column + columns - 1, "", look
        )
        sheet.write_string(first + row, column, text, look)


def _write(
    sheet: Worksheet, row: int, column: int, cell: Cell, look: Format, dates: Format
) -> None:
    if isinstance(cell, bool) or cell is None or isinstance(cell, str):
        sheet.write_string(row, column, _as_text(cell), look)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, look)
    elif isinstance(cell, datetime):
        sheet.write_string(row, column, cell.isoformat(timespec="minutes"), look)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), dates)  # noqa: DTZ001 - a day has no zone


def _as_text(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    if len(text) <= _CELL:
        return text
    sign = _(" [cut here: a spreadsheet cell holds no more]")
    return text[: _CELL - len(sign)] + sign
