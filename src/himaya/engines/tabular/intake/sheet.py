"""A sheet as columns of text: what every reader gives and every later step takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from himaya.engines.tabular.limits import Limits

UNSOLVED = "#FORMULA!"  # in place of a formula that the file has no result for
ROW = "row"
_MEGABYTE = 1024 * 1024
# Read in pieces: no more than one piece, the distinct texts and the columns are in memory.
STREAMED = Limits(
    bytes=100 * _MEGABYTE, unpacked_bytes=600 * _MEGABYTE, rows=1_048_576, cells=12_000_000
)
# Read whole by their libraries, at ten times the memory.
WHOLE = Limits(bytes=20 * _MEGABYTE, unpacked_bytes=150 * _MEGABYTE, rows=65_536, cells=1_500_000)

Progress = Callable[[str, int], None]  # step, rows so far


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, Word table or csv file.

    `cells` has `row` (1-based, as the spreadsheet counts; for csv the record) and text columns
    `c1`, `c2` … as a person reads them: dates as ISO text, blanks as null. Rows without any word
    are left out. `merges` are (top, left, bottom, right), 1-based.
    """

    name: str
    kind: str
    cells: pl.DataFrame
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    notes: Mapping[str, int] = field(default_factory=dict)  # code -> how many cells

    @property
    def width(self) -> int:
        return self.cells.width - 1

    def first_rows(self, count: int) -> list[tuple[int, list[str]]]:
        """Row numbers and texts of the first rows with words; blanks are empty text."""
        return [
            (row[0], [text or "" for text in row[1:]]) for row in self.cells.head(count).iter_rows()
        ]


def sheet_of(rows: list[list[str]], *, name: str = "", kind: str = "text") -> Sheet:
    """A sheet from rows of text, numbered from 1."""
    width = max((len(row) for row in rows), default=0)
    columns: dict[str, list[str | None]] = {f"c{n + 1}": [] for n in range(width)}
    numbers: list[int] = []
    for number, row in enumerate(rows, 1):
        if not any(text and text.strip() for text in row):
            continue
        numbers.append(number)
        for n, column in enumerate(columns.values()):
            text = row[n].strip() if n < len(row) else ""
            column.append(text or None)
    return Sheet(name, kind, text_frame(numbers, columns))


def text_frame(
    numbers: list[int] | pl.Series, columns: Mapping[str, list[str | None] | pl.Series]
) -> pl.DataFrame:
    """Columns of text behind the row numbers."""
    frame = {ROW: pl.Series(numbers, dtype=pl.UInt32)}
    frame |= {name: pl.Series(values, dtype=pl.String) for name, values in columns.items()}
    return pl.DataFrame(frame)
