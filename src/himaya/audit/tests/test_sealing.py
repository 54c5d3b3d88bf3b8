"""The log is sealed in batches, and whatever is done to it afterwards is found."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.world import table

from himaya.audit import merkle, sealing
from himaya.audit.log import write_event
from himaya.audit.models import Batch, Event
from himaya.audit.sealing import Finding, seal_events, verify
from himaya.kernel import clock
from himaya.kernel.verbs import Verb

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _head_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.HIMAYA_DATA = tmp_path


def log_events(count: int, *, age: timedelta = timedelta(minutes=1)) -> list[int]:
    made = [
        write_event(
            operation=None,
            request=f"r{number}",
            door="page",
            verb=Verb.RECORD_VIEW,
            scope="item",
            allowed=number % 2 == 0,
            fields=["period", "activity"],
        ).pk
        for number in range(count)
    ]
    Event.objects.filter(pk__in=made).update(at=clock.now() - age)
    return made


def sealed_log() -> list[int]:
    """Three batches of four events each."""
    made: list[int] = []
    for _ in range(3):
        made += log_events(4)
        assert seal_events() == 1
    return made


def edit(made: list[int]) -> None:
    Event.objects.filter(pk=made[5]).update(effect="deny", verb="record.amend")


def delete(made: list[int]) -> None:
    Event.objects.filter(pk=made[5]).delete()


def insert(made: list[int]) -> None:
    """A copy of a row behind the last one, and the last batch stretched over it."""
    event = Event.objects.get(pk=made[5])
    event.pk = made[-1] + 50
    event.save(force_insert=True)
    Batch.objects.filter(number=3).update(last_event=made[-1] + 50)


def reorder(made: list[int]) -> None:
    one, two = Event.objects.get(pk=made[5]), Event.objects.get(pk=made[6])
    one.pk, two.pk = two.pk, one.pk
    one.save()
    two.save()


def truncate(made: list[int]) -> None:
    """The whole last batch goes, with its events: what is left is sound in itself."""
    Event.objects.filter(pk__gte=made[8]).delete()
    Batch.objects.filter(number=3).delete()


DEEDS: dict[str, Callable[[list[int]], None]] = {
    "edit": edit,
    "delete": delete,
    "insert": insert,
    "reorder": reorder,
    "truncate": truncate,
}
DONE_TO_IT = """
| edit     | edited    | 2 |
| delete   | deleted   | 2 |
| insert   | inserted  | 3 |
| reorder  | edited    | 2 |
| truncate | truncated | 3 |
"""


@pytest.mark.parametrize("row", table(DONE_TO_IT), ids=lambda row: row[0])
def test_log_tampered_with__found(row: list[str]) -> None:
    made = sealed_log()
    assert verify() == []

    DEEDS[row[0]](made)

    assert Finding(row[1], int(row[2])) in verify()


def test_row_put_into_a_gap_of_a_sealed_batch__inserted() -> None:
    made = log_events(3)
    Event.objects.filter(pk=made[1]).delete()  # a rolled-back transaction leaves such a gap
    seal_events()

    event = Event.objects.get(pk=made[0])
    event.pk = made[1]
    event.save(force_insert=True)

    assert verify() == [Finding("inserted", 1)]


def test_batch_sealed_anew_without_the_key__forged() -> None:
    made = sealed_log()
    edit(made)
    batch = Batch.objects.get(number=2)
    inside = Event.objects.filter(pk__gte=batch.first_event, pk__lte=batch.last_event)
    batch.root = merkle.root([merkle.leaf(event) for event in inside.order_by("pk")])
    batch.save()

    assert Finding("forged", 2) in verify()
    assert Finding("chain_broken", 3) in verify()


def test_batch_taken_from_the_middle__chain_broken() -> None:
    made = sealed_log()
    Event.objects.filter(pk__in=made[4:8]).delete()
    Batch.objects.filter(number=2).delete()

    assert Finding("chain_broken", 3) in verify()


def test_signed_by_another_key__forged(settings: Settings) -> None:
    sealed_log()
    settings.HIMAYA_PASSPHRASE = "somebody else's words"

    assert [finding.code for finding in verify()] == ["forged"] * 3


def test_head_file_removed__missing() -> None:
    sealed_log()
    sealing.head_path().unlink()

    assert verify() == [Finding("head_missing", 3)]


def test_fresh_event__waits_for_its_batch() -> None:
    log_events(2)
    log_events(1, age=timedelta(seconds=1))

    assert seal_events() == 1
    assert Batch.objects.get().count == 2
    assert sealing.unsealed_since() < sealing.LAG


def test_older_behind_fresh__not_sealed_past_the_fresh_one() -> None:
    fresh = log_events(1, age=timedelta(seconds=1))
    log_events(1)

    assert seal_events() == 0, f"{fresh} has to come first"


def test_more_than_a_batch__several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH_ROWS", 3)
    log_events(7)

    assert seal_events() == 3
    assert list(Batch.objects.order_by("number").values_list("count", flat=True)) == [3, 3, 1]
    assert verify() == []


def test_nothing_new__no_batch() -> None:
    sealed_log()

    assert seal_events() == 0


def test_every_column_takes_part() -> None:
    [pk] = log_events(1)
    event = Event.objects.get(pk=pk)
    sealed = merkle.leaf(event)
    for field in Event._meta.concrete_fields:
        changed = Event.objects.get(pk=pk)
        value = getattr(changed, field.attname)
        other = value + timedelta(seconds=1) if field.name == "at" else f"{value}x"
        setattr(changed, field.attname, other)

        assert merkle.leaf(changed) != sealed, field.name


def test_no_leaf_passes_for_a_node() -> None:
    one, two, three = (bytes([number]) * 32 for number in range(3))

    assert merkle.root([one, two, three]) != merkle.root([one, two, three, three])
