"""Which sample uniques are unique in the population, by a log-linear model of all combinations.

The people with the key values k are Poisson with mean λ_k, each in the sample with probability
π_k; so the records are Poisson with mean μ_k = π_k λ_k, and those not sampled are Poisson with mean
λ_k (1 - π_k), independent of the records (Skinner & Holmes 1998, Journal of Official Statistics
14(4); Skinner & Shlomo 2008, JASA 103(483)). For a sample unique, with v = μ_k (1 - π_k) / π_k,

    P(F = 1 | f = 1) = exp(-v)          E(1/F | f = 1) = (1 - exp(-v)) / v.

The μ_k come from a log-linear model: `main`, the key variables independent of each other, or
`pairs`, with all interactions of two, by iterative proportional fitting over all combinations that
could occur (Deming & Stephan 1940). Independence mostly says too little of the risk where keys go
together, many interactions too much (Skinner & Shlomo 2008); so both are given.

sdcMicro's `modRisk` takes the fitted mean of the *sample* for the population's and divides by the
combinations that occur; its figures are not chances that an intruder could use. The fit is the same
(test_reference.py).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from himaya.engines.disclosure.arrays import Floats
from himaya.engines.disclosure.encoding import Encoding

# Above so many possible combinations, interactions are not fitted: it would take minutes.
MOST_CELLS = 100_000
_ROUNDS, _CLOSE = 200, 1e-9
_FEWEST = 3  # with two keys their interaction is the table itself: nothing is smoothed


@dataclass(frozen=True)
class LogLinear:
    """One model: expected sample uniques that are unique in the population, and correct matches.

    `fitted` are the means μ by combination (g), `unique` and `match` the two chances of those
    combinations that are one record, 0 of the others.
    """

    model: str
    fitted: Floats
    unique: Floats
    match: Floats

    @property
    def population_uniques(self) -> float:
        """Expected number of sample uniques that are population uniques."""
        return float(self.unique.sum())

    @property
    def correct_matches(self) -> float:
        """Expected number of sample uniques matched rightly by somebody who guesses."""
        return float(self.match.sum())


def log_linear(encoding: Encoding, sampled: Floats) -> tuple[LogLinear, ...]:
    """The models that can be fitted; `sampled` is π, the chance of being sampled, by combination.

    Costs O(g · m) for `main`; up to 200 passes over all possible combinations for `pairs`.
    """
    found = [_judged("main", encoding, _independent(encoding), sampled)]
    if len(encoding.keys) >= _FEWEST and math.prod(_present(encoding)) <= MOST_CELLS:
        found.append(_judged("pairs", encoding, _with_pairs(encoding), sampled))
    return tuple(found)


def _judged(model: str, encoding: Encoding, fitted: Floats, sampled: Floats) -> LogLinear:
    alone = encoding.counts == 1
    share = np.minimum(sampled, 1.0)
    unsampled = fitted * (1 - share) / share
    unique = np.where(alone, np.exp(-unsampled), 0.0)
    match = np.where(alone, -np.expm1(-unsampled) / np.maximum(unsampled, 1e-300), 0.0)
    match[alone & (unsampled == 0)] = 1.0
    return LogLinear(model, fitted, unique, match)


def _independent(encoding: Encoding) -> Floats:
    records = encoding.rows
    fitted = np.full(len(encoding.first), float(records))
    for codes, size in zip(encoding.table, encoding.sizes, strict=True):
        margin = np.bincount(codes, encoding.counts, size)
        fitted *= margin[codes] / records
    return fitted


def _present(encoding: Encoding) -> list[int]:
    """How many codes of each key occur, a missing value among them where there is one."""
    return [
        size if (codes == 0).any() else size - 1
        for codes, size in zip(encoding.table, encoding.sizes, strict=True)
    ]


def _with_pairs(encoding: Encoding) -> Floats:
    shape = _present(encoding)
    places = tuple(
        codes - (full - size)
        for codes, full, size in zip(encoding.table, encoding.sizes, shape, strict=True)
    )
    seen = np.zeros(shape)
    np.add.at(seen, places, encoding.counts)
    pairs = list(combinations(range(len(shape)), 2))
    others = [tuple(axis for axis in range(len(shape)) if axis not in pair) for pair in pairs]
    margins = [seen.sum(axis=axes, keepdims=True) for axes in others]
    fitted = np.ones(shape)
    for _ in range(_ROUNDS):
        if _fit_once(fitted, margins, others) < _CLOSE:
            break
    return np.asarray(fitted[places])


def _fit_once(
    fitted: Floats, margins: Sequence[Floats], others: Sequence[tuple[int, ...]]
) -> float:
    """Bring each margin to what was seen, in place; the largest correction of a factor."""
    furthest = 0.0
    for margin, axes in zip(margins, others, strict=True):
        now = fitted.sum(axis=axes, keepdims=True)
        there = now > 0
        factor = np.divide(margin, now, out=np.zeros_like(margin), where=there)
        fitted *= factor
        changed = np.abs(factor[margin > 0] - 1)
        furthest = max(furthest, float(changed.max()))
    return furthest
