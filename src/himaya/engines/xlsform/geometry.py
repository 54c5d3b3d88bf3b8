"""Lengths and areas of points as forms write them: "lat lon alt accuracy; lat lon ..."."""

import math
from itertools import pairwise

# Metres; the radius that phones use (JavaRosa), so that both give the same figure.
RADIUS = 6_378_100.0
TRIANGLE = 3


def points(text: str) -> list[tuple[float, float]]:
    """The (lat, lon) pairs in a text; points that cannot be read are left out."""
    found = []
    for part in text.split(";"):
        numbers = part.split()
        try:
            found.append((float(numbers[0]), float(numbers[1])))
        except (IndexError, ValueError):  # an empty or broken point has no place
            continue
    return found


def distance(*texts: str) -> float:
    """Metres along the points, by the haversine formula."""
    track = [point for text in texts for point in points(text)]
    return math.fsum(_leg(one, other) for one, other in pairwise(track))


def _leg(one: tuple[float, float], other: tuple[float, float]) -> float:
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(half)))


def area(text: str) -> float:
    """Square metres inside the points, on a sphere (small shapes)."""
    ring = points(text)
    if len(ring) < TRIANGLE:
        return 0.0
    if ring[0] != ring[-1]:
        ring.append(ring[0])
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in pairwise(ring):
        total += math.radians(lon2 - lon1) * (
            2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2))
        )
    return abs(total * RADIUS * RADIUS / 2)
