"""Shapes thinned for keeping: fine enough for any picture, light enough for a table."""

from collections.abc import Mapping

from himaya.engines.figures.packing import SCALE
from himaya.engines.figures.shapes import SMALLEST_RING, Shape, area_of
from himaya.engines.figures.thinning import thin
from himaya.engines.figures.topology import Spot

KEPT = 60_000  # points of one level of an edition


def thin_shapes(shapes: Mapping[str, Shape], budget: int = KEPT) -> dict[str, Shape]:
    """The same areas with about `budget` points, borders still shared; none disappears.

    On the grid that `pack` keeps, so that neighbours agree after packing too. An area without any
    width on that grid (a metre) comes back empty.
    """
    codes: list[str] = []
    rings: list[list[Spot]] = []
    for code, shape in shapes.items():
        for ring in shape:
            spots = _on_grid(ring)
            if len(spots) >= SMALLEST_RING and area_of(spots):
                codes.append(code)
                rings.append(spots)
    thinned: dict[str, Shape] = {code: [] for code in shapes}
    for code, kept in zip(codes, thin(rings, budget), strict=True):
        thinned[code].append([(float(x) / SCALE, float(y) / SCALE) for x, y in kept])
    return thinned


def _on_grid(ring: list[tuple[float, float]]) -> list[Spot]:
    spots: list[Spot] = []
    for x, y in ring:
        spot = (round(x * SCALE), round(y * SCALE))
        if not spots or spot != spots[-1]:
            spots.append(spot)
    if len(spots) > 1 and spots[0] != spots[-1]:
        spots.append(spots[0])
    return spots
