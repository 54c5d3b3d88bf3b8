"""Journeys "new operation, invite a second agency" and "view as agency Y", in English and Arabic."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from himaya.people.actions import make_installer
from himaya.people.models import Seat
from tests.journeys.chromium import Window, stranger, window_of
from tests.journeys.totp import code_of
from tests.world import PASSWORD, Persona, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def come_in(window: Window, link: str, email: str, name: str) -> None:
    """From the link to the first page: account, password, second factor."""
    page = window.page
    page.goto(link)
    window.look()
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    window.press()
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    window.look()
    window.press()
    window.open("agencies")  # any page leads to the set-up first
    window.look()
    key = page.inner_text("main code")
    page.fill("[name=code]", code_of(key))
    window.press()
    window.look()
    window.open("agencies")
    page.fill("[name=code]", code_of(key))
    window.press()
    assert page.url.endswith(reverse("agencies"))


def test_new_operation_and_a_second_agency(
    db: None,
    live_server: object,
    chromium: Browser,
    side: tuple[str, int],
) -> None:
    """An installer opens it, the coordinator comes in and invites a second agency's person."""
    root = str(live_server)
    ines = make_installer(email="ines@example.org", name="Ines", password=PASSWORD)
    window = window_of(chromium, Persona(ines, Seat()), root, *side)
    window.open("installation")
    window.look()
    window.press(".page-head .button.primary")
    for name, value in {
        "name_en": "Sahil",
        "name_ar": "ساحل",
        "slug": "sahil",
        "agency_acronym": "PCU",
        "agency_name": "Protection coordination unit",
        "coordinator_name": "Gada",
        "coordinator_email": "gada@example.org",
    }.items():
        window.page.fill(f"[name={name}]", value)
    window.look()
    window.press()
    window.look()

    coordinator = stranger(chromium, root, side)
    link = window.page.input_value("#link")
    come_in(coordinator, link, "gada@example.org", "Gada")
    coordinator.open("agency-add")
    coordinator.page.fill("[name=acronym]", "NRO")
    coordinator.page.fill("[name=name_en]", "Neighbours relief")
    coordinator.press()
    coordinator.look()
    coordinator.press(".page-head .button.primary")
    coordinator.page.fill("[name=name]", "Hala")
    coordinator.page.fill("[name=email]", "hala@example.org")
    coordinator.page.select_option("[name=role]", "focal_point")
    coordinator.page.select_option("[name=access_level]", "2")
    coordinator.page.check("[name=everywhere]")
    coordinator.look()
    coordinator.press()

    partner = stranger(chromium, root, side)
    come_in(partner, coordinator.page.input_value("#link"), "hala@example.org", "Hala")
    seat = Seat.objects.get(account__email="hala@example.org")
    assert (seat.agency.acronym, seat.role, seat.access_level) == ("NRO", "focal_point", 2)
    window.open("installation")
    assert window.page.locator("main table a").count() == 0  # staffed: no way in any more


def test_view_as_agency(
    world: World, live_server: object, chromium: Browser, side: tuple[str, int]
) -> None:
    """The coordinator looks at what another agency sees, cannot change it, and comes back."""
    window = window_of(chromium, world.people["dawit"], str(live_server), *side)
    hra, wci = world.agencies["HRA"].ref, world.agencies["WCI"].ref
    window.open("agency", wci)
    window.press(f"form[action='{reverse('view-as', args=[wci])}'] button")
    window.open("agency", hra)
    window.look()
    assert "WCI" in window.page.inner_text("header .sill")
    assert "Amina" not in window.page.inner_text("main")
    assert window.page.locator(".page-head .button").count() == 0
    window.press(f"form[action='{reverse('view-as-stop')}'] button")
    window.open("agency", hra)
    assert "Amina" in window.page.inner_text("main")
    window.look()
