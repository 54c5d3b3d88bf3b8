"""The loop of local suppression, compiled; its numpy twin is `suppression._treat`."""

import numpy as np

from himaya.engines.acceleration import compiled
from himaya.engines.disclosure.arrays import Floats, Ints


@compiled
def treat(  # noqa: PLR0917 - compiled code takes no keywords
    order: Ints, counts: Ints, steady: Floats, chosen: Ints, under: Ints, size: int, k: int
) -> Ints:
    """How many records of each needy combination are blanked, in the given order."""
    blank = np.zeros(size, np.int64)
    treated = np.zeros(len(counts), np.int64)
    for place in range(len(order)):
        at = order[place]
        for _ in range(counts[at]):
            matches = steady[at] + counts[at] - treated[at]
            for number in range(under.shape[0]):
                matches += blank[under[number, at]]
            if matches >= k:
                break
            blank[under[chosen[at], at]] += 1
            treated[at] += 1
    return treated
