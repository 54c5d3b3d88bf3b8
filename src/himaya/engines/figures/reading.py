"""Reading maps: GeoJSON (RFC 7946 and older) and TopoJSON 1.0, polygons only.

Points and lines have no area and are left out with their number; heights are dropped; a named
`crs` is not believed (files say CRS84 and hold metres: `checking` looks at the figures).
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from himaya.engines.figures.errors import MapError, MapErrorCode
from himaya.engines.figures.shapes import SMALLEST_RING, Feature, Point, Ring, Shape

MOST_FEATURES = 20_000
MOST_POINTS = 2_000_000


@dataclass(frozen=True, slots=True)
class MapRead:
    """What a file holds: its areas, and the numbers of the features that are none."""

    features: tuple[Feature, ...]
    without_area: tuple[int, ...]


def read_map(content: bytes) -> MapRead:
    """Read GeoJSON or TopoJSON. Raises `MapError`; never returns half a file."""
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # ValueError: also what is no UTF-8
        raise MapError(MapErrorCode.NOT_JSON) from error
    kind = document.get("type") if isinstance(document, dict) else None
    try:
        if kind == "Topology":
            found = list(_of_topology(document))
        elif kind == "FeatureCollection":
            found = [_feature(one) for one in document["features"]]
        elif kind == "Feature":
            found = [_feature(document)]
        elif kind in {"Polygon", "MultiPolygon", "GeometryCollection"}:
            found = [("", {}, _shape(document))]
        else:
            raise MapError(MapErrorCode.NOT_A_MAP)
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        # The file is not in the shape that its type promises, wherever that shows first.
        raise MapError(MapErrorCode.BROKEN) from error
    return _read(found)


def _read(found: Sequence[tuple[str, Mapping[str, object], Shape]]) -> MapRead:
    points = sum(len(ring) for _, _, shape in found for ring in shape)
    if len(found) > MOST_FEATURES or points > MOST_POINTS:
        raise MapError(MapErrorCode.BROKEN, features=len(found), points=points)
    features, without = [], []
    for number, (key, properties, shape) in enumerate(found, 1):
        if shape:
            features.append(Feature(number, key, properties, shape))
        else:
            without.append(number)
    if not features:
        raise MapError(MapErrorCode.NO_AREAS)
    return MapRead(tuple(features), tuple(without))


def _feature(given: Mapping[str, Any]) -> tuple[str, Mapping[str, object], Shape]:
    geometry = given["geometry"]
    return _text(given.get("id")), given.get("properties") or {}, _shape(geometry or {})


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _shape(geometry: Mapping[str, Any]) -> Shape:
    match geometry.get("type"):
        case "Polygon":
            return [_ring(ring) for ring in geometry["coordinates"] if ring]
        case "MultiPolygon":
            return [_ring(ring) for polygon in geometry["coordinates"] for ring in polygon if ring]
        case "GeometryCollection":
            return [ring for one in geometry["geometries"] for ring in _shape(one)]
        case _:
            return []


def _ring(positions: Sequence[Sequence[float]]) -> Ring:
    return _closed([_point(position[0], position[1]) for position in positions])


def _point(x: float, y: float) -> Point:
    point = float(x), float(y)
    if not (math.isfinite(point[0]) and math.isfinite(point[1])):
        raise ValueError("not a finite number")
    return point


def _closed(ring: Ring) -> Ring:
    if ring[0] != ring[-1]:
        ring.append(ring[0])
    if len(ring) < SMALLEST_RING:  # a line there and back: kept, so that checking can say so
        ring.extend([ring[0]] * (SMALLEST_RING - len(ring)))
    return ring


def _of_topology(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, object], Shape]]:
    arcs = _arcs(document)
    for collection in document["objects"].values():
        parts = collection.get("geometries", [collection])
        for one in parts:
            yield _text(one.get("id")), one.get("properties") or {}, _topo_shape(one, arcs)


def _arcs(document: Mapping[str, Any]) -> list[list[Point]]:
    transform = document.get("transform")
    if not transform:
        return [[_point(one[0], one[1]) for one in arc] for arc in document["arcs"]]
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    arcs = []
    for arc in document["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x += step[0]
            y += step[1]
            points.append(_point(x * kx + dx, y * ky + dy))
        arcs.append(points)
    return arcs


def _topo_shape(geometry: Mapping[str, Any], arcs: Sequence[list[Point]]) -> Shape:
    match geometry.get("type"):
        case "Polygon":
            return [_stitched(ring, arcs) for ring in geometry["arcs"]]
        case "MultiPolygon":
            return [_stitched(ring, arcs) for polygon in geometry["arcs"] for ring in polygon]
        case "GeometryCollection":
            return [ring for one in geometry["geometries"] for ring in _topo_shape(one, arcs)]
        case _:
            return []


def _stitched(indexes: Sequence[int], arcs: Sequence[list[Point]]) -> Ring:
    """Arcs one after the other; a negative index is an arc walked backwards (TopoJSON §2.2)."""
    ring: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return _closed(ring)
