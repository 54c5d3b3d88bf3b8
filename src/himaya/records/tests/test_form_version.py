"""A register goes over to a newer form; records keep the version they were checked against."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.datasets.models import Dataset
from himaya.engines.xlsform import read_form
from himaya.instruments.actions import add_version, publish_version
from himaya.instruments.models import Version
from himaya.records.models import Record
from himaya.records.tests.register import FORM, opened, recorded, send

SignIn = Callable[[str], Client]
NEWER = FORM.replace("What happened      ", "What has happened  ").replace(
    "|        | text               | story      | Story              | القصة               | narrative   | sensitive:2  |                 |                |          |\n",
    "",
)


def newer(world: World, dataset: Dataset, *, publish: bool = True) -> Version:
    seat = world.people["amina"].acting
    form = read_form(NEWER, kind="md")
    version = add_version(seat=seat, instrument=dataset.instrument, form=form)
    return publish_version(seat=seat, version=version) if publish else version


def test_switched_register__old_records_stay_with_their_version(
    world: World, sign_in: SignIn
) -> None:
    dataset = opened(world)
    made = recorded(world, dataset)
    version = newer(world, dataset)
    client = sign_in("amina")
    url = reverse("dataset-version", args=[dataset.ref])
    assert "one record" in client.get(url).content.decode()
    assert client.post(url, {"version": version.ref}).status_code == 302

    page = client.get(reverse("record-new", args=[dataset.ref])).content.decode()
    assert "What has happened" in page
    assert 'name="story"' not in page
    amend = reverse("record-amend", args=[made.ref])
    page = client.get(amend).content.decode()
    assert 'name="story"' in page
    assert send(client, amend, page, story="Still asked").status_code == 302
    made.refresh_from_db()
    assert made.version.number == 1


def test_draft__refused(world: World, sign_in: SignIn) -> None:
    dataset = opened(world)
    draft = newer(world, dataset, publish=False)
    url = reverse("dataset-version", args=[dataset.ref])
    assert sign_in("amina").post(url, {"version": draft.ref}).status_code == 422
    dataset.refresh_from_db()
    assert dataset.version is not None
    assert dataset.version.number == 1


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 200), ("bakari", 403), ("celine", 403), ("nobody", 302)]
)
def test_who_may_switch(world: World, sign_in: SignIn, who: str, status: int) -> None:
    url = reverse("dataset-version", args=[opened(world).ref])
    assert sign_in(who).get(url).status_code == status


def test_counts_by_version__leave_hidden_records_out(world: World, sign_in: SignIn) -> None:
    dataset = opened(world)
    made = recorded(world, dataset)
    Record.objects.filter(pk=made.pk).update(level=4)
    page = sign_in("amina").get(reverse("dataset-version", args=[dataset.ref])).content.decode()
    assert "one record" not in page
