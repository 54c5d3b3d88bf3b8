"""Coded columns: the rows and answers that the database gives, base, delta and pending together."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from tests.world import World

from himaya.datasets.models import Dataset
from himaya.engines.coded import tally
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.records.actions import amend_record, create_record
from himaya.records.models import Record, Snapshot
from himaya.records.revising import mark_changed
from himaya.records.snapshots.building import refresh_dataset
from himaya.records.snapshots.coded import CodedRows, read_coded
from himaya.records.snapshots.reading import read_snapshot
from himaya.records.snapshots.tests.registers import ANSWERS, add_rows, register
from himaya.records.withdrawing import withdraw_record

NAMES = ("needs", "day", "reached", "@parties", "@key")
Queries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every register is a large one: nobody looks at all rows."""
    monkeypatch.setattr("himaya.records.snapshots.size.LOOK_AT_ALL", 0)


def answers(n: int) -> dict[str, object]:
    """Three kinds of answers, with gaps."""
    found: dict[str, object] = {"what": f"Record {n}"}
    found |= {"needs": ["food", "shelter"][: n % 3]} if n % 3 else {}
    found |= {"day": f"2026-0{n % 4 + 1}-11"} if n % 4 else {}
    return found | ({"reached": n * 10} if n % 5 else {})


def filled(world: World, count: int = 40) -> Dataset:
    dataset = register(world, level=1, audience="workspace")
    dataset.system.members.set([world.agencies["WCI"], world.agencies["CCU"]])
    owners = [world.agencies[name].pk for name in ("HRA", "WCI", "CCU", "OTH")]
    audiences = ("agency", "workspace", "operation")
    add_rows(
        dataset,
        [
            {
                "answers": answers(n),
                "agency_id": owners[n % 4],
                "audience": audiences[n % 3],
                "level": n % 3 + 1,
                "lane": "person" if n % 7 == 0 else "information",
                "area": ("", "MJ01", "MJ02")[n % 3],
                "caseworker": "b" * 16 if n % 2 else "c" * 16,
            }
            for n in range(count)
        ],
    )
    refresh_dataset(dataset)
    return dataset


def by_database(dataset: Dataset, seat: ActingSeat) -> list[tuple[object, ...]]:
    rows = visible_to(Record.objects.filter(dataset=dataset), seat).select_related("head")
    return sorted(
        (r.pk, *((r.head.answers.get(key) or None) for key in ("needs", "day", "reached")))
        for r in rows
        if r.head
    )


def by_snapshot(rows: CodedRows) -> list[tuple[object, ...]]:
    needs, day, reached = rows.column("needs"), rows.column("day"), rows.figures("reached")
    found = []
    assert needs.starts is not None
    for n in rows.keep.nonzero()[0]:
        codes = needs.codes[needs.starts[n] : needs.starts[n + 1]]
        told = [needs.values[code] for code in codes if code]
        said = day.values[day.codes[n]]
        figure = None if reached[n] != reached[n] else int(reached[n])
        found.append((rows.keys()[n], told or None, said.isoformat() if said else None, figure))
    return sorted(found)


def same_for_everybody(world: World, dataset: Dataset) -> None:
    seats = [world.people[who].acting for who in ("amina", "bakari", "celine", "dawit")]
    amina = seats[0]
    granted = frozenset(Record.objects.order_by("pk").values_list("ref", flat=True)[:3])
    seats += [
        replace(amina, role="caseworker", ref="b" * 16),
        replace(amina, role="supervisor", granted=granted),
        replace(amina, everywhere=False, areas=frozenset({"MJ01"})),
    ]
    for seat in seats:
        rows = read_coded(dataset, seat, NAMES)
        assert by_snapshot(rows) == by_database(dataset, seat)
        frame = read_snapshot(dataset, seat).rows
        assert sorted(frame.collect()["@key"]) == sorted(rows.keys()[rows.keep])


def test_base_delta_and_pending__the_rows_of_the_database(world: World, large: None) -> None:
    dataset = filled(world)
    same_for_everybody(world, dataset)
    amina = world.people["amina"].acting
    own = Record.objects.filter(dataset=dataset, agency=world.agencies["HRA"], level=1)
    first, second, third = own.filter(lane="information").order_by("pk")[:3]
    amend_record(seat=amina, record=first, answers={**ANSWERS, "reached": 77}, seen=1)
    refresh_dataset(dataset, compact=False)
    assert Snapshot.objects.get().delta_file
    same_for_everybody(world, dataset)
    before = Snapshot.objects.values().get()
    first.refresh_from_db()
    amend_record(seat=amina, record=first, answers={**ANSWERS, "reached": 78}, seen=first.lock)
    create_record(seat=amina, dataset=dataset, answers={**ANSWERS, "needs": ["shelter"]})
    withdraw_record(seat=amina, record=second, seen=1, reason="twice")
    Record.objects.filter(pk=third.pk).update(level=4, lane="person")
    mark_changed(dataset.pk, [third.pk])
    same_for_everybody(world, dataset)
    assert Snapshot.objects.values().get() == before  # the readers wrote no file
    refresh_dataset(dataset, compact=False)  # now the delta says what left
    first.refresh_from_db()
    amend_record(seat=amina, record=first, answers={**ANSWERS, "reached": 79}, seen=first.lock)
    same_for_everybody(world, dataset)
    refresh_dataset(dataset)
    same_for_everybody(world, dataset)


@pytest.mark.parametrize("look_at_all", [0, 20_000])
def test_case_given_to_another__seen_by_that_one_only(
    world: World, look_at_all: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("himaya.records.snapshots.size.LOOK_AT_ALL", look_at_all)
    dataset = filled(world, 12)
    case = Record.objects.filter(lane="person", caseworker="c" * 16).first()
    assert case is not None
    Record.objects.filter(pk=case.pk).update(caseworker="b" * 16, level=1, agency=dataset.agency)
    mark_changed(dataset.pk, [case.pk])
    refresh_dataset(dataset)
    for ref, sees in (("b" * 16, True), ("c" * 16, False)):
        seat = replace(world.people["amina"].acting, role="caseworker", ref=ref)
        rows = read_coded(dataset, seat, ["@key"])
        assert (case.pk in rows.keys()[rows.keep]) == sees


def test_snapshot_of_an_empty_register__nothing_and_then_what_came(world: World) -> None:
    dataset = register(world, level=1, audience="workspace")
    refresh_dataset(dataset)
    amina = world.people["amina"].acting
    assert len(read_coded(dataset, amina, NAMES).column("needs").codes) == 0

    create_record(seat=amina, dataset=dataset, answers=ANSWERS)

    assert len(read_coded(dataset, amina, NAMES).column("@key").codes) == 1


def test_change_that_nobody_marked__found_by_looking_at_all(world: World, large: None) -> None:
    dataset = filled(world, 12)
    record = Record.objects.filter(lane="information").first()
    assert record is not None
    Record.objects.filter(pk=record.pk).update(level=4)
    assert [one.delta for one in refresh_dataset(dataset)] == [0]
    assert [one.full or one.delta for one in refresh_dataset(dataset, thorough=True)] == [True]


def test_many_pending__written_into_a_delta(
    world: World, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("himaya.records.snapshots.fresh.MOST_PENDING", 1)
    dataset = filled(world, 12)
    keys = list(Record.objects.values_list("pk", flat=True)[:2])
    mark_changed(dataset.pk, keys)
    rows = read_coded(dataset, world.people["amina"].acting, ["needs"])
    assert Snapshot.objects.get().delta_revision == Dataset.objects.get(pk=dataset.pk).revision
    counted = tally([rows.column("needs")], rows.keep)
    assert counted.records.sum() >= rows.keep.sum()


def test_fresh_snapshot__no_more_queries_for_more_columns(
    world: World, django_assert_max_num_queries: Queries
) -> None:
    dataset = filled(world)
    seat = world.people["amina"].acting
    with django_assert_max_num_queries(6):
        read_coded(dataset, seat, NAMES)


def test_closed_question__not_counted_by(world: World) -> None:
    dataset = filled(world, 4)
    with pytest.raises(KeyError):
        read_coded(dataset, world.people["amina"].acting, ["incident"])
    absent = read_coded(dataset, world.people["amina"].acting, ["nowhere"]).column("nowhere")
    assert Counter(absent.codes.tolist()) == {0: 4}
