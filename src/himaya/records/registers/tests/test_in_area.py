"""One search: who does what in a place, was it assessed, when, and who says so."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.world import World

from himaya.collect.actions import register_for
from himaya.places.models import AdminUnit
from himaya.profiles.categories.tests.test_population_adding import figures
from himaya.records.actions import create_record
from himaya.records.models import Record
from himaya.records.registers.in_area import answers_about_places

SignIn = Callable[[str], Client]
ACTIVITY = {
    "agency": "HRA",
    "is_funded": "yes",
    "sector": "PRO",
    "activity_type": "legal_aid",
    "activity": "Visits to the piers",
    "area": "MJ0101",
    "start": "2026-02-01",
    "end": "2026-08-31",
    "reports": "monthly",
    "unit": "people",
    "status": "ongoing",
}
ASSESSMENT = {
    "title": "Water points",
    "lead_agency": "WCI",
    "pim_category": "needs_assessment",
    "area": "MJ02",
    "start": "2026-01-05",
    "end": "2026-01-20",
    "population": ["idp"],
    "report_availability": "public",
    "data_availability": "on_request",
    "status": "report_completed",
}
REPORT = {
    "reporting_agency": "HRA",
    "activity": "Visits made",
    "period_start": "2026-02-01",
    "period_end": "2026-02-28",
    "area": "MJ0101",
    **dict.fromkeys(
        ["girls", "boys", "women", "men", "elderly_women", "elderly_men", "reached"], 0
    ),
}


def kept(world: World, profile: str, answers: dict[str, object]) -> Record:
    """With whatever code the form's lists begin where the case does not matter."""
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code=profile)
    assert dataset.version is not None
    from himaya.instruments.queries import form_of

    form = form_of(dataset.version)
    known = dict(answers)
    for question in form.questions:
        listed = {choice.name for choice in form.choices.get(question.list_name, ())}
        said = known.get(question.key)
        needed = question.required in {"yes", "true()"} and not question.relevant
        if question.type == "select_one" and (needed or said) and said not in listed:
            known[question.key] = next(iter(form.choices[question.list_name])).name
    return create_record(seat=seat, dataset=dataset, answers=known)


@pytest.fixture
def desk(world: World) -> World:
    kept(world, "activity_planned", dict(ACTIVITY))
    kept(world, "assessment", dict(ASSESSMENT))
    return world


def told(world: World, who: str, question: str) -> list[tuple[str, list[list[str]]]]:
    """(place, titles by section) of each answer."""
    return [
        (answer.title, [[one.title for one in section.told] for section in answer.sections])
        for answer in answers_about_places(world.people[who].acting, question)
    ]


def test_place_in_the_question__activities_in_it_and_below_and_assessments(desk: World) -> None:
    (one,) = told(desk, "amina", "who does what in Area MJ01")

    assert one == ("In Area MJ01", [["Visits to the piers"], []])
    assert told(desk, "amina", "area mj02 assessed?") == [("In Area MJ02", [[], ["Water points"]])]


def test_alike_titles__told_apart_by_their_place_and_drafts_left_out(desk: World) -> None:
    kept(desk, "activity_planned", {**ACTIVITY, "area": "MJ01"})
    draft = kept(desk, "response_5w", {**REPORT, "activity": "Not handed in"})
    Record.objects.filter(pk=draft.pk).update(status="draft")
    kept(desk, "response_5w", {**REPORT, "status": "submitted"})

    (one,) = answers_about_places(desk.people["amina"].acting, "Area MJ01")
    rows = [(row.title, row.where) for section in one.sections for row in section.told]

    assert sorted(rows) == [
        ("Visits made", "Area MJ0101"),
        ("Visits to the piers", "Area MJ01"),
        ("Visits to the piers", "Area MJ0101"),
    ]


def test_places_of_one_name__told_with_what_they_lie_in(desk: World) -> None:
    alike = {"en": "Central"}
    AdminUnit.objects.filter(pcode__in=["MJ0101", "MJ02"]).update(names=alike)
    assert [title for title, _ in told(desk, "amina", "Central")] == [
        "In Central (Area MJ)",
        "In Central (Area MJ01)",
    ]


def test_population_and_needs__told_with_their_figures(desk: World) -> None:
    figures(
        desk,
        """
        | MJ0101 | 1200 |                                            |
        | MJ0101 | 400  | population_status=in_need as_of=2026-01-02 |
        | MJ0101 | 600  | sex=f                                      |
        | MJ02   | 900  |                                            |
        """,
    )
    (one,) = answers_about_places(desk.people["amina"].acting, "Area MJ01")
    section = next(one for one in one.sections if one.question.startswith("How many people"))
    assert {(row.beside, row.where, row.when) for row in section.told} == {
        ("1,200, Internally displaced person, All, HRA", "Area MJ0101", "1 Jan 2026"),
        ("400, Internally displaced person, In need, HRA", "Area MJ0101", "2 Jan 2026"),
    }


def test_other_areas_of_an_assessment__found_too_and_only_in_sight(desk: World) -> None:
    other = kept(desk, "assessment", {**ASSESSMENT, "title": "Two", "other_areas": "MJ0101 MJ9"})
    (one,) = answers_about_places(desk.people["amina"].acting, "was Area MJ01 assessed?")
    told_of = [(row.title, row.where) for section in one.sections for row in section.told]
    assert ("Two", "Area MJ0101") in told_of
    Record.objects.filter(pk=other.pk).update(
        audience="agency", agency=desk.agencies["OTH"], author="z" * 16
    )
    (one,) = answers_about_places(desk.people["celine"].acting, "was Area MJ01 assessed?")
    assert "Two" not in [row.title for section in one.sections for row in section.told]


def test_assessment_of_the_area_above__told_last_and_as_such(desk: World) -> None:
    kept(desk, "assessment", {**ASSESSMENT, "title": "Wide", "area": "MJ01", "start": "2026-01-10"})
    kept(desk, "assessment", {**ASSESSMENT, "title": "Near", "area": "MJ0101"})
    hidden = kept(desk, "assessment", {**ASSESSMENT, "title": "Theirs", "area": "MJ01"})
    Record.objects.filter(pk=hidden.pk).update(
        audience="agency", agency=desk.agencies["OTH"], author="z" * 16
    )
    (one,) = answers_about_places(desk.people["celine"].acting, "was MJ0101 assessed?")
    section = next(one for one in one.sections if one.question == "Was it assessed")
    assert [(row.title, row.where) for row in section.told] == [
        ("Near", "Area MJ0101"),
        ("Wide", "for Area MJ01, which it is part of"),
    ]
    # Activities of the area above are not done in every part of it.
    kept(desk, "activity_planned", {**ACTIVITY, "activity": "Upstream", "area": "MJ01"})
    assert "Upstream" not in str(told(desk, "celine", "MJ0101"))


def test_plans_and_reports__under_one_heading(desk: World, sign_in: SignIn) -> None:
    kept(desk, "response_5w", {**REPORT, "status": "submitted"})
    page = sign_in("amina").post(reverse("search"), {"q": "MJ0101"}).content.decode()
    assert page.count("<h3>Who does what</h3>") == 1
    assert 0 < page.index("Visits to the piers") < page.index("Was it assessed")
    assert 0 < page.index("Visits made") < page.index("Was it assessed")


def test_no_place_in_the_question__no_answer(desk: World) -> None:
    assert told(desk, "amina", "visits") == []


def test_page__says_who_says_so_and_when(desk: World, sign_in: SignIn) -> None:
    answer = sign_in("amina").post(reverse("search"), {"q": "Area MJ02"})

    page = answer.content.decode()
    assert "In Area MJ02" in page
    assert "5 Jan 2026 – 20 Jan 2026" in page
    assert ">WCI<" in page
    assert ">CCU<" in page


def test_registers_out_of_sight__tell_nothing(desk: World, sign_in: SignIn) -> None:
    Record.objects.update(audience="agency")

    page = sign_in("amina").post(reverse("search"), {"q": "Area MJ02"}).content.decode()

    assert "Water points" not in page


def test_more_records__no_more_queries(
    desk: World, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    seat = desk.people["amina"].acting
    with CaptureQueriesContext(connection) as one:
        list(answers_about_places(seat, "Area MJ02"))
    for number in range(6):
        kept(desk, "assessment", {**ASSESSMENT, "title": f"Well {number}"})
    with CaptureQueriesContext(connection) as seven:
        list(answers_about_places(seat, "Area MJ02"))

    assert len(seven) <= len(one)
    with django_assert_max_num_queries(20):
        list(answers_about_places(seat, "Area MJ02"))
