"""Separated values straight into columns: by Polars where the file is even, else field by field."""

import csv
import io

import polars as pl

from himaya.engines.encodings import Decoded
from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.intake.sheet import ROW, Sheet, text_frame
from himaya.engines.tabular.limits import Counter, Limits
from himaya.engines.tabular.sniff import find_delimiter, one_newline

_SAMPLE = 64 * 1024
_WIDEST = 16_384  # columns of a spreadsheet


def read_separated_sheet(decoded: Decoded, source: bytes | None, limits: Limits) -> Sheet:
    """One sheet named "". `source` spares a copy when it is UTF-8 already. Raises ReadError."""
    text = decoded.text
    delimiter = find_delimiter(text, named=True) or ","
    plain = source if decoded.encoding == "utf-8" else None
    cells = _evenly(text, plain, delimiter)
    if cells is None or cells.width - 1 > _WIDEST:
        cells = _field_by_field(text, delimiter, limits)
    if cells.height > limits.rows:
        raise ReadError(ReadErrorCode.TOO_MANY_ROWS, limit=limits.rows)
    if cells.height * (cells.width - 1) > 5 * limits.cells:
        raise ReadError(ReadErrorCode.TOO_MANY_CELLS, limit=limits.cells)
    return Sheet("", "csv", cells)


def _evenly(text: str, source: bytes | None, delimiter: str) -> pl.DataFrame | None:
    """None where rows are longer than those at the head, or quotes do not close."""
    width = _width(text, delimiter)
    if not width or "\r" in text[:_SAMPLE].replace("\r\n", ""):
        return None
    names = [f"c{n}" for n in range(1, width + 1)]
    try:
        frame = pl.read_csv(
            source if source is not None else text.encode("utf-8", errors="replace"),
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            separator=delimiter,
            infer_schema=False,
            row_index_name=ROW,
            row_index_offset=1,
        )
    except pl.exceptions.PolarsError:
        return None  # uneven: read it the slow way, which loses nothing
    if source is not None and _is_bare(source, delimiter, frame.height):
        return _tidy(frame, [name for name in names if _has_loose_ends(frame[name])])
    return _tidy(frame, names)


def _is_bare(source: bytes, delimiter: str, height: int) -> bool:
    """Whether only spaces can stand at the edge of a cell, which is quickly seen."""
    no_tabs = delimiter == "\t" or b"\t" not in source
    lines = source.count(b"\n") + (not source.endswith(b"\n"))
    return no_tabs and lines == height and (source.isascii() or b"\xc2\xa0" not in source)


def _has_loose_ends(column: pl.Series) -> bool:
    """Spaces at an edge, or nothing between quotes; one look after the other is the quickest."""
    return bool(
        column.str.starts_with(" ").any() or column.str.ends_with(" ").any() or (column == "").any()
    )


def _width(text: str, delimiter: str) -> int:
    sample = text[:_SAMPLE]
    reader = csv.reader(io.StringIO(one_newline(sample)), delimiter=delimiter)
    try:
        return max((len(row) for row in reader), default=0)
    except csv.Error:
        return 0


def _tidy(frame: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Trim the named columns; blanks become null, and rows without words are left out."""
    if names:
        trimmed = pl.col(names).str.strip_chars().str.strip_chars("\ufeff")
        frame = frame.lazy().with_columns(trimmed).collect()
        empty = [name for name in names if (frame[name] == "").any()]
        if empty:
            frame = frame.with_columns(
                pl.when(pl.col(empty).str.len_bytes() > 0).then(pl.col(empty)).name.keep()
            )
    words = pl.any_horizontal(pl.exclude(ROW).is_not_null())
    return frame.cast({ROW: pl.UInt32}).filter(words)


def _field_by_field(text: str, delimiter: str, limits: Limits) -> pl.DataFrame:
    counter = Counter(Limits(rows=limits.rows, cells=5 * limits.cells))
    numbers: list[int] = []
    columns: list[list[str | None]] = []
    reader = csv.reader(io.StringIO(one_newline(text)), delimiter=delimiter)
    try:
        for number, fields in enumerate(reader, 1):
            if not any(field.strip() for field in fields):
                continue
            counter.add(max(len(fields), len(columns)))
            while len(columns) < len(fields):
                columns.append([None] * len(numbers))
            numbers.append(number)
            for n, column in enumerate(columns):
                column.append((fields[n].strip() or None) if n < len(fields) else None)
    except csv.Error as error:
        raise ReadError(ReadErrorCode.DAMAGED, kind="csv") from error
    return text_frame(numbers, {f"c{n}": column for n, column in enumerate(columns, 1)})
