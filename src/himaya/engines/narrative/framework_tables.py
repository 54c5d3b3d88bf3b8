"""Frameworks as workbooks (xlsx), for whoever writes themes and terms in a spreadsheet.

Sheet "Framework": a field and its value in each row. Sheet "Themes": a theme in each row, parents
by code; a column for each field and language, `title (fr)`, `strong (ar)`. Lists have an entry on
each line of a cell. What comes back is the same framework.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from himaya.engines.narrative.errors import Fault, NarrativeError, NarrativeErrorCode
from himaya.engines.narrative.framework import Framework, Theme
from himaya.engines.narrative.reading_frameworks import FORMAT

_MOST_UNPACKED = 100_000_000
_MOST_CELLS = 2_000_000
_ABOUT, _THEMES = "Framework", "Themes"
_SAID = ("title", "definition", "include", "exclude")
_LISTS = ("strong", "weak", "unless")
_FLAGS = ("sensitive", "stays_when_denied", "is_heading")
_COLUMN = re.compile(r"(\w+) ?\(([a-z]{2,3})\)")
_YES = {"yes", "true", "1", "oui", "sí", "si", "نعم", "x"}


def workbook_of(framework: Framework) -> bytes:
    """The framework as a workbook."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        about = book.add_worksheet(_ABOUT)
        for row, line in enumerate(_about(framework)):
            about.write_row(row, 0, line)
        sheet = book.add_worksheet(_THEMES)
        columns = _columns(framework)
        sheet.write_row(0, 0, columns, bold)
        sheet.freeze_panes(1, 3)
        sheet.set_column(2, len(columns), 30, wrapped)
        for row, theme in enumerate(framework.themes, 1):
            for column, name in enumerate(columns):
                sheet.write_string(row, column, _cell(theme, name))
    return out.getvalue()


def _about(framework: Framework) -> Iterator[tuple[str, str]]:
    yield "code", framework.code
    yield "version", framework.version
    yield "languages", " ".join(framework.languages)
    for language, title in framework.title.items():
        yield f"title ({language})", title


def _columns(framework: Framework) -> list[str]:
    by_language = [
        f"{name} ({language})"
        for name in (*_SAID, *_LISTS, "examples")
        for language in framework.languages
    ]
    return ["code", "parent", *by_language, *_FLAGS]


def _cell(theme: Theme, column: str) -> str:
    found = _COLUMN.fullmatch(column)
    if found is None:
        value = getattr(theme, column)
        return ("yes" if value else "") if isinstance(value, bool) else str(value)
    name, language = found.groups()
    if name in _LISTS:
        lexicon = theme.lexicon.get(language)
        return "\n".join(getattr(lexicon, name)) if lexicon else ""
    if name == "examples":
        return "\n".join(theme.examples.get(language, ()))
    return str(getattr(theme, name).get(language, ""))


def workbook_tree(content: bytes, name: str) -> dict[str, Any]:
    """Plain values for `framework_from`. Raises NarrativeError (FRAMEWORK_UNREADABLE)."""
    about, rows = _sheets(content, name)
    if not rows or "code" not in rows[0]:
        told = f'its sheet "{_THEMES}" has no column "code"'
        raise _unreadable(name, told, Fault(_THEMES, told, "column_missing", "code"))
    columns = rows[0]
    tree: dict[str, Any] = {"format": FORMAT, "title": {}}
    for field, value in ((row[0], row[1]) for row in about if len(row) > 1 and row[1]):
        if found := _COLUMN.fullmatch(field):
            tree["title"][found[2]] = value
        else:
            tree[field] = value.split() if field == "languages" else value
    held: dict[str, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    tree["themes"] = top
    for number, row in enumerate(rows[1:], 2):
        cells = {key: value for key, value in zip(columns, row, strict=False) if key and value}
        if not cells:
            continue
        parent = cells.pop("parent", "")
        if parent and parent not in held:
            told = f'row {number}: the parent "{parent}" stands in no row above'
            raise _unreadable(name, told, Fault(f"row {number}", told, "parent_missing", parent))
        theme = _theme(cells)
        (held[parent].setdefault("themes", []) if parent else top).append(theme)
        held.setdefault(str(theme.get("code", "")), theme)
    return tree


def _theme(cells: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for column, value in cells.items():
        found = _COLUMN.fullmatch(column)
        if found is None:
            made[column] = value.casefold() in _YES if column in _FLAGS else value
            continue
        name, language = found.groups()
        lines = [line.strip() for line in value.splitlines() if line.strip()]
        if name in _LISTS:
            made.setdefault("lexicon", {}).setdefault(language, {})[name] = lines
        else:
            made.setdefault(name, {})[language] = lines if name == "examples" else value
    return made


def _sheets(content: bytes, name: str) -> tuple[list[list[str]], list[list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
                raise _unreadable(name, "it unpacks to more than 100 MB")
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = []
        for wanted in (_ABOUT, _THEMES):
            if wanted not in book.sheet_names:
                told = f'it has no sheet "{wanted}"'
                raise _unreadable(name, told, Fault(wanted, told, "sheet_missing", wanted))
            sheet = book.get_sheet_by_name(wanted)
            if sheet.height * sheet.width > _MOST_CELLS:
                raise _unreadable(name, f'its sheet "{wanted}" reaches too far')
            found.append([[_text(cell) for cell in row] for row in sheet.to_python()])
    except (CalamineError, zipfile.BadZipFile, OSError) as error:
        raise _unreadable(name, "it is no workbook (xlsx)") from error
    return found[0], found[1]


def _text(cell: object) -> str:
    is_whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if is_whole else cell).strip()  # type: ignore[call-overload]


def _unreadable(name: str, why: str, *faults: Fault) -> NarrativeError:
    return NarrativeError(
        NarrativeErrorCode.FRAMEWORK_UNREADABLE,
        f"{name} cannot be read: {why}.",
        "Begin with what himaya themes framework --to OUT.xlsx writes.",
        faults,
    )
