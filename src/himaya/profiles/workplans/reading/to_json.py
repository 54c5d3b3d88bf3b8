"""A reading as plain JSON values, safe to print unless persons are asked for."""

from datetime import date
from typing import Any

from himaya.profiles.workplans.reading.columns import Layout
from himaya.profiles.workplans.reading.dates import FoundDate
from himaya.profiles.workplans.reading.deadlines import Deadline
from himaya.profiles.workplans.reading.model import (
    Activity,
    Goal,
    Note,
    Person,
    Plan,
    Reading,
    RowProblem,
    SubAction,
)
from himaya.profiles.workplans.reading.problem_texts import TEXTS
from himaya.profiles.workplans.reading.problems import Verdict


def to_json(reading: Reading, *, include_persons: bool = False) -> dict[str, Any]:
    """Return the reading as JSON values.

    Focal points, leaders and members are counted, not named, unless `include_persons`: that is
    for the importer, never for a terminal or a log.
    """
    return {
        "kind": reading.kind,
        "plans": [_plan(plan, include_persons=include_persons) for plan in reading.plans],
        "accepted": reading.count(Verdict.ACCEPTED),
        "doubtful": reading.count(Verdict.DOUBTFUL),
        "refused": reading.count(Verdict.REFUSED),
        "problems": [_problem(problem) for problem in reading.problems],
    }


def _plan(plan: Plan, *, include_persons: bool) -> dict[str, Any]:
    named = include_persons or plan.layout != Layout.PIM
    made: dict[str, Any] = {
        "title": plan.title,
        "layout": plan.layout,
        "heading": plan.heading,
        "overall_goal": plan.overall_goal,
        "goals": [_goal(goal, include_persons=include_persons, named=named) for goal in plan.goals],
        "version": plan.version,
        "version_date": _day(plan.version_date),
        "endorsed": plan.endorsed,
        "year": plan.year,
        "members_count": len(plan.members),
        "page_headers_dropped": plan.page_headers,
    }
    if include_persons:
        made["leader"] = _person(plan.leader) if plan.leader else None
        made["members"] = [_person(member) for member in plan.members]
    return made


def _goal(goal: Goal, *, include_persons: bool, named: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "code": goal.code,
        "title": goal.title,
        "activities": [
            _activity(activity, include_persons=include_persons, named=named)
            for activity in goal.activities
        ],
    }
    if goal.unpaired_results or goal.unpaired_responsible or goal.unpaired_timelines:
        made["unpaired_results"] = goal.unpaired_results
        made["unpaired_responsible"] = goal.unpaired_responsible
        made["unpaired_timelines"] = [_deadline(one) for one in goal.unpaired_timelines]
        made["unpaired_statuses"] = [_note(note) for note in goal.unpaired_statuses]
        made["proposals"] = [{"field": one.field, "text": one.text} for one in goal.proposals]
    return made


def _activity(activity: Activity, *, include_persons: bool, named: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "code": activity.code,
        "title": activity.title,
        "deadline_text": activity.deadline.text,
        "quarters": list(activity.quarter_marks),
        "responsible": activity.responsible,
        "partners": activity.partners,
        "status_notes": [_note(note) for note in activity.status_notes],
        "sub_actions": [
            _sub_action(step, include_persons=include_persons) for step in activity.sub_actions
        ],
        "results": activity.results,
        "remarks": activity.remarks,
        "id": activity.stable_id,
        "row": activity.row,
        "verdict": activity.verdict.value,
        "section": activity.section,
        "challenge": activity.challenge,
        "code_text": activity.code_text,
        "deadline": _deadline(activity.deadline),
        "quarter_marks": activity.quarter_marks,
        "partners_text": activity.partners_text,
        "status_text": activity.status_text,
        "proposal_only": activity.proposal_only,
        "focal_points_count": len(activity.focal_points),
    }
    if named:
        made["responsible_text"] = activity.responsible_text
    if include_persons:
        made["focal_points"] = [_person(person) for person in activity.focal_points]
    return made


def _sub_action(step: SubAction, *, include_persons: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "text": step.text,
        "done": step.done,
        "dates": [_found(one) for one in step.dates],
        "deadline_text": step.deadline.text if step.deadline else "",
        "deadline": _deadline(step.deadline) if step.deadline else None,
        "responsible": step.responsible,
        "focal_points_count": len(step.focal_points),
    }
    if include_persons:
        made["focal_points"] = [_person(person) for person in step.focal_points]
    return made


def _note(note: Note) -> dict[str, Any]:
    return {
        "text": note.text,
        "date": _day(note.day),
        "dates": [_found(one) for one in note.dates],
    }


def _found(found: FoundDate) -> dict[str, Any]:
    return {"text": found.text, "start": _day(found.start), "end": _day(found.end)}


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "kind": deadline.kind.value,
        "text": deadline.text,
        "start": _day(deadline.start),
        "end": _day(deadline.end),
        "recurrence": deadline.recurrence,
        "label": deadline.label,
        "quarters": deadline.quarters,
        "parts": [_deadline(part) for part in deadline.parts],
        "can_be_late": deadline.can_be_late,
    }


def _person(person: Person) -> dict[str, Any]:
    return {"name": person.name, "role": person.role, "text": person.text}


def _problem(problem: RowProblem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "code": problem.code.value,
        "message": problem.message,
        "what_to_do": TEXTS[problem.code].do,
        "level": problem.level.value,
        "where": problem.where,
        "params": problem.params,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
