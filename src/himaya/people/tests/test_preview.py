"""Looking at what another agency sees: never more than either may see, and read only."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.gate.decisions import authorize, could_ever, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.people.middleware import SESSION_VIEW_AS, previewed
from himaya.people.models import Agency, Seat
from himaya.places.models import AdminUnit, PopulationGroup, Site
from himaya.systems.models import InformationSystem

SignIn = Callable[[str], Client]
MODELS = (Agency, Seat, AdminUnit, Site, PopulationGroup, InformationSystem)


def looking(world: World, who: str, agency: str) -> tuple[ActingSeat, ActingSeat, ActingSeat]:
    """The seat, the stand-in for the agency, and the preview of both."""
    from dataclasses import replace

    own = world.people[who].acting
    other = previewed(own, world.agencies[agency])
    return own, other, replace(own, viewing_as=other)


@pytest.fixture
def sites(world: World) -> None:
    for level in (1, 2, 3, 4):
        Site.objects.create(
            operation=world.operation,
            code=f"S{level}",
            kind="other",
            unit=world.areas["MJ01"],
            level=level,
        )


@pytest.mark.parametrize("agency", ["HRA", "WCI", "OTH"])
@pytest.mark.parametrize("who", ["dawit", "amina", "bakari"])
def test_preview__rows_are_those_both_may_see(
    world: World, sites: None, who: str, agency: str
) -> None:
    own, other, both = looking(world, who, agency)
    for model in MODELS:
        rows = model.objects.all()
        seen = {
            kind: set(visible_to(rows, seat))
            for kind, seat in (("own", own), ("other", other), ("both", both))
        }
        assert seen["both"] == seen["own"] & seen["other"], model
    assert visible_to(Site.objects.all(), both).count() <= 3


@pytest.mark.parametrize(
    "verb", [verb for verb in Verb if not verb.value.endswith((".view", ".use"))]
)
def test_preview__changes_nothing(world: World, verb: Verb) -> None:
    _, _, both = looking(world, "dawit", "HRA")
    for thing in (
        world.operation,
        world.agencies["HRA"],
        world.people["bakari"].seat,
        world.areas["MJ01"],
    ):
        assert not authorize(both, verb, thing).allowed


def test_preview__routes_of_change_are_shut(world: World) -> None:
    _, _, both = looking(world, "dawit", "HRA")
    assert could_ever(both, Verb.AGENCY_VIEW, "agency")
    assert not could_ever(both, Verb.AGENCY_MANAGE, "agency")


def test_preview__begins_says_so_and_ends(world: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    hra = reverse("agency", args=[world.agencies["HRA"].ref])
    assert "Amina" in client.get(hra).content.decode()
    client.post(reverse("view-as", args=[world.agencies["WCI"].ref]))
    page = client.get(hra).content.decode()
    assert "WCI" in page
    assert reverse("view-as-stop") in page
    assert "Amina" not in page
    assert client.get(reverse("agency-add")).status_code == 403
    assert (
        client.post(reverse("seat-end", args=[world.people["bakari"].seat.ref])).status_code == 403
    )
    client.post(reverse("view-as-stop"))
    assert "Amina" in client.get(hra).content.decode()


def test_preview_in_a_session_that_may_not__dropped(world: World, sign_in: SignIn) -> None:
    client = sign_in("amina")
    for ref in (world.agencies["WCI"].ref, "nosuchagency0000"):
        session = client.session
        session[SESSION_VIEW_AS] = ref
        session.save()
        assert client.get(reverse("agencies")).context["seat"].viewing_as is None
        assert SESSION_VIEW_AS not in client.session


def test_switching_seat__ends_the_preview(world: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    client.post(reverse("view-as", args=[world.agencies["WCI"].ref]))
    client.post(reverse("seats-switch"), {"seat": world.people["dawit"].seat.ref})
    assert client.get(reverse("agencies")).context["seat"].viewing_as is None
