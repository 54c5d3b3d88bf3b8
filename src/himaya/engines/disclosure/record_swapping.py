"""Targeted record swapping: households at risk change places with similar ones elsewhere.

A household is at risk where one of its members shares the key values with fewer than k records of
the same place. It swaps its place (the columns of the hierarchy from region down to the smallest)
with a household of another place that is like it in the named variables, such as size. Tables by
place of those variables, and everything not about place, stay exactly as they were. A further share
of households is swapped so that nobody can be sure who was (Office for National Statistics 2012;
sdcMicro recordSwap; De Wolf & van Delden 2011).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Flags, Ints
from himaya.engines.disclosure.encoding import encode
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, require_columns


@dataclass(frozen=True)
class Swapped:
    """The treated table; households that changed places, and those at risk without a partner."""

    frame: Frame
    households: int
    records: int
    unmatched: int


def swap_records(
    frame: Frame,
    household: str,
    places: Sequence[str],
    similar: Sequence[str],
    keys: Sequence[str],
    random: np.random.Generator,
    *,
    k: int = 3,
    share: float = 0.0,
) -> Swapped:
    """Swap households at risk, and up to `share` of all households, between places.

    `places` from the largest to the smallest, `similar` variables that are equal within a household
    and between partners. Refuses households that lie in several places, and missing ones.
    """
    require_columns(frame, [household, *places, *similar, *keys])
    codes = encode(frame, [household])
    if (codes.columns[0].codes == 0).any():
        raise DisclosureError(
            DisclosureErrorCode.COLUMN_HAS_MISSING,
            f"Some records have no {household}.",
            "Give each record a household; a person alone is one.",
        )
    of_household = codes.groups
    first = codes.first
    spot = encode(frame, list(places)).groups
    kind = encode(frame, list(similar)).groups if similar else np.zeros(frame.height, np.int32)
    for values, what in ((spot, "places"), (kind, "values of what partners share")):
        if (values != values[first][of_household]).any():
            raise DisclosureError(
                DisclosureErrorCode.PARAMETER_INVALID,
                f"Some households have several {what}.",
                "Name columns that are equal for all members of a household.",
            )
    risky = _at_risk(frame, [*places, *keys], of_household, len(first), k)
    partner = _partners(spot[first], kind[first], risky, share, random)
    moved = np.flatnonzero(partner >= 0)
    source = np.arange(len(first))
    source[moved] = partner[moved]
    rows = pl.Series(first[source[of_household]])
    columns = [frame.get_column(name).gather(rows).alias(name) for name in places]
    return Swapped(
        frame.with_columns(columns),
        len(moved),
        int((partner[of_household] >= 0).sum()),
        int((risky & (partner < 0)).sum()),
    )


def _at_risk(frame: Frame, keys: Sequence[str], of: Ints, households: int, k: int) -> Flags:
    encoding = encode(frame, keys)
    rare = encoding.counts[encoding.groups] < k
    flags: Flags = np.bincount(of, rare, households) > 0
    return flags


def _partners(
    spot: Ints, kind: Ints, risky: Flags, share: float, random: np.random.Generator
) -> Ints:
    """Partner of each household, -1 for none; those at risk first, each household once."""
    partner = np.full(len(spot), -1, np.int64)
    order = random.permutation(len(spot))
    order = np.r_[order[risky[order]], order[~risky[order]]]
    # By kind and spot, those at risk on top: they are to find each other first.
    waiting: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for household in reversed(order.tolist()):
        waiting[int(kind[household])][int(spot[household])].append(household)
    wanted = max(int(risky.sum()), round(share * len(spot)))
    swapped = 0
    for household in order.tolist():
        if swapped >= wanted or not (risky[household] or share):
            break
        if partner[household] >= 0:
            continue
        other = _elsewhere(waiting[int(kind[household])], int(spot[household]), partner)
        if other is not None:
            partner[household], partner[other] = other, household
            swapped += 2
    return partner


def _elsewhere(waiting: dict[int, list[int]], here: int, partner: Ints) -> int | None:
    """The next household of the kind in another spot that has no partner yet."""
    for spot in list(waiting):
        if spot == here:
            continue
        households = waiting[spot]
        while households:
            other = households.pop()
            if partner[other] < 0:
                return other
        del waiting[spot]
    return None
