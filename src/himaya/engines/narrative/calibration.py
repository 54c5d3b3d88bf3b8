"""Margins turned into probabilities, and where to cut them.

One bent line for all themes together (`bending`), then Platt's sigmoid (Platt, "Probabilistic
outputs for support vector machines", 1999) per theme on top of it, pulled towards changing nothing,
so that a theme with few examples is not calibrated on noise. Cuts are pulled in the same way.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from himaya.engines.narrative import bending
from himaya.engines.narrative.linear import Flags, Floats

_PULL = 20.0  # how many examples' worth the common line counts for
_UNCHANGED = (1.0, 0.0)  # slope and intercept
_CUT_PULL = 30.0  # the same for the cut
_STEPS = 50
_FAR = 30.0
_START_PULL = 40.0  # the same for the cut of the lexicon, by examples of all themes
_LEAST_CUT = 0.1
_BINS = 10
# Acceptance without a person: the promise, and one standard normal quantile (95 %, one-sided).
PROMISED = 0.95
_QUANTILE = 1.645
_PRIOR = 20.0  # decisions' worth of the promise that a theme starts with
_LEAST_PROOF = 1_000  # accepted decisions on record; on 570, fresh texts kept 92 %
_SLACK = 0.02  # one theme's record is short and jumps; all together keep the promise in full
_FLOORS = np.linspace(0.5, 0.995, 100)
NEVER = 2.0  # a cut that no probability reaches


@dataclass(frozen=True)
class Sigmoids:
    """probability = 1 / (1 + exp(-(slope · bent(margin) + intercept))), by theme (m,).

    `curve` are the values of the common line at the knots of `bending`.
    """

    slopes: Floats
    intercepts: Floats
    curve: Floats

    def probabilities(self, margins: Floats) -> Floats:
        """Probabilities (n, m) of margins (n, m)."""
        return _sigmoid(bending.bent(margins, self.curve) * self.slopes + self.intercepts)


def sigmoids(margins: Floats, coded: Flags) -> Sigmoids:
    """Fit them to margins (n, m) of passages that the separator had not seen, and their codes."""
    curve = bending.fitted(margins, coded)
    logits = bending.bent(margins, curve)
    themes = [
        _fit(logits[:, theme], coded[:, theme].astype(float), _UNCHANGED, _PULL)
        for theme in range(margins.shape[1])
    ]
    made = np.array(themes).reshape(-1, 2)
    return Sigmoids(made[:, 0], made[:, 1], curve)


def _fit(
    margins: Floats, truth: Floats, towards: tuple[float, float], pull: float
) -> tuple[float, float]:
    """Newton's method on the penalised likelihood, which is convex; the slope stays positive."""
    slope, intercept = towards
    for _ in range(_STEPS):
        chance = _sigmoid(slope * margins + intercept)
        miss, spread = chance - truth, chance * (1.0 - chance)
        by_slope = float(miss @ margins) + pull * (slope - towards[0])
        by_intercept = float(miss.sum()) + pull * (intercept - towards[1])
        a = float(spread @ (margins * margins)) + pull
        b = float(spread @ margins)
        c = float(spread.sum()) + pull
        determinant = a * c - b * b
        change = (c * by_slope - b * by_intercept) / determinant
        shift = (a * by_intercept - b * by_slope) / determinant
        slope, intercept = max(slope - change, 1e-3), intercept - shift
        if abs(change) + abs(shift) < 1e-9:  # noqa: PLR2004 - the precision of the answer
            break
    return slope, intercept


def _sigmoid(found: Floats) -> Floats:
    made: Floats = 1.0 / (1.0 + np.exp(-np.clip(found, -_FAR, _FAR)))
    return made


def cuts(probabilities: Floats, coded: Flags, start: Floats) -> Floats:
    """By theme (m,) the probability from which it is suggested: where F1 was best, pulled.

    A theme is pulled to the common cut, and that, where all examples together are few, to `start`
    (m,): what the lexicon suggests stays suggested then. A theme without examples takes the common
    cut, never 0: it would be suggested everywhere.
    """
    if not coded.any():
        return np.maximum(start, _LEAST_CUT)
    best, count = _best_cut(probabilities.ravel(), coded.ravel()), int(coded.sum())
    commons = (best * count + start * _START_PULL) / (count + _START_PULL)
    made = np.maximum(commons, _LEAST_CUT)
    for theme in range(coded.shape[1]):
        examples = int(coded[:, theme].sum())
        if examples:
            best = _best_cut(probabilities[:, theme], coded[:, theme])
            made[theme] = (best * examples + commons[theme] * _CUT_PULL) / (examples + _CUT_PULL)
    return made


def _best_cut(probabilities: Floats, coded: Flags) -> float:
    order = np.argsort(-probabilities, kind="stable")
    right = np.cumsum(coded[order])
    f1 = 2.0 * right / (np.arange(1, len(order) + 1) + right[-1])
    best = int(np.argmax(f1))
    here = float(probabilities[order[best]])
    below = float(probabilities[order[best + 1]]) if best + 1 < len(order) else 0.0
    return (here + below) / 2.0


def acceptance_cuts(probabilities: Floats, coded: Flags, promised: float = PROMISED) -> Floats:
    """By theme (m,) the probability from which a suggestion may stand without a person.

    A theme's cut is the lowest at which its own record, counted on top of `_PRIOR` decisions that
    kept the promise, comes within `_SLACK` of it. No cut is below a common floor, the lowest at
    which the share of right ones among all accepted is at least `promised` with 95 % confidence
    (normal approximation to the binomial). `NEVER` where that is not to be had.
    """
    records = [
        _Record.of(probabilities[:, theme], coded[:, theme], promised)
        for theme in range(coded.shape[1])
    ]
    for floor in _FLOORS:
        made = np.array([record.cut(floor) for record in records])
        accepted = probabilities >= made
        count = int(accepted.sum())
        share = int((accepted & coded).sum()) / max(1, count)
        if count < _LEAST_PROOF:
            break
        if share - _QUANTILE * math.sqrt(share * (1.0 - share) / count) >= promised:
            return made
    return np.full(coded.shape[1], NEVER)


@dataclass(frozen=True)
class _Record:
    """A theme's probabilities (n,) from the highest down, and whether the promise is kept there."""

    probabilities: Floats
    keeps: Flags

    @classmethod
    def of(cls, probabilities: Floats, coded: Flags, promised: float) -> Self:
        order = np.argsort(-probabilities, kind="stable")
        right = np.cumsum(coded[order])
        share = (right + _PRIOR * promised) / (np.arange(1, len(order) + 1) + _PRIOR)
        return cls(probabilities[order], share >= promised - _SLACK)

    def cut(self, floor: float) -> float:
        """The lowest probability from `floor` on at which the promise is kept."""
        asked = int(np.searchsorted(-self.probabilities, -floor, side="right"))
        kept = np.flatnonzero(self.keeps[:asked])
        return float(self.probabilities[kept[-1]]) if len(kept) else NEVER


def calibration_error(probabilities: Floats, coded: Flags) -> float:
    """Expected calibration error over ten equal bins of the probabilities given, of any shape.

    Guo et al., "On calibration of modern neural networks", ICML 2017. 0 where there are none.
    """
    flat, truth = probabilities.ravel(), coded.ravel()
    if not flat.size:
        return 0.0
    bins = np.minimum((flat * _BINS).astype(int), _BINS - 1)
    counts = np.bincount(bins, minlength=_BINS)
    gaps = np.abs(
        np.bincount(bins, flat, minlength=_BINS) - np.bincount(bins, truth, minlength=_BINS)
    )
    return float(gaps.sum() / counts.sum())
