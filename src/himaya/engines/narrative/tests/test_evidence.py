"""Counting coded texts, and whether they tell of more than before."""

import random
from itertools import product
from math import comb

import pytest

from himaya.engines.narrative.change import Change, compared, discoveries, fisher, settled
from himaya.engines.narrative.evidence import Known, Mention, Read, counted

READ = [
    Read("r1", "HRA", "MJ01", "2026-10"),
    Read("r2", "HRA", "MJ01", "2026-11"),
    Read("r3", "WCI", "MJ01", "2026-11"),
    Read("r4", "OPW", "MJ01", "2026-11", origin="WCI"),  # sent on by another agency
    Read("r5", "WCI", "MJ02", "2026-11"),
]
SAID = [
    Mention("PR01", "r2", "p1", specific=3, is_first_hand=True),
    Mention("PR01", "r3", "p2", specific=1),
    Mention("PR01", "r4", "p3", specific=2),
    Mention("PR02", "r5", "p4"),
    Mention("PR01", "unread", "p5"),
]


def by_place(one: Read) -> list[tuple[str, ...]]:
    return [(one.area, one.period), (one.area,)]


def test_cell__copies_are_one_independent_source() -> None:
    cell = counted(READ, SAID, by_place, ["PR01", "PR02"])["PR01", ("MJ01", "2026-11")]
    assert cell.passages == ("p1", "p2", "p3")
    assert cell.sources == {"HRA", "WCI", "OPW"}
    assert (cell.voices, cell.read, cell.specific, cell.first_hand) == (2, 3, 2, 1)


def test_cell__nothing_said_is_not_nothing_read() -> None:
    cells = counted(READ, SAID, by_place, ["PR01", "PR02"])
    assert cells["PR01", ("MJ01", "2026-10")].known == Known.READ_NOTHING_SAID
    assert cells["PR02", ("MJ02",)].known == Known.SAID
    assert ("PR01", ("MJ02", "2026-10")) not in cells  # nothing was read there: no cell at all


def test_fisher__the_lady_tasting_tea() -> None:  # Fisher 1935: 0.4857
    assert fisher(3, 4, 1, 4) == pytest.approx(34 / 70)


def by_hand(told: int, read: int, told_before: int, read_before: int) -> float:
    both, whole = told + told_before, read + read_before
    ways = [
        comb(both, one) * comb(whole - both, read - one)
        for one in range(max(0, both - read_before), min(both, read) + 1)
    ]
    seen = comb(both, told) * comb(whole - both, read - told)
    return sum(way for way in ways if way <= seen) / comb(whole, read)


def test_fisher__is_the_exact_sum_over_all_tables() -> None:
    for read, before in product((1, 5, 12, 40), (1, 7, 30)):
        for told, told_before in product(range(0, read + 1, 3), range(0, before + 1, 3)):
            assert fisher(told, read, told_before, before) == pytest.approx(
                by_hand(told, read, told_before, before)
            )


def test_fisher__more_told_than_read_is_refused() -> None:
    with pytest.raises(ValueError, match="than were read"):
        fisher(5, 4, 0, 4)


def test_discoveries__as_published() -> None:
    # Benjamini & Hochberg 1995, table of fifteen p values: four stand at 0.05, three by Bonferroni.
    p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip
    assert discoveries(p) == [True] * 4 + [False] * 11
    assert discoveries([]) == []


def read_of(period: str, sources: dict[str, int]) -> list[Read]:
    return [
        Read(f"{period}-{source}-{n}", source, "MJ01", period)
        for source, many in sources.items()
        for n in range(many)
    ]


CASES = [
    # before, now (documents by source), told before, told now, what may be said
    ({"HRA": 20}, {"HRA": 20}, 2, 15, Change.MORE),
    ({"HRA": 20}, {"HRA": 20}, 15, 2, Change.LESS),
    ({"HRA": 20}, {"HRA": 20}, 5, 7, Change.NO_DIFFERENCE),
    ({"HRA": 4}, {"HRA": 20}, 0, 20, Change.TOO_LITTLE_READ),
    # One that writes of nothing else joins: its documents are no change of the others'.
    ({"HRA": 20}, {"HRA": 20, "WCI": 15}, 2, 2, Change.NO_DIFFERENCE),
    ({"HRA": 20}, {"WCI": 20}, 2, 20, Change.OTHER_SOURCES),
    ({"HRA": 20}, {"HRA": 6, "WCI": 30}, 2, 6, Change.OTHER_SOURCES),
]


@pytest.mark.parametrize(("was", "since", "told_was", "told_since", "said"), CASES)
def test_periods__compared_by_the_same_sources(
    was: dict[str, int], since: dict[str, int], told_was: int, told_since: int, said: Change
) -> None:
    before, now = read_of("10", was), read_of("11", since)
    told = [one.document for one in (*before[:told_was], *now[:told_since])]
    told += [one.document for one in now if one.source == "WCI" and "HRA" in since]
    tests = {("PR01", "MJ01"): compared(before, now, {"PR01": told})["PR01"]}
    assert settled(tests)["PR01", "MJ01"].change == said


def test_no_change__is_rarely_called_one() -> None:
    """Twenty themes without any change, two hundred times: hardly ever one is said to change."""
    chance = random.Random(5)  # noqa: S311 - invented reports
    wrong = 0
    for _ in range(200):
        before, now = read_of("10", {"HRA": 30}), read_of("11", {"HRA": 30})
        told = {
            f"PR{n:02}": [one.document for one in (*before, *now) if chance.random() < 0.3]
            for n in range(20)
        }
        tests = {(theme, ""): one for theme, one in compared(before, now, told).items()}
        wrong += any(one.change in (Change.MORE, Change.LESS) for one in settled(tests).values())
    assert wrong <= 200 * 0.05
