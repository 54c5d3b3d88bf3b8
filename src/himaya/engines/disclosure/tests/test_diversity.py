"""l-diversity, t-closeness and the scenarios, on figures that can be checked by hand."""

import math

import polars as pl
import pytest

from himaya.engines.disclosure import Roles, assess
from himaya.engines.disclosure.diversity import diversity
from himaya.engines.disclosure.encoding import encode
from himaya.engines.disclosure.tests import worlds

# Two camps. In North 4 of 5 have the same incident, in South each of 3 another.
CAMPS = worlds.table("""
| k1    | incident | age |
|-------|----------|-----|
| North | theft    | 10  |
| North | theft    | 10  |
| North | theft    | 20  |
| North | theft    | 20  |
| North | threat   | 30  |
| South | theft    | 20  |
| South | threat   | 30  |
| South | arson    | 40  |
""")


def test_two_camps__diversity_by_hand() -> None:
    found = diversity(encode(CAMPS, ["k1"]), CAMPS["incident"])

    assert found.distinct.tolist() == [2, 3]
    north = math.exp(-(0.8 * math.log(0.8) + 0.2 * math.log(0.2)))
    assert found.entropy.tolist() == pytest.approx([north, 3.0], rel=1e-12)
    # North: r1 = 4, 4 < 2·1 fails for l = 2. South: 1 < 2·(1+1), 1 < 2·1.
    assert found.recursive.tolist() == [1, 3]
    assert found.alpha == 0.8


def test_two_camps__closeness_by_hand() -> None:
    found = diversity(encode(CAMPS, ["k1"]), CAMPS["incident"])

    # p = theft 5/8, threat 2/8, arson 1/8; South has 1/3 each.
    south = 0.5 * (abs(1 / 3 - 5 / 8) + abs(1 / 3 - 2 / 8) + abs(1 / 3 - 1 / 8))
    assert found.t == pytest.approx(south, rel=1e-12)
    assert found.basic_beta == pytest.approx((1 / 3 - 1 / 8) / (1 / 8), rel=1e-12)
    assert found.enhanced_beta == pytest.approx(min(found.basic_beta, math.log(8)), rel=1e-12)
    assert found.delta == pytest.approx(math.log((1 / 3) / (1 / 8)), rel=1e-12)


def test_ages__ordered_distance_by_hand() -> None:
    found = diversity(encode(CAMPS, ["k1"]), CAMPS["age"])

    p = [2 / 8, 5 / 8, 7 / 8, 1]  # cumulated over 10, 20, 30, 40
    north, south = [0.4, 0.8, 1, 1], [0, 1 / 3, 2 / 3, 1]
    expected = max(sum(abs(a - b) for a, b in zip(q, p, strict=True)) / 3 for q in (north, south))
    assert found.is_ordered
    assert found.t == pytest.approx(expected, rel=1e-12)


def test_one_value_for_all__nothing_is_learned() -> None:
    found = diversity(encode(CAMPS, ["k1"]), pl.Series("s", [5] * 8))

    assert (found.t, found.basic_beta, found.delta) == (0.0, 0.0, 0.0)
    assert found.distinct.tolist() == [1, 1]


def test_scenarios__three_intruders() -> None:
    frame = CAMPS.with_columns(w=pl.lit(10.0))
    found = assess(frame, Roles.of(["k1"], weight="w", sensitive=["incident"])).scenarios

    assert found.prosecutor.highest == pytest.approx(1 / 3)
    assert found.prosecutor.at_risk == pytest.approx(3 / 8)  # groups of fewer than five
    assert found.journalist.highest == pytest.approx(1 / 30)
    assert found.marketer == pytest.approx(2 / 8)
    assert found.marketer_population == pytest.approx(2 / 80)


def test_report__diversity_by_variable() -> None:
    found = assess(CAMPS, Roles.of(["k1"], sensitive=["incident", "age"])).to_json()

    assert set(found["l_diversity"]) == {"incident", "age"}
    assert found["l_diversity"]["incident"]["distinct"] == 2
    assert found["l_diversity"]["age"]["t_distance"] == "ordered"
