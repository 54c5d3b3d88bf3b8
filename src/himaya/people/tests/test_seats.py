"""Ending, reviewing and covering access."""

from datetime import date, timedelta

import pytest
from tests.world import PASSWORD, World, table

from himaya.kernel import clock
from himaya.kernel.crypto import fingerprint
from himaya.kernel.problems import Problem
from himaya.people.actions import confirm_seat, end_seat, stand_in
from himaya.people.models import Account, Seat, Token
from himaya.people.queries import IDLE_DAYS, counted_seats, open_seats

SOON = timedelta(days=14)

ENDS = table("""
| who    | whose  | outcome          |
| amina  | bakari | ended            |
| bakari | amina  | not_allowed      |
| celine | bakari | not_allowed      |
| dawit  | amina  | ended            |
| dawit  | dawit  | last_coordinator |
""")[1:]


@pytest.mark.parametrize("row", ENDS, ids="-".join)
def test_who_may_end_access(world: World, row: list[str]) -> None:
    who, whose, outcome = row
    target = world.people[whose].seat
    try:
        end_seat(seat=world.people[who].acting, target=target)
        got = "ended"
    except Problem as problem:
        got = problem.code
    assert got == outcome
    assert open_seats(target.account).exists() == (outcome != "ended")


def add_seat(world: World, who: str, agency: str, role: str, level: int = 1) -> Seat:
    account, _ = Account.objects.get_or_create(
        email=f"{who}@example.org", defaults={"name": who, "password": PASSWORD}
    )
    return Seat.objects.create(
        operation=world.operation,
        account=account,
        agency=world.agencies[agency],
        role=role,
        access_level=level,
        valid_from=date(2024, 1, 1),
    )


def test_second_coordinator__first_may_go(world: World) -> None:
    add_seat(world, "edda", "CCU", "coordinator")
    end_seat(seat=world.people["dawit"].acting, target=world.people["dawit"].seat)
    assert not open_seats(world.people["dawit"].account).exists()


def test_ended_twice__refused(world: World) -> None:
    amina = world.people["amina"].acting
    end_seat(seat=amina, target=world.people["bakari"].seat)
    with pytest.raises(Problem, match="already_done"):
        end_seat(seat=amina, target=world.people["bakari"].seat)


def test_ended__tokens_and_covers_end_too(world: World) -> None:
    deputy = add_seat(world, "edda", "HRA", "reader")
    bakari = world.people["bakari"].seat
    amina = world.people["amina"].acting
    token = Token.objects.create(
        operation=world.operation,
        seat=bakari,
        label="sheet",
        secret_hash=fingerprint("x"),
        expires_at=clock.now() + SOON,
    )
    today = clock.today()
    cover = stand_in(
        seat=amina, absent=bakari, deputy=deputy, valid_from=today, valid_until=today + SOON
    )
    end_seat(seat=amina, target=bakari)
    token.refresh_from_db()
    cover.refresh_from_db()
    assert token.revoked_at is not None
    assert cover.ended_at is not None
    assert [seat.pk for seat in open_seats(deputy.account)] == [deputy.pk]


def test_cover_of_the_coordinator__may_be_ended(world: World) -> None:
    deputy = add_seat(world, "edda", "CCU", "reader")
    add_seat(world, "fadi", "CCU", "coordinator", 3)
    dawit = world.people["dawit"]
    today = clock.today()
    cover = stand_in(
        seat=acting_of(world, "fadi"),
        absent=dawit.seat,
        deputy=deputy,
        valid_from=today,
        valid_until=today,
    )
    assert (cover.role, cover.access_level, cover.everywhere) == ("coordinator", 3, True)
    end_seat(seat=dawit.acting, target=cover)
    assert open_seats(deputy.account).count() == 1


def acting_of(world: World, who: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
    from himaya.people.queries import acting_seat

    seat = Seat.objects.select_related("operation", "agency", "account").get(
        account__email=f"{who}@example.org"
    )
    return acting_seat(seat, second_factor=True)


def test_cover__open_within_its_dates_and_outside_the_cap(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    deputy = add_seat(world, "edda", "HRA", "reader")
    before = counted_seats(world.agencies["HRA"])
    today = clock.today()
    stand_in(
        seat=world.people["dawit"].acting,
        absent=world.people["amina"].seat,
        deputy=deputy,
        valid_from=today + SOON,
        valid_until=today + 2 * SOON,
    )
    assert counted_seats(world.agencies["HRA"]) == before
    for after, seats in ((0, 1), (13, 1), (14, 2), (28, 2), (29, 1)):
        monkeypatch.setattr(clock, "today", lambda n=after: today + timedelta(days=n))
        assert open_seats(deputy.account).count() == seats


COVERS = table("""
| who    | absent | deputy | outcome        |
| amina  | bakari | edda   | covered        |
| amina  | bakari | amina  | not_oneself    |
| dawit  | bakari | bakari | not_oneself    |
| amina  | bakari | celine | seat_elsewhere |
| celine | bakari | edda   | not_allowed    |
| amina  | severe | edda   | level_too_high |
""")[1:]


@pytest.mark.parametrize("row", COVERS, ids="-".join)
def test_who_may_set_leave_cover(world: World, row: list[str]) -> None:
    who, absent, deputy, outcome = row
    seats = {name: persona.seat for name, persona in world.people.items()}
    seats["edda"] = add_seat(world, "edda", "HRA", "reader")
    seats["severe"] = add_seat(world, "severe", "HRA", "supervisor", 4)
    today = clock.today()
    try:
        stand_in(
            seat=world.people[who].acting,
            absent=seats[absent],
            deputy=seats[deputy],
            valid_from=today,
            valid_until=today,
        )
        got = "covered"
    except Problem as problem:
        got = problem.code
    assert got == outcome


def test_cover_with_ended_deputy__refused(world: World) -> None:
    deputy = add_seat(world, "edda", "HRA", "reader")
    amina = world.people["amina"].acting
    end_seat(seat=amina, target=deputy)
    with pytest.raises(Problem, match="already_done"):
        stand_in(
            seat=amina,
            absent=world.people["bakari"].seat,
            deputy=deputy,
            valid_from=clock.today(),
            valid_until=clock.today(),
        )


def test_review__confirms_and_wakes_an_idle_access(world: World) -> None:
    bakari = world.people["bakari"].seat
    idle = clock.today() - timedelta(days=IDLE_DAYS + 1)
    Seat.objects.filter(pk=bakari.pk).update(last_used_on=idle)
    assert not open_seats(bakari.account).exists()
    confirm_seat(seat=world.people["dawit"].acting, target=bakari)
    bakari.refresh_from_db()
    assert bakari.reviewed_on == clock.today()
    assert open_seats(bakari.account).exists()


def test_review__keeps_the_day_of_last_use(world: World) -> None:
    bakari = world.people["bakari"].seat
    used = clock.today() - timedelta(days=30)
    Seat.objects.filter(pk=bakari.pk).update(last_used_on=used)
    confirm_seat(seat=world.people["dawit"].acting, target=bakari)
    bakari.refresh_from_db()
    assert bakari.last_used_on == used


def test_review_of_oneself_or_of_an_ended_access__refused(world: World) -> None:
    dawit = world.people["dawit"]
    with pytest.raises(Problem, match="not_oneself"):
        confirm_seat(seat=dawit.acting, target=dawit.seat)
    end_seat(seat=dawit.acting, target=world.people["bakari"].seat)
    with pytest.raises(Problem, match="already_done"):
        confirm_seat(seat=dawit.acting, target=world.people["bakari"].seat)
    with pytest.raises(Problem, match="not_allowed"):
        confirm_seat(seat=world.people["amina"].acting, target=world.people["celine"].seat)
