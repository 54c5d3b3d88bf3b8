"""What a map of 600 areas costs: read, made once, drawn warm, and its weight on the wire.

Run: PYTHONPATH=src python benchmarks/maps.py [--json]
The areas are invented: 30 x 20 cells with crooked borders that neighbours share, a hole and two
islands; each is a link with its name and figure. Beside it, in the same run, the same areas as
plain GeoJSON, compressed: what a map drawn in the browser would have to send.
"""

import gzip
import itertools
import json
import random
import statistics
import sys
import time
from collections.abc import Callable

from himaya.engines.figures import (
    Area,
    Picture,
    Shape,
    classes_of,
    draw_map,
    make_picture,
    mark_of,
    read_map,
)

COLUMNS, ROWS, STEPS = 30, 20, 14  # areas across and down; points of one side of an area
REPEATS = 200
Corner = tuple[int, int]


def invented(chance: random.Random) -> dict[str, Shape]:
    """600 areas by p-code; their borders meet point for point."""
    corners = {
        (x, y): (
            20 + (x + chance.uniform(-0.3, 0.3)) * 0.4,
            5 + (y + chance.uniform(-0.3, 0.3)) * 0.4,
        )
        for x in range(COLUMNS + 1)
        for y in range(ROWS + 1)
    }
    sides: dict[tuple[Corner, Corner], list[tuple[float, float]]] = {}

    def side(one: Corner, other: Corner) -> list[tuple[float, float]]:
        key = (min(one, other), max(one, other))
        if key not in sides:
            (ax, ay), (bx, by) = corners[key[0]], corners[key[1]]
            sides[key] = [
                (
                    ax + (bx - ax) * n / STEPS + (chance.uniform(-0.03, 0.03) if n else 0),
                    ay + (by - ay) * n / STEPS + (chance.uniform(-0.03, 0.03) if n else 0),
                )
                for n in range(STEPS)
            ] + [(bx, by)]
        return sides[key][:-1] if key[0] == one else sides[key][:0:-1]

    found: dict[str, Shape] = {}
    for x in range(COLUMNS):
        for y in range(ROWS):
            around = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
            ring = [p for a, b in itertools.pairwise(around) for p in side(a, b)]
            found[f"QM{x:02}{y:02}"] = [[*ring, ring[0]]]
    return found


def as_geojson(shapes: dict[str, Shape]) -> bytes:
    """The same areas as a file would bring them."""
    features = [
        {
            "type": "Feature",
            "properties": {"adm2_pcode": code},
            "geometry": {"type": "Polygon", "coordinates": shape},
        }
        for code, shape in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def draw(picture: Picture, figures: dict[str, int]) -> str:
    """What one request does: classes, words and the SVG."""
    classes = classes_of(list(figures.values()))
    assert classes is not None
    areas = [
        Area(code, f"Area {code}: {count}", mark_of(classes.place(count)), f"?view=map&area={code}")
        for code, count in figures.items()
    ]
    return draw_map(picture, areas, title="Records by district", description="600 areas")


def milliseconds(work: Callable[[], object], repeats: int) -> list[float]:
    """The time of each turn, shortest first."""
    took = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return sorted(took)


def main() -> None:
    chance = random.Random(1)
    shapes = invented(chance)
    content = as_geojson(shapes)
    reading = milliseconds(lambda: read_map(content), 3)
    making = milliseconds(lambda: make_picture(shapes), 3)
    picture = make_picture(shapes)
    assert picture is not None
    figures = {code: chance.randrange(5, 900) for code in shapes}
    warm = milliseconds(lambda: draw(picture, figures), REPEATS)
    svg = draw(picture, figures).encode()
    report = {
        "areas": len(shapes),
        "points in the file": sum(len(ring) for shape in shapes.values() for ring in shape),
        "read the file, ms": reading[0],
        "make the picture once, ms": making[0],
        "draw warm, ms, least": warm[0],
        "draw warm, ms, median": statistics.median(warm),
        "SVG, KB": len(svg) / 1024,
        "SVG compressed, KB": len(gzip.compress(svg, 6)) / 1024,
        "GeoJSON compressed, KB": len(gzip.compress(content, 6)) / 1024,
    }
    if "--json" in sys.argv:
        print(json.dumps(report))
        return
    print("| what | figure |\n|---|---:|")
    for name, value in report.items():
        print(f"| {name} | {value:,.1f} |")


if __name__ == "__main__":
    main()
