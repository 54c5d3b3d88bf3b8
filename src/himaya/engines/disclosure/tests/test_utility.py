"""Utility within groups and by entropy: small files whose answers can be worked out by hand."""

import math

import polars as pl
import pytest
from hypothesis import given, settings

from himaya.engines.disclosure.cross_shares import pair_shifts
from himaya.engines.disclosure.tests import worlds
from himaya.engines.disclosure.utility import column_change, measured, pair_sentences
from himaya.engines.disclosure.words import Words


def people(camps: str, sexes: str) -> pl.DataFrame:
    """Each letter twenty people."""
    return pl.DataFrame({"camp": list(camps) * 20, "sex": list(sexes) * 20})


def test_sex_ratio_by_camp__largest_change() -> None:
    before, after = people("NNNNSS", "ffmmfm"), people("NNNNSS", "fffmfm")
    found = pair_shifts(before, after, ["camp", "sex"])

    assert [(one.of, one.by, one.largest_shift) for one in found] == [
        ("sex", "camp", 0.25),  # in N half were women, now three of four
        ("camp", "sex", pytest.approx(2 / 3 - 1 / 2)),  # of three men two were in N, now of two one
    ]
    said = measured(before, after, ["camp"], ["sex"])["sentences"][-1]
    assert said.startswith("Within groups of camp, no share of sex moved by more than 25.0 points")


def test_groups_recoded__compared_as_they_are_now() -> None:
    before = people("abcd", "ffmm")
    after = before.with_columns(
        camp=pl.col("camp").replace({"a": "x", "b": "x", "c": "y", "d": "y"})
    )

    (pair,) = pair_shifts(before, after, ["camp", "sex"])
    assert (pair.of, pair.by, pair.largest_shift) == ("sex", "camp", 0)


def test_few_records_or_nothing_to_compare__no_answer() -> None:
    few = people("ab", "fm").head(10)

    assert pair_shifts(few, few, ["camp", "sex"]) == []
    assert pair_sentences([]) == []
    assert measured(few, few, ["camp", "sex"])["pairs"] == []


def test_entropy__what_is_lost_of_all_there_was() -> None:
    before = people("aabc", "ffff")
    broader = before.with_columns(camp=pl.col("camp").replace({"b": "bc", "c": "bc"}))
    blanked = before.with_columns(camp=pl.col("camp").replace("c", None))
    exchanged = people("abac", "ffff")

    def loss(after: pl.DataFrame, name: str = "camp") -> float | None:
        return column_change(before, after, name).entropy_loss

    most = 0.5 * math.log(2) + 0.5 * math.log(4)
    assert loss(before) == 0
    assert loss(broader) == pytest.approx(0.5 * math.log(2) / most)
    assert loss(blanked) == pytest.approx(0.25 * math.log(4) / most)
    assert loss(exchanged) is None
    assert loss(before, "sex") == 0


@settings(max_examples=25, deadline=None)
@given(frame=worlds.files())
def test_blanking_everything__loses_everything_there_was(frame: pl.DataFrame) -> None:
    blank = frame.with_columns(k0=pl.lit(None, pl.String))
    found = column_change(frame, blank, "k0").entropy_loss

    assert found == pytest.approx(1 if frame["k0"].drop_nulls().n_unique() > 1 else 0)


def test_sentence__in_other_languages() -> None:
    pairs = pair_shifts(people("NS", "fm"), people("NS", "mf"), ["camp", "sex"])

    assert "100,0" in pair_sentences(pairs, Words("fr"))[0]
