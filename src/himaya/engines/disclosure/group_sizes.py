"""The sizes of the groups of equal key values, all that models of a population look at."""

from dataclasses import dataclass

import numpy as np

from himaya.engines.disclosure.arrays import Floats, Ints


@dataclass(frozen=True)
class GroupSizes:
    """Each size that occurs, how often it does, and the records in all."""

    sizes: Floats
    times: Floats
    records: int

    @classmethod
    def of(cls, counts: Ints) -> "GroupSizes":
        """From the records of each distinct combination."""
        sizes, times = np.unique(counts, return_counts=True)
        return cls(sizes.astype(np.float64), times.astype(np.float64), int(counts.sum()))

    @property
    def number(self) -> float:
        """Groups in all."""
        return float(self.times.sum())

    def of_size(self, size: int) -> float:
        """Groups of this size."""
        return float(self.times[self.sizes == size].sum())
