"""Spreadsheets (xlsx, xls, ods) through calamine, after a look at how far they reach."""

import datetime as dt
import io
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from himaya.engines.tabular.document import Cell, Origin, Row, Table
from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.limits import Counter, Limits, open_zip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineSheet, CalamineWorkbook

# A cell with something in it; cells that only carry a format take no room.
_CELL = re.compile(
    rb"<(?:\w+:)?c\s[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*>(?=\s*<(?:\w+:)?(?:v|is|f)\b)"
)
# A row whose first cell does not say where it stands.
_ROW = re.compile(
    rb"<(?:\w+:)?row\s[^<>]*?\br=[\"'](\d{1,7})[\"'][^<>]*>\s*<(?:\w+:)?c(?![^<>]*\br=)"
)
# A formula with what the file keeps of its result, in a cell with nothing else in it.
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_AS_TEXT = re.compile(rb"\bt=[\"']str[\"']")
_REPEATED = re.compile(
    rb"<table:table-row[^>]*number-rows-repeated=\"(\d+)\"[^>]*>(.*?)</table:table-row>"
    rb"|<table:table-cell[^>]*number-columns-repeated=\"(\d+)\"[^>/]*>",
    re.DOTALL,
)
_REPEATS = 2_000  # filled cells or rows repeated more often than this are not a register
_ALPHABET = 26
Unsolved = Mapping[str, AbstractSet[tuple[int, int]]]  # (row, column), by name of the sheet


def read_sheets(
    source: bytes, kind: str, limits: Limits, *, with_hidden: bool = True
) -> list[Table]:
    """Read every sheet with words in it, in order; merged cells keep their columns.

    Dates become ISO text, whole numbers lose their ".0", formulas give their stored result; in an
    xlsx those without one are marked.
    """
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetVisibleEnum,
    )

    unsolved: Unsolved = {}
    if kind == "xlsx":
        unsolved = _check_reach(source, limits)
    elif kind == "ods":
        _check_repeats(source)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(source))
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if with_hidden or sheet.visible == SheetVisibleEnum.Visible
        ]
        return list(_tables(workbook, names, Counter(limits), limits, unsolved))
    except PasswordError as error:
        raise ReadError(ReadErrorCode.LOCKED) from error
    except CalamineError as error:
        raise ReadError(ReadErrorCode.DAMAGED, kind=kind) from error


def _check_reach(source: bytes, limits: Limits) -> Unsolved:
    """Refuse one lonely cell in the far corner: the grid between would fill the memory.

    Returns the cells whose formula has no result, by sheet.
    """
    found: dict[str, set[tuple[int, int]]] = {}
    with open_zip(source, "xlsx") as archive:
        for name in archive.namelist():
            if not name.endswith(".xml") or "sharedStrings" in name:
                continue
            content = archive.read(name)
            far_row = max((int(number) for number in _ROW.findall(content)), default=1)
            far_column = 1
            for letters, number in _CELL.findall(content):
                far_row = max(far_row, int(number))
                far_column = max(far_column, _column(letters))
            if far_row * far_column > limits.cells:
                raise ReadError(ReadErrorCode.TOO_MANY_CELLS, limit=limits.cells)
            if places := set(_unsolved(content)):
                found[name] = places
        if not found:
            return {}
        from himaya.engines.tabular.intake.xlsx import parts_of_sheets

        return {sheet: found[part] for sheet, part in parts_of_sheets(archive) if part in found}


def _unsolved(content: bytes) -> "Iterator[tuple[int, int]]":
    """(row, column) of the formulas without a result; an empty text is a result."""
    for told, value in _FORMULA.findall(content):
        place = _PLACE.search(told)
        if place is not None and not (value and _AS_TEXT.search(told)):
            yield int(place[2]), _column(place[1])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _ALPHABET + letter - ord("A") + 1
    return number


def _check_repeats(source: bytes) -> None:
    with open_zip(source, "ods") as archive:
        content = archive.read("content.xml")
    for rows, inside, columns in _REPEATED.findall(content):
        filled = columns or (b"<text:p" in inside and rows)
        if filled and int(filled) > _REPEATS:
            raise ReadError(ReadErrorCode.UNSAFE, part="ods")


def _tables(
    workbook: "CalamineWorkbook",
    names: list[str],
    counter: Counter,
    limits: Limits,
    unsolved: Unsolved,
) -> "Iterator[Table]":
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.height * sheet.width > limits.cells:
            raise ReadError(ReadErrorCode.TOO_MANY_CELLS, limit=limits.cells)
        rows = tuple(_rows(sheet, name, counter, unsolved.get(name, frozenset())))
        if rows:
            yield Table(name, rows)


def _rows(
    sheet: "CalamineSheet", name: str, counter: Counter, unsolved: AbstractSet[tuple[int, int]]
) -> "Iterator[Row]":
    spans, covered = _merges(sheet)
    gap = 0
    for number, values in enumerate(sheet.to_python(skip_empty_area=False)):
        texts = [cell_text(value) for value in values]
        if not any(texts):
            gap += 1
            continue
        counter.add(len(texts))
        cells = (
            Cell(
                text,
                Origin(name, number + 1, column + 1),
                *spans.get((number, column), (1, 1)),
                covered=(number, column) in covered,
                is_unsolved=not text and (number + 1, column + 1) in unsolved,
            )
            for column, text in enumerate(texts)
        )
        yield Row(tuple(cells), gap=gap)
        gap = 0


def _merges(
    sheet: "CalamineSheet",
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Return spans by top left cell, and the cells that lie under a merge."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        bottom, right = min(bottom, sheet.height), min(right, sheet.width)  # noqa: PLW2901
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        covered.discard((top, left))
    return spans, covered


def cell_text(value: object) -> str:
    """A cell's value as a person would read it."""
    if isinstance(value, dt.datetime) and value.time() == dt.time.min:
        return value.date().isoformat()
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()
