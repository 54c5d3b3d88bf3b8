"""Data shuffling: amounts change places among records and keep how they go together.

Muralidhar & Sarathy 2006, "Data shuffling: a new masking approach for numerical data", Management
Science 52(5). With X the confidential variables and S known ones, both as normal scores of their
ranks, new scores are drawn from the distribution of X given S,

    Y = R_xs R_ss⁻¹ S + e,   e normal with covariance R_xx - R_xs R_ss⁻¹ R_sx,

and the record whose new score has rank r gets the r-th smallest value of the file. Every variable
keeps all its values; the correlations of ranks within X, and of X with S, stay as they were in
expectation; beyond S, nothing links a record to its own values.
"""

from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from himaya.engines.disclosure.arrays import Floats
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame
from himaya.engines.disclosure.microaggregation import numeric
from himaya.engines.disclosure.perturbation import Perturbed, with_numbers

_FAR, _STEPS = 30.0, 6_001
_TIED = 1e-9


def shuffle_values(
    frame: Frame, names: Sequence[str], given: Sequence[str], random: np.random.Generator
) -> Perturbed:
    """Shuffle the columns `names`, keeping how they go with one another and with `given`.

    O(n log n). Refuses missing values, a column in both places, and fewer than three records.
    """
    both = sorted(set(names) & set(given))
    if both or frame.height < 3:  # noqa: PLR2004 - two records can but stay or change places
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"{', '.join(both) or 'Fewer than three records'} cannot be shuffled.",
            "Name columns to shuffle, and others that they go with.",
        )
    numbers = numeric(frame, names)
    scores = _normal_scores(numbers)
    known = _normal_scores(numeric(frame, given)) if given else np.empty((frame.height, 0))
    drawn = _drawn(scores, known, random)
    made = np.empty_like(numbers)
    for place in range(len(names)):
        order = np.argsort(drawn[:, place], kind="stable")
        made[order, place] = np.sort(numbers[:, place])
    return with_numbers(frame, names, numbers, made)


def _drawn(scores: Floats, known: Floats, random: np.random.Generator) -> Floats:
    size = scores.shape[1]
    together = np.hstack([scores, known])
    # A constant goes with nothing: noise in its place gives it a correlation of about 0.
    constant = together.std(axis=0) < _TIED
    together[:, constant] = random.standard_normal((len(together), int(constant.sum())))
    correlation = np.atleast_2d(np.corrcoef(together, rowvar=False))
    cross, inside = correlation[:size, size:], correlation[size:, size:]
    weights = cross @ np.linalg.pinv(inside) if known.shape[1] else cross
    left = correlation[:size, :size] - weights @ cross.T
    roots, axes = np.linalg.eigh(left)
    noise = random.standard_normal(scores.shape) @ (axes * np.sqrt(np.maximum(roots, 0))).T
    return np.asarray(known @ weights.T + noise)


def _normal_scores(numbers: Floats) -> Floats:
    """Normal quantiles of the mean ranks, by column; equal values have equal scores."""
    scores = np.empty_like(numbers)
    for place, column in enumerate(numbers.T):
        _, at, counts = np.unique(column, return_inverse=True, return_counts=True)
        last = np.cumsum(counts)
        middle = (last - (counts - 1) / 2) / (len(column) + 1)
        scores[:, place] = _quantile(middle)[at.reshape(-1)]
    return scores


def _quantile(shares: Floats) -> Floats:
    """Normal quantiles, between the points of a table over the log-odds; off by less than 1e-5."""
    odds, values = _table()
    return np.asarray(np.interp(np.log(shares) - np.log1p(-shares), odds, values))


@lru_cache
def _table() -> tuple[Floats, Floats]:
    odds = np.linspace(-_FAR, _FAR, _STEPS)
    normal = NormalDist()
    half = [normal.inv_cdf(1 / (1 + np.exp(-one))) for one in odds[: _STEPS // 2]]
    return odds, np.array([*half, 0.0, *(-one for one in reversed(half))])
