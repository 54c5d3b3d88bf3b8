"""A document as PDF, laid out by typst with the fonts that lie beside this module.

typst is no dependency of the platform but an extra (requirements/pdf.in): 80 MB that only those
need who write PDF. Text and figures go in as data, never as code.
"""

import importlib
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from himaya.engines.disclosure.documents.model import Document, Grid, Heading, Paragraph, Part
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode

_HERE = Path(__file__).parent


def to_pdf(document: Document, kind: str = "pdf") -> bytes:
    """The file; the same document gives the same bytes. `kind` "png" draws the first page.

    Raises DisclosureError where typst is not installed.
    """
    return lay_out(_HERE / "document.typ", _contents(document), kind)


def lay_out(template: Path, contents: Mapping[str, Any], kind: str) -> bytes:
    """What a template makes of these contents, with the fonts beside this module.

    The template reads them from `sys.inputs.document`. Raises as `to_pdf` does.
    """
    if importlib.util.find_spec("typst") is None:
        raise DisclosureError(
            DisclosureErrorCode.EXTRA_MISSING,
            "PDF needs the package typst, which is not installed.",
            "Install what requirements/pdf.txt names, or write the document as .html.",
        )
    typst = importlib.import_module("typst")
    made = typst.compile(
        str(template),
        font_paths=[str(_HERE / "fonts")],
        format=kind,
        sys_inputs={"document": json.dumps(contents, ensure_ascii=False)},
    )
    return bytes(made if isinstance(made, bytes) else made[0])


def _contents(document: Document) -> dict[str, Any]:
    words = document.words
    return {
        "language": words.language,
        "right_to_left": words.is_right_to_left,
        "title": document.title,
        "mark": document.mark,
        "warning": document.warning,
        "foot": document.foot,
        "page": words.say("page", page="{page}", pages="{pages}"),
        "parts": [_part(part) for part in document.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Paragraph(text, is_weighty):
            return {"kind": "paragraph", "text": text, "weighty": is_weighty}
        case Grid(rows, head):
            return {"kind": "grid", "rows": rows, "head": head}
        case _:
            bars = [{"name": b.name, "length": b.length, "figure": b.figure} for b in part.bars]
            return {"kind": "bars", "title": part.title, "bars": bars}
