"""The one door of this room: a document in, plans with their doubts out."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from himaya.engines.tabular import Document, Origin, fold, one_line
from himaya.profiles.workplans.reading.cluster import read_cluster
from himaya.profiles.workplans.reading.columns import Layout
from himaya.profiles.workplans.reading.deadlines import Deadline, read_deadline
from himaya.profiles.workplans.reading.identity import assign_ids
from himaya.profiles.workplans.reading.model import (
    Activity,
    KeptRow,
    Plan,
    Reading,
    SubAction,
)
from himaya.profiles.workplans.reading.objective import read_objectives
from himaya.profiles.workplans.reading.pim import group_number, read_pim
from himaya.profiles.workplans.reading.plan_groups import split_by_plan
from himaya.profiles.workplans.reading.problem_log import ProblemLog
from himaya.profiles.workplans.reading.problems import Level, ProblemCode, Verdict
from himaya.profiles.workplans.reading.sections import SHEETS, Section, find_sections
from himaya.profiles.workplans.reading.suspects import may_be_person
from himaya.profiles.workplans.reading.titles import read_preamble

_READERS: dict[Layout, Callable[[Plan, Section, ProblemLog], None]] = {
    Layout.PIM: read_pim,
    Layout.CLUSTER: read_cluster,
    Layout.OBJECTIVE: read_objectives,
}


def read_plans(
    document: Document, *, plan_start: date | None = None, plan_year: int | None = None
) -> Reading:
    """Read every plan of a document. Layouts are told by their headings, not by file names.

    `plan_start` and `plan_year` are what a person answered when asked; they win over the file.
    """
    reading, log = Reading(), ProblemLog()
    sections = find_sections(document)
    if not sections:
        log.add(Origin("", 1), ProblemCode.PLAN_NOT_FOUND)
    for section in sections:
        for plan, part in split_by_plan(section):
            plan.start = plan_start
            plan.row, plan.where = section.header_row.origin.row, section.header_row.origin.part
            _read_plan(plan, part, document, log, asked_year=plan_year)
            reading.plans.append(plan)
    _compare_plans(reading.plans, log)
    for plan in reading.plans:
        assign_ids(plan)
    reading.problems = log.in_order()
    judge(reading)
    return reading


def _read_plan(
    plan: Plan, section: Section, document: Document, log: ProblemLog, *, asked_year: int | None
) -> None:
    if section.header.layout is not Layout.PIM and not plan.title:
        read_preamble(plan, section.preamble, log)
    plan.year = asked_year or plan.year
    plan.kept += [KeptRow(row.origin.row, _text(row.texts), "page_header") for row in section.heads]
    plan.kept += [KeptRow(row.origin.row, _text(row.texts), "unread") for row in section.unread]
    header = section.header_row
    plan.kept.append(KeptRow(header.origin.row, _text(header.texts), "header"))
    _READERS[section.header.layout](plan, section, log)
    if not plan.title:
        sheet = header.origin.part if document.kind in SHEETS else ""
        plan.title = plan.overall_goal or sheet or plan.heading
        log.add(header.origin, ProblemCode.PLAN_TITLE_MISSING)
    _settle_years(plan, log)
    _suspect_persons(plan, log)
    check_codes(plan, log)
    for goal in plan.goals:
        origin = Origin(header.origin.part, goal.row)
        if "rows_regrouped" in document.notes:
            log.add(origin, ProblemCode.ROWS_REGROUPED)
        if not goal.activities:
            log.add(origin, ProblemCode.GOAL_WITHOUT_ACTIVITIES)


def _text(texts: tuple[str, ...]) -> str:
    return one_line(" ".join(texts))


def _deadlines(plan: Plan) -> Iterator[tuple[Origin, Deadline, Callable[[Deadline], None]]]:
    """Every deadline with its row and a way to replace it."""
    for goal in plan.goals:
        where = goal.activities[0].where if goal.activities else ""
        for index, timeline in enumerate(goal.unpaired_timelines):
            put = partial(goal.unpaired_timelines.__setitem__, index)
            yield Origin(where, goal.row), timeline, put
        for activity in goal.activities:
            holders: list[Activity | SubAction] = [activity, *activity.sub_actions]
            for holder in holders:
                if holder.deadline is not None:
                    origin = Origin(activity.where, activity.row)
                    yield origin, holder.deadline, partial(setattr, holder, "deadline")


def _settle_years(plan: Plan, log: ProblemLog) -> None:
    """Lend the only year that deadlines of the plan state to those without one; say so."""
    found = list(_deadlines(plan))
    stated = {
        point.end.year
        for _, deadline, _ in found
        for point in (deadline, *deadline.parts)
        if point.year_stated and point.end
    }
    year = stated.pop() if len(stated) == 1 else None
    for origin, deadline, put in found:
        settled = deadline
        if year and ProblemCode.DEADLINE_NEEDS_YEAR in deadline.doubts:
            settled = read_deadline(deadline.text, plan_start=plan.start, plan_year=year)
            put(settled)
            log.add(origin, ProblemCode.DEADLINE_YEAR_BORROWED, year=str(year))
        for doubt in settled.doubts:
            log.add(origin, doubt)


def _suspect_persons(plan: Plan, log: ProblemLog) -> None:
    for goal in plan.goals:
        in_list = any(map(may_be_person, goal.unpaired_responsible))
        for activity in goal.activities:
            if in_list or any(map(may_be_person, activity.parties)):
                log.add(Origin(activity.where, activity.row), ProblemCode.PERSON_SUSPECTED)


def check_codes(plan: Plan, log: ProblemLog) -> None:
    """Note a doubt at every activity whose code another one of the plan has too."""
    counts = Counter(activity.code for activity in plan.activities() if activity.code)
    for activity in plan.activities():
        if activity.code and counts[activity.code] > 1:
            origin = Origin(activity.where, activity.row)
            log.add(origin, ProblemCode.CODE_DUPLICATE, item=activity.code)


def _compare_plans(plans: list[Plan], log: ProblemLog) -> None:
    """Number plans with one title, and mention groups with one number."""
    titles: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for plan in plans:
        origin = Origin(plan.where, plan.row)
        if plan.himaya_id is None:
            titles[fold(plan.title)] += 1
            plan.ordinal = titles[fold(plan.title)]
        if plan.ordinal > 1:
            log.add(origin, ProblemCode.PLAN_TITLE_REPEATED)
        if number := group_number(plan):
            numbers[number] += 1
            if numbers[number] > 1:
                log.add(origin, ProblemCode.GROUP_NUMBER_REPEATED)


def judge(reading: Reading) -> None:
    """Give each activity the verdict of the worst problem on its rows."""
    levels: dict[tuple[str, int], set[Level]] = {}
    for problem in reading.problems:
        levels.setdefault((problem.where, problem.row), set()).add(problem.level)
    for activity in reading.activities():
        activity.verdict = _verdict(activity, levels)


def _verdict(activity: Activity, levels: dict[tuple[str, int], set[Level]]) -> Verdict:
    found = set[Level]().union(*(levels.get((activity.where, row), ()) for row in activity.rows))
    if not activity.title or Level.REFUSED in found:
        return Verdict.REFUSED
    return Verdict.DOUBTFUL if Level.DOUBT in found else Verdict.ACCEPTED
