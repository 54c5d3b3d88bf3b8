"""How far coders agree beyond chance: Cohen's kappa for two, Krippendorff's alpha for any number.

Kappa with its large-sample standard error (Fleiss, Cohen & Everitt, Psychological Bulletin 72(5),
1969). Alpha for nominal, ordinal and interval codes with missing answers (Krippendorff, "Content
Analysis", 4th ed. 2018, ch. 12), its interval by drawing units anew (bootstrap). Where nobody ever
disagrees because there is only one code, agreement beyond chance has no meaning: None.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int64]
Counts = npt.NDArray[np.float64]
MISSING = -1  # a coder who did not code a unit


class Scale(StrEnum):
    """What the difference of two codes means."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


_QUANTILE = 1.96
_DRAWS = 1_000
_PAIR = 2


@dataclass(frozen=True)
class Agreement:
    """The coefficient (1: perfect, 0: as by chance), its 95 % interval, and the units compared."""

    value: float
    low: float
    high: float
    units: int


def kappa(one: Sequence[int], other: Sequence[int]) -> Agreement | None:
    """Cohen's kappa of two coders over the same n units, codes from 0 on; `MISSING` is left out.

    For a theme the codes are 1 where the coder gave it and 0 where not.
    """
    first, second = np.array(one, np.int64), np.array(other, np.int64)
    both = (first != MISSING) & (second != MISSING)
    first, second = first[both], second[both]
    if not len(first):
        return None
    size = int(max(first.max(), second.max())) + 1
    table = np.zeros((size, size))
    np.add.at(table, (first, second), 1.0 / len(first))
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    agreed, expected = float(np.trace(table)), float(rows @ columns)
    if expected >= 1.0:
        return None
    value = (agreed - expected) / (1.0 - expected)
    diagonal = float(
        (np.diag(table) * ((1 - expected) - (rows + columns) * (1 - agreed)) ** 2).sum()
    )
    weights = (columns[:, None] + rows[None, :]) ** 2
    others = (1 - agreed) ** 2 * float((table * weights).sum() - (np.diag(table * weights)).sum())
    rest = (agreed * expected - 2 * expected + agreed) ** 2
    variance = (diagonal + others - rest) / (len(first) * (1 - expected) ** 4)
    reach = _QUANTILE * float(np.sqrt(max(0.0, variance)))
    return Agreement(value, max(-1.0, value - reach), min(1.0, value + reach), len(first))


def alpha(
    codes: Sequence[Sequence[int]], scale: Scale = Scale.NOMINAL, seed: int = 1
) -> Agreement | None:
    """Krippendorff's alpha of any number of coders: `codes[coder][unit]`, or `MISSING`.

    For codes in an order, such as a scale of severity, ask for ORDINAL: near misses count less.
    """
    table = np.array(codes, np.int64)
    size = int(table.max(initial=0)) + 1
    # How often each unit got each code (n, size); units with one answer cannot agree or disagree.
    counts = np.stack([(table == code).sum(axis=0) for code in range(size)], axis=1).astype(float)
    counts = counts[counts.sum(axis=1) >= _PAIR]
    if not len(counts):
        return None
    # Units with the same answers are one kind: to draw units is to draw how many of each kind.
    kinds, many = np.unique(counts, axis=0, return_counts=True)
    value = float(_alpha(kinds, many[None, :].astype(float), scale)[0])
    if np.isnan(value):
        return None
    units = len(counts)
    drawn = np.random.default_rng(seed).multinomial(units, many / units, size=_DRAWS)
    low, high = np.nanquantile(_alpha(kinds, drawn.astype(float), scale), [0.025, 0.975])
    return Agreement(value, float(low), float(high), units)


def _alpha(kinds: Counts, many: Counts, scale: Scale) -> Counts:
    """By the matrix of coincidences: how often two answers of one unit were this and that.

    `kinds` (kind, code) answers of a unit, `many` (draw, kind) units: alpha of each draw, NaN where
    only one code was given.
    """
    answers = kinds.sum(axis=1)
    weighed = kinds / (answers - 1)[:, None]
    size = kinds.shape[1]
    of_kind = weighed[:, :, None] * kinds[:, None, :] - weighed[:, :, None] * np.eye(size)
    together = (many @ of_kind.reshape(len(kinds), -1)).reshape(-1, size, size)
    total, shares = many @ answers, many @ kinds
    apart = _apart(shares, scale)
    observed = (together * apart).sum(axis=(1, 2)) / total
    expected = np.einsum("di,dij,dj->d", shares, apart, shares) / (total * (total - 1))
    made: Counts = np.where(
        expected > 0, 1.0 - observed / np.where(expected > 0, expected, 1), np.nan
    )
    return made


def _apart(shares: Counts, scale: Scale) -> Counts:
    """Squared difference of any two codes (draw, size, size)."""
    places = np.broadcast_to(np.arange(shares.shape[1], dtype=float), shares.shape)
    if scale is Scale.NOMINAL:
        return np.broadcast_to(1.0 - np.eye(shares.shape[1]), (*shares.shape, shares.shape[1]))
    if scale is Scale.ORDINAL:
        # Ranks of what was answered: codes that nobody used lie at no distance.
        places = np.cumsum(shares, axis=1) - shares / 2
    made: Counts = (places[:, :, None] - places[:, None, :]) ** 2
    return made


@dataclass(frozen=True)
class ThemeAgreement:
    """How far coders agree on one theme: units it was given to by anybody, alpha, and kappa of two.

    `kappa` is None for more than two coders; either is None where chance alone explains all.
    """

    theme: str
    given: int
    alpha: Agreement | None
    kappa: Agreement | None


def by_theme(
    coders: Sequence[Mapping[str, Collection[str]]],
) -> tuple[list[ThemeAgreement], Agreement | None]:
    """Agreement on each theme that anybody gave, and alpha over all decisions together.

    A coder is a mapping of units to their themes; a unit that is missing was not coded by them.
    The interval of the whole takes decisions on one unit as independent, so it is narrow.
    """
    units = sorted({unit for coder in coders for unit in coder})
    themes = sorted({theme for coder in coders for given in coder.values() for theme in given})
    tables = [
        [
            [int(theme in coder[unit]) if unit in coder else MISSING for unit in units]
            for coder in coders
        ]
        for theme in themes
    ]
    made = [
        ThemeAgreement(
            theme,
            sum(max(answers) > 0 for answers in zip(*table, strict=True)),
            alpha(table),
            kappa(*table) if len(table) == _PAIR else None,
        )
        for theme, table in zip(themes, tables, strict=True)
    ]
    joined = [[code for table in tables for code in table[at]] for at in range(len(coders))]
    return made, alpha(joined) if themes else None


def by_pair(
    coders: Sequence[Mapping[str, Collection[str]]],
) -> list[tuple[int, int, Agreement | None]]:
    """Agreement of each two coders over all their decisions: who of several codes otherwise."""
    return [
        (one, other, by_theme([coders[one], coders[other]])[1])
        for one, other in combinations(range(len(coders)), _PAIR)
    ]
