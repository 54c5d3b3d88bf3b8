"""Risk of a single record: the chance that a match in the population is the right one.

r = E(1/F | f), with F the population frequency of the record's key values, f the sample frequency,
and F - f negative binomial given f with success probability p = f / Fk (Benedetti & Franconi 1998,
"Statistical and technological solutions for controlled data dissemination"; Capobianchi, Polettini
& Lucarelli 2001; Franconi & Polettini 2004, LNCS 3050). In closed form

    r = p^f / f · 2F1(f, f; f+1; 1-p)  =  p / f · 2F1(1, 1; f+1; 1-p)    (Euler's transformation)

`exact` evaluates this for every f. `approx` is sdcMicro's default: exact for f = 1 and 2, where
approximations fail (the small-sample corrections), and p / (f - (1-p)) above. Where Fk = f the
record's group is the whole population: r = 1/f.

Two departures from sdcMicro, both upwards. With 1 < f < 2 (only with 0 < alpha < 1) it answers 0;
we evaluate the exact formula. With Fk < f (weights below 1) it answers above 1 or below 0; we take
Fk = f.
"""

import numpy as np

from himaya.engines.disclosure.arrays import Floats

# From this p, or this f, on the terms of the series fall below 1e-17 of the sum within sixty.
_QUICK_SHARE, _QUICK_COUNT = 0.5, 50
_TERMS = 64
_SMALL = 2  # up to this f the approximation is the exact formula


def approximate_risk(fk: Floats, population: Floats) -> Floats:
    """Individual risk as sdcMicro's `approx`; `population` is Fk. Same shape as `fk`."""
    share = np.minimum(fk / population, 1.0)
    risk: Floats = share / (fk - (1 - share))
    small = fk <= _SMALL
    risk[small] = exact_risk(fk[small], population[small])
    return risk


def exact_risk(fk: Floats, population: Floats) -> Floats:
    """Individual risk by the hypergeometric formula, for any fk >= 1. Same shape as `fk`."""
    share = np.minimum(fk / population, 1.0)
    risk = 1 / fk
    rest = share < 1
    risk[rest] = _negative_binomial(fk[rest], share[rest])
    return risk


def _negative_binomial(fk: Floats, share: Floats) -> Floats:
    """E(1/F | f) for share < 1, as p · I(f) with I(f) the integral of u^(f-1) / (p + (1-p)u)."""
    integral = np.empty_like(share)
    quick = (share >= _QUICK_SHARE) | (fk >= _QUICK_COUNT)
    integral[quick] = _gauss(fk[quick], 1 - share[quick]) / fk[quick]
    integral[~quick] = _recursion(fk[~quick], share[~quick])
    return share * integral


def _gauss(fk: Floats, x: Floats) -> Floats:
    """2F1(1, 1; f+1; x), the sum of n! / (f+1)_n · x^n: all terms positive."""
    total = np.zeros_like(x)
    term = np.ones_like(x)
    for n in range(_TERMS):
        total += term
        term = term * ((n + 1) / (fk + 1 + n) * x)
    return total


def _recursion(fk: Floats, share: Floats) -> Floats:
    """I(f) = (1/(f-1) - p · I(f-1)) / (1-p), upwards: below p = 0.5 each step shrinks the error."""
    rest = 1 - share
    start = 1 + (fk - np.floor(fk))
    value = -np.log(share) / rest
    between = start > 1  # matches counted in part
    value[between] = _between_one_and_two(start[between], share[between])
    at = start.copy()
    while (going := at < fk).any():
        value[going] = ((1 / at - share * value) / rest)[going]
        at[going] += 1
    return value


def _between_one_and_two(fk: Floats, share: Floats) -> Floats:
    """I(f) for 1 < f < 2, by the transformation to argument p (Abramowitz & Stegun 15.3.6)."""
    near = np.zeros_like(share)
    term = np.ones_like(share)
    for n in range(_TERMS):
        near += term
        term = term * ((n + 1) / (2 - fk + n) * share)
    far = np.pi / np.sin(np.pi * fk) * share ** (fk - 1) * (1 - share) ** -fk
    value: Floats = near / (fk - 1) + far
    return value
