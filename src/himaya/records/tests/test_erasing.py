"""Erasing a subject: what is gone, what stays, who may, and that nothing crashes afterwards."""

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.audit.models import Event
from himaya.cli.restore import merge_ledger
from himaya.datasets.models import Dataset
from himaya.files.actions import path_of
from himaya.files.models import StoredFile
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.crypto import SealBrokenError
from himaya.kernel.erasure import ledger_path, replay
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.actions import amend_record, create_record, move_record
from himaya.records.attachments import store_answer_file
from himaya.records.due import due_records
from himaya.records.erasing import erase_again, erase_subject
from himaya.records.history import entries, past_of, visible_answers
from himaya.records.models import Record, Revision, Subject
from himaya.records.queries import shown_answers
from himaya.records.schemas import RecordOut
from himaya.records.sealing import erased_paths, subject_key, whole_answers
from himaya.records.snapshots.building import refresh_dataset
from himaya.records.snapshots.discarding import discard_snapshots
from himaya.records.snapshots.reading import read_snapshot
from himaya.records.tests.people import ANSWERS, CANARY, HOUSE, cases, enter, fresh, seat_of
from himaya.search.models import Entry

WHY = "asked for by the person"
WHO = table(
    """
    | role            | agency | factor | may |
    | supervisor      | HRA    | yes    | yes |
    | data_protection | HRA    | yes    | yes |
    | supervisor      | HRA    | no     | no  |
    | data_protection | HRA    | no     | no  |
    | supervisor      | WCI    | yes    | no  |
    | data_protection | WCI    | yes    | no  |
    | caseworker      | HRA    | yes    | no  |
    | focal_point     | HRA    | yes    | no  |
    | im_officer      | HRA    | yes    | no  |
    | coordinator     | HRA    | yes    | no  |
    | reader          | HRA    | yes    | no  |
    """
)[1:]


@pytest.fixture(autouse=True)
def _own_ledger(settings: LazySettings, tmp_path: Path) -> None:
    settings.HIMAYA_DATA = tmp_path


@pytest.fixture
def worker(world: World) -> ActingSeat:
    return seat_of(world, "caseworker")


@pytest.fixture
def boss(world: World) -> ActingSeat:
    return seat_of(world, "supervisor")


@pytest.fixture
def dataset(world: World) -> Dataset:
    return cases(world)


def made(seat: ActingSeat, dataset: Dataset, **answers: object) -> Record:
    record = create_record(seat=seat, dataset=dataset, answers={**ANSWERS, **answers})
    return fresh(record)


def erased(seat: ActingSeat, record: Record) -> Record:
    assert record.subject is not None
    erase_subject(seat=seat, subject=record.subject, reason=WHY)
    return fresh(record)


@pytest.mark.parametrize("row", WHO, ids="-".join)
def test_who_may_erase(world: World, worker: ActingSeat, dataset: Dataset, row: list[str]) -> None:
    role, agency, factor, may = row
    subject = made(worker, dataset).subject
    seat = seat_of(world, role, agency, second_factor=factor == "yes")
    assert subject is not None
    if may == "yes":
        erase_subject(seat=seat, subject=subject, reason=WHY)
    else:
        with pytest.raises(Problem) as refused:
            erase_subject(seat=seat, subject=subject, reason=WHY)
        assert refused.value.code == Code.NOT_ALLOWED
    assert (Subject.objects.get(pk=subject.pk).erased_at is not None) is (may == "yes")
    assert ledger_path().is_file() is (may == "yes")


def test_erased__key_and_ciphertexts_are_gone_and_it_is_noted(
    worker: ActingSeat, boss: ActingSeat, dataset: Dataset
) -> None:
    first, other = made(worker, dataset), made(worker, dataset, household="HH-1")
    answers = {**ANSWERS, "what": "Second visit"}
    amend_record(seat=worker, record=first, answers=answers, seen=1)
    record = erased(boss, first)

    assert record.subject is not None
    assert record.is_erased
    assert (bytes(record.subject.sealed_key), record.subject.code_index) == (b"", "")
    with pytest.raises((SealBrokenError, ValueError)):
        subject_key(record.subject)
    assert [bytes(one.sealed) for one in record.revisions.all()] == [b""] * 3
    assert [one.is_erased for one in record.revisions.all()] == [True] * 3
    assert ledger_path().read_text().count(record.subject.ref) == 1
    assert HOUSE not in ledger_path().read_text()
    noted = Event.objects.get(verb=Verb.SUBJECT_ERASE, scope="change")
    assert (noted.thing, noted.seat) == (record.subject.ref, boss.ref)
    other = fresh(other)  # nobody else's
    assert other.head is not None
    assert whole_answers(other, other.head)["caller"] == CANARY


def test_without_reason_or_twice__refused(
    worker: ActingSeat, boss: ActingSeat, dataset: Dataset
) -> None:
    record = made(worker, dataset)
    assert record.subject is not None
    with pytest.raises(Problem) as bare:
        erase_subject(seat=boss, subject=record.subject, reason="  ")
    assert (bare.value.code, bare.value.status) == (Code.SHAPE_REFUSED, 422)
    erased(boss, record)
    with pytest.raises(Problem) as again:
        erase_subject(seat=boss, subject=record.subject, reason=WHY)
    assert again.value.code == Code.ALREADY_DONE
    assert len(ledger_path().read_text().splitlines()) == 1


def test_erased__nothing_is_written_to_its_records_and_the_code_begins_anew(
    worker: ActingSeat, boss: ActingSeat, dataset: Dataset
) -> None:
    record = erased(boss, made(worker, dataset))
    with pytest.raises(Problem) as amended:
        amend_record(seat=worker, record=record, answers=ANSWERS, seen=record.lock)
    with pytest.raises(Problem) as moved:
        move_record(seat=worker, record=record, to="done", seen=record.lock)
    assert amended.value.code == moved.value.code == Code.SUBJECT_ERASED
    back = made(worker, dataset)
    assert back.subject not in {None, record.subject}
    assert not back.is_erased


def test_erased__shown_answers_leave_out_what_was_sealed(
    worker: ActingSeat, boss: ActingSeat, dataset: Dataset
) -> None:
    record = erased(boss, made(worker, dataset))
    assert record.head is not None
    gone = {"household", "caller", "threat", "members.full"}
    open_part = {"what": "First visit", "members": [{"nick": "Zu"}, {"nick": "Ko"}]}

    answers, withheld = shown_answers(record, record.head, worker)
    assert (answers, withheld) == (open_part, frozenset())
    assert erased_paths(record.head) == gone
    assert visible_answers(record, record.head, frozenset()) == open_part
    out = RecordOut.shown(record, worker)
    assert out.answers == open_part
    assert out.erased == sorted(gone)
    several = list(record.revisions.select_related("version").order_by("-n"))
    explained = frozenset({"narrative"})
    newest = entries(past_of(record, several, frozenset()), "en", explained, {})[0]["what"]
    assert f"encrypted answers erased. {WHY}" in newest


def test_erased__due_to_nobody_any_more(
    worker: ActingSeat, boss: ActingSeat, dataset: Dataset
) -> None:
    record, other = made(worker, dataset), made(worker, dataset, household="HH-1")
    today = clock.today()
    Record.objects.filter(dataset=dataset).update(can_be_late=True, deadline=today)
    assert set(due_records(boss, today)) == {record, other}
    erased(boss, record)
    assert set(due_records(boss, today)) == {other}


def test_record_that_was_not_erased__names_nothing_erased(
    worker: ActingSeat, dataset: Dataset
) -> None:
    record = made(worker, dataset)
    assert record.head is not None
    assert erased_paths(record.head) == frozenset()
    assert RecordOut.shown(record, worker).erased == []


def test_erased__gone_from_search(worker: ActingSeat, boss: ActingSeat, dataset: Dataset) -> None:
    record = made(worker, dataset)
    assert Entry.objects.filter(thing=record.ref).exists()
    erased(boss, record)
    assert not Entry.objects.filter(thing=record.ref).exists()


@pytest.mark.django_db(transaction=True)
def test_erased__no_snapshot_file_keeps_it(
    world: World, worker: ActingSeat, boss: ActingSeat, dataset: Dataset, settings: LazySettings
) -> None:
    folder = Path(settings.HIMAYA_SNAPSHOTS)
    record, kept = made(worker, dataset), made(worker, dataset, household="HH-1")

    def threats() -> dict[str, str | None]:
        rows = read_snapshot(dataset, worker).rows.select("@ref", "threat").collect()
        return dict(rows.iter_rows())

    refresh_dataset(dataset)
    before = set(folder.iterdir())
    revision = Dataset.objects.get(pk=dataset.pk).revision
    assert threats() == {record.ref: "yes", kept.ref: "yes"}
    erased(boss, record)
    assert not before & set(folder.iterdir())
    assert Dataset.objects.get(pk=dataset.pk).revision > revision
    assert threats() == {record.ref: None, kept.ref: "yes"}


@pytest.mark.django_db(transaction=True)
def test_discarding_undone__files_stay(worker: ActingSeat, dataset: Dataset) -> None:
    made(worker, dataset)
    refresh_dataset(dataset)
    with transaction.atomic():
        discard_snapshots(dataset)
        transaction.set_rollback(True)
    assert read_snapshot(dataset, worker).rows.collect().height == 1


@pytest.mark.django_db(transaction=True)
def test_erased__files_given_as_answers_go_too(
    world: World, worker: ActingSeat, boss: ActingSeat, dataset: Dataset
) -> None:
    def photo() -> str:
        upload = SimpleUploadedFile("face.jpg", b"canary", "image/jpeg")
        return store_answer_file(seat=worker, upload=upload, level=3)

    mine, others = photo(), photo()
    record = made(worker, dataset, photo=mine)
    made(worker, dataset, photo=others, household="HH-1")
    erased(boss, record)

    gone, there = StoredFile.objects.get(ref=mine), StoredFile.objects.get(ref=others)
    assert (bytes(gone.sealed_key), bytes(gone.sealed_name)) == (b"", b"")
    assert not path_of(gone).exists()
    assert path_of(there).is_file()
    assert bytes(there.sealed_key)


def test_revisions_from_before_the_subject_was_named__are_erased_with_it(
    world: World, worker: ActingSeat, boss: ActingSeat
) -> None:
    dataset = cases(world, lane="information")
    record = made(worker, dataset, household="")
    amend_record(seat=worker, record=record, answers=ANSWERS, seen=1)
    record = erased(boss, fresh(record))
    assert not Revision.objects.filter(record=record).exclude(sealed=b"").exists()


def test_revisions_of_a_record_that_moved_on__only_they_are_erased(
    worker: ActingSeat, boss: ActingSeat, dataset: Dataset
) -> None:
    record = made(worker, dataset, household="HH-typo")
    mistaken = record.subject
    amend_record(seat=worker, record=record, answers=ANSWERS, seen=1)
    assert mistaken is not None
    erase_subject(seat=boss, subject=mistaken, reason=WHY)
    record = fresh(record)
    first, second = record.revisions.order_by("n")
    assert (first.is_erased, second.is_erased) == (True, False)
    assert not record.is_erased
    assert whole_answers(record, second)["caller"] == CANARY


def test_ledger_replayed_over_older_rows__erased_again_once(
    worker: ActingSeat, boss: ActingSeat, dataset: Dataset
) -> None:
    record = made(worker, dataset)
    with transaction.atomic():
        erased(boss, record)
        transaction.set_rollback(True)  # the rows are as an older backup has them
    assert not fresh(record).is_erased

    assert replay(ledger_path()) == 1
    record = fresh(record)
    assert record.is_erased
    assert record.head is not None
    assert record.head.is_erased
    assert "caller" not in whole_answers(record, record.head)
    lock = record.lock
    assert replay(ledger_path()) == 1  # twice is harmless
    erase_again("0absent0")
    assert fresh(record).lock == lock
    assert Event.objects.filter(verb=Verb.SUBJECT_ERASE, note="ledger").count() == 1
    assert len(ledger_path().read_text().splitlines()) == 1


def test_ledgers_brought_together__no_line_lost_or_doubled(tmp_path: Path) -> None:
    newest = tmp_path / "newest.jsonl"
    newest.write_text("b\nc\n")
    ledger_path().write_text("a\nb\n")
    merge_ledger(newest)
    assert ledger_path().read_text() == "a\nb\nc\n"
    ledger_path().unlink()
    merge_ledger(newest)
    assert ledger_path().read_text() == "b\nc\n"


def test_supervisor__erases_from_the_record_and_every_page_still_opens(
    client: Client, worker: ActingSeat, boss: ActingSeat, dataset: Dataset
) -> None:
    record = made(worker, dataset)
    assert record.subject is not None
    enter(client, boss)
    page = reverse("record", args=[record.ref])
    asked = reverse("subject", args=[record.subject.ref])
    assert asked in client.get(page).content.decode()
    assert "First visit" in client.get(asked).content.decode()
    erase = reverse("subject-erase", args=[record.subject.ref])

    assert client.post(erase, {"reason": WHY}).status_code == 422
    answer = client.post(erase, {"reason": WHY, "is_sure": "on"}, follow=True)
    assert "Erased on" in answer.content.decode()
    assert client.post(erase, {"reason": WHY, "is_sure": "on"}).status_code == 409

    text = client.get(page).content.decode()
    assert "was erased" in text
    # The household, the caller, the threat, and two full names.
    assert len(re.findall(r"<dd>erased\s*</dd>", text)) == 5
    assert CANARY not in text
    assert asked not in text
    assert reverse("record-amend", args=[record.ref]) not in text
    assert reverse("record-move", args=[record.ref]) not in text
    history = client.get(reverse("record-history", args=[record.ref]))
    assert WHY in history.content.decode()
    assert client.get(reverse("dataset", args=[dataset.ref])).status_code == 200
    assert client.get(reverse("record-amend", args=[record.ref])).status_code == 409
    assert client.post(reverse("record-amend", args=[record.ref])).status_code == 409


def test_data_protection__finds_by_code_sees_no_answer_and_erases(
    client: Client, world: World, worker: ActingSeat, dataset: Dataset
) -> None:
    record = made(worker, dataset)
    assert record.subject is not None
    enter(client, seat_of(world, "data_protection"))
    url = reverse("subjects")
    assert client.get(url).status_code == 200
    assert client.post(url, {"code": ""}).status_code == 422
    assert "No record of your agency" in client.post(url, {"code": "HH-1"}).content.decode()
    found = client.post(url, {"code": " hh-0042"}).content.decode()
    asked = reverse("subject", args=[record.subject.ref])
    assert asked in found
    assert "One record" in found
    page = client.get(asked).content.decode()
    assert "First visit" not in page
    assert record.ref not in page


def test_other_agency_or_role__finds_no_subject(
    client: Client, world: World, worker: ActingSeat, dataset: Dataset
) -> None:
    record = made(worker, dataset)
    assert record.subject is not None
    asked = reverse("subject", args=[record.subject.ref])
    for role, agency, status in (("supervisor", "WCI", 404), ("caseworker", "HRA", 403)):
        enter(client, seat_of(world, role, agency))
        assert client.get(asked).status_code == status
    enter(client, seat_of(world, "supervisor", "WCI"))
    found = client.post(reverse("subjects"), {"code": HOUSE}).content.decode()
    assert record.subject.ref not in found


@pytest.mark.parametrize(
    ("role", "offered"), [("supervisor", True), ("data_protection", True), ("caseworker", False)]
)
def test_navigation__leads_to_erasing_who_may(
    client: Client,
    world: World,
    role: str,
    offered: bool,  # noqa: FBT001 - a row of a table
) -> None:
    page = enter(client, seat_of(world, role)).get(reverse("home")).content.decode()
    assert (f'href="{reverse("subjects")}"' in page) is offered
