"""The way back in for who lost phone and recovery codes: two persons, a day, and a new factor.

Amina (focal point of HRA) manages Bakari, who lost everything. Dawit coordinates; Edda is data
protection focal point. Numbers refer to the requirements in people/actions/way_back.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from tests.world import PASSWORD, Persona, World, join, table

from himaya.audit.models import Event
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.people.actions import (
    ask_factor_reset,
    confirm_factor_reset,
    end_seat,
    make_reset_link,
    withdraw_factor_reset,
)
from himaya.people.models import Account, FactorReset, Seat

SignIn = Callable[[str], Client]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def lost(world: World) -> Seat:
    """Bakari's seat; he has an app and codes. Edda and a second coordinator, Fadi, join."""
    account = world.people["bakari"].account
    TOTP.activate(account, SECRET)
    RecoveryCodes.activate(account)
    for who, role in (("edda", "data_protection"), ("fadi", "coordinator")):
        join(world, who, role)
    return world.people["bakari"].seat


def ask(world: World, who: str, target: Seat) -> FactorReset:
    return ask_factor_reset(seat=world.people[who].acting, target=target, recognised="known_number")


def confirm(world: World, who: str, target: Seat) -> FactorReset:
    return confirm_factor_reset(
        seat=world.people[who].acting, target=target, recognised="in_person"
    )


# Requirement 1.
ASKS = table("""
| who    | for    | outcome     |
| amina  | bakari | asked       |
| dawit  | bakari | asked       |
| celine | bakari | not_allowed |
| edda   | bakari | not_allowed |
| bakari | bakari | not_allowed |
| amina  | amina  | not_oneself |
| dawit  | dawit  | not_oneself |
""")[1:]


@pytest.mark.parametrize("row", ASKS, ids="-".join)
def test_who_may_ask(world: World, lost: Seat, row: list[str]) -> None:
    who, whose, outcome = row
    try:
        ask(world, who, world.people[whose].seat)
        got = "asked"
    except Problem as problem:
        got = problem.code
    assert got == outcome
    assert FactorReset.objects.exists() == (outcome == "asked")
    noted = Event.objects.filter(note="factor_reset_asked_known_number", scope="change")
    assert noted.exists() == (outcome == "asked")


CONFIRMS = table("""
| asked | who    | outcome            |
| amina | dawit  | confirmed          |
| amina | edda   | confirmed          |
| amina | fadi   | confirmed          |
| dawit | fadi   | confirmed          |
| dawit | dawit  | two_persons_needed |
| amina | amina  | not_allowed        |
| amina | celine | not_allowed        |
| amina | bakari | not_allowed        |
""")[1:]


@pytest.mark.parametrize("row", CONFIRMS, ids="-".join)
def test_who_may_confirm(world: World, lost: Seat, row: list[str]) -> None:
    asked, who, outcome = row
    ask(world, asked, lost)
    try:
        confirm(world, who, lost)
        got = "confirmed"
    except Problem as problem:
        got = problem.code
    assert got == outcome
    assert Authenticator.objects.exists() == (outcome != "confirmed")
    noted = Event.objects.filter(note="factor_reset_confirmed_in_person", scope="change")
    assert noted.exists() == (outcome == "confirmed")


def test_same_person_on_another_access__no_second_person(world: World, lost: Seat) -> None:
    """Fadi also is a focal point of HRA; asking there and confirming here stays one person."""
    other = Seat.objects.create(
        operation=world.operation,
        account=world.people["fadi"].account,
        agency=world.agencies["HRA"],
        role="focal_point",
        valid_from=date(2024, 1, 1),
    )
    world.people["fadi at hra"] = Persona(world.people["fadi"].account, other)
    ask(world, "fadi at hra", lost)
    with pytest.raises(Problem, match="two_persons_needed"):
        confirm(world, "fadi", lost)


def test_coordinator_who_lost_it__neither_asks_nor_confirms(world: World, lost: Seat) -> None:
    TOTP.activate(world.people["dawit"].account, SECRET)
    ask(world, "fadi", world.people["dawit"].seat)
    with pytest.raises(Problem, match="not_oneself"):
        confirm(world, "dawit", world.people["dawit"].seat)
    confirm(world, "edda", world.people["dawit"].seat)


def test_without_own_second_factor__refused(world: World, lost: Seat) -> None:
    amina, dawit = (
        replace(world.people[who].acting, second_factor=False) for who in ("amina", "dawit")
    )
    with pytest.raises(Problem, match="second_factor_needed"):
        ask_factor_reset(seat=amina, target=lost, recognised="video")
    ask(world, "amina", lost)
    with pytest.raises(Problem, match="second_factor_needed"):
        confirm_factor_reset(seat=dawit, target=lost, recognised="video")


def test_person_with_an_access_elsewhere__for_who_manages_both(world: World, lost: Seat) -> None:
    Seat.objects.create(
        operation=world.operation,
        account=lost.account,
        agency=world.agencies["WCI"],
        role="reader",
        valid_from=date(2024, 1, 1),
    )
    with pytest.raises(Problem, match="seat_elsewhere"):
        ask(world, "amina", lost)
    ask(world, "dawit", lost)


def test_nothing_to_reset__refused(world: World, lost: Seat) -> None:
    with pytest.raises(Problem, match="already_done"):
        ask(world, "dawit", world.people["celine"].seat)
    with pytest.raises(Problem, match="already_done"):
        confirm(world, "dawit", lost)
    ask(world, "amina", lost)
    end_seat(seat=world.people["amina"].acting, target=lost)
    with pytest.raises(Problem, match="already_done"):
        confirm(world, "dawit", lost)


def test_after_a_day__asked_in_vain(
    world: World, lost: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(world, "amina", lost)
    later = clock.now() + timedelta(hours=24, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Problem, match="already_done"):
        confirm(world, "dawit", lost)


def test_withdrawn_or_asked_again__one_waits_at_most(world: World, lost: Seat) -> None:
    ask(world, "amina", lost)
    ask(world, "dawit", lost)
    assert FactorReset.objects.filter(withdrawn_at__isnull=True).count() == 1
    withdraw_factor_reset(seat=world.people["amina"].acting, target=lost)
    with pytest.raises(Problem, match="already_done"):
        withdraw_factor_reset(seat=world.people["amina"].acting, target=lost)
    with pytest.raises(Problem, match="already_done"):
        confirm(world, "fadi", lost)


# Requirement 2.
def test_password_and_factor__never_from_one_hand(world: World, lost: Seat) -> None:
    ask(world, "amina", lost)
    with pytest.raises(Problem, match="two_persons_needed"):
        make_reset_link(seat=world.people["amina"].acting, target=lost)
    withdraw_factor_reset(seat=world.people["amina"].acting, target=lost)
    make_reset_link(seat=world.people["amina"].acting, target=lost)
    with pytest.raises(Problem, match="two_persons_needed"):
        ask(world, "amina", lost)
    ask(world, "dawit", lost)


def test_password__stays(world: World, lost: Seat) -> None:
    before = world.people["bakari"].account.password
    ask(world, "amina", lost)
    confirm(world, "dawit", lost)
    assert Account.objects.get(pk=lost.account_id).password == before


# Requirement 3.
def test_factor_used_after_it_was_reported_lost__stays(world: World, lost: Seat) -> None:
    ask(world, "amina", lost)
    Authenticator.objects.filter(type="recovery_codes").update(last_used_at=clock.now())
    with pytest.raises(Problem, match="factor_in_use"):
        confirm(world, "dawit", lost)
    assert Authenticator.objects.count() == 2


# Requirement 4.
def type_password(client: Client, who: str = "bakari"):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return client.post(
        reverse("account_login"), {"login": f"{who}@example.org", "password": PASSWORD}
    )


def test_confirmed__all_sessions_end_and_the_next_sign_in_sets_up_a_new_factor(
    world: World, lost: Seat, sign_in: SignIn
) -> None:
    """Bakari's access is Moderate and this operation asks nobody for a second factor."""
    world.operation.second_factor_required = False
    world.operation.save()
    open_session = sign_in("bakari")
    assert open_session.get(reverse("agencies")).status_code == 200
    ask(world, "amina", lost)
    assert open_session.get(reverse("agencies")).status_code == 200
    confirm(world, "dawit", lost)
    assert "/account/login/" in open_session.get(reverse("agencies"))["Location"]
    fresh = Client()
    type_password(fresh)
    assert get_user(fresh).is_authenticated
    assert fresh.get(reverse("agencies"))["Location"] == reverse("mfa_activate_totp")
    world.people["bakari"].account.refresh_from_db()
    back = sign_in("bakari")  # as after the set-up: with a second factor
    assert back.get(reverse("agencies")).status_code == 200
    assert Account.objects.get(pk=lost.account_id).must_set_up_by is None


def test_not_set_up_within_a_day__the_password_opens_nothing_more(
    world: World, lost: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(world, "amina", lost)
    confirm(world, "dawit", lost)
    early = Client()
    type_password(early)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=24, seconds=1))
    assert early.get(reverse("mfa_activate_totp")).status_code == 302
    assert not get_user(early).is_authenticated
    late = Client()
    answer = type_password(late)
    assert answer.status_code == 403
    assert "has passed" in answer.content.decode()
    assert not get_user(late).is_authenticated
    ask(world, "amina", lost)  # a new request helps
    confirm(world, "dawit", lost)
    type_password(late)
    assert get_user(late).is_authenticated


@override_settings(HIMAYA_MAIL_URL="smtp://mail.example.org")
def test_person__told_at_both_steps_and_of_nothing_else(
    world: World, lost: Seat, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        ask(world, "amina", lost)
        confirm(world, "dawit", lost)
    assert [one.to for one in mail.outbox] == [["bakari@example.org"]] * 2
    assert {one.subject for one in mail.outbox} == {"Your second factor on himaya"}
    for word in ("HRA", "Marjana", "Amina", "Dawit", "Bakari"):
        assert word not in "".join(f"{one.subject} {one.body}" for one in mail.outbox)


def test_without_mail__nothing_sent(
    world: World, lost: Seat, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        ask(world, "amina", lost)
    assert mail.outbox == []


# The pages ----------------------------------------------------------------------------------------

PAGES = table("""
| page                 | amina | bakari | celine | dawit | edda | nobody |
| seat-factor-reset    | 200   | 403    | 404    | 200   | 403  | 302    |
| seat-factor-confirm  | 403   | 403    | 403    | 200   | 200  | 302    |
""")


@pytest.mark.parametrize(
    ("page", "who", "status"),
    [
        (row[0], who, int(cell))
        for row in PAGES[1:]
        for who, cell in zip(PAGES[0][1:], row[1:], strict=True)
    ],
)
def test_page__opens_for(
    world: World, lost: Seat, sign_in: SignIn, page: str, who: str, status: int
) -> None:
    ask(world, "amina", lost)
    assert sign_in(who).get(reverse(page, args=[lost.ref])).status_code == status


def test_asked_and_confirmed_over_the_pages(world: World, lost: Seat, sign_in: SignIn) -> None:
    how = {"recognised": "known_number"}
    amina = sign_in("amina")
    seat_page = reverse("seat", args=[lost.ref])
    address = reverse("seat-factor-reset", args=[lost.ref])
    assert address in amina.get(seat_page).content.decode()
    assert amina.post(address, {}).status_code == 422
    assert amina.post(address, how)["Location"] == seat_page
    waiting = amina.get(seat_page).content.decode()
    assert "waits for a second person" in waiting
    assert reverse("seat-factor-withdraw", args=[lost.ref]) in waiting
    confirming = reverse("seat-factor-confirm", args=[lost.ref])
    assert confirming not in waiting
    edda = sign_in("edda")
    assert confirming in edda.get(reverse("access-review")).content.decode()
    assert "A call to a number known before" in edda.get(confirming).content.decode()
    assert edda.post(confirming, {"recognised": "video"}).status_code == 302
    assert confirming not in edda.get(reverse("access-review")).content.decode()
    assert not Authenticator.objects.exists()
    assert edda.get(confirming).status_code == 409


def test_who_asked__does_not_find_it_in_the_own_review(
    world: World, lost: Seat, sign_in: SignIn
) -> None:
    ask(world, "dawit", lost)
    confirming = reverse("seat-factor-confirm", args=[lost.ref])
    client = sign_in("dawit")
    for page in (reverse("access-review"), reverse("seat", args=[lost.ref])):
        assert confirming not in client.get(page).content.decode()
    assert client.post(confirming, {"recognised": "video"}).status_code == 403
    assert client.post(reverse("seat-factor-withdraw", args=[lost.ref])).status_code == 302
