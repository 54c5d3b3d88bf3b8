"""What holds of every declared register: its form, its marks, its lifecycle, in four languages."""

from collections.abc import Mapping

import pytest
from tests.world import World

from himaya.datasets.actions import open_register
from himaya.datasets.declarations import Profile, modules, profiles
from himaya.datasets.templates import template_form
from himaya.engines.xlsform import Form, Question
from himaya.instruments.models import Question as Marked
from himaya.records.registers.register import Register

LANGUAGES = {"en", "fr", "es", "ar"}


def _form(profile: Profile) -> Form:
    return template_form(profile.template)


@pytest.fixture(params=profiles(), ids=lambda profile: profile.code)
def profile(request: pytest.FixtureRequest) -> Profile:
    found: Profile = request.param
    return found


def test_declaration__named_in_four_languages(profile: Profile) -> None:
    named = [profile.names, *(state.labels for state in profile.lifecycle.states)]
    for relation in profile.relations:
        named += [relation.labels, relation.inverse_labels]
    for names in named:
        assert set(names) == LANGUAGES
        assert all(names.values())


def test_register__stands_under_one_heading(profile: Profile) -> None:
    named = [module.code for module in modules() if profile.code in module.profiles]
    assert len(named) == (0 if profile.categories else 1)


def test_relation__leads_to_a_declared_register(profile: Profile) -> None:
    codes = {one.code for one in profiles()}
    assert {relation.target for relation in profile.relations} <= codes


def test_template__complete_in_four_languages(profile: Profile) -> None:
    form = _form(profile)
    assert set(form.languages) == LANGUAGES
    texts = [(item.name, text) for item in form.questions for text in _texts(item)]
    texts += [(item.name, item.labels) for item in form.groups]
    for name, text in texts:
        assert not text or set(text) == LANGUAGES, name
        assert all(text.values()), name
    assert all(question.labels for question in form.questions)
    assert all(group.labels for group in form.groups)
    for name, choices in form.choices.items():
        for choice in choices:
            assert set(choice.labels) == LANGUAGES, (name, choice.name)


def _texts(question: Question) -> list[Mapping[str, str]]:
    return [question.labels, question.hints, question.constraint_message]


def test_template__every_constraint_says_why(profile: Profile) -> None:
    for question in _form(profile).questions:
        assert not question.constraint or question.constraint_message, question.name


def test_template__every_question_marked(profile: Profile) -> None:
    asked = [one for one in _form(profile).questions if one.holds_answer]
    assert [one.name for one in asked if not one.sensitivity] == []


def test_template__every_figure_says_how_it_adds_up(profile: Profile) -> None:
    for question in _form(profile).questions:
        if question.type in {"integer", "decimal"}:
            assert question.aggregation, question.name


def test_template__states_of_the_form_are_those_of_the_lifecycle(profile: Profile) -> None:
    form = _form(profile)
    (status,) = (one for one in form.questions if one.means == "status")
    states = [state.code for state in profile.lifecycle.states]
    assert [choice.name for choice in form.choices[status.list_name]] == states
    assert status.default in ("", profile.lifecycle.start)
    steps = profile.lifecycle.steps
    assert {*steps, *(to for end in steps.values() for to in end)} <= set(states)


def test_declaration__columns_are_questions_of_the_form(profile: Profile) -> None:
    form = _form(profile)
    assert set(profile.columns) <= {*form.by_name, *form.repeats}


def test_template_with_a_start__no_end_or_due_date_before_it(profile: Profile) -> None:
    asked = [one for one in _form(profile).questions if not one.repeat]
    starts = {one.key for one in asked if one.means in {"date", "period.start"}}
    ends = [one for one in asked if one.means in {"period.end", "deadline"}]

    assert all(
        any(f"${{{key}}}" in one.constraint for key in starts | {end.key for end in ends})
        for one in ends
        if starts
    ), profile.code


@pytest.mark.django_db
def test_register__opens_with_its_views_and_nothing_left_to_confirm(
    world: World, profile: Profile
) -> None:
    seat = world.people["dawit"].acting
    dataset = open_register(seat=seat, system=world.workspace, profile=profile)
    register = Register.of(dataset, seat)
    assert {"table", "sheet", "board"} <= set(register.views)
    assert register.title_column is not None
    assert not Marked.objects.filter(version=dataset.version, is_confirmed=False).exists()
