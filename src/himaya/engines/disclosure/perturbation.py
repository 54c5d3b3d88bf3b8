"""Perturbation: values are changed at random, in a way that keeps what is estimated from them.

- PRAM, the post randomisation method (Gouweleeuw et al. 1998): each value of a category goes to
  another with known probabilities. The invariant form is used: the expected frequencies are the
  observed ones, so tables need no correction.
- Noise (Brand 2002): additive independent noise, or correlated noise whose covariances are a
  multiple of those of the data, so that correlations stay.
- Rank swapping (Moore 1996): values are swapped among records whose ranks are near.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Floats, Ints
from himaya.engines.disclosure.encoding import code_column
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, require_columns
from himaya.engines.disclosure.microaggregation import numeric


@dataclass(frozen=True)
class Perturbed:
    """The treated table and how many values changed, by column."""

    frame: Frame
    changed: dict[str, int]


def invariant_matrix(frequencies: Floats, stay: float) -> Floats:
    """Transition probabilities (v, v) that leave the frequencies as they are in expectation.

    Two-step construction of Kooiman, Willenborg & Gouweleeuw 1997: with P the matrix that keeps a
    value with probability `stay` and else gives any other one, and Q its reversal under the
    frequencies, P·Q leaves them unchanged.
    """
    count = len(frequencies)
    if count < 2:  # noqa: PLR2004 - one value cannot change
        return np.ones((count, count))
    first = np.full((count, count), (1 - stay) / (count - 1))
    np.fill_diagonal(first, stay)
    joint = frequencies[:, None] * first
    back = (joint / joint.sum(axis=0)).T
    matrix: Floats = first @ back
    return matrix


def pram(frame: Frame, name: str, stay: float, random: np.random.Generator) -> Perturbed:
    """Invariant PRAM of one column; missing values stay missing. O(n).

    `stay` is the probability to keep a value in the first of the two steps.
    """
    require_columns(frame, [name])
    if not 0 <= stay <= 1:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"The probability to stay is {stay}.",
            "Give a number from 0 to 1; 0.8 keeps about seven values of ten.",
        )
    column = frame.get_column(name)
    coded = code_column(column)
    known = np.flatnonzero(coded.codes > 0)
    values = coded.codes[known] - 1
    if not len(known):
        return Perturbed(frame, {name: 0})
    counts = np.bincount(values, minlength=coded.levels.len()).astype(np.float64)
    steps = np.cumsum(invariant_matrix(counts / counts.sum(), stay), axis=1)
    drawn = random.random(len(known))
    made = _drawn(values, drawn, steps)
    # The first record with a value lends it, in the column's own type.
    lender = np.full(coded.levels.len(), -1, np.int64)
    lender[values[::-1]] = known[::-1]
    source = np.arange(frame.height)
    source[known] = lender[made]
    return Perturbed(
        frame.with_columns(column.gather(pl.Series(source)).alias(name)),
        {name: int((made != values).sum())},
    )


def _drawn(values: Ints, drawn: Floats, steps: Floats) -> Ints:
    """The value each record goes to, by its own row of cumulated probabilities."""
    made = np.empty(len(values), np.int64)
    order = np.argsort(values, kind="stable")
    bounds = np.searchsorted(values[order], np.arange(len(steps) + 1))
    for value, row in enumerate(steps):
        rows = order[bounds[value] : bounds[value + 1]]
        made[rows] = np.minimum(np.searchsorted(row, drawn[rows], side="right"), len(steps) - 1)
    return made


def add_noise(
    frame: Frame,
    names: Sequence[str],
    share: float,
    random: np.random.Generator,
    *,
    correlated: bool = False,
) -> Perturbed:
    """Add noise with `share` of the variables' standard deviations.

    Correlated noise (Kim 1986) is followed by the linear step that gives back the observed means
    and covariances in expectation. Refuses missing values.
    """
    numbers = numeric(frame, names)
    if share <= 0:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"Noise of {share} standard deviations is asked for.",
            "Give a positive number; 0.1 to 0.5 are usual.",
        )
    if correlated:
        covariance = np.atleast_2d(np.cov(numbers, rowvar=False))
        roots, axes = np.linalg.eigh(covariance)
        spread = axes * np.sqrt(np.maximum(roots, 0))
        noise = random.standard_normal(numbers.shape) @ spread.T * share
        means = numbers.mean(axis=0)
        made = means + (numbers - means + noise) / np.sqrt(1 + share**2)
    else:
        spread = numbers.std(axis=0, ddof=1)
        made = numbers + random.standard_normal(numbers.shape) * spread * share
    return with_numbers(frame, names, numbers, made)


def swap_ranks(
    frame: Frame, names: Sequence[str], share: float, random: np.random.Generator
) -> Perturbed:
    """Swap each variable's values among records at most `share` of the ranks apart. O(n log n).

    Ranks are paired within blocks of that width, shifted by a random start; every value stays in
    the file, so all univariate figures are kept exactly.
    """
    numbers = numeric(frame, names)
    width = max(2, round(share * frame.height) + 1)
    if not 0 < share <= 1:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"A window of {share} of the ranks is asked for.",
            "Give a share between 0 and 1; 0.05 is usual.",
        )
    made = numbers.copy()
    for place in range(len(names)):
        order = np.argsort(numbers[:, place], kind="stable")
        block = (np.arange(frame.height) + int(random.integers(width))) // width
        shuffled = np.lexsort((random.random(frame.height), block))
        # Neighbours in the shuffled block are partners; an odd one out keeps its value.
        left = shuffled[:-1:2]
        right = shuffled[1::2]
        pair = block[left] == block[right]
        one, other = order[left[pair]], order[right[pair]]
        made[one, place], made[other, place] = numbers[other, place], numbers[one, place]
    return with_numbers(frame, names, numbers, made)


def with_numbers(frame: Frame, names: Sequence[str], before: Floats, after: Floats) -> Perturbed:
    """The table with new numbers, whole where a column of whole numbers got whole ones."""
    columns = []
    for place, name in enumerate(names):
        column = pl.Series(name, after[:, place])
        if frame.schema[name].is_integer() and (after[:, place] == np.rint(after[:, place])).all():
            column = column.cast(frame.schema[name])
        columns.append(column)
    changed = (before != after).sum(axis=0)
    return Perturbed(frame.with_columns(columns), dict(zip(names, map(int, changed), strict=True)))
