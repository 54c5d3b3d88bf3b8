"""The separator, its probabilities and its cuts, on figures that can be worked out."""

import numpy as np
import pytest

from himaya.engines.narrative import bending, calibration, linear
from himaya.engines.narrative.linear import Sparse


def dense(values: list[list[float]]) -> Sparse:
    table = np.array(values, np.float32)
    rows, columns = np.nonzero(table)
    starts = np.searchsorted(rows, np.arange(len(table) + 1)).astype(np.int64)
    return Sparse(starts, columns.astype(np.int32), table[rows, columns], table.shape[1])


def random_world(seed: int) -> tuple[Sparse, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(40, 5)) * (rng.random((40, 5)) < 0.6)
    signs = np.where(
        table @ rng.normal(size=(5, 2)) + 0.2 * rng.normal(size=(40, 2)) > 0, 1.0, -1.0
    )
    return dense(table.tolist()), signs, rng.normal(size=(40, 2)) * 0.3


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_weights__are_the_optimum(seed: int) -> None:
    rows, signs, offsets = random_world(seed)
    cost = 0.7
    weights = linear.fit(rows, signs, offsets, cost).astype(float)

    # The gradient of ½|w|² + C Σ max(0, 1 - y (w·x + o))² is zero there.
    table = np.zeros((len(rows), rows.width))
    table[np.repeat(np.arange(len(rows)), np.diff(rows.starts)), rows.columns] = rows.values
    slack = np.maximum(0.0, 1.0 - signs * (table @ weights + offsets))
    gradient = weights - 2 * cost * table.T @ (signs * slack)

    assert np.abs(gradient).max() < 0.3  # the solver stops at 0.05 in the dual


def test_without_numba__the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, signs, offsets = random_world(4)
    first = linear.fit(rows, signs, offsets)
    monkeypatch.setenv("HIMAYA_NUMBA", "0")

    assert np.allclose(first, linear.fit(rows, signs, offsets), atol=1e-5)


def test_no_examples_to_speak_of__the_belief_stands() -> None:
    rows = dense([[1.0]])
    weights = linear.fit(rows, np.array([[1.0]]), np.array([[1.5]]))

    assert weights[0, 0] == 0.0  # the belief is right by more than the margin asked


def test_rows_times_weights__also_with_empty_rows() -> None:
    rows = dense([[1, 0, 2], [0, 0, 0], [0, 3, 0]])
    weights = np.array([[1, 0], [0, 1], [1, 1]], np.float32)

    assert rows.times(weights).tolist() == [[3, 2], [0, 0], [0, 3]]
    assert rows.rows(np.array([2, 0])).times(weights).tolist() == [[0, 3], [3, 2]]


def test_probabilities__say_how_often_they_are_right() -> None:
    rng = np.random.default_rng(5)
    margins = rng.normal(size=(4000, 3))
    chances = 1 / (1 + np.exp(-(2.0 * margins - 0.5)))
    coded = rng.random(margins.shape) < chances
    found = calibration.sigmoids(margins, coded)

    assert found.slopes == pytest.approx([1, 1, 1], abs=0.15)
    assert found.intercepts == pytest.approx([0.0] * 3, abs=0.15)
    inside = np.abs(bending.KNOTS) <= 1.0
    assert found.curve[inside] == pytest.approx(2.0 * bending.KNOTS[inside] - 0.5, abs=0.3)
    assert calibration.calibration_error(found.probabilities(margins), coded) < 0.02
    assert calibration.calibration_error(np.full(100, 0.9), np.zeros(100, bool)) == pytest.approx(
        0.9
    )


def test_probabilities_where_margins_lie_on_no_line__right_all_the_same() -> None:
    rng = np.random.default_rng(9)
    margins = np.concatenate([np.full((6000, 2), -1.0), rng.uniform(-1, 1, (2000, 2))])
    chances = np.where(margins == -1.0, 0.005, np.clip(0.55 + 0.4 * margins, 0.2, 0.95))
    coded = rng.random(margins.shape) < chances
    found = calibration.sigmoids(margins, coded)

    shown = found.probabilities(margins)
    assert calibration.calibration_error(shown[6000:], coded[6000:]) < 0.03
    assert (np.diff(found.curve) >= 0).all()


def test_theme_without_examples__is_not_suggested_everywhere() -> None:
    rng = np.random.default_rng(6)
    chances = rng.random((500, 2)) * np.array([1.0, 0.2])
    coded = np.column_stack([rng.random(500) < chances[:, 0], np.zeros(500, bool)])
    start = np.array([0.42, 0.3])
    cuts = calibration.cuts(chances, coded, start)

    assert cuts[1] > 0.25
    assert calibration.cuts(chances, np.zeros((500, 2), bool), start).tolist() == [0.42, 0.3]


def test_acceptance__keeps_its_promise_on_fresh_data_or_is_not_offered() -> None:
    rng = np.random.default_rng(7)
    chances = rng.random((20_000, 3)) ** 2
    coded = rng.random(chances.shape) < chances
    cuts = calibration.acceptance_cuts(chances, coded)
    fresh = rng.random((20_000, 3)) ** 2
    accepted = fresh >= cuts

    assert (rng.random(fresh.shape) < fresh)[accepted].mean() > 0.94
    assert accepted.sum() > 1000
    few = calibration.acceptance_cuts(chances[:20], coded[:20])
    assert (few == calibration.NEVER).all()


def test_acceptance__a_bad_theme_is_left_out() -> None:
    rng = np.random.default_rng(8)
    chances = rng.random((20_000, 2)) ** 0.2
    coded = rng.random(chances.shape) < chances * np.array([1.0, 0.5])

    good, bad = calibration.acceptance_cuts(chances, coded)
    assert good < 1.0
    assert bad > 0.999
