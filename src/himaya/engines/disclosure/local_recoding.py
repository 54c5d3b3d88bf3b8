"""Local recoding: broader groups only for the records that need them.

Round by round the best levels (lattice.py) are found for the records that are left; those whose
groups hold what is asked keep these levels, the others go into the next round, where coarser ones
are found for them alone (as ARX's iterative local recoding, Prasser, Kohlmayer & Kuhn 2016). Every
record is in a group of its own round that holds k and l; groups of different rounds that read alike
only become larger. The answer is the better one by loss of this and of levels for all.

Levels differ between records, so figures by a finer level cover a part of the file: counts of them
understate.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Flags, Ints
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame
from himaya.engines.disclosure.hierarchies import Hierarchy, texts_of
from himaya.engines.disclosure.lattice import Demands, Generalised, generalise

_MOST_ROUNDS = 20


@dataclass(frozen=True)
class Recoding:
    """The treated table; by round the levels and how many records got them; who lost all keys."""

    frame: Frame
    rounds: tuple[tuple[dict[str, int], int], ...]
    loss: float
    suppressed: Flags


def generalise_locally(
    frame: Frame, hierarchies: Mapping[str, Hierarchy], demands: Demands, limit: float = 0.0
) -> Recoding:
    """As `lattice.generalise`, with levels that may differ between records.

    Costs a search for each round, at most 20. Refuses `t`, which compares with the whole file.
    """
    if demands.t < 1:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            "t-closeness compares with the whole file; local recoding treats parts of it.",
            "Use generalise for t.",
        )
    everywhere = generalise(frame, hierarchies, demands, limit)
    found = _Rounds(frame, hierarchies, demands).run(math.floor(limit * frame.height + 1e-9))
    if found is None or found.loss >= everywhere.loss:
        kept = int((~everywhere.suppressed).sum())
        return Recoding(
            everywhere.frame, ((everywhere.levels, kept),), everywhere.loss, everywhere.suppressed
        )
    return found


class _Rounds:
    def __init__(
        self, frame: Frame, hierarchies: Mapping[str, Hierarchy], demands: Demands
    ) -> None:
        self._frame, self._hierarchies, self._demands = frame, hierarchies, demands
        self._rounds: list[tuple[dict[str, int], int]] = []
        # By key the loss of every record; 1 until it has got levels.
        self._losses = np.ones((len(hierarchies), frame.height))
        self._made: list[tuple[Ints, Frame]] = []

    def run(self, most: int) -> Recoding | None:
        """The table; None where more than `most` records stay without levels."""
        left: Ints = np.arange(self._frame.height)
        for _ in range(_MOST_ROUNDS):
            if len(left) < self._demands.k:
                break
            # A record without levels loses everything: so rounds leave out few of their own accord.
            best = generalise(self._frame[left], self._hierarchies, self._demands, limit=1.0)
            if best.suppressed.all():
                break
            self._keep(left[~best.suppressed], best)
            left = left[best.suppressed]
        if len(left) > most:
            return None
        suppressed = np.zeros(self._frame.height, bool)
        suppressed[left] = True
        means = self._losses.mean(axis=1)
        loss = float(np.exp(np.log1p(means).mean()) - 1)
        return Recoding(self._joined(left), tuple(self._rounds), loss, suppressed)

    def _keep(self, rows: Ints, best: Generalised) -> None:
        self._rounds.append((best.levels, len(rows)))
        self._made.append((rows, best.frame.filter(pl.Series(~best.suppressed))))
        for place, (key, hierarchy) in enumerate(self._hierarchies.items()):
            by_value = np.r_[hierarchy.loss(best.levels[key]), 0.0]  # a missing value loses nothing
            self._losses[place, rows] = by_value[_places(self._frame[key][rows], hierarchy)]

    def _joined(self, left: Ints) -> Frame:
        """Every record at the levels of its round, in the order of the file; the rest blanked."""
        keys = list(self._hierarchies)
        order = np.argsort(np.concatenate([*(rows for rows, _ in self._made), left]), kind="stable")
        blank = pl.Series([None] * len(left), dtype=pl.String)
        columns = [
            pl.concat(
                [*(texts_of(made[key]).rename(key) for _, made in self._made), blank.alias(key)]
            )
            for key in keys
        ]
        return self._frame.with_columns([column.gather(pl.Series(order)) for column in columns])


def _places(column: pl.Series, hierarchy: Hierarchy) -> Ints:
    """Where each value stands in the hierarchy; a missing one behind the last."""
    values = pl.Series(hierarchy.labels[0], dtype=pl.String)
    codes = texts_of(column).cast(pl.Enum(values)).to_physical()
    places: Ints = codes.cast(pl.Int64).fill_null(len(values)).to_numpy()
    return places
