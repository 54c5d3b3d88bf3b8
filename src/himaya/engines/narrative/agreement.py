"""How far coders agree beyond chance: Cohen's kappa for two, Krippendorff's alpha for any number.

Kappa with its large-sample standard error (Fleiss, Cohen & Everitt, Psychological Bulletin 72(5),
1969). Alpha for nominal codes with missing answers (Krippendorff, "Content Analysis", 4th ed. 2018,
ch. 12), its interval by drawing units anew (bootstrap). Where nobody ever disagrees because there
is only one code, agreement beyond chance has no meaning and the answer is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int64]
Counts = npt.NDArray[np.float64]
MISSING = -1  # a coder who did not code a unit

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


def alpha(codes: Sequence[Sequence[int]], seed: int = 1) -> Agreement | None:
    """Krippendorff's alpha of any number of coders: `codes[coder][unit]`, or `MISSING`."""
    table = np.array(codes, np.int64)
    size = int(table.max(initial=0)) + 1
    # How often each unit got each code (n, size); units with one answer cannot agree or disagree.
    counts = np.stack([(table == code).sum(axis=0) for code in range(size)], axis=1).astype(float)
    counts = counts[counts.sum(axis=1) >= _PAIR]
    value = _alpha(counts)
    if value is None:
        return None
    rng = np.random.default_rng(seed)
    draws = [
        found
        for _ in range(_DRAWS)
        if (found := _alpha(counts[rng.integers(0, len(counts), len(counts))])) is not None
    ]
    low, high = np.quantile(draws, [0.025, 0.975])
    return Agreement(value, float(low), float(high), len(counts))


def _alpha(counts: Counts) -> float | None:
    answers = counts.sum(axis=1)
    total = float(answers.sum())
    if total < _PAIR:
        return None
    observed = float(((answers**2 - (counts**2).sum(axis=1)) / (answers - 1)).sum()) / total
    shares = counts.sum(axis=0)
    expected = (total**2 - float((shares**2).sum())) / (total * (total - 1))
    return 1.0 - observed / expected if expected > 0 else None
