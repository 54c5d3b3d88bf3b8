"""Of which declared registers the number of records is a number of people, cases or incidents."""

import pytest

from himaya.datasets.declarations import profile_named, profiles
from himaya.datasets.templates import template_form
from himaya.records.registers.register import counted_as_people

# The smallest cell hides small numbers of their records.
HIDDEN = """
access_incident case_file committee_signature community_feedback contact household_needs
minute_taker participant population_figure protection_monitoring response_5w roster_entry
"""
# Their questions speak of groups of people, languages or a contact; an entry is a thing.
SAID = """
activity_planned assessment assessment_theme checklist document finding glossary_term information_holding
information_need joint_analysis mailing_list meeting_series monitoring_exercise ranking_answer ranking_exercise reference_item selection_criterion
service term_definition tool training training_module
"""


def means_of(code: str) -> set[str]:
    profile = profile_named(code)
    assert profile is not None
    return {question.means for question in template_form(profile.template).questions}


def test_number_of_records__hidden_in_these_registers_and_no_others() -> None:
    hidden = {
        one.code for one in profiles() if counted_as_people(one.lane, one, means_of(one.code))
    }
    assert hidden == set(HIDDEN.split())
    assert {one.code for one in profiles() if one.of_things} == set(SAID.split())


def test_own_form__its_marks_say_so() -> None:
    assert counted_as_people("information", None, {"title", "sex"})
    assert not counted_as_people("information", None, {"title", "area"})
    assert counted_as_people("person", None, {"title"})


@pytest.mark.parametrize("means", ["subject", "incident.type", "person.name", "person.id"])
def test_question_added_that_makes_each_entry_a_person__hidden_again(means: str) -> None:
    profile = profile_named("assessment")
    assert not counted_as_people("information", profile, means_of("assessment"))
    assert counted_as_people("information", profile, {*means_of("assessment"), means})
