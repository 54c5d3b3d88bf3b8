"""The stories fit their forms on any day of the year, and are as many as promised."""

import random
from datetime import UTC, date, datetime, time

import pytest

from himaya.collect.importers import importer_of
from himaya.datasets.declarations import profile_named
from himaya.demo.country import make_country
from himaya.demo.people import make_agencies
from himaya.demo.stories.scene import Scene
from himaya.demo.systems import PLANS, Plan
from himaya.demo.workplan import plan_text
from himaya.engines.xlsform import check_answers, read_form
from himaya.tenancy.models import Operation

pytestmark = pytest.mark.slow  # each story is told once

TOLD = [plan for plan in PLANS if plan.story is not None]
# The first and last of a year, a leap day, the rain, the first of a quarter.
DAYS = [date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29), date(2027, 8, 15)]


def _scene(day: date, scale: float) -> Scene:
    operation = Operation.objects.create(slug="somewhere")
    chance = random.Random(3)
    units = make_country(operation, chance)
    agencies = make_agencies(operation)
    authors, holders = dict.fromkeys(agencies, "x"), {key: ["y", "z"] for key in agencies}
    return Scene(day, chance, units, agencies, authors, holders, scale)


@pytest.mark.django_db
@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("plan", TOLD, ids=lambda plan: plan.code)
def test_story__fits_its_form_on_any_day(plan: Plan, day: date) -> None:
    profile = profile_named(plan.profile)
    assert profile is not None
    assert plan.story is not None
    form = read_form(profile.template.read_text(), kind="md")
    now = datetime.combine(day, time(8), tzinfo=UTC)
    for row in plan.story(_scene(day, 0.02)):
        checked = check_answers(form, row.answers, now=now)
        assert (checked.errors, checked.dropped) == ({}, {})


@pytest.mark.slow
@pytest.mark.django_db
def test_all_stories__more_than_twenty_thousand_records() -> None:
    """Slow, since it tells all of them: three seconds."""
    scene = _scene(date(2027, 3, 1), 1.0)
    counts = [sum(1 for _ in plan.story(scene)) for plan in TOLD if plan.story]
    assert sum(counts) >= 20_000
    assert min(counts) > 100


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_work_plan__read_without_a_doubt_on_any_day(day: date) -> None:
    importer = importer_of("workplan")
    assert importer is not None
    rows = importer.rows(importer.read(plan_text(day).encode(), "work_plan.txt"))
    assert [row.state for row in rows] == ["accepted"] * 20


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_work_plan__marks_the_quarter_of_each_deadline(day: date) -> None:
    for line in plan_text(day).splitlines():
        cells = line.split("\t")
        words = cells[8].split() if len(cells) > 8 else []
        if words and words[0] in {"Mid", "End"}:
            month = datetime.strptime(words[1], "%B").month  # noqa: DTZ007 - a month alone
            assert cells[4 + (month - 1) // 3] == "x", line
