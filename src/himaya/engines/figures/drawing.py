"""Maps as SVG: a choropleth with points on it, in classes that a style sheet colours.

No style and no script inside: areas carry `m1`…`m5`, `mz` (zero), `mh` (hidden), `mn` (not
reported) or `mo` (only to look at). The last three states differ by pattern, not by colour alone.
Geography is not mirrored in right-to-left pages; words in it follow the page's direction.

Area links are for the pointer (`tabindex="-1"`): hundreds of stops would lock a keyboard in, and
whoever shows a map puts the table with the same links under it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from himaya.engines.figures.pictures import Picture
from himaya.engines.figures.topology import Spot

ZERO, HIDDEN, NOT_REPORTED, PLAIN = "mz", "mh", "mn", "mo"
_FILLS = {HIDDEN: ' fill="url(#{key}-h)"', NOT_REPORTED: ' fill="url(#{key}-n)"'}
# Lines across for what is hidden, dots for what nobody reported.
_PATTERNS = (
    '<defs><pattern id="{key}-h" class="mph" width="10" height="10" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="10" height="10"/><path d="M0 0v10"/></pattern>'
    '<pattern id="{key}-n" class="mpn" width="12" height="12" patternUnits="userSpaceOnUse">'
    '<rect width="12" height="12"/><circle cx="6" cy="6" r="1.6"/></pattern></defs>'
)


def mark_of(number: int) -> str:
    """The mark of a class of the legend, from 1."""
    return f"m{number}"


@dataclass(frozen=True, slots=True)
class Area:
    """One area as drawn: what it is called and says (`words`), its mark, where it leads."""

    code: str
    words: str
    mark: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """One point as drawn, placed by `Picture.projection`."""

    spot: Spot
    words: str
    href: str = ""
    size: int = 7


def draw_map(
    picture: Picture,
    areas: Iterable[Area],
    *,
    title: str,
    description: str,
    dots: Sequence[Dot] = (),
    labels: Sequence[tuple[Spot, str]] = (),
    key: str = "map",
) -> str:
    """The SVG. `key` keeps the ids of two maps on one page apart. Words are escaped here."""
    width, height = picture.projection.width, picture.projection.height
    head = (
        f'<svg class="map" viewBox="0 0 {width} {height}" role="group" '
        f'aria-labelledby="{key}-t" aria-describedby="{key}-d">'
        f'<title id="{key}-t">{escape(title)}</title>'
        f'<desc id="{key}-d">{escape(description)}</desc>'
    )
    return "".join(
        [
            head,
            _PATTERNS.replace("{key}", key),
            *_areas(picture, areas, key),
            *(_dot(dot) for dot in dots),
            *(
                f'<text x="{x}" y="{y}" aria-hidden="true">{escape(words)}</text>'
                for (x, y), words in labels
            ),
            "</svg>",
        ]
    )


def _areas(picture: Picture, areas: Iterable[Area], key: str) -> Iterable[str]:
    fills = {mark: text.format(key=key) for mark, text in _FILLS.items()}
    paths = picture.paths
    for area in areas:
        path = paths.get(area.code)
        if path is None:
            continue
        shape = (
            f'<path class="{area.mark}"{fills.get(area.mark, "")} d="{path}">'
            f"<title>{escape(area.words)}</title></path>"
        )
        if area.href:
            yield f'<a tabindex="-1" href="{escape(area.href)}">{shape}</a>'
        else:
            yield shape


def _dot(dot: Dot) -> str:
    x, y = dot.spot
    drawn = (
        f'<circle class="md" cx="{x}" cy="{y}" r="{dot.size}">'
        f"<title>{escape(dot.words)}</title></circle>"
    )
    return f'<a tabindex="-1" href="{escape(dot.href)}">{drawn}</a>' if dot.href else drawn
