"""Who takes part: every agency for whoever keeps the register, one's own for the others."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.datasets.models import Dataset
from himaya.kernel import clock
from himaya.profiles.coordination.meetings.attendance import attendance
from himaya.profiles.coordination.tests.keeping import day, keep, move
from himaya.records.registers.views import whole_datasets

SignIn = Callable[[str], Client]
TALK = {"title": "Talk", "kind": "regular", "chair": "CCU"}


@pytest.fixture
def register(world: World) -> Dataset:
    """Three meetings within a year, one without a list; a point overdue and a report missing."""
    lists: tuple[list[tuple[str, str]], ...] = (
        [("HRA", "yes"), ("HRA", "yes"), ("WCI", "excused")],
        [("HRA", "no"), ("WCI", "yes"), ("NOBODY", "yes")],
        [],
    )
    for number, came in enumerate(lists):
        turns = [{"attendee_agency": agency, "attended": said} for agency, said in came]
        told = {"date": day(-30 * number - 1), "attendance": turns, "minute_taker": "WCI"}
        meeting = move(world, keep(world, "meeting", TALK | told), "held")
    keep(world, "meeting", TALK | {"date": day(9)})
    point = {"title": "Count", "responsible": "HRA, WCI", "raised_on": day(-40)}
    keep(world, "action_point", point | {"due": day(-2)})
    report = {"title": "5W", "agency": "HRA", "kind": "activities", "start": day(-60)}
    keep(world, "report_due", report | {"end": day(-31), "due": day(-20)})
    return whole_datasets().get(pk=meeting.dataset_id)


def test_keeper__sees_every_agency(world: World, register: Dataset) -> None:
    found = attendance(world.people["dawit"].acting, register, clock.today())
    told = {
        agency.acronym: (
            one.came,
            one.excused,
            one.minutes,
            one.open,
            one.late,
            one.answered,
            one.due,
        )
        for agency, one in found.lines
    }
    assert (found.meetings, found.unlisted, found.is_whole) == (3, 1, True)
    assert told["HRA"] == (1, 0, 0, 1, 1, 0, 1)
    assert told["WCI"] == (1, 1, 3, 1, 1, 0, 0)
    assert told["CCU"] == (0, 0, 0, 0, 0, 0, 0)
    assert (found.together.came, found.together.minutes) == (2, 3)
    assert [(one.meetings, one.percent("HRA")) for one in found.years] == [
        (0, None),
        (0, None),
        (2, 50),
    ]


def test_page__one_s_own_line_and_all_together(
    register: Dataset,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    page = reverse("attendance", args=[register.ref])
    client = sign_in("amina")
    assert page in client.get(reverse("dataset", args=[register.ref])).content.decode()
    with django_assert_max_num_queries(19):
        shown = client.get(page).content.decode()
    assert "3 meetings held within a year." in shown
    assert '<th scope="row"><bdi>HRA</bdi></th>' in shown
    assert '<th scope="row"><bdi>WCI</bdi></th>' not in shown
    assert "All together" in shown
    assert sign_in("bakari").get(page).status_code == 404
