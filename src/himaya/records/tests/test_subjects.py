"""Whose key answers are under, and which records are about the same."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.crypto import SealBrokenError
from himaya.kernel.verbs import Verb
from himaya.records.actions import amend_record, create_record, move_record
from himaya.records.models import Record, Subject
from himaya.records.queries import shown_answers
from himaya.records.sealing import open_answers, subject_key, whole_answers
from himaya.records.subjects import MOST, about_the_same, code_index, give_subjects
from himaya.records.tests.people import ANSWERS, CANARY, HOUSE, cases, fresh, seat_of
from himaya.records.tests.register import opened, recorded

# What is asked: the lane, the code named, and what is known of the record's subject afterwards.
WHOSE = table(
    """
    | lane        | code   | subject  |
    | person      | HH-1   | by code  |
    | person      |        | its own  |
    | person      | \u0640     | its own  |
    | information | HH-1   | by code  |
    | information |        | none     |
    """
)[1:]


@pytest.fixture
def worker(world: World) -> ActingSeat:
    return seat_of(world, "caseworker")


def made(seat: ActingSeat, dataset: Dataset, **answers: object) -> Record:
    record = create_record(seat=seat, dataset=dataset, answers={**ANSWERS, **answers})
    return fresh(record)


def put(seat: ActingSeat, record: Record, **answers: object) -> Record:
    before = whole_answers(record, record.head)  # type: ignore[arg-type]
    amend_record(seat=seat, record=record, answers={**before, **answers}, seen=record.lock)
    return fresh(record)


@pytest.mark.parametrize("row", WHOSE, ids=lambda row: f"{row[0]}-{row[1]}")
def test_record__has_the_subject_its_lane_and_code_ask_for(
    world: World, worker: ActingSeat, row: list[str]
) -> None:
    lane, code, expected = row
    record = made(worker, cases(world, lane=lane), household=code)
    subject = record.subject
    assert record.head is not None
    assert record.head.sealed_for == subject
    assert CANARY in str(open_answers(record, record.head))
    if expected == "none":
        assert subject is None
        return
    assert subject is not None
    assert bool(subject.code_index) is (expected == "by code")
    assert len(subject_key(subject)) == 32
    assert subject.agency == record.agency


def test_same_code_however_it_is_spelt__same_subject(world: World, worker: ActingSeat) -> None:
    first, second = cases(world, "a"), cases(world, "b")
    one = made(worker, first, household="hh-٤٢")
    assert made(worker, second, household=" HH-42 ").subject == one.subject
    assert made(worker, first, household="HH-43").subject != one.subject


def test_same_code_in_another_agency_or_of_another_kind__another_subject(world: World) -> None:
    hra, wci = world.agencies["HRA"], world.agencies["WCI"]
    assert code_index(hra, "case", HOUSE) != code_index(wci, "case", HOUSE)
    assert code_index(hra, "case", HOUSE) != code_index(hra, "site", HOUSE)


def test_code_and_key__nowhere_in_clear(world: World, worker: ActingSeat) -> None:
    record = made(worker, cases(world))
    assert record.subject is not None
    secret = subject_key(record.subject)
    with connection.cursor() as cursor:
        for name in (
            "records_subject",
            "records_revision",
            "search_entry",
            "search_words",
            "audit_event",
        ):
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - names of our own tables
            for cell in (cell for row in cursor.fetchall() for cell in row):
                dump = bytes(cell) if isinstance(cell, memoryview | bytes) else str(cell).encode()
                assert HOUSE.encode() not in dump
                assert HOUSE.casefold().encode() not in dump
                assert secret not in dump


def test_sealed_under_the_subject__not_opened_by_another(world: World, worker: ActingSeat) -> None:
    dataset = cases(world)
    record, other = made(worker, dataset), made(worker, dataset, household="HH-2")
    assert record.head is not None
    record.head.sealed_for = other.subject
    with pytest.raises(SealBrokenError):
        open_answers(record, record.head)
    record.head.sealed_for = None  # nor by the agency
    with pytest.raises(SealBrokenError):
        open_answers(record, record.head)


def test_code_changed_and_taken_away__subject_follows_and_all_stays_readable(
    world: World, worker: ActingSeat
) -> None:
    record = made(worker, cases(world), household="")
    own = record.subject
    record = put(worker, record, what="Second visit")
    assert record.subject == own  # its own, still
    record = put(worker, record, household=HOUSE)
    named = record.subject
    assert named != own
    record = put(worker, record, household="")
    assert record.subject not in {own, named}
    for revision in record.revisions.all():
        assert open_answers(record, revision)["caller"] == CANARY


def test_moved_record__keeps_its_subject(world: World) -> None:
    dataset = opened(world)
    record = recorded(world, dataset)
    Record.objects.filter(pk=record.pk).update(lane="person")
    worker = seat_of(world, "supervisor")
    move_record(seat=worker, record=fresh(record), to="done", seen=1)
    own = fresh(record).subject
    move_record(seat=worker, record=fresh(record), to="open", seen=2)
    assert own is not None
    assert fresh(record).subject == own


def test_older_revisions_under_the_agencys_key__stay_readable(
    world: World, worker: ActingSeat
) -> None:
    record = made(worker, cases(world, lane="information"), household="")
    assert record.subject is None
    record = put(worker, record, household=HOUSE)
    first, second = record.revisions.order_by("n")
    assert (first.sealed_for, second.sealed_for) == (None, record.subject)
    assert [open_answers(record, one)["caller"] for one in (first, second)] == [CANARY] * 2


def test_many_at_once__as_one_by_one(world: World, worker: ActingSeat) -> None:
    dataset, loose = cases(world), cases(world, "loose", lane="information")
    known = made(worker, dataset).subject
    codes = [HOUSE, "HH-7", "HH-7", "", ""]

    def unsaved(register: Dataset) -> list[Record]:
        assert register.version is not None
        records = [
            Record(
                operation=world.operation,
                dataset=register,
                version=register.version,
                agency=world.agencies["HRA"],
                lane=register.lane,
            )
            for _ in codes
        ]
        give_subjects(records, [{"household": code} for code in codes])
        return records

    subjects = [record.subject for record in unsaved(dataset)]
    assert subjects[0] == known
    assert subjects[1] == subjects[2] != known
    assert len({*subjects}) == 4
    assert Subject.objects.count() == 4
    assert [bool(one.subject) for one in unsaved(loose)] == [True, True, True, False, False]
    assert Subject.objects.count() == 4
    give_subjects([], [])


def test_record_page__lists_what_is_about_the_same_within_sight(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    amina = world.people["amina"].acting
    dataset = cases(world, lane="information")
    near = made(amina, dataset)
    far, hidden = made(amina, dataset, what="Later visit"), made(amina, dataset, what="Other area")
    alone = made(amina, dataset, what="Alone", household="HH-1")
    Record.objects.filter(pk=hidden.pk).update(is_withdrawn=True)
    client = sign_in("amina")

    page = client.get(reverse("record", args=[near.ref])).content.decode()
    assert "About the same" in page
    assert reverse("record", args=[far.ref]) in page
    assert "Later visit" in page
    for words in ("Other area", hidden.ref, "Alone", alone.ref):
        assert words not in page
    assert "About the same" not in client.get(reverse("record", args=[alone.ref])).content.decode()


def test_subjects_code_withheld__nothing_is_said_of_the_same(
    world: World, worker: ActingSeat
) -> None:
    dataset = cases(world)
    near, _ = made(worker, dataset), made(worker, dataset, what="Later visit")
    alike = about_the_same(near, worker, frozenset())
    assert alike is not None
    assert [title for _, title, _ in alike.records] == ["Later visit"]
    assert about_the_same(near, worker, frozenset({"household"})) is None
    assert about_the_same(near, seat_of(world, "caseworker", "WCI"), frozenset()) is None


def test_many_about_the_same__the_first_are_listed_in_few_queries(
    world: World, worker: ActingSeat, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    dataset = cases(world)
    near, *_ = [made(worker, dataset, what=f"Visit {n}") for n in range(MOST + 2)]
    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        alike = about_the_same(near, worker, frozenset())
    assert alike is not None
    assert (len(alike.records), alike.has_more) == (MOST, True)


def test_shown_answers__open_under_the_subjects_key(world: World, worker: ActingSeat) -> None:
    record = made(worker, cases(world))
    assert record.head is not None
    assert shown_answers(record, record.head, worker)[0]["caller"] == CANARY
    assert authorize(worker, Verb.RECORD_VIEW, record).allowed
