"""What single rows say: bounds by adding up, before any programme is solved."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.problems import Code, refuse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NEAR = 1e-6
ROUNDS = 60


@dataclass
class Matrix:
    """All rows of the system flattened: entry e is column `index[e]` with sign `sign[e]`."""

    start: Ints
    index: Ints
    sign: Floats
    row: Ints

    @classmethod
    def of(cls, rows: Sequence[Ints]) -> "Matrix":
        lengths = np.array([len(one) for one in rows], dtype=np.int64)
        start = np.concatenate([[0], np.cumsum(lengths)])
        index = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
        sign = -np.ones(len(index))
        sign[start[:-1]] = 1.0
        return cls(start, index, sign, np.repeat(np.arange(len(rows)), lengths))


def propagate(
    matrix: Matrix, low: Floats, high: Floats, whole: NDArray[np.bool_] | None
) -> tuple[Floats, Floats]:
    """Bounds by adding up single rows, again and again; whole numbers are rounded inwards."""
    low, high = low.copy(), high.copy()
    if not len(matrix.index):
        return low, high
    for _ in range(ROUNDS):
        least = np.where(matrix.sign > 0, low[matrix.index], -high[matrix.index])
        most = np.where(matrix.sign > 0, high[matrix.index], -low[matrix.index])
        upper = -_others(matrix, least, -np.inf)
        lower = -_others(matrix, most, np.inf)
        new_high = np.where(matrix.sign > 0, upper, -lower)
        new_low = np.where(matrix.sign > 0, lower, -upper)
        before = low.copy(), high.copy()
        np.minimum.at(high, matrix.index, new_high)
        np.maximum.at(low, matrix.index, new_low)
        if whole is not None:
            high[whole] = np.floor(high[whole] + NEAR)
            low[whole] = np.ceil(low[whole] - NEAR)
        if (low > high + NEAR * np.maximum(1.0, np.abs(low))).any():
            raise refuse(Code.INFEASIBLE)
        crossed = low > high
        low[crossed] = high[crossed]
        # Fractions creep towards a limit for ever; the programmes take over from there.
        if np.allclose(before[0], low, atol=1e-4) and np.allclose(before[1], high, atol=1e-4):
            break
    return low, high


def propagate_rows(rows: Sequence[Ints], low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Bounds by adding up rows, fractions allowed."""
    return propagate(Matrix.of(rows), low, high, None)


def _others(matrix: Matrix, values: Floats, endless: float) -> Floats:
    """For each entry the sum of the others in its row, `endless` where one of them is."""
    is_endless = np.isinf(values)
    finite = np.where(is_endless, 0.0, values)
    begin = matrix.start[:-1]
    total = np.add.reduceat(finite, begin)[matrix.row] - finite
    count = np.add.reduceat(is_endless.astype(np.int64), begin)[matrix.row] - is_endless
    return np.where(count > 0, endless, total)
