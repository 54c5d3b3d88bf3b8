"""At the door: one recorded route decision per request, and refusals that say why.

Requirement (protocol.md, Tests): exactly one recorded route decision per request; filters and item
decisions carry its id.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.access.universe import universe_of
from tests.world import World, table

from himaya.audit.models import Event

REQUESTS = table("""
| amina  | GET  | /                 | permit |
| nobody | GET  | /                 | deny   |
| nobody | GET  | /account/login/   | permit |
| nobody | GET  | /account/2fa/     | deny   |
| amina  | GET  | /account/2fa/     | permit |
| amina  | GET  | /systems/         | permit |
| bakari | GET  | /systems/new/     | deny   |
| dawit  | GET  | /systems/new/     | permit |
| amina  | POST | /systems/new/     | deny   |
| nobody | GET  | /api/v1/me        | deny   |
| nobody | GET  | /api/v1/openapi.json | permit |
| nobody | GET  | /account/signup/  | deny   |
""")


@pytest.mark.parametrize("row", REQUESTS, ids=" ".join)
def test_each_request__one_route_decision(sign_in: Callable[[str], Client], row: list[str]) -> None:
    who, method, path, effect = row
    sign_in(who).generic(method, path)
    event = Event.objects.get(scope="route")
    assert event.effect == effect
    assert event.request
    assert event.door == ("api" if path.startswith("/api/") else "page")


def test_reading_a_high_record__item_event_carries_the_request_of_the_route(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    record = universe_of(world).things["agency"]["record"]
    type(record)._default_manager.filter(pk=record.pk).update(level=3)
    answer = sign_in("amina").get(reverse("record", args=[record.ref]))  # type: ignore[attr-defined]
    assert answer.status_code == 200
    route = Event.objects.get(scope="route")
    items = Event.objects.filter(scope="item")
    assert items.count() == 1
    assert {event.request for event in items} == {route.request}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_refused_page__says_why_in_the_readers_language(
    world: World, sign_in: Callable[[str], Client], language: str
) -> None:
    client = sign_in("bakari")
    answer = client.get("/systems/new/", headers={"accept-language": language})
    assert answer.status_code == 403
    text = answer.content.decode()
    assert {"en": "may manage", "ar": "يجوز"}[language] in text
    fragment = client.get("/systems/new/", headers={"hx-request": "true", "accept-language": "en"})
    assert fragment.status_code == 403
    assert "<html" not in fragment.content.decode()
    assert "may manage" in fragment.content.decode()
