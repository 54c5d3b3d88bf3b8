"""A session that ends while somebody writes: kept for that person and access, and nobody else."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from tests.world import World

from himaya.audit.models import Event
from himaya.datasets.models import Dataset
from himaya.gate.models import LateForm
from himaya.gate.tasks import sweep_late_forms
from himaya.kernel import clock
from himaya.people.models import Seat
from himaya.records.models import Record
from himaya.records.tests.register import opened, send
from himaya.web.home import late_forms

SignIn = Callable[[str], Client]
WORDS = "Zubaydah waits at the well"


@pytest.fixture
def url(world: World) -> str:
    return reverse("record-new", args=[opened(world).ref])


def written(sign_in: SignIn, url: str, **more: Any) -> Any:  # noqa: ANN401 - the test client's response
    """Amina opens the form, her session ends, she sends it."""
    client = sign_in("amina")
    page = client.get(url).content.decode()
    client.logout()
    return send(client, url, page, what="Well", story=WORDS, **more)


def place(answer: Any) -> str:  # noqa: ANN401 - as above
    """Where the kept form is, from the address to sign in at."""
    found = re.fullmatch(r"/account/login/\?next=(/late/[0-9a-z]{16}/)", answer.headers["Location"])
    assert found
    return found.group(1)


def again(client: Client, where: str) -> Any:  # noqa: ANN401 - as above
    """Press "Send it again"."""
    page = client.get(where)
    fields: dict[str, list[str]] = {}
    for name, value in page.context["kept"]:
        fields.setdefault(name, []).append(value)
    return client.post(page.context["here"], fields)


def test_signed_in_again__offered_sent_and_forgotten(
    world: World, sign_in: SignIn, url: str
) -> None:
    where = place(written(sign_in, url))
    assert not Record.objects.exists()
    client = sign_in("amina")
    page = client.get(where)

    assert WORDS in page.content.decode()
    assert "You were signed out while you were writing" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert again(client, where).status_code == 302
    head = Record.objects.select_related("head").get().head
    assert head is not None
    assert head.answers["story"] == WORDS
    assert not LateForm.objects.exists()
    assert client.get(where).status_code == 404


def test_kept__encrypted_and_in_no_address_and_no_log(sign_in: SignIn, url: str) -> None:
    answer = written(sign_in, url)

    kept = LateForm.objects.get()
    assert "Zubaydah" not in answer.headers["Location"]
    assert "Zubaydah" not in kept.address
    assert b"Zubaydah" not in bytes(kept.sealed)
    assert "Zubaydah" not in str(list(Event.objects.values_list()))
    assert answer.content == b""


@pytest.mark.parametrize("who", ["bakari", "celine", "dawit"])
def test_somebody_else_signs_in__finds_nothing(sign_in: SignIn, url: str, who: str) -> None:
    where = place(written(sign_in, url))

    answer = sign_in(who).get(where)
    assert answer.status_code == 404
    assert WORDS not in answer.content.decode()
    assert sign_in("nobody").get(where).status_code == 302


def test_written_under_another_access_of_the_same_person__offered_under_that_one(
    world: World, sign_in: SignIn, url: str
) -> None:
    where = place(written(sign_in, url))
    amina = world.people["amina"]
    first = Seat.objects.create(
        operation=world.operation,
        account=amina.account,
        agency=world.agencies["CCU"],  # before HRA in the alphabet: the one taken at signing in
        role="reader",
        access_level=2,
        everywhere=True,
        valid_from=amina.seat.valid_from,
    )
    client = sign_in("amina")
    assert client.get("/").context["seat"].ref == first.ref

    shown = client.get(where, follow=True)
    assert WORDS in shown.content.decode()
    assert shown.context["seat"].ref == amina.seat.ref
    Seat.objects.filter(pk=amina.seat.pk).update(ended_at=clock.now())
    assert sign_in("amina").get(where).status_code == 404


@pytest.mark.parametrize("who", ["amina", "bakari", "celine", "dawit"])
def test_home__lists_it_for_its_writer_only_and_says_until_when(
    world: World, sign_in: SignIn, url: str, who: str
) -> None:
    where = place(written(sign_in, url))
    until = localtime(LateForm.objects.get().expires_at)
    page = sign_in(who).get(reverse("home"))
    text = page.content.decode()

    assert WORDS not in text
    assert [one.until for one in page.context["late"]] == [until] * (who == "amina")
    for words in (where, "Written, not yet sent", f"kept until {time_format(until)}"):
        assert (words in text) == (who == "amina")


def test_home__lists_nothing_sent_expired_closed_or_looked_at_as_another(
    world: World, sign_in: SignIn, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = place(written(sign_in, url))
    client = sign_in("amina")
    amina = world.people["amina"]
    acting = replace(amina.acting, viewing_as=world.people["celine"].acting)
    assert late_forms(amina.account, amina.acting)
    assert not late_forms(amina.account, acting)
    Seat.objects.filter(pk=amina.seat.pk).update(ended_at=clock.now())
    assert not late_forms(amina.account, amina.acting)
    Seat.objects.filter(pk=amina.seat.pk).update(ended_at=None)
    with monkeypatch.context() as later:
        moment = clock.now() + timedelta(minutes=61)
        later.setattr(clock, "now", lambda: moment)
        assert not late_forms(amina.account, amina.acting)
    again(client, where)
    assert "Written, not yet sent" not in client.get(reverse("home")).content.decode()


def test_without_the_second_factor__not_shown(world: World, sign_in: SignIn, url: str) -> None:
    where = place(written(sign_in, url))
    client = sign_in("nobody")
    Seat.objects.filter(pk=world.people["amina"].seat.pk).update(access_level=3)
    client.force_login(world.people["amina"].account)

    answer = client.get(where)
    assert answer.status_code == 302
    assert "/account/2fa/" in answer.headers["Location"]


def test_what_it_was_about_taken_away__not_shown_any_more(
    world: World, sign_in: SignIn, url: str
) -> None:
    """A case assigned to somebody else meanwhile, a register that was closed to the writer."""
    written(sign_in, url)
    client = sign_in("amina")
    assert WORDS in client.get(late_address()).content.decode()
    Dataset.objects.update(level=4)
    assert client.get(late_address()).status_code == 404


def late_address() -> str:
    return reverse("late-form", args=[LateForm.objects.get().ref])


def test_after_an_hour__gone(sign_in: SignIn, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where = place(written(sign_in, url))
    assert sweep_late_forms.call() == 0
    moment = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: moment)

    assert sign_in("amina").get(where).status_code == 404
    assert sweep_late_forms.call() == 1


@pytest.mark.parametrize("mark", ["", "forged", "AAAA" * 20, None])
def test_without_a_mark_of_ours__nothing_is_kept(
    sign_in: SignIn, url: str, mark: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mark is None:  # ours, of a page drawn two days ago
        client = sign_in("amina")
        page = client.get(url).content.decode()
        client.logout()
        moment = clock.now() + timedelta(days=2)
        monkeypatch.setattr(clock, "now", lambda: moment)
        answer = send(client, url, page, what="Well")
    else:
        answer = written(sign_in, url, **{"~from": mark})

    assert answer.headers["Location"].startswith("/account/login/?next=/datasets/")
    assert not LateForm.objects.exists()


def test_many__only_the_newest_ten_of_one_person(sign_in: SignIn, url: str) -> None:
    client = sign_in("amina")
    page = client.get(url).content.decode()
    client.logout()
    for number in range(12):
        send(client, url, page, what=f"Well {number}")

    assert LateForm.objects.count() == 10


def test_part_asked_for_by_a_script__the_whole_page_is_led_to_sign_in(
    sign_in: SignIn, url: str
) -> None:
    client = sign_in("amina")
    page = client.get(url).content.decode()
    client.logout()
    mark = re.findall(r'name="~from" value="([^"]+)"', page)[0]
    fields = {"what": "Well", "~do": "update", "~from": mark}

    answer = client.post(url, fields, headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/account/login/?next=/late/")


@pytest.mark.parametrize(
    ("who", "status", "shown"),
    [("amina", 403, True), ("celine", 403, False), ("nobody", 302, False)],
)
def test_old_token_too__shown_to_the_writer_kept_for_her_hidden_from_others(
    world: World, sign_in: SignIn, url: str, who: str, status: int, *, shown: bool
) -> None:
    page = sign_in("amina").get(url).content.decode()
    mark = re.findall(r'name="~from" value="([^"]+)"', page)[0]
    strict = Client(enforce_csrf_checks=True)
    if who != "nobody":
        strict.force_login(world.people[who].account)
    fields = {"what": WORDS, "~from": mark}
    answer = strict.post(url, fields, headers={"Origin": "http://testserver"})

    assert answer.status_code == status
    assert (WORDS in answer.content.decode()) == shown
    assert LateForm.objects.count() == (who == "nobody")


def test_every_page_for_writing__carries_the_mark(world: World, sign_in: SignIn, url: str) -> None:
    client = sign_in("amina")
    made = send(client, url, client.get(url).content.decode(), what="Well")
    pages = {
        "new": url,
        "amend": f"{made.headers['Location']}amend/",
        "sheet": re.sub(r"records/new/$", "", url) + f"?view=sheet&edit={Record.objects.get().ref}",
        "bring": reverse("imports"),
    }

    for name, address in pages.items():
        assert 'name="~from"' in client.get(address).content.decode(), name
