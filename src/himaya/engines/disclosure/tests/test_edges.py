"""Odd types, empty parts and hard bounds: each answered or refused, none passed over."""

import datetime as dt
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from himaya.engines.disclosure import DisclosureError, Missing, RiskReport, Roles, assess
from himaya.engines.disclosure import suppression as suppressing
from himaya.engines.disclosure.encoding import code_column, encode
from himaya.engines.disclosure.files import count_combinations
from himaya.engines.disclosure.frames import as_frame, numbers_of
from himaya.engines.disclosure.frequencies import frequencies
from himaya.engines.disclosure.geomasking import donut
from himaya.engines.disclosure.grouping import sum_by_key
from himaya.engines.disclosure.hierarchies import bands, days_of, flat, from_csv
from himaya.engines.disclosure.lattice import Demands, generalise
from himaya.engines.disclosure.microaggregation import microaggregate
from himaya.engines.disclosure.perturbation import pram
from himaya.engines.disclosure.plan import Plan, Step
from himaya.engines.disclosure.plan_secrets import PlanSecrets
from himaya.engines.disclosure.planner import described, propose
from himaya.engines.disclosure.protect import protect
from himaya.engines.disclosure.randomness import stream
from himaya.engines.disclosure.redaction import Redactor
from himaya.engines.disclosure.risk import assess_combinations
from himaya.engines.disclosure.suda import suda2
from himaya.engines.disclosure.tests import worlds
from himaya.engines.disclosure.utility import column_change, numeric_loss

SECRETS = PlanSecrets(b"s" * 32, b"k" * 32)
EMPTY = Plan(Roles.of(["a"]), ())

COLUMNS: dict[str, Any] = {
    "objects": pl.Series("c", [1, "1", None, 2.5, True], dtype=pl.Object),
    "booleans": [True, True, None, False, False],
    "days": [dt.date(2026, 1, 1), dt.date(2026, 1, 1), None, *[dt.date(2026, 1, 2)] * 2],
    "clock times": [dt.time(1), dt.time(1), None, dt.time(2), dt.time(2)],
    "wide numbers": [5, 5, None, 10**15, 10**15],
    "past 64 bits": [2**70, 2**70, None, 1, 1],
    "whole and decimal": [1, 1.0, None, 2.5, 2.5],
    "booleans and texts": [True, "true", None, "x", "x"],
    "numpy": np.array([1, 1, 2, 3, 3]),
    "nothing": [None] * 5,
}
FOUND = {"objects": [2, 2, 1, 1, 1], "nothing": [5] * 5}


@pytest.mark.parametrize("name", COLUMNS)
def test_column_of_any_type__equal_values_together(name: str) -> None:
    found = assess({"c": COLUMNS[name]}, Roles.of(["c"]), missing=Missing.CATEGORY)

    assert found.fk.tolist() == FOUND.get(name, [2, 2, 1, 2, 2])


def test_kinds_of_tables__all_taken() -> None:
    frame = pl.DataFrame({"a": [1, 2]})

    assert as_frame(frame.lazy()).equals(frame)
    assert as_frame({"a": frame["a"].alias("other")}).equals(frame)
    assert code_column(pl.Series("t", ["", None, "b", "a"])).codes.tolist() == [0, 0, 2, 1]
    assert numbers_of(pl.DataFrame({"w": [" 1.5", "2"]}), "w").tolist() == [1.5, 2.0]


ODD: dict[str, Any] = {
    "named like the counts": {"alike": ["x", "x"], "share": [1, 2], "value": [3, 3]},
    "objects": {"alike": pl.Series([1, "1"], dtype=pl.Object), "b": ["", None]},
    "lengths of time": {"alike": [dt.timedelta(1)] * 2, "b": [dt.timedelta(2), None]},
    "endless and huge": {"alike": [math.inf] * 2, "b": [1e308, -1e308], "c": [2**70, 1]},
}


@pytest.mark.parametrize("name", ODD)
def test_odd_table__treated_and_told_in_figures(name: str) -> None:
    done = protect(ODD[name], Plan(Roles.of(["alike"]), (Step("suppress", {"k": 2}),)), SECRETS)

    assert done.frame.height == 2
    json.dumps([done.internal_report(), done.external_report()], allow_nan=False)


def test_keys_called_as_the_counts__piece_by_piece_too(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("records,weights\n1,2\n1,2\n3,4\n")
    keys = ["records", "weights"]
    counted = count_combinations(tmp_path / "a.csv", keys, None)

    assert assess_combinations(counted, Roles.of(keys)).violations(2) == 1


def test_all_about_a_record__by_row_number() -> None:
    found = assess({"a": [1, 1, 2]}, Roles.of(["a"]))

    assert found.violating(2).tolist() == [2]


def test_special_uniques__contributions_and_both_scores() -> None:
    encoding = encode(pl.DataFrame({"a": [1, 1, 2, 2], "b": [1, 2, 1, 1]}), ["a", "b"])
    for original, scores in ((True, [1, 1, 0, 0]), (False, [0, 0.5, 0, 0])):
        found = suda2(encoding, original=original, by_key=True)
        assert found.scores[encoding.groups].tolist() == scores
        assert found.contributions is not None
        assert found.contributions[encoding.groups][1].tolist() == [0, 1]


def test_many_keys__small_sets_only_unless_asked() -> None:
    frame = pl.DataFrame({f"k{i}": [i, i, i + 1] for i in range(11)})

    assert assess(frame, Roles.of(frame.columns)).to_json()["suda2"]["max_k"] == 4
    assert assess(frame, Roles.of(frame.columns), max_k=2).to_json()["suda2"]["max_k"] == 2


def test_many_patterns_of_missing_values__as_all_pairs_compared() -> None:
    rows = [tuple(None if i >> b & 1 else i % 2 for b in range(7)) for i in range(128)]
    frame = pl.DataFrame(rows, schema=[f"k{i}" for i in range(7)], orient="row")
    found = assess(frame, Roles.of(frame.columns), special=False)

    assert found.fk.tolist() == worlds.counts(rows, wildcard=True)


def test_nothing_to_look_up__nothing_found() -> None:
    empty = np.empty(0, np.uint64)

    assert sum_by_key(empty, np.empty((0, 2)), np.ones(3, np.uint64)).tolist() == [[0, 0]] * 3


def test_hierarchy_file__as_arx_writes_it(tmp_path: Path) -> None:
    (tmp_path / "sex.csv").write_text("f;*\nm;*\n")

    assert from_csv("sex", tmp_path / "sex.csv").labels == (("f", "m"), ("*", "*"))
    moments = pl.Series("t", [dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)])
    assert days_of(moments).to_list() == [dt.date(2026, 3, 1)]


def test_without_numba__microaggregation_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = stream(b"seed", "x")
    frame = pl.DataFrame({"x": draw.normal(size=40), "y": draw.normal(size=40)})
    compiled = microaggregate(frame, ["x", "y"], 4)
    monkeypatch.setenv("HIMAYA_NUMBA", "0")

    assert microaggregate(frame, ["x", "y"], 4).groups.tolist() == compiled.groups.tolist()


def test_column_without_values__nothing_perturbed_or_told() -> None:
    frame = pl.DataFrame({"c": pl.Series([None, None], dtype=pl.String), "d": [dt.date.min] * 2})

    assert pram(frame, "c", 0.5, stream(b"s", "c")).changed == {"c": 0}
    assert described(frame, "c") == {}
    assert described(frame, "d")["dates"] == ["month", "quarter", "year"]
    assert column_change(frame, frame, "c").mean_shift is None


def test_numbers_that_do_not_vary__no_moments() -> None:
    frame = pl.DataFrame({"x": [1.0, 1.0], "y": [1.0, 2.0]})

    assert column_change(frame, frame, "x").spread_shift is None
    assert numeric_loss(frame, frame, ["x", "y"]).eigen is None
    twice = pl.DataFrame({"x": [1.0, 2.0, 4.0], "y": [2.0, 4.0, 8.0]})
    assert numeric_loss(twice, twice, ["x", "y"]).eigen is None


def test_keys_all_dropped__no_risk_left_to_measure() -> None:
    plan = Plan(Roles.of(["a"]), (Step("drop", {"columns": ["a"]}),), thresholds={"k": 9})
    done = protect(pl.DataFrame({"a": [1, 2], "b": [3, 4]}), plan, SECRETS)

    assert done.after is None
    assert done.internal_report()["smallest_groups"] == []
    assert done.external_report()["risk_after"] is None


def test_file_too_large_for_the_second_counter__first_one_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from himaya.engines.disclosure import certify
    from himaya.engines.disclosure import protect as module

    monkeypatch.setattr("himaya.engines.disclosure.protect._COMPARISONS", -1)
    monkeypatch.setattr(certify, "violations", lambda *_: 1)
    plan = Plan(Roles.of(["a"]), (), thresholds={"k": 2})

    assert module.protect(pl.DataFrame({"a": [1, 1]}), plan, SECRETS).frame.height == 2


def test_proposals__as_far_as_the_top_where_nothing_suffices() -> None:
    points = propose(pl.DataFrame({"a": ["x", "y"]}), Roles.of(["a"]), k=3)

    assert points[-1].levels == {"a": 1}
    assert points[-1].below_k == 2


def test_marks_behind_a_name__go_with_it() -> None:
    assert Redactor(["محمد", "X"]).redact("محمدٌ جاء")[0] == "[name] جاء"
    assert Redactor(["محمد"]).redact("محـمد\u200f!")[0] == "[name]!"


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "too many keys": (
        lambda: encode(pl.DataFrame({str(i): [1] for i in range(61)}), [str(i) for i in range(61)]),
        "keys_too_many",
    ),
    "alpha above one": (
        lambda: frequencies(encode(pl.DataFrame({"a": [1]}), ["a"]), alpha=1.1),
        "parameter_invalid",
    ),
    "no level": (lambda: assess({"a": [1]}, Roles.of(["a"]), levels=[]), "parameter_invalid"),
    "no sets of keys": (
        lambda: assess({"a": [1]}, Roles.of(["a"]), max_k=0), "parameter_invalid"),
    "special uniques that were not asked for": (
        lambda: assess({"a": [1]}, Roles.of(["a"]), special=False).suda, "parameter_invalid"),
    "lists in a table to treat": (lambda: protect({"a": [[1], [2]]}, EMPTY, SECRETS), "column_nested"),
    "bytes in a table to treat": (lambda: propose({"a": [b"x"]}, Roles.of(["a"])), "column_nested"),
    "weight above all people": (
        lambda: assess({"a": [1], "w": [1e11]}, Roles.of(["a"], "w")), "weight_invalid"),
    "bands of words": (lambda: bands("a", pl.Series(["young"]), [5]), "column_not_numeric"),
    "bands of endless numbers": (
        lambda: bands("a", pl.Series([math.inf]), [5]), "column_not_numeric"),
    "one column for both degrees": (
        lambda: donut(pl.DataFrame({"a": [1.0]}), "a", "a", 1, 2, stream(b"s", "d")),
        "parameter_invalid",
    ),
    "booleans as numbers": (
        lambda: numbers_of(pl.DataFrame({"a": [True]}), "a"), "column_not_numeric"),
    "lattice without end": (
        lambda: generalise(
            pl.DataFrame({str(i): ["a"] for i in range(23)}),
            {str(i): flat(str(i), pl.Series(["a"])) for i in range(23)},
            Demands(),
        ),
        "parameter_invalid",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("call", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant__refused(call: Callable[[], Any], code: str) -> None:
    with pytest.raises(DisclosureError) as refusal:
        call()
    assert refusal.value.code == code


def test_treatment_that_never_holds__nothing_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppressing, "_blank_with_wildcards", lambda *_: None)

    with pytest.raises(DisclosureError) as refusal:
        suppressing.suppress_locally(pl.DataFrame({"a": [1, 2]}), ["a"], 2)
    assert refusal.value.code == "not_certified"


def test_report__no_value_of_the_data_in_it() -> None:
    found: RiskReport = assess(
        {"camp": ["Secretplace", "b"], "s": ["Hiddenthing", "y"]},
        Roles.of(["camp"], sensitive=["s"]),
    )

    assert "Secretplace" not in str(found.to_json())
    assert "Hiddenthing" not in str(found.to_json())
