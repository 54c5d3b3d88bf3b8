"""Two years of the coordination desk: monthly meetings, their action points and decisions."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from himaya.collect.actions import register_for
from himaya.demo.people import PREDECESSOR
from himaya.demo.stories.scene import month_before
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.records.actions import create_record, link_records
from himaya.records.models import Record

MONTHS = 24
_MEMBERS = ("CPQ", "HRA", "WCI", "LTA", "OPW", "JLC")
_POINTS = (
    "Send the list of focal points",
    "Share the draft of the monitoring form",
    "Check the referral pathway of the north",
    "Name a member for the task force on data",
    "Comment on the contingency plan",
    "Report on visits to the transit centres",
    "Bring translated messages for the help desks",
)
_DECISIONS = (
    "Two agencies share one assessment in the south",
    "The common form is used from next month",
    "Counts under five are not shown",
    "The hotline is named in all leaflets",
)
_AGENDA = (
    "Situation in the areas",
    "Action points of the last meeting",
    "Reports due",
    "Any other",
)


def keep_desk(
    seat: ActingSeat, chance: random.Random, report: Callable[[str], None], *, scale: float
) -> None:
    """Meetings of past months with minutes, and one or two that are still to come."""
    today = clock.today()
    months = max(3, round(MONTHS * scale))
    registers = {
        code: register_for(seat=seat, profile_code=code)
        for code in ("meeting", "action_point", "decision")
    }
    made = 0
    for day in _days(today, months):
        meeting = create_record(
            seat=seat, dataset=registers["meeting"], answers=_meeting(day, today, chance)
        )
        made += 1
        if day >= today:
            continue
        for answers in _points(day, today, chance):
            point = create_record(seat=seat, dataset=registers["action_point"], answers=answers)
            made += _related(seat, "point_of", point, meeting)
        if chance.random() < 0.4:
            decided = {"title": chance.choice(_DECISIONS), "decided_on": day.isoformat()}
            decided |= {"decided_by": "CPQ", "status": "in_force"}
            decision = create_record(seat=seat, dataset=registers["decision"], answers=decided)
            made += _related(seat, "decided_at", decision, meeting)
    report(f"  {made:6} meetings, action points and decisions")


def _related(seat: ActingSeat, relation: str, source: Record, target: Record) -> int:
    link_records(seat=seat, relation=relation, source=source, target=target)
    return 1


def _days(today: date, months: int) -> list[date]:
    """One meeting for each month; where this month's is over, one more on the coming Thursday."""
    days = {_thursday(month_before(today, -ahead)) for ahead in range(-months, 2)}
    if _thursday(today) < today:
        days.add(today + timedelta(days=(3 - today.weekday()) % 7 or 7))
    return sorted(days)


def _thursday(day: date) -> date:
    """The first Thursday of the day's month."""
    first = day.replace(day=1)
    return first + timedelta(days=(3 - first.weekday()) % 7)


def _meeting(day: date, today: date, chance: random.Random) -> dict[str, Any]:
    is_held = day < today
    present = [{"attendee_agency": one, "attended": "yes"} for one in _MEMBERS]
    answers: dict[str, Any] = {
        "title": "Protection working group",
        "kind": "regular",
        "date": day.isoformat(),
        "starts_at": "10:00:00.000",
        "chair": "CPQ",
        "minute_taker": chance.choice(_MEMBERS),
        "agenda": [{"item": item} for item in _AGENDA],
        "status": "minuted" if is_held else "planned",
    }
    if is_held:
        answers["attendance"] = present[: chance.randint(4, len(present))]
        answers["minutes"] = "Agreed as circulated. Points and decisions are listed with it."
        answers["minutes_sent_on"] = (day + timedelta(days=chance.randint(2, 9))).isoformat()
    return answers


def _points(day: date, today: date, chance: random.Random) -> list[dict[str, Any]]:
    points = []
    for title in chance.sample(_POINTS, chance.randint(1, 3)):
        due = day + timedelta(days=28)
        is_done = due < today and chance.random() < 0.9
        points.append(
            {
                "title": title,
                "responsible": chance.choice(_MEMBERS),
                "raised_on": day.isoformat(),
                "due": due.isoformat(),
                "priority": chance.choice(("high", "medium", "low")),
                "status": "done" if is_done else "open",
                "focal_point": PREDECESSOR,
            }
        )
    return points
