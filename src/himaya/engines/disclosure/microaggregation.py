"""Microaggregation: numbers are replaced by the mean of k or more records that are near.

MDAV (Domingo-Ferrer & Torra 2005; Domingo-Ferrer & Mateo-Sanz 2002) on standardised variables. As
long as 3k records are left: the record farthest from the mean gathers its k - 1 nearest, then the
record farthest from that one does; of the last, up to 3k - 1, one group of k is gathered around the
farthest if 2k are left, and the rest is a group.

Nearest and farthest are looked up in a k-d tree whose boxes shrink as records are taken, about
O(n log n) where comparing all pairs is O(n²/k), with the same groups. Equal distances are decided
by the order of the records. Univariate groups are optimal (Hansen & Mukherjee 2003).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from himaya.engines.acceleration import is_compiled
from himaya.engines.disclosure.arrays import Flags, Floats, Ints
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, numbers_of, require_columns


@dataclass(frozen=True)
class Microaggregated:
    """The treated table, the group of each record (n), and the share of the variance lost.

    `lost` is SSE/SST of the standardised variables: 0 nothing, 1 all records alike.
    """

    frame: Frame
    groups: Ints
    lost: float


def microaggregate(frame: Frame, names: Sequence[str], k: int = 3) -> Microaggregated:
    """Replace the numeric columns by group means. Refuses missing values and k above n."""
    numbers = numeric(frame, names)
    if not 1 <= k <= frame.height:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"Groups of {k} are asked for in a file of {frame.height} records.",
            "Choose k from 1 to the number of records; 3 to 10 are usual.",
        )
    scaled = standardised(numbers)
    groups = _optimal_groups(scaled[:, 0], k) if len(names) == 1 else mdav_groups(scaled, k)
    means, centred = _group_means(numbers, groups), scaled - _group_means(scaled, groups)
    total = ((scaled - scaled.mean(axis=0)) ** 2).sum()
    lost = float((centred**2).sum() / total) if total else 0.0
    columns = [pl.Series(name, means[:, place]) for place, name in enumerate(names)]
    return Microaggregated(frame.with_columns(columns), groups, lost)


def numeric(frame: Frame, names: Sequence[str]) -> Floats:
    """The columns as numbers (n, v). Refuses none, unknown ones, and missing values."""
    require_columns(frame, names)
    if not names:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            "No numeric variables are named.",
            "Name at least one.",
        )
    numbers = np.stack([numbers_of(frame, name) for name in names], axis=1)
    for place, name in enumerate(names):
        if wrong := int((~np.isfinite(numbers[:, place])).sum()):
            raise DisclosureError(
                DisclosureErrorCode.COLUMN_HAS_MISSING,
                f"{wrong} values of {name} are missing or infinite.",
                "Leave those records out or fill them first: a guess of ours would be data.",
            )
    return numbers


def standardised(numbers: Floats) -> Floats:
    """Each column with mean 0 and standard deviation 1 (n - 1 in the divisor); constants 0."""
    spread = numbers.std(axis=0, ddof=1) if len(numbers) > 1 else np.zeros(numbers.shape[1])
    scaled: Floats = (numbers - numbers.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return scaled


def _group_means(numbers: Floats, groups: Ints) -> Floats:
    sizes = np.bincount(groups)
    sums = np.stack([np.bincount(groups, column) for column in numbers.T], axis=1)
    means: Floats = (sums / sizes[:, None])[groups]
    return means


def mdav_groups(points: Floats, k: int) -> Ints:
    """Group of each record (n) by MDAV, in the order the groups were made."""
    if is_compiled():
        from himaya.engines.disclosure import mdav_kernel

        return mdav_kernel.mdav(np.ascontiguousarray(points), k)
    return _mdav(points, k)


def _mdav(points: Floats, k: int) -> Ints:
    """The same by comparing all pairs."""
    groups = np.full(len(points), -1, np.int64)
    alive = np.ones(len(points), bool)
    total = points.sum(axis=0)
    made = 0

    def gather(around: int) -> None:
        nonlocal made, total
        for row in _nearest(points, alive, points[around], k):
            groups[row] = made
            alive[row] = False
            total = total - points[row]
        made += 1

    left = len(points)
    while left >= 2 * k:
        far = _farthest(points, alive, total / left)
        gather(far)
        left -= k
        if left >= 2 * k:
            gather(_farthest(points, alive, points[far]))
            left -= k
    groups[alive] = made
    return groups


def _distances(points: Floats, to: Floats) -> Floats:
    squares = np.zeros(len(points))
    for column, value in zip(points.T, to, strict=True):
        squares += (column - value) ** 2
    return squares


def _farthest(points: Floats, alive: Flags, to: Floats) -> int:
    return int(np.argmax(np.where(alive, _distances(points, to), -1.0)))


def _nearest(points: Floats, alive: Flags, to: Floats, k: int) -> Ints:
    rows = np.flatnonzero(alive)
    nearest: Ints = rows[np.argsort(_distances(points[rows], to), kind="stable")[:k]]
    return nearest


def _optimal_groups(values: Floats, k: int) -> Ints:
    """Groups of k to 2k - 1 neighbours with the least sum of squares: a shortest path over n."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    sums, squares = np.r_[0.0, np.cumsum(ordered)], np.r_[0.0, np.cumsum(ordered**2)]
    count = len(values)
    best = np.full(count + 1, np.inf)
    best[0] = 0.0
    start = np.zeros(count + 1, np.int64)
    for end in range(k, count + 1):
        first = np.arange(max(0, end - 2 * k + 1), end - k + 1)
        inside = squares[end] - squares[first] - (sums[end] - sums[first]) ** 2 / (end - first)
        costs = best[first] + inside
        place = int(np.argmin(costs))
        best[end], start[end] = costs[place], first[place]
    groups = np.empty(count, np.int64)
    end, number = count, 0
    while end > 0:
        groups[order[start[end] : end]] = number
        end, number = int(start[end]), number + 1
    return groups
