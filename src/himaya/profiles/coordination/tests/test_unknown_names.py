"""A meeting's location or chair that nobody knows: asked about at every door, kept by who is sure."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.collect.actions import register_for
from himaya.datasets.models import Dataset
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.people.tokens import make_token
from himaya.places.tests.outlining import outline
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.records.actions import AnswersRefused, amend_record, create_record
from himaya.records.models import Record
from himaya.records.tests.register import send

SignIn = Callable[[str], Client]


@pytest.fixture
def meetings(world: World) -> Dataset:
    return register_for(seat=world.people["dawit"].acting, profile_code="meeting")


def answers(**said: str) -> dict[str, str]:
    today = clock.today().isoformat()
    known = {"title": "Talk", "kind": "regular", "date": today, "chair": "CCU", "area": "MJ01"}
    return known | {"status": "planned"} | said


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({}, {}),
        ({"area": "MJ0199"}, {"area": "unknown.area"}),
        ({"chair": "CCU, NOBODY"}, {"chair": "unknown.agency"}),
        ({"chair": "HRA WCI", "minute_taker": "ZZZ"}, {"minute_taker": "unknown.agency"}),
    ],
)
def test_recorded__asked_about_unless_sure(
    world: World, meetings: Dataset, said: dict[str, str], codes: dict[str, str]
) -> None:
    seat = world.people["dawit"].acting
    try:
        create_record(seat=seat, dataset=meetings, answers=answers(**said))
        found = {}
    except AnswersRefused as refused:
        found = {path: errors[0].code for path, errors in refused.checked.errors.items()}
    assert found == codes
    create_record(seat=seat, dataset=meetings, answers=answers(**said), sure=True)


def test_amended__only_what_is_new_is_asked_about(world: World, meetings: Dataset) -> None:
    seat = world.people["dawit"].acting
    record = create_record(
        seat=seat, dataset=meetings, answers=answers(chair="Ministry"), sure=True
    )
    amend_record(seat=seat, record=record, answers=answers(chair="Ministry", title="T"), seen=1)
    with pytest.raises(AnswersRefused):
        amend_record(seat=seat, record=record, answers=answers(chair="Ministr"), seen=2)


def test_page__asks_and_takes_the_tick(world: World, meetings: Dataset, sign_in: SignIn) -> None:
    client, url = sign_in("dawit"), reverse("record-new", args=[meetings.ref])
    html = client.get(url).content.decode()
    assert "~sure" not in html
    asked = send(client, url, html, **answers(chair="Ministry"))
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "No agency here has this acronym" in page
    assert send(client, url, page, **{"~sure": "1"}).status_code == 302
    assert Record.objects.get().status == "planned"


def test_api__refuses_with_a_code_and_takes_sure(
    world: World, meetings: Dataset, client: Client
) -> None:
    seat = world.people["dawit"].acting
    verbs = [Verb.DATASET_VIEW, Verb.RECORD_VIEW, Verb.RECORD_CREATE]
    _, secret = make_token(seat=seat, label="t", verbs=verbs, level_cap=2)
    url, body = f"/api/v1/datasets/{meetings.ref}/records", {"answers": answers(area="XX9")}

    def post(**more: bool) -> tuple[int, str]:
        sent = client.post(
            url,
            body | more,
            content_type="application/json",
            headers={"authorization": f"Bearer {secret}"},
        )
        return sent.status_code, sent.content.decode()

    status, text = post()
    assert (status, "unknown.area" in text, "XX9" in text) == (422, True, False)
    assert post(sure=True)[0] == 201


@pytest.mark.parametrize(
    ("position", "is_asked"), [("0.5 1.5 0 0", False), ("50.5 1.5 0 0", True), ("1.5 40 0 0", True)]
)
def test_position_outside_all_areas__asked_about_unless_sure(
    world: World, position: str, *, is_asked: bool
) -> None:
    outline(world)
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="hazard")
    told = SOUND["hazard"] | {"precision": "exact", "position": position}
    try:
        create_record(seat=seat, dataset=dataset, answers=told)
        asked = {}
    except AnswersRefused as refused:
        asked = {path: errors[0].code for path, errors in refused.checked.errors.items()}
    assert asked == ({"position": "outside.areas"} if is_asked else {})
    create_record(seat=seat, dataset=dataset, answers=told, sure=True)
