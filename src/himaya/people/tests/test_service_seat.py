"""The seat of commands: one per operation, with a trace of its making, and no way to sign in."""

import pytest
from django.test import Client
from tests.world import World

from himaya.audit.models import Event
from himaya.kernel.problems import Problem
from himaya.people.actions import give_service_seat
from himaya.people.models import Account, Seat
from himaya.people.queries import counted_seats


def test_first_command__makes_it_and_says_so_in_the_log(world: World) -> None:
    before = counted_seats(world.agencies["CCU"])
    seat = give_service_seat(operation=world.operation)
    assert (seat.agency.acronym, seat.role, seat.access_level) == ("CCU", "im_officer", 2)
    event = Event.objects.get(note="service_seat")
    assert (event.verb, event.scope, event.door, event.thing, event.account) == (
        "seat.invite",
        "change",
        "command",
        seat.ref,
        seat.account.ref,
    )
    assert counted_seats(world.agencies["CCU"]) == before


def test_second_command__takes_the_same_and_logs_nothing_new(world: World) -> None:
    seats = {give_service_seat(operation=world.operation).pk for _ in range(2)}
    assert len(seats) == 1
    assert Event.objects.filter(note="service_seat").count() == 1


def test_nobody__signs_in_with_it(world: World) -> None:
    account = give_service_seat(operation=world.operation).account
    assert not account.is_active
    assert not account.has_usable_password()
    assert not Client().login(email=account.email, password="")


def test_operation_without_coordinator__refused_and_nothing_left(world: World) -> None:
    Seat.objects.filter(role="coordinator").delete()
    with pytest.raises(Problem, match="coordinator_needed"):
        give_service_seat(operation=world.operation)
    assert not Account.objects.filter(email__startswith="command-line@").exists()
