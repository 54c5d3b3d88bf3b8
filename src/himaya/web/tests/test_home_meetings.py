"""Home names the next meetings, whatever register declares its records to be appointments."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.collect.actions import register_for
from himaya.kernel import clock
from himaya.records.actions import create_record

SignIn = Callable[[str], Client]


def plan_meeting(world: World, title: str, days: int, status: str = "planned") -> None:
    seat = world.people["dawit"].acting
    day = (clock.today() + timedelta(days=days)).isoformat()
    answers = {"title": title, "kind": "regular", "date": day, "chair": "CCU", "status": status}
    create_record(
        seat=seat, dataset=register_for(seat=seat, profile_code="meeting"), answers=answers
    )


def test_no_register_of_meetings__said(sign_in: SignIn) -> None:
    page = sign_in("amina").get(reverse("home")).content.decode()
    assert "There is no register of meetings here yet." in page


def test_next_meetings__soonest_first_without_past_and_cancelled(
    world: World, sign_in: SignIn
) -> None:
    plan_meeting(world, "In a month", 30)
    plan_meeting(world, "Tomorrow", 1)
    plan_meeting(world, "Yesterday", -1)
    plan_meeting(world, "Called off", 2, "cancelled")
    page = sign_in("amina").get(reverse("home"))
    assert [line.title for line in page.context["meetings"]] == ["Tomorrow", "In a month"]
    assert "view=calendar" in page.content.decode()


def test_meetings_all_past__said(world: World, sign_in: SignIn) -> None:
    plan_meeting(world, "Yesterday", -1)
    assert "No meeting is planned." in sign_in("amina").get(reverse("home")).content.decode()


def test_reader_outside_the_workspace__sees_none(world: World, sign_in: SignIn) -> None:
    plan_meeting(world, "Tomorrow", 1)
    page = sign_in("bakari").get(reverse("home"))
    assert page.context["meetings"] == []
