"""The hand-over: a successor reads what was left, and nothing their access would not show."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.datasets.actions import open_register
from himaya.datasets.declarations import profile_named
from himaya.kernel import clock
from himaya.people.models import Account, Seat
from himaya.records.actions import create_record
from himaya.records.models import Record

SignIn = Callable[[str], Client]


def keep(world: World, code: str, answers: dict[str, object], who: str) -> Record:
    profile = profile_named(code)
    assert profile is not None
    dawit = world.people["dawit"].acting
    register = open_register(seat=dawit, system=world.workspace, profile=profile)
    return create_record(seat=world.people[who].acting, dataset=register, answers=answers)


def day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


@pytest.fixture
def left(world: World) -> World:
    """Amina's predecessor wrote a report that is due; Dawit wrote a decision."""
    before = Seat.objects.create(
        operation=world.operation,
        account=Account.objects.create_user("halim@example.org", None, name="Halim"),
        agency=world.agencies["HRA"],
        role="focal_point",
        access_level=3,
        everywhere=True,
        valid_from=clock.today() - timedelta(days=400),
        ended_at=clock.now(),
    )
    due = {"title": "Figures of March", "agency": "HRA", "kind": "activities"}
    due |= {"start": day(-40), "end": day(-10), "due": day(-2)}
    record = keep(world, "report_due", dict(due), "amina")
    Record.objects.filter(pk=record.pk).update(author=before.ref)
    Seat.objects.filter(pk=world.people["amina"].seat.pk).update(took_over_from=before)
    return world


def test_successor__reads_who_was_before_and_what_was_left(left: World, sign_in: SignIn) -> None:
    client = sign_in("amina")
    assert reverse("handover") in client.get(reverse("home")).content.decode()
    page = client.get(reverse("handover")).content.decode()
    for said in ("Halim", "Figures of March", "Left unfinished", "Coordination"):
        assert said in page


def test_without_a_predecessor__the_agency_s_own(left: World, sign_in: SignIn) -> None:
    client = sign_in("celine")
    assert reverse("handover") not in client.get(reverse("home")).content.decode()
    page = client.get(reverse("handover")).content.decode()
    assert "Halim" not in page
    assert "Left unfinished" not in page


def test_page__within_its_query_budget(
    left: World,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    client = sign_in("amina")
    with django_assert_max_num_queries(34):
        client.get(reverse("handover"))
