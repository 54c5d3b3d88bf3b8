"""Counting coded texts, and whether they tell of more than before."""

import random
from itertools import product
from math import comb

import pytest

from himaya.engines.narrative.change import (
    Change,
    compared,
    compared_by_place,
    discoveries,
    fisher,
    settled,
)
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


def by_area(area: str, period: str, told: int, read: int, source: str = "HRA") -> list[Read]:
    """Documents of one area and period, of which the first so many tell of it (*)."""
    return [
        Read(f"{area}{period}{n}{source}{'*' if n < told else ''}", source, area, period)
        for n in range(read)
    ]


def exact_p(told: int, read: int, before: int, read_before: int) -> float:
    """Fisher's p told independently: how many ways to deal the telling documents are as rare."""
    ways = {
        one: comb(read, one) * comb(read_before, told + before - one)
        for one in range(told + before + 1)
    }
    return sum(n for n in ways.values() if n <= ways[told]) / sum(ways.values())


# Documents that tell of it of those read: before and now in area A, before and now in area B.
AREAS = (
    ((0, 12), (10, 12), (5, 12), (5, 12), "more", "no_difference"),
    ((11, 12), (1, 14), (0, 12), (0, 12), "less", None),
    ((0, 12), (10, 12), (0, 0), (9, 12), "more", "other_sources"),
    ((2, 4), (4, 12), (1, 12), (2, 12), "too_little_read", "no_difference"),
)


Shares = tuple[int, int]


@pytest.mark.parametrize(("a_was", "a_now", "b_was", "b_now", "in_a", "in_b"), AREAS)
def test_change_in_an_area__tested_over_what_was_read_there(
    a_was: Shares, a_now: Shares, b_was: Shares, b_now: Shares, in_a: str, in_b: str | None
) -> None:
    areas = (("A", a_was, a_now), ("B", b_was, b_now))
    read = [
        one
        for area, was, now in areas
        for period, (told, many) in (("1", was), ("2", now))
        for one in by_area(area, period, told, many)
    ]
    read += by_area("", "2", 3, 3, "NEW")  # of no area, and of a source not read before
    told = {"T": [one.document for one in read if one.document.endswith("*")]}
    tests = compared_by_place(read, told, ("1", "2"))
    whole = compared(
        [o for o in read if o.period == "1"], [o for o in read if o.period == "2"], told
    )
    assert tests["T", ""] == whole["T"]
    for area, was, now in areas:
        one = tests.get(("T", area))
        assert one is None or one.p is None or one.p == pytest.approx(exact_p(*now, *was))
    found = settled(tests)
    said = [str(found["T", area].change) if ("T", area) in found else None for area in "AB"]
    assert said == [in_a, in_b]


def test_more_areas_tested__a_change_has_to_be_clearer() -> None:
    """One of p = .02 stands alone; among thirty areas without change it does not."""
    alone = by_area("A", "1", 0, 8) + by_area("A", "2", 5, 8)
    others = [one for n in range(30) for period in "12" for one in by_area(f"B{n}", period, 2, 8)]

    def change(read: list[Read]) -> str:
        told = {"T": [one.document for one in read if one.document.endswith("*")]}
        return str(settled(compared_by_place(read, told, ("1", "2")))["T", "A"].change)

    assert (change(alone), change(alone + others)) == ("more", "no_difference")


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
