"""Noise: the exact distributions, kept totals, and a budget that ends."""

import json
import math
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.disclosure.tables.noise import (
    Ledger,
    SystemRandomness,
    bernoulli_exp,
    discrete_gaussian,
    discrete_laplace,
    noisy_counts,
)
from himaya.engines.disclosure.tables.problems import Code, TableError
from himaya.engines.disclosure.tables.system import assemble
from himaya.engines.disclosure.tables.tests.worlds import full_table
from himaya.engines.disclosure.tables.words import say

DRAWS = 3_000
TABLE = full_table({("x", "F"): 3, ("x", "M"): 17, ("y", "F"): 0, ("y", "M"): 9}, ("area", "sex"))


class Seeded:
    """A source that can be repeated, for tests only."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a test

    def randbelow(self, n: int) -> int:
        return self.random.randrange(n)


def close(drawn: list[int], weights: dict[int, float]) -> None:
    """Each frequency within five standard errors of its chance."""
    whole = sum(weights.values())
    for value, weight in weights.items():
        chance = weight / whole
        error = (chance * (1 - chance) / len(drawn)) ** 0.5
        assert abs(drawn.count(value) / len(drawn) - chance) < 5 * error + 1e-9


@pytest.mark.slow
@pytest.mark.parametrize("scale", [Fraction(1), Fraction(3, 2), Fraction(5)], ids=str)
def test_discrete_laplace__its_exact_chances(scale: Fraction) -> None:
    """Slow: enough draws to tell a wrong distribution."""
    source = Seeded(1)
    drawn = [discrete_laplace(scale, source) for _ in range(DRAWS)]

    close(drawn, {x: math.exp(-abs(x) / scale) for x in range(-60, 61)})


@pytest.mark.slow
@pytest.mark.parametrize("variance", [Fraction(1), Fraction(9, 4), Fraction(16)], ids=str)
def test_discrete_gaussian__its_exact_chances(variance: Fraction) -> None:
    """Slow: enough draws to tell a wrong distribution."""
    source = Seeded(2)
    drawn = [discrete_gaussian(variance, source) for _ in range(DRAWS)]

    close(drawn, {x: math.exp(-x * x / (2 * variance)) for x in range(-40, 41)})


@pytest.mark.parametrize("gamma", ["0", "1/3", "1", "5/2"])
def test_coin__falls_with_chance_exp(gamma: str) -> None:
    source = Seeded(3)
    falls = [int(bernoulli_exp(Fraction(gamma), source)) for _ in range(2_000)]

    chance = math.exp(-Fraction(gamma))
    close(falls, {1: chance, 0: 1 - chance})


@given(st.integers(0, 10**6), st.sampled_from(["epsilon", "rho"]))
@settings(max_examples=10, deadline=None)
def test_noisy_table__totals_are_sums(seed: int, measure: str) -> None:
    ledger = Ledger(measure, Fraction(1))

    done = noisy_counts(TABLE, "1/2", ledger, source=Seeded(seed))

    assemble([done.table])  # raises where sums are not kept
    assert ledger.left == Fraction(1, 2)
    assert "{" not in say(*done.messages[0])


def test_budget_spent__refused_before_anything_is_drawn() -> None:
    ledger = Ledger("epsilon", Fraction(1))
    noisy_counts(TABLE, "0.7", ledger)

    with pytest.raises(TableError) as refused:
        noisy_counts(TABLE, "0.4", ledger)

    assert refused.value.faults[0].code == Code.BUDGET_SPENT
    assert ledger.left == Fraction(3, 10)


def test_ledger__kept_without_rounding() -> None:
    ledger = Ledger("rho", Fraction(1, 3))
    ledger.spend("first", Fraction(1, 7))

    again = Ledger.from_json(json.loads(json.dumps(ledger.to_json())))

    assert again == ledger
    assert again.left == Fraction(1, 3) - Fraction(1, 7)


def test_person_in_several_cells__more_noise() -> None:
    once = noisy_counts(TABLE, "1", Ledger("epsilon", Fraction(1)))
    thrice = noisy_counts(TABLE, "1", Ledger("epsilon", Fraction(1)), per_person=3)

    assert thrice.scale == 3 * once.scale


def test_wrong_use__refused() -> None:
    ledger = Ledger("epsilon", Fraction(1))
    for wrong in (
        lambda: Ledger("delta", Fraction(1)),
        lambda: Ledger("rho", Fraction(0)),
        lambda: ledger.spend("x", Fraction(0)),
        lambda: noisy_counts(TABLE, "1", ledger, per_person=0),
        lambda: Ledger.from_json({"measure": "rho", "total": "1", "spent": None}),
    ):
        with pytest.raises(TableError):
            wrong()
    assert ledger.entries == []


def test_system_randomness__stays_below() -> None:
    assert {SystemRandomness().randbelow(2) for _ in range(50)} == {0, 1}
