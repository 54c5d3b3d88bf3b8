"""From a reading to the answers of the two registers; what is unknown stays out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from himaya.profiles.workplans.parties import AgencyNames
from himaya.profiles.workplans.reading import Activity, Goal, Plan, SubAction
from himaya.profiles.workplans.who import Persons

Answers = dict[str, Any]


def plan_answers(plan: Plan, persons: Persons) -> Answers:
    """Answers of `forms/plan.md`."""
    return _known(
        {
            "title": plan.title or gettext("Plan without a title"),
            "group_name": plan.heading,
            "version": plan.version,
            "version_date": _day(plan.version_date),
            "endorsement": "endorsed" if plan.endorsed else "draft",
            **_period(plan),
            "overall_goal": plan.overall_goal,
            "leader": plan.leader.text or plan.leader.name if plan.leader else None,
            "members": [{"member_name": name} for name in _members(plan, persons)],
            "goals": [_goal(goal, persons) for goal in plan.goals if goal.title],
            "layout": plan.layout,
        }
    )


def _members(plan: Plan, persons: Persons) -> list[str]:
    """As the file names them, and persons in objectives' lists that no activity is paired with."""
    named = [one.text or one.name for one in plan.members]
    for goal in plan.goals:
        named += persons.named(goal.unpaired_responsible)
    return list(dict.fromkeys(named))


def _period(plan: Plan) -> Answers:
    """The plan's year, from its start where one is known; a start after that year has no end."""
    if plan.start is None:
        return (
            {"period_start": f"{plan.year}-01-01", "period_end": f"{plan.year}-12-31"}
            if (plan.year)
            else {}
        )
    ends = plan.year is not None and plan.start.year <= plan.year
    return {
        "period_start": plan.start.isoformat(),
        "period_end": f"{plan.year}-12-31" if ends else None,
    }


def _goal(goal: Goal, persons: Persons) -> Answers:
    return _known(
        {
            "goal_code": goal.code,
            "goal_title": goal.title,
            "goal_results": "\n".join(goal.unpaired_results),
            "goal_responsible": "\n".join(persons.bodies(goal.unpaired_responsible)),
            "goal_timelines": "\n".join(one.text for one in goal.unpaired_timelines),
            "goal_statuses": "\n".join(one.text for one in goal.unpaired_statuses),
        }
    )


def activity_answers(
    plan: Plan, goal: Goal, activity: Activity, agencies: AgencyNames, persons: Persons
) -> Answers:
    """Answers of `forms/activity.md`; parts that name persons go to the focal points."""
    deadline = activity.deadline
    return _known(
        {
            "code": activity.code,
            "title": activity.title,
            "plan_title": plan.title,
            "goal_code": goal.code,
            "goal_title": goal.title,
            "section": activity.section,
            "challenge": activity.challenge,
            "responsible": _parties(activity.responsible, agencies, persons, "party"),
            "partners": _parties(activity.partners, agencies, persons, "partner"),
            "focal_points": _focal_points(activity, persons),
            "deadline_text": deadline.text,
            "deadline_kind": str(deadline.kind),
            "starts": _day(deadline.start),
            "due": _day(deadline.end) if deadline.can_be_late else None,
            "quarters": sorted(activity.quarter_marks.keys() & {"Q1", "Q2", "Q3", "Q4"}),
            "quarter_marks": _marks(activity.quarter_marks),
            "status": _status(activity),
            "status_notes": [
                _known({"note": one.text, "note_date": _day(one.day)})
                for one in activity.status_notes
            ],
            "sub_actions": [_step(one, persons) for one in activity.sub_actions],
            "results": [{"result": text} for text in activity.results],
            "proposal_only": "yes" if activity.proposal_only else None,
            "remarks": activity.remarks,
        }
    )


def _focal_points(activity: Activity, persons: Persons) -> list[Answers]:
    """Persons the file names as such, and parts of the other cells that name persons."""
    named = [one.text or one.name for one in activity.focal_points]
    return [{"focal_point": text} for text in (*named, *persons.named(activity.parties))]


def _parties(
    names: Sequence[str], agencies: AgencyNames, persons: Persons, word: str
) -> list[Answers]:
    rows = []
    for name in names:
        named = " ".join(agencies.named_in(name))
        # A person's part goes to the focal points, encrypted; only the agency stays here.
        words = named if persons.is_person(name) else name
        rows.append(_known({word: words, f"{word}_agency": named}))
    return [row for row in rows if row]


def _step(step: SubAction, persons: Persons) -> Answers:
    done = {True: "yes", False: "no", None: None}[step.done]
    return _known(
        {
            "sub_action": step.text,
            "sub_done": done,
            "sub_deadline": step.deadline.text if step.deadline else None,
            "sub_due": _day(step.deadline.end) if step.deadline else None,
            "sub_responsible": _responsible_for(step, persons),
        }
    )


def _responsible_for(step: SubAction, persons: Persons) -> str:
    """As written, but for persons: they are focal points, kept encrypted there."""
    if step.focal_points:
        return ""
    if persons.named(step.responsible):
        return "; ".join(persons.bodies(step.responsible))
    return step.responsible_text


def _marks(marks: Mapping[str, str]) -> str:
    return " ".join(f"{quarter}:{mark}" for quarter, mark in sorted(marks.items()) if mark)


def _status(activity: Activity) -> str:
    """Only what the file says outright: continuous work recurs, a note means it has begun."""
    if activity.status_text.strip():
        return "ongoing"
    return "not_started"


def _day(day: Any) -> str | None:  # noqa: ANN401 - date or None
    return day.isoformat() if day is not None else None


def _known(answers: Mapping[str, Any]) -> Answers:
    return {key: value for key, value in answers.items() if value not in (None, "", [])}
