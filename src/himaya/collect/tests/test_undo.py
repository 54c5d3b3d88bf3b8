"""A whole import taken back: what it made is gone, what it changed stands as before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.audit.models import Event
from himaya.collect.actions import bring_file, import_batch, register_for
from himaya.collect.undoing import undo_import
from himaya.datasets.models import ImportBatch
from himaya.kernel.problems import Code, Problem
from himaya.records.actions import ChangedMeanwhile, amend_record
from himaya.records.models import Record
from himaya.records.sealing import whole_answers
from himaya.records.snapshots.reading import read_snapshot
from himaya.search.queries import found

FILES = Path(__file__).parents[2] / "profiles" / "workplans" / "tests" / "files"
PLAN = (FILES / "cluster_work_plan.txt").read_bytes()
SignIn = Callable[[str], Client]
POINTS = """\
title;responsible;raised_on;due;status;himaya_id
Call the clinic;HRA;2026-05-01;2026-05-20;open;one
Write the letter;WCI;2026-05-01;2026-06-01;open;two
"""


def bring(world: World, kind: str, profile: str, content: bytes) -> ImportBatch:
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code=profile)
    batch = bring_file(seat=seat, dataset=dataset, kind=kind, name="a.csv", content=content)
    import_batch(seat=seat, batch=batch)
    return batch


def points(world: World, text: str = POINTS) -> ImportBatch:
    return bring(world, "action_point", "action_point", text.encode())


def undo(world: World, batch: ImportBatch) -> dict[str, int]:
    counts: dict[str, int] = undo_import(seat=world.people["dawit"].acting, batch=batch).counts
    return counts


def present() -> dict[str, str]:
    """Title and day due of the records that are there, by stable id."""
    rows = Record.objects.filter(is_withdrawn=False).select_related("head")
    return {
        row.stable_id: f"{row.head.answers['title']} {row.head.answers.get('due')}"
        for row in rows
        if row.head
    }


def test_later_import_undone_first__the_earlier_one_leaves_nothing_either(world: World) -> None:
    first = points(world)
    second = points(world, POINTS.replace("2026-05-20", "2026-05-25"))

    assert undo(world, second)["left"] == 0
    assert undo(world, first)["left"] == 0
    assert present() == {}


def test_made_rows__gone_from_lists_search_and_snapshots(world: World) -> None:
    batch = points(world)
    seat = world.people["dawit"].acting
    assert batch.dataset is not None
    assert read_snapshot(batch.dataset, seat).rows.collect().height == 2

    assert undo(world, batch) | {"accepted": 0} == {
        **batch.counts, "accepted": 0, "created": 2, "updated": 0, "unchanged": 0, "kept": 0,
        "undone": 2, "left": 0,
    }  # fmt: skip

    assert present() == {}
    assert not found(seat, "clinic").exists()
    assert read_snapshot(batch.dataset, seat).rows.collect().height == 0
    assert Record.objects.filter(is_withdrawn=True).count() == 2  # history stays


def test_changed_rows__stand_as_before(world: World) -> None:
    points(world)
    again = points(world, POINTS.replace("2026-05-20", "2026-05-25"))
    assert present()["one"] == "Call the clinic 2026-05-25"

    undo(world, again)

    assert present() == {
        "one": "Call the clinic 2026-05-20",
        "two": "Write the letter 2026-06-01",
    }


def test_changed_by_somebody_since__left_and_counted(world: World) -> None:
    batch = points(world)
    record = Record.objects.select_related(
        "operation", "head", "agency", "version", "dataset__system"
    ).get(stable_id="one")
    assert record.head is not None
    answers = whole_answers(record, record.head) | {"priority": "high"}
    amend_record(seat=world.people["dawit"].acting, record=record, answers=answers, seen=1)

    counts = undo(world, batch)

    assert (counts["undone"], counts["left"]) == (1, 1)
    assert set(present()) == {"one"}


def test_undone_file__may_be_imported_again(world: World) -> None:
    undo(world, points(world))
    points(world)
    assert set(present()) == {"one", "two"}


def test_plan__goes_with_its_activities(world: World) -> None:
    batch = bring(world, "workplan", "plan_activity", PLAN)
    assert Record.objects.filter(dataset__profile="plan", is_withdrawn=False).count() == 1

    undo(world, batch)

    assert not Record.objects.filter(is_withdrawn=False).exists()


def test_twice_or_before_importing__refused(world: World) -> None:
    batch = points(world)
    undo(world, batch)
    with pytest.raises(Problem) as refused:
        undo(world, batch)
    assert refused.value.code == Code.ALREADY_DONE


ACCESS = table("""
| dawit  | 302 | undone   |
| amina  | 404 | imported |
| bakari | 403 | imported |
| celine | 404 | imported |
| nobody | 302 | imported |
""")


@pytest.mark.parametrize(("who", "status", "state"), ACCESS)
def test_who_may_undo(world: World, sign_in: SignIn, who: str, status: str, state: str) -> None:
    batch = points(world)
    answer = sign_in(who).post(reverse("import-undo", args=[batch.ref]))
    batch.refresh_from_db()
    assert (answer.status_code, batch.state) == (int(status), state)


def test_rows_of_one_record_under_two_names__refused_and_nothing_written(world: World) -> None:
    points(world)
    record = Record.objects.get(stable_id="one")
    twice = POINTS.replace("2026-05-20", "2026-05-25").replace(";two", f";{record.ref}")

    with pytest.raises(ChangedMeanwhile):
        points(world, twice)

    assert present()["one"] == "Call the clinic 2026-05-20"


def test_changed_rows__named_found_and_logged_as_changed_one_by_one(world: World) -> None:
    points(world)
    points(world, POINTS.replace("clinic;HRA", "surgery;WCI"))
    seat = world.people["dawit"].acting
    record = Record.objects.select_related("head").get(stable_id="one")

    assert record.head is not None
    assert (record.lock, record.head.n, record.head.made_by) == (2, 2, seat.ref)
    assert [one.agency.acronym for one in record.involvements.all()] == ["WCI"]
    assert found(seat, "surgery").exists()
    assert not found(seat, "clinic").exists()
    (event,) = Event.objects.filter(thing=record.ref, verb="record.amend")
    assert event.fields == ["responsible", "title"]
