"""How likely a theme is at a margin, common to all themes: a line bent at a few places.

In logits a separator's margins do not lie on the line that Platt's sigmoid expects: where the
lexicon is silent nearly nothing is right, a little above it already a quarter. Values at fixed
margins are fitted by penalised likelihood, pulled towards the expected line and towards
straightness, and never fall (as in isotonic regression; Zadrozny & Elkan, KDD 2002).
"""

import numpy as np
import numpy.typing as npt

from himaya.engines.narrative.linear import Flags, Floats

KNOTS = np.array([-1.5, -1.0, -0.8, -0.6, -0.4, -0.2, 0.0, 0.25, 0.5, 1.0, 1.5])
_EXPECTED = (4.0, -1.0)  # slope and intercept of the line: a strong term is right three in four
_PULL, _STRAIGHT = 1.0, 4.0  # examples' worth of the line at each knot, and of straightness
_CELLS = 4_000  # margins are counted in cells of a thousandth or so
_STEPS = 60
_FAR = 30.0
LINE: Floats = _EXPECTED[0] * KNOTS + _EXPECTED[1]


def bent(margins: Floats, values: Floats) -> Floats:
    """Logits of margins of any shape, by the `values` at the knots; beyond the ends they stay."""
    made: Floats = np.interp(margins, KNOTS, values)
    return made


def fitted(margins: Floats, coded: Flags) -> Floats:
    """Values at the knots, from margins (n, m) and their codes, all themes together."""
    cells = np.linspace(KNOTS[0], KNOTS[-1], _CELLS)
    places = np.clip(np.searchsorted(cells, margins.ravel()), 0, _CELLS - 1)
    counts = np.bincount(places, minlength=_CELLS).astype(float)
    right = np.bincount(places, coded.ravel().astype(float), _CELLS)
    shares = np.stack([np.interp(cells, KNOTS, one) for one in np.eye(len(KNOTS))], axis=1)
    penalty = _penalty()
    values = LINE.copy()
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(shares @ values, -_FAR, _FAR)))
        slope = shares.T @ (counts * chance - right) + penalty @ (values - LINE)
        spread = counts * chance * (1.0 - chance)
        change = np.linalg.solve((shares * spread[:, None]).T @ shares + penalty, slope)
        longest = float(np.abs(change).max())
        values = values - change / max(1.0, longest)  # Newton's steps overshoot where all is sure
        if longest < 1e-6:  # noqa: PLR2004 - the precision of the answer
            break
    rising: Floats = np.maximum.accumulate(values)
    return rising


def _penalty() -> npt.NDArray[np.float64]:
    """Of leaving the line, and of bending: second differences over uneven knots."""
    size = len(KNOTS)
    bends = np.zeros((size - 2, size))
    for row in range(size - 2):
        before, after = np.diff(KNOTS[row : row + 3])
        bends[row, row : row + 3] = [1 / before, -1 / before - 1 / after, 1 / after]
    scale = 1.0 / _EXPECTED[0] ** 2
    return _PULL * np.eye(size) + _STRAIGHT * scale * bends.T @ bends
