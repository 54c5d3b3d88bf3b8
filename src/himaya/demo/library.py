"""Documents and the shelf of the invented operation. Nobody and no place in them is real."""

from collections.abc import Callable
from pathlib import Path

from himaya.collect.actions import register_for
from himaya.gate.seats import ActingSeat
from himaya.library.actions import Brought, Coding, add_document
from himaya.library.shelf import put_on_shelf

_FILES = Path(__file__).parent / "files" / "documents"
# Name of the file, type, level.
_DOCUMENTS = (
    ("minutes_transit_centre.txt", "camp_minutes", 2),
    ("suivi_protection_mars.txt", "pm_report", 2),
    ("boletin_conjunto.txt", "bulletin", 1),
    ("taqrir_muhafaza.txt", "needs_assessment", 1),
)


def keep_library(seat: ActingSeat, report: Callable[[str], None]) -> None:
    """Bring the documents, which the worker reads, and fill the shelf."""
    documents = register_for(seat=seat, profile_code="document")
    for name, kind, level in _DOCUMENTS:
        coding = Coding({"document_type": kind}, level)
        brought = Brought(name, (_FILES / name).read_bytes())
        add_document(seat=seat, dataset=documents, brought=brought, coding=coding)
    shelf = register_for(seat=seat, profile_code="reference_item")
    made = put_on_shelf(seat=seat, dataset=shelf)
    report(f"  {len(_DOCUMENTS) + made:6} documents and references")
