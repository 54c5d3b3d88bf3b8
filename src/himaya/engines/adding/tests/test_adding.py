"""Figures added up by rule: against a second implementation, in any order, null never zero."""

import statistics
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.adding import (
    Axis,
    Figure,
    Rule,
    Total,
    Why,
    across_sectors,
    add_up,
    carry,
    fold,
    hide,
    nested_places,
    progress,
)

SPANS = [(date(2026, m, 1), date(2026, m, 28)) for m in (1, 2, 3)]
Key = tuple[int, str, str]  # period, partner, place


def rules(place: str, partner: str, period: str) -> dict[Axis, Rule]:
    return {Axis.PLACE: Rule(place), Axis.PARTNER: Rule(partner), Axis.PERIOD: Rule(period)}


def figures(
    told: Mapping[Key, float | tuple[int, int]], *, running: bool | None = False
) -> list[Figure]:
    made = []
    for (period, partner, place), value in told.items():
        start, end = SPANS[period]
        above, below = map(Fraction, value) if isinstance(value, tuple) else (None, None)
        plain = Fraction(0) if isinstance(value, tuple) else Fraction(str(value))
        made.append(Figure(start, end, place, partner, plain, above, below, running=running))
    return made


KEYS = st.tuples(st.integers(0, 2), st.sampled_from("ABC"), st.sampled_from(["p", "q", "r"]))
VALUES = st.integers(0, 400).map(lambda n: n / 4)
TOLD = st.dictionaries(KEYS, VALUES, max_size=14)
PARTS = st.dictionaries(KEYS, st.tuples(st.integers(0, 50), st.integers(1, 50)), max_size=14)
PLAIN = st.sampled_from(["sum", "max", "average"])


def expected(told: Mapping[Key, float], by: Mapping[Axis, Rule]) -> float | None:
    """The same in three loops of plain Python."""
    ways: dict[str, Callable[[list[float]], float]] = {
        "sum": sum,
        "max": max,
        "average": statistics.fmean,
    }

    def put(values: Iterable[float | None], rule: str) -> float | None:
        known = [value for value in values if value is not None]
        return ways[rule](known) if known else None

    periods = []
    for period in range(3):
        partners = []
        for partner in "ABC":
            places = [v for (at, who, _place), v in told.items() if (at, who) == (period, partner)]
            partners.append(put(places, by[Axis.PLACE]))
        periods.append(put(partners, by[Axis.PARTNER]))
    return put(periods, by[Axis.PERIOD])


@settings(max_examples=40, deadline=None)
@given(told=TOLD, place=PLAIN, partner=PLAIN, period=PLAIN)
def test_sum_max_average__as_a_second_implementation_has_it(
    told: dict[Key, float], place: str, partner: str, period: str
) -> None:
    by = rules(place, partner, period)
    whole = add_up(figures(told), by).whole
    wanted = expected(told, by)
    assert whole.figures == len(told)
    assert (whole.value is None) == (wanted is None)
    if whole.value is not None:
        assert float(whole.value) == pytest.approx(wanted)


@settings(max_examples=40, deadline=None)
@given(told=PARTS)
def test_ratio__of_sums_and_not_of_percents(told: dict[Key, tuple[int, int]]) -> None:
    whole = add_up(figures(told), rules("ratio", "ratio", "ratio"), scale=100).whole
    if not told:
        assert whole == Total()
        return
    above, below = (sum(pair[n] for pair in told.values()) for n in (0, 1))
    assert whole.value == Fraction(100 * above, below)


@settings(max_examples=40, deadline=None)
@given(told=TOLD, place=PLAIN, partner=PLAIN)
def test_latest__the_newest_period_with_a_figure(
    told: dict[Key, float], place: str, partner: str
) -> None:
    added = add_up(figures(told), rules(place, partner, "latest"))
    wanted = added.periods[-1].total.value if told else None
    assert added.whole.value == wanted


@settings(max_examples=40, deadline=None)
@given(
    told=TOLD,
    by=st.tuples(*[st.sampled_from([str(rule) for rule in Rule])] * 3),
    chance=st.randoms(use_true_random=False),
    first=st.booleans(),
    running=st.sampled_from([True, False, None]),
)
def test_rows_in_another_order__the_same(
    *,
    told: dict[Key, float],
    by: tuple[str, str, str],
    chance: Random,
    first: bool,
    running: bool | None,
) -> None:
    rows = figures(told, running=running)
    turned = list(rows)
    chance.shuffle(turned)
    one = add_up(rows, rules(*by), partners_first=first)
    other = add_up(turned, rules(*by), partners_first=first)
    assert one == other
    assert hide(one, 5) == hide(other, 5)


@settings(max_examples=40, deadline=None)
@given(told=TOLD, by=st.tuples(*[st.sampled_from([str(rule) for rule in Rule])] * 3))
def test_nothing_reported__no_zero_and_a_refusal_no_number(
    told: dict[Key, float], by: tuple[str, str, str]
) -> None:
    added = add_up(figures(told), rules(*by))
    for total in (added.whole, *(period.total for period in added.periods)):
        assert (total.value is None) == (total.figures == 0 or total.why is not None)
    assert len(added.periods) == len({period for period, _who, _where in told})


def one(
    told: Mapping[Key, float],
    by: Mapping[Axis, Rule],
    *,
    running: bool = False,
    partners_first: bool = False,
) -> Total:
    return add_up(figures(told, running=running), by, partners_first=partners_first).whole


def test_never_added_up__one_figure_stands_and_two_refuse() -> None:
    never = rules("sum", "none", "sum")
    assert one({(0, "A", "p"): 3, (0, "A", "q"): 4}, never).value == 7
    assert one({(0, "A", "p"): 3, (0, "B", "p"): 4}, never).why is Why.NEVER


def test_latest_of_places__of_one_day_none_is_the_latest() -> None:
    by = rules("latest", "sum", "sum")
    assert one({(0, "A", "p"): 3, (0, "A", "q"): 4}, by).why is Why.SEVERAL_LATEST
    assert one({(0, "A", "p"): 4, (0, "A", "q"): 4}, by).value == 4


def test_ratio_without_parts__refused_and_what_is_left_out_counted() -> None:
    by = rules("ratio", "ratio", "ratio")
    assert one({(0, "A", "p"): 40}, by).why is Why.NO_PARTS
    told: dict[Key, float | tuple[int, int]] = {(0, "A", "p"): (1, 4), (1, "A", "p"): 40}
    whole = add_up(figures(told), by, scale=100).whole
    assert whole.value == 25
    assert (whole.left_out, whole.figures) == (1, 2)


def test_since_the_start__the_last_of_each_stands_and_nothing_twice() -> None:
    told = {(0, "A", "p"): 10, (1, "A", "p"): 25, (0, "B", "p"): 7, (2, "A", "p"): 0}
    added = add_up(figures(told, running=True), rules("sum", "sum", "sum"))
    assert added.whole.value == 32  # not 42: the 10 is in the 25, and zero says nothing new
    assert added.runs


def test_since_the_start_beside_of_the_period__refused() -> None:
    mixed = figures({(0, "A", "p"): 10}, running=True) + figures({(0, "B", "p"): 5})
    added = add_up(mixed, rules("sum", "sum", "sum"))
    assert added.periods[0].total.why is Why.MIXED
    assert added.whole.why is Why.MIXED
    assert added.periods[0].partners["A"].value == 10
    running = {(0, "A", "p"): 10, (1, "A", "p"): 12}
    assert one(running, rules("sum", "sum", "average"), running=True).why is Why.RUNNING_AVERAGE


def test_two_figures_of_one_partner_for_one_place_and_period__refused() -> None:
    doubled = figures({(0, "A", "p"): 10}) * 2
    added = add_up(doubled, rules("max", "max", "max"))
    assert added.whole.why is added.periods[0].partners["A"].why is Why.TWICE


def test_highest_per_place__partners_before_places() -> None:
    told = {(0, "A", "p"): 10, (0, "B", "p"): 7, (0, "B", "q"): 20}
    by = rules("sum", "max", "sum")
    assert one(told, by).value == 27  # B's own sum
    assert one(told, by, partners_first=True).value == 30


def test_overlap__of_periods_and_of_places_is_found() -> None:
    quarter = Figure(date(2026, 1, 1), date(2026, 3, 31), "p", "A", Fraction(3))
    rows = [*figures({(1, "A", "p"): 1, (1, "A", "q"): 1}), quarter]
    assert add_up(rows, rules("sum", "sum", "sum")).overlapping_periods
    assert not add_up(rows[:2], rules("sum", "sum", "sum")).overlapping_periods
    assert nested_places(rows, {"q": ("p", "country")}) == {"q"}
    assert not nested_places(rows, {"q": ("country",)})


def test_people_of_several_sectors__never_added_and_sessions_are() -> None:
    parts = [("PRO-CPN", Total(Fraction(4), figures=1)), ("PRO-GBV", Total(Fraction(6), figures=1))]
    assert across_sectors(parts, counts_people=True).why is Why.SECTORS
    assert across_sectors(parts, counts_people=False).value == 10
    assert across_sectors(parts[:1], counts_people=True).value == 4
    empty = [*parts[:1], ("PRO-GBV", Total())]
    assert across_sectors(empty, counts_people=True).value == 4


def test_progress__from_the_baseline_and_not_of_nothing() -> None:
    shares = progress(Fraction(60), Fraction(20), Fraction(100), Fraction(240))
    assert [shares.of_way, shares.of_target, shares.of_need] == [50, 60, 25]
    assert progress(None, Fraction(0), Fraction(9), None).of_way is None
    assert progress(Fraction(3), Fraction(9), Fraction(9), None).of_way is None
    assert progress(Fraction(6), Fraction(10), Fraction(2), None).of_way == 50  # a fall is meant


def test_fold_of_nothing__nothing() -> None:
    assert all(fold([], rule) == fold([Total()], rule) == Total() for rule in Rule)


BECAME = {"old": "new", "elder": "new"}


@pytest.mark.parametrize(
    ("rule", "told", "carried"),
    [
        ("sum", {(0, "A", "old"): 3, (0, "A", "elder"): 4}, {("A", "new"): 7}),
        ("max", {(0, "A", "old"): 3, (0, "A", "elder"): 4}, {("A", "new"): 4}),
        ("sum", {(0, "A", "old"): 3, (0, "B", "new"): 4}, {("A", "new"): 3, ("B", "new"): 4}),
        ("sum", {(0, "A", "old"): 3, (0, "A", "new"): 4}, {("A", "new"): 7}),
        ("none", {(0, "A", "old"): 3}, {("A", "new"): 3}),
        ("none", {(0, "A", "old"): 3, (0, "A", "new"): 4}, {("A", "old"): 3, ("A", "new"): 4}),
        ("sum", {(0, "A", "p"): 3, (0, "A", "q"): 4}, {("A", "p"): 3, ("A", "q"): 4}),
    ],
)
def test_place_that_is_no_more__carried_over_by_the_rule(
    rule: str, told: dict[Key, float], carried: dict[tuple[str, str], int]
) -> None:
    made = carry(figures(told), BECAME, Rule(rule))
    assert {(one.partner, one.place): int(one.value) for one in made} == carried


def test_ratio_of_places_that_became_one__of_the_sums() -> None:
    (made,) = carry(
        figures({(0, "A", "old"): (1, 2), (0, "A", "elder"): (2, 6)}), BECAME, Rule.RATIO
    )
    assert (made.numerator, made.denominator) == (Fraction(3), Fraction(8))


def test_place_reported_twice__stays_so() -> None:
    twice = figures({(0, "A", "old"): 3}) * 2
    assert carry(twice, BECAME, Rule.SUM) == twice
