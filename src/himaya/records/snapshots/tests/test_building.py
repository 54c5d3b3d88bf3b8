"""Base, delta and compaction: what changed is there, what left is gone, a crash changes nothing."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager

import polars as pl
import pytest
from django.db import transaction
from tests.world import World

from himaya.datasets.models import Dataset
from himaya.jobs.models import Job
from himaya.records.actions import amend_record, create_record
from himaya.records.models import Record, Snapshot
from himaya.records.snapshots import building, files
from himaya.records.snapshots.building import refresh_dataset, remove_orphans
from himaya.records.snapshots.codes import path_of
from himaya.records.snapshots.reading import SnapshotFrame, column_for, read_snapshot
from himaya.records.snapshots.rows import Batches
from himaya.records.snapshots.tasks import refresh_snapshot, request_refresh, sweep_snapshots
from himaya.records.snapshots.tests.registers import ANSWERS, LOW_FORM, add_rows, register

PARTS = ("", "steps", "steps.parts")


def seen(world: World, dataset: Dataset, who: str = "amina") -> SnapshotFrame:
    return read_snapshot(dataset, world.people[who].acting)


def create(world: World, dataset: Dataset, **answers: object) -> Record:
    return create_record(
        seat=world.people["amina"].acting, dataset=dataset, answers={**ANSWERS, **answers}
    )


def bump(dataset: Dataset) -> None:
    Dataset.objects.filter(pk=dataset.pk).update(revision=dataset.revision + 1)
    dataset.refresh_from_db()


def test_answers__arrive_typed_without_identifiers(world: World) -> None:
    dataset = register(world)
    record = create(world, dataset)
    frame = seen(world, dataset)
    row = frame.rows.collect().to_dicts()[0]
    assert row["@ref"] == record.ref
    assert str(row["day"]) == "2026-05-15"
    assert (row["reached"], row["money"]) == (12, 2.5)
    assert row["needs"] == ["food", "shelter"]
    assert row["moment"].isoformat() == "2026-05-15T08:00:00+00:00"
    assert row["incident"] == "attack"  # coded High enters, encrypted
    assert not {"caller", "mislaid", "secret", "spot", "unmarked"} & set(row)
    assert row["story"] == "Words of somebody"


def test_repeats__lie_apart_with_their_record_and_turn(world: World) -> None:
    dataset = register(world)
    record = create(world, dataset)
    frame = seen(world, dataset)
    steps = frame.repeats["steps"].collect()
    assert steps.rows() == [(record.ref, "0", "one"), (record.ref, "1", "two")]
    parts = frame.repeats["steps.parts"].collect()
    assert parts.rows() == [
        (record.ref, "0.0", 1),
        (record.ref, "0.1", 2),
        (record.ref, "1.0", 3),
    ]


def test_columns__found_by_meaning(world: World) -> None:
    dataset = register(world)
    create(world, dataset)
    frame = seen(world, dataset)
    assert column_for(frame, "count.reached") == "reached"
    assert column_for(frame, "sub_activity", "steps") == "step"
    with pytest.raises(KeyError):
        column_for(frame, "person.name")
    snapshot = Snapshot.objects.get()
    field = files.schema_of(snapshot, files.path_of(snapshot.base_file)).field("reached")
    said = field.metadata or {}
    assert said[b"means"] == b"count.reached"
    assert said[b"aggregation"] == b"max"
    assert b"Reached" in said[b"labels"]


def test_canaries__in_no_file_at_any_level(world: World) -> None:
    for level in (1, 2):
        dataset = register(world, level=level, code=f"snap{level}")
        create(world, dataset)
        refresh_dataset(dataset)
    contents = [path.read_bytes() for path in files.folder().iterdir()]
    assert contents
    for canary in (b"Canary", b"attack", b"Words of somebody"):
        assert not any(canary in content for content in contents)


def test_low_register__plain_file_that_anything_reads(world: World) -> None:
    dataset = register(world, LOW_FORM, level=1)
    add_rows(dataset, [{}], {"what": "Open words", "reached": 3})
    refresh_dataset(dataset)
    snapshot = Snapshot.objects.get()
    plain = pl.read_parquet(files.path_of(snapshot.base_file))
    assert plain["reached"].to_list() == [3]


def test_record_raised_to_high__words_leave_and_the_file_is_encrypted(world: World) -> None:
    dataset = register(world, LOW_FORM, level=1)
    record, _ = add_rows(dataset, [{}, {}], {"what": "Open words", "reached": 3})
    refresh_dataset(dataset)
    Record.objects.filter(pk=record.pk).update(level=3)
    bump(dataset)
    rows = seen(world, dataset).rows.filter(pl.col("@level") == 3).collect()
    assert rows.select("what", "reached").rows() == [(None, 3)]
    path = files.path_of(Snapshot.objects.get().base_file)
    assert {one.stem for one in files.folder().iterdir()} == {path.stem}  # the plain ones are gone
    assert b"Open words" not in path.read_bytes()
    with pytest.raises(pl.exceptions.ComputeError):
        pl.read_parquet(path)


def test_changed_row__replaced_by_the_delta(world: World) -> None:
    dataset = register(world)
    records = [create(world, dataset, reached=n) for n in range(12)]
    refresh_dataset(dataset)
    amend_record(
        seat=world.people["amina"].acting,
        record=records[3],
        answers={**ANSWERS, "reached": 99},
        seen=1,
    )
    [built] = refresh_dataset(dataset)
    assert (built.full, built.base, built.delta) == (False, 12, 1)
    rows = seen(world, dataset).rows.collect()
    assert sorted(rows["reached"].to_list()) == sorted([*range(3), *range(4, 12), 99])
    steps = seen(world, dataset).repeats["steps"].collect()
    assert steps.height == 24


def test_withdrawn_row__gone(world: World) -> None:
    dataset = register(world)
    records = [create(world, dataset, reached=n) for n in range(12)]
    refresh_dataset(dataset)
    Record.objects.filter(pk=records[0].pk).update(is_withdrawn=True)
    bump(dataset)
    frame = seen(world, dataset)
    assert records[0].ref not in frame.rows.collect()["@ref"].to_list()
    assert records[0].ref not in frame.repeats["steps"].collect()["@ref"].to_list()
    assert Snapshot.objects.get().delta_file
    # The job leaves no file behind that holds what was withdrawn.
    before = files.path_of(Snapshot.objects.get().base_file)
    assert [(one.full, one.base) for one in refresh_dataset(dataset)] == [(True, 11)]
    assert not before.exists()
    assert len(list(files.folder().glob("*.parquet"))) == len(PARTS)
    assert not path_of(before.stem).exists()


def test_stale_snapshot__brought_up_by_the_reader(world: World) -> None:
    dataset = register(world)
    create(world, dataset)
    assert seen(world, dataset).rows.collect().height == 1
    create(world, dataset)
    assert seen(world, dataset).rows.collect().height == 2


def test_refresh_twice__changes_nothing(world: World) -> None:
    dataset = register(world)
    create(world, dataset)
    refresh_dataset(dataset)
    first = Snapshot.objects.values().get()
    [built] = refresh_dataset(dataset)
    again = Snapshot.objects.values().get()
    assert (built.full, built.delta) == (False, 0)
    assert {**again, "made_at": None} == {**first, "made_at": None}


def test_large_delta__compacted(world: World) -> None:
    dataset = register(world)
    add_rows(dataset, [{} for _ in range(20)])
    refresh_dataset(dataset)
    add_rows(dataset, [{} for _ in range(2)])
    bump(dataset)
    assert [one.full for one in refresh_dataset(dataset)] == [False]
    add_rows(dataset, [{}])
    bump(dataset)
    assert [one.full for one in refresh_dataset(dataset, compact=False)] == [False]
    assert [(one.full, one.base) for one in refresh_dataset(dataset)] == [(True, 23)]


def test_killed_between_file_and_row__the_old_one_holds(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = register(world)
    add_rows(dataset, [{} for _ in range(12)])
    refresh_dataset(dataset)
    before = Snapshot.objects.values().get()
    add_rows(dataset, [{}])
    bump(dataset)

    class Killed(BaseException):
        """Stands for the end of the process."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setattr(building, "_swap", die)
    with pytest.raises(Killed):
        refresh_dataset(dataset)
    assert Snapshot.objects.values().get() == before
    assert files.path_of(before["base_file"]).is_file()
    monkeypatch.undo()
    assert seen(world, dataset).rows.collect().height == 13
    orphans = remove_orphans(dataset, older_than=0)
    assert orphans >= 1
    assert seen(world, dataset).rows.collect().height == 13


def test_killed_while_writing__no_file_under_its_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = register(world)
    add_rows(dataset, [{}])

    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Batches, "of", break_off)
    with pytest.raises(KeyboardInterrupt):
        refresh_dataset(dataset)
    assert not list(files.folder().glob("*.parquet"))


def test_slower_of_two_refreshes__leaves_the_row_alone(world: World) -> None:
    dataset = register(world)
    add_rows(dataset, [{}])
    refresh_dataset(dataset)
    stale = Snapshot.objects.get()
    Snapshot.objects.update(delta_file="quicker")
    assert building._swap(stale, delta_file="slower") is False
    assert stale.delta_file == "quicker"


def test_odd_kept_answers__missing_and_counted(world: World) -> None:
    dataset = register(world)
    odd = {"reached": 2**70, "day": "never", "needs": "food", "money": True, "what": ["x"]}
    add_rows(dataset, [{"answers": odd}, {"answers": ANSWERS}])
    [built] = refresh_dataset(dataset)
    assert built.misfits == {"reached": 1, "day": 1, "needs": 1, "money": 1, "what": 1}
    rows = seen(world, dataset).rows.collect()
    assert rows["reached"].to_list() == [None, 12]


def test_job__does_it_and_waits_once(world: World) -> None:
    dataset = register(world)
    add_rows(dataset, [{}])
    request_refresh(dataset.ref)
    request_refresh(dataset.ref)
    assert Job.objects.filter(task=refresh_snapshot.module_path).count() == 1
    assert refresh_snapshot.func(dataset.ref) == {"base": 1, "delta": 0}
    Job.objects.update(state=Job.State.RUNNING)
    request_refresh(dataset.ref)
    assert Job.objects.filter(state=Job.State.READY).count() == 1


def test_sweep__leaves_what_rows_name(world: World) -> None:
    dataset = register(world)
    add_rows(dataset, [{}])
    refresh_dataset(dataset)
    snapshot = Snapshot.objects.get()
    stray = files.folder() / f"{snapshot.ref}-stray.part"
    stray.write_bytes(b"")
    os.utime(stray, (0, 0))
    assert sweep_snapshots.func() == 1
    assert files.path_of(snapshot.base_file).is_file()


def test_change_of_a_record__asks_for_a_refresh_after_the_commit(
    world: World, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    dataset = register(world)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        create(world, dataset)
        assert not Job.objects.exists()
    assert Job.objects.get().arguments["args"] == [dataset.ref]
