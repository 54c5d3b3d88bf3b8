"""Plans: read or refused, replayed to the byte, undone, and held to their thresholds.

| id | requirement |
|---|---|
| P1 | the same plan, file and secrets give the same bytes; other secrets give others |
| P2 | seed and key are in the internal report only |
| P3 | a table that does not hold the thresholds is not given back |
| P4 | undoing a step gives the table as it was before it |
"""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from himaya.engines.disclosure import DisclosureError, Roles, certify
from himaya.engines.disclosure.files import KINDS, read, write
from himaya.engines.disclosure.plan import Plan, Step, fingerprint, parse_plan, read_plan
from himaya.engines.disclosure.plan_secrets import PlanSecrets
from himaya.engines.disclosure.planner import described, from_marks, propose
from himaya.engines.disclosure.protect import Workbench, protect
from himaya.engines.disclosure.tests.test_treatments import people
from himaya.engines.disclosure.utility import column_change, numeric_loss

SECRETS = PlanSecrets(b"s" * 32, b"k" * 32)
PLAN = """
plan: 1
purpose: shelter study
scenario: a neighbour who knows camp, household size and age
keys: [camp, size, age]
sensitive: [need]
thresholds: {k: 3}
steps:
- drop: {columns: [name]}
- recode: {column: age, bands: [5, 10, 20], top: 80, level: 2}
- suppress: {k: 3, importance: [camp]}
- noise: {columns: [income], share: 0.2}
- swap_ranks: {columns: [debt], share: 0.05}
- pram: {column: need, stay: 0.9}
- pseudonymise: {columns: [hh]}
- redact: {column: note, names_from: [name], places: [Block 7]}
- shift_dates: {columns: [seen], person: hh, days: 30}
- shuffle: {}
"""


def survey(rows: int = 300) -> pl.DataFrame:
    """Invented people with all kinds of columns."""
    number = pl.int_range(rows, eager=True)
    return people(rows).with_columns(
        name=pl.format("Persona{}", number),
        hh=number // 3,
        age=(number * 37) % 90,
        need=pl.Series([("water", "shelter", "none")[i % 3] for i in range(rows)]),
        note=pl.format("Persona{} lives in block 7", number),
        seen=pl.Series([f"2026-01-{1 + i % 28:02}" for i in range(rows)]),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_replay__same_bytes_in_every_kind_of_file(kind: str, tmp_path: Path) -> None:
    plan = parse_plan(PLAN)
    for name in ("a", "b"):
        write(tmp_path / f"{name}{kind}", protect(survey(), plan, SECRETS).frame)

    assert (tmp_path / f"a{kind}").read_bytes() == (tmp_path / f"b{kind}").read_bytes()
    other = protect(survey(), plan, PlanSecrets(b"t" * 32, b"k" * 32)).frame
    assert not other.equals(read(tmp_path / f"a{kind}").frame)


def test_plan_carried_out__holds_what_it_asks() -> None:
    done = protect(survey(), parse_plan(PLAN), SECRETS)

    assert "name" not in done.frame.columns
    assert done.after is not None
    assert done.after.violations(3) == 0
    assert set(done.frame["note"]) == {"[name] lives in [place]"}
    assert done.frame["age"].drop_nulls().str.contains(r"^(\d+-\d+|80\+)$").all()
    assert [facts["method"] for facts in done.done][-1] == "shuffle"
    sentences = " ".join(done.utility["sentences"])
    assert "age: 100.0 % of the values changed" in sentences
    assert "its distribution is exactly as it was" in sentences  # swapped ranks


def test_reports__secrets_in_the_internal_one_only() -> None:
    done = protect(survey(), parse_plan(PLAN), SECRETS)
    internal, external = json.dumps(done.internal_report()), json.dumps(done.external_report())

    for secret in (SECRETS.seed.hex(), SECRETS.key.hex()):
        assert secret in internal
        assert secret not in external
        assert secret not in repr(done)
    assert "Do not share" in internal
    assert "smallest_groups" not in external
    assert "0.2" not in json.dumps(done.external_report()["methods"])


def test_threshold_that_does_not_hold__nothing_given_back() -> None:
    bare = parse_plan(
        "plan: 1\nkeys: [camp, age]\nthresholds: {k: 3, global_risk: 0.03, l: 2}\nsensitive: [need]"
    )

    with pytest.raises(DisclosureError) as refusal:
        protect(survey(), bare, SECRETS)
    assert refusal.value.code == "release_refused"
    for said in ("fewer than 3 alike", "global risk", "values of need only"):
        assert said in refusal.value.message


def test_counter_that_disagrees__nothing_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certify, "violations", lambda *_: 1)

    with pytest.raises(DisclosureError) as refusal:
        protect(survey(), parse_plan(PLAN), SECRETS)
    assert refusal.value.code == "release_refused"


def test_undo__back_to_the_original() -> None:
    plan = parse_plan(PLAN)
    bench = Workbench(survey(), plan, SECRETS)
    frames = [bench.frame]
    for step in plan.steps:
        bench.apply(step)
        frames.append(bench.frame)
    assert bench.plan == plan
    for before in reversed(frames[:-1]):
        bench.undo()
        assert bench.frame.equals(before)

    assert (bench.frame.equals(survey()), bench.done, bench.plan.steps) == (True, [], ())
    with pytest.raises(DisclosureError, match="no step to undo"):
        bench.undo()


def test_plan_text__comes_back_as_it_went(tmp_path: Path) -> None:
    plan = parse_plan(PLAN)
    (tmp_path / "plan.yaml").write_text(plan.to_yaml())

    assert read_plan(tmp_path / "plan.yaml") == plan
    with pytest.raises(DisclosureError):
        read_plan(tmp_path / "none.yaml")


def test_plan_of_another_table__refused() -> None:
    plan = parse_plan(f"plan: 1\nkeys: [camp]\ninput: {fingerprint(survey())}\n")
    assert protect(survey(), plan, SECRETS).frame.equals(survey())

    with pytest.raises(DisclosureError) as refusal:
        protect(survey()[1:], plan, SECRETS)
    assert refusal.value.code == "plan_stale"


BROKEN = [
    "[",
    "plan: 2",
    "plan: 1\nkey: [a]",
    "plan: 1\nkeys: camp",
    "plan: 1\nkeys: [1]",
    "plan: 1\nkeys: [camp]\nweight: 3",
    "plan: 1\nkeys: [camp]\nmissing: maybe",
    "plan: 1\nkeys: [camp]\nthresholds: {q: 1}",
    "plan: 1\nkeys: [camp]\nthresholds: {k: many}",
    "plan: 1\nkeys: [camp]\nthresholds: [k]",
    "plan: 1\nkeys: [camp]\nsteps: [shuffle]",
    "plan: 1\nkeys: [camp]\nsteps: [{burn: {}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{drop: {columns: [hh], also: 1}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{drop: {}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{suppress: {k: three}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{suppress: {k: true}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{generalise: {k: 3, metric: beauty}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{generalise: {k: 3, hierarchies: {camp: 5}}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{generalise: {k: 3, hierarchies: {camp: {bands: 5}}}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{recode: {column: age, level: 1, bands: [ten]}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{suppress: {subsets: [camp]}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{suppress: {subsets: [{keys: camp, k: 2}]}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{suppress: {importance: {camp: .nan}}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{redact: {column: need, places: [3]}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{recode: {column: need, level: 1, groups: {water: any}}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{suppress_risky: {column: camp, risk: .nan}}]",
    "plan: 1\nkeys: [camp]\nsteps: [{swap_records: {places: [camp], similar: [size]}}]",
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_plan__refused(text: str) -> None:
    with pytest.raises(DisclosureError) as refusal:
        protect(survey(), parse_plan(text), SECRETS)
    assert refusal.value.code == "plan_invalid"


METHODS: list[dict[str, Any]] = [
    {"generalise": {"k": 3, "limit": 0.1, "hierarchies": {"age": {"bands": [10, 30]}}}},
    {"generalise": {"k": 3, "limit": 0.1, "metric": "entropy"}},
    {"suppress": {"subsets": [{"keys": ["camp", "age"], "k": 2}], "spread": None}},
    {"suppress": {"k": 3, "ghosts": {"camp": ["area"]}}},
    {"suppress_risky": {"column": "camp", "risk": 0.5}},
    {"top_bottom": {"column": "income", "top": 500, "as_text": True}},
    {"microaggregate": {"columns": ["income", "debt"]}},
    {"swap_records": {"places": ["area"], "similar": [], "share": 0.1}},
    {"recode": {"column": "area", "level": 1, "pcodes": [4]}},
    {"recode": {"column": "seen", "level": 1, "dates": []}},
    {"recode": {"column": "need", "level": 1, "groups": {n: ["any"] for n in
                ("water", "shelter", "none")}}},
    {"donut": {"latitude": "lat", "longitude": "lon", "inner": 100, "outer": 500}},
    {"cells": {"latitude": "lat", "longitude": "lon", "least": 10}},
]  # fmt: skip


@pytest.mark.parametrize("step", METHODS, ids=lambda step: next(iter(step)))
def test_every_method__can_be_named_in_a_plan(step: dict[str, Any]) -> None:
    frame = survey().with_columns(
        area=pl.format("XX0{}0{}", pl.col("hh") % 2, pl.col("hh") % 7),
        lat=pl.col("income") / 1000,
        lon=pl.col("debt") / 1000,
    )
    ((method, options),) = step.items()
    plan = Plan(Roles.of(["camp", "age"], household="hh"), (Step(method, options),))
    done = protect(frame, parse_plan(plan.to_yaml()), SECRETS)

    assert done.done[0]["method"] == method
    assert not done.frame.equals(frame)


def test_secrets__new_file_for_its_owner_only_and_never_another(tmp_path: Path) -> None:
    path = tmp_path / "plan.secrets"
    made = PlanSecrets.fresh()
    made.write(path)

    assert path.stat().st_mode & 0o077 == 0
    assert PlanSecrets.read(path) == made
    with pytest.raises(DisclosureError):
        PlanSecrets.fresh().write(path)
    for text in ("", "{}", '{"seed": "00", "key": "00"}'):
        path.write_text(text)
        with pytest.raises(DisclosureError) as refusal:
            PlanSecrets.read(path)
        assert refusal.value.code == "secrets_missing"


def test_column_that_still_tells_a_treated_key__named() -> None:
    frame = survey().with_columns(block=pl.col("age") // 2)
    frame = frame.with_columns(band=pl.col("block") // 5, block=pl.col("age") * 2)
    plan = parse_plan(
        "plan: 1\nkeys: [age, size]\nsteps: [{recode: {column: age, bands: [10], level: 1}}]"
    )

    assert protect(frame, plan, SECRETS).given_away == {"age": ["block"]}


def test_hierarchies__told_by_the_values() -> None:
    frame = survey().with_columns(area=pl.format("XX0{}0{}", pl.col("hh") % 2, pl.col("hh") % 7))

    assert described(frame, "age") == {"bands": [5, 10, 20], "top": 80}
    assert described(frame, "area") == {"pcodes": [4]}
    assert described(frame, "seen")["dates"]
    assert described(frame, "camp") == described(frame, "size") == {}


def test_frontier__less_risk_for_more_loss_and_each_plan_can_be_carried_out() -> None:
    points = propose(survey(), Roles.of(["camp", "size", "age"]), k=3, drop=["name"])

    assert [one.loss for one in points] == sorted(one.loss for one in points)
    risks = [(one.global_risk, one.below_k) for one in points]
    assert risks == sorted(risks, reverse=True)
    assert points[0].levels == {"camp": 0, "size": 0, "age": 0}
    done = protect(
        survey(),
        points[-1].plan.without_last().then("suppress", k=3),
        SECRETS,
    )
    assert done.after is not None
    assert done.after.violations(3) == 0


def test_numeric_loss__by_hand() -> None:
    before = pl.DataFrame({"x": [0.0, 2.0], "y": [1.0, 5.0]})
    after = pl.DataFrame({"x": [1.0, 1.5], "y": [1.0, 5.0]})
    found = numeric_loss(before, after, ["x", "y"])

    assert found.il1s == pytest.approx(1.5 / 2)  # |x - x'| / (√2 · √2), summed
    assert found.il1s_mean == pytest.approx(1.5 / 8)
    assert numeric_loss(before, before, ["x", "y"]).d_risk == 1.0
    with pytest.raises(DisclosureError, match="another number of records"):
        numeric_loss(before, after[:1], ["x"])


def test_column_change__by_hand() -> None:
    before = pl.DataFrame({"c": ["a", "a", "b", None]})
    found = column_change(before, pl.DataFrame({"c": ["a", "b", None, None]}), "c")

    assert (found.changed, found.blanked) == (2, 1)
    assert found.largest_shift == pytest.approx(0.25)
    assert found.total_variation == pytest.approx(0.25)


def test_marks_of_questions__become_roles_and_what_is_dropped() -> None:
    marks = {
        "name": "direct",
        "camp": "indirect",
        "household": "indirect",
        "incident": "sensitive",
        "note": "none",
        "weight": "sensitive",
    }
    roles, drop = from_marks(marks, weight="weight", household="household")

    assert roles == Roles.of(["camp"], "weight", "household", ["incident"])
    assert drop == ["name"]
    with pytest.raises(DisclosureError, match="no mark secret"):
        from_marks({"name": "secret"})
