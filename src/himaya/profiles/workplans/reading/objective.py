"""The layout "objective plan": an objective beside lists of activities, results, actors, times.

The lists line up with nothing. They stay with the objective; one list of a single entry is
offered as a proposal, never applied. Only a row with exactly one activity is one activity's row.
"""

from dataclasses import dataclass

from himaya.engines.tabular import normalise_code, one_line, pieces
from himaya.profiles.workplans.reading.cells import read_notes, split_owners
from himaya.profiles.workplans.reading.deadlines import Deadline, read_deadline
from himaya.profiles.workplans.reading.grid import PlanRow, plan_rows
from himaya.profiles.workplans.reading.model import Activity, Goal, KeptRow, Plan, Proposal
from himaya.profiles.workplans.reading.problem_log import ProblemLog
from himaya.profiles.workplans.reading.problems import ProblemCode
from himaya.profiles.workplans.reading.quarters import read_quarters
from himaya.profiles.workplans.reading.sections import Section

# Words in any other column go to the one on its left.
_COLUMNS = {
    "status",
    "code",
    "objective",
    "description",
    "results",
    "responsible",
    "deadline",
    "remarks",
}


@dataclass(slots=True)
class _Lists:
    """The lists of one row, as written."""

    activities: list[str]
    results: list[str]
    responsible: list[str]
    timelines: list[str]


def read_objectives(plan: Plan, section: Section, log: ProblemLog) -> None:
    """Fill the plan's objectives; a row without an objective belongs to the one above."""
    plan.has_codes = "code" in section.header.columns
    columns = {name: at for name, at in section.header.columns.items() if name in _COLUMNS}
    for row in plan_rows(section.body, columns):
        lists = _lists(row, log)
        if row.is_alone or not (lists.activities or one_line(row["objective"])):
            _put_aside(plan, row, log)
            continue
        if one_line(row["objective"]) or not plan.goals:
            plan.goals.append(Goal(None, one_line(row["objective"]), row=row.origin.row))
        goal = plan.goals[-1]
        if len(lists.activities) == 1:
            goal.activities.append(_whole_row(plan, row, lists))
        else:
            _add_unpaired(plan, goal, row, lists)
            _report(goal, row, lists, log)


def _put_aside(plan: Plan, row: PlanRow, log: ProblemLog) -> None:
    if row.text:
        plan.kept.append(KeptRow(row.origin.row, row.text, "unread"))
        log.add(row.origin, ProblemCode.ROW_NOT_UNDERSTOOD)


def _lists(row: PlanRow, log: ProblemLog) -> _Lists:
    lists = _Lists(
        *(
            [piece.text for piece in pieces(row[name])]
            for name in ("description", "results", "responsible", "deadline")
        )
    )
    if lists.responsible and not lists.timelines and all(map(_is_quarter, lists.responsible)):
        lists.timelines, lists.responsible = lists.responsible, []
        log.add(row.origin, ProblemCode.CELL_IN_OTHER_COLUMN)
    return lists


def _is_quarter(text: str) -> bool:
    read = read_quarters(text)
    return read is not None and not read.rest


def _whole_row(plan: Plan, row: PlanRow, lists: _Lists) -> Activity:
    """A row with one activity says everything about it."""
    responsible = "\n".join(lists.responsible)
    activity = _activity(plan, row, lists.activities[0])
    activity.responsible = split_owners(responsible)
    activity.responsible_text = one_line(responsible)
    activity.results = lists.results
    activity.deadline = _deadline("\n".join(lists.timelines), plan)
    activity.quarter_marks = dict.fromkeys(activity.deadline.quarters, "")
    activity.status_notes = read_notes(row["status"], plan.year)
    activity.status_text = one_line(row["status"])
    activity.remarks = one_line(row["remarks"])
    if one_line(row["code"]):
        activity.code_text = one_line(row["code"])
        activity.code = normalise_code(row["code"]).code
    return activity


def _activity(plan: Plan, row: PlanRow, title: str) -> Activity:
    return Activity(
        row=row.origin.row,
        where=row.origin.part,
        title=title,
        deadline=_deadline("", plan),
        rows=[row.origin.row],
        source=dict(row.cells),
    )


def _add_unpaired(plan: Plan, goal: Goal, row: PlanRow, lists: _Lists) -> None:
    goal.activities += [_activity(plan, row, title) for title in lists.activities]
    goal.unpaired_results += lists.results
    goal.unpaired_responsible += lists.responsible
    goal.unpaired_timelines += [_deadline(text, plan) for text in lists.timelines]
    goal.unpaired_statuses += read_notes(f"{row['status']}\n{row['remarks']}", plan.year)
    if len(lists.responsible) == 1:
        goal.proposals.append(Proposal("responsible", lists.responsible[0]))
    if len(lists.timelines) == 1:
        goal.proposals.append(Proposal("timeline", lists.timelines[0]))


def _report(goal: Goal, row: PlanRow, lists: _Lists, log: ProblemLog) -> None:
    if not goal.activities:
        return
    log.add(
        row.origin,
        ProblemCode.BULLETS_NOT_ALIGNED,
        activities=len(lists.activities),
        responsible=len(lists.responsible),
        timelines=len(lists.timelines),
    )
    if not lists.responsible:
        log.add(row.origin, ProblemCode.OWNER_MISSING)


def _deadline(text: str, plan: Plan) -> Deadline:
    return read_deadline(text, plan_start=plan.start, plan_year=plan.year)
