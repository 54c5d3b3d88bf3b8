"""Equality with the recorded outputs of sdcMicro 5.8.1 and pycanon 1.3.5, to 1e-9.

Skipped where HIMAYA_TEST_DATA names no folder with `sdc` in it.
"""

import gzip
import json
from typing import Any

import numpy as np
import polars as pl
import pytest

from himaya.engines.disclosure import Missing, Roles, assess
from himaya.engines.disclosure.certify import violations
from himaya.engines.disclosure.diversity import diversity
from himaya.engines.disclosure.encoding import encode
from himaya.engines.disclosure.microaggregation import microaggregate
from himaya.engines.disclosure.suda import suda2
from himaya.engines.disclosure.suppression import suppress_locally
from himaya.engines.disclosure.tests.worlds import REFERENCE
from himaya.engines.disclosure.utility import numeric_loss

pytestmark = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="HIMAYA_TEST_DATA names no folder with sdc in it"
)


def cases(function: str) -> list[Any]:
    if not REFERENCE.is_dir():
        return []
    manifest = json.loads((REFERENCE / "manifest_sdcmicro.json").read_text())
    sets = {one["id"]: one["dataset"] for one in manifest if "dataset" in one}
    known = {one["id"]: one["keys"] for one in manifest if "keys" in one}
    return [
        pytest.param(
            {**one, "dataset": sets[one["id"]], "keys": known.get(one["id"])},
            id=(one.get("file") or one["id"]).removesuffix(".csv"),
        )
        for one in manifest
        if one["fun"] == function
    ]


def data(name: str) -> pl.DataFrame:
    return pl.read_csv(REFERENCE / "data" / f"{name}.csv", infer_schema_length=None)


def expected(case: dict[str, Any]) -> pl.DataFrame:
    frame = pl.read_csv(REFERENCE / case["file"], infer_schema_length=None)
    return frame.select(pl.all().cast(pl.Float64))


def equal(ours: Any, theirs: Any) -> None:  # noqa: ANN401 - arrays or columns
    np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("case", cases("freqCalc+indivRisk"))
def test_individual_risk__as_sdcmicro(case: dict[str, Any]) -> None:
    roles = Roles.of(case["keys"], weight=case["weight"])
    found = assess(data(case["dataset"]), roles, alpha=case["alpha"], special=False)
    theirs = expected(case)

    equal(found.fk, theirs["fk"])
    equal(found.Fk, theirs["Fk"])
    # Between 1 and 2 matches sdcMicro answers 0, which is no risk anybody should rely on.
    whole = ~((found.fk > 1) & (found.fk < 2))
    equal(found.risk[whole], theirs["rk_approx"].to_numpy()[whole])
    exact = whole & theirs["rk_exact"].is_not_null().to_numpy()
    equal(found.risk_exact[exact], theirs["rk_exact"].to_numpy()[exact])
    assert (found.risk[~whole] > 0).all()


@pytest.mark.parametrize("case", cases("global"))
def test_global_and_household_risk__as_sdcmicro(case: dict[str, Any]) -> None:
    roles = Roles.of(case["keys"], weight=case["weight"], household=case["hhId"])
    found = assess(data(case["dataset"]), roles, levels=case["k"], special=False)

    equal(found.global_risk, case["global_risk"])
    equal(found.expected, case["risk_ER"])
    assert [found.violations(k) for k in case["k"]] == case["kAnon_violations"]
    if case["hhId"]:
        assert found.households is not None
        equal(found.households.mean(), case["hier_risk"])


@pytest.mark.parametrize("case", cases("suda2"))
def test_special_uniques__as_sdcmicro(case: dict[str, Any]) -> None:
    encoding = encode(data(case["dataset"]), case["keys"])
    found = suda2(
        encoding, fraction=case["DisFraction"], original=case["original_scores"], by_key=True
    )
    theirs = expected(case)

    equal(found.scores[encoding.groups], theirs["score"])
    assert found.contributions is not None
    for place, key in enumerate(case["keys"]):
        equal(found.contributions[encoding.groups, place], theirs[f"{key}_contribution"])
    # sdcMicro evaluates one term of the DIS score in single precision.
    np.testing.assert_allclose(found.dis[encoding.groups], theirs["disScore"], rtol=1e-7)


@pytest.mark.parametrize("case", cases("ldiversity"))
def test_l_diversity__as_sdcmicro(case: dict[str, Any]) -> None:
    frame = data(case["dataset"])
    encoding = encode(frame, case["keys"])
    found = diversity(encoding, frame[case["sensitive"]], case["l_recurs_c"])
    theirs = expected(case)

    equal(found.distinct[encoding.groups], theirs.to_series(0))
    equal(found.entropy[encoding.groups], theirs.to_series(1))
    equal(found.recursive[encoding.groups], theirs.to_series(2))


def models() -> list[Any]:
    if not REFERENCE.is_dir():
        return []
    known = json.loads((REFERENCE / "pycanon.json").read_text())
    return [pytest.param(one, id=one["dataset"].split(" ")[0]) for one in known]


def canon_data(name: str, quasi: list[str]) -> pl.DataFrame:
    if name.startswith("adult"):
        return pl.read_csv(REFERENCE / "data" / "arx_adult" / "adult.csv", separator=";")
    if name.startswith("pm_"):
        return pl.read_parquet(REFERENCE / "data" / "pm_10000.parquet")
    with gzip.open(REFERENCE / f"{name.split(' ', maxsplit=1)[0]}.gz") as packed:
        frame = pl.read_csv(packed.read())
    return frame.filter(pl.any_horizontal(pl.col(quasi) != "*"))


@pytest.mark.parametrize("case", models())
def test_privacy_models__as_pycanon(case: dict[str, Any]) -> None:
    frame = canon_data(case["dataset"], case["quasi"])
    encoding = encode(frame, case["quasi"])
    found = [diversity(encoding, frame[name]) for name in case["sensitive"]]

    assert encoding.counts.min() == case["k_anonymity"]
    assert min(one.distinct.min() for one in found) == case["l_diversity"]
    assert int(min(one.entropy.min() for one in found)) == case["entropy_l_diversity"]
    equal(max(one.t for one in found), case["t_closeness"])
    equal(max(one.basic_beta for one in found), case["basic_beta_likeness"])
    equal(max(one.enhanced_beta for one in found), case["enhanced_beta_likeness"])
    equal(max(one.delta for one in found), case["delta_disclosure"])
    equal(max(one.alpha for one in found), case["alpha_k_anonymity"][0])


@pytest.mark.parametrize("case", cases("localSuppression"))
def test_local_suppression__certified_and_never_more_cells(
    case: dict[str, Any],
) -> None:
    frame = data(case["dataset"])
    for missing in Missing:
        treated = suppress_locally(frame, case["keys"], case["k"], missing=missing)
        assert violations(treated.frame, case["keys"], case["k"], missing) == 0
    treated = suppress_locally(frame, case["keys"], case["k"])
    assert treated.total <= case["total"]


@pytest.mark.parametrize("case", cases("microaggregation"))
def test_loss_and_mdav__as_sdcmicro(case: dict[str, Any]) -> None:
    frame, names = data(case["dataset"]), case["vars"]
    theirs = pl.read_csv(REFERENCE / case["file"], infer_schema_length=None).select(names)
    found = numeric_loss(frame, theirs, names)

    equal(found.il1s, case["IL1s"])
    equal(found.d_risk, case["dRisk_k0.01"])
    equal(found.il_variables, case["IL_variables"])
    if case["IL_correl"] is not None:
        equal(found.il_correl, case["IL_correl"])
    if case["dataset"] != "CASCrefmicrodata":  # there variables determine one another
        equal(found.eigen, case["eigen"])
    if case["method"] == "mdav":
        ours = microaggregate(frame, names, case["aggr"])
        equal(ours.frame.select(names).to_numpy(), theirs.to_numpy())
        equal(ours.lost, case["SSE_over_SST"])
