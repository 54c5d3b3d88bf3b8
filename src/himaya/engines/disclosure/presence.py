"""A file beside a table of the population it is part of: k-map and δ-presence.

- k-map: for how many people of the population each combination of key values of the file stands;
  k is the smallest (Sweeney 2001, Computational disclosure control; El Emam & Dankar 2008).
- δ-presence: of the people with a combination the share that is in the file, for who is known to
  be in the population: near 1 tells that somebody is in the file, near 0 that somebody is not
  (Nergiz, Atzori & Clifton 2007). Highest and lowest over all combinations of the population.

Values are compared as texts; a missing value is a value of its own.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from himaya.engines.disclosure.encoding import encode
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, as_frame, require_roles
from himaya.engines.disclosure.hierarchies import texts_of


@dataclass(frozen=True)
class Presence:
    """`below` by k: records of the file that stand for fewer than k people."""

    people: int
    k_map: int
    below: dict[str, int]
    delta_highest: float
    delta_lowest: float
    missing: str = "category"

    def to_json(self) -> dict[str, Any]:
        """As in the figures of `himaya risk --population-file`."""
        return asdict(self)


def presence(
    table: Any,  # noqa: ANN401 - any of the table types of frames.as_frame
    population: Any,  # noqa: ANN401
    keys: Sequence[str],
    levels: Sequence[int] = (2, 3, 5),
) -> Presence:
    """Compare a file with the population. Raises DisclosureError where it is no part of it."""
    file, people = as_frame(table), as_frame(population)
    for frame in (file, people):
        require_roles(frame, keys)
    both = pl.concat([_texts(file, keys), _texts(people, keys)])
    encoding = encode(both, keys)
    size = len(encoding.counts)
    own = np.bincount(encoding.groups[: file.height], minlength=size)
    whole = encoding.counts - own
    if outside := int(own[own > whole].sum()):
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"{outside} records have key values that fewer people of the population table have than"
            " records of the file: the file is no part of it.",
            "Give the table of all people the file was drawn from, with the same keys and codes.",
        )
    share = own / whole
    present = own > 0
    return Presence(
        people=people.height,
        k_map=int(whole[present].min()),
        below={str(k): int(own[whole < k].sum()) for k in sorted(set(levels))},
        delta_highest=float(share.max()),
        delta_lowest=float(share.min()),
    )


def _texts(frame: Frame, keys: Sequence[str]) -> Frame:
    return pl.DataFrame([texts_of(frame.get_column(key)).alias(key) for key in keys])
