"""Requests of nobody in particular: limited per address, and no address anywhere in clear."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.world import World, table

from himaya.audit.models import Event
from himaya.kernel import clock
from himaya.kernel.crypto import fingerprint
from himaya.people.models import Token

SignIn = Callable[[str], Client]
MOST = 3
NOON = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)
OFFICE = "192.0.2.7"


@pytest.fixture(autouse=True)
def _few(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three a minute, at noon."""
    settings.HIMAYA_ANONYMOUS_PER_MINUTE = MOST
    monkeypatch.setattr(clock, "now", lambda: NOON)
    cache.clear()
    yield
    cache.clear()


def knock(path: str = "", address: str = OFFICE, **headers: str) -> Any:  # noqa: ANN401 - Django's test response
    page = path or reverse("agencies")
    return Client().get(page, REMOTE_ADDR=address, headers=headers)


def statuses(times: int, path: str = "", address: str = OFFICE) -> list[int]:
    return [knock(path, address).status_code for _ in range(times)]


# A guarded page, a public one, a page that is shut, and the API.
DOORS = table("""
| /agencies/           | 302 |
| /account/login/      | 200 |
| /account/signup/     | 404 |
| /api/v1/agencies     | 401 |
""")


@pytest.mark.parametrize(("path", "status"), DOORS)
def test_too_many__429_and_the_log_stops_growing(db: None, path: str, status: str) -> None:
    assert statuses(10, path) == [int(status)] * MOST + [429] * 7
    events = Event.objects.order_by("pk")
    assert [event.note for event in events][MOST:] == ["limited"]
    limited = events[MOST]
    assert (limited.effect, limited.scope, len(limited.thing)) == ("deny", "route", 16)


def test_answer__says_when_to_come_back(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(seconds=20))
    statuses(MOST)
    page = knock()
    assert (page.status_code, page["Retry-After"]) == (429, "40")
    assert "Too many requests" in page.content.decode()
    program = knock("/api/v1/agencies")
    assert program["Content-Type"] == "application/problem+json"
    assert (program.json()["code"], program["Retry-After"]) == ("too_many_requests", "40")


def test_next_minute__open_again_but_not_beyond_the_hour(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_minutes = 0
    for minute in range(15):
        monkeypatch.setattr(clock, "now", lambda m=minute: NOON + timedelta(minutes=m))
        seen = statuses(MOST + 2)
        assert seen in ([302] * MOST + [429] * 2, [429] * (MOST + 2))
        open_minutes += seen[0] == 302
    assert open_minutes == 10
    assert int(knock()["Retry-After"]) > 60
    # One row for each minute that was full, and one for the hour.
    assert Event.objects.filter(note="limited").count() <= 15
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=1))
    assert statuses(1) == [302]


SAME = table("""
| one                 | other               | shared |
| 192.0.2.7           | 192.0.2.7           | yes    |
| 192.0.2.7           | 192.0.2.8           | no     |
| ::ffff:192.0.2.7    | 192.0.2.7           | yes    |
| 2001:db8:0:1::7     | 2001:db8:0:1:ffff:: | yes    |
| 2001:db8:0:1::7     | 2001:db8:0:2::7     | no     |
""")[1:]


@pytest.mark.parametrize(("one", "other", "shared"), SAME)
def test_addresses__counted_as_one_machine_has_them(
    db: None, one: str, other: str, shared: str
) -> None:
    statuses(MOST, address=one)
    assert (knock(address=other).status_code == 429) == (shared == "yes")


PROXIES = table("""
| proxies | passed on              | counted as |
| 0       | 198.51.100.1           | proxy      |
| 1       | 198.51.100.1           | visitor    |
| 1       | 10.9.9.9, 198.51.100.1 | visitor    |
| 2       | 198.51.100.1, 10.0.0.2 | visitor    |
| 2       | 198.51.100.1           | proxy      |
""")[1:]


@pytest.mark.parametrize(("proxies", "passed_on", "counted_as"), PROXIES)
def test_behind_proxies_of_ours__what_the_outermost_saw(
    db: None, settings: Settings, proxies: str, passed_on: str, counted_as: str
) -> None:
    """What a visitor writes into the header further left is not believed."""
    statuses(MOST, address="198.51.100.1")
    settings.HIMAYA_PROXIES = int(proxies)
    headers = {"x-forwarded-for": passed_on}
    page = Client().get(reverse("agencies"), REMOTE_ADDR="10.0.0.1", headers=headers)
    assert (page.status_code == 429) == (counted_as == "visitor")


def test_signed_in_or_with_a_token__not_counted(world: World, sign_in: SignIn) -> None:
    Token.objects.create(
        operation=world.operation,
        seat=world.people["amina"].seat,
        label="t",
        secret_hash=fingerprint("secret"),
        verbs=["agency.view"],
        expires_at=NOON + timedelta(days=1),
    )
    statuses(MOST + 1)
    client = sign_in("amina")
    page, headers = reverse("agencies"), {"authorization": "Bearer secret"}
    for _ in range(MOST + 2):
        assert client.get(page, REMOTE_ADDR=OFFICE).status_code == 200
        listed = Client().get("/api/v1/agencies", REMOTE_ADDR=OFFICE, headers=headers)
        assert listed.status_code == 200
    assert knock("/api/v1/agencies", authorization="Bearer guess").status_code == 429


def test_address__nowhere_in_clear(db: None) -> None:
    statuses(MOST + 1)
    Client().post(  # allauth counts wrong passwords by address
        reverse("account_login"),
        {"login": "nobody@example.org", "password": "x"},
        REMOTE_ADDR="192.0.2.9",
    )
    kept = str(cache._cache) + str(cache._expire_info)  # type: ignore[attr-defined]
    assert len(cache._cache) >= 4  # type: ignore[attr-defined]
    for address in (OFFICE, "192.0.2.9"):
        assert address not in kept
        assert address not in str(list(Event.objects.values()))


def test_next_day__another_fingerprint(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses(MOST + 1)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))
    statuses(MOST + 1)
    sources = set(Event.objects.filter(note="limited").values_list("thing", flat=True))
    assert len(sources) == 2


def test_flood__fills_no_other_log_either(db: None) -> None:
    """Django would note each 429 with its path, which may hold the secret of an invitation."""
    import logging

    noted: list[logging.LogRecord] = []
    keep = logging.Handler()
    keep.emit = noted.append  # type: ignore[method-assign,assignment]
    logger = logging.getLogger("django.request")
    logger.addHandler(keep)
    try:
        statuses(MOST + 3, "/invitations/accept/a-secret/")
    finally:
        logger.removeHandler(keep)
    assert noted == []
