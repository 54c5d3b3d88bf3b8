# ruff: noqa: ANN401  # cells hold anything, and xlsxwriter has no types
"""Files made from Markdown tables, and an invented country to read them against."""

import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from himaya.engines.tabular.intake import Reference, reference_of

# Real published files, which are not part of the project.
REAL = Path(os.environ.get("HIMAYA_TEST_DATA", "/nonexistent"))
needs_real = pytest.mark.skipif(not REAL.exists(), reason="HIMAYA_TEST_DATA names no folder")

PLACES = """
| code   | level | name      | also            | parent |
| XR01   | 1     | Northland | الشمال          | XR     |
| XR02   | 1     | Sant-Elia | سانت إيليا      | XR     |
| XR10   | 1     | Grand Lac | البحيرة الكبرى  | XR     |
| XR0101 | 2     | Hillside  | التل            | XR01   |
| XR0102 | 2     | Old Port  | الميناء القديم  | XR01   |
| XR0201 | 2     | Old Port  | المرفأ          | XR02   |
| XR0202 | 2     | Kareema   | كريمة           | XR02   |
| XR1001 | 2     | Mardane   | مردان           | XR10   |
"""
AGENCIES = """
| name                      | acronym | type | alias                   | country |
| Relief Without Name       | RWN     | 437  | Secours Sans Nom        |         |
| Relief Without Name       | RWN     | 437  | إغاثة بلا اسم           |         |
| Village Hands             | VH      | 441  | Mains du Village        | XRL     |
| Hands Elsewhere           | VH      | 441  |                         | YYY     |
"""


def table(text: str) -> list[list[str]]:
    """The cells of a Markdown table, row by row; a rule below the headings is left out."""
    rows = [line.strip().strip("|").split("|") for line in text.strip().splitlines()]
    cells = [[cell.strip() for cell in row] for row in rows]
    return [row for row in cells if not all(set(cell) <= set("-: ") and cell for cell in row)]


def records(text: str) -> list[dict[str, str]]:
    head, *body = table(text)
    return [dict(zip(head, row, strict=True)) for row in body]


def csv_bytes(text: str, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A Markdown table as separated values."""
    lines = [
        delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row)
        for row in table(text)
    ]
    return "\n".join(lines).encode(encoding)


def xlsx_bytes(
    sheets: Mapping[str, Sequence[Sequence[Any]]], merges: Sequence[str] = (), **options: Any
) -> bytes:
    """A workbook of rows by sheet; `merges` are ranges of the first sheet."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    hour = workbook.add_format({"num_format": "hh:mm"})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                _write(sheet, y, x, value, day, hour)
    for merge in merges:
        owner = merge.split(":")[0]
        first = workbook.worksheets()[0]
        first.merge_range(merge, _value_at(next(iter(sheets.values())), owner))
    workbook.close()
    return stream.getvalue()


def _write(sheet: Any, y: int, x: int, value: Any, day: Any, hour: Any) -> None:
    kind = type(value).__name__
    if kind == "date":
        sheet.write_datetime(y, x, value, day)
    elif kind == "time":
        sheet.write_datetime(y, x, value, hour)
    elif value not in ("", None):
        sheet.write(y, x, value)


def _value_at(rows: Sequence[Sequence[Any]], cell: str) -> Any:
    column = ord(cell[0]) - ord("A")
    return rows[int(cell[1:]) - 1][column]


def invented(**said: Any) -> Reference:
    """The invented country XRL with its places and agencies."""
    places = [
        {**row, "country": "XRL", "names": [row["name"], row["also"]]} for row in records(PLACES)
    ]
    return reference_of(places=places, agencies=records(AGENCIES), country="XRL", **said)
