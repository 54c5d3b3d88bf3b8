"""The file we give back is read again without doubling or losing anything."""

import io
from typing import Any

import pytest
from openpyxl import Workbook

from himaya.engines.tabular import read_document
from himaya.profiles.workplans.reading import (
    Activity,
    Plan,
    Reading,
    Sheet,
    annotate,
    read_plans,
    to_json,
)
from himaya.profiles.workplans.tests.builders import NAMES, read_invented


def as_file(sheet: Sheet) -> bytes:
    workbook = Workbook()
    page = workbook.active
    assert page is not None
    for row in [sheet.headers, *sheet.rows]:
        page.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def read_back(sheet: Sheet) -> Reading:
    return read_plans(read_document(as_file(sheet), file_name="corrected.xlsx"))


def essence(activity: Activity) -> dict[str, Any]:
    return {
        "id": activity.stable_id,
        "code": activity.code,
        "title": activity.title,
        "challenge": activity.challenge,
        "section": activity.section,
        "deadline": (activity.deadline.text, activity.deadline.kind, activity.deadline.end),
        "quarters": activity.quarter_marks,
        "responsible": activity.responsible,
        "partners": activity.partners,
        "notes": [(note.text, note.day) for note in activity.status_notes],
        "steps": [
            (step.text, step.deadline.text if step.deadline else "", step.responsible)
            for step in activity.sub_actions
        ],
        "results": activity.results,
        "remarks": activity.remarks,
        "persons": [(one.name, one.role) for one in activity.focal_points],
    }


def plans_of(reading: Reading) -> list[tuple[object, ...]]:
    return [(plan.title, plan.version, plan.endorsed, goals_of(plan)) for plan in reading.plans]


def goals_of(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (
            goal.code,
            goal.title,
            goal.unpaired_responsible,
            [one.text for one in goal.unpaired_timelines],
            goal.unpaired_results,
            [essence(one) for one in goal.activities],
        )
        for goal in plan.goals
    ]


@pytest.mark.parametrize("name", NAMES)
def test_whole_plan_given_back_and_read_again__the_same(name: str) -> None:
    reading = read_invented(name, plan_year=2021)
    sheet = annotate(reading, only="all", include_persons=True)

    again = read_plans(read_document(as_file(sheet), file_name="corrected.xlsx"), plan_year=2021)

    assert plans_of(again) == plans_of(reading)


def test_only_doubtful__rows_with_reason_and_what_to_do() -> None:
    sheet = annotate(read_invented("cluster_work_plan"), only="doubtful")
    rows = [dict(zip(sheet.headers, row, strict=True)) for row in sheet.rows]
    doubted = [row for row in rows if row["problem"]]

    assert [row["Code"] for row in doubted] == ["", "TR2", "TR2", "MW1", "MB4"]
    assert doubted[0]["problem"] == "code_missing: The activity has no code."
    assert doubted[0]["what to do"].startswith("Write the code")
    assert sheet.problems == [row["problem"] for row in rows]
    assert len(rows) - len(doubted) == 3  # the goals they stand under


def test_nothing_refused__no_rows() -> None:
    assert annotate(read_invented("cluster_work_plan"), only="refused").rows == []


def test_corrected_code__same_identity_and_no_doubt() -> None:
    reading = read_invented("cluster_work_plan")
    sheet = annotate(reading, only="doubtful")
    code = sheet.headers.index("Code")
    row = next(row for row in sheet.rows if row[1].startswith("Set up of a small group"))
    row[code] = "TR1"

    again = {one.stable_id: one for one in read_back(sheet).activities()}
    before = next(one for one in reading.activities() if one.title == row[1])

    assert again[before.stable_id].code == "TR1"
    assert again[before.stable_id].verdict.value == "accepted"


def test_pairing_done_by_hand_and_lists_emptied__no_doubt_left() -> None:
    sheet = annotate(read_invented("objective_plan"), only="all")
    at = {name: index for index, name in enumerate(sheet.headers)}
    for row in sheet.rows:
        if row[at["himaya_id"]].startswith("goal:"):
            row[at["Responsibility"]] = row[at["Expected deadline"]] = row[at["Results"]] = ""
        else:
            row[at["Responsibility"]], row[at["Expected deadline"]] = "Harbour Aid", "Q2 2021"
            row[at["Code"]] = f"X{sheet.rows.index(row)}"

    again = read_back(sheet)

    assert {one.verdict.value for one in again.activities()} == {"accepted"}
    assert [one.stable_id for one in again.activities()] == [
        one.stable_id for one in read_invented("objective_plan").activities()
    ]


def test_without_leave_to_see_persons__no_name_in_the_file() -> None:
    reading = read_invented("pim_action_plan")
    sheet = annotate(reading, only="all")

    assert "Focal points" not in sheet.headers
    assert "Tavira" not in str(sheet.rows)
    assert "Tavira" in str(annotate(reading, only="all", include_persons=True).rows)


def test_message_in_another_language__template_is_translated() -> None:
    words = {"The activity has no code.": "L’activité n’a pas de code."}

    sheet = annotate(
        read_invented("cluster_work_plan"), translate=lambda text: words.get(text, text)
    )

    assert "L’activité n’a pas de code." in "".join(sheet.problems)


def test_made_up_identity__not_believed() -> None:
    sheet = annotate(read_invented("cluster_work_plan"), only="all")
    column = sheet.headers.index("himaya_id")
    sheet.rows[1][column] = "wp-../../etc"

    first = next(iter(read_back(sheet).activities()))

    assert first.stable_id == next(iter(read_invented("cluster_work_plan").activities())).stable_id
    assert to_json(read_back(sheet))["plans"][0]["goals"][0]["activities"][0]["code"] == "P1"
