"""Agreement of coders on published examples."""

import pytest

from himaya.engines.narrative.agreement import MISSING, alpha, kappa


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


# Krippendorff, "Computing Krippendorff's alpha-reliability", 2011, example C: nominal alpha .743.
KRIPPENDORFF = """
1 2 3 3 2 1 4 1 2 * * *
1 2 3 3 2 2 4 1 2 5 * 3
* 3 3 3 2 3 4 2 2 5 1 *
1 2 3 3 2 4 4 1 2 5 1 *
"""


def test_alpha__published_example() -> None:
    codes = [
        [MISSING if code == "*" else int(code) for code in line.split()]
        for line in KRIPPENDORFF.strip().splitlines()
    ]
    found = alpha(codes)

    assert found is not None
    assert found.value == pytest.approx(0.743, abs=0.001)
    assert found.units == 11
    assert found.low < found.value < found.high


def test_alpha__one_code_only_means_nothing() -> None:
    assert alpha([[1, 1], [1, 1]]) is None
    assert alpha([[1, MISSING], [MISSING, 1]]) is None
