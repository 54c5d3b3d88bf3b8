"""Classes of a legend: figures put into a few steps, each with its lowest and highest figure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

MOST_CLASSES = 5
Method = Literal["quantile", "equal"]


@dataclass(frozen=True, slots=True)
class Classes:
    """Steps in rising order: each begins at its `starts` figure and ends before the next."""

    starts: tuple[float, ...]
    highest: float

    def place(self, figure: float) -> int:
        """The class of a figure, from 1. What is lower than all belongs to the first."""
        found = 0
        for start in self.starts:
            if figure < start:
                break
            found += 1
        return max(found, 1)

    def ranges(self, figures: Iterable[float]) -> list[tuple[float, float]]:
        """Lowest and highest of the figures in each class: what a legend says in words."""
        inside: list[list[float]] = [[] for _ in self.starts]
        for figure in figures:
            inside[self.place(figure) - 1].append(figure)
        ends = (*self.starts[1:], self.highest)
        return [
            (min(group), max(group)) if group else (start, end)
            for group, start, end in zip(inside, self.starts, ends, strict=True)
        ]


def classes_of(
    figures: Sequence[float], *, method: Method = "quantile", count: int = MOST_CLASSES
) -> Classes | None:
    """Classes of these figures, or None where there are none.

    `quantile`: as many figures in each class as ties allow. `equal`: equal steps from the lowest
    to the highest. Fewer classes where there are fewer different figures.
    """
    known = sorted(figures)
    if not known:
        return None
    different = sorted(set(known))
    count = max(1, min(count, len(different), MOST_CLASSES))
    if method == "equal":
        step = (known[-1] - known[0]) / count
        starts = [known[0] + step * n for n in range(count)]
    else:
        starts = _quantiles(known, different, count)
    return Classes(tuple(starts), known[-1])


def _quantiles(known: Sequence[float], different: Sequence[float], count: int) -> list[float]:
    """Where each class begins; where ties reach over a limit, the next different figure."""
    starts = [known[0]]
    for n in range(1, count):
        start = known[math.floor(len(known) * n / count)]
        if start <= starts[-1]:
            start = next((figure for figure in different if figure > starts[-1]), start)
        if start > starts[-1]:
            starts.append(start)
    return starts


def given_classes(starts: Sequence[float], highest: float = math.inf) -> Classes:
    """Classes that somebody agreed on, such as severity 1 to 5. Raises ValueError."""
    rises = all(a < b for a, b in pairwise(starts))
    if not starts or not rises or len(starts) > MOST_CLASSES:
        raise ValueError("class limits must rise, and be one to five")
    return Classes(tuple(starts), highest)
