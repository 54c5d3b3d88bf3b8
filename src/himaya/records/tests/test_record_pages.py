"""The pages of one record: who may open them, and what they say."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.audit.models import Event
from himaya.kernel.verbs import Verb
from himaya.records.actions import link_records
from himaya.records.models import Record, Revision
from himaya.records.tests.register import ANSWERS, opened, recorded, send

SignIn = Callable[[str], Client]

# Bakari is a reader: he sees what is Low, records only where the operation may. This is Moderate.
WORKSPACE = table(
    """
    | who    | record | amend | history | move | new | list |
    | amina  | 200    | 200   | 200     | 302  | 200 | 200  |
    | bakari | 404    | 403   | 404     | 403  | 403 | 404  |
    | celine | 200    | 403   | 200     | 403  | 200 | 200  |
    | dawit  | 200    | 200   | 200     | 302  | 200 | 200  |
    | nobody | 302    | 302   | 302     | 302  | 302 | 302  |
    """
)[1:]
AGENCY = table(
    """
    | who    | record | amend | history | move | new | list |
    | amina  | 200    | 200   | 200     | 302  | 200 | 200  |
    | bakari | 404    | 403   | 404     | 403  | 403 | 404  |
    | celine | 404    | 404   | 404     | 404  | 404 | 404  |
    | dawit  | 404    | 404   | 404     | 404  | 404 | 404  |
    | nobody | 302    | 302   | 302     | 302  | 302 | 302  |
    """
)[1:]
CASES = [("workspace", row) for row in WORKSPACE] + [("agency", row) for row in AGENCY]


@pytest.mark.parametrize(("audience", "row"), CASES, ids=lambda part: str(part[0]))
def test_who_may_open_which_page(
    world: World, sign_in: SignIn, audience: str, row: list[str]
) -> None:
    who, record, amend, history, move, new, lists = row
    dataset = opened(world, audience=audience)
    made = recorded(world, dataset)
    client = sign_in(who)

    def status(name: str, ref: str) -> str:
        return str(client.get(reverse(name, args=[ref])).status_code)

    assert status("record", made.ref) == record
    assert status("record-amend", made.ref) == amend
    assert status("record-history", made.ref) == history
    assert status("record-new", dataset.ref) == new
    assert status("dataset", dataset.ref) == lists
    moved = client.post(reverse("record-move", args=[made.ref]), {"to": "done", "seen": made.lock})
    assert str(moved.status_code) == move


def silent(content: bytes) -> str:
    """The page without what differs at every call: the address and the token of the form."""
    return re.sub(r"[0-9a-z]{16}/|[0-9A-Za-z]{64}", "", content.decode())


@pytest.mark.parametrize("name", ["record", "record-amend", "record-history"])
def test_hidden_record__answers_like_an_absent_one(
    world: World, sign_in: SignIn, name: str
) -> None:
    made = recorded(world, opened(world, audience="agency"))
    client = sign_in("celine")
    hidden = client.get(reverse(name, args=[made.ref]))
    absent = client.get(reverse(name, args=["0000000000000000"]))
    assert hidden.status_code == absent.status_code == 404
    assert silent(hidden.content) == silent(absent.content)


def test_hidden_record__not_in_the_list_of_a_register_in_sight(
    world: World, sign_in: SignIn
) -> None:
    dataset = opened(world)
    client = sign_in("celine")
    url = reverse("dataset", args=[dataset.ref])
    before = client.get(url).content.decode()
    made = recorded(world, dataset)
    Record.objects.filter(pk=made.pk).update(audience="agency")
    assert silent(client.get(url).content) == silent(before.encode())
    Record.objects.filter(pk=made.pk).update(audience="workspace")
    assert "Well is dry" in client.get(url).content.decode()


def test_withheld_answer__looks_the_same_with_and_without_one(
    world: World, sign_in: SignIn
) -> None:
    dataset = opened(world)
    full = recorded(world, dataset)
    bare = recorded(world, dataset, {**ANSWERS, "caller": ""})
    client = sign_in("celine")

    def caller(made: Record) -> str:
        text = client.get(reverse("record", args=[made.ref])).content.decode()
        assert "Zubaydah" not in text
        return text[text.index("<dt>Caller") :].split("</dd>")[0]

    assert "hidden: not opened for your access" in caller(full)
    assert caller(full) == caller(bare)


def test_owner__reads_all_answers_and_the_opening_is_noted(world: World, sign_in: SignIn) -> None:
    made = recorded(world, opened(world))
    text = sign_in("amina").get(reverse("record", args=[made.ref])).content.decode()
    assert "Zubaydah Invented" in text
    noted = Event.objects.filter(verb=Verb.RECORD_SEAL_OPEN, thing=made.ref).get()
    assert "caller" in noted.fields
    assert "Zubaydah" not in str(noted.__dict__)


def test_identifiers__are_not_in_the_rows_of_the_database(world: World) -> None:
    recorded(world, opened(world))
    with connection.cursor() as cursor:
        for table_name in (
            "records_revision",
            "records_record",
            "search_entry",
            "search_words",
            "audit_event",
        ):
            cursor.execute(f"SELECT * FROM {table_name}")  # noqa: S608 - names of our own tables
            dump = b"".join(
                bytes(cell) if isinstance(cell, memoryview | bytes) else str(cell).encode()
                for row in cursor.fetchall()
                for cell in row
            )
            assert b"Zubaydah" not in dump
            assert b"Kosmas" not in dump
    assert Revision.objects.get().sealed_keys == ["caller", "people"]


def test_history__names_changes_and_hides_what_is_hidden(world: World, sign_in: SignIn) -> None:
    made = recorded(world, opened(world))
    url = reverse("record-amend", args=[made.ref])
    client = sign_in("amina")
    page = client.get(url).content.decode()
    answer = send(
        client, url, page, what="Well works", caller="Another Invented", **{"~reason": "news"}
    )
    assert answer.status_code == 302

    owner = client.get(reverse("record-history", args=[made.ref])).content.decode()
    assert "<del>Well is dry</del> <ins>Well works</ins>" in owner
    assert "<del>Zubaydah Invented</del> <ins>Another Invented</ins>" in owner
    assert "Amina, HRA" in owner
    other = sign_in("celine").get(reverse("record-history", args=[made.ref])).content.decode()
    assert "<ins>Well works</ins>" in other
    assert "Another Invented" not in other
    assert "Zubaydah" not in other
    assert '<th scope="row">Caller</th>' not in other


def test_labels__are_in_the_readers_language(world: World, sign_in: SignIn) -> None:
    dataset = opened(world)
    made = recorded(world, dataset)
    client = sign_in("amina")
    client.cookies["django_language"] = "ar"
    for name, ref in (
        ("record", made.ref),
        ("record-amend", made.ref),
        ("record-new", dataset.ref),
    ):
        text = client.get(reverse(name, args=[ref])).content.decode()
        assert 'dir="rtl"' in text
        assert "ماذا حدث" in text
        assert "What happened" not in text


def test_steps__move_the_record_with_its_reason(world: World, sign_in: SignIn) -> None:
    made = recorded(world, opened(world))
    client = sign_in("amina")
    url = reverse("record-move", args=[made.ref])
    client.post(url, {"to": "done", "seen": made.lock, "reason": "repaired"})
    made.refresh_from_db()
    assert (made.status, made.lock) == ("done", 2)
    assert "repaired" in client.get(reverse("record", args=[made.ref])).content.decode()
    assert client.post(url, {"to": "nowhere", "seen": made.lock}).status_code == 422
    # Somebody moved it in between: nothing happens, and one is told.
    stale = client.post(url, {"to": "open", "seen": 1}, follow=True).content.decode()
    assert "Somebody changed this record meanwhile" in stale
    made.refresh_from_db()
    assert made.status == "done"


def test_link_to_a_hidden_record__is_not_there(world: World, sign_in: SignIn) -> None:
    dataset = opened(world)
    near, far = recorded(world, dataset), recorded(world, dataset, {"what": "Far away"})
    link_records(seat=world.people["amina"].acting, relation="leads_to", source=near, target=far)
    url = reverse("record", args=[near.ref])
    seen = sign_in("celine").get(url).content.decode()
    assert "Far away" in seen
    assert "leads_to" in seen
    Record.objects.filter(pk=far.pk).update(audience="agency")
    hidden = sign_in("celine").get(url).content.decode()
    for words in ("Far away", far.ref, "leads_to"):
        assert words not in hidden
    assert "Far away" in sign_in("amina").get(url).content.decode()


def test_high_record__each_reading_is_in_the_log(world: World, sign_in: SignIn) -> None:
    made = recorded(world, opened(world))
    Record.objects.filter(pk=made.pk).update(level=3)
    client = sign_in("amina")
    for name in ("record", "record-amend", "record-history"):
        before = Event.objects.filter(thing=made.ref, verb=Verb.RECORD_VIEW, scope="item").count()
        assert client.get(reverse(name, args=[made.ref])).status_code == 200
        after = Event.objects.filter(thing=made.ref, verb=Verb.RECORD_VIEW, scope="item").count()
        assert after == before + 1, name


def test_link_markup_in_an_answer__shown_as_text(world: World, sign_in: SignIn) -> None:
    made = recorded(world, opened(world), {"what": "<script>alert(1)</script>"})
    client = sign_in("amina")
    for name in ("record", "record-amend", "record-history"):
        text = client.get(reverse(name, args=[made.ref])).content.decode()
        assert "<script>alert" not in text


def test_place_and_time__in_words(world: World, sign_in: SignIn) -> None:
    form = """
    | survey |      |       |       |       |             |
    |        | type | name  | label | means | sensitivity |
    |        | text | what  | What  | title | none:1      |
    |        | text | where | Where | area  | none:1      |
    |        | time | at    | At    |       | none:1      |
    """
    made = recorded(
        world, opened(world, form), {"what": "Talk", "where": "MJ0101", "at": "10:00:00.000"}
    )
    page = sign_in("amina").get(reverse("record", args=[made.ref])).content.decode()
    assert "Area MJ0101 (MJ0101)" in page
    assert ">10:00<" in page
    assert "10:00:00" not in page


def test_deadline_passed__said_until_it_is_done(world: World, sign_in: SignIn) -> None:
    made = recorded(world, opened(world))
    Record.objects.filter(pk=made.pk).update(deadline="2024-02-01", can_be_late=True)
    page = sign_in("amina").get(reverse("record", args=[made.ref])).content.decode()
    assert ">overdue<" in page
