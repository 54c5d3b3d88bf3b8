"""Coding with the keyboard: two hundred passages, the connection down in between, one key each."""

import re

import pytest
from playwright.sync_api import Browser, Page

from himaya.jobs.worker import Worker
from himaya.library.tests.files import bring
from himaya.themes.coding.seeing import HELD
from himaya.themes.defaults import give_default_framework
from himaya.themes.models import Decision, Passage
from tests.journeys.chromium import window_of
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY = 200
SAID = (
    "Armed men abducted a teacher near the market, and nobody knows where he is.",
    "Families were forcibly evicted from the old school without any notice.",
    "The water point has been broken since Tuesday and women walk for hours.",
    "A landmine went off beside the road and injured two children at play.",
    "Identity documents of ninety families were lost when they had to flee.",
)
SECONDS = 60  # that what waits for the net may take to be sent


def report() -> str:
    """Two hundred passages, each another one."""
    return "\n\n".join(
        f"{SAID[n % len(SAID)]} This was report {n + 1} of the week." for n in range(MANY)
    )


def test_two_hundred_passages__coded_by_keys_and_none_lost(
    world: World, live_server: object, chromium: Browser
) -> None:
    give_default_framework(world.operation)
    version = bring(world, report(), "report.txt")
    Worker().run(drain=True)
    passages = Passage.objects.filter(version=version).count()
    assert passages == MANY
    window = window_of(chromium, world.people["amina"], str(live_server), "en", 1440)
    page = window.page
    keys, number = 0, 1
    page.goto(f"{window.root}/coding/{version.record.ref}/")
    while True:
        if number == 3:
            page.context.set_offline(True)
        keys += _code(page)
        if number == 3:
            page.wait_for_selector("#coding-waiting:not([hidden])")
            assert "waiting for the connection" in page.inner_text("#coding-waiting")
            page.context.set_offline(False)
        page.wait_for_selector("#coding-waiting", state="hidden", timeout=SECONDS * 1000)
        after = page.query_selector(".pages a[rel=next]")
        if after is None:
            break
        with page.expect_navigation():
            after.click()
        number += 1
    done = Decision.objects.filter(verdict="done", is_standing=True)
    assert set(done.values_list("passage__number", flat=True)) == set(range(1, MANY + 1))
    accepted = Decision.objects.filter(verdict__in=HELD, is_standing=True).count()
    assert keys == accepted + MANY
    assert accepted == MANY
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert not re.search("abduct|evict|water|mine", kept)
    window.look()
    window.close()


def _code(page: Page) -> int:
    """Accept the surest suggestion of each passage on the page, one key each, then go on."""
    pressed = 0
    for passage in page.query_selector_all("[data-passage]"):
        if passage.query_selector("[data-open]"):
            page.keyboard.press("a")
            pressed += 1
        page.keyboard.press("d")
        pressed += 1
    return pressed
