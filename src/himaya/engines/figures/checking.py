"""What is wrong with a map, found before anything of it is believed.

A file may call itself CRS84 and hold metres, be drawn with latitude first, or have areas moved
aside so that they fit on a page. None of that is repaired by guessing: it is named, area by area.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from himaya.engines.figures.shapes import (
    Box,
    Feature,
    Point,
    Shape,
    area_of,
    box_of,
    is_inside,
    spot_in,
)

_LON, _LAT = 180.0, 90.0
_NO_AREA = 1e-12  # square degrees; some ten square centimetres
_FAR, _NEARER = 3.0, 3.0  # times the usual distance; how much nearer it would be, turned round
_ENOUGH = 4  # features before the usual distance says anything
_PROBED = 16  # points of an area that are looked at


class Fault(StrEnum):
    """Why a map is refused."""

    METRES = "metres"  # all of it is in a projection
    MIXED = "mixed"  # some of it in degrees, some in a projection
    SWAPPED = "swapped"  # latitude before longitude
    DISPLACED = "displaced"  # not where it is known to lie
    TWICE = "twice"  # two features with one code
    NO_WIDTH = "no_width"  # lines that enclose nothing, such as frames and leader lines


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault with the numbers of the features it is about, and the code said twice."""

    fault: Fault
    numbers: tuple[int, ...]
    code: str = ""


def in_degrees(feature: Feature) -> bool:
    """Whether all its figures can be longitudes and latitudes, in whichever order."""
    box = box_of(feature.shape)
    xs, ys = (box.west, box.east), (box.south, box.north)
    return _within(xs, _LON) and _within(ys, _LON) and (_within(xs, _LAT) or _within(ys, _LAT))


def _within(figures: tuple[float, float], limit: float) -> bool:
    return -limit <= figures[0] and figures[1] <= limit


def check_map(
    features: Sequence[Feature],
    codes: Mapping[int, str],
    expected: Mapping[str, Shape] | None = None,
    known: Box | None = None,
) -> list[Finding]:
    """Everything wrong with the features, most fundamental first.

    `codes`: code by number of the feature, where it has one. `expected`: where the area of a code
    is known to lie (its outline in another edition, or that of the area it lies in). `known`: the
    box around the whole operation.
    """
    outside = [one for one in features if not in_degrees(one)]
    inside = [one for one in features if in_degrees(one)]
    found = []
    if outside:
        fault = Fault.MIXED if inside else Fault.METRES
        found.append(Finding(fault, _numbers(outside)))
    swapped = list(_swapped(inside, known))
    if swapped:
        found.append(Finding(Fault.SWAPPED, _numbers(swapped)))
    displaced = [
        one
        for one in inside
        if one not in swapped
        and (shape := (expected or {}).get(codes.get(one.number, "")))
        and _is_elsewhere(one.shape, shape)
    ]
    if displaced:
        found.append(Finding(Fault.DISPLACED, _numbers(displaced)))
    found += _twice(codes)
    if flat := [one for one in features if _is_flat(one.shape)]:
        found.append(Finding(Fault.NO_WIDTH, _numbers(flat)))
    return found


def _numbers(features: Sequence[Feature]) -> tuple[int, ...]:
    return tuple(feature.number for feature in features)


def _twice(codes: Mapping[int, str]) -> Iterator[Finding]:
    counted = Counter(code for code in codes.values() if code)
    for code, count in counted.items():
        if count > 1:
            numbers = tuple(number for number, one in codes.items() if one == code)
            yield Finding(Fault.TWICE, numbers, code)


def _is_flat(shape: Shape) -> bool:
    return sum(abs(area_of(ring)) for ring in shape) < _NO_AREA


def _swapped(features: Sequence[Feature], known: Box | None) -> Iterator[Feature]:
    """Features that cannot be, or would lie with the others, with their figures turned round."""
    boxes = {one.number: box_of(one.shape) for one in features}
    middles = {number: box.middle for number, box in boxes.items()}
    centre, usual = _usual(list(middles.values()))
    for one in features:
        box, middle = boxes[one.number], middles[one.number]
        turned = (middle[1], middle[0])
        if not _within((box.south, box.north), _LAT):
            yield one
        elif known is not None:
            wide = known.wider(known.diagonal / 4)
            if wide.holds(turned) and not wide.holds(middle):
                yield one
        elif len(features) >= _ENOUGH:
            away = _distance(middle, centre)
            if away > _FAR * usual and _distance(turned, centre) * _NEARER < away:
                yield one


def _usual(middles: Sequence[Point]) -> tuple[Point, float]:
    """The middle of the middles, and how far from it most of them lie."""
    if not middles:
        return (0.0, 0.0), 0.0
    centre = median(x for x, _ in middles), median(y for _, y in middles)
    return centre, median(_distance(one, centre) for one in middles)


def _distance(one: Point, other: Point) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)


def _is_elsewhere(shape: Shape, where: Shape) -> bool:
    """Whether hardly any of an area lies in what should hold it, a tenth of its size around it.

    Near its border counts as in it: some files cut camps out of the district that they lie in.
    """
    box = box_of(where)
    slack = box.wider(box.diagonal / 10)
    points = [point for ring in shape for point in ring[:-1]]
    probed = [*points[:: max(1, len(points) // _PROBED)], spot_in(shape)]
    if sum(slack.holds(point) for point in probed) * 2 < len(probed):
        return True
    if any(is_inside(point, where) for point in probed):
        return False
    border = [point for ring in where for point in ring]
    return min(_distance(one, other) for one in probed for other in border) > box.diagonal / 10
