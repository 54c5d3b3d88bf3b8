"""The layout "PIM action plan": a group, its members, challenges with actions, dissemination.

One numbered challenge is one activity. Its actions, when there are several in the cell, and its
steps with own deadlines, when rows follow without a challenge, are sub-actions: a deadline of
the cell belongs to all of them, and nobody has to guess which.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from himaya.engines.tabular import Row, fold_words, one_line, pieces, plain
from himaya.profiles.workplans.reading.cells import read_notes, read_sub_actions, split_owners
from himaya.profiles.workplans.reading.deadlines import Deadline, read_deadline
from himaya.profiles.workplans.reading.grid import PlanRow, plan_rows
from himaya.profiles.workplans.reading.model import (
    Activity,
    Goal,
    KeptRow,
    Person,
    Plan,
    SubAction,
)
from himaya.profiles.workplans.reading.persons import (
    FocalPoints,
    read_focal_points,
    read_members,
)
from himaya.profiles.workplans.reading.problem_log import ProblemLog
from himaya.profiles.workplans.reading.problems import ProblemCode
from himaya.profiles.workplans.reading.sections import Section

_SECTION = re.compile(r"^(?P<letter>[A-H])\s*[-–—.:)]\s*\S")  # noqa: RUF001  # typed dashes
_NUMBER = re.compile(r"^(?P<number>\d{1,2})\s*[.)]\s*")
_GROUP_NUMBER = re.compile(r"\d+\s*$")
_LABELS = {
    "name": re.compile(r"group name|nom du groupe|nombre del grupo|اسم المجموعه"),
    "leader": re.compile(r"team leaders?|group leaders?|leaders?|chef d equipe|lider.*|قائد.*"),
    "members": re.compile(r"members?|membres?|miembros?|اعضاء|الاعضاء"),
}
_DISSEMINATION = "B"
# Words in any other column go to the one on its left.
_FORM = {"item", "action", "deadline", "focal"}
_ADDED = {"responsible", "partners", "results", "status", "remarks"}


@dataclass(slots=True)
class _State:
    plan: Plan
    goal: Goal
    log: ProblemLog
    section: str = ""
    steps: list[SubAction] = field(default_factory=list)  # rows below the last activity

    def last(self) -> Activity | None:
        """The activity a continuing row belongs to: one of the same section."""
        last = self.goal.activities[-1] if self.goal.activities else None
        return last if last and last.section == self.section else None


def read_pim(plan: Plan, section: Section, log: ProblemLog) -> None:
    """Fill the plan's members and its one goal without a code."""
    _read_group(plan, section.preamble)
    columns = dict(section.header.columns)
    item = next((name for name in ("item", "challenge", "code") if name in columns), None)
    columns["item"] = columns.pop(item) if item else max(0, columns["action"] - 1)
    columns = {name: at for name, at in columns.items() if name in _FORM | _ADDED}
    state = _State(plan, Goal(None, "", row=section.header_row.origin.row), log)
    plan.goals.append(state.goal)
    for row in plan_rows(section.body, columns):
        _read_row(state, row)


def _read_group(plan: Plan, rows: Iterable[Row]) -> None:
    label = ""
    for row in rows:
        plan.kept.append(KeptRow(row.origin.row, one_line(" ".join(row.texts)), "preamble"))
        first = " ".join(fold_words(one_line(row.texts[0])))
        rest = "\n".join(text for text in row.texts[1:] if text.strip())
        found = next((name for name, pattern in _LABELS.items() if pattern.fullmatch(first)), "")
        label = found or ("" if first else label)
        if label == "name":
            plan.title = one_line(rest)
        elif label == "leader":
            people = read_members(rest)
            plan.leader = people[0] if people else Person(one_line(rest))
        elif label == "members":
            plan.members += read_members(rest)
        elif not plan.heading:
            plan.heading = one_line(" ".join(row.texts))


def group_number(plan: Plan) -> str:
    """The number at the end of the heading, or ""."""
    match = _GROUP_NUMBER.search(plan.heading)
    return match.group() if match else ""


def _read_row(state: _State, row: PlanRow) -> None:
    item = one_line(row["item"])
    if (match := _SECTION.match(item)) and not one_line(row["action"]):
        state.section = match.group("letter")
        state.plan.kept.append(KeptRow(row.origin.row, item, "question"))
    elif state.section == _DISSEMINATION:
        _read_dissemination(state, row)
    elif row.is_alone:
        _read_loose(state, row)
    elif item:
        _add(state, row, item, row["action"])
    else:
        _continue(state, row)


def _read_dissemination(state: _State, row: PlanRow) -> None:
    """A way of sharing may stand in either column, or as a line below the table."""
    item, action = row["item"], row["action"]
    if not (one_line(item) or one_line(action)):
        _continue(state, row)
        return
    for words in pieces(action or item):
        _add(state, row, item if action else "", words.text)


def _read_loose(state: _State, row: PlanRow) -> None:
    last = state.last()
    text = "\n".join(row.row.texts)
    found = pieces(text)
    if last and found and (found[0].bullet or found[0].text[:1].islower()):
        _join(state, last, row, "action", text)
        return
    state.plan.kept.append(KeptRow(row.origin.row, row.text, "unread"))
    state.log.add(row.origin, ProblemCode.ROW_NOT_UNDERSTOOD)


def _add(state: _State, row: PlanRow, item: str, action: str) -> None:
    number = _NUMBER.match(one_line(item)) or _NUMBER.match(one_line(action))
    activity = Activity(
        row=row.origin.row,
        where=row.origin.part,
        title="",
        deadline=read_deadline(""),
        code=f"{state.section}{number.group('number')}" if number else None,
        code_text=number.group().strip() if number else "",
        section=state.section,
        rows=[row.origin.row],
        source=row.cells | {"item": item, "action": action},
    )
    state.goal.activities.append(activity)
    state.steps = []
    _fill(state, activity, row)
    if not activity.title:
        state.log.add(row.origin, ProblemCode.ACTIVITY_WITHOUT_TITLE)
    needs_owner = state.section != _DISSEMINATION
    if needs_owner and not (activity.responsible or activity.focal_points):
        state.log.add(row.origin, ProblemCode.OWNER_MISSING)


def _continue(state: _State, row: PlanRow) -> None:
    """A row without a challenge: the rest of a broken cell, or a step of the action above."""
    last = state.last()
    if last is None:
        state.plan.kept.append(KeptRow(row.origin.row, row.text, "unread"))
        state.log.add(row.origin, ProblemCode.ROW_NOT_UNDERSTOOD)
    elif one_line(row["deadline"]) or one_line(row["focal"]):
        _add_step(state, last, row)
    else:
        _join(state, last, row, "action", row["action"])


def _join(state: _State, last: Activity, row: PlanRow, name: str, words: str) -> None:
    before = last.source.get(name, "").rstrip()
    # A sentence that was cut goes on; anything else is a further action of the same cell.
    goes_on = one_line(words)[:1].islower() or before[-1:].isalnum() or before.endswith(",")
    last.source[name] = f"{before}{' ' if goes_on else chr(10)}{words.strip()}"
    last.rows.append(row.origin.row)
    _fill(state, last, row)
    state.log.add(row.origin, ProblemCode.ROW_JOINED)


def _add_step(state: _State, last: Activity, row: PlanRow) -> None:
    if not state.steps and not last.sub_actions:
        words = last.source
        state.steps.append(_step("", words.get("deadline", ""), words.get("focal", ""), state))
    state.steps.append(_step(row["action"], row["deadline"], row["focal"], state))
    for name in row.filled() - {"action", "item"}:
        last.source[name] = f"{last.source.get(name, '')}\n{row[name]}".strip()
    last.rows.append(row.origin.row)
    _fill(state, last, row)


def _step(action: str, deadline: str, focal: str, state: _State) -> SubAction:
    """One step; without words of its own it is told by who is to do what."""
    read = read_focal_points(focal, state.plan.members)
    words = one_line(action)
    if not words and not read.persons:
        words = one_line(focal)
    return SubAction(
        words,
        deadline=_deadline(deadline, state.plan),
        responsible=read.bodies,
        responsible_text=one_line(focal),
        focal_points=read.persons,
    )


def _fill(state: _State, activity: Activity, row: PlanRow) -> None:
    words, year = activity.source, state.plan.year
    activity.challenge = _challenge(words.get("item", ""))
    actions = pieces(_NUMBER.sub("", plain(words.get("action", ""))))
    if len(actions) > 1:
        activity.title = activity.challenge or actions[0].text
        activity.sub_actions = read_sub_actions(words["action"], year) + state.steps
        state.log.add(row.origin, ProblemCode.ACTIONS_IN_ONE_CELL, count=len(actions))
    else:
        activity.title = actions[0].text if actions else activity.challenge
        activity.sub_actions = [*state.steps]
    activity.sub_actions_text = one_line(words.get("action", "")) if len(actions) > 1 else ""
    activity.deadline = _deadline(words.get("deadline", ""), state.plan)
    _fill_rest(activity, year)
    owners = read_focal_points(words.get("focal", ""), state.plan.members)
    _fill_owners(activity, owners, state, row)
    timelines = len(pieces(words.get("deadline", "")))
    if len(actions) > 1 and timelines > 1 and not state.steps:
        state.log.add(
            row.origin,
            ProblemCode.BULLETS_NOT_ALIGNED,
            activities=len(actions),
            responsible=len(pieces(words.get("focal", ""))),
            timelines=timelines,
        )


def _fill_rest(activity: Activity, year: int | None) -> None:
    """Columns that groups add to the form."""
    words = activity.source
    activity.status_text, activity.remarks = (
        one_line(words.get(name, "")) for name in ("status", "remarks")
    )
    activity.status_notes = read_notes(words.get("status", ""), year)
    activity.partners_text = one_line(words.get("partners", ""))
    activity.partners = split_owners(words.get("partners", ""))
    activity.results = split_owners(words.get("results", ""))


def _fill_owners(activity: Activity, read: FocalPoints, state: _State, row: PlanRow) -> None:
    activity.focal_points = read.persons
    activity.responsible = [*split_owners(activity.source.get("responsible", "")), *read.bodies]
    activity.responsible_text = one_line(activity.source.get("focal", ""))
    if read.is_unsure:
        state.log.add(row.origin, ProblemCode.OWNERS_NOT_SEPARABLE)


def _deadline(text: str, plan: Plan) -> Deadline:
    return read_deadline(text, plan_start=plan.start, plan_year=plan.year)


def _challenge(text: str) -> str:
    words = _NUMBER.sub("", one_line(text))
    is_bracketed = words.startswith("[") and words.endswith("]")
    return words[1:-1].strip() if is_bracketed else words
