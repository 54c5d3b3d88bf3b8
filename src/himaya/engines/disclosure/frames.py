"""Any table the engine is given, as a Polars frame; and the checks every method needs first.

Requirements:
1. Rows are taken in the order they stand in; an index (pandas) is never looked at, so a filtered,
   permuted or doubled index changes nothing.
2. Two columns of the same name, an empty frame or an unknown column are refused.
3. Values of mixed types are read as their text, all of them; none becomes missing on the way.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Floats
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode

Frame = pl.DataFrame
ALL_PEOPLE = 1e10
# Columns of a table of combinations, named as no key is.
RECORDS, WEIGHTS = "(records)", "(weights)"


def as_frame(table: Any) -> Frame:  # noqa: ANN401 - any of the table types below
    """A Polars frame of `table`: Polars, pandas, or a mapping of names to sequences.

    Raises DisclosureError for another type, for two columns of one name, and without rows.
    """
    frame = _converted(table)
    if frame.height == 0 or frame.width == 0:
        raise DisclosureError(
            DisclosureErrorCode.FRAME_EMPTY,
            "The table has no rows.",
            "Check that the right file, sheet and filter were chosen.",
        )
    return frame


def plain_frame(table: Any) -> Frame:  # noqa: ANN401 - as above
    """The same with single values only, as a treatment needs them: odd objects become texts.

    Raises DisclosureError for lists, groups of values and bytes too, which no file could hold.
    """
    frame = as_frame(table)
    columns = []
    for column in frame.get_columns():
        if column.dtype.is_nested() or column.dtype == pl.Binary:
            raise DisclosureError(
                DisclosureErrorCode.COLUMN_NESTED,
                f"{column.name} holds lists, groups of values or bytes.",
                "Split it into columns of single values, or leave it out.",
            )
        if column.dtype in (pl.Object, pl.Duration):
            texts = [canonical(value) for value in column.to_list()]
            columns.append(pl.Series(column.name, texts, dtype=pl.String))
    return frame.with_columns(columns)


def _converted(table: Any) -> Frame:  # noqa: ANN401 - any of the table types
    if isinstance(table, pl.LazyFrame):
        return table.collect()
    if isinstance(table, pl.DataFrame):
        return table
    if isinstance(table, Mapping):
        return pl.DataFrame([series_of(str(name), values) for name, values in table.items()])
    if hasattr(table, "columns") and hasattr(table, "iloc"):
        return _from_pandas(table)
    raise DisclosureError(
        DisclosureErrorCode.FRAME_UNKNOWN,
        f"A {type(table).__name__} is not a table.",
        "Give a Polars or pandas frame, or a mapping of column names to sequences.",
    )


def _from_pandas(table: Any) -> Frame:  # noqa: ANN401 - pandas is not a dependency
    names = [str(name) for name in table.columns]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise DisclosureError(
            DisclosureErrorCode.COLUMN_TWICE,
            f"More than one column is called {', '.join(doubled)}.",
            "Give each column its own name.",
        )
    # By position and as plain values: labels of the index play no part.
    columns = [table.iloc[:, place].tolist() for place in range(len(names))]
    return pl.DataFrame(
        [
            series_of(name, list(map(_without_na, column)))
            for name, column in zip(names, columns, strict=True)
        ]
    )


def _without_na(value: Any) -> Any:  # noqa: ANN401 - one cell of any type
    """None for pandas' own marks of a missing value."""
    return None if type(value).__name__ in {"NAType", "NaTType"} else value


def series_of(name: str, values: Sequence[Any]) -> pl.Series:
    """A column of the values; of their texts where the types are mixed."""
    if isinstance(values, pl.Series):
        return values.alias(name)
    if isinstance(values, np.ndarray) and values.dtype != object:
        return pl.Series(name, values)
    listed = list(values)
    if len({_kind(value) for value in listed} - {"none"}) <= 1:
        try:
            return pl.Series(name, listed, strict=True)
        except (TypeError, OverflowError, pl.exceptions.PolarsError):
            pass  # whole and decimal numbers together, or past 64 bits: as texts they stay apart
    return pl.Series(name, [canonical(value) for value in listed], dtype=pl.String)


def _kind(value: Any) -> str:  # noqa: ANN401 - one cell of any type
    if value is None:
        return "none"
    if isinstance(value, bool | np.bool_):
        return "bool"
    if isinstance(value, int | float | np.integer | np.floating):
        return "number"
    return type(value).__name__


def canonical(value: Any) -> str | None:  # noqa: ANN401 - one cell of any type
    """The text a file would show for the value: 1, 1.0 and "1" are the same; None stays None."""
    if value is None:
        return None
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        number = float(value)
        if math.isnan(number):
            return None
        return str(int(number)) if number.is_integer() else repr(number)
    return value.isoformat() if isinstance(value, date) else str(value)


def require_columns(frame: Frame, names: Sequence[str]) -> None:
    """Refuse names that the frame does not have."""
    if missing := [name for name in names if name not in frame.columns]:
        raise DisclosureError(
            DisclosureErrorCode.COLUMN_UNKNOWN,
            f"The table has no column {', '.join(missing)}.",
            "Check the spelling; names are case-sensitive.",
        )


def require_roles(frame: Frame, keys: Sequence[str], **others: Sequence[str]) -> None:
    """Refuse unknown columns, no keys, and a column in two roles."""
    if not keys:
        raise DisclosureError(
            DisclosureErrorCode.KEYS_NONE,
            "No key variables are named.",
            "Name the indirect identifiers somebody could know of a person.",
        )
    named = [*keys, *(name for group in others.values() for name in group)]
    require_columns(frame, named)
    if doubled := sorted({name for name in named if named.count(name) > 1}):
        raise DisclosureError(
            DisclosureErrorCode.ROLE_TWICE,
            f"{', '.join(doubled)} is named more than once.",
            "A column is key, weight, household or sensitive, and is named once.",
        )


def weights_of(frame: Frame, name: str | None) -> Floats | None:
    """Sampling weights of the rows.

    Refuses missing, infinite, zero and negative weights, and those above all people on earth: each
    of them would make a record look safer than it is.
    """
    if name is None:
        return None
    weights = numbers_of(frame, name)
    wrong = np.flatnonzero(~(weights > 0) | (weights > ALL_PEOPLE))
    if len(wrong):
        rows = ", ".join(str(row + 1) for row in wrong[:5])
        raise DisclosureError(
            DisclosureErrorCode.WEIGHT_INVALID,
            f"{len(wrong)} weights in {name} are missing, zero, negative, infinite or above all"
            f" people on earth (first rows: {rows}).",
            "A weight says for how many people a record stands; correct it or leave the row out.",
        )
    return weights


def numbers_of(frame: Frame, name: str) -> Floats:
    """The column as numbers, NaN where missing. Refuses a column that is not numeric."""
    column = frame.get_column(name)
    if column.dtype == pl.String:
        read = column.str.strip_chars().cast(pl.Float64, strict=False)
        unread = read.is_null() & column.is_not_null() & (column.str.strip_chars() != "")
        if unread.any():
            raise _not_numeric(name, int(unread.sum()))
        column = read
    if column.dtype == pl.Boolean or not (column.dtype.is_numeric() or column.dtype == pl.Null):
        raise _not_numeric(name, column.len())
    return column.cast(pl.Float64).fill_null(math.nan).to_numpy().astype(np.float64)


def _not_numeric(name: str, count: int) -> DisclosureError:
    return DisclosureError(
        DisclosureErrorCode.COLUMN_NOT_NUMERIC,
        f"{count} values of {name} are no numbers.",
        "Choose a column of numbers, or clean it first.",
    )
