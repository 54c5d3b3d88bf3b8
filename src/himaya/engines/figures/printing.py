"""A figure that stands alone, in a file: with its colours and its legend inside.

In a page the style sheet colours a figure and the legend stands beside it; a file has neither.
"""

import re
from collections.abc import Sequence
from html import escape

from himaya.engines.figures.drawing import HIDDEN, NOT_REPORTED, ZERO, mark_of

# The page's accent on white paper, in the same five steps.
_FILLS = {
    **{
        mark_of(n): fill
        for n, fill in enumerate(("#e4ebf1", "#b6cada", "#84a6c0", "#5080a5", "#1c5a8a"), 1)
    },
    ZERO: "#ffffff",
    "mo": "#eeeeee",
}
_STYLE = (
    'text{font-family:"Noto Sans","Noto Sans Arabic"}'
    ".map path,.key{stroke:#777777;stroke-width:1}"
    + "".join(f".{mark}{{fill:{fill}}}" for mark, fill in _FILLS.items())
    + ".map pattern rect{fill:#ffffff}.mph path{stroke:#555555;stroke-width:4}"
    ".mpn circle{fill:#555555}.md{fill:#e08a00;stroke:#222222}"
    ".map text{fill:#222222;stroke:#ffffff;stroke-width:5;paint-order:stroke;"
    "font-size:22px;text-anchor:middle}"
    ".map text.said{stroke:none;font-size:20px;text-anchor:start}"
    ".map text.said-r{stroke:none;font-size:20px;text-anchor:end}"
)
_HEAD = re.compile(r'<svg([^>]*) viewBox="0 0 (\d+) (\d+)"([^>]*)>')
_LINE, _EDGE = 34, 12
_WIDE, _HIGH = 36, 24  # of a swatch


def stand_alone(svg: str, keys: Sequence[tuple[str, str]] = (), *, from_right: bool = False) -> str:
    """The SVG of a map or of bars with what it needs in a file.

    `keys`: mark and words of each line of the legend, which is drawn under the map. Raises
    ValueError for what this engine did not draw.
    """
    head = _HEAD.match(svg)
    if head is None:
        raise ValueError("a figure begins with its own size")
    before, width, height, behind = head[1], int(head[2]), int(head[3]), head[4]
    whole = height + len(keys) * _LINE + (_EDGE if keys else 0)
    name = "" if "xmlns=" in svg[: head.end()] else ' xmlns="http://www.w3.org/2000/svg"'
    start = f'<svg{name}{before} viewBox="0 0 {width} {whole}"{behind}><style>{_STYLE}</style>'
    found = re.search(r'<pattern id="(\w+)-h"', svg)
    patterns = found[1] if found else ""
    legend = (
        _key(mark, words, height + _EDGE + n * _LINE, width, patterns, from_right=from_right)
        for n, (mark, words) in enumerate(keys)
    )
    return "".join([start, svg[head.end() : -len("</svg>")], *legend, "</svg>"])


def size_of(svg: str) -> tuple[int, int]:
    """Width and height in its own units. Raises ValueError as `stand_alone` does."""
    head = _HEAD.match(svg)
    if head is None:
        raise ValueError("a figure begins with its own size")
    return int(head[2]), int(head[3])


def _key(mark: str, words: str, top: int, width: int, patterns: str, *, from_right: bool) -> str:
    fill = {HIDDEN: f' fill="url(#{patterns}-h)"', NOT_REPORTED: f' fill="url(#{patterns}-n)"'}
    x = width - _EDGE - _WIDE if from_right else _EDGE
    spot = x - _EDGE if from_right else x + _WIDE + _EDGE
    return (
        f'<rect class="{mark} key"{fill.get(mark, "")} x="{x}" y="{top}" width="{_WIDE}" '
        f'height="{_HIGH}"/><text class="{"said-r" if from_right else "said"}" x="{spot}" '
        f'y="{top + _HIGH - 6}">{escape(words)}</text>'
    )
