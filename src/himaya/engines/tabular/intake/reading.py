"""The door for files: bytes or pasted text in, sheets out."""

import re
from dataclasses import replace

import polars as pl

from himaya.engines.encodings import DAMAGED, MOJIBAKE, Decoded, repair_words
from himaya.engines.tabular.document import Table
from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.intake.separated import read_separated_sheet
from himaya.engines.tabular.intake.sheet import (
    ROW,
    STREAMED,
    WHOLE,
    Progress,
    Sheet,
    sheet_of,
    text_frame,
)
from himaya.engines.tabular.intake.xlsx import read_xlsx
from himaya.engines.tabular.limits import Limits, check_bytes
from himaya.engines.tabular.read import read_document
from himaya.engines.tabular.sniff import decoded, refuse_json, sniff_kind, sniff_text_kind

_ODD = re.compile(rf"{MOJIBAKE.pattern}").pattern


def read_sheets(
    source: bytes | str,
    *,
    file_name: str = "",
    limits: Limits = STREAMED,
    whole: Limits = WHOLE,
    progress: Progress | None = None,
) -> list[Sheet]:
    """Read a spreadsheet, csv, Word tables or pasted text into sheets of text columns.

    xlsx and csv are read in pieces within `limits`; xls, ods and docx are read whole by their
    libraries and so within the smaller limits `whole`. Vertical merges are filled downwards,
    words that were decoded wrongly once are repaired; `Sheet.notes` counts both. Raises ReadError
    for what cannot be read at all; the memory needed is stated in docs/reference/tabular.md.
    """
    if isinstance(source, str):
        check_bytes(source.encode("utf-8", errors="surrogatepass"), limits)
        sheets = _from_text(Decoded(source, "text"), None, file_name, limits)
    else:
        check_bytes(source, limits)
        kind = sniff_kind(source[: 64 * 1024] if _is_plain(source) else source, file_name)
        if kind == "xlsx":
            sheets = read_xlsx(source, limits, progress)
        elif kind in ("csv", "text"):
            text = decoded(source)
            refuse_json(text.text, file_name)
            sheets = _from_text(text, source, file_name, limits)
        else:
            sheets = _from_document(source, file_name, kind, whole)
    if not sheets:
        raise ReadError(ReadErrorCode.EMPTY)
    if isinstance(source, bytes) and _is_plain(source) and not _may_be_garbled(source):
        return sheets
    return [_repaired(_filled(sheet)) for sheet in sheets]


def _may_be_garbled(source: bytes) -> bool:
    """Whether a text file can hold wrongly decoded words at all: they need accented letters."""
    return not source.isascii() and (
        b"\xc3" in source or DAMAGED.encode() in source or not _is_utf8(source)
    )


def _is_utf8(source: bytes) -> bool:
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_plain(source: bytes) -> bool:
    return not source.startswith((b"PK", b"\xd0\xcf"))


def _from_text(
    decoded: Decoded, source: bytes | None, file_name: str, limits: Limits
) -> list[Sheet]:
    head = decoded.text[: 256 * 1024]
    if sniff_text_kind(head, file_name) == "csv" or "\t" not in head:
        sheet = read_separated_sheet(decoded, source, limits)
    else:
        sheet = _pasted(decoded, source, limits)
    notes = dict(sheet.notes)
    if not decoded.sure:
        notes[f"encoding_told_by_letters:{decoded.encoding}"] = 1
    return [replace(sheet, notes=notes)] if sheet.cells.height else []


def _pasted(decoded: Decoded, source: bytes | None, limits: Limits) -> Sheet:
    """Cells copied from a spreadsheet: tabbed, one row a line; a cell may hold quoted lines."""
    sheet = read_separated_sheet(decoded, source, limits)
    return replace(sheet, kind="text")


def _from_document(source: bytes, file_name: str, kind: str, limits: Limits) -> list[Sheet]:
    document = read_document(source, file_name=file_name, kind=kind, limits=limits)
    found = []
    for block in document.blocks:
        if not isinstance(block, Table):
            continue
        width = max(len(row.cells) for row in block.rows)
        columns: dict[str, list[str | None]] = {f"c{n + 1}": [] for n in range(width)}
        merges = []
        for row in block.rows:
            for n, column in enumerate(columns.values()):
                column.append((row.texts[n].strip() or None) if n < len(row.texts) else None)
            for cell in row.cells:
                if cell.rows > 1 or cell.columns > 1:
                    top, left = cell.origin.row, cell.origin.column
                    merges.append((top, left, top + cell.rows - 1, left + cell.columns - 1))
        numbers = [row.origin.row for row in block.rows]
        found.append(Sheet(block.name, kind, text_frame(numbers, columns), tuple(merges)))
    if not found:
        lines = [[block.text] for block in document.blocks if not isinstance(block, Table)]
        found = [sheet_of(lines, kind=kind)] if lines else []
    return found


def _filled(sheet: Sheet) -> Sheet:
    """What one merged cell says holds for all the rows it covers, below the first 25."""
    tall = [
        (top, left, bottom)
        for top, left, bottom, right in sheet.merges
        if bottom > top and left == right and f"c{left}" in sheet.cells
    ]
    if not tall:
        return sheet
    where = {row: n for n, row in enumerate(sheet.cells[ROW].to_list())}
    changed: dict[int, list[str | None]] = {}
    count = 0
    for top, left, bottom in tall:
        column = changed.setdefault(left, sheet.cells[f"c{left}"].to_list())
        owner = column[where[top]] if top in where else None
        for row in range(top + 1, bottom + 1):
            if owner and row in where and column[where[row]] is None:
                column[where[row]] = owner
                count += 1
    cells = sheet.cells.with_columns(
        pl.Series(f"c{left}", column, dtype=pl.String) for left, column in changed.items()
    )
    return replace(sheet, cells=cells, notes={**sheet.notes, "merged_cells_filled": count})


def _repaired(sheet: Sheet) -> Sheet:
    """Undo wrongly decoded words, each distinct text once."""
    notes = dict(sheet.notes)
    mended: list[pl.Series] = []
    for name in sheet.cells.columns[1:]:
        column = sheet.cells[name]
        odd = column.filter(column.str.contains(_ODD)).drop_nulls()
        if len(odd):
            texts = odd.unique().to_list()
            changes = {text: new for text in texts if (new := repair_words(text)) != text}
            if changes:
                count = int(odd.is_in(list(changes)).sum())
                notes["words_repaired"] = notes.get("words_repaired", 0) + count
                mended.append(column.replace(list(changes), list(changes.values())))
        if lost := int(column.str.contains(DAMAGED, literal=True).sum() or 0):
            notes["words_damaged"] = notes.get("words_damaged", 0) + lost
    if not mended and notes == sheet.notes:
        return sheet
    return replace(sheet, cells=sheet.cells.with_columns(mended), notes=notes)
