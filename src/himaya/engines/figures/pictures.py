"""Pictures of an edition's areas, ready to be coloured: made once, drawn many times."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from himaya.engines.figures.projecting import Projection, fit
from himaya.engines.figures.shapes import SMALLEST_RING, Shape, area_of, spot_in
from himaya.engines.figures.thinning import thin
from himaya.engines.figures.topology import Spot

WIDTH = 1000
BUDGET = 7_500  # points of one picture: 600 areas stay under 30 KB compressed
_SMALLEST = 6  # square units; a lesser part of an area cannot be seen and is left out
_DOT = 3  # half the width of the sign for an area too small to be seen


@dataclass(frozen=True, slots=True)
class Picture:
    """Paths (SVG path data) and spots to write on, by code of the area."""

    projection: Projection
    paths: Mapping[str, str]
    spots: Mapping[str, Spot]

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, for keeping."""
        return {
            "projection": asdict(self.projection),
            "paths": dict(self.paths),
            "spots": {code: list(spot) for code, spot in self.spots.items()},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Picture":
        """The picture that `as_json` gave."""
        return cls(
            projection=Projection(**kept["projection"]),
            paths=kept["paths"],
            spots={code: (x, y) for code, (x, y) in kept["spots"].items()},
        )


def make_picture(
    shapes: Mapping[str, Shape], *, width: int = WIDTH, budget: int = BUDGET
) -> Picture | None:
    """The picture of some areas side by side, or None where no area has a shape."""
    given = {code: shape for code, shape in shapes.items() if shape}
    if not given:
        return None
    projection = fit(given.values(), width)
    codes: list[str] = []
    rings: list[list[Spot]] = []
    spots: dict[str, Spot] = {}
    dots: list[str] = []
    for code, shape in given.items():
        placed = _placed(shape, projection)
        rings += placed
        codes += [code] * len(placed)
        if placed:
            x, y = spot_in([[(float(x), float(y)) for x, y in ring] for ring in placed])
            spots[code] = round(x), round(y)
        else:
            spots[code] = projection.place(shape[0][0])
            dots.append(code)
    parts: dict[str, list[str]] = {code: [] for code in given}
    for code, ring in zip(codes, thin(rings, budget), strict=True):
        parts[code].append(path_of(ring))
    for code in dots:
        parts[code].append(_dot(spots[code]))
    return Picture(projection, {code: "".join(paths) for code, paths in parts.items()}, spots)


def _placed(shape: Shape, projection: Projection) -> list[list[Spot]]:
    """The rings of an area that can be seen; the largest one as long as it has a width."""
    rings = [projection.ring(ring) for ring in shape]
    sized = [(abs(area_of(ring)), ring) for ring in rings if len(ring) >= SMALLEST_RING]
    largest = max((size for size, _ in sized), default=0)
    if not largest:
        return []
    return [ring for size, ring in sized if size >= min(_SMALLEST, largest)]


def path_of(ring: Sequence[Spot]) -> str:
    """SVG path data of a closed ring in few letters: relative steps, a sign serves as space."""
    x, y = ring[0]
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(ring[:-1])]
    numbers = "".join(f"{'' if dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}" for dx, dy in steps)
    return f"M{x} {y}l{numbers.lstrip()}z"


def _dot(spot: Spot) -> str:
    x, y = spot
    return f"M{x - _DOT} {y}l{_DOT}-{_DOT} {_DOT} {_DOT}-{_DOT} {_DOT}z"
