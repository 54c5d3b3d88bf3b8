"""Pictures of pages made ready to be read: even light, upright lines, letters large enough.

Paper that is darker on one side is divided by its own brightness; skew is where rows of ink stand
out most (Postl, "Detection of linear oblique structures and skew scan in digitized documents",
ICPR 1986); letters that are lower than tesseract likes (some twenty pixels) are enlarged.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.Image import Image

Pixels = npt.NDArray[np.float64]
_LEAST_CONTRAST = 20.0  # of 255: paper with less on it is blank
_GRAIN, _FEW, _MANY = 1.3, 0.05, 70.0  # pixels; percentiles
_SMALL = 700  # pixels of the longer side while skew is looked for
_MOST_SKEW, _COARSE, _FINE = 8.0, 0.5, 0.1  # degrees
_LEAST_SKEW = 0.25
_DARK = 128
_WANTED_LINE, _LOW_LINE = 24.0, 15.0  # pixels from the foot of a line to its head
_MOST_SCALE, _MOST_SIDE = 3.0, 4_200
_COLOURED = 60  # how far apart the channels of coloured ink are, of 255
_BACKGROUND_CELL = 16  # pixels
_LEAST_LINES = 3
_CELL, _INKED = 4, 150  # pixels; brightness


def reduced(picture: "Image") -> "Image":
    """The picture, smaller where it is larger than reading needs: its grey takes memory."""
    if max(picture.size) <= _MOST_SIDE:
        return picture
    scale = _MOST_SIDE / max(picture.size)
    return picture.resize((max(1, int(picture.width * scale)), max(1, int(picture.height * scale))))


def evened(picture: "Image") -> "Image | None":
    """The picture in grey with white paper and black ink; None where there is no ink on it."""
    from PIL import Image, ImageFilter

    grey = picture.convert("L")
    cells = (max(1, grey.width // _BACKGROUND_CELL), max(1, grey.height // _BACKGROUND_CELL))
    paper = grey.resize(cells, Image.Resampling.BOX).filter(ImageFilter.MaxFilter(5))
    paper = paper.filter(ImageFilter.GaussianBlur(2)).resize(grey.size, Image.Resampling.BILINEAR)
    shaded = np.maximum(np.asarray(paper, np.float32), 1.0) / 255.0
    pixels = np.asarray(grey, np.float32) / shaded
    # Grain of the paper is drowned, a single line of words is not.
    black = float(np.percentile(np.asarray(softened(grey, _GRAIN), np.float32) / shaded, _FEW))
    white = float(np.percentile(pixels[::3, ::3], _MANY))
    if white - black < _LEAST_CONTRAST:
        return None
    stretched = (pixels - black) * (255.0 / (white - black))
    return Image.fromarray(np.clip(stretched, 0, 255).astype(np.uint8))


def without_colour(picture: "Image") -> "Image | None":
    """The picture without coloured ink, such as stamps; None where it has none, or little else."""
    from PIL import Image

    channels = np.asarray(picture.convert("RGB"))
    most, least = channels.max(axis=2), channels.min(axis=2)
    dark = least < _DARK
    coloured = dark & (most - least > _COLOURED)
    share = coloured.sum() / max(1, dark.sum())
    if not 0.02 < share < 0.7:  # noqa: PLR2004 - a speck; a page written in colour
        return None
    return Image.fromarray(most)


def softened(grey: "Image", pixels: float) -> "Image":
    """The picture out of focus by so much, which joins broken strokes and drowns specks."""
    from PIL import ImageFilter

    return grey.filter(ImageFilter.GaussianBlur(pixels))


@dataclass(frozen=True)
class Ink:
    """Where ink lies on a page, in cells of four pixels, so that single specks are none."""

    cells: npt.NDArray[np.bool_]

    def covered(self, boxes: Iterable[tuple[int, int, int, int]]) -> float:
        """The share of it inside boxes of (left, top, width, height) pixels."""
        inside = np.zeros_like(self.cells)
        for left, top, width, height in boxes:
            x, y = left // _CELL, top // _CELL
            inside[y : y + height // _CELL + 2, x : x + width // _CELL + 2] = True
        return float((self.cells & inside).sum() / max(1, self.cells.sum()))


def ink_of(grey: "Image") -> Ink:
    """The ink of a page that is ready to be read."""
    from PIL import Image

    size = (max(1, grey.width // _CELL), max(1, grey.height // _CELL))
    return Ink(np.asarray(grey.resize(size, Image.Resampling.BOX)) < _INKED)


def straightened(grey: "Image") -> "Image":
    """The picture turned by a few degrees, so that its lines (or columns) lie level."""
    from PIL import Image

    skew = skew_of(grey)
    if abs(skew) < _LEAST_SKEW:
        return grey
    return grey.rotate(-skew, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def skew_of(grey: "Image") -> float:
    """Degrees by which lines rise to the right, up to eight; of a page on its side as well."""
    from PIL import Image

    scale = _SMALL / max(grey.size)
    size = (max(1, int(grey.width * scale)), max(1, int(grey.height * scale)))
    small = grey.resize(size, Image.Resampling.BOX)
    ink = 255.0 - np.asarray(small, np.float64)
    best = (0.0, 0.0)
    for lying in (ink, np.rot90(ink)):
        angle, score = _best_angle(lying)
        best = max(best, (score, angle))
    return best[1]


def _best_angle(ink: Pixels) -> tuple[float, float]:
    def score(angle: float) -> float:
        return _rows_apart(ink, angle)

    coarse = max(np.arange(-_MOST_SKEW, _MOST_SKEW + _COARSE, _COARSE), key=score)
    near = np.arange(coarse - _COARSE, coarse + _COARSE, _FINE)
    best = float(max(near, key=score))
    return best, score(best)


def _rows_apart(ink: Pixels, angle: float) -> float:
    """How unlike neighbouring rows are when columns are shifted by this slope."""
    height, width = ink.shape
    shifts = np.round(np.tan(np.radians(angle)) * (np.arange(width) - width / 2)).astype(int)
    reach = int(np.abs(shifts).max()) if width else 0
    rows = np.arange(height)[:, None] + shifts[None, :] + reach
    sums = np.bincount(rows.ravel(), ink.ravel(), height + 2 * reach + 1)
    return float((np.diff(sums) ** 2).sum())


def enlarged(grey: "Image") -> "Image":
    """The picture, larger where its lines are low."""
    from PIL import Image

    line = line_height(grey)
    if not 0 < line < _LOW_LINE:
        return grey
    scale = min(_MOST_SCALE, _WANTED_LINE / line, _MOST_SIDE / max(grey.size))
    if scale <= 1.0:
        return grey
    size = (int(grey.width * scale), int(grey.height * scale))
    return grey.resize(size, Image.Resampling.LANCZOS)


def line_height(grey: "Image") -> float:
    """Pixels that lines of letters are high, the usual one; 0 where no lines are seen."""
    ink = (np.asarray(grey) < _DARK).mean(axis=1)
    is_line = ink > 0.25 * np.percentile(ink, 90)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_line, [False])).astype(int)))
    heights = (edges[1::2] - edges[::2]).astype(float)
    heights = heights[heights > 4]  # noqa: PLR2004 - dots and rules
    return float(np.median(heights)) if len(heights) >= _LEAST_LINES else 0.0
