"""A record written in bulk is the record that the action writes, field by field."""

from datetime import UTC, datetime

import pytest
from tests.world import World

from himaya.audit.models import Event
from himaya.datasets.actions import open_register
from himaya.datasets.models import Dataset
from himaya.demo.bulk import Row, create_records
from himaya.kernel.problems import Problem
from himaya.people.models import Agency
from himaya.profiles.categories import COMMUNITIES
from himaya.records.actions import AnswersRefused, create_record
from himaya.records.models import Record
from himaya.records.sealing import whole_answers
from himaya.search.models import Entry

ANSWERS = {
    "ticket": "HRA-00001",
    "received_on": "2025-03-02",
    "channel": "hotline",
    "area": "MJ0101",
    "language": "ar",
    "receiving_agency": "HRA",
    "about_agency": "WCI",
    "feedback_type": "question",
    "sector": "PRO",
    "topics": ["aid", "legal"],
    "words": "When is the next registration day?",
    "priority": "high",
    "anonymous": "no",
    "contact": "Invented caller",
    "consent_share": "yes",
    "answer_due": "2025-03-16",
    "status": "assigned",
}
# What differs by nature: the keys, the references, the moment, and which row came second.
_OWN = {"id", "ref", "head", "made_at", "changed_at", "record", "sealed", "thing", "stable_id"}


@pytest.fixture
def register(world: World) -> Dataset:
    opened = open_register(
        seat=world.people["dawit"].acting, system=world.workspace, profile=COMMUNITIES
    )
    return Dataset.objects.select_related("version", "system", "operation").get(pk=opened.pk)


def _columns(thing: object) -> dict[str, object]:
    fields = type(thing)._meta.concrete_fields  # type: ignore[attr-defined]
    return {one.name: getattr(thing, one.attname) for one in fields if one.name not in _OWN}


def test_bulk_record__equals_one_made_by_the_action(world: World, register: Dataset) -> None:
    seat = world.people["amina"].acting
    moment = datetime(2025, 3, 4, 9, tzinfo=UTC)
    one = create_record(seat=seat, dataset=register, answers=ANSWERS)
    row = Row(ANSWERS, Agency.objects.get(acronym="HRA"), moment, seat.ref, "bulk-1")
    assert create_records(seat=seat, dataset=register, rows=[row]) == 1

    many = Record.objects.get(stable_id="bulk-1")
    one.refresh_from_db()
    assert one.head is not None
    assert many.head is not None
    assert _columns(many) == _columns(one)
    assert _columns(many.head) == _columns(one.head)
    assert whole_answers(many, many.head) == whole_answers(one, one.head)
    assert "words" in many.head.sealed_keys
    assert "words" not in many.head.answers
    assert many.head.record_id == many.pk
    assert (many.made_at, many.changed_at, many.head.made_at) == (moment, moment, moment)
    named = [set(each.involvements.values_list("agency", "means")) for each in (one, many)]
    assert named[0] == named[1] != set()


def test_bulk_record__found_by_the_same_words(world: World, register: Dataset) -> None:
    seat = world.people["amina"].acting
    one = create_record(seat=seat, dataset=register, answers=ANSWERS)
    row = Row(ANSWERS, Agency.objects.get(acronym="HRA"), datetime.now(UTC), seat.ref, "bulk-1")
    create_records(seat=seat, dataset=register, rows=[row])
    many = Record.objects.get(stable_id="bulk-1")

    def entries(record: Record) -> list[dict[str, object]]:
        return [
            _columns(entry) for entry in Entry.objects.filter(thing=record.ref).order_by("group")
        ]

    assert entries(many) == entries(one) != []
    assert not Entry.objects.filter(words__contains="registration day").exists()


def test_bulk__one_event_and_a_newer_register(world: World, register: Dataset) -> None:
    seat = world.people["amina"].acting
    agency = Agency.objects.get(acronym="HRA")
    rows = [Row(ANSWERS, agency, datetime.now(UTC), seat.ref, f"bulk-{n}") for n in range(3)]
    before = Event.objects.filter(verb="record.create").count()
    create_records(seat=seat, dataset=register, rows=rows)
    assert Event.objects.filter(verb="record.create", note="bulk").count() == 1
    assert Event.objects.filter(verb="record.create").count() - before <= 2
    register.refresh_from_db()
    assert register.revision == 3


def test_row_that_does_not_fit__refused_with_all_others(world: World, register: Dataset) -> None:
    seat = world.people["amina"].acting
    agency = Agency.objects.get(acronym="HRA")
    wrong = {**ANSWERS, "answer_due": "2025-01-01"}
    rows = [Row(one, agency, datetime.now(UTC), seat.ref) for one in (ANSWERS, wrong)]
    with pytest.raises(AnswersRefused):
        create_records(seat=seat, dataset=register, rows=rows)
    assert not Record.objects.exists()


def test_outsider__may_not_write_in_bulk(world: World, register: Dataset) -> None:
    seat = world.people["bakari"].acting
    with pytest.raises(Problem):
        create_records(seat=seat, dataset=register, rows=[])
