"""Frequencies and individual risk: published examples, hand-checkable figures, properties.

| id | requirement |
|---|---|
| R1 | fk, Fk and risk are those of the literature |
| R2 | they depend on which values are equal only: not on type, row order or index |
| R3 | no risk falls when a key is added; own category is never below wildcard |
| R4 | the compiled loops and plain numpy give the same |
"""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.disclosure import DisclosureError, Missing, RiskReport, Roles, assess
from himaya.engines.disclosure.individual import approximate_risk, exact_risk
from himaya.engines.disclosure.tests import worlds

# Capobianchi, Polettini & Lucarelli 2001: eight records, four keys (the example of the literature).
FRANCONI = worlds.table("""
| k1 | k2 | k3 | k4 | w    |
|----|----|----|----|------|
| 1  | 2  | 5  | 1  | 18   |
| 1  | 2  | 1  | 1  | 45.5 |
| 1  | 2  | 1  | 1  | 39   |
| 3  | 3  | 1  | 5  | 17   |
| 4  | 3  | 1  | 4  | 541  |
| 4  | 3  | 1  | 1  | 8    |
| 6  | 2  | 1  | 5  | 5    |
| 1  | 2  | 5  | 1  | 92   |
""")
KEYS = ["k1", "k2", "k3", "k4"]


@pytest.fixture(params=["1", "0"], ids=["compiled", "numpy"])
def _both(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIMAYA_NUMBA", request.param)


def report(frame: pl.DataFrame, missing: Missing = Missing.WILDCARD, **asked: object) -> RiskReport:
    keys = worlds.keys_of(frame)
    return assess(frame, Roles.of(keys, weight="w"), missing=missing, **asked)  # type: ignore[arg-type]


@pytest.mark.usefixtures("_both")
def test_published_example__frequencies_and_risk() -> None:
    found = report(FRANCONI)

    assert found.fk.tolist() == [2, 2, 2, 1, 1, 1, 1, 2]
    assert found.Fk.tolist() == [110, 84.5, 84.5, 17, 541, 8, 5, 110]
    # f = 1: p/(1-p) · ln(1/p); f = 2: p/(1-p) - (p/(1-p))² · ln(1/p)
    assert found.risk[3] == pytest.approx(1 / 16 * math.log(17), rel=1e-12)
    odds = (2 / 110) / (1 - 2 / 110)
    assert found.risk[0] == pytest.approx(odds - odds**2 * math.log(55), rel=1e-12)
    assert found.expected == pytest.approx(0.966526045199967, rel=1e-9)
    assert found.global_risk == pytest.approx(0.120815755649996, rel=1e-9)
    assert found.to_json()["violations"] == {"2": 4, "3": 8, "5": 8}


def test_published_example__suda_and_dis() -> None:
    found = report(FRANCONI)

    assert found.suda.tolist() == [0, 0, 0, 8, 6, 4, 8, 0]
    assert found.dis[3] == pytest.approx(0.014213486324587171, rel=1e-9)
    assert found.to_json()["suda2"]["minimal_uniques"] == {"1": 3, "2": 4, "3": 0, "4": 0}


def test_without_weights__risk_is_one_over_fk() -> None:
    found = assess(FRANCONI, Roles.of(KEYS))

    assert found.risk.tolist() == (1 / found.fk).tolist() == found.risk_exact.tolist()


@pytest.mark.parametrize("f", [1, 2, 3, 7, 49, 50])
@pytest.mark.parametrize("p", [0.02, 0.3, 0.49, 0.5, 0.9, 0.9999])
def test_exact_risk__is_the_expectation_itself(f: int, p: float) -> None:
    ours = exact_risk(np.array([float(f)]), np.array([f / p]))[0]

    assert ours == pytest.approx(worlds.expectation(f, p), rel=1e-9)


def test_half_counts__between_their_neighbours() -> None:
    fk = np.array([1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0])
    for population in (60.0, 4.0):
        risks = exact_risk(fk, np.full(len(fk), population))
        assert (np.diff(risks * fk) != 0).all()
        assert (risks > 0).all()
    shares = exact_risk(fk, fk / 0.02)
    assert (np.diff(shares) < 0).all()


def test_weights_below_one__never_less_than_one_over_fk() -> None:
    frame = FRANCONI.with_columns(w=pl.lit(0.25))
    found = report(frame)

    assert found.risk.tolist() == (1 / found.fk).tolist()
    assert any("weights" in note for note in found.notes)


@pytest.mark.usefixtures("_both")
@settings(max_examples=40, deadline=None)
@given(frame=worlds.files(), wildcard=st.booleans())
def test_any_file__counts_as_all_pairs_compared(frame: pl.DataFrame, wildcard: bool) -> None:  # noqa: FBT001 - drawn
    rows = frame.select(worlds.keys_of(frame)).rows()
    weights = frame.get_column("w").to_list()
    found = report(frame, Missing.WILDCARD if wildcard else Missing.CATEGORY, special=False)

    assert found.fk.tolist() == worlds.counts(rows, wildcard=wildcard)
    assert found.Fk.tolist() == pytest.approx(worlds.weighed(rows, weights, wildcard=wildcard))
    assert found.to_json()["missing"] == ("wildcard" if wildcard else "category")


@settings(max_examples=40, deadline=None)
@given(frame=worlds.files())
def test_own_category__never_below_wildcard(frame: pl.DataFrame) -> None:
    own = report(frame, Missing.CATEGORY, special=False)
    any_value = report(frame, special=False)

    assert (own.risk >= any_value.risk - 1e-12).all()


@settings(max_examples=40, deadline=None)
@given(frame=worlds.files(), missing=st.sampled_from(Missing))
def test_one_key_less__no_risk_is_higher(frame: pl.DataFrame, missing: Missing) -> None:
    all_keys = report(frame, missing, special=False)
    fewer = report(frame.drop(worlds.keys_of(frame)[-1]), missing, special=False)

    assert (fewer.fk <= frame.height).all()
    assert (all_keys.fk <= fewer.fk).all()
    assert (all_keys.risk_exact >= fewer.risk_exact - 1e-12).all()


@pytest.mark.usefixtures("_both")
@settings(max_examples=30, deadline=None)
@given(frame=worlds.files())
def test_any_file__special_uniques_as_every_set_tried(frame: pl.DataFrame) -> None:
    rows = frame.select(worlds.keys_of(frame)).rows()
    sizes = [[len(keys) for keys in found] for found in worlds.minimal_uniques(rows)]

    expected = [worlds.score(one, len(rows[0])) for one in sizes]
    assert report(frame).suda.tolist() == expected


@pytest.mark.usefixtures("_both")
@pytest.mark.parametrize("max_k", [1, 2, 3])
def test_keys_of_many_values__special_uniques_up_to_a_size(max_k: int) -> None:
    # So many values for so few records that the compiled search hashes.
    draw = np.random.default_rng(max_k)
    ends = draw.integers(0, 400, (300, 2))
    frame = pl.DataFrame({"k0": ends[:, 0], "k1": ends[:, 1], "k2": draw.integers(0, 300, 300)})
    rows = [tuple(None if value == 7 else value for value in row) for row in frame.rows()]
    frame = frame.with_columns(pl.all().replace(7, None))
    found = report(frame.with_columns(w=pl.lit(2.0)), max_k=max_k)

    sizes = [
        [len(keys) for keys in one if len(keys) <= max_k] for one in worlds.minimal_uniques(rows)
    ]
    assert found.suda.tolist() == [worlds.score(one, 3) for one in sizes]


@settings(max_examples=30, deadline=None)
@given(frame=worlds.files(), seed=st.integers(0, 99))
def test_rows_in_another_order__same_risks(frame: pl.DataFrame, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(frame.height)
    here, there = report(frame), report(frame[order])

    assert there.fk.tolist() == here.fk[order].tolist()
    assert there.risk.tolist() == pytest.approx(here.risk[order].tolist(), rel=1e-12)
    assert there.suda.tolist() == here.suda[order].tolist()


TYPES: dict[str, list[object]] = {
    "whole": [1, 2, 2, None, -999],
    "decimal": [1.0, 2.0, 2.0, float("nan"), -999.0],
    "text": ["1", "2", "2", "", "-999"],
    "mixed": [1, "2", 2.0, None, "-999"],
}


@pytest.mark.parametrize("values", TYPES.values(), ids=TYPES)
@pytest.mark.parametrize("missing", Missing)
def test_same_values_in_any_type__same_counts(values: list[object], missing: Missing) -> None:
    found = assess({"a": values, "b": ["x"] * 5}, Roles.of(["a", "b"]), missing=missing)

    expected = {Missing.WILDCARD: [2, 3, 3, 5, 2], Missing.CATEGORY: [1, 2, 2, 1, 1]}
    assert found.fk.tolist() == expected[missing]
    assert found.to_json()["missing_values"] == {"a": 1, "b": 0}


def test_more_categories_than_a_number_holds__still_told_apart() -> None:
    n = 1000
    frame = pl.DataFrame({f"k{i}": range(i, n + i) for i in range(12)})  # 1000^12 combinations

    found = assess(pl.concat([frame, frame.head(3)]), Roles.of(frame.columns), special=False)
    assert found.violations(2) == n - 3


@pytest.mark.parametrize("alpha", [0.0, 0.5])
def test_alpha__counts_matches_of_missing_values_in_part(alpha: float) -> None:
    frame = FRANCONI.with_columns(
        k1=pl.Series([None, 1, 1, 3, 1, 1, 6, 1]),
        k3=pl.Series([5, None, 1, 1, 1, 1, None, 5]),
        k4=pl.Series([1, 1, 1, 5, 4, None, 5, 1]),
    )
    found = assess(frame, Roles.of(KEYS, weight="w"), alpha=alpha)

    assert found.fk[:3].tolist() == [2 + alpha, 3 + alpha, 1 + alpha]
    assert approximate_risk(found.found.fk, found.found.Fk).min() > 0


def test_household__one_member_found_is_all_found() -> None:
    frame = FRANCONI.with_columns(hh=pl.Series([1, 1, 2, 2, 3, None, None, 4]))
    found = assess(frame, Roles.of(KEYS, weight="w", household="hh"))

    assert found.households is not None
    r = found.risk
    assert found.households[0] == pytest.approx(1 - (1 - r[0]) * (1 - r[1]), rel=1e-12)
    assert found.households[5] == pytest.approx(r[5], rel=1e-12)  # no household number: alone
    whole = found.to_json()["household"]
    assert whole["expected_reidentifications"] == pytest.approx(found.households.sum())


REFUSED: dict[str, tuple[object, Roles, str]] = {
    "empty": ({"a": []}, Roles.of(["a"]), "frame_empty"),
    "no table": (7, Roles.of(["a"]), "frame_unknown"),
    "no keys": ({"a": [1]}, Roles.of([]), "keys_none"),
    "unknown": ({"a": [1]}, Roles.of(["b"]), "column_unknown"),
    "twice": ({"a": [1], "b": [1]}, Roles.of(["a"], weight="a"), "role_twice"),
    "zero": ({"a": [1, 2], "w": [1, 0]}, Roles.of(["a"], weight="w"), "weight_invalid"),
    "negative": ({"a": [1, 2], "w": [-1, 2]}, Roles.of(["a"], weight="w"), "weight_invalid"),
    "none": ({"a": [1, 2], "w": [None, 2]}, Roles.of(["a"], weight="w"), "weight_invalid"),
    "words": ({"a": [1, 2], "w": ["x", "2"]}, Roles.of(["a"], weight="w"), "column_not_numeric"),
    "lists": ({"a": [[1], [2]]}, Roles.of(["a"]), "column_nested"),
}


@pytest.mark.parametrize(("data", "roles", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant__refused(data: object, roles: Roles, code: str) -> None:
    with pytest.raises(DisclosureError) as refusal:
        assess(data, roles)

    assert refusal.value.code == code
    assert refusal.value.todo


class Pandas:
    """What the engine uses of a pandas frame; its index is filtered, permuted and doubled."""

    def __init__(self, columns: dict[str, list[object]]) -> None:
        self.columns = list(columns)
        self.index = [7, 7, 3]
        self.iloc = self
        self._columns = list(columns.values())

    def __getitem__(self, place: tuple[slice, int]) -> np.ndarray:
        return np.array(self._columns[place[1]], dtype=object)


def test_pandas_frame__index_is_not_looked_at() -> None:
    frame = Pandas({"a": ["x", "y", "y"], "b": [1, 2, 2]})

    assert assess(frame, Roles.of(["a", "b"])).fk.tolist() == [1, 2, 2]


def test_pandas_frame__two_columns_of_one_name_refused() -> None:
    frame = Pandas({"a": [1], "b": [2]})
    frame.columns = ["a", "a"]

    with pytest.raises(DisclosureError, match="More than one column"):
        assess(frame, Roles.of(["a"]))
