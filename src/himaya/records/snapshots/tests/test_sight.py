"""The same rows in a frame, in SQL and one by one, whoever asks and however odd the row."""

from collections import Counter
from dataclasses import replace
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as trial
from hypothesis import strategies as st
from tests.world import World, table

from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.frames import may_show, sight, visible_rows
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Role
from himaya.records.models import Record
from himaya.records.snapshots.building import refresh_dataset
from himaya.records.snapshots.coded import _in_sight
from himaya.records.snapshots.gathering import gathering
from himaya.records.snapshots.reading import read_snapshot
from himaya.records.snapshots.rows import ATTRIBUTE_PATHS
from himaya.records.snapshots.tests.registers import ANSWERS, LOW_FORM, add_rows, register

# Low: the files differ, the rules do not. HIMAYA_LONG makes ten times as many.
EXAMPLES = 400 if settings.HIMAYA_LONG else 25
PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=10)
AREAS = st.sampled_from(["", "MJ", "MJ01", "MJ02", "MJ0101", "mj01", " MJ01", "MJ01'--"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "agency": st.sampled_from(["HRA", "HRA", "WCI", "CCU", "OTH"]),
            "level": st.integers(1, 4),
            "audience": st.sampled_from(["agency", "workspace", "operation"]),
            "lane": st.sampled_from([*["information"] * 6, "person"]),
            "area": AREAS,
            "status": PLAIN,
            "author": st.sampled_from(["", "a" * 16, "\u0627", "%", "_"]),
            "caseworker": st.sampled_from(["", "a" * 16, "\u0627", "%", "_"]),
        }
    ),
    min_size=1,
    max_size=12,
)
SEATS = st.fixed_dictionaries(
    {
        "who": st.sampled_from(["amina", "bakari", "celine", "dawit"]),
        "role": st.sampled_from([str(role) for role in Role]),
        "level": st.integers(1, 4),
        "everywhere": st.sampled_from([True, True, False]),
        "areas": st.frozensets(AREAS, max_size=3),
        "second_factor": st.booleans(),
        "workspace": st.booleans(),
        "granted": st.booleans(),
        "verbs": st.sampled_from(
            [None, None, frozenset({Verb.RECORD_VIEW}), frozenset({Verb.HOME_VIEW})]
        ),
        "as_celine": st.sampled_from([False, False, False, True]),
    }
)


def seat_of(world: World, drawn: dict[str, Any], dataset: Dataset, ref: str) -> ActingSeat:
    person = world.people[drawn["who"]].acting
    system = dataset.system.ref
    return replace(
        person,
        role=drawn["role"],
        level=drawn["level"],
        everywhere=drawn["everywhere"],
        areas=drawn["areas"],
        second_factor=drawn["second_factor"],
        systems=frozenset({system}) if drawn["workspace"] else frozenset(),
        granted=frozenset({ref}) if drawn["granted"] else frozenset(),
        verbs=drawn["verbs"],
        viewing_as=world.people["celine"].acting if drawn["as_celine"] else None,
    )


def frame_of(records: list[Record]) -> pl.LazyFrame:
    """The attributes as a snapshot holds them."""
    rows = Record.objects.filter(pk__in=[r.pk for r in records]).values_list(*ATTRIBUTE_PATHS[:11])
    names = ("ref", "operation", "agency", "system", "level", "lane", "audience", "area", "state")
    columns = [f"@{name}" for name in (*names, "author", "caseworker")]
    return pl.LazyFrame([list(row) for row in rows], schema=columns, orient="row")


def coded_of(frame: pl.DataFrame, seat: ActingSeat) -> set[str]:
    """The refs in sight as coded columns find them."""
    sees, needed = sight("record", seat)
    for name in needed:
        sees &= pl.col(name).is_not_null()
    gathered = {}
    for name in sees.meta.root_names():
        column = frame[name].to_arrow()
        gathered[name] = gathering(pa.int32() if name == "@level" else pa.string(), len(frame))
        gathered[name].put(0, pa.chunked_array([column]))
        gathered[name].close()
    return set(frame["@ref"].filter(_in_sight(sees, gathered, len(frame))))


@pytest.mark.slow
def test_frame_sql_and_single_decisions__the_same_rows(world: World) -> None:
    """Slow: hypothesis draws registers and seats, three ways each."""
    dataset = register(world, LOW_FORM, level=1)
    shown_or_not: Counter[bool] = Counter()

    @trial(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(rows=ROWS, drawn=st.lists(SEATS, min_size=4, max_size=4))
    def tried(rows: list[dict[str, Any]], drawn: list[dict[str, Any]]) -> None:
        with transaction.atomic():
            made = [{**row, "agency": world.agencies[row["agency"]]} for row in rows]
            for row in made:
                row["agency_id"] = row.pop("agency").pk
            records = add_rows(dataset, made)
            frame = frame_of(records)
            whole = list(
                Record.objects.filter(dataset=dataset).select_related(
                    "operation", "agency", "dataset__system"
                )
            )
            for one in drawn:
                seat = seat_of(world, one, dataset, records[0].ref)
                single = {r.ref: authorize(seat, Verb.RECORD_VIEW, r) for r in whole}
                by_one = {ref for ref, decision in single.items() if decision.allowed}
                by_sql = set(
                    visible_to(Record.objects.filter(dataset=dataset), seat).values_list(
                        "ref", flat=True
                    )
                )
                shown = visible_rows(frame, "record", seat).with_columns(
                    may_show("narrative", "record", seat).alias("may")
                )
                found = shown.select("@ref", "may").collect().rows()
                assert {ref for ref, _ in found} == by_sql == by_one
                for ref, may in found:
                    assert may == ("narrative" in single[ref].fields)
                assert coded_of(frame.collect(), seat) == by_sql
                shown_or_not.update(decision.allowed for decision in single.values())
            transaction.set_rollback(True)

    tried()
    assert min(shown_or_not[True], shown_or_not[False]) > 0


@pytest.mark.parametrize(
    ("who", "level", "sees"),
    table("""
    | amina  | 2 | own workspace operation |
    | bakari | 1 | operation               |
    | celine | 2 | workspace operation     |
    | dawit  | 2 | workspace operation     |
    """),
)
def test_snapshot_read_by__rows_and_words_by_the_rules(
    world: World, who: str, level: str, sees: str
) -> None:
    dataset = register(world, level=int(level), audience="operation")
    dataset.system.members.set([world.agencies["WCI"], world.agencies["CCU"]])
    names = {"agency": "own", "workspace": "workspace", "operation": "operation"}
    records = add_rows(dataset, [{"audience": name} for name in names], ANSWERS)
    wanted = {r.ref for r in records if names[r.audience] in sees.split()}
    seat = world.people[who].acting
    frame = read_snapshot(dataset, seat)
    rows = frame.rows.collect()
    assert set(rows["@ref"]) == wanted
    assert set(frame.repeats["steps"].collect()["@ref"]) == wanted
    by_sql = visible_to(Record.objects.filter(dataset=dataset), seat)
    assert set(by_sql.values_list("ref", flat=True)) == wanted
    # Words of people are a field group: a reader's decision withholds them, an owner's does not.
    told = {row["@ref"]: row["story"] is not None for row in rows.to_dicts()}
    for record in by_sql.select_related("operation", "agency", "dataset__system"):
        fields = authorize(seat, Verb.RECORD_VIEW, record).fields
        assert told[record.ref] == ("narrative" in fields)
    assert frame.decision.min_cell == (5 if level == "2" else 0)


def test_dataset_out_of_sight__refused(world: World) -> None:
    dataset = register(world)
    refresh_dataset(dataset)
    with pytest.raises(Problem, match="not_allowed"):
        read_snapshot(dataset, world.people["celine"].acting)


def test_token_without_the_verb__no_rows(world: World) -> None:
    dataset = register(world)
    add_rows(dataset, [{}])
    seat = replace(world.people["amina"].acting, verbs=frozenset({Verb.DATASET_VIEW}))
    assert read_snapshot(dataset, seat).rows.collect().height == 0
