"""Who passes what on to whom, as SVG: bodies in columns, an arrow for each flow.

No style and no script inside; lines and words take the colour of the page (`currentColor`), and
what does not run is dashed. Columns follow the flows: a body stands one column after the last of
those it hears from. Where flows go round in a circle, the one that closes it runs back. In a page
that is read from the right the columns begin there. The table with the links stands under it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from himaya.engines.figures.lettering import in_lines

_WIDTH, _HEIGHT = 190, 48
_ACROSS, _DOWN = 110, 26
_MARGIN = 12
_LETTERS = 24
_APART = 12  # between arrows of the same two bodies


@dataclass(frozen=True, slots=True)
class Flow:
    """One arrow: from and to which body (keys), its words, whether it runs and is made use of."""

    source: str
    target: str
    words: str
    runs: bool = True
    is_used: bool = False


def columns_of(flows: Sequence[Flow]) -> list[list[str]]:
    """The bodies in columns, each once, in the order in which they are met. O(bodies x flows)."""
    names = list(dict.fromkeys(name for flow in flows for name in (flow.source, flow.target)))
    forward = _without_circles(names, flows)
    column = dict.fromkeys(names, 0)
    for _ in names:
        moved = False
        for source, target in forward:
            if column[target] <= column[source]:
                column[target], moved = column[source] + 1, True
        if not moved:
            break
    found: list[list[str]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for name in names:
        found[column[name]].append(name)
    return found


def _without_circles(names: Sequence[str], flows: Sequence[Flow]) -> list[tuple[str, str]]:
    """The pairs that can all point forward: those that would close a circle are left out."""
    after: dict[str, list[str]] = {name: [] for name in names}
    kept = []
    for pair in dict.fromkeys((flow.source, flow.target) for flow in flows):
        if not _leads(after, pair[1], pair[0]):
            after[pair[0]].append(pair[1])
            kept.append(pair)
    return kept


def _leads(after: Mapping[str, Sequence[str]], start: str, end: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        name = waiting.pop()
        if name == end:
            return True
        fresh = [one for one in after[name] if one not in seen]
        seen.update(fresh)
        waiting += fresh
    return False


def draw_flows(
    flows: Sequence[Flow],
    *,
    title: str,
    description: str,
    names: Mapping[str, str] | None = None,
    from_right: bool = False,
) -> str:
    """The picture, or "" where there is no flow. Words are escaped.

    `names` by key of the body; a key without one names itself.
    """
    columns = columns_of(flows)
    if not columns:
        return ""
    high = max(map(len, columns))
    width = 2 * _MARGIN + len(columns) * _WIDTH + (len(columns) - 1) * _ACROSS
    height = 2 * _MARGIN + high * _HEIGHT + (high - 1) * _DOWN
    spots = {
        name: (_across(n, len(columns), from_right=from_right), _down(place, len(names), high))
        for n, names in enumerate(columns)
        for place, name in enumerate(names)
    }
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="100%" '
            f'role="img" aria-labelledby="flows-title flows-words">'
            f'<title id="flows-title">{escape(title)}</title>'
            f'<desc id="flows-words">{escape(description)}</desc>'
            '<defs><marker id="flow-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor"/>'
            "</marker></defs>"
        )
    ]
    parts += [
        _arrow(flow, spots, aside, from_right=from_right)
        for flow, aside in zip(flows, _asides(flows), strict=True)
    ]
    called = names or {}
    parts += [_box(called.get(key, key), *spot) for key, spot in spots.items()]
    return "".join([*parts, "</svg>"])


def _across(n: int, several: int, *, from_right: bool) -> int:
    place = several - 1 - n if from_right else n
    return _MARGIN + place * (_WIDTH + _ACROSS)


def _down(place: int, several: int, high: int) -> int:
    step = _HEIGHT + _DOWN
    return _MARGIN + (high - several) * step // 2 + place * step


def _asides(flows: Sequence[Flow]) -> list[int]:
    """How far each arrow stands aside: those between the same two do not lie on one line."""
    pairs = [frozenset((flow.source, flow.target)) for flow in flows]
    several, met = Counter(pairs), Counter[frozenset[str]]()
    found = []
    for pair in pairs:
        step = min(_APART, (_HEIGHT - 8) // max(several[pair] - 1, 1))
        found.append(int((met[pair] - (several[pair] - 1) / 2) * step))
        met[pair] += 1
    return found


def _arrow(
    flow: Flow, spots: Mapping[str, tuple[int, int]], aside: int, *, from_right: bool
) -> str:
    (x1, y1), (x2, y2) = spots[flow.source], spots[flow.target]
    start, end = (x1, x2 + _WIDTH) if from_right else (x1 + _WIDTH, x2)
    y1, y2 = y1 + _HEIGHT // 2 + aside, y2 + _HEIGHT // 2 + aside
    bend, under = (end - start) // 2, 0
    if (bend < 0) != from_right or bend == 0:  # it runs back: out and round
        bend = -_ACROSS if from_right else _ACROSS
        y2, under = y2 + _HEIGHT // 4, _HEIGHT // 2  # below the boxes, within the edge
    dashed = "" if flow.runs else ' stroke-dasharray="6 5"'
    return (
        f'<path d="M{start} {y1}C{start + bend} {y1 + under} {end - bend} {y2 + under} {end} {y2}" '
        f'fill="none" '
        f'stroke="currentColor" stroke-width="1.6"{dashed} marker-end="url(#flow-end)">'
        f"<title>{escape(flow.words)}</title></path>"
    )


def _box(name: str, x: int, y: int) -> str:
    lines = in_lines(name, _LETTERS)
    first = y + _HEIGHT // 2 + 5 - (len(lines) - 1) * 8
    words = "".join(
        f'<text x="{x + _WIDTH // 2}" y="{first + 16 * n}" text-anchor="middle" font-size="13" '
        f'fill="currentColor">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    return (
        f'<g><title>{escape(name)}</title><rect x="{x}" y="{y}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" rx="8" fill="none" stroke="currentColor"/>{words}</g>'
    )
