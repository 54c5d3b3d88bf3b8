"""From signing in to a kept record with the keyboard alone; whoever presses Tab sees where."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from playwright.sync_api import Browser

from himaya.records.models import Record
from himaya.records.tests.register import opened
from tests.journeys.chromium import Window, stranger
from tests.journeys.totp import code_of
from tests.world import PASSWORD, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_STOPS = 90

_STOP = """wanted => {
    const at = document.activeElement;
    const style = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return {
        there: at.matches(wanted),
        what: at.outerHTML.slice(0, 120),
        visible: ring || style.boxShadow !== "none",
        inside: at === document.body || (box.width > 0 && box.bottom > 0
            && box.top < innerHeight && box.right > 0 && box.left < innerWidth),
    };
}"""


def tab_to(window: Window, wanted: str) -> None:
    """Press Tab until the wanted thing has the focus; each stop on the way shows that it has."""
    for _stop in range(MOST_STOPS):
        window.page.keyboard.press("Tab")
        stop: dict[str, Any] = window.page.evaluate(_STOP, wanted)
        assert stop["visible"], f"no ring: {stop['what']}"
        assert stop["inside"], f"out of sight: {stop['what']}"
        if stop["there"]:
            return
    pytest.fail(f"the keyboard does not reach {wanted}")


def enter(window: Window) -> None:
    """Press Enter and wait for the page it leads to."""
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")


def test_keyboard_alone__from_signing_in_to_a_kept_record(
    world: World, live_server: object, chromium: Browser, side: tuple[str, int]
) -> None:
    dataset = opened(world)
    amina = world.people["amina"].account
    key = generate_totp_secret()
    TOTP.activate(amina, key)
    window = stranger(chromium, str(live_server), side)
    keys = window.page.keyboard

    window.open("home")
    tab_to(window, "[name=login]")
    keys.type(amina.email)
    tab_to(window, "[name=password]")
    keys.type(PASSWORD)
    enter(window)
    window.look()
    tab_to(window, "[name=code]")
    keys.type(code_of(key))
    enter(window)

    window.open("datasets")
    tab_to(window, f"main a[href='{reverse('dataset', args=[dataset.ref])}']")
    enter(window)
    tab_to(window, f"main a[href='{reverse('record-new', args=[dataset.ref])}']")
    enter(window)
    tab_to(window, "#q-what")
    keys.type("Well is dry")
    tab_to(window, ".actions button[value=save]")
    enter(window)

    record = Record.objects.get()
    assert window.page.url == window.root + reverse("record", args=[record.ref])
    assert window.complaints == []
