"""Shared borders: rings cut into arcs, each kept once, so that neighbours stay neighbours.

Points are whole numbers here. A junction is a point where two rings part (the neighbours of the
point differ from ring to ring); between junctions a border belongs to one or two areas and is
thinned once (M. Bostock, TopoJSON).
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Spot = tuple[int, int]
Track = tuple[Spot, ...]
Step = tuple[int, bool]  # number of an arc, and whether it is walked backwards


@dataclass(slots=True)
class Topology:
    """Arcs, how many rings use each, and each ring as the arcs it walks."""

    arcs: list[Track] = field(default_factory=list)
    uses: list[int] = field(default_factory=list)
    rings: list[list[Step]] = field(default_factory=list)


def cut(rings: Iterable[Sequence[Spot]]) -> Topology:
    """Cut closed rings (first point = last, no two alike in a row) at their junctions."""
    closed = [ring[:-1] for ring in rings]
    junctions = _junctions(closed)
    topology = Topology()
    known: dict[Track, int] = {}
    for ring in closed:
        topology.rings.append([_kept(arc, known, topology) for arc in _pieces(ring, junctions)])
    return topology


def _junctions(rings: Sequence[Sequence[Spot]]) -> set[Spot]:
    beside: dict[Spot, tuple[Spot, Spot]] = {}
    junctions: set[Spot] = set()
    for ring in rings:
        for n, spot in enumerate(ring):
            before, after = ring[n - 1], ring[(n + 1) % len(ring)]
            pair = (before, after) if before < after else (after, before)
            if beside.setdefault(spot, pair) != pair:
                junctions.add(spot)
    return junctions


def _pieces(ring: Sequence[Spot], junctions: set[Spot]) -> list[Track]:
    starts = [n for n, spot in enumerate(ring) if spot in junctions]
    if not starts:  # an island, or a hole filled by one area: begin where both would
        first = min(range(len(ring)), key=ring.__getitem__)
        turned = (*ring[first:], *ring[: first + 1])
        return [turned]
    turned = (*ring[starts[0] :], *ring[: starts[0] + 1])
    places = [start - starts[0] for start in starts] + [len(ring)]
    return [turned[a : b + 1] for a, b in itertools.pairwise(places)]


def _kept(arc: Track, known: dict[Track, int], topology: Topology) -> Step:
    back = arc[::-1]
    is_back = back < arc
    one = back if is_back else arc
    if one not in known:
        known[one] = len(topology.arcs)
        topology.arcs.append(one)
        topology.uses.append(0)
    number = known[one]
    topology.uses[number] += 1
    return number, is_back
