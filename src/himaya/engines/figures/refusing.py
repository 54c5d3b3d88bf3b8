"""A small picture of why a map was refused: the areas in question crossed out where they lie."""

from collections.abc import Mapping, Sequence
from html import escape

from himaya.engines.figures.checking import in_degrees
from himaya.engines.figures.pictures import Picture, make_picture
from himaya.engines.figures.shapes import Feature, Shape, box_around, box_of

_WIDTH = 600
_BUDGET = 2_500
_CROSS = 6


def draw_refusal(
    features: Sequence[Feature],
    wrong: Mapping[int, str],
    expected: Mapping[int, Shape],
    *,
    title: str,
    description: str,
    key: str = "why",
) -> str:
    """The features side by side; those in `wrong` (number -> words) crossed out.

    `expected`: where a wrong one is known to lie, drawn dashed, with a line to where the file has
    it. Figures that are no degrees are drawn in their own frame: give those features apart.
    """
    if not all(in_degrees(feature) for feature in features):
        features, expected = _shrunk(features), {}
    shapes = {str(feature.number): feature.shape for feature in features}
    dashed = {f"~{number}": shape for number, shape in expected.items() if str(number) in shapes}
    picture = make_picture(shapes | dashed, width=_WIDTH, budget=_BUDGET)
    if picture is None:
        return ""
    width, height = picture.projection.width, picture.projection.height
    plain = [code for code in shapes if int(code) not in wrong]
    head = (
        f'<svg class="map why" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{key}-t" aria-describedby="{key}-d">'
        f'<title id="{key}-t">{escape(title)}</title>'
        f'<desc id="{key}-d">{escape(description)}</desc>'
    )
    return "".join(
        [
            head,
            *(f'<path class="mo" d="{picture.paths[code]}"/>' for code in plain),
            *(f'<path class="me" d="{picture.paths[code]}"/>' for code in dashed),
            *(
                _crossed(picture, str(number), words)
                for number, words in wrong.items()
                if str(number) in picture.paths
            ),
            "</svg>",
        ]
    )


def apart(features: Sequence[Feature]) -> list[list[Feature]]:
    """Features in degrees, and those in other figures: one picture for each."""
    groups = [
        [one for one in features if in_degrees(one)],
        [one for one in features if not in_degrees(one)],
    ]
    return [group for group in groups if group]


def _crossed(picture: Picture, code: str, words: str) -> str:
    x, y = picture.spots[code]
    c = _CROSS
    line = ""
    if f"~{code}" in picture.spots:
        tx, ty = picture.spots[f"~{code}"]
        line = f'<path class="ml" d="M{x} {y}L{tx} {ty}"/>'
    return (
        f'<path class="mw" d="{picture.paths[code]}"><title>{escape(words)}</title></path>{line}'
        f'<path class="mc" d="M{x - c} {y - c}l{2 * c} {2 * c}m{-2 * c} 0l{2 * c} {-2 * c}"/>'
    )


def _shrunk(features: Sequence[Feature]) -> list[Feature]:
    """Metres brought to the size of a degree at the equator, so that they can be drawn."""
    box = box_around([box_of(feature.shape) for feature in features])
    size = max(box.width, box.height) or 1.0
    return [
        Feature(
            one.number,
            one.id,
            one.properties,
            [
                [((x - box.west) / size, (y - box.south) / size) for x, y in ring]
                for ring in one.shape
            ],
        )
        for one in features
    ]
