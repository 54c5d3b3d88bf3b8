"""Several plans in one file, one plan over several tables."""

import io

from openpyxl import Workbook

from himaya.engines.tabular import plain, read_document
from himaya.profiles.workplans.reading import Reading, read_plans
from himaya.profiles.workplans.tests.builders import FILES, comparable, invented, read_invented

HEAD = "Code\tDescription\tResponsibility\tExpected deadline\n"


def read_sheets(sheets: dict[str, list[list[str]]]) -> Reading:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        page = workbook.create_sheet(name)
        for row in rows:
            page.append([plain(text) for text in row])
    stream = io.BytesIO()
    workbook.save(stream)
    return read_plans(read_document(stream.getvalue(), file_name="x"))


def test_one_sheet_per_group__same_plans() -> None:
    sheets: dict[str, list[list[str]]] = {}
    for row in invented("pim_action_plan").rows():
        if row.texts[0].startswith("ACTION PLAN"):
            sheets[f"group {len(sheets)}"] = []
        sheets[f"group {len(sheets) - 1}"].append([*row.texts])

    reading = read_sheets(sheets)

    assert comparable(reading)["plans"] == comparable(read_invented("pim_action_plan"))["plans"]


def test_one_sheet_per_page__one_plan() -> None:
    sheets: dict[str, list[list[str]]] = {}
    for row in invented("cluster_work_plan").rows():
        if row.texts[0] == "Harbo":
            sheets[f"page {len(sheets)}"] = []
        sheets[f"page {len(sheets) - 1}"].append([*row.texts])

    reading = read_sheets(sheets)

    assert len(sheets) == 3
    assert comparable(reading)["plans"] == comparable(read_invented("cluster_work_plan"))["plans"]


def test_one_sheet_per_plan__named_by_their_sheets() -> None:
    head, rows = HEAD.strip().split("\t"), ["A1", "Mend", "Harbour Aid", "Mid May 2020"]

    reading = read_sheets({"North": [head, rows], "South": [head, rows]})

    assert [(plan.title, len([*plan.activities()])) for plan in reading.plans] == [
        ("North", 1),
        ("South", 1),
    ]
    assert len({one.stable_id for one in reading.activities()}) == 2


def test_two_plans_one_below_the_other__told_apart_by_their_titles() -> None:
    text = "".join(
        f"{place} work plan {year}\nVersion 1.2.{year} endorsed\n\n"
        f"{HEAD}A1\tMend the pier\tHarbour Aid\tMid May\n\n"
        for place, year in (("North", 2020), ("South", 2021))
    ).replace("endorsed\n\nCode", "endorsed\nCode")

    reading = read_plans(read_document(text, file_name="pasted"))

    assert [(plan.title, plan.version, plan.year) for plan in reading.plans] == [
        ("North work plan 2020", "1.2.2020", 2020),
        ("South work plan 2021", "1.2.2021", 2021),
    ]
    assert [str(one.deadline.end) for one in reading.activities()] == ["2020-05-15", "2021-05-15"]


def test_two_plans_with_one_title__doubted_and_identities_apart() -> None:
    text = (FILES / "pim_action_plan.txt").read_text(encoding="utf-8")

    reading = read_plans(
        read_document(text.replace("Open Shelves", "Shelter Watch"), file_name="pasted")
    )

    assert "plan_title_repeated" in {one.code.value for one in reading.problems}
    assert len({one.stable_id for one in reading.activities()}) == 12


def test_layouts_of_two_kinds_in_one_file__both_read() -> None:
    texts = [
        (FILES / f"{name}_plan.txt").read_text("utf-8") for name in ("pim_action", "objective")
    ]

    reading = read_plans(read_document("\n\n\n".join(texts), file_name="pasted"))

    assert [plan.layout for plan in reading.plans] == ["pim_action_plan"] * 3 + ["objective_plan"]
    assert [len([*plan.activities()]) for plan in reading.plans] == [4, 5, 3, 16]


def test_owner_merged_over_rows__said_of_each() -> None:
    workbook = Workbook()
    page = workbook.active
    assert page is not None
    for row in (
        HEAD.strip().split("\t"),
        ["A1", "Mend", "Harbour Aid", "May 2020"],
        ["A2", "Light", None, "June 2020"],
    ):
        page.append(row)
    page.merge_cells("C2:C3")
    stream = io.BytesIO()
    workbook.save(stream)

    reading = read_plans(read_document(stream.getvalue(), file_name="x"))

    assert [one.responsible for one in reading.activities()] == [["Harbour Aid"]] * 2


def test_quarter_labels_in_a_row_below_the_headings__marks_read() -> None:
    reading = read_sheets(
        {
            "Plan": [
                ["", "Description", "Responsibility", "Timeframe", "", "", "", "Status"],
                ["", "", "", "Q1", "Q2", "Q3", "Q4", ""],
                ["A1", "Mend", "Harbour Aid", "", "x", "", "x", "Begun on 3 May"],
            ]
        }
    )
    (activity,) = reading.activities()

    assert activity.quarter_marks == {"Q2": "x", "Q4": "x"}
    assert [note.text for note in activity.status_notes] == ["Begun on 3 May"]
