"""Maps as files bring them: GeoJSON of both winding orders, TopoJSON, and what is no map."""

import itertools
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from himaya.engines.figures import MapError, MapErrorCode, pack, read_map, unpack
from himaya.engines.figures.shapes import area_of, box_of, is_inside, spot_in

REAL = Path(os.environ.get("HIMAYA_TEST_DATA", "/nonexistent")) / "boundaries"
Given = Sequence[Sequence[float]]
SQUARE: Given = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]
HOLE: Given = [[0.5, 0.5], [1.5, 0.5], [1.5, 1.5], [0.5, 1.5], [0.5, 0.5]]


def geojson(*geometries: Mapping[str, object] | None) -> bytes:
    features = [
        {"type": "Feature", "id": n, "properties": {"pcode": f"QM0{n}"}, "geometry": geometry}
        for n, geometry in enumerate(geometries, 1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def polygon(*rings: Given) -> Mapping[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.mark.parametrize("hole", [HOLE, HOLE[::-1]], ids=["same way", "other way"])
@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1]], ids=["against the clock", "with it"])
def test_either_winding__a_hole_is_a_hole(ring: Given, hole: Given) -> None:
    (one,) = read_map(geojson(polygon(ring, hole))).features

    assert is_inside((0.2, 0.2), one.shape)
    assert not is_inside((1.0, 1.0), one.shape)
    assert not is_inside((3.0, 1.0), one.shape)
    assert is_inside(spot_in(one.shape), one.shape)  # a label never falls into the hole


def test_many_parts__one_shape() -> None:
    island: Given = [[5, 0], [6, 0], [6, 1], [5, 1], [5, 0]]
    many = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [island]]}

    (one,) = read_map(geojson(many)).features

    assert len(one.shape) == 3
    assert is_inside((5.5, 0.5), one.shape)
    assert (one.id, one.properties) == ("1", {"pcode": "QM01"})


def test_points_lines_and_nothing__named_by_number() -> None:
    read = read_map(geojson({"type": "Point", "coordinates": [1, 1]}, polygon(SQUARE), None))

    assert [one.number for one in read.features] == [2]
    assert read.without_area == (1, 3)


def test_ring_left_open__closed() -> None:
    (one,) = read_map(geojson(polygon(SQUARE[:-1]))).features

    assert one.shape[0][0] == one.shape[0][-1]


@pytest.mark.parametrize("transform", [True, False])
def test_topojson__shared_arc_walked_both_ways(transform: bool) -> None:  # noqa: FBT001 - a case
    between = [[1, 0], [1, 2]]
    left, right = [[1, 2], [0, 2], [0, 0], [1, 0]], [[1, 0], [2, 0], [2, 2], [1, 2]]
    arcs = [between, left, right]
    document: dict[str, object] = {
        "type": "Topology",
        "objects": {
            "areas": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "id": "L", "arcs": [[0, 1]]},
                    {"type": "Polygon", "id": "R", "arcs": [[-1, 2]]},
                ],
            }
        },
        "arcs": arcs,
    }
    if transform:
        document["transform"] = {"scale": [0.5, 0.5], "translate": [10, 20]}
        document["arcs"] = [
            [arc[0], *([b[0] - a[0], b[1] - a[1]] for a, b in itertools.pairwise(arc))]
            for arc in arcs
        ]

    west, east = read_map(json.dumps(document).encode()).features

    assert (west.id, east.id) == ("L", "R")
    assert abs(area_of(west.shape[0])) == abs(area_of(east.shape[0])) == (0.5 if transform else 2)
    assert box_of(west.shape).west == (10 if transform else 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe{}", MapErrorCode.NOT_JSON),
        (b"pcode,name\n", MapErrorCode.NOT_JSON),
        (b"[1, 2]", MapErrorCode.NOT_A_MAP),
        (b'{"type": "Point", "coordinates": [1, 2]}', MapErrorCode.NOT_A_MAP),
        (b'{"type": "FeatureCollection", "features": []}', MapErrorCode.NO_AREAS),
        (b'{"type": "FeatureCollection"}', MapErrorCode.BROKEN),
        (b'{"type": "FeatureCollection", "features": [7]}', MapErrorCode.BROKEN),
        (geojson(polygon([["x", 1]])), MapErrorCode.BROKEN),  # type: ignore[list-item]
        (geojson(polygon([[1e999, 1], [2, 2], [3, 1]])), MapErrorCode.BROKEN),
        (b"[" * 100_000, MapErrorCode.NOT_JSON),
    ],
)
def test_no_map__says_why(content: bytes, code: MapErrorCode) -> None:
    with pytest.raises(MapError) as refused:
        read_map(content)
    assert refused.value.code is code


def test_packed_shape__the_same_to_a_metre() -> None:
    (one,) = read_map(geojson(polygon(SQUARE, HOLE))).features
    moved = [[(-(x + 170.123456), y - 45.5) for x, y in ring] for ring in one.shape]

    back = unpack(pack(moved))

    assert [len(ring) for ring in back] == [len(ring) for ring in moved]
    for ring, other in zip(moved, back, strict=True):
        for (ax, ay), (bx, by) in zip(ring, other, strict=True):
            assert abs(ax - bx) <= 0.000006
            assert abs(ay - by) <= 0.000006


@pytest.mark.parametrize("text", ["!", "_", "???", "~"])
def test_text_that_is_no_shape__refused(text: str) -> None:
    with pytest.raises(ValueError, match="packed"):
        unpack(text)


@pytest.mark.skipif(not REAL.is_dir(), reason="real boundaries are not part of the project")
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("lby_adm1_naturalearth.topo.json", 22),
        ("uga_adm1_naturalearth.topo.json", 112),
        ("pak_adm1_naturalearth.topo.json", 8),
        ("bgd_adm1_naturalearth.topo.json", 7),
        ("bgd_cxb_camps_34.geojson", 34),
        ("bgd_cxb_upazila_3.geojson", 3),
    ],
)
def test_real_files__read_whole(name: str, count: int) -> None:
    read = read_map((REAL / name).read_bytes())

    assert (len(read.features), read.without_area) == (count, ())
