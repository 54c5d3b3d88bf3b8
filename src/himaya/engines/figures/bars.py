"""Bars as SVG: a line for each, its words before it and its figure behind it.

No style and no script inside: bars carry the class of a map's third step, words take the colour of
the page (`currentColor`). What is hidden is an empty dashed box, as long for every hidden figure;
zero has no bar. In a page that is read from the right the bars grow from there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from himaya.engines.figures.drawing import mark_of
from himaya.engines.figures.lettering import in_lines

BARS_WIDTH = 720
_LINE, _HIGH, _EDGE = 34, 20, 8  # of one line; of its bar; around all
_WORDS, _FIGURE = 270, 110  # room before and behind the longest bar
_LETTERS = 30
_LETTER, _SMALL = 16, 13  # size of the letters of one line, and of two
_HIDDEN = 40
_LEAST = 2  # a figure above zero is seen
_MARK = mark_of(3)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, its figure as number (None: hidden) and in words, where it leads."""

    words: str
    number: int | None
    figure: str
    href: str = ""


def draw_bars(
    bars: Sequence[Bar], *, title: str, description: str, key: str, from_right: bool = False
) -> str:
    """The SVG, or "" without a bar. `key` keeps the ids on one page apart. Words are escaped."""
    if not bars:
        return ""
    height = 2 * _EDGE + len(bars) * _LINE
    most = max((bar.number or 0 for bar in bars), default=0)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BARS_WIDTH} {height}" '
        f'width="{BARS_WIDTH}" role="group" aria-labelledby="{key}-t" aria-describedby="{key}-d">'
        f'<title id="{key}-t">{escape(title)}</title>'
        f'<desc id="{key}-d">{escape(description)}</desc>'
    )
    lines = (
        _line(bar, _EDGE + n * _LINE, most, from_right=from_right) for n, bar in enumerate(bars)
    )
    return "".join([head, *lines, "</svg>"])


def _line(bar: Bar, top: int, most: int, *, from_right: bool) -> str:
    parts = "".join(_parts(bar, top, most, from_right=from_right))
    said = f"<title>{escape(f'{bar.words}: {bar.figure}')}</title>{parts}"
    return (
        f'<a tabindex="-1" href="{escape(bar.href)}">{said}</a>' if bar.href else f"<g>{said}</g>"
    )


def _parts(bar: Bar, top: int, most: int, *, from_right: bool) -> Iterator[str]:
    room = BARS_WIDTH - _WORDS - _FIGURE
    long = _HIDDEN if bar.number is None else bar.number * room // most if most else 0
    if bar.number:
        long = max(long, _LEAST)
    x = BARS_WIDTH - _WORDS - long if from_right else _WORDS
    place = f'x="{x}" y="{top + (_LINE - _HIGH) // 2}" width="{long}" height="{_HIGH}"'
    before, behind = ("start", "end") if from_right else ("end", "start")
    yield _text(
        bar.words, BARS_WIDTH - _WORDS + _EDGE if from_right else _WORDS - _EDGE, top, before
    )
    if bar.number is None:
        yield f'<rect {place} fill="none" stroke="currentColor" stroke-dasharray="4"/>'
    elif long:
        yield f'<rect {place} class="{_MARK}"/>'
    yield _text(bar.figure, x - _EDGE if from_right else x + long + _EDGE, top, behind)


def _text(words: str, x: int, top: int, anchor: str) -> str:
    """Placed from the left whatever the page's direction, so that every program does it alike."""
    lines = in_lines(words, _LETTERS)
    size = _LETTER if len(lines) == 1 else _SMALL
    first = top + _LINE // 2 + size // 3 - (len(lines) - 1) * size // 2
    return "".join(
        f'<text x="{x}" y="{first + n * (size + 2)}" direction="ltr" text-anchor="{anchor}" '
        f'font-size="{size}" fill="currentColor">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
