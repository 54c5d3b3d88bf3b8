"""The invented PIM action plan: three groups, two of them with one number."""

import pytest

from himaya.profiles.workplans.reading import Activity, Plan, Reading
from himaya.profiles.workplans.tests.builders import read_invented
from himaya.profiles.workplans.tests.tables import table


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_invented("pim_action_plan")


def by_code(plan: Plan, code: str) -> Activity:
    return next(activity for activity in plan.activities() if activity.code == code)


def codes_at(reading: Reading, row: int) -> set[str]:
    return {problem.code.value for problem in reading.problems if problem.row == row}


def test_two_groups_with_one_number__told_apart_by_name(reading: Reading) -> None:
    assert [plan.title for plan in reading.plans] == [
        "Shelter Watch",
        "Open Shelves",
        "Locked Drawers",
    ]
    assert [plan.heading for plan in reading.plans] == [
        "ACTION PLAN GROUP 1",
        "ACTION PLAN GROUP 2",
        "ACTION PLAN GROUP 2",
    ]
    assert "group_number_repeated" in {problem.code.value for problem in reading.problems}


def test_plan_without_goals__one_goal_without_code(reading: Reading) -> None:
    assert [[(goal.code, goal.title) for goal in plan.goals] for plan in reading.plans] == [
        [(None, "")]
    ] * 3


def test_members__one_by_one_with_their_body(reading: Reading) -> None:
    members = [[(one.name, one.role) for one in plan.members] for plan in reading.plans]

    assert members[0] == [(name, "") for name in ("Tavira", "Okello", "Minh", "Zorica", "Belan")]
    assert members[1] == [
        ("Ishaan Vel Torma", "Lantern Relief"),
        ("Mirel Hodan", "Harbour Aid"),
        ("Cleo Fastan", "Tall Reeds"),
        ("Davit Ruun", "Bright Wells"),
    ]
    assert [plan.leader.name for plan in reading.plans if plan.leader] == [
        "Tavira",
        "Ishaan Vel Torma",
        "Pellam",
    ]


ITEMS = table("""
| plan | code | title                                    | deadline              | kind |
| 0    | A1   | Every office counts damage in its own way | 2 months              | duration |
| 0    | A2   | Shelter desk to send a digest of findings, with roads and wells | Every 3 months | recurring |
| 0    | A3   | Mixed teams to visit on one subject at a time (e.g.: stairs, lamps, latrines) | Once a year per theme | recurring |
| 0    | B1   | Evening class for volunteers             |                       | none |
| 2    | A2   | Need to agree on one lending paper, e.g.: Ask each office for its own | 2 months | duration |
| 2    | A3   | Build one drawer with few keys per office. First as a trial. | 3 months | duration |
""")


@pytest.mark.parametrize("row", ITEMS, ids=lambda row: f"{row['plan']}-{row['code']}")
def test_numbered_item__title_and_deadline(reading: Reading, row: dict[str, str]) -> None:
    activity = by_code(reading.plans[int(row["plan"])], row["code"])

    assert activity.title == row["title"]
    assert activity.deadline.text == row["deadline"]
    assert activity.deadline.kind.value == row["kind"]


def test_challenge_in_brackets__kept_without_them(reading: Reading) -> None:
    assert by_code(reading.plans[0], "A2").challenge == "Findings do not reach those who plan"


def test_several_actions_in_one_cell__sub_actions_under_the_challenge(reading: Reading) -> None:
    activity = by_code(reading.plans[0], "A1")

    assert [step.text for step in activity.sub_actions] == [
        "Shelter desk to hold joint sessions on one damage scale",
        "Shelter desk to print the agreed scale",
    ]
    assert all(step.deadline is None for step in activity.sub_actions)


def test_three_actions_two_deadlines__not_paired(reading: Reading) -> None:
    activity = by_code(reading.plans[1], "A1")

    assert len(activity.sub_actions) == 3
    assert [part.text for part in activity.deadline.parts] == [
        "Shelf key to be given to partners by 27th January 2021",
        "ASAP",
    ]
    assert "bullets_not_aligned" in codes_at(reading, activity.row)
    assert activity.verdict.value == "doubtful"


def test_row_goes_on_after_blank_lines__joined_and_doubted(reading: Reading) -> None:
    activity = by_code(reading.plans[1], "A2")

    assert "write the shelf number. Also whom to ask when a paper is missing" in activity.title
    assert codes_at(reading, activity.rows[1]) == {"row_joined"}
    assert activity.verdict.value == "doubtful"


def test_one_action_with_three_steps__each_with_deadline_and_owner(reading: Reading) -> None:
    activity = by_code(reading.plans[2], "A1")
    steps = [
        (step.text, step.deadline.text if step.deadline else "", step.responsible)
        for step in activity.sub_actions
    ]

    assert steps == [
        ("Task Team to write a draft", "By mid of February", ["Task Team"]),
        ("PWG to agree to the draft", "By end of February 2021", ["PWG"]),
        ("Other sectors to read and agree", "By end of March", ["Other sectors"]),
    ]
    ends = [str(step.deadline.end) for step in activity.sub_actions if step.deadline]
    assert ends == ["2021-02-15", "2021-02-28", "2021-03-31"]
    assert "deadline_year_borrowed" in codes_at(reading, activity.row)


OWNERS = table("""
| plan | code | persons                          | bodies |
| 0    | A1   | Tavira, Okello                   | - |
| 0    | A2   | Minh, Zorica, Belan              | - |
| 0    | A3   | Quillan Belan                    | - |
| 1    | A1   | Ishaan Vel Torma, Sorrel Anteki  | PWG IM, Shelter Officer (PWG Coordination) |
| 2    | A2   | -                                | Heads of Agencies |
| 2    | A3   | -                                | Island and Sub-Island Coordinators Island IMs |
""")


@pytest.mark.parametrize("row", OWNERS, ids=lambda row: f"{row['plan']}-{row['code']}")
def test_focal_points__persons_apart_from_bodies(reading: Reading, row: dict[str, str]) -> None:
    activity = by_code(reading.plans[int(row["plan"])], row["code"])

    assert (", ".join(one.name for one in activity.focal_points) or "-") == row["persons"]
    assert (", ".join(activity.responsible) or "-") == row["bodies"]


def test_names_side_by_side_not_all_members__doubted(reading: Reading) -> None:
    assert "owners_not_separable" in codes_at(reading, by_code(reading.plans[0], "A3").row)
    assert "owners_not_separable" not in codes_at(reading, by_code(reading.plans[0], "A2").row)


def test_dissemination_below_the_table__activities_of_section_b(reading: Reading) -> None:
    shared = [one.title for one in reading.plans[1].activities() if one.section == "B"]

    assert shared == [
        "The sheet will be read out when the PWG next sits",
        "Points that each office must do alone, such as the list of papers, go to all members by letter",
    ]
    assert [one for one in reading.plans[2].activities() if one.section == "B"] == []


def test_relative_deadline_with_plan_start__resolved() -> None:
    from datetime import date

    activity = by_code(
        read_invented("pim_action_plan", plan_start=date(2021, 1, 15)).plans[0], "A1"
    )

    assert activity.deadline.end == date(2021, 3, 15)
    assert activity.verdict.value == "accepted"
