"""Rows that name a goal, and titles that a page border broke."""

import re

from himaya.engines.tabular import normalise_code, one_line
from himaya.profiles.workplans.reading.deadlines import read_deadline
from himaya.profiles.workplans.reading.grid import PlanRow
from himaya.profiles.workplans.reading.model import Goal, KeptRow, Plan
from himaya.profiles.workplans.reading.problem_log import ProblemLog
from himaya.profiles.workplans.reading.problems import ProblemCode

GOAL_MARK = re.compile(
    r"^(?:strategic |specific |general |overall )?(?:goal|objective|outcome|objectif|objetivo|meta"
    r"|الهدف)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]{1,6}")
_LONGEST_REST = 8  # words that may belong to the goal's title in the row below
_IDENTITY = "goal:"


def is_goal(row: PlanRow, filled: set[str]) -> bool:
    """A goal's row has a title and at most a code of letters; nothing else.

    In a file that we gave back it is marked in the column himaya_id.
    """
    if row["himaya_id"].startswith(_IDENTITY):
        return True
    if not filled <= {"code", "description"}:
        return False
    code, words = one_line(row["code"]), one_line(row["description"])
    if not words:
        return bool(GOAL_MARK.match(code))
    return bool(GOAL_MARK.match(words) or _LETTERS.fullmatch(normalise_code(code).code))


def read_goal(plan: Plan, row: PlanRow, log: ProblemLog) -> Goal:
    """Make the goal; labels of quarters in its row are put aside."""
    code_text, title = one_line(row["code"]), one_line(row["description"])
    if not title:
        code_text, title = "", code_text
    goal = Goal(None, title, row=row.origin.row, code_text=code_text)
    if code_text:
        read = normalise_code(code_text)
        goal.code = read.code
        if read.replaced:
            log.add(row.origin, ProblemCode.CODE_LETTERS_REPLACED, item=read.code)
    labels = [one_line(row[name]) for name in ("q1", "q2", "q3", "q4") if one_line(row[name])]
    if labels:
        plan.kept.append(KeptRow(row.origin.row, " ".join(labels), "header"))
    if row["himaya_id"].startswith(_IDENTITY):
        _read_unpaired(goal, row, plan)
    return goal


def _read_unpaired(goal: Goal, row: PlanRow, plan: Plan) -> None:
    """Lists that line up with nothing come back in the goal's own row."""
    goal.unpaired_responsible = _lines(row["responsible"])
    goal.unpaired_results = _lines(row["results"])
    goal.unpaired_timelines = [
        read_deadline(text, plan_start=plan.start, plan_year=plan.year)
        for text in _lines(row["deadline"])
    ]


def _lines(text: str) -> list[str]:
    return [words for line in text.splitlines() if (words := one_line(line).lstrip("·> ").strip())]


def mend_title(goal: Goal, row: PlanRow, log: ProblemLog) -> str:
    """Move words that close the goal's bracket out of the first activity; return the rest.

    A goal's title with an open bracket, above an activity that closes one it never opened, was
    broken by the page: the words up to the bracket belong to the title.
    """
    words = one_line(row["description"])
    if goal.title.count("(") <= goal.title.count(")"):
        return row["description"]
    head, close, rest = words.partition(")")
    if not close or "(" in head or len(head.split()) > _LONGEST_REST or not rest.strip():
        return row["description"]
    goal.title = f"{goal.title} {head})"
    log.add(row.origin, ProblemCode.GOAL_TITLE_BROKEN)
    return rest.strip()
