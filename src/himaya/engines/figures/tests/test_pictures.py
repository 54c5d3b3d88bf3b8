"""Pictures: borders stay shared, nothing disappears, and the weight is kept."""

import gzip
import itertools
import re
import time

import pytest

from himaya.engines.figures import (
    HIDDEN,
    NOT_REPORTED,
    PLAIN,
    ZERO,
    Area,
    Dot,
    Picture,
    Shape,
    classes_of,
    draw_map,
    given_classes,
    make_picture,
    mark_of,
    thin_shapes,
)
from himaya.engines.figures.shapes import area_of, is_inside

Edge = frozenset[tuple[float, float]]


def wavy(
    a: tuple[float, float], b: tuple[float, float], steps: int = 40
) -> list[tuple[float, float]]:
    """A crooked border from a to b, the last point left out; the same from either side."""
    if a > b:
        return [*wavy(b, a, steps)[1:], a][::-1] if steps else [a]
    line = []
    for n in range(steps):
        t = n / steps
        aside = ((n * 37) % 11 - 5) * 0.004 if n else 0
        x = a[0] + (b[0] - a[0]) * t + (aside if a[0] == b[0] else 0)
        y = a[1] + (b[1] - a[1]) * t + (aside if a[1] == b[1] else 0)
        line.append((round(x, 6), round(y, 6)))
    return line


def cell(x: int, y: int) -> Shape:
    corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
    points: list[tuple[float, float]] = []
    for a, b in itertools.pairwise(corners):
        forward = [*wavy(min(a, b), max(a, b)), max(a, b)]
        points += (forward if a < b else forward[::-1])[:-1]
    return [[*points, points[0]]]


def mesh(columns: int, rows: int) -> dict[str, Shape]:
    return {f"QM{x:02}{y:02}": cell(x, y) for x in range(columns) for y in range(rows)}


def edges(shape: Shape) -> set[Edge]:
    return {frozenset(pair) for ring in shape for pair in itertools.pairwise(ring)}


def numbers(path: str) -> list[int]:
    return [int(one) for one in re.findall(r"-?\d+", path)]


def test_thinned__every_inner_border_still_belongs_to_two() -> None:
    shapes = mesh(4, 3)
    thinned = thin_shapes(shapes, budget=250)

    assert sum(len(ring) for shape in thinned.values() for ring in shape) <= 250 + 12
    uses: dict[Edge, int] = {}
    for shape in thinned.values():
        for edge in edges(shape):
            uses[edge] = uses.get(edge, 0) + 1
    whole = sum(abs(area_of(ring)) for shape in thinned.values() for ring in shape)
    outer = [edge for edge, count in uses.items() if count == 1]
    assert set(uses.values()) == {1, 2}
    # What is used once closes around the whole: no gap and no overlap between neighbours.
    ends: dict[tuple[float, float], int] = {}
    for edge in outer:
        for point in edge:
            ends[point] = ends.get(point, 0) + 1
    assert set(ends.values()) == {2}
    assert whole == pytest.approx(12, rel=0.05)


def test_thinned_to_nothing__each_area_keeps_three_corners() -> None:
    thinned = thin_shapes(mesh(3, 3), budget=0)

    assert all(len(set(shape[0])) >= 3 and area_of(shape[0]) for shape in thinned.values())


def test_hole_filled_by_another__thinned_alike() -> None:
    town = cell(1, 1)
    around = [[(0.0, 0.0), (3.0, 0.0), (3.0, 3.0), (0.0, 3.0), (0.0, 0.0)], town[0][::-1]]

    thinned = thin_shapes({"around": around, "town": town}, budget=40)

    assert edges([thinned["town"][0]]) == edges([thinned["around"][1]])
    assert not is_inside((1.5, 1.5), thinned["around"])


def test_tiny_island__keeps_a_sign_one_can_point_at() -> None:
    island = [[(9.0, 9.0), (9.00001, 9.0), (9.00001, 9.00001), (9.0, 9.0)]]
    picture = make_picture({"big": cell(0, 0), "tiny": island})

    assert picture is not None
    assert picture.paths["tiny"].startswith("M")
    assert len(numbers(picture.paths["tiny"])) == 8


def test_across_the_180th_meridian__one_piece() -> None:
    west = [[(178.0, -17.0), (179.0, -17.0), (179.0, -16.0), (178.0, -16.0), (178.0, -17.0)]]
    east = [[(-179.5, -17.0), (-178.5, -17.0), (-178.5, -16.0), (-179.5, -16.0), (-179.5, -17.0)]]
    astride = [[(179.5, -18.0), (-179.5, -18.0), (-179.5, -17.5), (179.5, -17.5), (179.5, -18.0)]]

    picture = make_picture({"w": west, "e": east, "a": astride})

    assert picture is not None
    assert picture.spots["w"][0] < picture.spots["a"][0] < picture.spots["e"][0]
    xs = [numbers(path)[0] for path in picture.paths.values()]
    assert all(0 <= x <= 1000 for x in xs)
    assert picture.projection.squeeze * picture.projection.scale > 100  # not the whole globe


def test_world_picture__lies_with_north_up() -> None:
    picture = make_picture({"south": cell(0, 0), "north": cell(0, 3), "east": cell(4, 0)})

    assert picture is not None
    assert picture.spots["north"][1] < picture.spots["south"][1]
    assert picture.spots["east"][0] > picture.spots["south"][0]


def test_kept_picture__the_same() -> None:
    picture = make_picture(mesh(2, 2))

    assert picture is not None
    assert Picture.from_json(picture.as_json()) == picture


def test_no_shapes__no_picture() -> None:
    assert make_picture({}) is None
    assert make_picture({"QM01": []}) is None


def test_map__says_everything_in_words_and_escapes_them() -> None:
    picture = make_picture(mesh(2, 2))
    assert picture is not None
    areas = [
        Area("QM0000", "فل <ميرا>: 12", mark_of(3), "?view=map&area=QM0000"),
        Area("QM0001", "B: zero", ZERO),
        Area("QM0100", "C: hidden", HIDDEN),
        Area("QM0101", "D: not reported", NOT_REPORTED),
        Area("QM99", "without a shape", PLAIN),
    ]

    svg = draw_map(
        picture,
        areas,
        title="Records",
        description="A & B",
        dots=[Dot((10, 10), "Camp 1", "/sites/x/")],
        labels=[((5, 5), "فل")],
    )

    assert 'role="group" aria-labelledby="map-t" aria-describedby="map-d"' in svg
    assert '<desc id="map-d">A &amp; B</desc>' in svg
    assert '<a tabindex="-1" href="?view=map&amp;area=QM0000"><path class="m3"' in svg
    assert "<title>فل &lt;ميرا&gt;: 12</title>" in svg
    assert 'class="mh" fill="url(#map-h)"' in svg
    assert 'class="mn" fill="url(#map-n)"' in svg
    assert "without a shape" not in svg
    assert "style=" not in svg
    assert "<style" not in svg
    assert '<a tabindex="-1" href="/sites/x/"><circle class="md"' in svg


def test_six_hundred_areas__light_and_quick() -> None:
    """The time has room for a busy machine; benchmarks/maps.py measures it."""
    picture = make_picture(mesh(30, 20))
    assert picture is not None
    areas = [
        Area(code, f"District {code}: {n}", mark_of(n % 5 + 1), f"?view=map&area={code}")
        for n, code in enumerate(picture.paths)
    ]
    draw_map(picture, areas, title="t", description="d")
    start = time.perf_counter()
    svg = draw_map(picture, areas, title="t", description="d")
    took = time.perf_counter() - start

    assert svg.count("<a ") == 600
    assert len(gzip.compress(svg.encode(), 6)) < 30 * 1024
    assert took < 0.02


@pytest.mark.parametrize(
    ("figures", "method", "ranges"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "quantile", [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)]),
        ([5, 5, 5, 5], "quantile", [(5, 5)]),
        ([1, 1, 1, 1, 90], "quantile", [(1, 1), (90, 90)]),
        ([0, 10, 90, 100], "equal", [(0, 10), (25, 50), (50, 75), (90, 100)]),
        ([7], "equal", [(7, 7)]),
    ],
)
def test_classes__hold_every_figure_once(
    figures: list[float], method: str, ranges: list[tuple[float, float]]
) -> None:
    classes = classes_of(figures, method=method)  # type: ignore[arg-type]

    assert classes is not None
    assert classes.ranges(figures) == ranges
    for figure in figures:
        low, high = ranges[classes.place(figure) - 1]
        assert low <= figure <= high


def test_given_classes__severity() -> None:
    severity = given_classes([1, 2, 3, 4, 5])

    assert [severity.place(figure) for figure in (0, 1, 2.5, 5, 9)] == [1, 1, 2, 5, 5]
    with pytest.raises(ValueError, match="rise"):
        given_classes([3, 2])
    assert classes_of([]) is None
