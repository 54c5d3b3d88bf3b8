"""What a renderer gets: neutral documents. Rooms above fill them, only renderers write files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Table:
    """A grid. `spans`: (row, column, rows, columns) of joined body cells; `shaded`: row numbers."""

    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    widths: Sequence[int] = ()  # in characters
    shaded: frozenset[int] = frozenset()
    spans: Sequence[tuple[int, int, int, int]] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be: a title, lines under it, and tables; right to left when the language is."""

    title: str
    language: str
    lines: Sequence[str] = ()
    tables: Sequence[Table] = field(default_factory=tuple)
    landscape: bool = True
