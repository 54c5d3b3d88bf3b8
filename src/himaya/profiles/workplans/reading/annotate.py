"""The file we give back: the rows a person must look at, with the reason and what to do.

Its columns are those of the cluster work plan, and ours behind them. Reading it again gives the
same activities under the same identities; a blank cell is not an order to erase.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from himaya.profiles.workplans.reading.cells import STEP_SEPARATOR
from himaya.profiles.workplans.reading.identity import goal_id, plan_id
from himaya.profiles.workplans.reading.model import (
    Activity,
    Goal,
    Plan,
    Reading,
    RowProblem,
    SubAction,
)
from himaya.profiles.workplans.reading.problem_texts import TEXTS
from himaya.profiles.workplans.reading.problems import Level, ProblemCode, Verdict

Only = Literal["doubtful", "refused", "all"]
Translate = Callable[[str], str]

HEADERS = (
    "Code",
    "Description",
    "Responsibility",
    "Partners",
    "Q1",
    "Q2",
    "Q3",
    "Q4",
    "Expected deadline",
    "Status",
    "Associated activities",
    "Results",
    "Remarks",
    "Section",
    "Challenge",
    "Plan",
    "Version",
    "himaya_plan",
    "himaya_id",
    "problem",
    "what to do",
)
FOCAL = "Focal points"
_QUARTERS = ("Q1", "Q2", "Q3", "Q4")


@dataclass(slots=True)
class Sheet:
    """A neutral grid: `headers`, `rows` of the same width, `problems` one text per row."""

    headers: list[str]
    rows: list[list[str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def annotate(
    reading: Reading,
    only: Only = "doubtful",
    *,
    include_persons: bool = False,
    translate: Translate = str,
) -> Sheet:
    """Lay out the activities with the verdict `only`, each under its goal.

    Names of focal points appear only with `include_persons`, for who may see the workspace.
    `translate` turns a message template into the reader's language.
    """
    sheet = Sheet([*HEADERS, FOCAL] if include_persons else [*HEADERS])
    by_row: dict[tuple[str, int], list[RowProblem]] = {}
    for problem in reading.problems:
        by_row.setdefault((problem.where, problem.row), []).append(problem)
    for plan in reading.plans:
        for goal in plan.goals:
            wanted = [one for one in goal.activities if _is_wanted(one, only)]
            if not wanted:
                continue
            if goal.title or goal.code:
                _add(sheet, _goal_cells(plan, goal), [], translate)
            for activity in wanted:
                problems = list(_problems(by_row, activity))
                cells = _activity_cells(plan, activity) | {"himaya_id": activity.stable_id}
                cells[FOCAL] = "\n".join(one.text or one.name for one in activity.focal_points)
                _add(sheet, cells, problems, translate)
    return sheet


def _is_wanted(activity: Activity, only: Only) -> bool:
    return only == "all" or activity.verdict is Verdict(only)


def _problems(
    by_row: dict[tuple[str, int], list[RowProblem]], activity: Activity
) -> Iterator[RowProblem]:
    for row in activity.rows:
        yield from by_row.get((activity.where, row), [])


def _add(
    sheet: Sheet, cells: dict[str, str], problems: Sequence[RowProblem], translate: Translate
) -> None:
    told = [problem for problem in problems if problem.level is not Level.NOTICE]
    cells["problem"] = "\n".join(
        f"{problem.code.value}: {translate(TEXTS[problem.code].says) % problem.params}"
        for problem in told
    )
    todo: dict[ProblemCode, str] = {one.code: translate(TEXTS[one.code].do) for one in told}
    cells["what to do"] = "\n".join(todo.values())
    sheet.rows.append([cells.get(header, "") for header in sheet.headers])
    sheet.problems.append(cells["problem"])


def _plan_cells(plan: Plan) -> dict[str, str]:
    version = " ".join(filter(None, [plan.version, "ENDORSED" if plan.endorsed else ""]))
    return {"Plan": plan.title, "Version": version, "himaya_plan": plan_id(plan)}


def _goal_cells(plan: Plan, goal: Goal) -> dict[str, str]:
    return _plan_cells(plan) | {
        "Code": goal.code or "",
        "Description": goal.title,
        "Responsibility": _bullets(goal.unpaired_responsible),
        "Expected deadline": _bullets([one.text for one in goal.unpaired_timelines]),
        "Results": _bullets(goal.unpaired_results),
        "himaya_id": goal_id(plan, goal),
    }


def _activity_cells(plan: Plan, activity: Activity) -> dict[str, str]:
    marks = {quarter: activity.quarter_marks.get(quarter, "") for quarter in _QUARTERS}
    return (
        _plan_cells(plan)
        | marks
        | {
            "Code": activity.code or "",
            "Description": activity.title,
            "Responsibility": "; ".join(activity.responsible),
            "Partners": "; ".join(activity.partners),
            "Expected deadline": activity.deadline.text,
            "Status": _bullets([note.text for note in activity.status_notes]),
            "Associated activities": _bullets([_step(step) for step in activity.sub_actions]),
            "Results": _bullets(activity.results),
            "Remarks": activity.remarks,
            "Section": activity.section,
            "Challenge": activity.challenge,
        }
    )


def _step(step: SubAction) -> str:
    parts = [step.text, step.deadline.text if step.deadline else "", "; ".join(step.responsible)]
    return STEP_SEPARATOR.join(parts).rstrip(" |")


def _bullets(texts: Sequence[str]) -> str:
    return "\n".join(f"> {text}" for text in texts)
