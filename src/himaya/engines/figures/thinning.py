"""Thinning borders to a budget: the points that matter least go first, on both sides alike.

How much a point matters is the area of the triangle with its neighbours at the moment it would go
(Visvalingam & Whyatt 1993). Ends of arcs stay, so that no gap opens between neighbours; a ring
keeps at least three corners, so that no area disappears.
"""

import heapq
import math
from collections.abc import Iterable, Sequence

from himaya.engines.figures.topology import Spot, Step, Topology, Track, cut

KEEP = math.inf
_CORNERS = 3


def thin(rings: Sequence[Sequence[Spot]], budget: int) -> list[list[Spot]]:
    """The same closed rings with about `budget` points at most, where junctions allow it."""
    topology = cut(rings)
    weights = [_weights(arc) for arc in topology.arcs]
    least = _threshold(topology, weights, budget)
    corners: dict[int, int] = {}
    kept = [_above(arc, weight, least) for arc, weight in zip(topology.arcs, weights, strict=True)]
    for ring in topology.rings:
        for number in _flattened(ring, kept):
            corners[number] = corners.get(number, 0) + _CORNERS - 1
            kept[number] = _best(topology.arcs[number], weights[number], corners[number])
    return [_walk(ring, kept) for ring in topology.rings]


def _weights(arc: Track) -> list[float]:
    """How much each point matters, never less than one that went before it; ends always stay."""
    weights = [KEEP] * len(arc)
    before = list(range(-1, len(arc) - 1))
    after = list(range(1, len(arc) + 1))
    now = [KEEP] * len(arc)
    heap: list[tuple[float, int]] = []
    for n in range(1, len(arc) - 1):
        now[n] = _triangle(arc[n - 1], arc[n], arc[n + 1])
        heap.append((now[n], n))
    heapq.heapify(heap)
    highest = 0.0
    while heap:
        weight, n = heapq.heappop(heap)
        if weight != now[n]:
            continue  # it was weighed anew meanwhile
        highest = max(highest, weight)
        weights[n] = highest
        now[n] = -1.0
        left, right = before[n], after[n]
        after[left], before[right] = right, left
        for one in (left, right):
            if 0 < one < len(arc) - 1:
                now[one] = max(_triangle(arc[before[one]], arc[one], arc[after[one]]), highest)
                heapq.heappush(heap, (now[one], one))
    return weights


def _triangle(a: Spot, b: Spot, c: Spot) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _threshold(topology: Topology, weights: Sequence[Sequence[float]], budget: int) -> float:
    """The weight from which points stay; a point of a shared border is drawn twice."""
    fixed, costs = 0, []
    for uses, of_arc in zip(topology.uses, weights, strict=True):
        fixed += uses
        costs += [(weight, uses) for weight in of_arc[1:-1]]
    costs.sort(reverse=True)
    left = budget - fixed
    for weight, cost in costs:
        left -= cost
        if left < 0:
            return math.nextafter(weight, KEEP)
    return 0.0


def _above(arc: Track, weights: Sequence[float], least: float) -> Track:
    return tuple(spot for spot, weight in zip(arc, weights, strict=True) if weight >= least)


def _best(arc: Track, weights: Sequence[float], inner: int) -> Track:
    """The ends and the `inner` points between that matter most."""
    order = sorted(range(1, len(arc) - 1), key=weights.__getitem__, reverse=True)
    stay = {0, len(arc) - 1, *order[:inner]}
    return tuple(spot for n, spot in enumerate(arc) if n in stay)


def _flattened(ring: Sequence[Step], kept: Sequence[Track]) -> Iterable[int]:
    """The arcs of a ring that has no three corners left."""
    corners = {spot for number, _ in ring for spot in kept[number]}
    return {number for number, _ in ring} if len(corners) < _CORNERS else ()


def _walk(ring: Sequence[Step], kept: Sequence[Track]) -> list[Spot]:
    walked: list[Spot] = []
    for number, is_back in ring:
        track = kept[number][::-1] if is_back else kept[number]
        walked.extend(track[1:] if walked else track)
    return walked
