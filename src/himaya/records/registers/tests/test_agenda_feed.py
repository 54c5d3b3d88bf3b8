"""One calendar of all registers for programs: what stands in it, for whom, and what ends it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.world import World

from himaya.audit.models import Event
from himaya.datasets.models import Dataset
from himaya.kernel.problems import Problem
from himaya.people.models import Seat, Token
from himaya.records.agenda import make_agenda
from himaya.records.registers.tests.test_feed import FORM, fetch, low, put, titles
from himaya.records.tests.register import opened

SignIn = Callable[[str], Client]


@pytest.fixture
def registers(world: World) -> list[Dataset]:
    """Two Low registers of HRA and a Moderate one, each with something due today."""
    found = [opened(world, FORM, code=code) for code in ("first", "second", "third")]
    for dataset in found[:2]:
        low(dataset)
    for dataset, title in zip(found, ("Well is dry", "Pump is due", "Talk"), strict=True):
        put(world, dataset, title)
    return found


def agenda(world: World, who: str = "amina", cap: int = 1) -> str:
    secret = make_agenda(seat=world.people[who].acting, label="phone", level_cap=cap)
    return reverse("calendar-feed", args=[secret])


def test_all_registers_within_the_token__each_in_the_log(
    world: World, registers: list[Dataset]
) -> None:
    assert titles(agenda(world)) == {"Due: Well is dry", "Due: Pump is due"}
    logged = Event.objects.filter(note="calendar").values_list("thing", flat=True)
    assert set(logged) == {dataset.ref for dataset in registers[:2]}
    assert "Due: Talk" in titles(agenda(world, "dawit", 2))


def test_register_out_of_sight_or_copies_refused__left_out(
    world: World, registers: list[Dataset]
) -> None:
    url = agenda(world, "celine")
    Dataset.objects.filter(pk=registers[0].pk).update(audience="agency")
    assert titles(url) == {"Due: Pump is due"}
    Seat.objects.filter(pk=world.people["celine"].seat.pk).update(role="reader")
    assert fetch(url).status_code == 404


def test_page__makes_one_and_lists_it(
    world: World, registers: list[Dataset], sign_in: SignIn
) -> None:
    client, url = sign_in("amina"), reverse("agenda-calendar")
    beside = client.get(reverse("dataset-calendar", args=[registers[0].ref])).content.decode()
    made = client.post(url, {"label": "My phone", "days": 30, "level_cap": 1})
    assert url in beside
    assert titles(made.context["address"]) == {"Due: Well is dry", "Due: Pump is due"}
    assert "My phone" in client.get(url).content.decode()
    Token.objects.update(revoked_at="2026-01-01T00:00Z")
    assert fetch(made.context["address"]).status_code == 404


def test_reader__gets_none(world: World, sign_in: SignIn) -> None:
    assert sign_in("bakari").get(reverse("agenda-calendar")).status_code == 403
    with pytest.raises(Problem, match="not_allowed"):
        agenda(world, "bakari")
    assert not Token.objects.exists()


def test_more_records__no_more_queries(world: World, registers: list[Dataset]) -> None:
    url = agenda(world)
    with CaptureQueriesContext(connection) as few:
        fetch(url)
    for number in range(5):
        put(world, registers[0], f"Call {number}")
    with CaptureQueriesContext(connection) as many:
        fetch(url)
    assert len(many) == len(few) <= 32
