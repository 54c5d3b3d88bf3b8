"""The invented cluster work plan: page heads, look-alike codes, a broken goal title."""

import pytest

from himaya.engines.tabular import read_document
from himaya.profiles.workplans.reading import Activity, Reading, read_plans
from himaya.profiles.workplans.tests.builders import read_invented
from himaya.profiles.workplans.tests.tables import table


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_invented("cluster_work_plan")


def by_code(reading: Reading, code: str) -> Activity:
    return next(one for one in reading.activities() if one.code == code)


def codes_at(reading: Reading, row: int) -> set[str]:
    return {problem.code.value for problem in reading.problems if problem.row == row}


def read_text(text: str) -> Reading:
    return read_plans(read_document(text, file_name="pasted"))


def test_head__title_version_endorsement_year(reading: Reading) -> None:
    (plan,) = reading.plans

    assert plan.title == "Harbour Cluster Marenia -PORT OLAN – WORK PLAN 2019"
    assert (plan.version, str(plan.version_date)) == ("28.02.2019", "2019-02-28")
    assert plan.endorsed
    assert plan.year == 2019


GOALS = table("""
| code | title | codes |
| P  | GOAL 1: READINESS | P1 P2 P3 P4 P7 |
| TR | GOAL 2: TRAINING | None TR2 TR2 |
| MW | GOAL 3: MEASURES AND WATCH for the voice of the islands (also on what keeps boats from a safe return) | MW1 MW2 |
| MB | GOAL 4: Money / Voice outside | MB3 MB4 MB5 |
| CO | GOAL 5: SITTING TOGETHER AND ANSWERING | CO1 CO3 CO4 |
| GV | GOAL 6: Long view also towards the harbour master | GV2 |
""")


def test_goals__six_with_their_activities(reading: Reading) -> None:
    found = [
        {
            "code": goal.code,
            "title": goal.title,
            "codes": " ".join(str(activity.code) for activity in goal.activities),
        }
        for goal in reading.plans[0].goals
    ]

    assert found == GOALS


def test_look_alike_letters__latin_code_and_a_notice(reading: Reading) -> None:
    assert by_code(reading, "P3").code_text == "Р3"
    assert by_code(reading, "CO3").code_text == "СОЗ"
    assert "code_letters_replaced" in codes_at(reading, by_code(reading, "P3").row)
    assert by_code(reading, "P3").verdict.value == "accepted"


def test_dash_for_a_code__kept_without_code_and_doubted(reading: Reading) -> None:
    activity = reading.plans[0].goals[1].activities[0]

    assert activity.code is None
    assert activity.title.startswith("Set up of a small group")
    assert codes_at(reading, activity.row) == {"code_missing"}


def test_code_used_twice__both_doubted(reading: Reading) -> None:
    rows = [one.row for one in reading.activities() if one.code == "TR2"]

    assert len(rows) == 2
    assert all("code_duplicate" in codes_at(reading, row) for row in rows)


def test_goal_title_broken_over_the_page__mended_and_doubted(reading: Reading) -> None:
    activity = by_code(reading, "MW1")

    assert activity.title == "Seat in the renewed watch group and mending of its form"
    assert activity.source["description"].startswith("Seat")
    assert codes_at(reading, activity.row) == {"goal_title_broken"}
    assert activity.verdict.value == "doubtful"


def test_page_heads__dropped_and_counted(reading: Reading) -> None:
    assert reading.plans[0].page_headers == 7


def test_unknown_mark_and_no_owner__kept_and_doubted(reading: Reading) -> None:
    activity = by_code(reading, "MB4")

    assert activity.quarter_marks == {"Q2": "R", "Q3": "R"}
    assert codes_at(reading, activity.row) == {"quarter_mark_unknown", "owner_missing"}


def test_usual_marks__no_doubt(reading: Reading) -> None:
    activity = by_code(reading, "MB5")

    assert activity.quarter_marks == {"Q1": "x", "Q2": "x"}
    assert activity.verdict.value == "accepted"


NOTES = table("""
| code | text | dates |
| P2 | Letters already sent to the islands (NOR, SUD, EST) | - |
| P2 | NOR rebuilt (end March) | 2019-03-31 |
| P2 | EST: two names open | - |
| P4 | Letters already sent to the islands on 14.03. | 2019-03-14 |
| P4 | 3w list checked on all islands | - |
| P4 | First boat list sent to the harbour master on 12 April | 2019-04-12 |
| P7 | Ongoing (first talk on 14.03), the chair told the cluster on 16 March; boats shown to the harbour master on 12 April | 2019-03-14 2019-03-16 2019-04-12 |
| MB5 | Talks with donors on March 5th and April 19th (mostly on boats) | 2019-03-05 2019-04-19 |
""")


@pytest.mark.parametrize("row", NOTES, ids=lambda row: row["text"])
def test_status_note__dates_found_in_words(reading: Reading, row: dict[str, str]) -> None:
    notes = {note.text: note for note in by_code(reading, row["code"]).status_notes}

    dates = [str(found.end) for found in notes[row["text"]].dates]

    assert (" ".join(dates) or "-") == row["dates"]
    assert (notes[row["text"]].day is not None) == (len(dates) == 1)


STEPS = table("""
| code | steps |
| P1   | Talk at island level (with the leads) and in the main office / Mending of the form after the talk |
| P2   | Asking the island leads (main office) / Gathering the rolls (island) / Putting the rolls together (Lantern Relief) |
| P4   | Ask offices and confirm moorings and crews |
| MW2  | Choice of matters / Agree on words / Print the count |
| CO1  | Sittings held / Notes sent soon. |
| CO3  | Steady words and help / IMOs help with tablets / Invite island leads when they are in Port Olan. |
""")


@pytest.mark.parametrize("row", STEPS, ids=lambda row: row["code"])
def test_associated_activities__one_by_one(reading: Reading, row: dict[str, str]) -> None:
    steps = [step.text for step in by_code(reading, row["code"]).sub_actions]

    assert " / ".join(steps) == row["steps"]


OWNERS = table("""
| code | responsible | partners |
| P1 | Cluster leads (Lantern Relief and Tall Reeds) | Sub-cluster leads |
| P4 | Cluster leads with help of every sub- cluster/ TF leads | All members |
| P7 | Cluster leads + island leads | All members + Port school |
""")


@pytest.mark.parametrize("row", OWNERS, ids=lambda row: row["code"])
def test_owners__split_outside_brackets_only(reading: Reading, row: dict[str, str]) -> None:
    activity = by_code(reading, row["code"])

    assert " + ".join(activity.responsible) == row["responsible"]
    assert " + ".join(activity.partners) == row["partners"]


def test_mere_proposal__marked(reading: Reading) -> None:
    assert [one.code for one in reading.activities() if one.proposal_only] == ["GV2"]


def test_stray_remark__kept(reading: Reading) -> None:
    assert by_code(reading, "MW2").remarks == "2"


def test_row_without_code_goes_on__joined_cell_by_cell() -> None:
    reading = read_text(
        "Code\tDescription\tResponsibility\tExpected deadline\n"
        "A1\tMend the\tHarbour Aid\tMid May 2020\n"
        "\told pier\t\t\n"
        "\t\tReed Relief\t\n"
    )
    (activity,) = reading.activities()

    assert activity.title == "Mend the old pier"
    assert activity.responsible == ["Harbour Aid", "Reed Relief"]
    assert [problem.code.value for problem in reading.problems if problem.level == "doubt"] == [
        "row_joined",
        "row_joined",
    ]


def test_row_without_description__refused() -> None:
    reading = read_text(
        "Code\tDescription\tResponsibility\tExpected deadline\n"
        "A1\tMend the pier\tHarbour Aid\tMid May 2020\n"
        "A2\t\tHarbour Aid\tMid May 2020\n"
    )

    assert [one.verdict.value for one in reading.activities()] == ["accepted", "refused"]
    assert codes_at(reading, 3) == {"activity_without_title"}


def test_plain_table_without_codes_and_goals__one_goal_no_code_asked_for() -> None:
    reading = read_text(
        "Activity\tLead\tDue date\tComments\n"
        "Mend the pier\tHarbour Aid\t15 May 2020\tbefore the rain\n"
        "Light the stairs\tReed Relief\tASAP\t\n"
    )

    assert [(goal.code, len(goal.activities)) for goal in reading.plans[0].goals] == [(None, 2)]
    assert {problem.code.value for problem in reading.problems} == {"plan_title_missing"}


def test_line_of_text_below_the_table__put_aside_and_doubted() -> None:
    reading = read_text(
        "Code\tDescription\tResponsibility\tExpected deadline\n"
        "A1\tMend the pier\tHarbour Aid\tMid May 2020\n\n"
        "All dates hang on the weather.\n"
    )

    assert [row.text for row in reading.plans[0].kept if row.why == "unread"] == [
        "All dates hang on the weather."
    ]
    assert codes_at(reading, 4) == {"row_not_understood"}


def test_headings_in_arabic__understood() -> None:
    reading = read_text(
        "الرمز\tالنشاط\tالجهة المسؤولة\tالشركاء\tالموعد النهائي\n"
        "أ1\tإصلاح الرصيف\tإغاثة الميناء\tالجميع\tمنتصف مايو 2020\n"
    )
    (activity,) = reading.activities()

    assert activity.title == "إصلاح الرصيف"
    assert str(activity.deadline.end) == "2020-05-15"


def test_not_yet_endorsed__not_endorsed() -> None:
    head = "Code\tDescription\tResponsibility\tExpected deadline\nA1\tMend\tTall Reeds\tMid May\n"

    for words in ("DRAFT Version 3 to be endorsed", "Version 3 not yet endorsed"):
        assert not read_text(f"Pier work plan 2020\n{words}\n\n{head}").plans[0].endorsed
    assert read_text(f"Pier work plan 2020\nVersion 3 endorsed\n\n{head}").plans[0].endorsed


def test_no_known_headings__plan_not_found() -> None:
    reading = read_text("Minutes of the harbour talk\n\nThe pier was spoken of.\n")

    assert reading.plans == []
    assert [problem.code.value for problem in reading.problems] == ["plan_not_found"]
