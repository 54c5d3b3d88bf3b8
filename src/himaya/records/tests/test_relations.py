"""Recording what belongs to a record: declared relations only, and targets in sight only."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.datasets.declarations import (
    Lifecycle,
    Profile,
    Relation,
    State,
    forget_profile,
    register_profile,
)
from himaya.datasets.models import Dataset
from himaya.records.models import Link, Record
from himaya.records.tests.register import opened, recorded

SignIn = Callable[[str], Client]
LIFE = Lifecycle((State("open", {"en": "Open"}), State("done", {"en": "Done"}, "done")), "open")


@pytest.fixture
def pair(world: World) -> Iterator[tuple[Dataset, Dataset]]:
    """A register of meetings and one of points that belong to them, in one workspace."""
    names = {"en": "Invented"}
    part = Relation("point_of", "meetings", {"en": "Meeting"}, {"en": "Points"})
    nowhere = Path("none.md")
    register_profile(Profile("meetings", names, nowhere, LIFE))
    register_profile(Profile("points", names, nowhere, LIFE, relations=(part,)))
    meetings, points = opened(world, code="m"), opened(world, code="p")
    Dataset.objects.filter(pk=meetings.pk).update(profile="meetings")
    Dataset.objects.filter(pk=points.pk).update(profile="points")
    meetings.refresh_from_db()
    points.refresh_from_db()
    yield meetings, points
    forget_profile("meetings")
    forget_profile("points")


def address(points: Dataset, meeting: Record, relation: str = "point_of") -> str:
    url = reverse("record-new", args=[points.ref])
    return f"{url}?relation={relation}&target={meeting.ref}"


def test_point_added_from_its_meeting__is_linked_both_ways(
    world: World, sign_in: SignIn, pair: tuple[Dataset, Dataset]
) -> None:
    meetings, points = pair
    meeting = recorded(world, meetings)
    client = sign_in("amina")
    page = client.get(reverse("record", args=[meeting.ref])).content.decode()
    url = address(points, meeting)
    assert url.replace("&", "&amp;") in page
    form = client.get(url).content.decode()
    assert "Belongs to: Well is dry" in form
    assert client.post(url, {"what": "Call them", "~do": "save"}).status_code == 302
    link = Link.objects.get()
    assert (link.relation, link.target) == ("point_of", meeting)
    page = client.get(reverse("record", args=[meeting.ref])).content.decode()
    assert "Points" in page
    assert "Call them" in page
    page = client.get(reverse("record", args=[link.source.ref])).content.decode()
    assert "Meeting" in page
    assert "Well is dry" in page


@pytest.mark.parametrize("wrong", ["hidden", "undeclared", "other register", "absent"])
def test_tie_that_is_not_declared_or_not_in_sight__absent(
    world: World, sign_in: SignIn, pair: tuple[Dataset, Dataset], wrong: str
) -> None:
    meetings, points = pair
    meeting = recorded(world, points if wrong == "other register" else meetings)
    if wrong == "hidden":
        Record.objects.filter(pk=meeting.pk).update(audience="agency")
    if wrong == "absent":
        meeting.ref = "0" * 16
    url = address(points, meeting, "made_up" if wrong == "undeclared" else "point_of")
    client = sign_in("celine")
    assert client.get(url).status_code == 404
    assert client.post(url, {"what": "x", "~do": "save"}).status_code == 404
    assert not Link.objects.exists()


def test_refused_answers__leave_neither_record_nor_tie(
    world: World, sign_in: SignIn, pair: tuple[Dataset, Dataset]
) -> None:
    meetings, points = pair
    meeting = recorded(world, meetings)
    answer = sign_in("amina").post(address(points, meeting), {"what": "", "~do": "save"})
    assert answer.status_code == 422
    assert 'action="' + address(points, meeting).replace("&", "&amp;") in answer.content.decode()
    assert Record.objects.count() == 1
