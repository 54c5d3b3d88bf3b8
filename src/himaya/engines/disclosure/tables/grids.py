"""Files as plain grids: csv (comma, semicolon or tab), xlsx (each sheet) and parquet."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from himaya.engines.disclosure.tables.marks import Raw
from himaya.engines.disclosure.tables.problems import Code, refuse

LIMIT_BYTES = 100_000_000


@dataclass(frozen=True)
class Grid:
    """Rows of one sheet. `name` is what reports call it."""

    name: str
    rows: list[list[Raw]]


def read_grids(content: bytes, file_name: str) -> list[Grid]:
    """The sheets of a file. Raises TableError where it cannot be read."""
    kind = PurePath(file_name).suffix.lower().lstrip(".")
    name = PurePath(file_name).stem
    if len(content) > LIMIT_BYTES:
        raise refuse(Code.FILE_UNREADABLE, file=name, kind=kind)
    if kind in ("csv", "tsv", "txt"):
        grids = [Grid(name, _separated(content, name))]
    elif kind == "xlsx":
        grids = _workbook(content, name)
    elif kind == "parquet":
        grids = [Grid(name, _parquet(content, name))]
    else:
        raise refuse(Code.FILE_KIND_UNKNOWN, file=name, kind=kind)
    grids = [grid for grid in grids if grid.rows]
    if not grids:
        raise refuse(Code.FILE_EMPTY, file=name)
    return grids


def _separated(content: bytes, name: str) -> list[list[Raw]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse(Code.FILE_UNREADABLE, file=name, kind="csv") from None
    if "\0" in text:
        raise refuse(Code.FILE_UNREADABLE, file=name, kind="csv")
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    delimiter = max(",;\t", key=lambda sign: sum(line.count(sign) for line in lines))
    try:
        rows: list[list[Raw]] = [
            list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)
        ]
    except csv.Error:
        raise refuse(Code.FILE_UNREADABLE, file=name, kind="csv") from None
    return _trimmed(rows)


def _workbook(content: bytes, name: str) -> list[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(sheet, book.get_sheet_by_name(sheet)) for sheet in book.sheet_names]
    except (CalamineError, zipfile.BadZipFile, OSError):
        raise refuse(Code.FILE_UNREADABLE, file=name, kind="xlsx") from None
    several = len(sheets) > 1
    return [
        Grid(f"{name} / {title}" if several else name, _trimmed(sheet.to_python()))
        for title, sheet in sheets
    ]


def _parquet(content: bytes, name: str) -> list[list[Raw]]:
    import polars as pl

    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError):
        raise refuse(Code.FILE_UNREADABLE, file=name, kind="parquet") from None
    return [list(frame.columns), *(list(row) for row in frame.iter_rows())]


def _trimmed(rows: Sequence[Sequence[Raw]]) -> list[list[Raw]]:
    """Rows without empty ones before the first and after the last; calamine gives "" for empty."""
    said = [number for number, row in enumerate(rows) if any(map(_is_said, row))]
    return [list(row) for row in rows[said[0] : said[-1] + 1]] if said else []


def _is_said(cell: Raw) -> bool:
    return cell is not None and str(cell).strip() != ""
