"""Two versions of a plan beside each other: added, moved, dropped, finished, status (systems 80).

Activities are the same where one continues the other, else where their code, else their title is
the same and nobody else's in its plan.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from himaya.engines.tabular import fold
from himaya.profiles.workplans.actions import CARRIED_OVER, CONTINUES
from himaya.profiles.workplans.queries import Activity, Goal
from himaya.records.models import Link, Revision
from himaya.records.registers.register import Register

ADDED, DROPPED, FINISHED = "added", "dropped", "finished"
MOVED, STATUS, AMENDED = "moved", "status", "amended"
KINDS = (ADDED, DROPPED, FINISHED, MOVED, STATUS, AMENDED)
_OF_KIND = {"goal_title": MOVED, "deadline_text": MOVED, "quarters": MOVED, "status": STATUS}


@dataclass(frozen=True, slots=True)
class Placed:
    """An activity under its goal, with the status that it had in its version."""

    activity: Activity
    goal: str
    status: str  # code

    def said(self, register: Register) -> dict[str, str]:
        """What is compared, by the key of the question that holds it."""
        one = self.activity
        due = f"{one.deadline} ({one.day})" if one.day else one.deadline
        return {
            "title": one.row.title,
            "goal_title": self.goal,
            "deadline_text": due,
            "quarters": ", ".join(one.quarters),
            "responsible": ", ".join(one.responsible),
            "partners": ", ".join(one.partners),
            "results": ", ".join(one.results),
            "status": register.stage(self.status).label,
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs; `key` of the answer, "" of a whole activity."""

    kind: str
    activity: Activity
    key: str = ""
    before: str = ""
    now: str = ""


def placed(goals: Sequence[Goal]) -> list[Placed]:
    """The activities of a plan in its order. One query where some were carried over."""
    found = [
        Placed(one, f"{goal.code} {goal.title}".strip(), one.row.record.status)
        for goal in goals
        for one in goal.activities
    ]
    carried = [one.activity.row.record for one in found if one.status == CARRIED_OVER]
    rows = Revision.objects.filter(record__in=carried).exclude(status=CARRIED_OVER).order_by("n")
    before = dict(rows.values_list("record", "status")) if carried else {}
    return [
        Placed(one.activity, one.goal, before.get(one.activity.row.record.pk, one.status))
        for one in found
    ]


def differences(
    old: Sequence[Placed], new: Sequence[Placed], register: Register
) -> list[Difference]:
    """In the order of `KINDS`, each in the order of the plan. One query."""
    pairs = _pairs(old, new)
    matched = {one.activity.row.record.pk for one in pairs.values()}
    found = []
    for one in new:
        before = pairs.get(one.activity.row.record.pk)
        if before is None:
            found.append(Difference(ADDED, one.activity, now=one.said(register)["title"]))
        else:
            found += _changes(before, one, register)
    for one in old:
        if one.activity.row.record.pk not in matched:
            is_over = register.stage(one.status).phase in {"done", "stopped"}
            kind = FINISHED if is_over else DROPPED
            found.append(Difference(kind, one.activity, before=one.said(register)["title"]))
    return sorted(found, key=lambda one: KINDS.index(one.kind))


def _changes(old: Placed, new: Placed, register: Register) -> Iterator[Difference]:
    before, now = old.said(register), new.said(register)
    for key, text in now.items():
        if fold(text) != fold(before[key]):
            kind = _OF_KIND.get(key, AMENDED)
            yield Difference(kind, new.activity, key, before[key], text)


def _pairs(old: Sequence[Placed], new: Sequence[Placed]) -> dict[int, Placed]:
    """By the record of the new version, its activity in the old one."""
    olds = {one.activity.row.record.pk: one for one in old}
    links = Link.objects.filter(
        relation=CONTINUES, source__in=[one.activity.row.record for one in new], target__in=olds
    )
    found = {link.source_id: olds[link.target_id] for link in links}
    for named in (_code, _title):
        left = [one for one in new if one.activity.row.record.pk not in found]
        taken = {one.activity.row.record.pk for one in found.values()}
        free = _alone([one for pk, one in olds.items() if pk not in taken], named)
        for name, one in _alone(left, named).items():
            if name in free:
                found[one.activity.row.record.pk] = free[name]
    return found


def _code(one: Placed) -> str:
    return one.activity.code


def _title(one: Placed) -> str:
    return one.activity.row.title


def _alone(several: Sequence[Placed], named: Callable[[Placed], str]) -> Mapping[str, Placed]:
    """By name, those whose name is theirs alone."""
    count = Counter(fold(named(one)) for one in several)
    return {name: one for one in several if (name := fold(named(one))) and count[name] == 1}
