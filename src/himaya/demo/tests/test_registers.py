"""The registers of the desk: every coordination register has a story that fits its form."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from himaya.demo.country import make_country
from himaya.demo.people import make_agencies
from himaya.demo.registers.filling import Story
from himaya.demo.registers.keep import STORIES, filler
from himaya.demo.stories.scene import Scene
from himaya.engines.xlsform import check_answers
from himaya.profiles.coordination import PROFILES
from himaya.profiles.coordination.memory.asking import ANSWER
from himaya.tenancy.models import Operation

pytestmark = pytest.mark.slow  # each register of the demo is filled once

DAYS = [date(2026, 12, 31), date(2028, 2, 29)]
_KEPT_BY_MEETINGS = {"meeting", "action_point", "decision"}


@pytest.fixture
def scene(db: None) -> Scene:
    operation = Operation.objects.create(slug="somewhere")
    chance = random.Random(3)
    units = make_country(operation, chance)
    agencies = make_agencies(operation)
    return Scene(DAYS[0], chance, units, agencies, dict.fromkeys(agencies, "x"), {}, 0.3)


def test_stories__one_for_every_register_of_the_desk() -> None:
    assert {story.code for story in STORIES} == {
        profile.code for profile in PROFILES
    } - _KEPT_BY_MEETINGS - {ANSWER}  # asked for by recommendations


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.code)
def test_story__fits_its_form_on_any_day(story: Story, scene: Scene) -> None:
    for day in DAYS:
        told = filler(replace(scene, today=day), story)
        now = datetime.combine(day, time(8), tzinfo=UTC)
        for row in told.rows():
            checked = check_answers(told.form, row.answers, now=now)
            assert (checked.errors, checked.dropped) == ({}, {}), row.answers
            assert row.answers["status"] in {one.code for one in told.profile.lifecycle.states}
