"""What a renderer gets: neutral documents. Rooms above fill them, only renderers write files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure: SVG that stands alone, its size in its own units, what it says in words.

    `caption` stands under it.
    """

    svg: str
    width: int
    height: int
    says: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid. `spans`: (row, column, rows, columns) of joined body cells; `shaded`: row numbers."""

    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    widths: Sequence[int] = ()  # in characters
    shaded: frozenset[int] = frozenset()
    spans: Sequence[tuple[int, int, int, int]] = ()
    points: Sequence[tuple[float, float] | None] = ()  # lon, lat of each row, for a map's file
    notes: Sequence[str] = ()  # sentences under it
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)  # (row, column): address
    pictures: Sequence[Picture] = ()  # of the same figures, above it


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one body of a diagram to another, by their keys; `runs` or is planned or broken."""

    source: str
    target: str
    words: str
    runs: bool = True


@dataclass(frozen=True, slots=True)
class Diagram:
    """Bodies (key: name) and the arrows between them, for programs that draw."""

    bodies: Mapping[str, str]
    arrows: Sequence[Arrow]


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be: a title, lines under it, and tables; right to left when the language is."""

    title: str
    language: str
    lines: Sequence[str] = ()
    tables: Sequence[Table] = field(default_factory=tuple)
    landscape: bool = True
    diagram: Diagram | None = None


# What XML 1.0 (§2.2, Char) has no place for; one such character would spoil a whole file.
_UNWRITABLE = re.compile("[^\\x09\\x0a\\x0d\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def writable(document: Document) -> Document:
    """The document with every character that no office file can hold replaced by U+FFFD."""
    return replace(
        document,
        title=_clean(document.title),
        lines=[_clean(line) for line in document.lines],
        tables=tuple(_writable_table(table) for table in document.tables),
    )


def _writable_table(table: Table) -> Table:
    return replace(
        table,
        title=_clean(table.title),
        headers=[_clean(header) for header in table.headers],
        notes=[_clean(note) for note in table.notes],
        pictures=[
            replace(one, svg=_clean(one.svg), says=_clean(one.says), caption=_clean(one.caption))
            for one in table.pictures
        ],
        rows=[
            [_clean(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows
        ],
    )


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
