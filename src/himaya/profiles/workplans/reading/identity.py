"""One name for an activity over all corrected files of its plan."""

import hashlib
from collections import Counter

from himaya.engines.tabular import fold_words
from himaya.profiles.workplans.reading.model import Activity, Goal, Plan

_LENGTH = 20  # hexadecimal digits: no two of a billion activities are likely to share them


def stable_id(plan: Plan, goal: Goal, activity: Activity) -> str:
    """Return "wp-" and 20 hexadecimal digits.

    An identity from a file we gave back wins. Else it comes from the plan's title (folded, without
    version) and the code; without a code, or with one used twice, from goal and folded title.
    """
    if activity.himaya_id:
        return activity.himaya_id
    return _digest("wp-", _key(plan, goal, activity))


def goal_id(plan: Plan, goal: Goal) -> str:
    """Return "goal:" and 20 hexadecimal digits, from the plan's title and the goal's code or title."""
    return _digest("goal:", [*_plan_key(plan), goal.code or _folded(goal.title)])


def assign_ids(plan: Plan) -> None:
    """Set `stable_id` on every activity; the second of two equal ones is told by its number."""
    seen: Counter[str] = Counter()
    for goal in plan.goals:
        for activity in goal.activities:
            identity = stable_id(plan, goal, activity)
            seen[identity] += 1
            if seen[identity] > 1:
                key = [*_key(plan, goal, activity), str(seen[identity])]
                identity = _digest("wp-", key)
            activity.stable_id = identity


def _key(plan: Plan, goal: Goal, activity: Activity) -> list[str]:
    same_code = [one for one in plan.activities() if one.code == activity.code]
    if activity.code and len(same_code) == 1:
        return [*_plan_key(plan), activity.code]
    return [
        *_plan_key(plan),
        activity.code or "",
        goal.code or _folded(goal.title),
        _folded(activity.title),
    ]


def _plan_key(plan: Plan) -> list[str]:
    """The ordinal only tells plans of one file apart that bear the same title."""
    number = [] if plan.ordinal == 1 else [str(plan.ordinal)]
    return [_folded(plan.title), *number]


def _folded(text: str) -> str:
    return " ".join(fold_words(text))


def _digest(sign: str, parts: list[str]) -> str:
    # A separator no title contains, so that two keys never run together.
    words = "\x1f".join(parts).encode()
    return sign + hashlib.sha256(words).hexdigest()[:_LENGTH]
