"""The layout "cluster work plan": goals with codes, coded activities, quarters, status.

Also any plain table of activities, and the files we give back for correction.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from himaya.engines.tabular import normalise_code, one_line
from himaya.profiles.workplans.reading.cells import (
    is_known_mark,
    is_proposal_only,
    read_notes,
    read_sub_actions,
    split_owners,
)
from himaya.profiles.workplans.reading.columns import quarter_columns
from himaya.profiles.workplans.reading.deadlines import DeadlineKind, read_deadline
from himaya.profiles.workplans.reading.goal_rows import (
    GOAL_MARK,
    is_goal,
    mend_title,
    read_goal,
)
from himaya.profiles.workplans.reading.grid import PlanRow, plan_rows
from himaya.profiles.workplans.reading.identity import given_id
from himaya.profiles.workplans.reading.model import Activity, Goal, KeptRow, Plan
from himaya.profiles.workplans.reading.persons import read_focal_points
from himaya.profiles.workplans.reading.problem_log import ProblemLog
from himaya.profiles.workplans.reading.problems import Level, ProblemCode
from himaya.profiles.workplans.reading.sections import Section

_NO_CODE = re.compile(r"[-–—_.?\s]*")  # noqa: RUF001  # dashes as word processors write them
_LONGEST_CODE = 16
# Columns whose words are the activity's; the quarters and our own columns stand apart.
_WORDS = ("responsible", "partners", "deadline", "status", "associated", "results", "remarks")
_ASIDE = {
    "q1",
    "q2",
    "q3",
    "q4",
    "problem",
    "what_to_do",
    "plan",
    "version",
    "himaya_plan",
    "himaya_revision",
}


@dataclass(slots=True)
class _State:
    plan: Plan
    log: ProblemLog
    has_code_column: bool
    is_copy: bool  # a working copy: what it lacks, the record lacked too, and nobody is asked twice
    previous: PlanRow | None = None  # the row before, if it was a goal

    def goal(self) -> Goal:
        if not self.plan.goals:
            self.plan.goals.append(Goal(None, ""))
        return self.plan.goals[-1]

    def last(self) -> Activity | None:
        return self.plan.goals[-1].activities[-1] if self._has_last() else None

    def _has_last(self) -> bool:
        return bool(self.plan.goals and self.plan.goals[-1].activities)


def read_cluster(plan: Plan, section: Section, log: ProblemLog) -> None:
    """Fill the plan's goals and activities from the rows of its table."""
    columns = dict(section.header.columns)
    if "q1" not in columns:
        for labels in section.body[:2]:
            found = quarter_columns(labels)
            columns |= {name: at for name, at in found.items() if at not in columns.values()}
    plan.has_codes, plan.annotated = "code" in columns, "himaya_id" in columns
    is_copy = plan.annotated and "problem" not in columns
    state = _State(plan, log, plan.has_codes, is_copy)
    for row in plan_rows(section.body, columns):
        _read_row(state, row)


def _read_row(state: _State, row: PlanRow) -> None:
    filled = row.filled() - _ASIDE
    after_goal, state.previous = state.previous, None
    if not filled:
        state.plan.kept.append(KeptRow(row.origin.row, row.text, "header"))
    elif is_goal(row, filled):
        state.plan.goals.append(read_goal(state.plan, row, state.log))
        state.previous = row
    elif after_goal and filled == {"description"} and state.has_code_column:
        goal = state.goal()
        goal.title = f"{goal.title} {one_line(row['description'])}"
        state.log.add(row.origin, ProblemCode.GOAL_TITLE_BROKEN)
        state.previous = row
    elif _is_unread(row, filled):
        state.plan.kept.append(KeptRow(row.origin.row, row.text, "unread"))
        state.log.add(row.origin, ProblemCode.ROW_NOT_UNDERSTOOD)
    elif (last := state.last()) and _is_continuation(state, row, filled):
        _join(last, row, state)
    else:
        _add_activity(state, row)


def _is_unread(row: PlanRow, filled: set[str]) -> bool:
    """A line of running text that stands below or between the rows of the table."""
    only = next(iter(filled)) if len(filled) == 1 else ""
    return row.is_alone or (only == "code" and len(one_line(row["code"])) > _LONGEST_CODE)


def _is_continuation(state: _State, row: PlanRow, filled: set[str]) -> bool:
    """A row without a code that lacks a description, or has nothing else."""
    if "code" in filled or "himaya_id" in filled:
        return False
    if "description" not in filled:
        return True
    return filled == {"description"} and (
        state.has_code_column or one_line(row["description"])[:1].islower()
    )


def _join(last: Activity, row: PlanRow, state: _State) -> None:
    """Join a continued row cell by cell; a person is asked to check it."""
    for name in row.filled() - {"problem", "what_to_do"}:
        words = row[name]
        sign = " " if one_line(words)[:1].islower() else "\n"
        last.source[name] = f"{last.source.get(name, '')}{sign}{words}".strip()
    last.rows.append(row.origin.row)
    _fill(last, state.plan, state.log, row)
    state.log.add(row.origin, ProblemCode.ROW_JOINED)


def _add_activity(state: _State, row: PlanRow) -> None:
    goal, plan = state.goal(), state.plan
    cells = dict(row.cells)
    if not goal.activities and GOAL_MARK.match(goal.title):
        cells["description"] = mend_title(goal, row, state.log)
    activity = Activity(
        row=row.origin.row,
        where=row.origin.part,
        title="",
        deadline=read_deadline(""),
        rows=[row.origin.row],
        source=cells,
    )
    activity.himaya_id = given_id(row["himaya_id"])
    level = Level.NOTICE if state.is_copy and activity.himaya_id else None
    _read_code(activity, row, state, level)
    goal.activities.append(activity)
    _fill(activity, plan, state.log, row)
    if not activity.title:
        state.log.add(row.origin, ProblemCode.ACTIVITY_WITHOUT_TITLE)
    if not (activity.responsible or activity.focal_points):
        state.log.add(row.origin, ProblemCode.OWNER_MISSING, level=level)


def _read_code(activity: Activity, row: PlanRow, state: _State, level: Level | None) -> None:
    activity.code_text = one_line(row["code"])
    if _NO_CODE.fullmatch(activity.code_text):
        if state.has_code_column:
            state.log.add(row.origin, ProblemCode.CODE_MISSING, level=level)
        return
    read = normalise_code(activity.code_text)
    activity.code = read.code
    if read.replaced:
        state.log.add(row.origin, ProblemCode.CODE_LETTERS_REPLACED, item=read.code)


def _fill(activity: Activity, plan: Plan, log: ProblemLog, row: PlanRow) -> None:
    """Set every field from the words in `source`."""
    words = activity.source
    activity.title = one_line(words.get("description", ""))
    activity.challenge = one_line(words.get("challenge", ""))
    activity.section = one_line(words.get("section", ""))
    (
        activity.responsible_text,
        activity.partners_text,
        _deadline,
        activity.status_text,
        activity.sub_actions_text,
        results,
        activity.remarks,
    ) = (one_line(words.get(name, "")) for name in _WORDS)
    activity.responsible = split_owners(words.get("responsible", ""))
    activity.partners = split_owners(words.get("partners", ""))
    activity.results = split_owners(words.get("results", "")) if results else []
    activity.status_notes = read_notes(words.get("status", ""), plan.year)
    activity.sub_actions = read_sub_actions(
        words.get("associated", ""), plan.year, annotated=plan.annotated
    )
    activity.deadline = read_deadline(
        words.get("deadline", ""), plan_start=plan.start, plan_year=plan.year
    )
    activity.proposal_only = is_proposal_only(activity.partners_text, activity.remarks)
    _read_focal(activity, words.get("focal", ""), plan, log, row)
    _read_quarters(activity, log, row)


def _read_focal(activity: Activity, text: str, plan: Plan, log: ProblemLog, row: PlanRow) -> None:
    if not one_line(text):
        return
    read = read_focal_points(text, plan.members)
    activity.focal_points = read.persons
    activity.responsible += [owner for owner in read.bodies if owner not in activity.responsible]
    if read.is_unsure:
        log.add(row.origin, ProblemCode.OWNERS_NOT_SEPARABLE)


def _read_quarters(activity: Activity, log: ProblemLog, row: PlanRow) -> None:
    for quarter, mark in _marks(activity):
        activity.quarter_marks[quarter] = mark
        if not is_known_mark(mark):
            log.add(row.origin, ProblemCode.QUARTER_MARK_UNKNOWN, mark=mark)
    if not activity.quarter_marks and activity.deadline.kind is DeadlineKind.QUARTER:
        activity.quarter_marks = dict.fromkeys(activity.deadline.quarters, "")


def _marks(activity: Activity) -> Iterator[tuple[str, str]]:
    for name in ("q1", "q2", "q3", "q4"):
        mark = one_line(activity.source.get(name, ""))
        if mark:
            yield name.upper(), mark
