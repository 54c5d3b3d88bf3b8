"""A record written in bulk is the record that the action writes, field by field."""

from datetime import UTC, datetime

import pytest
from tests.world import World

from himaya.audit.models import Event
from himaya.datasets.actions import open_register
from himaya.datasets.models import Dataset
from himaya.demo.bulk import Row, create_records
from himaya.kernel.problems import Problem
from himaya.people.models import Agency, Role
from himaya.profiles.categories import CASE_MANAGEMENT, COMMUNITIES
from himaya.records.actions import AnswersRefused, create_record
from himaya.records.many import ManyRecords, NewRow
from himaya.records.models import Record
from himaya.records.sealing import whole_answers
from himaya.search.models import Entry, EntryText
from himaya.systems.models import InformationSystem

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
_OWN = {
    "id", "ref", "head", "made_at", "changed_at", "record", "sealed", "thing", "stable_id",
    "subject", "sealed_for", "changed_in",
}  # fmt: skip
CASE = {
    "case_code": "HRA-00001",
    "opened_on": "2025-03-02",
    "case_type": "legal",
    "risk_level": "low",
    "area": "MJ0101",
    "agency_acronym": "HRA",
    "next_review": "2025-05-02",
    "basis": "consent",
    "consent_service": "yes",
    "consent_share": "no",
    "consent_figures": "yes",
    "full_name": "Invented Person",
    "sex": "f",
    "age": 40,
    "age_estimated": "no",
    "population_group": "idp",
    "concerns": ["PR09"],
    "services": [{"service": "legal", "service_date": "2025-03-09", "service_state": "given"}],
    "status": "case_plan",
}


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


def test_bulk_case_files__sealed_under_the_key_of_their_case_as_by_the_action(world: World) -> None:
    amina = world.people["amina"].seat
    amina.role, amina.access_level = Role.SUPERVISOR, 4
    amina.save(update_fields=["role", "access_level"])
    seat = world.people["amina"].acting
    system = InformationSystem.objects.create(
        operation=world.operation, agency=world.agencies["HRA"], code="cases"
    )
    opened = open_register(seat=seat, system=system, profile=CASE_MANAGEMENT)
    dataset = Dataset.objects.select_related("version", "system", "operation").get(pk=opened.pk)
    one = create_record(seat=seat, dataset=dataset, answers=CASE)
    rows = [
        Row(CASE, world.agencies["HRA"], datetime.now(UTC), seat.ref, f"bulk-{n}") for n in (1, 2)
    ]
    create_records(seat=seat, dataset=dataset, rows=rows)

    made = list(Record.objects.filter(stable_id__startswith="bulk").select_related("subject"))
    one.refresh_from_db()
    assert one.head is not None
    for many in made:
        assert many.head is not None
        assert _columns(many) == _columns(one)
        assert _columns(many.head) == _columns(one.head)
        assert many.head.sealed_for_id == many.subject_id is not None
        assert whole_answers(many, many.head) == whole_answers(one, one.head)
        assert "full_name" not in many.head.answers
        assert _columns(many.subject) | {"sealed_key": b""} == (
            _columns(one.subject) | {"sealed_key": b""}
        )
        assert "case_code" not in many.head.answers
    assert len({many.subject_id for many in made} | {one.subject_id}) == 1  # one code, one case
    other = CASE | {"case_code": "HRA-00002"}
    row = Row(other, world.agencies["HRA"], datetime.now(UTC), seat.ref, "other-1")
    create_records(seat=seat, dataset=dataset, rows=[row])
    assert Record.objects.get(stable_id="other-1").subject_id != one.subject_id


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
    assert not EntryText.objects.filter(text__contains="registration day").exists()


def test_bulk__one_event_and_a_newer_register(world: World, register: Dataset) -> None:
    seat = world.people["amina"].acting
    agency = Agency.objects.get(acronym="HRA")
    rows = [Row(ANSWERS, agency, datetime.now(UTC), seat.ref, f"bulk-{n}") for n in range(3)]
    before = Event.objects.filter(verb="record.create").count()
    create_records(seat=seat, dataset=register, rows=rows)
    assert Event.objects.filter(verb="record.create", note="bulk").count() == 1
    assert Event.objects.filter(verb="record.create").count() - before <= 2
    register.refresh_from_db()
    assert register.revision == 1  # written together


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


def _events(record: Record) -> list[dict[str, object]]:
    names = ("verb", "scope", "effect", "door", "seat", "fields", "rules", "thing_kind")
    return list(Event.objects.filter(thing=record.ref).order_by("pk").values(*names))


def test_rows_of_a_file__equal_and_logged_as_by_the_action(world: World) -> None:
    amina = world.people["amina"].seat
    amina.role, amina.access_level = Role.SUPERVISOR, 4
    amina.save(update_fields=["role", "access_level"])
    seat = world.people["amina"].acting
    system = InformationSystem.objects.create(
        operation=world.operation, agency=world.agencies["HRA"], code="cases"
    )
    opened = open_register(seat=seat, system=system, profile=CASE_MANAGEMENT)
    dataset = Dataset.objects.select_related("version", "system", "operation").get(pk=opened.pk)
    one = create_record(seat=seat, dataset=dataset, answers=CASE, stable_id="one")
    many = ManyRecords(seat=seat, dataset=dataset)
    made = many.create([NewRow(CASE, "a"), NewRow({**CASE, "sex": "no such"}, "b")])

    assert set(made) == {"a"}  # what the form refuses is left out
    other = Record.objects.get(ref=made["a"])
    one.refresh_from_db()
    assert one.head is not None
    assert other.head is not None
    assert _columns(other) == _columns(one)
    assert _columns(other.head) == _columns(one.head)
    assert whole_answers(other, other.head) == whole_answers(one, one.head)
    assert other.subject == one.subject
    assert _events(other) == _events(one) != []
    dataset.refresh_from_db()
    assert dataset.revision == 2


def test_rows_of_a_file_that_the_seat_may_not_write__refused(
    world: World, register: Dataset
) -> None:
    with pytest.raises(Problem):
        ManyRecords(seat=world.people["bakari"].acting, dataset=register)
