"""Changing an open access in place: who may, how far, and what follows."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.audit.models import Event
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.people.actions import accept_invitation, amend_seat, end_seat, hand_over, stand_in
from himaya.people.models import Account, Seat, Token
from himaya.people.queries import needs_second_factor, open_seats
from himaya.people.tokens import make_token
from himaya.places.models import AdminUnit

SignIn = Callable[[str], Client]
SOON = timedelta(days=14)


def amend(world: World, who: str, target: Seat, **changes: object) -> Seat:
    """Amend with what stands, but for the changes."""
    terms: dict[str, object] = {
        "role": target.role,
        "access_level": target.access_level,
        "everywhere": target.everywhere,
        "areas": list(target.areas.all()),
        "clusters": target.clusters,
        "valid_until": target.valid_until,
    } | changes
    return amend_seat(seat=world.people[who].acting, target=target, **terms)  # type: ignore[arg-type]


def add_seat(world: World, who: str, agency: str, role: str, level: int = 1) -> Seat:
    return Seat.objects.create(
        operation=world.operation,
        account=Account.objects.create_user(f"{who}@example.org", name=who),
        agency=world.agencies[agency],
        role=role,
        access_level=level,
        everywhere=True,
        valid_from=date(2024, 1, 1),
    )


# Bakari is a reader up to Moderate; "severe" is a supervisor of HRA up to Severe; "edda" a second
# coordinator. A coordinator gives another agency's own roles what that agency needs.
AMENDS = table("""
| who    | whose  | role            | level | outcome        |
| amina  | bakari | focal_point     | 3     | amended        |
| amina  | bakari | reader          | 1     | amended        |
| amina  | bakari | reader          | 4     | level_too_high |
| amina  | bakari | coordinator     | 2     | role_reserved  |
| amina  | bakari | data_protection | 2     | role_reserved  |
| amina  | amina  | focal_point     | 2     | not_oneself    |
| amina  | severe | supervisor      | 3     | amended        |
| amina  | severe | caseworker      | 4     | level_too_high |
| amina  | dp     | reader          | 1     | role_reserved  |
| amina  | celine | reader          | 1     | not_allowed    |
| bakari | amina  | reader          | 1     | not_allowed    |
| celine | bakari | reader          | 1     | not_allowed    |
| dawit  | bakari | supervisor      | 4     | role_reserved  |
| dawit  | bakari | coordinator     | 3     | amended        |
| dawit  | bakari | coordinator     | 4     | level_too_high |
| dawit  | edda   | reader          | 4     | level_too_high |
| dawit  | edda   | reader          | 1     | amended        |
| dawit  | dawit  | coordinator     | 2     | not_oneself    |
""")[1:]


@pytest.mark.parametrize("row", AMENDS, ids="-".join)
def test_who_may_amend_what(world: World, row: list[str]) -> None:
    who, whose, role, level, outcome = row
    seats = {name: persona.seat for name, persona in world.people.items()}
    seats["severe"] = add_seat(world, "severe", "HRA", "supervisor", 4)
    seats["dp"] = add_seat(world, "dp", "HRA", "data_protection", 2)
    seats["edda"] = add_seat(world, "edda", "CCU", "coordinator", 3)
    target = seats[whose]
    before = (target.role, target.access_level)
    try:
        amend(world, who, target, role=role, access_level=int(level))
        got = "amended"
    except Problem as problem:
        got = problem.code
    assert got == outcome
    target.refresh_from_db()
    after = (role, int(level)) if outcome == "amended" else before
    assert (target.role, target.access_level) == after
    noted = Event.objects.filter(scope="change", note=f"amended_level_{level}_{role}")
    assert noted.exists() == (outcome == "amended")


def test_reach__changed_at_once_and_named_in_the_log(world: World) -> None:
    bakari = world.people["bakari"]
    until = clock.today() + SOON
    amend(
        world,
        "amina",
        bakari.seat,
        everywhere=False,
        areas=[world.areas["MJ01"]],
        clusters=["gbv", "cp"],
        valid_until=until,
    )
    acting = bakari.acting
    assert not acting.everywhere
    assert acting.areas == {"MJ01", "MJ0101"}
    bakari.seat.refresh_from_db()
    assert (bakari.seat.clusters, bakari.seat.valid_until) == (["cp", "gbv"], until)
    changed = Event.objects.get(scope="change", thing=bakari.seat.ref)
    assert changed.fields == ["areas", "clusters", "everywhere", "valid_until"]
    assert changed.seat == world.people["amina"].seat.ref


def test_nothing_changed__nothing_written(world: World) -> None:
    amend(world, "amina", world.people["bakari"].seat)
    assert not Event.objects.filter(scope="change").exists()


def test_whole_operation__keeps_no_areas(world: World) -> None:
    bakari = world.people["bakari"].seat
    amend(world, "amina", bakari, everywhere=False, areas=[world.areas["MJ01"]])
    amend(world, "amina", bakari, everywhere=True, areas=[world.areas["MJ02"]])
    assert not bakari.areas.exists()


def test_raised_to_high__second_factor_from_the_next_step_on(world: World) -> None:
    from dataclasses import replace

    bakari = world.people["bakari"].seat
    unproved = replace(world.people["amina"].acting, second_factor=False)
    with pytest.raises(Problem, match="second_factor_needed"):
        amend_seat(seat=unproved, target=bakari, role="reader", access_level=3, everywhere=True)
    world.operation.second_factor_required = False
    world.operation.save()
    assert not needs_second_factor(Seat.objects.get(pk=bakari.pk))
    assert needs_second_factor(amend(world, "amina", bakari, access_level=3))


CAPS = table("""
| from | to | cap | outcome  |
| 1    | 2  | 1   | seat_cap |
| 1    | 2  | 2   | amended  |
| 2    | 3  | 1   | amended  |
| 2    | 1  | 1   | amended  |
""")[1:]


@pytest.mark.parametrize("row", CAPS, ids="-".join)
def test_cap_of_the_agency__holds_where_an_access_begins_to_count(
    world: World, row: list[str]
) -> None:
    """Amina's own access counts already."""
    before, after, cap, outcome = row
    world.operation.seat_cap = int(cap)
    world.operation.save()
    bakari = world.people["bakari"].seat
    Seat.objects.filter(pk=bakari.pk).update(access_level=int(before))
    bakari.refresh_from_db()
    try:
        amend(world, "amina", bakari, access_level=int(after))
        got = "amended"
    except Problem as problem:
        got = problem.code
    assert got == outcome


def test_run_out_access__comes_back_only_within_the_cap(world: World) -> None:
    bakari = world.people["bakari"].seat
    Seat.objects.filter(pk=bakari.pk).update(valid_until=clock.today() - SOON)
    bakari.refresh_from_db()
    world.operation.seat_cap = 1
    world.operation.save()
    with pytest.raises(Problem, match="seat_cap"):
        amend(world, "amina", bakari, valid_until=None)
    world.operation.seat_cap = 2
    world.operation.save()
    amend(world, "amina", bakari, valid_until=None)
    assert open_seats(bakari.account).exists()


def test_two_coordinators_at_once__the_last_one_stays(world: World) -> None:
    """Each had the other before the eyes; the second finds the operation with one only."""
    edda = add_seat(world, "edda", "CCU", "coordinator", 3)
    as_dawit_was = world.people["dawit"].acting
    Seat.objects.filter(pk=world.people["dawit"].seat.pk).update(role="reader")
    for change in ({"role": "reader"}, {"valid_until": clock.today() + SOON}):
        terms = {"role": "coordinator", "access_level": 3, "everywhere": True} | change
        with pytest.raises(Problem, match="last_coordinator"):
            amend_seat(seat=as_dawit_was, target=edda, **terms)  # type: ignore[arg-type]
    amend_seat(seat=as_dawit_was, target=edda, role="coordinator", access_level=2, everywhere=True)


def test_covers__follow_in_reach_and_do_not_outlast(world: World) -> None:
    deputy = add_seat(world, "edda", "HRA", "reader")
    bakari, amina, today = world.people["bakari"].seat, world.people["amina"].acting, clock.today()
    now, later = (
        stand_in(
            seat=amina, absent=bakari, deputy=deputy, valid_from=start, valid_until=start + SOON
        )
        for start in (today, today + 2 * SOON)
    )
    amend(
        world,
        "amina",
        bakari,
        role="caseworker",
        access_level=1,
        everywhere=False,
        areas=[world.areas["MJ02"]],
        valid_until=today + timedelta(days=3),
    )
    now.refresh_from_db()
    later.refresh_from_db()
    assert (now.role, now.access_level, now.everywhere) == ("caseworker", 1, False)
    assert [area.pcode for area in now.areas.all()] == ["MJ02"]
    assert now.valid_until == today + timedelta(days=3)
    assert (now.ended_at, later.ended_at is None) == (None, False)
    with pytest.raises(Problem, match="cover_follows"):
        amend(world, "amina", now, access_level=2)


def test_deputy__amends_neither_the_cover_nor_what_it_covers(world: World) -> None:
    """What Amina could take herself she gives nothing to, though she manages the agency."""
    bakari, amina = world.people["bakari"].seat, world.people["amina"]
    cover = stand_in(
        seat=world.people["dawit"].acting,
        absent=bakari,
        deputy=amina.seat,
        valid_from=clock.today(),
        valid_until=clock.today() + SOON,
    )
    for target in (bakari, cover):
        with pytest.raises(Problem, match="not_oneself"):
            amend(world, "amina", target, access_level=3)


TOKENS = table("""
| cap | role        | level | goes on |
| 3   | coordinator | 3     | yes     |
| 3   | coordinator | 2     | no      |
| 2   | coordinator | 2     | yes     |
| 2   | im_officer  | 3     | no      |
| 1   | im_officer  | 1     | yes     |
| 1   | reader      | 1     | no      |
""")[1:]


@pytest.mark.parametrize("row", TOKENS, ids="-".join)
def test_tokens__those_the_amended_access_could_not_make_end(world: World, row: list[str]) -> None:
    cap, role, level, goes_on = row
    dawit = world.people["dawit"]
    token, secret = make_token(
        seat=dawit.acting, label="t", verbs=[Verb.OPERATION_VIEW], level_cap=int(cap)
    )
    edda = add_seat(world, "edda", "CCU", "coordinator", 3)
    world.people["edda"] = type(dawit)(edda.account, edda)
    amend(world, "edda", dawit.seat, role=role, access_level=int(level), clusters=["cp"])
    headers = {"authorization": f"Bearer {secret}"}
    assert (Client().get("/api/v1/me", headers=headers).status_code == 200) == (goes_on == "yes")
    noted = Event.objects.filter(thing=token.ref, note="revoked_with_access")
    assert noted.exists() == (goes_on == "no")
    assert (Token.objects.get().revoked_at is None) == (goes_on == "yes")


def test_waiting_hand_over__has_to_be_made_again(world: World) -> None:
    """It would bring back the role and level from before."""
    bakari = world.people["bakari"].seat
    invitation, _ = hand_over(
        seat=world.people["amina"].acting, old=bakari, email="edda@example.org", name="Edda"
    )
    amend(world, "amina", bakari, access_level=1)
    with pytest.raises(Problem, match="invitation_spent"):
        accept_invitation(secret_hash=invitation.secret_hash, name="Edda", password="x" * 20)


def test_ended_access__not_amended(world: World) -> None:
    bakari = world.people["bakari"].seat
    end_seat(seat=world.people["amina"].acting, target=bakari)
    with pytest.raises(Problem, match="already_done"):
        amend(world, "amina", bakari, access_level=1)


# The page -----------------------------------------------------------------------------------------


def test_page__shows_what_stands_and_saves_it_unchanged(world: World, sign_in: SignIn) -> None:
    """Also an area of an edition that has ended, which the list of choices leaves out."""
    old = AdminUnit.objects.create(
        operation=world.operation,
        edition="2020",
        pcode="MJ09",
        level=1,
        names={"en": "North"},
        valid_to=date(2023, 12, 31),
    )
    bakari = world.people["bakari"].seat
    amend(world, "amina", bakari, everywhere=False, areas=[old, world.areas["MJ01"]])
    client, address = sign_in("amina"), reverse("seat-amend", args=[bakari.ref])
    page = client.get(address)
    assert "North (MJ09) · 2020" in page.content.decode()
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    before = Event.objects.filter(scope="change").count()
    assert client.post(address, sent).status_code == 302
    assert Event.objects.filter(scope="change").count() == before
    assert {area.pcode for area in bakari.areas.all()} == {"MJ09", "MJ01"}


def test_page__an_access_above_ones_own_is_not_lowered_unseen(
    world: World, sign_in: SignIn
) -> None:
    severe = add_seat(world, "severe", "HRA", "supervisor", 4)
    page = sign_in("amina").get(reverse("seat-amend", args=[severe.ref]))
    assert '<option value="4" selected>' in page.content.decode()


def test_amended_on_the_page__said_and_shown(world: World, sign_in: SignIn) -> None:
    client = sign_in("amina")
    bakari = world.people["bakari"].seat
    sent = {
        "role": "caseworker",
        "access_level": "3",
        "areas": [world.areas["MJ02"].ref],
        "clusters": ["gbv"],
        "valid_until": (clock.today() + SOON).isoformat(),
    }
    client.post(reverse("seat-amend", args=[bakari.ref]), sent)
    shown = client.get(reverse("seat", args=[bakari.ref])).content.decode()
    for text in ("Caseworker", "MJ02", "Gender-based violence", "High"):
        assert text in shown
    wrong = client.post(reverse("seat-amend", args=[bakari.ref]), {**sent, "clusters": ["wash"]})
    assert wrong.status_code == 422


LINKS = table("""
| who    | whose  | linked |
| amina  | bakari | yes    |
| amina  | amina  | no     |
| dawit  | bakari | yes    |
| dawit  | dawit  | no     |
""")[1:]


@pytest.mark.parametrize("row", LINKS, ids="-".join)
def test_link__not_on_ones_own_access(world: World, sign_in: SignIn, row: list[str]) -> None:
    who, whose, linked = row
    ref = world.people[whose].seat.ref
    page = sign_in(who).get(reverse("seat", args=[ref])).content.decode()
    assert (reverse("seat-amend", args=[ref]) in page) == (linked == "yes")
