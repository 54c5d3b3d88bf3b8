"""Agreement of coders on published examples."""

import pytest

from himaya.engines.narrative.agreement import MISSING, Scale, alpha, by_theme, kappa


def pairs(table: list[list[int]]) -> tuple[list[int], list[int]]:
    one = [row for row, counts in enumerate(table) for count in counts for _ in range(count)]
    other = [
        column for counts in table for column, count in enumerate(counts) for _ in range(count)
    ]
    return one, other


def test_kappa__two_coders_of_fifty_proposals() -> None:
    found = kappa(*pairs([[20, 5], [10, 15]]))

    assert found is not None
    assert found.value == pytest.approx(0.4)
    assert (found.low, found.high) == pytest.approx((0.15, 0.65), abs=0.01)
    assert found.units == 50


def test_kappa__chance_perfect_and_nothing_to_compare() -> None:
    chance, perfect = kappa(*pairs([[25, 25], [25, 25]])), kappa([0, 1, 1], [0, 1, 1])

    assert chance is not None
    assert perfect is not None
    assert chance.value == pytest.approx(0.0)
    assert (perfect.value, perfect.low, perfect.high) == (1.0, 1.0, 1.0)
    assert kappa([1, 1], [1, 1]) is None
    assert kappa([0, MISSING], [MISSING, 1]) is None


# Fleiss, Levin & Paik, "Statistical methods for rates and proportions", 3rd ed. 2003, table 18.1:
# kappa .68, standard error .087.
def test_kappa__published_diagnoses_of_a_hundred_patients() -> None:
    found = kappa(*pairs([[75, 1, 4], [5, 4, 1], [0, 0, 10]]))

    assert found is not None
    assert found.value == pytest.approx(0.676, abs=0.001)
    assert (found.high - found.low) / 2 / 1.96 == pytest.approx(0.087, abs=0.001)


# Krippendorff, "Computing Krippendorff's alpha-reliability", 2011, example C and section 5.
KRIPPENDORFF = """
1 2 3 3 2 1 4 1 2 * * *
1 2 3 3 2 2 4 1 2 5 * 3
* 3 3 3 2 3 4 2 2 5 1 *
1 2 3 3 2 4 4 1 2 5 1 *
"""
PUBLISHED = {Scale.NOMINAL: 0.743, Scale.ORDINAL: 0.815, Scale.INTERVAL: 0.849}


@pytest.mark.parametrize(("scale", "value"), PUBLISHED.items())
def test_alpha__published_example(scale: Scale, value: float) -> None:
    codes = [
        [MISSING if code == "*" else int(code) for code in line.split()]
        for line in KRIPPENDORFF.strip().splitlines()
    ]
    found = alpha(codes, scale)

    assert found is not None
    assert found.value == pytest.approx(value, abs=0.001)
    assert found.units == 11
    assert found.low < found.value < found.high


def test_themes__each_judged_and_all_together() -> None:
    one = {"1": {"water"}, "2": {"mines"}, "3": set[str](), "4": {"water"}, "6": {"water"}}
    other = {"1": {"water"}, "2": {"mines"}, "3": {"water"}, "4": {"water"}, "5": set[str]()}
    (mines, water), whole = by_theme([one, other])

    assert (mines.theme, mines.given) == ("mines", 1)
    assert (water.theme, water.given) == ("water", 4)
    assert mines.kappa is not None
    assert water.kappa is not None
    assert water.alpha is not None
    assert mines.kappa.value == 1.0
    assert water.kappa.value == pytest.approx(0.5)
    assert water.kappa.units == 4
    assert water.alpha.low <= water.alpha.value <= water.alpha.high
    assert whole is not None
    assert 0.5 < whole.value < 1.0
    (three, *_), _ = by_theme([one, other, one])
    assert three.kappa is None
    assert by_theme([{}, {}]) == ([], None)


def test_alpha__one_code_only_means_nothing() -> None:
    assert alpha([[1, 1], [1, 1]]) is None
    assert alpha([[1, MISSING], [MISSING, 1]]) is None
