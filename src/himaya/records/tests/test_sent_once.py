"""A form pressed twice, a call repeated: one record, one revision, one note, one file."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.audit.models import Event
from himaya.collect.actions import register_for
from himaya.config.tests.doors import ANSWERS, Caller, set_stage, token_of
from himaya.datasets.models import ImportBatch
from himaya.gate.models import Sending
from himaya.gate.sending import KEPT, Sent, SentBefore, SentOtherwise, look_back
from himaya.gate.tasks import sweep_sendings
from himaya.kernel import clock
from himaya.records.actions import create_record
from himaya.records.models import Record, Revision
from himaya.records.tests.register import opened, recorded, send, typed

SignIn = Callable[[str], Client]


def test_new_record_sent_twice__the_second_leads_to_the_first(
    world: World, sign_in: SignIn
) -> None:
    url = reverse("record-new", args=[opened(world).ref])
    client = sign_in("amina")
    page = client.get(url).content.decode()

    first = send(client, url, page, what="Well is dry")
    second = send(client, url, page, what="Well is dry")

    made = Record.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == f"/records/{made.ref}/"
    told = client.get(second.headers["Location"]).content.decode()
    assert "This form was sent twice; it was saved once." in told


def test_sent_gone_back_and_changed__kept_on_the_page_and_saved_when_asked_again(
    world: World, sign_in: SignIn
) -> None:
    url = reverse("record-new", args=[opened(world).ref])
    client = sign_in("amina")
    page = client.get(url).content.decode()
    send(client, url, page, what="Well is dry")

    again = send(client, url, page, what="Well is poisoned")
    text = again.content.decode()

    made = Record.objects.get()
    assert again.status_code == 422
    assert "You sent this form before" in text
    assert reverse("record", args=[made.ref]) in text
    assert typed(text)["what"] == ["Well is poisoned"]
    assert typed(text)["~once"] != typed(page)["~once"]
    assert send(client, url, text).status_code == 302
    assert Record.objects.count() == 2


def test_refused_first__the_same_page_is_saved_after_correction(
    world: World, sign_in: SignIn
) -> None:
    url = reverse("record-new", args=[opened(world).ref])
    client = sign_in("amina")
    page = send(client, url, client.get(url).content.decode()).content.decode()

    assert send(client, url, page, what="Well is dry").status_code == 302
    assert Record.objects.count() == 1


def test_amendment_sent_twice__one_revision_and_no_conflict(world: World, sign_in: SignIn) -> None:
    made = recorded(world, opened(world))
    url = reverse("record-amend", args=[made.ref])
    client = sign_in("amina")
    page = client.get(url).content.decode()

    answers = [send(client, url, page, what="Well works") for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert Revision.objects.count() == 2


def test_amendment_gone_back_to_and_changed__both_side_by_side(
    world: World, sign_in: SignIn
) -> None:
    made = recorded(world, opened(world))
    url = reverse("record-amend", args=[made.ref])
    client = sign_in("amina")
    page = client.get(url).content.decode()
    send(client, url, page, what="Well works")

    again = send(client, url, page, what="Well leaks")

    assert again.status_code == 409
    assert "Well leaks" in again.content.decode()
    settled = send(client, url, again.content.decode(), **{"~take:what": "mine"})
    assert settled.status_code == 302
    made.refresh_from_db()
    assert made.head is not None
    assert made.head.answers["what"] == "Well leaks"


def test_file_brought_twice__one_import(world: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    url = reverse("imports")
    key = client.get(url).context["once"]
    text = "Work plan 2026\nCode\tDescription\tResponsibility\tExpected deadline\nP1\tMap\tWCI\tMay 2026"

    sent = [client.post(url, {"kind": "workplan", "text": text, "~once": key}) for _ in range(2)]
    other = client.post(url, {"kind": "workplan", "text": f"{text} end", "~once": key})

    assert sent[0].headers["Location"] == sent[1].headers["Location"]
    assert other.headers["Location"] != sent[0].headers["Location"]
    assert ImportBatch.objects.count() == 2


def test_note_sent_twice__once_and_another_note_from_the_same_page_too(
    world: World, sign_in: SignIn
) -> None:
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    answers = {"title": "Map", "status": "not_started"}
    record = create_record(seat=seat, dataset=dataset, answers=answers)
    url = reverse("dataset-note", args=[dataset.ref, record.ref])
    client = sign_in("dawit")
    page = client.get(reverse("dataset", args=[dataset.ref])).content.decode()
    keys = re.findall(r'name="~once" value="([0-9a-z]{16})"', page)
    assert keys

    for words in ("Half done", "Half done", "All done"):
        client.post(url, {"note": words, "~once": keys[0]})

    record.refresh_from_db()
    assert record.head is not None
    notes = [one["note"] for one in record.head.answers["status_notes"]]
    assert notes == ["Half done", "All done"]


def test_key_of_somebody_else__is_another_key(world: World) -> None:
    dataset = opened(world)
    sent = Sent.of("k", {"what": "A"})
    amina, celine = world.people["amina"].acting, world.people["celine"].acting
    create_record(seat=amina, dataset=dataset, answers={"what": "A"}, sent=sent)

    look_back(celine, sent)
    with pytest.raises(SentBefore):
        look_back(amina, sent)
    with pytest.raises(SentOtherwise):
        look_back(amina, Sent.of("k", {"what": "B"}))


def test_keys__kept_as_fingerprints_and_for_a_week(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent.of("the key", {"what": "Zubaydah"})
    seat = world.people["amina"].acting
    create_record(seat=seat, dataset=opened(world), answers={"what": "A"}, sent=sent)
    assert "Zubaydah" not in str(Sending.objects.values_list())
    assert "the key" not in str(Sending.objects.values_list())

    assert sweep_sendings.call() == 0
    moment = clock.now() + KEPT + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert sweep_sendings.call() == 1


@pytest.mark.slow  # threads over a database that really commits
@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once__one_record_one_log_entry(world: World) -> None:
    dataset = opened(world)
    sent = Sent.of("k", {"what": "A"})
    seats = [world.people["amina"].acting for _ in range(4)]
    together, came_of_it = threading.Barrier(len(seats)), []

    def write(seat: Any) -> None:  # noqa: ANN401 - an acting seat
        together.wait()
        try:
            record = create_record(seat=seat, dataset=dataset, answers={"what": "A"}, sent=sent)
            came_of_it.append(record.ref)
        except SentBefore as before:
            came_of_it.append(before.thing)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(seat,)) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    made = Record.objects.get()
    assert came_of_it == [made.ref] * len(seats)
    assert Event.objects.filter(verb="record.create", scope="change").count() == 1


def test_api__same_key_same_record_and_another_body_refused(world: World) -> None:
    stage = set_stage(world)
    caller = Caller(token_of(world, "amina"))
    caller.headers["Idempotency-Key"] = "1c0f"
    records = f"/datasets/{stage.dataset.ref}/records"

    first: Any = caller.post(records, {"answers": ANSWERS})
    second: Any = caller.post(records, {"answers": ANSWERS})
    other: Any = caller.post(records, {"answers": ANSWERS, "reason": "another"})

    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == second.json()
    assert other.json()["code"] == "key_reused"
    assert Record.objects.count() == 3


@pytest.mark.parametrize(
    ("door", "body"),
    [
        ("revisions", {"answers": {**ANSWERS, "reached": 50}, "seen": 1}),
        ("moves", {"to": "done", "seen": 1}),
    ],
)
def test_api__revision_repeated_after_a_lost_answer_is_no_conflict(
    world: World, door: str, body: dict[str, object]
) -> None:
    stage = set_stage(world)
    caller = Caller(token_of(world, "amina"))
    path = f"/records/{stage.records[0].ref}/{door}"
    without: Any = [caller.post(path, body).status_code for _ in range(2)]
    assert without == [201, 409]

    caller.headers["Idempotency-Key"] = "again"
    path = f"/records/{stage.records[1].ref}/{door}"
    answers: Any = [caller.post(path, body) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
