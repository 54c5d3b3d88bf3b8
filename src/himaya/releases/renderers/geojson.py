"""The first table as GeoJSON (RFC 7946): a feature for each row, its cells as properties."""

import json
from datetime import date, datetime
from itertools import zip_longest

from himaya.releases.content import Cell, Document


def render(document: Document, *, mark: str) -> bytes:
    """The file's bytes. Rows without a point have no geometry; `mark` is a foreign member."""
    table = document.tables[0]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(point)} if point else None,
            "properties": {
                name: _plain(cell) for name, cell in zip(table.headers, row, strict=True)
            },
        }
        for row, point in zip_longest(table.rows, table.points)
    ]
    collection = {
        "type": "FeatureCollection",
        "name": document.title,
        "note": mark,
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False).encode()


def _plain(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, date | datetime) else cell
