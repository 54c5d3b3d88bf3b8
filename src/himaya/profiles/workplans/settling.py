"""A reading as people settled it on the bench: codes and days given, names told from bodies."""

from collections.abc import Iterator, Mapping
from typing import Any

from himaya.collect.importers import Bench
from himaya.engines.tabular import normalise_code
from himaya.profiles.workplans.reading import Activity, Goal, Reading
from himaya.profiles.workplans.reading.problem_log import ProblemLog
from himaya.profiles.workplans.reading.problems import Level, ProblemCode
from himaya.profiles.workplans.reading.read import check_codes, judge
from himaya.profiles.workplans.who import Persons

_OF_CODES = {ProblemCode.CODE_MISSING, ProblemCode.CODE_LETTERS_REPLACED}
_OF_DAYS = {code for code in ProblemCode if code.startswith("deadline_")}


def settle(reading: Reading, bench: Bench, persons: Persons) -> None:
    """Apply what was decided: codes are written into the activities, doubts that are answered go.

    Identities stay those of the file's words. Codes are compared again over each plan, typed ones
    with written ones.
    """
    answered: dict[tuple[str, int], set[ProblemCode]] = {}
    for goal, activity in _each(reading):
        for place in places_of(activity):
            answered[place] = _settled(goal, activity, bench.corrections, persons)
    log = ProblemLog()
    log.problems = [
        one
        for one in reading.problems
        if one.code not in {ProblemCode.CODE_DUPLICATE, *answered.get((one.where, one.row), ())}
        or one.level is Level.REFUSED
    ]
    for plan in reading.plans:
        check_codes(plan, log)
    reading.problems = log.in_order()
    judge(reading)


def places_of(activity: Activity) -> list[tuple[str, int]]:
    """The rows an activity was put together from, with their sheet or table."""
    return [(activity.where, row) for row in activity.rows or [activity.row]]


def _each(reading: Reading) -> Iterator[tuple[Goal, Activity]]:
    for plan in reading.plans:
        for goal in plan.goals:
            for activity in goal.activities:
                yield goal, activity


def _settled(
    goal: Goal,
    activity: Activity,
    corrections: Mapping[str, Mapping[str, Any]],
    persons: Persons,
) -> set[ProblemCode]:
    """Take the corrections over; the problems that are none any more."""
    mine, settled = corrections.get(activity.stable_id, {}), set[ProblemCode]()
    if code := mine.get("code"):
        activity.code = normalise_code(str(code)).code
        settled |= _OF_CODES
    if mine.get("due"):
        settled |= _OF_DAYS
    if not any(map(persons.is_open, persons.asked(goal, activity))):
        settled.add(ProblemCode.PERSON_SUSPECTED)
    return settled
