"""A population pyramid: one scale for both sides, hidden and not given kept apart from zero."""

import re

from himaya.engines.figures import Bracket, Side, draw_pyramid


def test_pyramid__oldest_on_top_with_one_scale() -> None:
    brackets = [
        Bracket("0-17", Side(100, "100"), Side(50, "50")),
        Bracket("18-59 <x>", Side(None, "hidden", is_hidden=True), Side(0, "0")),
        Bracket("60+", Side(1, "1"), Side(None, "not given")),
    ]
    svg = draw_pyramid(brackets, ("Women", "Men"), title="T", description="D", key="k")
    words = re.findall(r">([^<>]+)</text>", svg)
    assert words[:5] == ["Women", "Men", "60+", "1", "not given"]
    assert "18-59 &lt;x&gt;" in svg
    widths = [int(width) for width in re.findall(r'<rect [^>]*width="(\d+)"', svg)]
    assert widths == [2, 40, 195, 97]
    assert svg.count("stroke-dasharray") == 1
    assert draw_pyramid([], ("", ""), title="", description="", key="k") == ""
