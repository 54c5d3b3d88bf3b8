"""GeoJSON for map programs: each record at a spot in its area, with what may leave, and no more."""

import json
from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.engines.figures import pack
from himaya.files.actions import read_file
from himaya.places.models import AdminUnit
from himaya.records.tests.register import opened, recorded
from himaya.releases.models import Release

SignIn = Callable[[str], Client]
FORM = """
| survey |          |        |        |             |             |
|        | type     | name   | label  | means       | sensitivity |
|        | text     | what   | What   | title       | none:1      |
|        | text     | where  | Where  | area        | none:1      |
|        | geopoint | point  | Point  | point       | direct:2    |
|        | text     | caller | Caller | person.name | direct:2    |
"""
SQUARE = [[(10.0, 20.0), (12.0, 20.0), (12.0, 22.0), (10.0, 22.0), (10.0, 20.0)]]


def test_record__at_a_spot_of_its_area_without_persons_and_position(
    world: World, sign_in: SignIn
) -> None:
    AdminUnit.objects.filter(pcode="MJ0101").update(shape=pack(SQUARE))
    dataset = opened(world, FORM)
    answers = {"what": "Talk", "where": "MJ0101", "point": "20.0001 10.0001", "caller": "Nim Otter"}
    made = recorded(world, dataset, answers)
    recorded(world, dataset, {"what": "Rumour", "where": "MJ02"})

    sign_in("amina").post(reverse("dataset-copies", args=[dataset.ref]), {"form": "geojson"})

    release = Release.objects.get()
    assert release.file is not None
    found = json.loads(read_file(release.file))
    first, second = found["features"]
    assert (found["type"], second["geometry"]) == ("FeatureCollection", None)
    assert first["geometry"] == {"type": "Point", "coordinates": [11.0, 21.0]}
    assert first["properties"]["himaya_id"] == made.ref
    assert (first["properties"]["what"], first["properties"]["where"]) == ("Talk", "MJ0101")
    assert "Otter" not in json.dumps(found)
    assert "20.0001" not in json.dumps(found)


def test_register_without_areas__no_such_file(world: World, sign_in: SignIn) -> None:
    dataset = opened(world)

    page = sign_in("amina").get(reverse("dataset-copies", args=[dataset.ref])).content.decode()

    assert "geojson" not in page


def test_form_that_is_not_offered__refused(world: World, sign_in: SignIn) -> None:
    dataset = opened(world)

    answer = sign_in("amina").post(reverse("dataset-copies", args=[dataset.ref]), {"form": "exe"})

    assert answer.status_code == 422
    assert "does not have the shape" in answer.content.decode()
    assert not Release.objects.exists()
