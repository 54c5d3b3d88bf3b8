"""Treatments of values: what they keep, exactly or in distribution, and what they refuse."""

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.disclosure import DisclosureError
from himaya.engines.disclosure import microaggregation as micro
from himaya.engines.disclosure.geomasking import cells, donut
from himaya.engines.disclosure.hierarchies import bands
from himaya.engines.disclosure.perturbation import add_noise, invariant_matrix, pram, swap_ranks
from himaya.engines.disclosure.pseudonyms import pseudonymise
from himaya.engines.disclosure.randomness import stream
from himaya.engines.disclosure.recoding import group_values, recode, top_bottom, top_threshold
from himaya.engines.disclosure.record_swapping import swap_records
from himaya.engines.disclosure.shifting import shift_dates

SEED = b"thirty-two bytes that nobody has"


def random(step: str = "step") -> np.random.Generator:
    return stream(SEED, step)


def people(rows: int = 2000) -> pl.DataFrame:
    """Invented incomes and debts, correlated; camps of unequal size."""
    draw = random("people")
    income = np.exp(draw.normal(5, 1, rows))
    return pl.DataFrame(
        {
            "camp": [
                ("North", "South", "East", None)[place]
                for place in draw.choice(4, rows, p=[0.5, 0.3, 0.1, 0.1])
            ],
            "income": income.round(2),
            "debt": (income * 0.3 + draw.normal(0, 20, rows)).round(2),
            "size": draw.integers(1, 12, rows),
        }
    )


def test_streams__same_names_same_numbers_only() -> None:
    assert random().integers(1 << 30) == random().integers(1 << 30)
    assert random().integers(1 << 30) != random("other").integers(1 << 30)
    assert stream(b"a" * 32, "bc").integers(1 << 30) != stream(b"a" * 32, "b", "c").integers(
        1 << 30
    )


def test_recoding__levels_groups_and_what_changed() -> None:
    frame = pl.DataFrame({"age": [3, 17, None], "camp": ["A1", "A2", "B1"]})
    coarse = recode(frame, {"age": bands("age", frame["age"], [5])}, {"age": 1})
    grouped = group_values(coarse.frame, "camp", {"A1": "A", "A2": "A"})

    assert coarse.frame["age"].to_list() == ["0-4", "15-19", None]
    assert grouped.frame["camp"].to_list() == ["A", "A", "B1"]
    assert (coarse.changed, grouped.changed) == ({"age": 2}, {"camp": 2})


def test_top_and_bottom__total_kept() -> None:
    frame = pl.DataFrame({"income": [1.0, 5.0, 6.0, 90.0, 110.0, None]})
    coded = top_bottom(frame, "income", top=50, bottom=2)

    assert coded.frame["income"].to_list() == [1.0, 5.0, 6.0, 100.0, 100.0, None]
    assert coded.frame["income"].sum() == frame["income"].sum()
    assert coded.changed == {"income": 3}
    texts = top_bottom(frame, "income", top=50, as_text=True).frame["income"].to_list()
    assert texts == ["1", "5", "6", "≥ 50", "≥ 50", None]
    assert top_threshold(frame, "income", 0.25) == 90


@settings(max_examples=40, deadline=None)
@given(
    points=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=40),
    k=st.integers(1, 5),
)
def test_mdav__tree_and_all_pairs_make_the_same_groups(
    points: list[tuple[int, int]], k: int
) -> None:
    k = min(k, len(points))
    scaled = np.array(points, float)
    groups = micro.mdav_groups(scaled, k)

    assert groups.tolist() == micro._mdav(scaled, k).tolist()
    sizes = np.bincount(groups)
    assert k <= sizes.min()
    assert sizes.max() < 2 * k


def test_mdav__many_records_as_all_pairs() -> None:
    scaled = micro.standardised(micro.numeric(people(400), ["income", "debt", "size"]))

    assert micro.mdav_groups(scaled, 3).tolist() == micro._mdav(scaled, 3).tolist()


def test_microaggregation__means_kept_and_loss_told() -> None:
    frame = people(300)
    treated = micro.microaggregate(frame, ["income", "debt"], 3)
    alone = micro.microaggregate(frame, ["income"], 3)

    for name in ("income", "debt"):
        assert treated.frame[name].mean() == pytest.approx(frame[name].mean())
    assert treated.frame.group_by("income", "debt").len()["len"].min() >= 3  # type: ignore[operator]
    assert 0 < alone.lost < treated.lost < 1
    assert np.bincount(alone.groups).min() >= 3
    assert np.bincount(alone.groups).max() <= 5


def test_microaggregation_of_one_variable__optimal() -> None:
    frame = pl.DataFrame({"v": [1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 13.0]})

    assert micro.microaggregate(frame, ["v"], 3).frame["v"].to_list() == [2.0] * 3 + [11.5] * 4


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.floats(0, 1))
def test_pram_matrix__leaves_frequencies_as_they_are(counts: list[int], stay: float) -> None:
    shares = np.array(counts) / sum(counts)
    matrix = invariant_matrix(shares, stay)

    assert matrix.sum(axis=1) == pytest.approx(np.ones(len(counts)))
    assert shares @ matrix == pytest.approx(shares)


def test_pram__frequencies_in_distribution_and_missing_stay() -> None:
    frame = people()
    treated = pram(frame, "camp", 0.7, random())
    before, after = (
        one["camp"].value_counts().sort("camp")["count"].cast(pl.Int64).to_numpy()
        for one in (frame, treated.frame)
    )

    assert treated.frame["camp"].is_null().equals(frame["camp"].is_null())
    assert 0.3 < treated.changed["camp"] / frame.height < 0.55
    # Each count moves by at most four standard deviations of a multinomial draw.
    assert (np.abs(after - before) <= 4 * np.sqrt(before)).all()
    assert pram(frame, "camp", 1.0, random()).changed == {"camp": 0}


@pytest.mark.parametrize("correlated", [False, True])
def test_noise__means_and_correlations(correlated: bool) -> None:  # noqa: FBT001 - parametrized
    frame = people()
    treated = add_noise(frame, ["income", "debt"], 0.3, random(), correlated=correlated)
    before, after = (np.corrcoef(f["income"], f["debt"])[0, 1] for f in (frame, treated.frame))

    assert treated.frame["income"].mean() == pytest.approx(frame["income"].mean(), rel=0.03)
    assert treated.changed["income"] == frame.height
    if correlated:
        assert after == pytest.approx(before, abs=0.02)
        assert treated.frame["income"].std() == pytest.approx(frame["income"].std(), rel=0.03)
    else:
        assert after < before - 0.02


def test_rank_swapping__same_values_near_ranks() -> None:
    frame = people()
    treated = swap_ranks(frame, ["income", "size"], 0.05, random())

    for name in ("income", "size"):
        assert treated.frame[name].sort().to_list() == frame[name].sort().to_list()
    ranks = [f["income"].rank("ordinal").to_numpy().astype(int) for f in (frame, treated.frame)]
    assert np.abs(ranks[0] - ranks[1]).max() <= 0.05 * frame.height
    assert treated.frame.schema == frame.schema
    assert treated.changed["income"] > 0.9 * frame.height


def households() -> pl.DataFrame:
    """Two camps of ten households of two; in North one head is 97 years old."""
    rows = [
        {"hh": hh, "camp": camp, "block": f"{camp}-{hh % 3}", "members": 2, "age": age}
        for hh, camp in [(i, "North" if i < 10 else "South") for i in range(20)]
        for age in (97 if hh == 4 else 30, 5)
    ]
    return pl.DataFrame(rows)


def test_record_swapping__household_at_risk_goes_elsewhere_whole() -> None:
    frame = households()
    treated = swap_records(frame, "hh", ["camp"], ["members"], ["age"], random(), k=2)

    moved = treated.frame.filter(frame["camp"] != treated.frame["camp"])
    assert treated.households == 2
    assert set(moved["hh"]) > {4}
    assert treated.frame.filter(pl.col("hh") == 4)["camp"].to_list() == ["South", "South"]
    for column in ("camp", "members"):
        assert treated.frame[column].sort().to_list() == frame[column].sort().to_list()
    assert treated.frame.drop("camp").equals(frame.drop("camp"))


def test_record_swapping__share_of_all_and_blocks_move_with_their_camp() -> None:
    frame = households()
    treated = swap_records(
        frame, "hh", ["camp", "block"], ["members"], ["age"], random(), k=2, share=0.5
    )

    assert treated.households >= 10
    assert (treated.frame["block"].str.split("-").list.first() == treated.frame["camp"]).all()
    with pytest.raises(DisclosureError, match="several places"):
        swap_records(frame, "members", ["camp"], [], ["age"], random())


def test_record_swapping__nobody_alike_elsewhere_is_said() -> None:
    frame = households().with_columns(members=pl.col("hh"))
    treated = swap_records(frame, "hh", ["camp"], ["members"], ["age"], random(), k=2)

    assert (treated.households, treated.unmatched) == (0, 1)


def test_pseudonyms__same_value_same_word_for_one_purpose_and_key() -> None:
    frame = pl.DataFrame({"case": ["A-1", "A-2", "A-1", None], "head": ["A-2", "A-1", "", "x"]})
    one = pseudonymise(frame, ["case", "head"], SEED, "referral study")
    other = pseudonymise(frame, ["case", "head"], SEED, "another")

    assert one["case"][0] == one["case"][2] == one["head"][1]
    assert one["case"][3] is None
    assert not set(one["case"].drop_nulls()) & set(other["case"].drop_nulls())
    assert pseudonymise(frame, ["case"], b"x" * 32, "referral study")["case"][0] != one["case"][0]


def test_dates__intervals_of_a_person_kept() -> None:
    frame = pl.DataFrame(
        {
            "who": ["a", "a", "b"],
            "fled": [dt.date(2025, 1, 1), dt.date(2025, 3, 1), dt.date(2025, 1, 1)],
            "seen": ["2025-02-01", "2025-04-01", None],
        }
    )
    moved = shift_dates(frame, ["fled", "seen"], "who", 60, SEED)
    days = (moved["fled"] - frame["fled"]).dt.total_days().to_list()

    assert days[0] == days[1] != 0
    assert all(1 <= abs(shift) <= 60 for shift in days)
    seen = moved["seen"].str.to_date()
    assert (seen - moved["fled"]).to_list()[:2] == [dt.timedelta(31)] * 2
    assert shift_dates(frame[2:], ["fled"], "who", 60, SEED)["fled"][0] == moved["fled"][2]


def test_donut__each_point_moves_within_the_ring_and_households_together() -> None:
    draw = random("points")
    frame = pl.DataFrame({"lat": draw.uniform(-60, 60, 300), "lon": draw.uniform(-180, 180, 300)})
    frame = pl.concat([frame, frame.head(1)])
    moved = donut(frame, "lat", "lon", 200, 1000, random())
    a, b = (np.radians(f.select("lat", "lon").to_numpy()) for f in (frame, moved))
    half = np.sin((a - b) / 2) ** 2
    apart = (
        2
        * 6_371_008.8
        * np.arcsin(np.sqrt(half[:, 0] + np.cos(a[:, 0]) * np.cos(b[:, 0]) * half[:, 1]))
    )

    assert apart.min() > 199
    assert apart.max() < 1001
    assert moved.row(0) == moved.row(300)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=60),
    st.integers(1, 5),
)
def test_cells__at_least_so_many_in_each(points: list[tuple[float, float]], least: int) -> None:
    least = min(least, len(points))
    frame = pl.DataFrame(points, schema=["lat", "lon"], orient="row")
    treated, cell = cells(frame, "lat", "lon", least)

    assert np.bincount(cell).min() >= least
    assert treated.with_columns(cell=pl.Series(cell)).unique().height == cell.max() + 1


NUMBERS = pl.DataFrame(
    {"v": [1.0, None], "w": ["a", "b"], "lat": [99.0, 1.0], "lon": [7.0, 8.0], "hh": [None, 1]}
)
REFUSED: dict[str, tuple[Any, str]] = {
    "microaggregation of missing": (
        lambda: micro.microaggregate(NUMBERS, ["v"]),
        "column_has_missing",
    ),
    "microaggregation of words": (
        lambda: micro.microaggregate(NUMBERS, ["w"]),
        "column_not_numeric",
    ),
    "groups above the file": (
        lambda: micro.microaggregate(NUMBERS, ["lat"], 3),
        "parameter_invalid",
    ),
    "nothing to aggregate": (lambda: micro.microaggregate(NUMBERS, []), "parameter_invalid"),
    "noise of nothing": (lambda: add_noise(NUMBERS, ["lat"], 0, random()), "parameter_invalid"),
    "ranks of nothing": (lambda: swap_ranks(NUMBERS, ["lat"], 0, random()), "parameter_invalid"),
    "chance above one": (lambda: pram(NUMBERS, "w", 1.5, random()), "parameter_invalid"),
    "top below bottom": (lambda: top_bottom(NUMBERS, "lat", top=1, bottom=2), "parameter_invalid"),
    "no bound": (lambda: top_bottom(NUMBERS, "lat"), "parameter_invalid"),
    "share of none": (lambda: top_threshold(NUMBERS, "lat", 0), "parameter_invalid"),
    "short key": (lambda: pseudonymise(NUMBERS, ["w"], b"short", "x"), "secrets_missing"),
    "no purpose": (lambda: pseudonymise(NUMBERS, ["w"], SEED, " "), "secrets_missing"),
    "nobody's dates": (lambda: shift_dates(NUMBERS, [], "hh", 9, SEED), "column_has_missing"),
    "no shift": (lambda: shift_dates(NUMBERS, [], "w", 0, SEED), "parameter_invalid"),
    "off the map": (lambda: donut(NUMBERS, "lat", "lon", 1, 2, random()), "parameter_invalid"),
    "ring inside out": (
        lambda: donut(NUMBERS[1:], "lat", "lon", 2, 1, random()),
        "parameter_invalid",
    ),
    "cells above the file": (lambda: cells(NUMBERS[1:], "lat", "lon", 3), "target_unreachable"),
    "nobody's household": (
        lambda: swap_records(NUMBERS, "hh", ["w"], [], ["w"], random()),
        "column_has_missing",
    ),
}


@pytest.mark.parametrize(("call", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant__refused(call: Any, code: str) -> None:  # noqa: ANN401 - a lambda
    with pytest.raises(DisclosureError) as refusal:
        call()
    assert refusal.value.code == code
