"""Local recoding and data shuffling: what they hold, what they keep, what they refuse."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.disclosure import DisclosureError, Missing
from himaya.engines.disclosure.certify import violations
from himaya.engines.disclosure.diversity import diversity
from himaya.engines.disclosure.encoding import encode
from himaya.engines.disclosure.hierarchies import bands, flat, from_pcodes
from himaya.engines.disclosure.lattice import Demands, generalise
from himaya.engines.disclosure.local_recoding import generalise_locally
from himaya.engines.disclosure.plan import Plan, Step
from himaya.engines.disclosure.plan_secrets import PlanSecrets
from himaya.engines.disclosure.protect import protect
from himaya.engines.disclosure.randomness import stream
from himaya.engines.disclosure.risk import Roles
from himaya.engines.disclosure.sample import survey
from himaya.engines.disclosure.shuffling import shuffle_values
from himaya.engines.disclosure.tests import worlds

KEYS = ["camp", "head_sex", "head_age"]
SURVEY = survey(600).with_columns(
    head_sex=pl.when(pl.col("size") < 8).then(pl.col("head_sex"))  # some are missing
)


def ways() -> dict[str, object]:
    return {
        "camp": from_pcodes("camp", SURVEY["camp"], [6, 4]),
        "head_sex": flat("head_sex", SURVEY["head_sex"]),
        "head_age": bands("head_age", SURVEY["head_age"], [5, 10, 20, 40]),
    }


@pytest.mark.parametrize("limit", [0.0, 0.02])
def test_survey__holds_k_and_l_and_loses_less_than_levels_for_all(limit: float) -> None:
    demands = Demands(k=5, l=2, sensitive="incident")
    made = generalise_locally(SURVEY, ways(), demands, limit)  # type: ignore[arg-type]
    for_all = generalise(SURVEY, ways(), demands, limit)  # type: ignore[arg-type]
    kept = made.frame.filter(pl.Series(~made.suppressed))

    assert made.loss < 0.8 * for_all.loss
    assert len(made.rounds) > 1
    assert sum(records for _, records in made.rounds) + made.suppressed.sum() == 600
    assert made.suppressed.sum() <= limit * 600
    assert violations(kept, KEYS, 5, Missing.CATEGORY) == 0
    assert diversity(encode(kept, KEYS), kept["incident"]).distinct.min() >= 2
    assert made.frame.drop(KEYS).equals(SURVEY.drop(KEYS))


@settings(max_examples=25, deadline=None)
@given(frame=worlds.files(), k=st.integers(1, 4))
def test_any_file__certified_or_refused(frame: pl.DataFrame, k: int) -> None:
    keys = worlds.keys_of(frame)
    known = {key: flat(key, frame[key]) for key in keys if frame[key].null_count() < frame.height}
    try:
        made = generalise_locally(frame, known, Demands(k=k), 0.3)
    except DisclosureError:
        return
    kept = made.frame.filter(pl.Series(~made.suppressed))

    assert 0 <= made.loss <= 1
    assert made.suppressed.sum() <= 0.3 * frame.height
    assert not kept.height or violations(kept, list(known), k, Missing.CATEGORY) == 0


def test_t__refused() -> None:
    with pytest.raises(DisclosureError, match="whole file"):
        generalise_locally(SURVEY, ways(), Demands(k=2, t=0.2, sensitive="incident"))  # type: ignore[arg-type]


# ------------------------------------------------------------------ shuffling


def amounts(rows: int = 3_000) -> pl.DataFrame:
    draw = np.random.default_rng(3)
    known = draw.normal(size=rows)
    income = np.exp(known + 0.7 * draw.normal(size=rows)).round(2)
    return pl.DataFrame(
        {
            "known": known,
            "income": income,
            "spent": (income * draw.uniform(0.4, 1, rows)).round(2),
            "children": draw.integers(0, 5, rows),
            "same": np.full(rows, 7),
        }
    )


def ranks(one: pl.Series, other: pl.Series) -> float:
    return float(np.corrcoef(one.rank().to_numpy(), other.rank().to_numpy())[0, 1])


def test_shuffled__values_stay_and_so_do_relations() -> None:
    frame = amounts()
    made = shuffle_values(frame, ["income", "spent", "children"], ["known"], stream(b"s", "x"))
    after = made.frame

    for name in ("income", "spent", "children"):
        assert after[name].sort().equals(frame[name].sort())
    for pair in (("income", "spent"), ("income", "known"), ("spent", "known")):
        kept = ranks(after[pair[0]], after[pair[1]])
        assert kept == pytest.approx(ranks(frame[pair[0]], frame[pair[1]]), abs=0.04)
    assert made.changed["income"] > 2_900
    again = shuffle_values(frame, ["income", "spent", "children"], ["known"], stream(b"s", "x"))
    assert again.frame.equals(after)


def test_shuffled_by_themselves__own_values_say_nothing() -> None:
    frame = amounts()
    after = shuffle_values(frame, ["income", "spent", "same"], [], stream(b"s", "x")).frame

    assert abs(ranks(frame["income"], after["income"])) < 0.06
    assert ranks(after["income"], after["spent"]) > 0.9
    assert after["same"].equals(frame["same"])


def test_column_in_both_places_or_too_few_records__refused() -> None:
    with pytest.raises(DisclosureError, match="income"):
        shuffle_values(amounts(), ["income"], ["income"], stream(b"s", "x"))
    with pytest.raises(DisclosureError, match="Fewer than three"):
        shuffle_values(amounts(2), ["income"], [], stream(b"s", "x"))


def test_plan__with_both_steps() -> None:
    steps = (
        Step(
            "generalise_locally",
            {"k": 3, "hierarchies": {"camp": {"pcodes": [6, 4]}, "head_age": {"bands": [10, 40]}}},
        ),
        Step("shuffle_values", {"columns": ["income"], "given": ["size"]}),
    )
    plan = Plan(Roles.of(KEYS), steps, thresholds={"k": 3})
    done = protect(survey(300), plan, PlanSecrets(seed=b"s" * 32, key=b"k" * 32))

    assert done.done[0]["rounds"][0]["records"] > 0
    assert done.done[1]["changed"]["income"] > 250
