"""Help: an index and a page for each main page."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.world import World

from himaya.web.help_views import TOPICS


@pytest.mark.parametrize("topic", TOPICS)
def test_help_of_a_page__opens_and_leads_back(
    world: World, sign_in: Callable[[str], Client], topic: str
) -> None:
    page = sign_in("bakari").get(f"/help/{topic}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert text.count("<h1>") == 1
    assert 'aria-current="page"' in text


def test_help_index__names_every_topic(world: World, sign_in: Callable[[str], Client]) -> None:
    text = sign_in("amina").get("/help/").content.decode()
    assert all(f"/help/{topic}/" in text for topic in TOPICS)


def test_unknown_topic__not_found(world: World, sign_in: Callable[[str], Client]) -> None:
    assert sign_in("amina").get("/help/nonsense/").status_code == 404
