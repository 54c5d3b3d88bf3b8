"""From degrees to a drawing: equal steps of longitude and latitude, true to shape in the middle.

The cut of the world is laid where nothing is, so that a country across the 180th meridian stays
in one piece (longitudes are taken round: -179 comes after 179).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from himaya.engines.figures.shapes import Point, Shape
from himaya.engines.figures.topology import Spot

_ROUND = 360.0
_TALLEST = 1.6  # height over width; what is narrower stands in the middle
_FLATTEST = 0.3


@dataclass(frozen=True, slots=True)
class Projection:
    """Places lon/lat in a drawing of `width` by `height` whole units, north up, west left."""

    cut: float  # the longitude where the drawing begins
    north: float
    squeeze: float  # how long a degree of longitude is beside one of latitude
    scale: float  # units of the drawing for a degree of latitude
    left: float
    top: float
    width: int
    height: int

    def place(self, point: Point) -> Spot:
        """Where a point lies, in whole units."""
        x = (point[0] - self.cut) % _ROUND * self.squeeze * self.scale + self.left
        return round(x), round((self.north - point[1]) * self.scale + self.top)

    def ring(self, ring: Sequence[Point]) -> list[Spot]:
        """A closed ring, without points that fall on the one before them."""
        placed: list[Spot] = []
        for point in ring:
            spot = self.place(point)
            if not placed or spot != placed[-1]:
                placed.append(spot)
        if len(placed) > 1 and placed[0] != placed[-1]:
            placed.append(placed[0])
        return placed


def fit(shapes: Iterable[Shape], width: int, margin: int = 4) -> Projection:
    """A projection in which all the shapes (at least one point) fill the drawing."""
    lons: set[float] = set()
    south, north = 90.0, -90.0
    for shape in shapes:
        for ring in shape:
            for x, y in ring:
                lons.add(x)
                south, north = min(south, y), max(north, y)
    cut = _cut(lons)
    across = max((lon - cut) % _ROUND for lon in lons) or 1e-3
    down = (north - south) or 1e-3
    squeeze = max(math.cos(math.radians((north + south) / 2)), 0.05)
    inner = width - 2 * margin
    scale = min(inner / (across * squeeze), inner * _TALLEST / down)
    height = max(down * scale, inner * _FLATTEST)
    return Projection(
        cut=cut,
        north=north,
        squeeze=squeeze,
        scale=scale,
        left=margin + (inner - across * squeeze * scale) / 2,
        top=margin + (height - down * scale) / 2,
        width=width,
        height=round(height) + 2 * margin,
    )


def _cut(lons: Iterable[float]) -> float:
    """The eastern end of the widest stretch of the globe without a point."""
    round_lons = sorted({lon % _ROUND: lon for lon in lons}.items())
    keys = [key for key, _ in round_lons]
    gaps = [
        ((keys[(n + 1) % len(keys)] - key) % _ROUND or _ROUND, (n + 1) % len(keys))
        for n, key in enumerate(keys)
    ]
    return round_lons[max(gaps)[1]][1]
