"""Special uniques: SUDA2 scores and DIS scores.

A minimal sample unique (MSU) of a record is a set of its key values that nobody else in the file
has, while every smaller part of it is shared. A record with many small MSUs stands out whatever an
intruder happens to know (Elliot, Manning & Ford 2002; Manning, Haglin & Keane 2008, SUDA2).

Scores, for m key variables and an MSU of size s:
- `original` (Elliot et al. 2002): (m - s)!, summed over the record's MSUs;
- otherwise (2^(m-s) - 1) / C(m, s), as sdcMicro: an MSU of all keys then weighs nothing.

DIS score (Elliot 2005, calibrated by data intrusion simulation, Skinner & Elliot 2002), with U
unique records, P records in pairs, sampling fraction f of the intrusion, Q = 1 + (8 - m)/20 and
A the sum of 1/score^Q over records with a score:

    dis = 1 / (1 + P(1-f)/f / (score^Q · A))

sdcMicro evaluates P(1-f)/f in single precision; its scores differ from ours by up to 1e-7.

An MSU never rests on a missing value; for the others a missing value is a value of its own.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from himaya.engines.disclosure.arrays import Floats, Ints
from himaya.engines.disclosure.encoding import Encoding
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.minimal_uniques import minimal_uniques

Progress = Callable[[int, int], None]  # steps done, steps in all


@dataclass(frozen=True)
class Suda:
    """Scores by distinct combination (g), and what made them.

    `shares` is the part of all scores in which each key variable takes part (they overlap);
    `msus` the number of minimal sample uniques of each size; `max_k` the largest size looked at.
    `contributions` (g, m), where asked for, is the part of a record's score by key variable.
    """

    scores: Floats
    dis: Floats
    shares: dict[str, float]
    msus: dict[int, int]
    max_k: int
    contributions: Floats | None = None


def suda2(
    encoding: Encoding,
    *,
    max_k: int | None = None,
    fraction: float = 0.01,
    original: bool = True,
    by_key: bool = False,
    progress: Progress | None = None,
) -> Suda:
    """SUDA and DIS scores of each distinct combination.

    `max_k` bounds the size of the MSUs looked for (None: all), `fraction` is the sampling fraction
    of the intrusion (sdcMicro's DisFraction). Costs at most 2^m passes over the records that are
    not yet unique in fewer keys.
    """
    most = len(encoding.keys)
    max_k = most if max_k is None else max_k
    if max_k < 1 or not 0 < fraction < 1:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"max_k is {max_k} and the fraction {fraction}.",
            "Give a size of at least 1 and a fraction between 0 and 1.",
        )
    max_k = min(max_k, most)
    tally = _Tally(encoding, max_k, original=original, by_key=by_key)
    total = sum(math.comb(most, size) for size in range(1, max_k + 1))
    for done, (keys, rows) in enumerate(minimal_uniques(encoding, max_k), start=1):
        tally.add(keys, rows)
        if progress is not None:
            progress(done, total)
    dis = _dis(encoding, tally.scores, fraction)
    return Suda(tally.scores, dis, tally.shares(), tally.sizes, max_k, tally.contributions())


class _Tally:
    """Adds up what the minimal sample uniques give."""

    def __init__(self, encoding: Encoding, max_k: int, *, original: bool, by_key: bool) -> None:
        self._keys = encoding.keys
        self._original = original
        self.scores: Floats = np.zeros(len(encoding.first))
        self.sizes: dict[int, int] = dict.fromkeys(range(1, max_k + 1), 0)
        self._by_key = np.zeros(len(self._keys))
        self._parts = np.zeros((len(encoding.first), len(self._keys))) if by_key else None

    def add(self, keys: tuple[int, ...], rows: Ints) -> None:
        """Records (as combinations) for which these key variables are a minimal sample unique."""
        weight = self._weight(len(keys))
        self.scores[rows] += weight
        self.sizes[len(keys)] += len(rows)
        self._by_key[np.array(keys)] += weight * len(rows)
        if self._parts is not None:
            self._parts[np.ix_(rows, np.array(keys))] += weight

    def _weight(self, size: int) -> float:
        most = len(self._keys)
        if self._original:
            return float(math.factorial(most - size))
        return (2.0 ** (most - size) - 1) / math.comb(most, size)

    def shares(self) -> dict[str, float]:
        """Part of the total score in which each key variable takes part."""
        total = float(self.scores.sum())
        parts = self._by_key / total if total else self._by_key
        return dict(zip(self._keys, map(float, parts), strict=True))

    def contributions(self) -> Floats | None:
        """Part of each score by key variable (g, m)."""
        if self._parts is None:
            return None
        divisor = np.where(self.scores > 0, self.scores, 1.0)
        return np.asarray(self._parts / divisor[:, None])


def _dis(encoding: Encoding, scores: Floats, fraction: float) -> Floats:
    pairs = 2 * int((encoding.counts == 2).sum())  # noqa: PLR2004 - records in pairs
    # Single precision as in sdcMicro, or its scores could not be met to the digit.
    power = float(np.float32(1 + (8 - len(encoding.keys)) / 20))
    dis = np.zeros_like(scores)
    there = scores > 0
    scaled = scores[there] ** power
    odds = pairs * (1 - fraction) / fraction / (scaled * (1 / scaled).sum())
    dis[there] = 1 / (1 + odds)
    return dis
