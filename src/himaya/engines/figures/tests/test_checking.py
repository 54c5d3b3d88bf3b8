"""What is wrong with a map is named area by area, and shown."""

import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from himaya.engines.figures import (
    Box,
    Fault,
    Feature,
    Shape,
    apart,
    check_map,
    draw_refusal,
    read_map,
)

REAL = Path(os.environ.get("HIMAYA_TEST_DATA", "/nonexistent"))
KNOWN = Box(41, 17, 47, 21)


def square(x: float, y: float, size: float = 1.0) -> Shape:
    return [[(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]]


def features(*shapes: Shape) -> list[Feature]:
    return [Feature(n, "", {}, shape) for n, shape in enumerate(shapes, 1)]


GOOD = (square(41, 17), square(42, 17), square(43, 18), square(44, 19))
METRES = square(413_398, 2_342_772, 5_000)


@pytest.mark.parametrize(
    ("shapes", "known", "faults"),
    [
        (GOOD, None, {}),
        (GOOD, KNOWN, {}),
        ((METRES, METRES), KNOWN, {Fault.METRES: (1, 2)}),
        ((*GOOD, METRES), None, {Fault.MIXED: (5,)}),
        ([square(17, 41), square(17, 42)], KNOWN, {Fault.SWAPPED: (1, 2)}),
        ((*GOOD, square(18, 42)), None, {Fault.SWAPPED: (5,)}),
        ([square(20, 120)], None, {Fault.SWAPPED: (1,)}),
        ((*GOOD, [[(41.0, 17.0), (42.0, 18.0), (41.0, 17.0), (41.0, 17.0)]]), None,
         {Fault.NO_WIDTH: (5,)}),
    ],
    ids=["sound", "sound and known", "metres", "mixed", "all turned", "one turned", "no latitude",
         "a line"],
)  # fmt: skip
def test_figures_that_are_no_degrees(
    shapes: tuple[Shape, ...], known: Box | None, faults: dict[Fault, tuple[int, ...]]
) -> None:
    found = check_map(features(*shapes), {}, known=known)

    assert {one.fault: one.numbers for one in found} == faults


def test_far_islands__not_taken_for_turned() -> None:
    assert check_map(features(*GOOD, square(20, 5)), {}) == []


def test_moved_area__found_by_where_it_is_known_to_lie() -> None:
    codes = {1: "QM01", 2: "QM02", 3: "QM03"}
    expected = {"QM01": square(41, 17), "QM02": square(46, 17), "QM03": square(40, 15, 6)}

    (found,) = check_map(features(*GOOD[:3]), codes, expected)

    assert (found.fault, found.numbers) == (Fault.DISPLACED, (2,))


def test_same_code_twice__named() -> None:
    (found,) = check_map(features(*GOOD[:3]), {1: "QM01", 2: "QM02", 3: "QM01"})

    assert (found.fault, found.numbers, found.code) == (Fault.TWICE, (1, 3), "QM01")


def test_picture_of_a_refusal__well_formed_and_crossed_out() -> None:
    all_of = features(*GOOD)
    svg = draw_refusal(
        all_of, {2: "QM02 <moved>"}, {2: square(46, 17)}, title="Why", description="Because"
    )

    root = ET.fromstring(svg)  # noqa: S314 - our own
    classes = [one.get("class") for one in root.iter("path")]
    assert classes == ["mo", "mo", "mo", "me", "mw", "ml", "mc"]
    assert "QM02 &lt;moved&gt;" in svg


def test_metres__drawn_in_their_own_frame() -> None:
    groups = apart(features(*GOOD, METRES))

    assert [[one.number for one in group] for group in groups] == [[1, 2, 3, 4], [5]]
    assert 'class="mw"' in draw_refusal(groups[1], {5: "metres"}, {}, title="t", description="d")


@pytest.mark.skipif(not REAL.is_dir(), reason="real boundaries are not part of the project")
def test_real_camps_moved_aside__refused_and_the_sound_ones_taken() -> None:
    moved = read_map((REAL / "dirty/bgd_cxb_camps_displaced_dup_ids_BAD.geojson").read_bytes())
    sound = read_map((REAL / "boundaries/bgd_cxb_camps_34.geojson").read_bytes())
    upazilas = read_map((REAL / "boundaries/bgd_cxb_upazila_3.geojson").read_bytes())
    where = {str(one.properties["Upazila"]): one.shape for one in upazilas.features}

    def check(read: list[Feature], code: str, upazila: str) -> dict[Fault, int]:
        codes = {one.number: str(one.properties.get(code) or "") for one in read}
        expected = {
            codes[one.number]: where[str(one.properties[upazila])]
            for one in read
            if one.properties.get(upazila) in where
        }
        return {one.fault: len(one.numbers) for one in check_map(read, codes, expected)}

    assert check(list(sound.features), "camp_ssid", "upazila") == {}
    wrong = check(list(moved.features), "SSID", "Upazila")
    assert wrong[Fault.TWICE] == 2
    assert wrong[Fault.DISPLACED] >= 5


@pytest.mark.skipif(not REAL.is_dir(), reason="real boundaries are not part of the project")
def test_real_degrees_and_metres_in_one_file__the_three_in_metres_named() -> None:
    read = read_map((REAL / "dirty/bgd_cxb_camps_mixed_crs_BAD.geojson").read_bytes())
    names = {one.number: str(one.properties.get("New_Camp_N") or "") for one in read.features}

    (found,) = check_map(read.features, names)

    assert found.fault is Fault.MIXED
    assert [names[number] for number in found.numbers] == ["", "", ""]
