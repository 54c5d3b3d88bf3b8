"""Outlines for the areas of the small world."""

from tests.world import World

from himaya.engines.figures import pack
from himaya.places.pictures import redraw


def outline(world: World) -> None:
    """Two areas side by side."""
    for west, code in enumerate(("MJ01", "MJ02")):
        area = world.areas[code]
        ring = [(west, 0.0), (west + 1, 0.0), (west + 1, 1.0), (west, 1.0), (west, 0.0)]
        area.shape = pack([[(float(x), y) for x, y in ring]])
        area.save(update_fields=["shape"])
    redraw(world.operation, world.areas["MJ01"].edition, {1})
