"""The eight templates and their declarations hold what the field and the marks ask of them."""

from collections.abc import Mapping

import pytest
from tests.world import World, table

from himaya.datasets.actions import open_register
from himaya.datasets.declarations import Profile, profiles
from himaya.datasets.models import Audience, Lane
from himaya.datasets.templates import template_form
from himaya.engines.xlsform import Form, unmarked
from himaya.instruments.models import Question as Marked
from himaya.profiles.categories import PROFILES
from himaya.records.registers.register import Register
from himaya.systems.models import Category

LANGUAGES = {"en", "fr", "es", "ar"}


def _form(profile: Profile) -> Form:
    return template_form(profile.template)


@pytest.fixture(params=PROFILES, ids=lambda profile: profile.code)
def profile(request: pytest.FixtureRequest) -> Profile:
    found: Profile = request.param
    return found


def test_the_eight_categories__one_declaration_each() -> None:
    assert [one.categories for one in PROFILES] == [(category,) for category in Category]
    assert all(one in profiles() for one in PROFILES)


def test_template__valid_and_of_a_length_people_answer(profile: Profile) -> None:
    form = _form(profile)  # raises FormErrors where pyxform or we refuse
    assert 15 <= len([one for one in form.questions if one.holds_answer]) <= 35


def test_template__every_question_has_both_marks(profile: Profile) -> None:
    assert unmarked(_form(profile)) == []


def test_declaration__says_what_to_heed_before_collecting(profile: Profile) -> None:
    assert profile.safeguards
    for sentence in (*profile.safeguards, profile.names, *_labels(profile)):
        assert set(sentence) == LANGUAGES


def _labels(profile: Profile) -> list[Mapping[str, str]]:
    return [state.labels for state in profile.lifecycle.states]


# Levels from the field's practice (country protocols as a whole; domain.md §3).
LEVELS = table("""
| population          | operation | 1 | information |
| needs_assessment    | workspace | 3 | information |
| monitoring          | workspace | 3 | information |
| case_management     | agency    | 4 | person      |
| response_monitoring | operation | 2 | information |
| security            | workspace | 3 | information |
| sectoral            | operation | 1 | information |
| communities         | workspace | 2 | information |
""")


def test_declarations__audience_level_and_lane() -> None:
    assert [
        [str(one.categories[0]), one.audience, str(one.level), one.lane] for one in PROFILES
    ] == LEVELS
    assert [one.audience for one in PROFILES if one.lane == Lane.PERSON] == [Audience.AGENCY]


def test_case_template__identifiers_are_direct_and_severe() -> None:
    form = _form(PROFILES[3])
    held = {"full_name", "birth_date", "phone", "address", "id_number", "caregiver_name"}
    marks = {(form.by_name[name].sensitivity, form.by_name[name].level) for name in held}
    assert marks == {("direct", 4)}


def test_case_template__code_names_the_subject_and_the_heading_says_nothing_personal() -> None:
    asked = _form(PROFILES[3]).by_name
    code, heading = asked["case_code"], asked["heading"]

    assert (code.means, code.sensitivity, code.level) == ("subject", "indirect", 3)
    assert (heading.means, heading.sensitivity) == ("title", "none")
    assert heading.calculation == "concat(${agency_acronym}, ' ', ${opened_on})"
    assert "case_code" not in PROFILES[3].columns


def test_case_template__says_that_it_is_a_demonstration() -> None:
    assert any("Demonstration" in text["en"] for text in PROFILES[3].safeguards)


def test_feedback_template__keeps_sensitive_complaints_out() -> None:
    words = _form(PROFILES[7]).by_name["words"]
    assert "sensitive_complaint" in words.relevant


@pytest.mark.django_db
def test_register_of_each_category__opens_with_board_timeline_and_calendar(
    world: World, profile: Profile
) -> None:
    seat = world.people["dawit"].acting
    dataset = open_register(seat=seat, system=world.workspace, profile=profile)
    register = Register.of(dataset, seat)
    found = set(register.views)
    assert {"table", "sheet", "board", "calendar"} <= found
    assert ("timeline" in found) == (profile.code != "response_5w")
    assert register.title_column is not None
    assert not Marked.objects.filter(version=dataset.version, is_confirmed=False).exists()
