"""The invented objective plan: lists that line up with nothing."""

import pytest

from himaya.engines.tabular import read_document
from himaya.profiles.workplans.reading import Reading, read_plans
from himaya.profiles.workplans.tests.builders import read_invented
from himaya.profiles.workplans.tests.tables import table


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_invented("objective_plan")


OBJECTIVES = table("""
| title                                        | activities | results | responsible | timelines |
| Young islanders use the piers of the country | 3 | 2 | 1 | Q1-Q2, Q2/ Q3 |
| Lamps and stairs are looked after by all     | 4 | 3 | 3 | Q1, Q2, All quarters, Q3, Q2 |
| Counts of young islanders are right and shared | 3 | 2 | 2 | - |
| Islanders guard their young                  | 3 | 2 | 0 | Q2, Q3 |
| All sectors agree on how to do no harm       | 3 | 2 | 0 | Q2-Q3, Q2/Q3, Q3 |
""")


def test_objectives__lists_stay_with_them(reading: Reading) -> None:
    found = [
        {
            "title": goal.title,
            "activities": str(len(goal.activities)),
            "results": str(len(goal.unpaired_results)),
            "responsible": str(len(goal.unpaired_responsible)),
            "timelines": ", ".join(one.text for one in goal.unpaired_timelines) or "-",
        }
        for goal in reading.plans[0].goals
    ]

    assert found == OBJECTIVES


def test_overall_goal__shared_by_the_plan(reading: Reading) -> None:
    goal = "Young islanders find safe piers, lamps and boats wherever they land."

    assert reading.plans[0].overall_goal == goal
    assert reading.plans[0].title == goal
    assert "plan_title_missing" in {problem.code.value for problem in reading.problems}


def test_no_activity__paired_by_guessing(reading: Reading) -> None:
    assert not any(
        one.responsible or one.results or one.deadline.text or one.quarter_marks
        for one in reading.activities()
    )


def test_every_objective__doubted_once(reading: Reading) -> None:
    rows = [one.row for one in reading.problems if one.code == "bullets_not_aligned"]

    assert rows == [goal.row for goal in reading.plans[0].goals]
    assert {one.verdict.value for one in reading.activities()} == {"doubtful"}


def test_single_actor__proposed_not_applied(reading: Reading) -> None:
    first, *others = reading.plans[0].goals

    assert [(one.field, one.text) for one in first.proposals] == [
        ("responsible", "Co-chairs of Lantern Relief and Tall Reeds")
    ]
    assert not any(goal.proposals for goal in others)


def test_timelines_in_the_actors_column__moved_and_doubted(reading: Reading) -> None:
    rows = [one.row for one in reading.problems if one.code == "cell_in_other_column"]

    assert rows == [goal.row for goal in reading.plans[0].goals[3:]]


def test_quarters__resolved_once_a_year_is_given() -> None:
    goal = read_invented("objective_plan", plan_year=2021).plans[0].goals[0]

    assert [str(one.end) for one in goal.unpaired_timelines] == ["2021-06-30", "2021-09-30"]


def test_one_activity_per_row__everything_is_its_own() -> None:
    text = (
        "Objective\tActivity\tResult\tResponsible\tTimeline\n"
        "Safe piers\tMend the pier\tPier is whole\tHarbour Aid; Reed Relief\tQ2 2021\n"
        "\tLight the pier\tPier is lit\tLantern Relief\tQ3 2021\n"
    )

    (goal,) = read_plans(read_document(text, file_name="pasted")).plans[0].goals

    assert [one.title for one in goal.activities] == ["Mend the pier", "Light the pier"]
    assert goal.activities[0].responsible == ["Harbour Aid", "Reed Relief"]
    assert list(goal.activities[1].quarter_marks) == ["Q3"]
    assert {one.verdict.value for one in goal.activities} == {"accepted"}


def test_row_short_of_cells__regrouped_and_doubted() -> None:
    head = "\n\tObjective\n\tActivity\n\tResult\n\tResponsible\n\tTimeline\n\tStatus\n\n"
    first = "\tSafe piers\n\t· Mend piers\n· Light piers\n\t· Piers are whole\n\t· Harbour Aid\n\n"
    second = (
        "\tSafe boats\n\t· Count boats\n· Paint boats\n\t· Boats are seen\n\t· All\n\t· Q1\n\t\n"
    )

    reading = read_plans(read_document(head + first + second, file_name="pasted"))

    assert [goal.title for goal in reading.plans[0].goals] == ["Safe piers", "Safe boats"]
    assert "rows_regrouped" in {problem.code.value for problem in reading.problems}
