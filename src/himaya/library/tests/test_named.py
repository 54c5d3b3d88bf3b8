"""What a document names: for those to whom its words are open, persons left out."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.library.models import DocumentVersion
from himaya.library.named import named_in
from himaya.library.tests.files import bring
from himaya.library.texts import ReadText, text_of

SignIn = Callable[[str], Client]
TEXT = """Minutes of the working group

Ms Zubaydah Invented of HRA said that UNHCR keeps the registry in proGres and that OCHA uses the 3W.
All members send their lists by 30 April 2026. The group met on 2 March 2026.
"""


@pytest.fixture
def version(world: World) -> DocumentVersion:
    return bring(world, TEXT, level=1)


def test_names__bodies_systems_and_deadlines_without_persons(
    world: World, version: DocumentVersion
) -> None:
    named = named_in(world.people["amina"].acting, text_of(version))
    assert {one.text for one in named.bodies} >= {"HRA", "UNHCR", "OCHA"}
    assert {one.text for one in named.systems} >= {"proGres", "3W"}
    assert [one.last.isoformat() for one in named.deadlines] == ["2026-04-30"]
    assert [one.last.isoformat() for one in named.days] == ["2026-03-02"]
    assert "Zubaydah" not in str(named)
    text = (
        "Plan 2026. Written in 2026 in Uganda.\nWhat\tTimeline\nTrain in Area MJ01\tQ2\nMap\tASAP"
    )
    plan = named_in(world.people["amina"].acting, ReadText(text, (), ()))
    assert [(one.last.isoformat(), one.has_year) for one in plan.deadlines] == [
        ("2026-06-30", False)
    ]
    assert (list(plan.dayless), [one.text for one in plan.places]) == (
        ["ASAP"],
        ["Area MJ01", "Uganda"],
    )


def test_page__for_whom_the_words_are_open(
    world: World, version: DocumentVersion, sign_in: SignIn
) -> None:
    address = reverse("document-names", args=[version.record.ref, version.n])
    page = sign_in("amina").get(address).content.decode()
    assert "proGres" in page
    assert "Zubaydah" not in page
    assert sign_in("bakari").get(address).status_code == 404
