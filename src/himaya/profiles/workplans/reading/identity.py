"""One name for an activity over all corrected files of its plan."""

import hashlib
import re
from collections import Counter

from himaya.engines.tabular import fold, fold_words, one_line
from himaya.profiles.workplans.reading.model import Activity, Goal, Plan

_LENGTH = 20  # hexadecimal digits: no two of a billion activities are likely to share them
# What we write as an identity: one of ours made from words, an agency's own, or a reference.
_GIVEN = re.compile(r"(wp|plan|own)-[0-9a-f]{20}|[0-9a-z]{16}")


def given_id(cell: str) -> str | None:
    """The identity in a cell of a file we gave back; None where it holds none of ours."""
    words = one_line(cell)
    return words if _GIVEN.fullmatch(words) else None


def plan_id(plan: Plan) -> str:
    """Return "plan-" and 20 hexadecimal digits, from the folded title and the ordinal.

    Stable over versions of a plan that come as files of their own. An identity from a file we gave
    back wins.
    """
    return plan.himaya_id or _digest("plan-", [fold(plan.title), str(plan.ordinal)])


def stable_id(plan: Plan, goal: Goal, activity: Activity) -> str:
    """Return "wp-" and 20 hexadecimal digits.

    An identity from a file we gave back wins. Else it comes from the plan's title (folded, without
    version) and the code; without a code, or with one already taken, from goal and folded title.
    """
    if activity.himaya_id:
        return activity.himaya_id
    first = next((one for one in plan.activities() if one.code == activity.code), activity)
    return _digest("wp-", _key(plan, goal, activity, owns_code=first is activity))


def goal_id(plan: Plan, goal: Goal) -> str:
    """Return "goal:" and 20 hexadecimal digits, from plan title and goal code or title."""
    return _digest("goal:", [*_plan_key(plan), goal.code or _folded(goal.title)])


def assign_ids(plan: Plan) -> None:
    """Set `stable_id` on every activity; the second of two equal ones is told by its number."""
    seen: Counter[str] = Counter()
    codes: set[str] = set()
    for goal in plan.goals:
        for activity in goal.activities:
            key = _key(plan, goal, activity, owns_code=activity.code not in codes)
            codes.add(activity.code or "")
            identity = activity.himaya_id or _digest("wp-", key)
            seen[identity] += 1
            if seen[identity] > 1:
                identity = _digest("wp-", [*key, str(seen[identity])])
            activity.stable_id = identity


def _key(plan: Plan, goal: Goal, activity: Activity, *, owns_code: bool) -> list[str]:
    if activity.code and owns_code:
        return [*_plan_key(plan), activity.code]
    return [
        *_plan_key(plan),
        activity.code or "",
        goal.code or _folded(goal.title),
        _folded(activity.title),
    ]


def _plan_key(plan: Plan) -> list[str]:
    """The ordinal only tells plans of one file apart that bear the same title.

    So does an identity that is not made from the title: another version's.
    """
    number = [] if plan.ordinal == 1 else [str(plan.ordinal)]
    other = "" if plan.himaya_id is None or plan.himaya_id.startswith("plan-") else plan.himaya_id
    return [other or _folded(plan.title), *number]


def _folded(text: str) -> str:
    return " ".join(fold_words(text))


def _digest(sign: str, parts: list[str]) -> str:
    # A separator no title contains, so that two keys never run together.
    words = "\x1f".join(parts).encode()
    return sign + hashlib.sha256(words).hexdigest()[:_LENGTH]
