"""The working groups' own plans, which are not part of the project.

Skipped unless HIMAYA_SEEDS names the folder that holds them.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from himaya.engines.tabular import Document, read_document
from himaya.profiles.workplans.reading import Reading, Verdict, read_plans, to_json
from himaya.profiles.workplans.tests.builders import (
    as_docx,
    as_pasted,
    as_xlsx,
    comparable,
    words_kept,
    words_of,
)
from himaya.profiles.workplans.tests.line_builders import BY_LINE
from himaya.profiles.workplans.tests.tables import table

SEEDS = os.environ.get("HIMAYA_SEEDS", "")
pytestmark = pytest.mark.skipif(not SEEDS, reason="HIMAYA_SEEDS names no folder")
PLANS = ("000", "002", "003")


def document(number: str) -> Document:
    path = next(Path(SEEDS).glob(f"{number}_*"))
    return read_document(path.read_bytes(), file_name="plan.txt")


def reading(number: str) -> Reading:
    return read_plans(document(number))


COUNTS = table("""
| file | plans | goals   | activities | accepted | doubtful | refused |
| 000  | 3     | 1 1 1   | 4 5 3      | 6        | 6        | 0 |
| 002  | 1     | 6       | 29         | 26       | 3        | 0 |
| 003  | 1     | 6       | 32         | 0        | 32       | 0 |
""")


@pytest.mark.parametrize("row", COUNTS, ids=lambda row: row["file"])
def test_counts__as_the_file_has_them(row: dict[str, str]) -> None:
    read = reading(row["file"])

    assert str(len(read.plans)) == row["plans"]
    assert " ".join(str(len(plan.goals)) for plan in read.plans) == row["goals"]
    assert " ".join(str(len([*plan.activities()])) for plan in read.plans) == row["activities"]
    for verdict in Verdict:
        assert read.count(verdict) == int(row[verdict.value])


@pytest.mark.parametrize("number", PLANS)
def test_every_word__arrives(number: str) -> None:
    assert not words_of(document(number)) - words_kept(reading(number))


@pytest.mark.parametrize("number", PLANS)
@pytest.mark.parametrize("make", [as_xlsx, as_docx, as_pasted], ids=["xlsx", "docx", "pasted"])
def test_other_format__same_reading(number: str, make: object) -> None:
    assert callable(make)
    again = read_plans(read_document(make(document(number)), file_name="upload"))

    assert comparable(again) == comparable(reading(number))


@pytest.mark.parametrize("number", PLANS)
@pytest.mark.parametrize("make", BY_LINE, ids=lambda make: make.__name__)
def test_carried_over_line_by_line__same_plans(number: str, make: Callable[[str], bytes]) -> None:
    text = next(Path(SEEDS).glob(f"{number}_*")).read_text(encoding="utf-8")
    again = read_plans(read_document(make(text), file_name="upload"))

    assert comparable(again)["plans"] == comparable(reading(number))["plans"]


def test_cluster_plan__codes_goals_and_head() -> None:
    (plan,) = reading("002").plans
    codes = [" ".join(str(one.code) for one in goal.activities) for goal in plan.goals]

    assert [goal.code for goal in plan.goals] == ["P", "MS", "MIA", "RMEC", "CO", "GOP"]
    assert codes == [
        "P1 P2 P3 P4 P5 P6 P7",
        "None MS2 MS3 MS4",
        "MIA1 MIA2 MIA3 MIA4 MIA5",
        "RMEC1 RMEC2 RMEC3 RMEC4 RMEC5",
        "CO1 CO2 CO3 CO4",
        "GOP1 GOP2 GOP3 GOP4",
    ]
    assert plan.goals[2].title.endswith("durable solutions)")
    assert (plan.version, plan.endorsed, plan.year) == ("30.04.2012", True, 2012)
    assert plan.page_headers == 7


DEADLINES = table("""
| codes | text | kind | end |
| P1 P4 P5 MIA2 MIA3 | Mid May | part_of_month | 2012-05-15 |
| P2 | Mid April | part_of_month | 2012-04-15 |
| P3 | End June | part_of_month | 2012-06-30 |
| P6 MS4 | End April | part_of_month | 2012-04-30 |
| P7 MS3 MIA4 MIA5 RMEC2 CO1 CO2 CO3 GOP1 GOP2 GOP3 | Continuous | open_ended | None |
| None | End March: Formation WG/TORs | labelled | 2012-03-31 |
| MS2 | Upon request | on_request | None |
| MIA1 RMEC1 | Ongoing | open_ended | None |
| RMEC4 | Possibly mid- May quarterly report | labelled | 2012-05-15 |
| RMEC5 | Continuous to start ASAP | open_ended | None |
| CO4 | May End July | several | 2012-07-31 |
| GOP4 | Continuous, with immediate start | open_ended | None |
""")


def test_cluster_plan__every_deadline() -> None:
    by_code = {str(one.code): one.deadline for one in reading("002").activities()}
    seen = {"RMEC3"}
    assert by_code["RMEC3"].text.splitlines() == ["Monthly; Continuous"]

    for row in DEADLINES:
        for code in row["codes"].split():
            deadline = by_code[code]
            assert (deadline.text, deadline.kind.value) == (row["text"], row["kind"])
            assert str(deadline.end) == row["end"]
            seen.add(code)

    assert seen == by_code.keys()


STEPS = "P1:2 P2:3 P3:1 P4:1 P5:2 P6:1 P7:2 None:8 MS2:2 MS3:1 MS4:2 MIA1:2 MIA2:3 MIA3:1 MIA4:7"
MORE_STEPS = "MIA5:0 RMEC1:3 RMEC2:2 RMEC3:3 RMEC4:3 RMEC5:3 CO1:3 CO2:1 CO3:4 CO4:1"
LAST_STEPS = "GOP1:4 GOP2:5 GOP3:2 GOP4:7"
NOTES = "P2:5 P4:3 P5:1 P7:1 None:1 MS2:1 RMEC2:2 RMEC3:1 RMEC5:1 CO2:1 GOP1:1 GOP2:1 GOP4:1"


def test_cluster_plan__every_bullet_and_note() -> None:
    activities = [*reading("002").activities()]
    steps = " ".join(f"{one.code}:{len(one.sub_actions)}" for one in activities)
    notes = " ".join(f"{one.code}:{len(one.status_notes)}" for one in activities if one.status_text)

    assert steps == f"{STEPS} {MORE_STEPS} {LAST_STEPS}"
    assert notes == NOTES


def test_cluster_plan__problems() -> None:
    problems = reading("002").problems
    doubts = {(one.row, one.code.value) for one in problems if one.level == "doubt"}
    replaced = [one.params["item"] for one in problems if one.code == "code_letters_replaced"]

    assert doubts == {
        (13, "code_missing"),
        (23, "goal_title_broken"),
        (32, "owner_missing"),
        (32, "quarter_mark_unknown"),
    }
    assert replaced == ["P3", "P5", "P6", "P7", "CO", "CO3"]


LISTS = table("""
| activities | results | responsible | timelines |
| 4 | 2 | 1 | 2 |
| 7 | 6 | 5 | 6 |
| 8 | 5 | 4 | 0 |
| 5 | 3 | 2 | 0 |
| 4 | 2 | 0 | 2 |
| 4 | 3 | 0 | 4 |
""")


def test_objective_plan__lists_unpaired() -> None:
    found = [
        {
            "activities": str(len(goal.activities)),
            "results": str(len(goal.unpaired_results)),
            "responsible": str(len(goal.unpaired_responsible)),
            "timelines": str(len(goal.unpaired_timelines)),
        }
        for goal in reading("003").plans[0].goals
    ]

    assert found == LISTS


def test_action_plans__three_groups_and_joined_row() -> None:
    read = reading("000")

    assert [plan.title for plan in read.plans] == [
        "Protection Monitoring",
        "Information Sharing",
        "Data Sharing",
    ]
    assert [len(plan.members) for plan in read.plans] == [6, 8, 7]
    assert [one.row for one in read.problems if one.code == "row_joined"] == [39]


def test_action_plans_as_json__no_member_or_focal_point_named() -> None:
    read = reading("000")
    names = {
        person.name
        for plan in read.plans
        for person in (
            *plan.members,
            *(one for activity in plan.activities() for one in activity.focal_points),
        )
    }

    shown = str(to_json(read))

    assert len(names) > 20
    assert [name for name in names if name in shown] == []


@pytest.mark.parametrize("number", ["001", "004"])
def test_guidance_that_is_no_plan__not_taken_for_one(number: str) -> None:
    read = reading(number)

    assert read.plans == []
    assert [one.code.value for one in read.problems] == ["plan_not_found"]
