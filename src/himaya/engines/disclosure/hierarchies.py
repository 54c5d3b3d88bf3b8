"""Hierarchies: how the values of a key variable are made coarser, level by level.

Level 0 are the values themselves; the last level is usually one value for all. Levels nest: two
values that are one at some level are one at every higher level. That is checked, since a hierarchy
that crosses (10-14 and 12-17) would let an intruder subtract.

Values are addressed by their text, as a file would show them.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Floats, Ints
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import canonical

ANY = "*"  # the one value of a top level


@dataclass(frozen=True)
class Hierarchy:
    """`labels[level][i]` is what the i-th value becomes at a level; `labels[0]` are the values."""

    name: str
    labels: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not self.labels or not self.labels[0] or len(set(self.labels[0])) < len(self.labels[0]):
            raise _crossed(self.name, 0)
        for level in range(1, len(self.labels)):
            up: dict[str, str] = {}
            for low, high in zip(self.labels[level - 1], self.labels[level], strict=True):
                if up.setdefault(low, high) != high:
                    raise _crossed(self.name, level)

    @property
    def height(self) -> int:
        """The highest level."""
        return len(self.labels) - 1

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each value stands."""
        return {value: place for place, value in enumerate(self.labels[0])}

    def codes(self, level: int) -> Ints:
        """For each value the number of its group at a level, in order of the groups' labels."""
        codes: Ints = np.unique(np.array(self.labels[level]), return_inverse=True)[1].reshape(-1)
        return codes

    def loss(self, level: int) -> Floats:
        """For each value what a level loses: (s - 1)/(v - 1), with s of v values in its group.

        Iyengar 2002, "Transforming data to satisfy privacy constraints".
        """
        codes = self.codes(level)
        sizes = np.bincount(codes)[codes]
        return (sizes - 1) / max(len(self.labels[0]) - 1, 1)

    def apply(self, column: pl.Series, level: int) -> pl.Series:
        """The column at a level, unchanged at level 0. Refuses values it does not know."""
        if not 0 <= level <= self.height:
            raise DisclosureError(
                DisclosureErrorCode.PARAMETER_INVALID,
                f"{self.name} has no level {level}.",
                f"Its levels are 0 to {self.height}.",
            )
        texts = texts_of(column)
        self.require(texts)
        if level == 0:
            return column
        labels = pl.Series(self.labels[level], dtype=pl.String)
        return texts.replace_strict(
            pl.Series(self.labels[0], dtype=pl.String), labels, default=None
        ).alias(column.name)

    def require(self, texts: pl.Series) -> None:
        """Refuse values that stand nowhere in the hierarchy."""
        known = pl.Series(self.labels[0], dtype=pl.String)
        unknown = texts.drop_nulls().unique().is_in(known.implode()).not_().sum()
        if unknown:
            raise DisclosureError(
                DisclosureErrorCode.HIERARCHY_INCOMPLETE,
                f"The hierarchy of {self.name} lacks {unknown} of the values in the file.",
                "Add them with their groups, or correct them in the file.",
            )


def texts_of(column: pl.Series) -> pl.Series:
    """The values as a file would show them; missing stays missing."""
    if column.dtype == pl.String:
        return column.replace({"": None})
    if column.dtype.is_integer() or column.dtype.is_temporal():
        return column.cast(pl.String)
    unique = column.unique().drop_nulls()
    shown = pl.Series([canonical(value) for value in unique.to_list()], dtype=pl.String)
    return column.replace_strict(unique, shown, default=None, return_dtype=pl.String)


def _crossed(name: str, level: int) -> DisclosureError:
    return DisclosureError(
        DisclosureErrorCode.HIERARCHY_CROSSED,
        f"The hierarchy of {name} does not nest: values that are one below level {level} are two in"
        " it, or a value is there twice.",
        "Let each group of a level lie whole in one group of the next.",
    )


def from_mapping(name: str, rows: Mapping[str, Sequence[str]]) -> Hierarchy:
    """Of each value's labels from level 1 up."""
    width = {len(row) for row in rows.values()}
    if len(width) > 1:
        raise DisclosureError(
            DisclosureErrorCode.HIERARCHY_INCOMPLETE,
            f"The rows of the hierarchy of {name} are not of one length.",
            "Give each value a label at every level.",
        )
    levels = [tuple(rows)] + [
        tuple(row[level] for row in rows.values()) for level in range(width.pop() if width else 0)
    ]
    return Hierarchy(name, tuple(levels))


def from_csv(name: str, path: Path) -> Hierarchy:
    """Of a file as ARX writes it: value;level 1;level 2;... on each line."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = {row[0]: row[1:] for row in csv.reader(handle, delimiter=";") if row}
    return from_mapping(name, rows)


def flat(name: str, column: pl.Series) -> Hierarchy:
    """Of two levels: the values as they are, and one value for all."""
    values = texts_of(column).drop_nulls().unique().sort().to_list()
    return from_mapping(name, {value: [ANY] for value in values})


def from_pcodes(name: str, column: pl.Series, lengths: Sequence[int]) -> Hierarchy:
    """Of p-codes: their first letters, of the given lengths from long to short, then all.

    A p-code begins with the p-code of its parent (OCHA, common operational datasets).
    """
    values = texts_of(column).drop_nulls().unique().sort().to_list()
    ordered = sorted(set(lengths), reverse=True)
    return from_mapping(name, {v: [*[v[:length] for length in ordered], ANY] for v in values})


def bands(name: str, column: pl.Series, widths: Sequence[int], top: int | None = None) -> Hierarchy:
    """Of whole numbers in bands of growing widths, each a multiple of the one before, then all.

    From `top` on there is one open band at every level from 1 up. 5, 10, 20 for ages gives 0-4,
    0-9, 0-19.
    """
    ordered = list(widths)
    nest = all(wide % narrow == 0 for narrow, wide in pairwise(ordered))
    if not ordered or min(ordered) < 1 or not nest or (top is not None and top % ordered[-1]):
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"Bands of {', '.join(map(str, ordered))} do not nest.",
            "Let each width be a multiple of the one before, and the open band begin at a multiple"
            " of the last.",
        )
    texts = texts_of(column).drop_nulls().unique()
    read = texts.cast(pl.Float64, strict=False)
    if wrong := int((read.is_null() | read.is_infinite()).sum()):
        raise DisclosureError(
            DisclosureErrorCode.COLUMN_NOT_NUMERIC,
            f"{wrong} different values of {name} are no numbers.",
            "Bands are for whole numbers, such as ages; clean the column first.",
        )
    numbers = sorted({int(number) for number in read.to_list()})
    if any(number < 0 for number in numbers):
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"{name} has negative numbers, which may stand for something else.",
            "Recode codes such as -999 to missing first.",
        )
    rows = {str(n): [*[_band(n, width, top) for width in ordered], ANY] for n in numbers}
    return from_mapping(name, rows)


def _band(number: int, width: int, top: int | None) -> str:
    if top is not None and number >= top:
        return f"{top}+"
    low = number // width * width
    return f"{low}-{low + width - 1}" if width > 1 else str(low)


_DATE_LEVELS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "month": lambda day: day.dt.strftime("%Y-%m"),
    "quarter": lambda day: day.dt.year().cast(pl.String) + "-Q" + day.dt.quarter().cast(pl.String),
    "year": lambda day: day.dt.year().cast(pl.String),
}


def dates(
    name: str, column: pl.Series, levels: Sequence[str] = ("month", "quarter", "year")
) -> Hierarchy:
    """Of days, by month, quarter and year, then all."""
    if unknown := set(levels) - set(_DATE_LEVELS):
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"Dates have no level {', '.join(sorted(unknown))}.",
            f"Choose among {', '.join(_DATE_LEVELS)}.",
        )
    days = days_of(column)
    shown = pl.DataFrame({"value": texts_of(column), "day": days}).drop_nulls().unique("value")
    shown = shown.sort("value").with_columns(
        _DATE_LEVELS[level](pl.col("day")).alias(level) for level in levels
    )
    rows = {value: [*row, ANY] for value, _, *row in shown.iter_rows()}
    return from_mapping(name, rows)


def days_of(column: pl.Series) -> pl.Series:
    """The column as days: dates, moments, or texts like 2026-03-14. Refuses anything else."""
    if column.dtype == pl.Date:
        return column
    if column.dtype == pl.Datetime:
        return column.dt.date()
    read = column.cast(pl.String).replace({"": None}).str.slice(0, 10)
    days = read.str.to_date("%Y-%m-%d", strict=False)
    if wrong := int((days.is_null() & read.is_not_null()).sum()):
        raise DisclosureError(
            DisclosureErrorCode.COLUMN_NOT_DATE,
            f"{wrong} values of {column.name} are no dates.",
            "Write them as year-month-day, such as 2026-03-14.",
        )
    return days
