"""Workbooks (xlsx): each sheet a table, and hidden sheets, rows, columns and comments.

Values through calamine; what is hidden from the XML beside them (ISO/IEC 29500-1, 18). Hidden
sheets are told and not read; so are hidden rows and columns.
"""

import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.limits import Limits
from himaya.engines.documents.model import Block, Hidden, table
from himaya.engines.documents.office import Found
from himaya.engines.documents.packages import Package
from himaya.engines.documents.safe_xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

COMMENTS = ("comments", "threadedComment")
_HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row\b(?=[^<>]*\bhidden=[\"'](?:1|true)[\"'])[^<>]*?\br=[\"'](\d{1,7})[\"']"
)
_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ALPHABET = 26
_MOST_COLUMNS = 16_384


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its number from 1, part and whether people see it."""

    number: int
    name: str
    part: str
    is_shown: bool


def sheets(package: Package) -> list[Sheet]:
    """The sheets in the order of their tabs."""
    main = package.main
    targets = {one.id: one.target for one in package.relations(main)}
    found = []
    for number, node in enumerate(package.tree(main).iter("{*}sheet"), 1):
        ids = [str(value) for key, value in node.attrib.items() if "relationships" in str(key)]
        part = targets.get(ids[0], "") if ids else ""
        is_shown = node.get("state", "visible") == "visible"
        found.append(Sheet(number, node.get("name", ""), part, is_shown))
    return found


def hidden_rows(content: bytes) -> set[int]:
    """Numbers (from 1) of the rows that are not shown."""
    return {int(number) for number in _HIDDEN_ROW.findall(content)}


def hidden_columns(content: bytes) -> set[int]:
    """Numbers (from 1) of the columns that are not shown."""
    found: set[int] = set()
    for node in re.findall(rb"<(?:\w+:)?col\b[^<>]*>", content[:200_000]):
        told = dict(re.findall(rb"\b(\w+)=[\"']([^\"']*)[\"']", node))
        if told.get(b"hidden") in (b"1", b"true"):
            last = min(int(told.get(b"max", b"0")), _MOST_COLUMNS)
            found.update(range(int(told.get(b"min", b"1")), last + 1))
    return found


def column_number(letters: bytes) -> int:
    """`A` is 1, `AA` 27."""
    number = 0
    for letter in letters:
        number = number * _ALPHABET + letter - ord("A") + 1
    return number


def read_sheets(package: Package, content: bytes, limits: Limits) -> Iterator[Block]:
    """A table for each sheet that is shown, of its rows and columns that are."""
    from python_calamine import CalamineError, CalamineWorkbook

    listed = sheets(package)
    for sheet in listed:
        _check_reach(package.parts.get(sheet.part, b""), limits)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in listed:
            raw = package.parts.get(sheet.part, b"")
            if not sheet.is_shown or (b"<c" not in raw and b":c " not in raw):
                continue
            found = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            rows = _shown(found, hidden_rows(raw), hidden_columns(raw))
            yield table(rows, f"sheet {sheet.number}", sheet.number)
    except CalamineError as error:
        raise DocumentError(Reason.DAMAGED) from error


def _shown(
    found: Sequence[Sequence[object]], rows: set[int], columns: set[int]
) -> Iterator[list[str]]:
    for number, values in enumerate(found, 1):
        texts = [_text(value) for at, value in enumerate(values, 1) if at not in columns]
        if number not in rows and any(texts):
            yield texts


def _text(value: object) -> str:
    """A cell's value as a person would read it."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(" ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _check_reach(content: bytes, limits: Limits) -> None:
    """Refuse one lonely cell in the far corner: the grid between would fill the memory."""
    far_row = far_column = 1
    for letters, number in _CELL.findall(content):
        far_row = max(far_row, int(number))
        far_column = max(far_column, column_number(letters))
    if far_row * far_column > limits.cells:
        raise DocumentError(Reason.TOO_MUCH_TEXT, limit=f"{limits.cells:,}")


def hidden_in_sheets(package: Package) -> Found:
    """Hidden sheets, rows, columns and names, comments, links that run by themselves."""
    main = package.main
    for sheet in sheets(package):
        place = f"sheet {sheet.number}"
        if not sheet.is_shown:
            yield Hidden.HIDDEN_SHEET, place
        content = package.parts.get(sheet.part, b"")
        if hidden_rows(content) or _has_cells(content, hidden_columns(content)):
            yield Hidden.HIDDEN_CELLS, place
        for comments in package.related(sheet.part, *COMMENTS):
            yield from (
                (Hidden.COMMENT, place)
                for node in package.tree(comments).iter("{*}comment", "{*}threadedComment")
            )
    for name in package.tree(main).iter("{*}definedName"):
        if name.get("hidden") in ("1", "true") and not name.get("name", "").startswith("_xlnm"):
            yield Hidden.CUSTOM_DATA, "names"
    for link in package.related(main, "externalLink"):
        if any(_runs(node) for node in package.tree(link)):
            raise DocumentError(Reason.REMOTE_PART)


def _has_cells(content: bytes, columns: set[int]) -> bool:
    return bool(columns) and any(
        column_number(letters) in columns for letters, _ in _CELL.findall(content)
    )


def _runs(node: "_Element") -> bool:
    """A link of dynamic data exchange can start a program."""
    return local(node) == "ddeLink"
