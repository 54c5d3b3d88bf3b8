"""What a treatment cost: information loss in figures, and in words anybody understands.

- IL1s: the sum over records and variables of |x - x'| / (√2 · sd) (Yancey, Winkler & Creecy 2002;
  Mateo-Sanz et al. 2004), as sdcMicro gives it; `il1s_mean` divides by their number.
- eigen: the sum of |e - e'| / e over the eigenvalues of the correlation matrices (sdcMicro).
- il_correl: how far the diagonals of the inverse correlation matrices are apart, each scaled to
  length 1, divided by √2; il_variables: the mean of 2/π · arctan |x - x'| (Młodak 2020; sdcMicro).
- dRisk: share of records whose original values all lie within `width` standard deviations of the
  treated ones (Templ & Meindl 2008): a risk, not a loss; near 1 means hardly protected.
- For categories: cells changed, blanked, categories left, the largest change of a share, and half
  the sum of the changes of all shares (total variation).
- For recoded columns the non-uniform entropy (de Waal & Willenborg 1999), as ARX: the information
  about the original value that is lost, as a share of all; a blank loses all of it.
- For pairs of columns the largest change of a share within a group (cross_shares.py).
- For generalised keys: average class size and discernibility (Bayardo & Agrawal 2005).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Floats
from himaya.engines.disclosure.cross_shares import PairShift, pair_shifts
from himaya.engines.disclosure.encoding import encode
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, numbers_of, require_columns
from himaya.engines.disclosure.hierarchies import texts_of
from himaya.engines.disclosure.words import Words

_TINY = 1e-12
_NEARLY_ALL = 0.9
_CONTINUOUS = 50  # more different numbers are told about by mean and spread


@dataclass(frozen=True)
class NumericLoss:
    """Loss of numeric variables together.

    `eigen` and `il_correl` are None where a variable is constant or the others determine it.
    """

    il1s: float
    il1s_mean: float
    eigen: float | None
    il_correl: float | None
    il_variables: float
    d_risk: float


@dataclass(frozen=True)
class ColumnChange:
    """What happened to one column."""

    name: str
    changed: int
    blanked: int
    categories_before: int
    categories_after: int
    largest_shift: float
    total_variation: float
    mean_shift: float | None = None  # of numbers, as a share of the standard deviation
    spread_shift: float | None = None  # of the standard deviation, as a share of itself
    entropy_loss: float | None = None  # where values were recoded or blanked, not exchanged


def numeric_loss(
    before: Frame, after: Frame, names: Sequence[str], width: float = 0.01
) -> NumericLoss:
    """Compare numeric columns record by record. Missing values on either side count nothing."""
    _require_same(before, after, names)
    x = np.stack([numbers_of(before, name) for name in names], axis=1)
    y = np.stack([numbers_of(after, name) for name in names], axis=1)
    with np.errstate(invalid="ignore"):
        spread = np.nanstd(x, axis=0, ddof=1)
        apart = np.abs(x - y) / (np.sqrt(2) * np.where(spread > 0, spread, 1.0))
        reach = width * np.nanstd(y, axis=0, ddof=1)
        outside = (x < y - reach) | (x > y + reach)
    known = np.isfinite(apart)
    return NumericLoss(
        il1s=float(apart[known].sum()),
        il1s_mean=float(apart[known].mean()) if known.any() else 0.0,
        eigen=_eigen(x, y),
        il_correl=_il_correl(x, y),
        il_variables=float(np.arctan(np.abs(x - y)[known]).mean() * 2 / np.pi)
        if known.any()
        else 0.0,
        d_risk=float((~outside).all(axis=1).mean()),
    )


def _correlations(x: Floats, y: Floats) -> list[Floats]:
    """Correlations before and after, of records known on both sides; none where one is constant."""
    both = [one[np.isfinite(x).all(axis=1) & np.isfinite(y).all(axis=1)] for one in (x, y)]
    if len(both[0]) < 2 or any((one.std(axis=0) == 0).any() for one in both):  # noqa: PLR2004
        return []
    return [np.atleast_2d(np.corrcoef(one, rowvar=False)) for one in both]


def _il_correl(x: Floats, y: Floats) -> float | None:
    matrices = _correlations(x, y)
    if not matrices or any(np.linalg.eigvalsh(one).min() < _TINY for one in matrices):
        return None
    diagonals = [np.diag(np.linalg.inv(one)) for one in matrices]
    before, after = (one / np.linalg.norm(one) for one in diagonals)
    return float(np.linalg.norm(before - after) / np.sqrt(2))


def _eigen(x: Floats, y: Floats) -> float | None:
    matrices = _correlations(x, y)
    roots = [np.sort(np.linalg.eigvalsh(one))[::-1] for one in matrices]
    if not roots or roots[0].min() < _TINY:
        return None  # variables that determine one another: the measure divides by nothing
    return float((np.abs(roots[0] - roots[1]) / roots[0]).sum())


def column_change(before: Frame, after: Frame, name: str) -> ColumnChange:
    """Compare one column by the texts of its values."""
    _require_same(before, after, [name])
    old, new = texts_of(before.get_column(name)), texts_of(after.get_column(name))
    # Not under its own name, which may be that of the shares.
    shares = [one.alias("value").value_counts(normalize=True, name="share") for one in (old, new)]
    joined = shares[0].join(shares[1], on="value", how="full", nulls_equal=True, suffix="_after")
    shift = (joined["share"].fill_null(0) - joined["share_after"].fill_null(0)).abs()
    mean_shift, spread_shift = _moments(before.get_column(name), after.get_column(name))
    return ColumnChange(
        name=name,
        changed=int((old.eq_missing(new)).not_().sum()),
        blanked=int((old.is_not_null() & new.is_null()).sum()),
        categories_before=old.n_unique() - int(old.null_count() > 0),
        categories_after=new.n_unique() - int(new.null_count() > 0),
        largest_shift=float(shift.max() or 0),  # type: ignore[arg-type]
        total_variation=float(shift.sum()) / 2,
        mean_shift=mean_shift,
        spread_shift=spread_shift,
        entropy_loss=_entropy_loss(old, new),
    )


def _entropy_loss(old: pl.Series, new: pl.Series) -> float | None:
    """Mean loss of information by the values' frequencies; None where values were exchanged."""
    known = pl.DataFrame({"old": old, "new": new}).drop_nulls("old")
    kinds = known.group_by("old", "new").agg(pl.len().alias("rows"))
    recoded = kinds.drop_nulls("new")
    if recoded["old"].n_unique() < recoded.height:
        return None  # the same value became different ones
    sizes = known.group_by("old").agg(pl.len().alias("alike"))
    label = recoded.select("old", label="new")
    groups = label.join(sizes, on="old").group_by("label").agg(pl.col("alike").sum().alias("group"))
    rows = kinds.join(sizes, on="old").join(groups, left_on="new", right_on="label", how="left")
    whole = pl.lit(known.height)
    lost = (pl.col("rows") * (pl.col("group").fill_null(whole) / pl.col("alike")).log()).sum()
    most = (pl.col("rows") * (whole / pl.col("alike")).log()).sum()
    total, all_of_it = rows.select(lost.alias("lost"), most.alias("most")).row(0)
    return float(total / all_of_it) if all_of_it else 0.0


def _moments(before: pl.Series, after: pl.Series) -> tuple[float | None, float | None]:
    """How far mean and standard deviation moved, where both columns are numbers that vary."""
    if not (before.dtype.is_numeric() and after.dtype.is_numeric()):
        return None, None
    x, y = (one.drop_nulls().cast(pl.Float64).to_numpy() for one in (before, after))
    x, y = x[np.isfinite(x)], y[np.isfinite(y)]
    if len(x) < 2 or len(y) < 2 or x.min() == x.max():  # noqa: PLR2004 - a deviation needs two
        return None, None
    with np.errstate(over="ignore", invalid="ignore"):
        spread = x.std(ddof=1)
        moved = abs(y.mean() - x.mean()) / spread, abs(y.std(ddof=1) - spread) / spread
    if not np.isfinite(moved).all():
        return None, None  # numbers near the end of what can be written
    return float(moved[0]), float(moved[1])


def class_sizes(frame: Frame, keys: Sequence[str]) -> dict[str, float]:
    """Average class size and discernibility of the key variables, missing as a category."""
    counts = encode(frame, keys).counts.astype(np.float64)
    return {
        "classes": float(len(counts)),
        "average_class": float(counts.mean()),
        "discernibility": float((counts**2).sum()),
    }


def _require_same(before: Frame, after: Frame, names: Sequence[str]) -> None:
    require_columns(before, names)
    require_columns(after, names)
    if before.height != after.height:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            "The treated table has another number of records.",
            "Compare records that correspond, in the same order.",
        )


def sentences(changes: Sequence[ColumnChange], rows: int, words: Words | None = None) -> list[str]:
    """Each column in one sentence, the untouched ones together in the first; English by default."""
    words = words or Words()
    said = []
    if same := [one.name for one in changes if not one.changed]:
        said.append(words.say("unchanged", names=words.names(same)))
    for one in changes:
        if one.changed:
            parts = words.say("semicolon").join(_parts(one, rows, words))
            said.append(parts + words.say("full_stop"))
    return said


def _parts(one: ColumnChange, rows: int, words: Words) -> list[str]:
    share = words.percent(one.changed / rows)
    parts = [words.say("changed", name=words.name(one.name), share=share)]
    if one.blanked:
        parts.append(words.say("blank", share=words.percent(one.blanked / rows)))
    if one.categories_after < one.categories_before:
        before, after = words.count(one.categories_before), words.count(one.categories_after)
        parts.append(words.say("became", before=before, after=after))
    elif one.largest_shift == 0:
        parts.append(words.say("same_shares"))
    elif one.mean_shift is not None and one.categories_before > _CONTINUOUS:
        mean, spread = words.percent(one.mean_shift), words.percent(one.spread_shift or 0)
        parts.append(words.say("moments", mean=mean, spread=spread))
    else:
        parts.append(words.say("shares", points=words.count(100 * one.largest_shift, 1)))
    return parts


def pair_sentences(pairs: Sequence[PairShift], words: Words | None = None) -> list[str]:
    """How far the shares within groups moved, by the pair of columns that moved most."""
    words = words or Words()
    if not pairs:
        return []
    of, by, points = pairs[0].of, pairs[0].by, words.count(100 * pairs[0].largest_shift, 1)
    return [words.say("pairs", of=words.name(of), by=words.name(by), points=points)]


def measured(
    before: Frame, after: Frame, keys: Sequence[str], sensitive: Sequence[str] = ()
) -> dict[str, Any]:
    """Every measure that applies to the columns both tables have, and the sentences."""
    names = [name for name in before.columns if name in after.columns]
    changes = [column_change(before, after, name) for name in names]
    touched = [one.name for one in changes if one.changed and one.mean_shift is not None]
    numbers = numeric_loss(before, after, touched) if touched else None
    present = [key for key in keys if key in names]
    pairs = pair_shifts(before, after, [*present, *(one for one in sensitive if one in names)])
    return {
        "columns": {one.name: _figures(one) for one in changes},
        "dropped": [name for name in before.columns if name not in after.columns],
        "numeric": None if numbers is None else {"variables": touched, **_figures(numbers)},
        "keys_before": class_sizes(before, present) if present else None,
        "keys_after": class_sizes(after, present) if present else None,
        "pairs": [asdict(one) for one in pairs],
        "sentences": sentences(changes, before.height) + pair_sentences(pairs),
    }


def gives_away(before: Frame, after: Frame, keys: Sequence[str]) -> dict[str, list[str]]:
    """Treated keys that an untouched column still tells, as a camp tells its district.

    A column tells a key if each of its values came with one value of the key. Columns that differ
    in nearly every record are left out: they are identifiers, and say so themselves.
    """
    treated = [
        key for key in keys if key not in after.columns or not before[key].equals(after[key])
    ]
    same = [
        name
        for name in after.columns
        if name not in keys and name in before.columns and before[name].equals(after[name])
    ]
    found: dict[str, list[str]] = {}
    for key in treated:
        for name in same:
            values = before[name].n_unique()
            if 1 < before[key].n_unique() <= values < _NEARLY_ALL * before.height and (
                before.select(name, key).n_unique() == values
            ):
                found.setdefault(key, []).append(name)
    return found


def _figures(one: ColumnChange | NumericLoss) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__ if name != "name"}
