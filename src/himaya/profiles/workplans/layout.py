"""The working copy in the layout that clusters know: goals shaded, Q1 to Q4, bullets, remarks.

Its columns are those of the file we give back (`reading.annotate`), so that it can be brought in
again: `himaya_id` says which activity a row is, `himaya_plan` which version of the plan it is of,
and a cell nobody touched since `himaya_revision` changes nothing.
Names of focal points are not among the columns: they never leave.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from himaya.profiles.workplans.reading.cells import (
    PROPOSAL_ONLY,
    STEP_SEPARATOR,
    is_proposal_only,
)
from himaya.records.returning import REVISION
from himaya.releases.content import Document, Table

Answers = Mapping[str, Any]

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
# Heading -> name of the column as the reading knows it, and its width in characters.
COLUMNS: Mapping[str, tuple[str, int]] = {
    "Code": ("code", 8),
    "Description": ("description", 36),
    "Responsibility": ("responsible", 22),
    "Partners": ("partners", 22),
    "Q1": ("q1", 5),
    "Q2": ("q2", 5),
    "Q3": ("q3", 5),
    "Q4": ("q4", 5),
    "Expected deadline": ("deadline", 18),
    "Status": ("status", 34),
    "Associated activities": ("associated", 34),
    "Results": ("results", 26),
    "Remarks": ("remarks", 22),
    "Section": ("section", 8),
    "Challenge": ("challenge", 26),
    "Plan": ("plan", 20),
    "Version": ("version", 14),
    "himaya_plan": ("himaya_plan", 24),
    "himaya_id": ("himaya_id", 24),
    REVISION: ("himaya_revision", 8),
}
_OPTIONAL = {"Results", "Section", "Challenge"}  # left out where no row has them
_FOR_READING_BACK = {"Plan", "Version", "himaya_plan", "himaya_id", REVISION}
_RELATION = "activity_of"


def cluster_work_plan(rows: Sequence[Mapping[str, Any]], language: str, form: str) -> Document:
    """A table for each plan, its goals in order. `rows` as `datasets.declarations.Layout` says."""
    plans: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        plans.setdefault(_plan_key(row), []).append(row)
    tables = tuple(_table(several, form) for several in plans.values())
    first = next(iter(plans.values()), [])
    title = _plan_of(first[0]).get("title", "") if len(plans) == 1 and first else ""
    return Document(
        title=str(title or _("Work plans")),
        language=language,
        lines=_lines(first[0]) if len(plans) == 1 and first else (),
        tables=tables,
    )


def _related(row: Mapping[str, Any]) -> Mapping[str, Any]:
    related: Mapping[str, Any] = row["related"].get(_RELATION, {})
    return related


def _plan_of(row: Mapping[str, Any]) -> Answers:
    """The plan's answers; without a plan in sight, what the activity says of it."""
    answers: Answers = _related(row).get("answers", {})
    return answers or {"title": row["answers"].get("plan_title", "")}


def _plan_key(row: Mapping[str, Any]) -> str:
    return str(_related(row).get("ref") or row["answers"].get("plan_title", ""))


def _version(plan: Answers) -> str:
    endorsed = "ENDORSED" if plan.get("endorsement") == "endorsed" else ""
    return " ".join(filter(None, [str(plan.get("version", "")), endorsed]))


def _lines(row: Mapping[str, Any]) -> tuple[str, ...]:
    plan = _plan_of(row)
    version = _version(plan)
    words = [
        plan.get("group_name", ""),
        _("Version %(version)s") % {"version": version} if version else "",
        plan.get("overall_goal", ""),
    ]
    return tuple(str(one) for one in words if one)


def _table(rows: Sequence[Mapping[str, Any]], form: str) -> Table:
    plan = _plan_of(rows[0])
    cells: list[dict[str, str]] = []
    shaded: set[int] = set()
    for goal, several in _by_goal(rows, plan):
        if goal.get("goal_title") or goal.get("goal_code"):
            shaded.add(len(cells))
            cells.append(_plan_cells(rows[0]) | goal_cells(goal))
        cells += [_row_cells(row) for row in several]
    used = {header for one in cells for header, text in one.items() if text}
    headers = [
        header
        for header in COLUMNS
        if (header not in _OPTIONAL or header in used)
        and (form == "xlsx" or header not in _FOR_READING_BACK)
    ]
    return Table(
        headers=headers,
        rows=[[one.get(header, "") for header in headers] for one in cells],
        title=str(plan.get("title", "")),
        widths=[COLUMNS[header][1] for header in headers],
        shaded=frozenset(shaded),
    )


def _by_goal(
    rows: Sequence[Mapping[str, Any]], plan: Answers
) -> list[tuple[Answers, list[Mapping[str, Any]]]]:
    """Goals in the plan's order, each with its activities in theirs."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in sorted(rows, key=lambda one: int(_related(one).get("order", 0))):
        answers = row["answers"]
        key = (str(answers.get("goal_code", "")), str(answers.get("goal_title", "")))
        groups.setdefault(key, []).append(row)
    known = {
        (str(goal.get("goal_code", "")), str(goal.get("goal_title", ""))): goal
        for goal in plan.get("goals", [])
    }
    places = {key: place for place, key in enumerate(known)}
    found = sorted(groups, key=lambda key: places.get(key, len(places)))
    return [
        (known.get(key, {"goal_code": key[0], "goal_title": key[1]}), groups[key]) for key in found
    ]


def _plan_cells(row: Mapping[str, Any]) -> dict[str, str]:
    plan = _plan_of(row)
    return {
        "Plan": str(plan.get("title", "")),
        "Version": _version(plan),
        "himaya_plan": _identity(_related(row)),
    }


def _identity(row: Mapping[str, Any]) -> str:
    """By which a file finds the entry again; what no file brought has only its reference."""
    return str(row.get("stable_id") or row.get("ref", ""))


def goal_cells(goal: Answers) -> dict[str, str]:
    """The cells of a goal's own row; bullets that line up with no activity stand here."""
    title = str(goal.get("goal_title", ""))
    return {
        "Code": str(goal.get("goal_code", "")),
        "Description": title,
        "Responsibility": _bullets(str(goal.get("goal_responsible", "")).splitlines()),
        "Expected deadline": _bullets(str(goal.get("goal_timelines", "")).splitlines()),
        "Status": _bullets(str(goal.get("goal_statuses", "")).splitlines()),
        "Results": _bullets(str(goal.get("goal_results", "")).splitlines()),
        "himaya_id": "goal:" + (str(goal.get("goal_code", "")) or title)[:40],
    }


def _row_cells(row: Mapping[str, Any]) -> dict[str, str]:
    ours = {"himaya_id": _identity(row), REVISION: str(row["revision"])}
    return _plan_cells(row) | activity_cells(row["answers"]) | ours


def activity_cells(answers: Answers) -> dict[str, str]:
    """The cells of one activity by heading, from its answers."""
    return {
        "Code": str(answers.get("code", "")),
        "Description": str(answers.get("title", "")),
        "Responsibility": "; ".join(_texts(answers, "responsible", "party")),
        "Partners": "; ".join(_texts(answers, "partners", "partner")),
        **_quarter_cells(answers),
        "Expected deadline": str(answers.get("deadline_text", "")),
        "Status": _bullets(_texts(answers, "status_notes", "note")),
        "Associated activities": _bullets([_step(step) for step in answers.get("sub_actions", [])]),
        "Results": _bullets(_texts(answers, "results", "result")),
        "Remarks": _remarks(answers),
        "Section": str(answers.get("section", "")),
        "Challenge": str(answers.get("challenge", "")),
    }


def _remarks(answers: Answers) -> str:
    """The remarks; whoever opens the file sees that a proposal binds nobody."""
    remarks = str(answers.get("remarks", ""))
    partners = " ".join(_texts(answers, "partners", "partner"))
    if answers.get("proposal_only") != "yes" or is_proposal_only(partners, remarks):
        return remarks
    return f"{PROPOSAL_ONLY}. {remarks}".strip()


def _quarter_cells(answers: Answers) -> dict[str, str]:
    marks = dict(
        one.split(":", 1) for one in str(answers.get("quarter_marks", "")).split() if ":" in one
    )
    planned = answers.get("quarters", [])
    return {quarter: marks.get(quarter, "x" if quarter in planned else "") for quarter in QUARTERS}


def _texts(answers: Answers, repeat: str, key: str) -> list[str]:
    return [str(row[key]) for row in answers.get(repeat, []) if row.get(key)]


def _step(step: Answers) -> str:
    words = ("sub_action", "sub_deadline", "sub_responsible")
    return STEP_SEPARATOR.join(str(step.get(key, "")) for key in words).rstrip(" |")


def _bullets(texts: Sequence[str]) -> str:
    return "\n".join(f"> {text}" for text in texts if text)
