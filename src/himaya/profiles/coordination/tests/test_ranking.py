"""Needs ranked by agencies: one answer each, hidden until closed, counted as it stood then."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.audit.models import Event
from himaya.collect.actions import register_for
from himaya.profiles.coordination.tests.keeping import day, fresh, keep, move
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.records.models import Record

pytestmark = pytest.mark.slow  # opens three registers, and pages of three persons

SignIn = Callable[[str], Client]
RANKING = {
    "title": "What we must know",
    "scenario": "sudden_onset",
    "agency": "CCU",
    "asked": "HRA, WCI, CCU, OTH",
    "start": day(-3),
    "due": day(9),
}


@pytest.fixture
def exercise(world: World) -> Record:
    for code, title, category in (("N-1", "Figures", "population"), ("N-2", "Roads", "security")):
        need = {"code": code, "title": title, "pim_category": category}
        keep(world, "information_need", SOUND["information_need"] | need, sure=True)
    register_for(seat=world.people["dawit"].acting, profile_code="ranking_answer")
    return keep(world, "ranking_exercise", RANKING)


def test_ranking__votes_of_those_asked_once_each_and_hidden_until_closed(
    world: World, exercise: Record, sign_in: SignIn
) -> None:
    page = reverse("ranking", args=[exercise.ref])
    own = {"words-1": "Who  is MISSING", "category-1": "monitoring", "rank-1": "must_have"}
    for who, choices in {
        "amina": {"need-N-1": "nice_to_have", "need-N-2": "must_have"} | own,
        "celine": {
            "need-N-1": "must_have",
            "words-1": "who is missing",
            "category-1": "monitoring",
        },
    }.items():
        assert sign_in(who).post(page, choices).status_code == 302
    without = sign_in("dawit").post(page, {"words-1": "Rain"})
    assert without.status_code == 422  # no category
    sign_in("dawit").post(page, {"need-N-2": "must_have"})
    sign_in("dawit").post(page, {"need-N-1": "must_have"})  # again: it replaces
    answers = Record.objects.filter(dataset__profile="ranking_answer")
    assert {one.agency.acronym for one in answers} == {"HRA", "WCI", "CCU"}

    hers = sign_in("amina").get(page).content.decode()
    assert 'value="Who  is MISSING"' in hers
    assert Event.objects.filter(verb="record.seal_open", note="shown").count() == 1
    assert "3 of 4 agencies that were asked have answered (75 %)" in hers
    assert "Agencies</th>" not in hers
    of_celine = answers.get(agency__acronym="WCI")
    entry = sign_in("dawit").get(reverse("record", args=[of_celine.ref])).content.decode()
    assert "who is missing" not in entry

    move(world, exercise, "closed")
    assert sign_in("amina").post(page, {"need-N-2": "must_have"}).status_code == 409
    shown = sign_in("amina").get(page).content.decode()
    rows = [row.partition("</tr>")[0] for row in shown.split('<th scope="row">')[1:]]
    told = [(row.partition("</bdi>")[0][5:], row.count("100 %"), row.count("66 %")) for row in rows]
    assert told == [("Figures", 1, 0), ("Who  is MISSING", 0, 1), ("Roads", 0, 0)]
    assert fresh(exercise).status == "closed"
