"""What templates of registers look up."""

from collections.abc import Mapping

from django import template

from himaya.kernel.ids import new_ref
from himaya.records.registers.cells import Cell
from himaya.records.registers.editing import Entry
from himaya.records.registers.rows import Row

library = template.Library()
register = library  # the name Django looks for


@library.simple_tag
def once() -> str:
    """A one-time key for a form."""
    return new_ref()


@library.simple_tag
def entry_for(entries: Mapping[str, Entry], cell: Cell, row: Row, editing: str) -> Entry | None:
    """The control of a cell, in the row that is being written in."""
    return entries.get(cell.column.key) if row.record.ref == editing else None
