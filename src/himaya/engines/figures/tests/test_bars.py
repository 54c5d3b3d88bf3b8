"""Bars drawn, and figures that stand alone in a file."""

from xml.etree import ElementTree as ET

import pytest

from himaya.engines.figures import (
    Area,
    Bar,
    draw_bars,
    draw_map,
    make_picture,
    size_of,
    stand_alone,
)

SVG = "{http://www.w3.org/2000/svg}"
BARS = [Bar("Open <b>", 12, "12", "/x/?a=1&b=2"), Bar("Done", 0, "0"), Bar("Late", None, "few")]


@pytest.mark.parametrize("from_right", [False, True])
def test_bars__as_long_as_their_figures_hidden_ones_all_alike(*, from_right: bool) -> None:
    drawn = draw_bars(BARS, title="T", description="D", key="k", from_right=from_right)
    root = ET.fromstring(drawn)  # noqa: S314 - our own

    rects = [(one.get("class"), int(one.get("width", ""))) for one in root.iter(f"{SVG}rect")]
    assert rects == [("m3", 340), (None, 40)]  # the highest takes the room, zero has none
    words = [one.text for one in root.iter(f"{SVG}text")]
    assert words == ["Open <b>", "12", "Done", "0", "Late", "few"]
    assert [one.get("href") for one in root.iter(f"{SVG}a")] == ["/x/?a=1&b=2"]
    ends = {one.get("text-anchor") for one in list(root.iter(f"{SVG}text"))[::2]}
    assert ends == {"start" if from_right else "end"}


def test_no_bar__nothing_drawn() -> None:
    assert draw_bars([], title="T", description="D", key="k") == ""


def test_map_in_a_file__brings_colours_legend_and_its_own_name() -> None:
    picture = make_picture({"A": [[(0, 0), (1, 0), (1, 1), (0, 0)]]})
    assert picture is not None
    drawn = draw_map(picture, [Area("A", "Words", "mh")], title="T", description="D", key="m1")

    alone = stand_alone(drawn, [("m3", "1 to 2"), ("mh", "hidden <x>")])

    root = ET.fromstring(alone)  # noqa: S314 - our own
    assert root.tag == f"{SVG}svg"
    assert size_of(alone)[1] - size_of(drawn)[1] == 80
    assert [one.text for one in root.iter(f"{SVG}text")] == ["1 to 2", "hidden <x>"]
    fills = {one.get("fill") for one in root.iter(f"{SVG}rect")}
    assert "url(#m1-h)" in fills
    assert ".m3{fill:" in (next(root.iter(f"{SVG}style")).text or "")


def test_what_nobody_here_drew__refused() -> None:
    with pytest.raises(ValueError, match="own size"):
        stand_alone("<p>")
