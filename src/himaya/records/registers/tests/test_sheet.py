"""The profile sheet of an area: entries, numbers that obey the smallest cell, and the document."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.profiles.coordination.tests.keeping import day, keep
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.profiles.tests.test_gaps import report
from himaya.releases.models import Release

pytestmark = pytest.mark.slow  # opens two registers with long forms

SignIn = Callable[[str], Client]


def test_sheet__lists_counts_and_leaves_as_a_document(world: World, sign_in: SignIn) -> None:
    service = SOUND["service"] | {"title": "Legal desk", "area": "MJ0101", "service_type": "legal"}
    dated = {"confirmed_on": day(-90), "valid_until": day(-10)}
    keep(world, "service", service | dated, sure=True)
    keep(world, "service", service | {"title": "Elsewhere", "area": "MJ02"}, sure=True)
    for days in range(1, 8):
        report(world, days, ["health"] if days < 7 else ["food"])
    page = reverse("place-sheet", args=[world.areas["MJ01"].ref])
    shown = sign_in("dawit").get(page).content.decode()
    services, _, risks = shown.partition(">Services<")[2].partition(">Risks reported<")
    assert "Legal desk" in services
    assert ">old<" in services
    assert "Elsewhere" not in services
    assert "<dd>7</dd>" in risks.partition("</dl>")[0]
    gaps = risks.partition("said to be missing")[2]
    assert "fewer than 5" in gaps  # food, once
    assert "<dd>6</dd>" not in gaps  # or the seven reports would tell it

    taken = sign_in("amina").post(page, {"form": "docx"})
    release = Release.objects.get()
    assert (release.format, release.level) == ("docx", 2)
    assert [one["level"] for one in release.parts] == [2]  # reports on risks are High
    assert sign_in("amina").get(taken["Location"]).status_code == 200
    assert sign_in("bakari").post(page, {"form": "docx"}).status_code == 403
    assert "Legal desk" not in sign_in("bakari").get(page).content.decode()  # for members
