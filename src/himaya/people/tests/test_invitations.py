"""Invitations and hand-over: who may give what, the cap, the link that works once.

Numbers refer to the requirements in people/actions/invitations.py.
"""

from datetime import timedelta

import pytest
from django.test import override_settings
from tests.world import PASSWORD, World, table

from himaya.audit.models import Event
from himaya.kernel import clock
from himaya.kernel.crypto import fingerprint
from himaya.kernel.problems import Problem
from himaya.people.actions import (
    accept_invitation,
    end_seat,
    hand_over,
    invite,
    make_installer,
    withdraw_invitation,
)
from himaya.people.models import Account, Invitation, Seat
from himaya.people.queries import usable_invitation


def ask(
    world: World, who: str = "amina", agency: str = "HRA", **details: object
) -> tuple[Invitation, str]:
    """Invite Edda, a reader at level 1, unless told otherwise."""
    terms: dict[str, object] = {
        "email": "edda@example.org",
        "name": "Edda",
        "role": "reader",
        "access_level": 1,
    } | details
    return invite(seat=world.people[who].acting, agency=world.agencies[agency], **terms)  # type: ignore[arg-type]


def answer(secret: str, account: Account | None = None) -> Seat:
    return accept_invitation(
        secret_hash=fingerprint(secret), account=account, name="Edda", password=PASSWORD
    )


# Requirements 2 and 4. Levels: amina, celine and dawit hold 3; bakari, a reader, invites nobody.
GRANTS = table("""
| who    | agency | role              | level | outcome        |
| amina  | HRA    | reader            | 1     | invited        |
| amina  | HRA    | caseworker        | 3     | invited        |
| amina  | HRA    | caseworker        | 4     | level_too_high |
| amina  | HRA    | coordinator       | 1     | role_reserved  |
| amina  | HRA    | im_officer        | 1     | role_reserved  |
| amina  | HRA    | data_protection   | 1     | role_reserved  |
| amina  | WCI    | reader            | 1     | not_allowed    |
| bakari | HRA    | reader            | 1     | not_allowed    |
| celine | HRA    | reader            | 1     | not_allowed    |
| celine | WCI    | supervisor        | 3     | invited        |
| dawit  | WCI    | focal_point       | 4     | invited        |
| dawit  | CCU    | focal_point       | 4     | level_too_high |
| dawit  | WCI    | coordinator       | 4     | level_too_high |
| dawit  | WCI    | caseworker        | 1     | role_reserved  |
| dawit  | WCI    | supervisor        | 3     | role_reserved  |
| dawit  | CCU    | caseworker        | 1     | role_reserved  |
| dawit  | CCU    | coordinator       | 3     | invited        |
| dawit  | OTH    | government        | 2     | invited        |
""")[1:]


@pytest.mark.parametrize("row", GRANTS, ids="-".join)
def test_who_may_give_what(world: World, row: list[str]) -> None:
    who, agency, role, level, outcome = row
    try:
        ask(world, who, agency, role=role, access_level=int(level))
        got = "invited"
    except Problem as problem:
        got = problem.code
    assert got == outcome
    assert Invitation.objects.exists() == (outcome == "invited")


def test_accepted__account_and_seat_as_invited(world: World) -> None:
    until = clock.today() + timedelta(days=200)
    _, secret = ask(
        world,
        role="caseworker",
        access_level=3,
        areas=[world.areas["MJ01"]],
        clusters=["gbv", "cp"],
        valid_until=until,
    )
    seat = answer(secret)
    assert (seat.agency, seat.role, seat.access_level) == (world.agencies["HRA"], "caseworker", 3)
    assert [area.pcode for area in seat.areas.all()] == ["MJ01"]
    assert (seat.valid_until, seat.everywhere) == (until, False)
    assert seat.clusters == ["cp", "gbv"]
    assert seat.account.check_password(PASSWORD)
    assert Event.objects.filter(note="accepted", seat=seat.ref).count() == 1


def test_link__works_once(world: World) -> None:
    _, secret = ask(world)
    seat = answer(secret)
    with pytest.raises(Problem, match="invitation_spent"):
        answer(secret, seat.account)


def test_secret__stored_as_fingerprint_only(world: World) -> None:
    invitation, secret = ask(world)
    assert len(secret) >= 32
    assert secret not in str(Invitation.objects.filter(pk=invitation.pk).values().get())
    assert secret not in str(list(Event.objects.values()))


def test_link__expires_after_seven_days(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _, secret = ask(world)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=6, hours=23))
    assert usable_invitation(fingerprint(secret)).email == "edda@example.org"
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=7, seconds=1))
    with pytest.raises(Problem, match="invitation_spent"):
        answer(secret)
    assert not Account.objects.filter(email="edda@example.org").exists()


def test_invited_again__earlier_link_stops(world: World) -> None:
    _, first = ask(world)
    _, second = ask(world)
    with pytest.raises(Problem, match="invitation_spent"):
        answer(first)
    assert answer(second).role == "reader"


def test_existing_account__must_be_signed_in_as_it(world: World) -> None:
    _, secret = ask(world, "dawit", "WCI", email="Amina@Example.org")
    for who in (None, world.people["celine"].account):
        with pytest.raises(Problem, match="invitation_spent"):
            answer(secret, who)
    seat = answer(secret, world.people["amina"].account)
    assert seat.account == world.people["amina"].account
    assert seat.account.check_password(PASSWORD)
    assert Account.objects.filter(email__iexact="amina@example.org").count() == 1


def test_open_seat_for_the_agency__refused(world: World) -> None:
    with pytest.raises(Problem, match="seat_exists"):
        ask(world, email="bakari@example.org")


def test_seat_that_ran_out__closed_by_the_new_one(world: World) -> None:
    old = world.people["bakari"].seat
    Seat.objects.filter(pk=old.pk).update(valid_until=clock.today() - timedelta(days=1))
    _, secret = ask(world, email="bakari@example.org")
    answer(secret, world.people["bakari"].account)
    old.refresh_from_db()
    assert old.ended_at is not None
    assert Seat.objects.filter(account=old.account, ended_at=None).count() == 1


def test_seat_given_meanwhile__link_refused(world: World) -> None:
    _, secret = ask(world, "dawit", "OTH", email="amina@example.org")
    Seat.objects.create(
        operation=world.operation,
        account=world.people["amina"].account,
        agency=world.agencies["OTH"],
        role="reader",
        valid_from=clock.today(),
    )
    with pytest.raises(Problem, match="seat_exists"):
        answer(secret, world.people["amina"].account)


def test_oneself__refused(world: World) -> None:
    with pytest.raises(Problem, match="not_oneself"):
        ask(world, "dawit", "WCI", email="dawit@example.org")


def test_agency_that_is_only_named__refused(world: World) -> None:
    world.agencies["OTH"].is_member = False
    with pytest.raises(Problem, match="agency_not_member"):
        ask(world, "dawit", "OTH")


def test_installer__never_gets_a_seat(world: World) -> None:
    installer = make_installer(email="ines@example.org", name="Ines", password=PASSWORD)
    _, secret = ask(world, "dawit", "OTH", email="ines@example.org")
    with pytest.raises(Problem, match="not_oneself"):
        answer(secret, installer)
    assert not Seat.objects.filter(account=installer).exists()


# Requirement 1. HRA holds two seats of Moderate and above (amina 3, bakari 2); the cap is 3.
@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ([2], "invited"),
        ([2, 2], "seat_cap"),
        ([1, 1, 1, 1], "invited"),
        ([1, 2, 1], "invited"),
    ],
)
def test_cap__counts_moderate_and_above_only(world: World, asked: list[int], outcome: str) -> None:
    world.operation.seat_cap = 3
    world.operation.save()
    got = "invited"
    world.agencies["HRA"].refresh_from_db()
    for n, level in enumerate(asked):
        try:
            ask(world, email=f"person{n}@example.org", access_level=level)
        except Problem as problem:
            got = problem.code
    assert got == outcome


def test_handed_over__old_ends_new_links_to_it(world: World) -> None:
    old = world.people["bakari"].seat
    world.operation.seat_cap = 2
    world.operation.save()
    invitation, secret = hand_over(
        seat=world.people["amina"].acting, old=old, email="edda@example.org", name="Edda"
    )
    assert invitation.replaces == old
    old.refresh_from_db()
    assert old.ended_at is None
    new = answer(secret)
    old.refresh_from_db()
    assert old.ended_at is not None
    assert (new.took_over_from, new.role, new.access_level) == (old, "reader", 2)


def test_successor__gets_the_clusters_too(world: World) -> None:
    old = world.people["bakari"].seat
    Seat.objects.filter(pk=old.pk).update(clusters=["hlp"])
    old.refresh_from_db()
    _, secret = hand_over(
        seat=world.people["amina"].acting, old=old, email="edda@example.org", name="E"
    )
    assert answer(secret).clusters == ["hlp"]


def test_last_coordinator__may_hand_over(world: World) -> None:
    old = world.people["dawit"].seat
    _, secret = hand_over(
        seat=world.people["dawit"].acting, old=old, email="edda@example.org", name="E"
    )
    new = answer(secret)
    assert (new.role, new.everywhere) == ("coordinator", True)


def test_hand_over_of_ended_access__refused(world: World) -> None:
    old = world.people["bakari"].seat
    amina = world.people["amina"].acting
    _, secret = hand_over(seat=amina, old=old, email="edda@example.org", name="Edda")
    end_seat(seat=amina, target=old)
    with pytest.raises(Problem, match="already_done"):
        hand_over(seat=amina, old=old, email="fadi@example.org", name="Fadi")
    with pytest.raises(Problem, match="invitation_spent"):
        answer(secret)


def test_hand_over_by_outsider__refused(world: World) -> None:
    with pytest.raises(Problem, match="not_allowed"):
        hand_over(
            seat=world.people["celine"].acting,
            old=world.people["bakari"].seat,
            email="e@example.org",
            name="E",
        )


def test_withdrawn__link_useless_and_only_once(world: World) -> None:
    invitation, secret = ask(world)
    amina = world.people["amina"].acting
    withdraw_invitation(seat=amina, invitation=invitation)
    with pytest.raises(Problem, match="invitation_spent"):
        answer(secret)
    with pytest.raises(Problem, match="invitation_spent"):
        withdraw_invitation(seat=amina, invitation=invitation)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("mail", "sent"), [("smtp://mail.example.org", 1), ("", 0)])
def test_mail__sent_when_configured_and_says_nothing(
    world: World, mailoutbox: list[object], mail: str, sent: int
) -> None:
    with override_settings(HIMAYA_MAIL_URL=mail):
        _, secret = ask(world, site="https://himaya.example.org/")
    assert len(mailoutbox) == sent
    for message in mailoutbox:
        text = f"{message.subject} {message.body}"  # type: ignore[attr-defined]
        assert f"https://himaya.example.org/invitations/accept/{secret}/" in text
        for word in ("HRA", "Marjana", "reader", "Amina", "Edda"):
            assert word not in text


@pytest.mark.django_db(transaction=True)
def test_mail_that_fails__invitation_stands(
    world: World, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    settings.HIMAYA_MAIL_URL = "smtp://127.0.0.1:1"  # type: ignore[attr-defined]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    invitation, secret = ask(world, site="https://himaya.example.org")
    assert answer(secret).role == "reader"
    assert invitation.ref in caplog.text
    assert "edda" not in caplog.text
    assert secret not in caplog.text
