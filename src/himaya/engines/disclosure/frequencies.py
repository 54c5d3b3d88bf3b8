"""How many records, and how many people, share a record's key values.

fk is the number of records in the sample with the same key values, Fk the estimate of their
number in the population, the sum of their sampling weights (Benedetti & Franconi 1998; Hundepool
et al., Statistical Disclosure Control, 2012, §3.3).

What a missing value means is the caller's choice and is named in every result:

`wildcard`: it stands for any value, as in sdcMicro; a record matches all that agree with it where
both have a value. Matches that rest on another record's missing value count `alpha` (sdcMicro's
parameter of that name, 1 by default).
`category`: it is a value of its own. Counts are never above those of `wildcard`, risks never below.
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from himaya.engines.disclosure.arrays import Floats, Ints, Keys
from himaya.engines.disclosure.encoding import Encoding
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.grouping import pack, sum_by_key


class Missing(StrEnum):
    """What a missing value means when records are compared."""

    WILDCARD = "wildcard"
    CATEGORY = "category"


@dataclass(frozen=True)
class Frequencies:
    """By distinct combination (g): `fk` records and `Fk` people; and the meaning used."""

    fk: Floats
    Fk: Floats
    missing: Missing
    alpha: float


def frequencies(
    encoding: Encoding,
    weights: Floats | None = None,
    missing: Missing = Missing.WILDCARD,
    alpha: float = 1.0,
) -> Frequencies:
    """Give fk and Fk of each distinct combination; without weights the sample is the population.

    Costs O(n), with missing values O(g · p) for p different patterns of them.
    """
    if not 0.0 <= alpha <= 1.0:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"alpha is {alpha}.",
            "Give a number from 0 to 1; 1 counts every match of a missing value.",
        )
    counts = encoding.counts.astype(np.float64)
    sums = counts if weights is None else encoding.summed(weights)
    both = np.stack([counts, sums], axis=1)
    if missing is Missing.WILDCARD and encoding.missing.any():
        both = both + _wildcard_matches(encoding, both, alpha)
    return Frequencies(both[:, 0], both[:, 1], missing, alpha)


def _wildcard_matches(encoding: Encoding, values: Floats, alpha: float) -> Floats:
    """Sums of `values` over the other combinations that match by a missing value on either side."""
    patterns = encoding.missing
    kinds = np.unique(patterns)
    rows_of = {int(kind): np.flatnonzero(patterns == kind) for kind in kinds}
    keys = _Projections(encoding)
    added = np.zeros_like(values)
    for kind, rows in rows_of.items():
        by_union: dict[int, list[int]] = defaultdict(list)
        for other in rows_of:
            by_union[kind | other].append(other)
        for union, others in by_union.items():
            key = keys.without(union)
            for share, sources in _shares(others, alpha):
                rows_from = np.concatenate([rows_of[other] for other in sources])
                found = sum_by_key(key[rows_from], values[rows_from], key[rows])
                added[rows] += share * found
        # A combination has been counted among its own kind; it is there already.
        added[rows] -= (alpha if kind else 1.0) * values[rows]
        if kind == (1 << len(encoding.keys)) - 1:  # without any value it matches everybody
            added[rows] = values.sum(axis=0) - values[rows]
    return added


def _shares(others: list[int], alpha: float) -> list[tuple[float, list[int]]]:
    """How much a match counts, by the patterns it comes from (sdcMicro's freqCalc).

    A full count where the other record has no missing value, else `alpha`.
    """
    whole = [other for other in others if other == 0]
    partial = [other for other in others if other]
    return [(share, some) for share, some in ((1.0, whole), (alpha, partial)) if some]


class _Projections:
    """Keys of the combinations without some of the key variables, kept while they are in use."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._kept: dict[int, Keys] = {}

    def without(self, dropped: int) -> Keys:
        """One number per combination (g) over the key variables not in `dropped`."""
        if dropped not in self._kept:
            if len(self._kept) > 64:  # noqa: PLR2004 - bounds the memory, not the answer
                self._kept.clear()
            self._kept[dropped] = self._packed(dropped)
        return self._kept[dropped]

    def _packed(self, dropped: int) -> Keys:
        kept = [place for place in range(len(self._encoding.keys)) if not dropped >> place & 1]
        if not kept:
            return np.zeros(len(self._encoding.first), np.uint64)
        table: tuple[Ints, ...] = self._encoding.table
        return pack([table[i] for i in kept], [self._encoding.sizes[i] for i in kept])
