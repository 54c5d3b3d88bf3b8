"""The shifted negative binomial model of group sizes (Chen & Keller-McNulty 1998, JOS 14(1)).

A population group has 1 + X people, X negative binomial with parameters alpha and beta, and each
person is sampled with probability f. So, with q = (1-f)(1-beta), a group is seen with one record
with probability

    f (beta/(1-q))^alpha (1 + alpha q/(1-q))

and with two with probability

    alpha f² (1-beta) beta^alpha (2 - (1-alpha) q) / (2 (1-q)^(alpha+2)).

alpha and beta are such that K of these are the groups of one and two that were seen, K the number
of groups in the population by Shlosser's estimator in the form of Haas & Stokes 1998 (JASA 93).
K beta^alpha people are unique.
"""

import numpy as np

from himaya.engines.disclosure.arrays import Floats
from himaya.engines.disclosure.group_sizes import GroupSizes

_ROUNDS, _CLOSE = 100, 1e-10
_STEP, _SMALLEST = 1e-6, 1e-8
_LOG_ALPHA, _LOG_ODDS = (-9.0, 6.0), (-16.0, 9.0)  # where solutions are looked for


def shifted_binomial(groups: GroupSizes, population: float) -> float | None:
    """Population uniques; None where no alpha and beta fit."""
    fraction = groups.records / population
    number = _shlosser(groups, fraction)
    fit = _Fit(fraction, groups.of_size(1) / number, groups.of_size(2) / number)
    at = fit.solve()
    if at is None:
        return None
    alpha, beta = fit.parameters(at[0], at[1])
    uniques = float(number * beta**alpha)
    return uniques if uniques <= population else None


def _shlosser(groups: GroupSizes, fraction: float) -> float:
    """Groups in the population, those without a record among them."""
    sizes, times = groups.sizes, groups.times
    unseen = np.exp(sizes * np.log1p(-fraction))  # chance of no record at all
    below = np.exp(sizes * np.log1p(-(fraction**2)))
    squared = (sizes * fraction**2 / (1 - fraction**2) * below * times).sum()
    once = (sizes * fraction / (1 - fraction) * unseen * times).sum()
    factor = squared / ((below - unseen) * times).sum() * ((unseen * times).sum() / once) ** 2
    return float(groups.number + groups.of_size(1) * factor)


class _Fit:
    """Two equations in ln alpha and the log-odds of beta, relative to what was seen."""

    def __init__(self, fraction: float, singles: float, pairs: float) -> None:
        self._fraction, self._singles = fraction, singles
        self._pairs = max(pairs, _STEP * singles)

    @staticmethod
    def parameters(log_alpha: Floats, log_odds: Floats) -> tuple[Floats, Floats]:
        """The two parameters themselves."""
        return np.exp(log_alpha), 1 / (1 + np.exp(-log_odds))

    def misfit(self, log_alpha: Floats, log_odds: Floats) -> Floats:
        """How far the expected shares of groups of one and two are from those seen."""
        alpha, beta = self.parameters(log_alpha, log_odds)
        f = self._fraction
        q = (1 - f) * (1 - beta)
        left = f * np.exp(alpha * (np.log(beta) - np.log1p(-q)))
        singles = left * (1 + alpha * q / (1 - q))
        pairs = left * alpha * f * (1 - beta) * (2 - (1 - alpha) * q) / (2 * (1 - q) ** 2)
        return np.stack([singles / self._singles - 1, pairs / self._pairs - 1])

    def solve(self) -> Floats | None:
        """The nearest point of a grid, from there Newton's method; None where it gets stuck."""
        grid = np.meshgrid(np.linspace(*_LOG_ALPHA, 61), np.linspace(*_LOG_ODDS, 101))
        furthest = np.abs(self.misfit(grid[0], grid[1])).max(axis=0)
        place = np.unravel_index(int(furthest.argmin()), furthest.shape)
        at = np.array([grid[0][place], grid[1][place]])
        for _ in range(_ROUNDS):
            value = self.misfit(at[0], at[1])
            if np.abs(value).max() < _CLOSE:
                return at
            closer = self._closer(at, value)
            if closer is None:
                return None
            at = closer
        return None

    def _closer(self, at: Floats, value: Floats) -> Floats | None:
        moves = _STEP * np.eye(2)
        slopes = [
            (self.misfit(*(at + move)) - self.misfit(*(at - move))) / (2 * _STEP) for move in moves
        ]
        jacobian = np.stack(slopes, axis=1)
        if not np.isfinite(jacobian).all() or np.linalg.matrix_rank(jacobian) < len(at):
            return None
        step = np.linalg.solve(jacobian, -value)
        size = 1.0
        while size > _SMALLEST:
            there = at + size * step
            inside = _LOG_ALPHA[0] < there[0] < _LOG_ALPHA[1]
            inside &= _LOG_ODDS[0] < there[1] < _LOG_ODDS[1]
            if inside and np.abs(self.misfit(*there)).max() < np.abs(value).max():
                return np.asarray(there)
            size /= 2
        return None
