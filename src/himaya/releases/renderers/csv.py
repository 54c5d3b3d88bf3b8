"""Tables as csv for programs: UTF-8 with mark, formula triggers neutralised."""

import csv
import io

from himaya.releases.content import Cell, Document

# A spreadsheet would run these as formulas (OWASP, CSV injection); a quote keeps them text.
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r")


def render(document: Document, *, mark: str) -> bytes:  # noqa: ARG001 - a csv has no place for it
    """The first table's bytes. The release row keeps maker and date, the file cannot."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for table in document.tables[:1]:
        writer.writerow(table.headers)
        writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return stream.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_TRIGGERS):
        return f"'{cell}"
    return cell
