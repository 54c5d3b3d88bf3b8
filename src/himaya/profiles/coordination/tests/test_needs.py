"""Collect only what you need: the page of a form version names needs that nobody stated."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.engines.xlsform import read_form
from himaya.instruments.actions import create_instrument
from himaya.instruments.models import Version
from himaya.profiles.coordination.tests.keeping import keep, move
from himaya.profiles.coordination.tests.test_refusals import SOUND

SignIn = Callable[[str], Client]
FORM = """
| survey |         |         |                     |       |             |      |
|        | type    | name    | label               | means | sensitivity | need |
|        | text    | title   | Heading             | title | none        |      |
|        | integer | missing | Papers missing      | count | none        | N1   |
|        | integer | roads   | Roads people avoid  | count | none        | N2   |
"""
HEADING = "Information needs to be stated"


@pytest.fixture
def version(world: World) -> Version:
    form = read_form(FORM, kind="md")
    seat = world.people["dawit"].acting
    return create_instrument(seat=seat, system=world.workspace, code="papers", form=form)


def page_of(client: Client, version: Version) -> str:
    address = reverse("instrument-version", args=[version.instrument.ref, version.number])
    return client.get(address).content.decode()


def test_questions__named_until_their_need_is_stated(
    world: World, sign_in: SignIn, version: Version
) -> None:
    client = sign_in("dawit")
    before = page_of(client, version)
    assert HEADING in before
    assert "2 questions name information needs" in before

    keep(world, "information_need", SOUND["information_need"])

    after = page_of(client, version)
    assert "One question names an information need" in after
    assert after.count("Roads people avoid") == before.count("Roads people avoid")
    keep(world, "information_need", SOUND["information_need"] | {"code": "N2"})
    assert HEADING not in page_of(client, version)


def test_need_that_was_dropped__is_not_stated(
    world: World, sign_in: SignIn, version: Version
) -> None:
    for code in ("N1", "N2"):
        need = keep(world, "information_need", SOUND["information_need"] | {"code": code})
    move(world, need, "dropped")
    assert "One question names an information need" in page_of(sign_in("dawit"), version)


def test_form_without_needs__says_nothing(sign_in: SignIn, world: World) -> None:
    form = read_form(FORM.replace("N1", "  ").replace("N2", "  "), kind="md")
    seat = world.people["dawit"].acting
    version = create_instrument(seat=seat, system=world.workspace, code="other", form=form)
    assert HEADING not in page_of(sign_in("dawit"), version)


def test_words_the_glossary_advises_against__named_beside_the_question(
    world: World, sign_in: SignIn, version: Version
) -> None:
    client, heading = sign_in("dawit"), "Words that the glossary advises against"
    assert heading not in page_of(client, version)
    term = {"title": "Documents", "code": "T-1", "domain": "people", "agency": "CCU"}
    keep(world, "glossary_term", term | {"avoid": "identity cards, PÁPERS\nroad people"})
    gone = {"title": "Roads", "code": "T-2", "domain": "place", "agency": "CCU"}
    move(world, keep(world, "glossary_term", gone), "retired")
    shown = page_of(client, version)

    assert shown.count("use “Documents”") == 1
    assert "<strong><bdi>PÁPERS</bdi></strong>" in shown
    assert "<strong><bdi>Roads</bdi></strong>" in shown
    assert "this term was retired" in shown
