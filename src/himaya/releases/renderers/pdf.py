"""Documents as PDF, laid out by typst where the extra is installed (requirements/pdf.in)."""

from pathlib import Path
from typing import Any

from himaya.engines.disclosure import DisclosureError
from himaya.engines.disclosure.documents.pdf import lay_out
from himaya.kernel.problems import Code, Problem
from himaya.releases.content import Cell, Document, Picture, Table

_TEMPLATE = Path(__file__).parent / "document.typ"
_WIDTH = 20  # characters of a column that names none
_TALLEST = 0.8  # of a picture, by the width of the text


def render(document: Document, *, mark: str) -> bytes:
    """The file's bytes; `mark` (maker and date) stands at the foot of every page.

    Raises Problem(FORM_MISSING) where typst is not installed.
    """
    return laid_out(document, mark, "pdf")


def laid_out(document: Document, mark: str, kind: str) -> bytes:
    """The document as "pdf", or as "png": one picture, as long as it takes."""
    contents = {
        "language": document.language,
        "right_to_left": document.language == "ar",
        "landscape": document.landscape,
        "is_picture": kind == "png",
        "title": document.title,
        "lines": list(document.lines),
        "mark": mark,
        "tables": [_table(table) for table in document.tables],
    }
    try:
        return lay_out(_TEMPLATE, contents, kind)
    except DisclosureError as error:
        raise Problem(Code.FORM_MISSING, form=kind) from error


def _table(table: Table) -> dict[str, Any]:
    widths = list(table.widths) + [_WIDTH] * (len(table.headers) - len(table.widths))
    return {
        "title": table.title,
        "headers": list(table.headers),
        "widths": widths,
        "notes": list(table.notes),
        "pictures": [_picture(one) for one in table.pictures],
        "rows": [
            {
                "shaded": number in table.shaded,
                "cells": [
                    {"text": _as_text(cell), "address": table.links.get((number, place), "")}
                    for place, cell in enumerate(row)
                ],
            }
            for number, row in enumerate(table.rows)
        ],
    }


def _picture(one: Picture) -> dict[str, Any]:
    percent = 100 * min(1.0, _TALLEST * one.width / one.height)
    return {
        "svg": one.svg,
        "says": one.says,
        "caption": one.caption,
        "percent": round(percent, 1),
    }


def _as_text(cell: Cell) -> str:
    return "" if cell is None else str(cell)
