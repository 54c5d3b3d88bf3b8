"""Pitman's sampling formula, fitted by maximum likelihood (Hoshino 2001, JOS 17(4)).

With u groups, u_s of them of size s, and n records, the logarithm of the likelihood of theta and
alpha, 0 < alpha < 1, is up to a constant

    Σ ln(theta + i alpha), i < u   -   Σ ln(theta + i), i < n   +   Σ u_s Σ ln(j - alpha), j < s

and of a population of N, Γ(theta+1) / Γ(theta+alpha) · N^alpha are unique. The sums and their
derivatives have closed forms in the gamma, digamma and trigamma functions.
"""

import math

import numpy as np

from himaya.engines.disclosure.arrays import Floats
from himaya.engines.disclosure.group_sizes import GroupSizes

_ROUNDS, _CLOSE, _CLOSE_ENOUGH = 200, 1e-12, 1e-7
_EDGE = 1e-6  # alpha this near to 0 or 1 is at the border: no maximum inside
_MOST_THETA = 1e15
_ASYMPTOTIC_FROM = 12.0


def pitman(groups: GroupSizes, population: float) -> float | None:
    """Population uniques; None where the likelihood has no maximum inside."""
    at = _most_likely(groups) if groups.number > 1 else None
    if at is None:
        return None
    theta, alpha = map(float, at)
    log = math.lgamma(theta + 1) - math.lgamma(theta + alpha) + alpha * math.log(population)
    return math.exp(log) if log <= math.log(population) else None


def _most_likely(groups: GroupSizes) -> Floats | None:
    """Where the likelihood is highest: uphill by Newton's steps, halved where they overshoot."""
    at = _first_guess(groups)
    best = _likelihood(groups, at)
    for _ in range(_ROUNDS):
        step = _step(groups, at)
        size = 1.0
        while size > _CLOSE:
            there = at + size * step
            if _is_inside(there) and (found := _likelihood(groups, there)) >= best:
                break
            size /= 2
        else:
            break
        moved = np.abs(there - at) / np.abs(at)
        at, best = there, found
        if moved.max() < _CLOSE:
            break
    left = np.abs(_step(groups, at)) / np.abs(at)
    return at if left.max() < _CLOSE_ENOUGH else None


def _first_guess(groups: GroupSizes) -> Floats:
    """Hoshino's, from the groups of one and two, brought inside."""
    n, u, one = float(groups.records), groups.number, groups.of_size(1)
    ratio = one * (one - 1) / max(groups.of_size(2), 1.0)
    below = 2 * one * u + one * ratio - n * ratio
    theta = (n * u * ratio - one * (n - 1) * (2 * u + ratio)) / below if below else 1.0
    alpha = (theta * (one - n) + (n - 1) * one) / (n * u)
    return np.array([theta if 0 < theta < _MOST_THETA else 1.0, min(max(alpha, 0.01), 0.99)])


def _is_inside(at: Floats) -> bool:
    theta, alpha = at
    return bool(_EDGE < alpha < 1 - _EDGE and 0 < theta < _MOST_THETA)


def _step(groups: GroupSizes, at: Floats) -> Floats:
    """Newton's step where the likelihood is concave, else one along the slope."""
    slope, curve = _derivatives(groups, at)
    determinant = curve[0, 0] * curve[1, 1] - curve[0, 1] ** 2
    if curve[0, 0] < 0 < determinant:
        return np.asarray(np.linalg.solve(curve, -slope))
    return np.asarray(slope / np.maximum(np.abs(np.diag(curve)), 1e-12))


def _likelihood(groups: GroupSizes, at: Floats) -> float:
    """Logarithm of the chance of these groups, up to a constant."""
    theta, alpha = map(float, at)
    u, n = groups.number, groups.records
    known = (u - 1) * math.log(alpha)
    known += math.lgamma(u + theta / alpha) - math.lgamma(1 + theta / alpha)
    known -= math.lgamma(n + theta) - math.lgamma(1 + theta)
    inside = sum(
        float(times) * (math.lgamma(size - alpha) - math.lgamma(1 - alpha))
        for size, times in zip(groups.sizes, groups.times, strict=True)
    )
    return known + inside


def _derivatives(groups: GroupSizes, at: Floats) -> tuple[Floats, Floats]:
    """Slope of the likelihood in theta and alpha, and its second derivatives."""
    theta, alpha = map(float, at)
    u, n = groups.number, float(groups.records)
    by_group = np.array([1 + theta / alpha, u + theta / alpha])
    by_record = np.array([1 + theta, n + theta])
    once = float(np.diff(digamma(by_group))[0]) / alpha  # Σ 1 / (theta + i alpha)
    twice = -float(np.diff(trigamma(by_group))[0]) / alpha**2  # Σ 1 / (theta + i alpha)²
    sizes, start = groups.sizes - alpha, np.array([1 - alpha])
    inside = (groups.times * (digamma(sizes) - digamma(start))).sum()
    inside_twice = (groups.times * (trigamma(start) - trigamma(sizes))).sum()
    slope = np.array(
        [
            once - float(np.diff(digamma(by_record))[0]),
            (u - 1 - theta * once) / alpha - float(inside),
        ]
    )
    mixed = (theta * twice - once) / alpha
    last = (u - 1 - 2 * theta * once + theta**2 * twice) / alpha**2
    first = -float(np.diff(trigamma(by_record))[0]) - twice
    return slope, np.array([[first, mixed], [mixed, -last - float(inside_twice)]])


def digamma(x: Floats) -> Floats:
    """Derivative of ln Γ for x > 0: upwards by recurrence, then Abramowitz & Stegun 6.3.18."""
    lifted = np.zeros_like(x)
    while (low := x < _ASYMPTOTIC_FROM).any():
        lifted[low] -= 1 / x[low]
        x = np.where(low, x + 1, x)
    y = 1 / (x * x)
    tail = y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y / 132))))
    return np.asarray(lifted + np.log(x) - 0.5 / x - tail)


def trigamma(x: Floats) -> Floats:
    """Second derivative of ln Γ for x > 0, likewise (Abramowitz & Stegun 6.4.12)."""
    lifted = np.zeros_like(x)
    while (low := x < _ASYMPTOTIC_FROM).any():
        lifted[low] += 1 / (x[low] * x[low])
        x = np.where(low, x + 1, x)
    y = 1 / (x * x)
    tail = y * (1 / 6 - y * (1 / 30 - y * (1 / 42 - y * (1 / 30 - y * 5 / 66))))
    return np.asarray(lifted + 1 / x + y / 2 + tail / x)
