"""Global recoding: every value of a variable is made coarser, for all records alike.

Top and bottom coding (Hundepool et al. 2012, §3.2.3.2) put everything above or below a value into
one open group, or set it to the mean of those values so that totals stay as they were.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, numbers_of, require_columns
from himaya.engines.disclosure.hierarchies import Hierarchy, texts_of


@dataclass(frozen=True)
class Recoded:
    """The treated table and how many values changed, by column."""

    frame: Frame
    changed: dict[str, int]


def recode(
    frame: Frame, hierarchies: Mapping[str, Hierarchy], levels: Mapping[str, int]
) -> Recoded:
    """Put columns at levels of their hierarchies; a level of 0 leaves a column as it is."""
    require_columns(frame, list(levels))
    columns, changed = [], {}
    for name, level in levels.items():
        column = frame.get_column(name)
        made = hierarchies[name].apply(column, level)
        columns.append(made)
        changed[name] = int((texts_of(column) != texts_of(made)).sum())
    return Recoded(frame.with_columns(columns), changed)


def group_values(frame: Frame, name: str, groups: Mapping[str, str]) -> Recoded:
    """Replace values by the group named for them; values that are not named stay."""
    require_columns(frame, [name])
    texts = texts_of(frame.get_column(name))
    made = texts.replace(groups)
    changed = int((texts != made).sum())
    return Recoded(frame.with_columns(made.alias(name)), {name: changed})


def top_bottom(
    frame: Frame,
    name: str,
    *,
    top: float | None = None,
    bottom: float | None = None,
    as_text: bool = False,
) -> Recoded:
    """Code values above `top` and below `bottom`.

    As numbers they become the mean of the values so coded: the total is kept. `as_text` gives
    "≥ top" and "≤ bottom" instead, the other values as they are.
    """
    require_columns(frame, [name])
    numbers = numbers_of(frame, name)
    if (top is None and bottom is None) or (
        top is not None and bottom is not None and bottom >= top
    ):
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"The bounds of {name} cannot be meant.",
            "Give a top, a bottom below it, or both.",
        )
    high = numbers > (np.inf if top is None else top)
    low = numbers < (-np.inf if bottom is None else bottom)
    if as_text:
        texts = texts_of(frame.get_column(name)).to_frame("v")
        made = texts.select(
            pl.when(pl.Series(high))
            .then(pl.lit(f"≥ {top}"))
            .when(pl.Series(low))
            .then(pl.lit(f"≤ {bottom}"))
            .otherwise(pl.col("v"))
            .alias(name)
        ).to_series()
    else:
        values = numbers.copy()
        for part in (high, low):
            if part.any():
                values[part] = numbers[part].mean()
        made = pl.Series(name, values).fill_nan(None)
    return Recoded(frame.with_columns(made), {name: int(high.sum() + low.sum())})


def top_threshold(frame: Frame, name: str, share: float) -> float:
    """The value above which the given share of the known values lies (R's quantile, type 7)."""
    numbers = numbers_of(frame, name)
    known = numbers[np.isfinite(numbers)]
    if not 0 < share < 1 or not len(known):
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"A share of {share} of {name} cannot be coded.",
            "Give a share between 0 and 1 of a column that has numbers.",
        )
    return float(np.quantile(known, 1 - share))
