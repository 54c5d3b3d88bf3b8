"""Shapes of areas: rings of lon/lat in degrees, read by the even-odd rule.

A shape is a list of closed rings (first point = last). Which ring is a hole needs no mark: what
lies inside an odd number of rings is inside, so that both winding orders in use (RFC 7946 against
the clock, older files and Shapefiles with it) give the same picture.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Point = tuple[float, float]  # lon, lat in degrees
Ring = list[Point]
Shape = list[Ring]

SMALLEST_RING = 4  # three corners and the first again


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a file: its place in it (from 1), its own id, what it says, its rings."""

    number: int
    id: str
    properties: Mapping[str, object]
    shape: Shape = field(repr=False)


@dataclass(frozen=True, slots=True)
class Box:
    """The smallest upright box around something."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        """From west to east."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """From south to north."""
        return self.north - self.south

    @property
    def middle(self) -> Point:
        """Its centre."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    @property
    def diagonal(self) -> float:
        """From corner to corner."""
        return float((self.width**2 + self.height**2) ** 0.5)

    def touches(self, other: "Box") -> bool:
        """Whether the two have a point in common."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    def holds(self, point: Point) -> bool:
        """Whether a point lies in it."""
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north

    def wider(self, by: float) -> "Box":
        """The same with a margin on each side."""
        return Box(self.west - by, self.south - by, self.east + by, self.north + by)


def box_of(shape: Shape) -> Box:
    """The box around a shape that has at least one point."""
    return box_of_points(point for ring in shape for point in ring)


def box_of_points(points: Iterable[Point]) -> Box:
    """The box around at least one point."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def box_around(boxes: Sequence[Box]) -> Box:
    """The box around at least one box."""
    return Box(
        min(box.west for box in boxes),
        min(box.south for box in boxes),
        max(box.east for box in boxes),
        max(box.north for box in boxes),
    )


def area_of(ring: Sequence[Point]) -> float:
    """Signed area in the ring's own units: positive against the clock. The shoelace formula."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) / 2


def is_inside(point: Point, shape: Shape) -> bool:
    """Whether a point lies in the shape, by the even-odd rule (a ray to the east)."""
    x, y = point
    inside = False
    for ring in shape:
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside


def spot_in(shape: Shape) -> Point:
    """A point to write on: the centroid of the largest ring, or a point of it where that is out."""
    ring = max(shape, key=lambda one: abs(area_of(one)))
    double = 2 * area_of(ring)
    if not double:
        return box_of([ring]).middle
    x = y = 0.0
    for (ax, ay), (bx, by) in pairwise(ring):
        cross = ax * by - bx * ay
        x += (ax + bx) * cross
        y += (ay + by) * cross
    centre = (x / (3 * double), y / (3 * double))
    return centre if is_inside(centre, shape) else _across(shape, centre[1])


def _across(shape: Shape, y: float) -> Point:
    """The middle of the widest stretch inside the shape along one parallel."""
    cuts = sorted(
        (bx - ax) * (y - ay) / (by - ay) + ax
        for ring in shape
        for (ax, ay), (bx, by) in pairwise(ring)
        if (ay > y) != (by > y)
    )
    stretches = list(zip(cuts[::2], cuts[1::2], strict=False))
    if not stretches:
        return shape[0][0]
    west, east = max(stretches, key=lambda one: one[1] - one[0])
    return (west + east) / 2, y
