"""Counting coded columns: the same as counting rows one by one."""

import itertools
from collections import Counter

import numpy as np
import pytest

from himaya.engines.coded import Coded, in_order, laid_by, tally, whole_numbers

ROWS = 700


def draw(seed: int) -> tuple[np.ndarray, Coded, Coded, Coded]:
    """Which rows are kept, two columns with gaps, and one with several values."""
    chance = np.random.default_rng(seed)
    keep = chance.random(ROWS) < 0.7
    one = Coded(chance.integers(0, 4, ROWS).astype(np.uint8), (None, "a", "b", "c"))
    other = Coded(chance.integers(0, 3, ROWS).astype(np.uint16), (None, "x", "y"))
    lengths = chance.integers(1, 4, ROWS)
    starts = np.r_[0, np.cumsum(lengths)]
    many = Coded(chance.integers(1, 6, starts[-1]).astype(np.uint8), (None, *"vwxyz"), starts)
    return keep, one, other, many


def several(column: Coded, row: int) -> list[object]:
    if column.starts is None:
        return [column.values[column.codes[row]]]
    codes = column.codes[column.starts[row] : column.starts[row + 1]]
    return [column.values[code] for code in codes]


@pytest.mark.parametrize("block", [64, 131_072])
@pytest.mark.parametrize("names", [(), (0,), (0, 1), (2,), (0, 2), (2, 1, 0), (2, 2)])
def test_tally__as_counted_one_by_one(
    names: tuple[int, ...], block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("himaya.engines.coded.counting.BLOCK", block)
    keep, *columns = draw(1)
    by = [columns[name] for name in names]
    figure = np.where(np.arange(ROWS) % 5 == 0, np.nan, np.arange(ROWS, dtype=float))

    found = tally(by, keep, figure)

    expected: Counter[tuple[object, ...]] = Counter()
    figures: dict[tuple[object, ...], list[float]] = {}
    for row in np.flatnonzero(keep).tolist():
        for place in itertools.product(*(several(one, row) for one in by)):
            expected[place] += 1
            if not np.isnan(figure[row]):
                figures.setdefault(place, []).append(figure[row])
    for spot in np.ndindex(found.records.shape):
        place = tuple(one.values[n] for one, n in zip(by, spot, strict=True))
        said = figures.get(place, [])
        assert found.records[spot] == expected[place]
        assert found.given is not None
        assert found.total is not None
        assert found.highest is not None
        assert found.given[spot] == len(said)
        assert found.total[spot] == pytest.approx(sum(said))
        assert found.highest[spot] == max(said, default=-np.inf)


def test_whole_numbers__as_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("himaya.engines.coded.counting.BLOCK", 64)
    keep, *_ = draw(4)
    numbers = np.random.default_rng(4).integers(-40, 120, ROWS).astype(np.int8)
    numbers[::7] = -128  # missing
    figure = np.where(numbers == -128, np.nan, numbers.astype(float))
    for some in (keep, np.zeros(ROWS, bool)):
        assert whole_numbers(numbers, some) == tally([], some, figure)


def test_axes__put_together_unless_rows_stand_repeatedly() -> None:
    keep, one, other, many = draw(2)
    both = tally([one, other], keep)
    assert both.over(1).records.tolist() == tally([one], keep).records.tolist()
    assert both.over(0, 1).records == keep.sum()
    with pytest.raises(ValueError, match="several"):
        tally([one, many], keep).over(1)


def test_values_laid_out__asked_once_and_put_together() -> None:
    _, one, *_ = draw(3)
    asked: list[object] = []

    def label(values: object) -> list[str | None]:
        asked.append(values)
        return [None, "A or B", "A or B", None]

    laid = laid_by(one, label)
    assert laid.values == (None, "A or B")
    assert asked == [one.values]
    assert laid.codes.tolist() == [1 if code in (1, 2) else 0 for code in one.codes.tolist()]


@pytest.mark.parametrize("ranks", [1, 2, 7, 400, 10**6])
def test_places_of_an_order__as_sorted(ranks: int) -> None:
    chance = np.random.default_rng(ranks)
    rank = chance.integers(0, ranks, ROWS).astype(float)
    key = chance.permutation(ROWS).astype(np.int64)
    whole = np.lexsort((key, rank))
    for start, stop in ((0, 50), (50, 100), (333, 383), (680, 730), (699, 700), (900, 950)):
        assert in_order(rank, key, start, stop).tolist() == whole[start:stop].tolist()


def test_no_rows__nothing_counted() -> None:
    none = np.zeros(0, bool)
    assert tally([Coded.empty(0)], none).records.tolist() == [0]
    assert in_order(np.zeros(0), np.zeros(0, np.int64), 0, 50).tolist() == []
