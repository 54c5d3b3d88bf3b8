"""People unique in the population: models against their definitions, simulated and recorded ones.

| id | requirement |
|---|---|
| P1 | each model is the one of its paper, and finds back what was simulated by it |
| P2 | no answer leaves 0 to N, none is made up where a model has no solution |
"""

import json
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from himaya.engines.disclosure import DisclosureError, Roles, assess
from himaya.engines.disclosure.encoding import encode
from himaya.engines.disclosure.group_sizes import GroupSizes
from himaya.engines.disclosure.loglinear import log_linear
from himaya.engines.disclosure.pitman import (
    _derivatives,
    _likelihood,
    _most_likely,
    digamma,
    trigamma,
)
from himaya.engines.disclosure.population import population_uniques
from himaya.engines.disclosure.tests.worlds import REFERENCE

with_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="HIMAYA_TEST_DATA names no folder with sdc in it"
)
SOME = np.array([1] * 40 + [2] * 12 + [3] * 5 + [9, 30])


def test_digamma_and_trigamma__known_values() -> None:
    at = np.array([1.0, 0.5, 30.0])
    harmonic = sum(1 / i for i in range(1, 30)) - 0.5772156649015329
    squares = math.pi**2 / 6 - sum(1 / i**2 for i in range(1, 30))

    assert digamma(at) == pytest.approx(
        [-0.5772156649015329, -1.9635100260214235, harmonic], rel=1e-13
    )
    assert trigamma(at) == pytest.approx([math.pi**2 / 6, math.pi**2 / 2, squares], rel=1e-13)


def test_pitman__likelihood_as_its_sums_and_highest_where_found() -> None:
    groups = GroupSizes.of(SOME)
    sizes, n = SOME.tolist(), int(SOME.sum())

    def summed(theta: float, alpha: float) -> float:
        total = sum(math.log(theta + i * alpha) for i in range(1, len(sizes)))
        total -= sum(math.log(theta + i) for i in range(1, n))
        return total + sum(math.log(j - alpha) for size in sizes for j in range(1, size))

    at = np.array([7.0, 0.4])
    assert _likelihood(groups, at) - _likelihood(groups, at * 1.1) == pytest.approx(
        summed(7.0, 0.4) - summed(7.7, 0.44), rel=1e-10
    )
    by = 1e-6
    slope, _ = _derivatives(groups, at)
    up = (summed(7 + by, 0.4) - summed(7 - by, 0.4)) / (2 * by)
    assert slope == pytest.approx(
        [up, (summed(7, 0.4 + by) - summed(7, 0.4 - by)) / (2 * by)], rel=1e-5
    )
    best = _most_likely(groups)
    assert best is not None
    assert all(
        summed(best[0] * more, best[1] * other) < summed(*best)
        for more in (0.97, 1.03)
        for other in (0.97, 1.03)
    )


def test_zayatz__as_the_hypergeometric_chances_say() -> None:
    n, people = int(SOME.sum()), 400

    def seen_once(size: int) -> float:
        return size * math.comb(people - size, n - 1) / math.comb(people, n)

    chances = {size: seen_once(size) for size in set(SOME.tolist())}
    likely = 40 * chances[1] / sum(chances[size] for size in SOME.tolist())

    assert population_uniques(SOME, people).zayatz == pytest.approx(40 * likely * people / n)


def test_simulated_shifted_binomial__found_back() -> None:
    draw = np.random.default_rng(4)
    population = 1 + draw.negative_binomial(0.4, 0.15, 20_000)
    sample = draw.binomial(population, 0.2)

    found = population_uniques(sample[sample > 0], float(population.sum()))

    assert found.snb == pytest.approx((population == 1).sum(), rel=0.15)
    assert found.model in {"snb", "zayatz"}


def test_simulated_pitman__found_back() -> None:
    draw = np.random.default_rng(8)
    theta, alpha, group = 50.0, 0.6, np.zeros(20_000, np.int64)
    groups = 1
    for person in range(1, len(group)):  # each joins somebody, or founds a group
        group[person] = group[draw.integers(person)]
        is_new = draw.random() * (person + theta) < theta + groups * alpha
        is_new |= draw.random() * (group[:person] == group[person]).sum() < alpha
        if is_new:
            group[person], groups = groups, groups + 1
    uniques = (np.bincount(group) == 1).sum()
    sample = np.bincount(group[draw.permutation(len(group))[:2_000]])

    found = population_uniques(sample[sample > 0], len(group))

    assert found.pitman == pytest.approx(uniques, rel=0.25)
    assert found.model == "pitman"


def test_everybody_in_the_file__no_estimate_needed() -> None:
    found = population_uniques(SOME, float(SOME.sum()) - 1)

    assert (found.model, found.dankar, found.fraction) == ("census", 40, 1)
    assert found.pitman is None


def test_nobody_alone__nobody_unique() -> None:
    assert population_uniques(np.array([2, 3, 4]), 90).dankar == 0


def test_population_that_is_none__refused() -> None:
    with pytest.raises(DisclosureError):
        population_uniques(SOME, math.nan)
    with pytest.raises(DisclosureError):
        assess(pl.DataFrame({"a": [1]}), Roles.of(["a"]), population=0)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=40), st.floats(0.001, 1.2))
@example([1], 0.375)
@settings(max_examples=30)
def test_any_groups__within_bounds(sizes: list[int], fraction: float) -> None:
    counts = np.array(sizes)
    people = counts.sum() / fraction
    found = population_uniques(counts, people)

    for one in (found.pitman, found.zayatz, found.snb, found.dankar):
        assert one is None or 0 <= one <= found.population * (1 + 1e-9)


# ------------------------------------------------------------------ log-linear models


def people(rows: int) -> pl.DataFrame:
    draw = np.random.default_rng(11)
    return pl.DataFrame(
        {
            name: draw.choice(values, rows, p=np.arange(values, 0, -1) * 2 / values / (values + 1))
            for name, values in (("a", 12), ("b", 9), ("c", 7), ("d", 15))
        }
    )


def test_independent_keys__expected_uniques_near_the_truth() -> None:
    population = people(20_000)
    keys = population.columns
    at = np.random.default_rng(12).permutation(len(population))[:2_000]
    sample = population[np.sort(at)]
    truth = population.group_by(keys).len().filter(pl.col("len") == 1)
    alone = sample.group_by(keys).len().filter(pl.col("len") == 1)

    main, pairs = log_linear(encode(sample, keys), np.full(sample.unique().height, 0.1))

    real = alone.join(truth, on=keys).height
    assert main.model == "main"
    assert main.population_uniques == pytest.approx(real, rel=0.25)
    assert pairs.population_uniques == pytest.approx(real, rel=0.5)
    assert main.correct_matches > main.population_uniques


def test_pairs__keep_the_margins_of_two() -> None:
    sample = people(3_000).select(pl.all() % 3).with_columns(a=pl.col("a").replace(2, None))
    encoding = encode(sample, ["a", "b", "c"])  # all 27 combinations occur
    _, pairs = log_linear(encoding, np.full(27, 0.1))

    for one, other in ((0, 1), (0, 2), (1, 2)):
        cell = encoding.table[one] * 4 + encoding.table[other]
        seen = np.bincount(cell, encoding.counts)
        assert np.bincount(cell, pairs.fitted) == pytest.approx(seen, rel=1e-7)


def test_chances__as_the_poisson_sum_says() -> None:
    encoding = encode(pl.DataFrame({"a": [1, 1, 2], "b": [1, 1, 1]}), ["a", "b"])
    (main,) = log_linear(encoding, np.full(2, 0.25))
    unseen = main.fitted[1] * 3  # mean 1 of the records, of the people not in the sample 3
    chances = [math.exp(-unseen) * unseen**more / math.factorial(more) for more in range(60)]

    assert main.fitted.tolist() == pytest.approx([2, 1])
    assert main.unique.tolist() == pytest.approx([0, chances[0]])
    assert main.match[1] == pytest.approx(sum(p / (1 + more) for more, p in enumerate(chances)))


def test_report__names_the_models() -> None:
    frame = people(400).with_columns(w=pl.lit(20.0))
    found = assess(frame, Roles.of(["a", "b", "c"], weight="w")).to_json()

    assert found["population_uniques"]["population"] == 8_000
    assert set(found["log_linear"]) == {"main", "pairs"}
    assert assess(frame, Roles.of(["a", "b"])).to_json()["log_linear"] is None
    stated = assess(frame, Roles.of(["a", "b"]), population=8_000).to_json()
    assert stated["population_uniques"]["fraction"] == 0.05
    assert stated["log_linear"]["pairs"] is None


# ------------------------------------------------------------------ recorded outputs


@with_reference
def test_adult__as_arx() -> None:
    frame = pl.read_csv(REFERENCE / "data" / "arx_adult" / "adult.csv", separator=";")
    counts = encode(frame, [name for name in frame.columns if name != "salary-class"]).counts
    for line in (REFERENCE / "arx" / "risk.jsonl").read_text().splitlines():
        theirs = json.loads(line)
        ours = population_uniques(counts, frame.height / theirs["sampling_fraction"])

        assert ours.pitman == pytest.approx(theirs["pop_unique_pitman"], rel=1e-9)
        assert ours.zayatz == pytest.approx(theirs["pop_unique_zayatz"], rel=1e-9)
        assert ours.dankar == pytest.approx(theirs["pop_unique_dankar"], rel=1e-9)


@with_reference
def test_fit_of_independent_keys__as_sdcmicro() -> None:
    # Their formulas on our fit: sample mean for the population's, over combinations that occur.
    theirs = json.loads((REFERENCE / "misc_sdcmicro.json").read_text())["modRisk_IPF"]
    encoding = encode(
        pl.read_csv(REFERENCE / "data" / "testdata2.csv"), ["urbrur", "water", "relat", "sex"]
    )
    main = log_linear(encoding, np.full(len(encoding.first), 0.01))[0]
    alone = encoding.counts == 1
    unsampled = main.fitted[alone] * 0.99

    assert np.exp(-unsampled).sum() / len(alone) == pytest.approx(theirs["gr1"], rel=1e-9)
    assert (-np.expm1(-unsampled) / unsampled).sum() / len(alone) == pytest.approx(
        theirs["gr2"], rel=1e-9
    )
