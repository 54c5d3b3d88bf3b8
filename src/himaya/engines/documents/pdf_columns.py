"""Tables without drawn lines: three lines or more whose words stand in the same clear columns.

Only lines that are much wider than their letters are looked at, so that running words cost nothing
and two columns of text, which fill their lines, are no table. A cell that lies under two columns
or a line without a gap, ends the table.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from himaya.engines.documents.pdf_objects import Box

_WIDE, _LETTER = 1.5, 0.5  # times as wide as its letters; a letter's width by its size
_GAP = 1.6  # between columns, by the size of the letters
_LEAST_LINES = 3
_TOKEN = re.compile(r"\S+")

Piece = tuple[float, float]  # from left to right


@dataclass(frozen=True, slots=True)
class Row:
    """A line that may be a row: its box, and the pieces between its gaps."""

    box: Box
    pieces: tuple[Piece, ...]


def looks_wide(text: str, box: Box, size: float) -> bool:
    """Whether a line has more room than its letters need."""
    return " " in text and box[2] - box[0] > _WIDE * _LETTER * size * len(text)


def row_of(text_page: Any, text: str, begin: int, box: Box, size: float) -> Row:  # noqa: ANN401 - pdfium has no types
    """The pieces of a line; `begin` is the place of its first letter on the page."""
    words: list[Piece] = []
    for found in _TOKEN.finditer(text):
        first = text_page.get_charbox(begin + found.start())
        last = text_page.get_charbox(begin + found.end() - 1)
        words.append((min(first[0], last[0]), max(first[2], last[2])))
    pieces: list[Piece] = []
    for left, right in sorted(words):
        if pieces and left - pieces[-1][1] < _GAP * size:
            pieces[-1] = (pieces[-1][0], max(right, pieces[-1][1]))
        else:
            pieces.append((left, right))
    return Row(box, tuple(pieces))


def columns_of(rows: Sequence[Row]) -> tuple[Piece, ...]:
    """Columns that all pieces of these rows lie in, each in one; empty where there are none."""
    merged: list[Piece] = []
    for left, right in sorted(piece for row in rows for piece in row.pieces):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    # A piece that reaches over two columns has merged them, and another row has two pieces in one.
    for row in rows:
        homes = {number for piece in row.pieces for number in _homes(piece, merged)}
        if len(homes) < len(row.pieces):
            return ()
    return tuple(merged) if len(merged) > 1 else ()


def _homes(piece: Piece, columns: Sequence[Piece]) -> list[int]:
    return [at for at, (left, right) in enumerate(columns) if left <= piece[0] <= right]


def tables_among(rows: Sequence[Row | None]) -> Iterator[tuple[int, int, tuple[Piece, ...]]]:
    """Runs [first, after) of rows that are a table, and its columns; None is no row."""
    first = 0
    while first < len(rows):
        after, columns = _longest(rows, first)
        if after - first >= _LEAST_LINES and columns:
            yield first, after, columns
            first = after
        else:
            first += 1


def _longest(rows: Sequence[Row | None], first: int) -> tuple[int, tuple[Piece, ...]]:
    after, held = first, list[Row]()
    columns: tuple[Piece, ...] = ()
    while after < len(rows):
        row = rows[after]
        if row is None or len(row.pieces) < 2:  # noqa: PLR2004 - a row has two cells
            break
        wider = columns_of([*held, row])
        if held and not wider:
            break
        held.append(row)
        columns, after = wider, after + 1
    return after, columns


def cells_of(
    rows: Sequence[Row], columns: Sequence[Piece], words_in: Callable[[Box], str]
) -> Iterator[list[str]]:
    """The words of each cell, by what lies in its column at the height of its row."""
    for row in rows:
        _, bottom, _, top = row.box
        yield [words_in((left - 1, bottom, right + 1, top)).strip() for left, right in columns]
