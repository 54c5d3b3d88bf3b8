"""Uploads: kept once a record refers to them, removed where nobody finished the form."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.audit.models import Event
from himaya.files.actions import drop_content, path_of, read_file
from himaya.files.models import StoredFile
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.records.actions import amend_record, create_record
from himaya.records.attachments import ABANDONED_AFTER, keep_files, store_answer_file
from himaya.records.models import Record
from himaya.records.tests.register import opened, send
from himaya.releases.tasks import drop_expired_files, drop_listed

SignIn = Callable[[str], Client]
FORM = """
| survey |      |        |       |       |             |
|        | type | name   | label | means | sensitivity |
|        | text | what   | What  | title | none:1      |
|        | text | place  | Place |       | none:1      |
|        | file | paper  | Paper |       | direct:3    |
"""


def uploaded(world: World, content: bytes = b"words") -> str:
    upload = SimpleUploadedFile("paper.txt", content)
    return store_answer_file(seat=world.people["amina"].acting, upload=upload, level=3)


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    moment = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_form_never_finished__file_removed_and_logged_by_reference(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = uploaded(world)
    later(monkeypatch, ABANDONED_AFTER.days - 1)
    assert drop_expired_files.call() == 0
    later(monkeypatch, 2)

    assert drop_expired_files.call() == 1
    stored = StoredFile.objects.get(ref=ref)
    assert not path_of(stored).exists()
    assert not stored.sealed_name
    [event] = Event.objects.filter(thing_kind="file")
    assert (event.thing, event.note, event.door) == (ref, "abandoned", "job")


def test_file_of_a_record__stays_also_when_a_later_revision_lets_go_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = world.people["amina"].acting
    dataset, ref = opened(world, FORM), uploaded(world)
    record = create_record(seat=seat, dataset=dataset, answers={"what": "A", "paper": ref})
    amend_record(seat=seat, record=record, answers={"what": "A"}, seen=1)
    later(monkeypatch, 1000)

    assert drop_expired_files.call() == 0
    assert read_file(StoredFile.objects.get(ref=ref)) == b"words"


def test_listed_by_the_sweep_and_referred_to_since__the_file_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = world.people["amina"].acting
    dataset, ref = opened(world, FORM), uploaded(world)
    later(monkeypatch, 15)
    listed = StoredFile.objects.get(ref=ref).pk
    create_record(seat=seat, dataset=dataset, answers={"what": "A", "paper": ref})

    assert not drop_listed(listed, "request")
    assert read_file(StoredFile.objects.get(ref=ref)) == b"words"


def test_file_removed_meanwhile__the_writer_is_told_and_chooses_again(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = opened(world, FORM)
    url = reverse("record-new", args=[dataset.ref])
    client = sign_in("amina")
    paper = SimpleUploadedFile("paper.txt", b"words")
    page = client.post(url, {"what": "A", "paper": paper, "~do": "update"}).content.decode()
    drop_content(StoredFile.objects.get())

    late = send(client, url, page)

    assert late.status_code == 422
    assert "The file did not arrive. Choose it again." in late.content.decode()
    assert not Record.objects.exists()
    assert 'value="A"' in late.content.decode()


def test_removed_between_check_and_write__nothing_is_written(world: World) -> None:
    ref = uploaded(world)
    drop_content(StoredFile.objects.get(ref=ref))

    with transaction.atomic(), pytest.raises(Problem, match="answers_refused"):
        keep_files(world.operation, {ref})
