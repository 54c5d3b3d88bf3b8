"""What sharing a group with others gives away: l-diversity, t-closeness, beta and delta.

Groups are the records with the same key values. A missing key value is a value of its own here:
groups are then smaller and no measure looks better than it is. A missing sensitive value is a value
of its own as well, since "no answer" can be learned too (as in sdcMicro).

- distinct, entropy and recursive (c, l)-diversity: Machanavajjhala et al. 2007, TKDD 1(1).
  Entropy is given as exp(-sum p ln p); recursive as the largest l with r1 < c (r_l + ... + r_m).
- t-closeness: Li, Li & Venkatasubramanian 2007, with the equal distance for categories and the
  ordered distance for numbers.
- basic and enhanced beta-likeness: Cao & Karras 2012, PVLDB 5(11), as pycanon evaluates them.
- delta-disclosure: Brickell & Shmatikov 2008: the largest |ln(q/p)|.
- alpha: the largest share of one value in a group (Wong et al. 2006).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Floats, Ints
from himaya.engines.disclosure.encoding import Codes, Encoding, code_column
from himaya.engines.disclosure.grouping import group, pack


@dataclass(frozen=True)
class Diversity:
    """Measures of one sensitive variable.

    `distinct`, `entropy` and `recursive` have one value per distinct combination of the keys (g);
    the others are for the whole file. `is_ordered`: t used the ordered distance, for numbers.
    """

    name: str
    distinct: Ints
    entropy: Floats
    recursive: Ints
    c: float
    t: float
    is_ordered: bool
    basic_beta: float
    enhanced_beta: float
    delta: float
    alpha: float


@dataclass(frozen=True)
class _Pairs:
    """Each value of the sensitive variable in each group that has it, sorted by group and value."""

    groups: Ints
    values: Ints
    counts: Floats
    share: Floats  # of the value within the group: q
    overall: Floats  # of each value in the file: p, by code


def diversity(encoding: Encoding, sensitive: pl.Series, c: float = 2.0) -> Diversity:
    """All measures of one sensitive column (n values). Costs O(n + pairs · log pairs)."""
    coded = code_column(sensitive)
    pairs = _pairs(encoding, coded)
    groups = len(encoding.first)
    distinct = np.bincount(pairs.groups, minlength=groups)
    entropy = np.exp(-np.bincount(pairs.groups, pairs.share * np.log(pairs.share), groups))
    ratio = pairs.share / pairs.overall[pairs.values]
    beta = float((ratio - 1).max())
    present = pairs.overall[pairs.overall > 0]
    is_ordered = sensitive.dtype.is_numeric()
    return Diversity(
        name=sensitive.name,
        distinct=distinct,
        entropy=entropy,
        recursive=_recursive(pairs, groups, c),
        c=c,
        t=_ordered_distance(pairs) if is_ordered else _equal_distance(pairs, groups),
        is_ordered=is_ordered,
        basic_beta=beta,
        enhanced_beta=min(beta, float(-np.log(present.min()))),
        delta=float(np.abs(np.log(ratio)).max()),
        alpha=float(pairs.share.max()),
    )


def _pairs(encoding: Encoding, coded: Codes) -> _Pairs:
    both = pack([encoding.groups, coded.codes], [len(encoding.first), coded.size])
    places, first = group(both)
    counts = np.bincount(places, minlength=len(first)).astype(np.float64)
    groups, values = encoding.groups[first], coded.codes[first]
    order = np.lexsort((values, groups))
    groups, values, counts = groups[order], values[order], counts[order]
    overall = np.bincount(coded.codes, minlength=coded.size) / len(coded.codes)
    return _Pairs(groups, values, counts, counts / encoding.counts[groups], overall)


def _recursive(pairs: _Pairs, groups: int, c: float) -> Ints:
    order = np.lexsort((-pairs.counts, pairs.groups))
    counts, of = pairs.counts[order], pairs.groups[order]
    starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
    sizes = np.diff(np.r_[starts, len(of)])
    before = np.cumsum(counts) - counts
    within = before - np.repeat(before[starts], sizes)
    total = np.repeat(np.add.reduceat(counts, starts), sizes)
    largest = np.repeat(counts[starts], sizes)
    # The sum of r_l ... r_m still outweighs the most frequent value.
    holds = (c * (total - within) > largest) & (within > 0)
    return 1 + np.bincount(of, holds, groups).astype(np.int64)


def _equal_distance(pairs: _Pairs, groups: int) -> float:
    p = pairs.overall[pairs.values]
    differences = np.bincount(pairs.groups, np.abs(pairs.share - p), groups)
    absent = 1 - np.bincount(pairs.groups, p, groups)
    return float((0.5 * (differences + absent)).max())


def _ordered_distance(pairs: _Pairs) -> float:
    """Largest sum of |Q - P| over the values, Q and P the cumulated shares, divided by m - 1."""
    occurs = pairs.overall > 0
    place = np.cumsum(occurs) - 1
    p = np.cumsum(pairs.overall[occurs])
    if len(p) == 1:
        return 0.0
    summed = np.r_[0.0, np.cumsum(p)]
    starts = np.flatnonzero(np.r_[True, pairs.groups[1:] != pairs.groups[:-1]])
    sizes = np.diff(np.r_[starts, len(pairs.groups)])
    running = np.cumsum(pairs.share)
    q = running - np.repeat(running[starts] - pairs.share[starts], sizes)
    low = place[pairs.values]
    high = np.r_[low[1:], len(p)]
    high[np.r_[starts[1:], len(low)] - 1] = len(p)
    crossing = np.clip(np.searchsorted(p, q), low, high)
    between = (q * (crossing - low) - (summed[crossing] - summed[low])) + (
        (summed[high] - summed[crossing]) - q * (high - crossing)
    )
    ahead = summed[low[starts]]  # before the group's first value Q is 0
    distance = np.add.reduceat(between, starts) + ahead
    return float(distance.max() / (len(p) - 1))
