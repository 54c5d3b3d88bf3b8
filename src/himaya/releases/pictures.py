"""Figures as PNG, for the office files that hold no SVG of their own."""

from pathlib import Path

from himaya.engines.disclosure import DisclosureError
from himaya.engines.disclosure.documents.pdf import lay_out

_TEMPLATE = Path(__file__).parent / "renderers" / "picture.typ"


def as_png(svg: str) -> bytes | None:
    """The picture, 144 dots an inch; None where typst (requirements/pdf.in) is not installed."""
    try:
        return lay_out(_TEMPLATE, {"svg": svg}, "png")
    except DisclosureError:
        return None
