"""Journey "wrong agency sees nothing": all that Amina's agency keeps to itself is silent to Celine."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from himaya.records.tests.register import opened, recorded
from tests.journeys.chromium import Window, window_of
from tests.journeys.crawl import Walk
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORD, TITLE = "Well", "Well is dry"  # of Amina's record
NO_SUCH_PAGE = 404
LISTS = ("home", "datasets", "systems", "instruments", "imports", "agencies", "search")


def what_is_listed(window: Window) -> dict[str, str]:
    """The words of each list, counts included, and what the search finds."""
    words = {}
    for name in LISTS:
        window.open(name)
        words[name] = window.page.inner_text("main")
    words["ways"] = window.page.text_content("#ways") or ""
    words["found"] = found_by(window)
    return words


def found_by(window: Window) -> str:
    """What the search says to the word."""
    window.open("search")
    window.page.fill("main [name=q]", WORD)
    with window.page.expect_navigation():
        window.page.press("main [name=q]", "Enter")
    return window.page.inner_text("main")


def test_wrong_agency_sees_nothing(
    world: World, live_server: object, chromium: Browser, side: tuple[str, int]
) -> None:
    world.workspace.agency = world.agencies["HRA"]
    world.workspace.save(update_fields=["agency"])
    world.workspace.members.clear()
    people, root = world.people, str(live_server)
    celine = window_of(chromium, people["celine"], root, *side)
    amina = window_of(chromium, people["amina"], root, *side)
    celine.open("home")  # the first visit says so
    before = what_is_listed(celine)

    record = recorded(world, opened(world, audience="agency"))
    refs = (record.ref, record.dataset.ref, record.dataset.instrument.ref)
    lists = [reverse(name) for name in LISTS]
    hers = Walk(amina, lists, only=refs)
    own = [url for url in hers.pages() if url not in lists]
    assert len(own) > len(refs)
    assert TITLE in found_by(amina)

    assert what_is_listed(celine) == before
    for url in own:
        answer = celine.page.goto(root + url)
        assert answer is not None
        assert answer.status == NO_SUCH_PAGE, url
        assert WORD not in celine.page.content()
    celine.look()
