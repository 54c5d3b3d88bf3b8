"""Files of records in and out: csv, xlsx, parquet, SPSS (sav) and Stata (dta).

Requirements:
1. Kinds are told by the name's ending. What cannot be read is refused with a code, never in part.
   In csv a column is numeric only if each value is written as a number: 007 and 7 stay apart.
2. Labels of values (sav, dta) do not replace the codes: the codes are what is published. Names and
   labels of variables, value labels and missing ranges are kept for writing back to sav and dta.
3. The same table gives the same bytes: no date or time of writing is put into a file.
4. A file is written beside its name and then takes the name: a broken run leaves no half file.
   Texts that a spreadsheet would run as a formula get a quote before them in csv.
"""

import contextlib
import datetime as dt
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import (
    ALL_PEOPLE,
    RECORDS,
    WEIGHTS,
    Frame,
    as_frame,
    series_of,
)

KINDS = (".csv", ".xlsx", ".parquet", ".sav", ".dta")
# Stata 117 and later: <timestamp>, the length as one byte, seventeen letters.
_STAMP = rb"(<timestamp>\x11)[^<]{17}"
_XLSX_ROWS, _XLSX_COLUMNS, _XLSX_TEXT = 1_048_576, 16_384, 32_767  # Microsoft's limits
_FORMULA = r"^[=+\-@\t\r]"
# No zeros before other digits: 007 is a code. No "nan" or "inf": Nan is a name.
_DECIMAL = r"^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$"
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"


@dataclass(frozen=True)
class Loaded:
    """A table and what its file said of it (`about`: labels, for sav and dta)."""

    frame: Frame
    about: dict[str, Any] = field(default_factory=dict)


def read(path: Path, columns: list[str] | None = None) -> Loaded:
    """The table of a file, of the named columns only if they all are in it.

    From csv and parquet nothing but the columns asked for is taken into memory.

    Raises DisclosureError when there is no file, or no table in it that can be read.
    """
    kind = _kind(path)
    if not path.is_file():
        raise _no_file(path)
    with _readable(path, kind):
        return _READERS[kind](path, columns)


@contextlib.contextmanager
def _readable(path: Path, kind: str) -> Iterator[None]:
    """Say of any failure of a reader which file it was, and nothing of what is in it."""
    try:
        yield
    except _unreadable(kind) as error:
        raise DisclosureError(
            DisclosureErrorCode.FILE_UNREADABLE,
            f"{path.name} cannot be read as {kind[1:]} ({type(error).__name__}).",
            "Save it again from the program it comes from, and check the ending of its name.",
        ) from error


def _no_file(path: Path) -> DisclosureError:
    return DisclosureError(
        DisclosureErrorCode.FILE_MISSING,
        f"There is no file {path.name}.",
        "Check the name and the folder.",
    )


def _unreadable(kind: str) -> tuple[type[Exception], ...]:
    """What the reader of this kind raises for a file it cannot read."""
    always = (pl.exceptions.PolarsError, OSError, ValueError)
    if kind == ".xlsx":
        from python_calamine import CalamineError

        return (*always, CalamineError, IndexError)
    if kind in (".sav", ".dta"):
        from pyreadstat import PyreadstatError, ReadstatError

        return (*always, PyreadstatError, ReadstatError)
    return always


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise DisclosureError(
            DisclosureErrorCode.FILE_KIND_UNKNOWN,
            f"{path.name} is of no kind that is read or written here.",
            f"Use one of {', '.join(one[1:] for one in KINDS)}.",
        )
    return kind


def _chosen(table: pl.LazyFrame, columns: list[str] | None) -> pl.LazyFrame:
    if columns and set(columns) <= set(table.collect_schema().names()):
        return table.select(columns)
    return table


def _read_csv(path: Path, columns: list[str] | None) -> Loaded:
    texts = _chosen(_scan_csv(path), columns).collect()
    return Loaded(pl.DataFrame([_typed(column) for column in texts.get_columns()]))


def count_combinations(path: Path, keys: list[str], weight: str | None) -> Frame:
    """The distinct key values of a csv or parquet file with their RECORDS and WEIGHTS.

    The file is read piece by piece: only the combinations are ever in memory, so that a file may
    be larger than it. Refuses other kinds, unknown columns, and weights that cannot be meant.
    """
    kind = _kind(path)
    if kind not in (".csv", ".parquet"):
        raise DisclosureError(
            DisclosureErrorCode.FILE_KIND_UNKNOWN,
            f"{path.name} cannot be read piece by piece.",
            "Save it as csv or parquet.",
        )
    if not path.is_file():
        raise _no_file(path)
    with _readable(path, kind):
        table = _scan_csv(path) if kind == ".csv" else pl.scan_parquet(path)
        there = table.collect_schema().names()
    named = [*keys, *([weight] if weight else [])]
    if lacking := [name for name in named if name not in there]:
        raise DisclosureError(
            DisclosureErrorCode.COLUMN_UNKNOWN,
            f"The file has no column {', '.join(lacking)}.",
            "Check the spelling; names are case-sensitive.",
        )
    number = pl.lit(1.0) if weight is None else pl.col(weight).cast(pl.Float64, strict=False)
    wrong = number.is_null() | number.is_nan() | (number <= 0) | (number > ALL_PEOPLE)
    by_key = table.group_by([pl.col(key) for key in keys])
    with _readable(path, kind):
        counted = by_key.agg(
            pl.len().alias(RECORDS), number.sum().alias(WEIGHTS), wrong.sum().alias("(wrong)")
        ).collect(engine="streaming")
    if bad := int(counted["(wrong)"].sum()):
        raise DisclosureError(
            DisclosureErrorCode.WEIGHT_INVALID,
            f"{bad} weights in {weight} are missing, no numbers, zero, negative, infinite or"
            " above all people on earth.",
            "A weight says for how many people a record stands; correct it or leave the row out.",
        )
    return as_frame(counted.drop("(wrong)"))


def _scan_csv(path: Path) -> pl.LazyFrame:
    with path.open(encoding="utf-8-sig") as handle:
        head = handle.readline()
    separator = max(",;\t|", key=head.count)
    return pl.scan_csv(path, separator=separator, infer_schema=False)


def _typed(texts: pl.Series) -> pl.Series:
    """Whole or decimal numbers if each text is the plain writing of one, else the texts."""
    whole = texts.cast(pl.Int64, strict=False)
    if (whole.cast(pl.String) == texts).fill_null(texts.is_null()).all():
        return whole
    if (texts.str.contains(_DECIMAL)).fill_null(value=True).all():
        return texts.cast(pl.Float64)
    return texts


def _read_xlsx(path: Path, columns: list[str] | None) -> Loaded:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    names = [str(cell).strip() for cell in rows[0]]
    if len(set(names)) < len(names) or "" in names:
        raise DisclosureError(
            DisclosureErrorCode.COLUMN_TWICE,
            "The first row of the first sheet does not name each column once.",
            "Put the names of the columns in the first row, each its own.",
        )
    body = [[None if cell == "" else cell for cell in row] for row in rows[1:]]
    read = [series_of(name, [row[i] for row in body]) for i, name in enumerate(names)]
    table = pl.DataFrame([_whole(column) for column in read])
    return Loaded(_chosen(table.lazy(), columns).collect())


def _whole(column: pl.Series) -> pl.Series:
    """A spreadsheet knows decimals only: a column of whole numbers becomes whole again."""
    if column.dtype.is_float() and column.drop_nulls().len():
        whole = column.cast(pl.Int64, strict=False)
        if (whole.cast(pl.Float64) == column).drop_nulls().all():
            return whole
    return column


def _read_parquet(path: Path, columns: list[str] | None) -> Loaded:
    return Loaded(_chosen(pl.scan_parquet(path), columns).collect())


def _read_statistical(path: Path, columns: list[str] | None) -> Loaded:
    import pyreadstat

    # SPSS's "user missing" codes stay codes: taken for missing they would match anything.
    if path.suffix.lower() == ".sav":
        frame, meta = pyreadstat.read_sav(str(path), output_format="polars", user_missing=True)
    else:
        frame, meta = pyreadstat.read_dta(str(path), output_format="polars")
    about = {
        "column_labels": dict(zip(meta.column_names, meta.column_labels, strict=True)),
        "variable_value_labels": meta.variable_value_labels,
        "file_label": meta.file_label or "",
        "missing_ranges": meta.missing_ranges,
    }
    table = pl.DataFrame([_whole(column) for column in frame.get_columns()])
    return Loaded(_chosen(table.lazy(), columns).collect(), about)


_READERS = {
    ".csv": _read_csv,
    ".xlsx": _read_xlsx,
    ".parquet": _read_parquet,
    ".sav": _read_statistical,
    ".dta": _read_statistical,
}


def write(path: Path, frame: Frame, about: dict[str, Any] | None = None) -> None:
    """Write the table under that name, replacing what is there only when it is whole."""
    kind = _kind(path)
    with _beside(path) as part:
        if kind == ".csv":
            _without_formulas(frame).write_csv(part)
        elif kind == ".xlsx":
            _write_xlsx(part, frame)
        elif kind == ".parquet":
            frame.write_parquet(part, compression="zstd", statistics=False)
        else:
            _write_statistical(part, frame, about or {})


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".himaya-") as folder:
            part = Path(folder) / path.name
            yield part
            part.chmod(0o600)
            part.replace(path)
    except OSError as error:
        raise DisclosureError(
            DisclosureErrorCode.FILE_UNWRITABLE,
            f"{path.name} cannot be written ({error.strerror}).",
            "Check that the folder exists, may be written to and has room.",
        ) from error


def _without_formulas(frame: Frame) -> Frame:
    texts = pl.col(pl.String)
    runs = texts.str.contains(_FORMULA) & ~texts.str.contains(_NUMBER)
    return frame.with_columns(pl.when(runs).then("'" + texts).otherwise(texts).name.keep())


def _write_xlsx(path: Path, frame: Frame) -> None:
    import xlsxwriter

    texts = frame.select(pl.col(pl.String).str.len_chars().max())
    longest = max((length or 0 for length in next(texts.iter_rows(), ())), default=0)
    if frame.height >= _XLSX_ROWS or frame.width > _XLSX_COLUMNS or longest > _XLSX_TEXT:
        # The writer would leave out or cut what does not fit, and say nothing.
        raise _does_not_fit(path, "more records, columns or letters in a cell than")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, frame.columns)
        for number, row in enumerate(frame.iter_rows(), start=1):
            sheet.write_row(number, 0, ["" if cell is None else _cell(cell) for cell in row])


def _cell(value: Any) -> Any:  # noqa: ANN401 - one cell
    return value if isinstance(value, int | float | bool | str) else str(value)


def _write_statistical(path: Path, frame: Frame, about: dict[str, Any]) -> None:
    import pyreadstat

    kept = {
        "column_labels": {n: v for n, v in about.get("column_labels", {}).items() if v},
        "variable_value_labels": about.get("variable_value_labels", {}),
    }
    label = about.get("file_label", "")
    options: dict[str, Any] = {name: _for(frame, values) for name, values in kept.items()}
    if path.suffix.lower() == ".sav":
        options["missing_ranges"] = _for(frame, about.get("missing_ranges", {}))
        with _fitting(path):
            pyreadstat.write_sav(frame, str(path), file_label=label, **options)
        # Date and time of writing, at a fixed place of the header (PSPP, system file format).
        with path.open("r+b") as handle:
            handle.seek(92)
            handle.write(b"01 Jan 0000:00:00")
    else:
        with _fitting(path):
            pyreadstat.write_dta(frame, str(path), file_label=label, **options)
        with path.open("r+b") as handle:
            head = handle.read(1024)
            handle.seek(0)
            handle.write(re.sub(_STAMP, rb"\g<1>01 Jan 2000 00:00", head))


@contextlib.contextmanager
def _fitting(path: Path) -> Iterator[None]:
    from pyreadstat import PyreadstatError, ReadstatError

    try:
        yield
    except (PyreadstatError, ReadstatError) as error:
        raise _does_not_fit(path, "names or values that cannot be in") from error


def _does_not_fit(path: Path, what: str) -> DisclosureError:
    return DisclosureError(
        DisclosureErrorCode.FILE_UNWRITABLE,
        f"The table has {what} a file of this kind ({path.suffix}) can hold.",
        "Write csv or parquet instead.",
    )


def _for(frame: Frame, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in frame.columns}
