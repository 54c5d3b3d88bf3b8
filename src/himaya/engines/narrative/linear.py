"""One linear separator per theme over sparse rows: squared hinge loss, solved in the dual.

Minimises ½|w|² + C Σ max(0, 1 - y (w·x + o))² by dual coordinate descent with shrinking (Hsieh et
al., "A dual coordinate descent method for large-scale linear SVM", ICML 2008, algorithm 3), widened
by an offset o for each row: what is believed before anything is learned. With few examples, w is
near zero and the belief stands; with many, w outweighs it.

The loop is compiled with numba; without it, it runs as plain Python, slowly, to the same answer.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from himaya.engines.acceleration import compiled, is_compiled

Floats = npt.NDArray[np.float64]
Values = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]
Columns = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

_EPOCHS = 60
_ENOUGH = 0.05  # greatest violation of the optimality conditions that is left
_WORKERS = 2


@dataclass(frozen=True)
class Sparse:
    """n sparse rows: row i has `values[starts[i]:starts[i+1]]` in `columns` of the same places."""

    starts: Places
    columns: Columns
    values: Values
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def rows(self, chosen: Places) -> "Sparse":
        """The chosen rows, in that order."""
        lengths = np.diff(self.starts)[chosen]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        places = np.arange(starts[-1]) + np.repeat(self.starts[chosen] - starts[:-1], lengths)
        return Sparse(starts, self.columns[places], self.values[places], self.width)

    def times(self, weights: Values) -> Floats:
        """Row sums (n, m) of `weights` (width, m), taken in pieces that fit in the cache."""
        made = np.zeros((len(self), weights.shape[1]))
        piece = 512
        for first in range(0, len(self), piece):
            last = min(first + piece, len(self))
            begin, end = int(self.starts[first]), int(self.starts[last])
            if begin == end:
                continue
            terms = weights[self.columns[begin:end]] * self.values[begin:end, None]
            starts = self.starts[first:last] - begin
            filled = np.flatnonzero(np.diff(self.starts[first : last + 1]))
            made[first + filled] = np.add.reduceat(terms, starts[filled], axis=0)
        return made


class _Solver(Protocol):
    def __call__(  # noqa: PLR0917 - compiled loops know no keywords
        self,
        starts: Places,
        columns: Columns,
        values: Values,
        signs: Floats,
        offsets: Floats,
        weights: Floats,
        costs: Floats,
        seed: int,
        epochs: int,
        enough: float,
    ) -> int: ...


def fit(rows: Sparse, signs: Floats, offsets: Floats, cost: float = 1.0, seed: int = 1) -> Values:
    """Weights (width, m) for `signs` (n, m) of -1 and 1 with `offsets` (n, m).

    A sign of 0 moves nothing: it is not known on which side the row lies.

    The answer is the same at every call with the same seed. Costs O(nonzeros) an epoch and theme.
    """
    themes = signs.shape[1]
    made = np.zeros((rows.width, themes), np.float32)
    solve = _solver()
    costs = np.full(len(rows), cost)

    def one(theme: int) -> None:
        weights = np.zeros(rows.width)
        solve(
            rows.starts,
            rows.columns,
            rows.values,
            np.ascontiguousarray(signs[:, theme]),
            np.ascontiguousarray(offsets[:, theme]),
            weights,
            costs,
            seed,
            _EPOCHS,
            _ENOUGH,
        )
        made[:, theme] = weights

    _each(one, range(themes))
    return made


def _each(work: Any, numbers: Sequence[int]) -> None:  # noqa: ANN401 - a function of one number
    if not is_compiled():
        for number in numbers:
            work(number)
        return
    with ThreadPoolExecutor(_WORKERS) as pool:  # the compiled loop holds no lock
        list(pool.map(work, numbers))


@lru_cache(maxsize=1)
def _compiled_solver() -> _Solver:
    return compiled(descend)


def _solver() -> _Solver:
    return _compiled_solver() if is_compiled() else descend


def descend(  # noqa: C901, PLR0912, PLR0917 - one compiled loop
    starts: Places,
    columns: Columns,
    values: Values,
    signs: Floats,
    offsets: Floats,
    weights: Floats,
    costs: Floats,
    seed: int,
    epochs: int,
    enough: float,
) -> int:
    """Fill `weights` for one theme; gives the number of epochs it took."""
    n = len(signs)
    alphas = np.zeros(n)
    lengths = np.zeros(n)
    order = np.arange(n)
    for i in range(n):
        for at in range(starts[i], starts[i + 1]):
            lengths[i] += values[at] * values[at]
    active = n
    bound = np.inf
    state = seed & 0x7FFFFFFF
    for epoch in range(epochs):
        for i in range(active - 1, 0, -1):
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF  # the C standard's example
            j = (state >> 8) % (i + 1)
            order[i], order[j] = order[j], order[i]
        worst, worst_below = 0.0, 0.0
        place = 0
        while place < active:
            i = order[place]
            margin = offsets[i]
            for at in range(starts[i], starts[i + 1]):
                margin += weights[columns[at]] * values[at]
            ease = 0.5 / costs[i]
            slope = signs[i] * margin - 1.0 + ease * alphas[i]
            if alphas[i] == 0.0:
                if slope > bound:  # far on the right side: leave it out until the end
                    active -= 1
                    order[place], order[active] = order[active], order[place]
                    continue
                step = min(slope, 0.0)
            else:
                step = slope
            worst = max(worst, step)
            worst_below = min(worst_below, step)
            if step != 0.0:
                before = alphas[i]
                alphas[i] = max(before - slope / (lengths[i] + ease), 0.0)
                change = (alphas[i] - before) * signs[i]
                for at in range(starts[i], starts[i + 1]):
                    weights[columns[at]] += change * values[at]
            place += 1
        if worst - worst_below <= enough:
            if active == n:
                return epoch + 1
            active = n
            bound = np.inf
            continue
        bound = worst if worst > 0.0 else np.inf
    return epochs
