"""A population pyramid as SVG: a line for each age bracket, the oldest on top, one sex a side.

No style and no script inside: bars carry the classes of a map's second and fourth step, words take
the colour of the page (`currentColor`). A hidden figure is an empty dashed box, one that is not
given has no bar and says so. Both sides have one scale. Sides do not change places in a page that
is read from the right: their heads say which is which.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from himaya.engines.figures.drawing import mark_of
from himaya.engines.figures.lettering import in_lines

PYRAMID_WIDTH = 720
_MIDDLE, _FIGURE, _EDGE = 150, 90, 8  # room for the words, behind the longest bar, around all
_LINE, _HIGH = 34, 20
_LETTERS, _SIZE = 18, 14
_HIDDEN, _LEAST = 40, 2
_MARKS = (mark_of(2), mark_of(4))


@dataclass(frozen=True, slots=True)
class Side:
    """One sex of a bracket: a number, or none with `is_hidden`; the figure in words."""

    number: int | None
    figure: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Bracket:
    """One age bracket with what stands on its left and right."""

    words: str
    left: Side
    right: Side


def draw_pyramid(
    brackets: Sequence[Bracket], heads: tuple[str, str], *, title: str, description: str, key: str
) -> str:
    """The SVG of brackets given from young to old, or "" without one. Words are escaped."""
    if not brackets:
        return ""
    height = 2 * _EDGE + (len(brackets) + 1) * _LINE
    sides = [side for one in brackets for side in (one.left, one.right)]
    most = max((side.number or 0 for side in sides), default=0)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PYRAMID_WIDTH} {height}" '
            f'width="{PYRAMID_WIDTH}" role="img" aria-labelledby="{key}-t {key}-d">'
            f'<title id="{key}-t">{escape(title)}</title>'
            f'<desc id="{key}-d">{escape(description)}</desc>'
        ),
        _text(heads[0], PYRAMID_WIDTH // 4, _EDGE, "middle"),
        _text(heads[1], PYRAMID_WIDTH * 3 // 4, _EDGE, "middle"),
    ]
    for n, one in enumerate(reversed(brackets), start=1):
        top = _EDGE + n * _LINE
        parts.append(_text(one.words, PYRAMID_WIDTH // 2, top, "middle"))
        parts += _side(one.left, top, most, is_left=True)
        parts += _side(one.right, top, most, is_left=False)
    return "".join([*parts, "</svg>"])


def _side(side: Side, top: int, most: int, *, is_left: bool) -> Iterator[str]:
    room = (PYRAMID_WIDTH - _MIDDLE) // 2 - _FIGURE
    long = _HIDDEN if side.is_hidden else (side.number or 0) * room // most if most else 0
    if side.number:
        long = max(long, _LEAST)
    edge = (PYRAMID_WIDTH - _MIDDLE) // 2 if is_left else (PYRAMID_WIDTH + _MIDDLE) // 2
    x = edge - long if is_left else edge
    place = f'x="{x}" y="{top + (_LINE - _HIGH) // 2}" width="{long}" height="{_HIGH}"'
    if side.is_hidden:
        yield f'<rect {place} fill="none" stroke="currentColor" stroke-dasharray="4"/>'
    elif long:
        yield f'<rect {place} class="{_MARKS[0 if is_left else 1]}"/>'
    behind = x - _EDGE if is_left else x + long + _EDGE
    yield _text(side.figure, behind, top, "end" if is_left else "start")


def _text(words: str, x: int, top: int, anchor: str) -> str:
    lines = in_lines(words, _LETTERS)
    first = top + _LINE // 2 + _SIZE // 3 - (len(lines) - 1) * _SIZE // 2
    return "".join(
        f'<text x="{x}" y="{first + n * (_SIZE + 1)}" direction="ltr" text-anchor="{anchor}" '
        f'font-size="{_SIZE}" fill="currentColor">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
