"""Whether a theme is told of more often than before, or only more was read.

What is compared is the share of documents that tell of it, of those read. Sources come and go from
one period to the next, and one that always writes of a theme changes the share by joining: so only
sources that were read in both periods are compared, and where these are too small a part of what
was read, nothing is said about change. Shares are tested by Fisher's exact test (two-sided, Fisher
1935: tables no more likely than the one seen); over many themes and places the false discovery
rate is kept (Benjamini & Hochberg, JRSS B 57, 1995).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from himaya.engines.narrative.evidence import Read

ENOUGH = 5  # documents read in each period, of sources that were read in both
COVERED = 0.5  # of the documents of either period must come from such sources
LEVEL = 0.05  # of false discoveries
_SAME = 1 + 1e-9  # tables as likely as the one seen, but for rounding


class Change(StrEnum):
    """What may be said of two periods."""

    MORE = "more"
    LESS = "less"
    NO_DIFFERENCE = "no_difference"
    TOO_LITTLE_READ = "too_little_read"
    OTHER_SOURCES = "other_sources"


@dataclass(frozen=True, slots=True)
class Compared:
    """Documents that tell of a theme, of documents read, before and now; of the same sources.

    `p` is Fisher's, None where nothing may be said; `left_out` counts documents of the two periods
    whose source was read in one of them only.
    """

    told_before: int
    read_before: int
    told_now: int
    read_now: int
    left_out: int
    p: float | None
    change: Change


def fisher(told: int, read: int, told_before: int, read_before: int) -> float:
    """Two-sided p of the table [[told, read - told], [told_before, read_before - told_before]].

    Raises ValueError where more tell than were read.
    """
    if not (0 <= told <= read and 0 <= told_before <= read_before):
        raise ValueError("more documents tell of it than were read")
    both, whole = told + told_before, read + read_before
    one = np.arange(max(0, both - read_before), min(both, read) + 1)
    logs = _log_factorials(whole)
    # Of hypergeometric probability all but the part that no table differs in, and that part.
    tables = -(logs[one] + logs[read - one] + logs[both - one] + logs[read_before - both + one])
    rest = logs[read] + logs[read_before] + logs[both] + logs[whole - both] - logs[whole]
    likely = np.exp(tables + rest)
    return min(1.0, float(likely[likely <= likely[told - one[0]] * _SAME].sum()))


@lru_cache(maxsize=4)
def _log_factorials_up_to(power: int) -> npt.NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, 1 << power)))])


def _log_factorials(most: int) -> npt.NDArray[np.float64]:
    """Logarithms of 0!, 1!, ... up to that one at least."""
    return _log_factorials_up_to(max(10, (most + 1).bit_length()))


def discoveries(p: Sequence[float], level: float = LEVEL) -> list[bool]:
    """Which of several tests stand when at most this share of those that do may be false."""
    order = sorted(range(len(p)), key=lambda one: p[one])
    last = max((n for n, one in enumerate(order, 1) if p[one] <= level * n / len(p)), default=0)
    stand = set(order[:last])
    return [one in stand for one in range(len(p))]


def compared(
    before: Sequence[Read], now: Sequence[Read], told: Mapping[str, Iterable[str]]
) -> dict[str, Compared]:
    """Theme -> what changed between two periods of one place. `told`: documents by theme."""
    known = {one.source for one in before} & {one.source for one in now}
    was = {one.document for one in before if one.source in known}
    since = {one.document for one in now if one.source in known}
    left_out = len(before) + len(now) - len(was) - len(since)
    found = {}
    for theme, documents in told.items():
        telling = set(documents)
        table = (len(telling & since), len(since), len(telling & was), len(was))
        p: float | None = None
        if len(was) < COVERED * len(before) or len(since) < COVERED * len(now):
            change = Change.OTHER_SOURCES
        elif min(len(was), len(since)) < ENOUGH:
            change = Change.TOO_LITTLE_READ
        else:
            p, change = fisher(*table), Change.NO_DIFFERENCE
        found[theme] = Compared(table[2], table[3], table[0], table[1], left_out, p, change)
    return found


def compared_by_place(
    read: Sequence[Read],
    told: Mapping[str, Iterable[str]],
    periods: tuple[str, str],
    whole: str = "",
) -> dict[tuple[str, str], Compared]:
    """(theme, area) -> what changed from the first period to the second, inside each area.

    Under the area `whole` all documents are compared, those of no area too. In an area the sources
    that were read there in both periods are compared; themes of which nothing was told there in
    either are left out. Not settled yet: everything that is tested is one family.
    """
    by_area: dict[str, list[Read]] = {whole: list(read)}
    for one in read:
        if one.area:
            by_area.setdefault(one.area, []).append(one)
    telling = {theme: set(documents) for theme, documents in told.items()}
    found: dict[tuple[str, str], Compared] = {}
    for area, documents in by_area.items():
        before, now = ([one for one in documents if one.period == period] for period in periods)
        here = {one.document for one in documents}
        there = {theme: inside for theme, all_of in telling.items() if (inside := all_of & here)}
        found |= {(theme, area): one for theme, one in compared(before, now, there).items()}
    return found


def settled(
    tests: Mapping[tuple[str, str], Compared], level: float = LEVEL
) -> dict[tuple[str, str], Compared]:
    """(theme, place) -> the same, with the changes that stand among all that were tested."""
    tested = [key for key, one in tests.items() if one.p is not None]
    stand = discoveries([tests[key].p or 0.0 for key in tested], level)
    moved = {key for key, stands in zip(tested, stand, strict=True) if stands}
    return {key: _moved(one) if key in moved else one for key, one in tests.items()}


def _moved(one: Compared) -> Compared:
    is_more = one.told_now * one.read_before > one.told_before * one.read_now
    change = Change.MORE if is_more else Change.LESS
    return Compared(
        one.told_before, one.read_before, one.told_now, one.read_now, one.left_out, one.p, change
    )
