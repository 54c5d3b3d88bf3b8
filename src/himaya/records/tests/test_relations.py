"""Recording what belongs to a record: declared relations only, and targets in sight only."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.audit.models import Event
from himaya.datasets.declarations import (
    Lifecycle,
    Profile,
    Relation,
    State,
    forget_profile,
    register_profile,
)
from himaya.datasets.models import Dataset
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.actions import link_records, unlink_records
from himaya.records.models import EndedLink, Link, Record
from himaya.records.relations import candidates
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


def relate(client: Client, point: Record, **fields: str) -> Any:  # noqa: ANN401 - the test client's response
    url = reverse("record-relations", args=[point.ref])
    return client.post(url, {"relation": "point_of", "words": "well dry", **fields})


def test_other_record_found_by_its_words_or_reference__related_and_taken_away_again(
    world: World, sign_in: SignIn, pair: tuple[Dataset, Dataset]
) -> None:
    meetings, points = pair
    meeting, point = recorded(world, meetings), recorded(world, points)
    url = reverse("record-relations", args=[point.ref])
    client = sign_in("amina")
    assert url in client.get(reverse("record", args=[point.ref])).content.decode()
    assert client.get(url).status_code == 200
    for words in ("well dry", meeting.ref):
        page = relate(client, point, words=words).content.decode()
        assert f'value="{meeting.ref}"' in page
        assert f'value="{point.ref}"' not in page  # no meeting, and itself
    # Choosing is not relating: another search was asked for.
    assert relate(client, point, target=meeting.ref).status_code == 200
    assert not Link.objects.exists()

    answer = relate(client, point, target=meeting.ref, do="relate")
    assert answer.status_code == 302
    link = Link.objects.get()
    assert (link.source, link.relation, link.target) == (point, "point_of", meeting)
    end = reverse("record-unlink", args=[point.ref, link.ref])
    assert end in client.get(url).content.decode()

    assert client.post(end, {"reason": " "}).status_code == 422
    assert client.post(end, {"reason": "another meeting"}).status_code == 302
    assert not Link.objects.exists()
    ended = EndedLink.objects.get()
    assert (ended.source, ended.target, ended.reason) == (point, meeting, "another meeting")
    noted = Event.objects.filter(verb=Verb.RECORD_LINK, scope="change").latest("pk")
    assert (noted.thing, noted.note) == (point.ref, "ended point_of")
    assert client.post(end, {"reason": "again"}).status_code == 404


def test_nothing_found_or_wrongly_asked__said_so(
    world: World, sign_in: SignIn, pair: tuple[Dataset, Dataset]
) -> None:
    meetings, points = pair
    meeting, point = recorded(world, meetings), recorded(world, points)
    client = sign_in("amina")
    assert "Nothing found" in relate(client, point, words="unheard").content.decode()
    assert relate(client, point, words="").status_code == 422
    assert relate(client, point, relation="made_up").status_code == 422
    assert relate(client, point, target="0" * 16, do="relate").status_code == 404
    assert relate(client, point, target=point.ref, do="relate").status_code == 404
    # A meeting declares nothing: there is no form, nor a way to it.
    url = reverse("record-relations", args=[meeting.ref])
    assert "declare no relations" in client.get(url).content.decode()
    assert url not in client.get(reverse("record", args=[meeting.ref])).content.decode()
    assert candidates(meeting, "point_of", "well", world.people["amina"].acting) == []


def test_record_to_itself__never_related(world: World, sign_in: SignIn) -> None:
    names, nowhere = {"en": "Invented"}, Path("none.md")
    follows = Relation("follows", "visits", {"en": "Follows"}, {"en": "Followed by"})
    register_profile(Profile("visits", names, nowhere, LIFE, relations=(follows,)))
    visits = opened(world, code="v")
    Dataset.objects.filter(pk=visits.pk).update(profile="visits")
    visits.refresh_from_db()
    visit = recorded(world, visits)
    fields = {"relation": "follows", "target": visit.ref, "do": "relate"}
    assert relate(sign_in("amina"), visit, **fields).status_code == 404
    assert not Link.objects.exists()
    forget_profile("visits")


def test_hidden_meeting__neither_offered_nor_untied(
    world: World, sign_in: SignIn, pair: tuple[Dataset, Dataset]
) -> None:
    meetings, points = pair
    meeting, point = recorded(world, meetings), recorded(world, points)
    amina = world.people["amina"].acting
    link = link_records(seat=amina, relation="point_of", source=point, target=meeting)
    Record.objects.filter(pk=meeting.pk).update(audience="agency")
    client = sign_in("dawit")  # he may amend the shared register
    assert "Nothing found" in relate(client, point, words=meeting.ref).content.decode()
    page = client.get(reverse("record-relations", args=[point.ref])).content.decode()
    assert meeting.ref not in page
    assert link.ref not in page
    end = reverse("record-unlink", args=[point.ref, link.ref])
    assert client.post(end, {"reason": "x"}).status_code == 404
    assert Link.objects.exists()


def test_who_may_untie(world: World, pair: tuple[Dataset, Dataset]) -> None:
    meetings, points = pair
    meeting, point = recorded(world, meetings), recorded(world, points)
    amina, celine = world.people["amina"].acting, world.people["celine"].acting
    link = link_records(seat=amina, relation="point_of", source=point, target=meeting)
    for seat, reason, code in (
        (celine, "x", Code.NOT_ALLOWED),
        (amina, " ", Code.SHAPE_REFUSED),
    ):
        with pytest.raises(Problem) as refused:
            unlink_records(seat=seat, link=link, reason=reason)
        assert refused.value.code == code
    unlink_records(seat=amina, link=link, reason="x")
    link.pk = 0  # as a second person still holds it
    with pytest.raises(Problem) as late:
        unlink_records(seat=amina, link=link, reason="x")
    assert late.value.code == Code.ALREADY_DONE
    assert EndedLink.objects.count() == 1
