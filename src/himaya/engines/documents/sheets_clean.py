"""Workbooks without hidden sheets, rows and columns, and without formulas that lead to them.

A formula is replaced by the value it had: it may name a hidden sheet, another file or a person's
folder. Words that only stood in hidden cells go from the table of words, where they would stay.
"""

from typing import TYPE_CHECKING

from himaya.engines.documents.packages import Package, relations_of
from himaya.engines.documents.safe_xml import local, take_out
from himaya.engines.documents.sheets import column_number, hidden_columns, hidden_rows, sheets

if TYPE_CHECKING:
    from lxml.etree import _Element

_GONE = {"legacyDrawing", "legacyDrawingHF", "customSheetViews", "dataValidations", "phoneticPr",
         "protectedRanges", "scenarios", "webPublishItems", "fileRecoveryPr", "fileSharing",
         "workbookProtection", "definedNames", "calcPr", "absPath",
         "revisionPtr"}  # fmt: skip


def clean_sheets(package: Package) -> None:
    """Change the parts in place."""
    main = package.main
    root = package.tree(main)
    listed = sheets(package)
    shown = [sheet for sheet in listed if sheet.is_shown]
    _drop_hidden(package, {sheet.part for sheet in listed if not sheet.is_shown})
    _take(root, _GONE)
    # Which tab was open: a number that may lie beyond the sheets that are left.
    for view in root.iter("{*}workbookView"):
        for key in ("activeTab", "firstSheet"):
            if key in view.attrib:
                del view.attrib[key]
    used: set[int] = set()
    for sheet in shown:
        used |= _clean_sheet(package, sheet.part)
        for name in package.related(sheet.part, "table"):
            _take(package.tree(name), {"calculatedColumnFormula", "totalsRowFormula"})
    for name in package.related(main, "sharedStrings"):
        _blank(package.tree(name), used)


def _drop_hidden(package: Package, hidden: set[str]) -> None:
    main = package.main
    gone = {one.id for one in package.relations(main) if one.target in hidden}
    for node in list(package.tree(main).iter("{*}sheet")):
        if any(value in gone for value in node.attrib.values()):
            take_out(node)
    relations = package.tree(relations_of(main))
    for node in list(relations):
        if node.get("Id") in gone:
            relations.remove(node)


def _take(root: "_Element", names: set[str]) -> None:
    for node in list(root.iter("{*}*")):
        if local(node) in names:
            take_out(node)


def _clean_sheet(package: Package, part: str) -> set[int]:
    """Take hidden cells and formulas out; numbers of the shared words that are still used."""
    raw = package.parts.get(part, b"")
    rows, columns = hidden_rows(raw), hidden_columns(raw)
    root = package.tree(part)
    used: set[int] = set()
    for row in list(root.iter("{*}row")):
        if int(row.get("r", "0")) in rows:
            take_out(row)
            continue
        for cell in list(row):
            letters = cell.get("r", "").rstrip("0123456789").encode()
            if column_number(letters) in columns:
                row.remove(cell)
                continue
            for formula in list(cell.iter("{*}f")):
                cell.remove(formula)
            if cell.get("t") == "s":
                used |= {int(node.text or "0") for node in cell.iter("{*}v")}
    _take(root, _GONE | {"conditionalFormatting"})
    return used


def _blank(root: "_Element", used: set[int]) -> None:
    """Words keep their numbers; those nobody uses become empty."""
    number = -1
    for node in root:
        if local(node) != "si":
            continue
        number += 1
        if number not in used:
            for child in list(node):
                node.remove(child)
            node.append(node.makeelement(f"{str(node.tag).rpartition('}')[0]}}}t", {}, None))
