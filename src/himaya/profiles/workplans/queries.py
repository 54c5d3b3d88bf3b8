"""Reading one plan: goals, activities and what belongs to them, as far as the seat may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format

from himaya.datasets.models import Dataset
from himaya.engines.xlsform import text_in
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.profiles.workplans.declaration import ACTIVITY, PLAN
from himaya.records.models import Link, Record
from himaya.records.registers.filtering import in_sight
from himaya.records.registers.register import Register
from himaya.records.registers.rows import Row, rows_of
from himaya.records.snapshots.size import with_size

RELATION = "activity_of"


def plans() -> QuerySet[Record]:
    """Plans with all that a page of one is made from."""
    return (
        Record.objects.filter(dataset__profile=PLAN.code, is_withdrawn=False)
        .select_related(
            "operation", "head", "agency", "version", "dataset__system", "dataset__version"
        )
        .prefetch_related("version__questions")
    )


def activities_register(seat: ActingSeat, plan: Record) -> Dataset:
    """The register its activities are in. Raises Problem(NOT_FOUND) when it is not in sight."""
    whole = Dataset.objects.select_related("operation", "system", "agency", "version")
    datasets = visible_to(
        with_size(whole.prefetch_related("version__questions")).filter(profile=ACTIVITY.code), seat
    )
    linked = datasets.filter(records__links_out__target=plan).distinct().first()
    found = linked or datasets.filter(system=plan.dataset.system).first() or datasets.first()
    if found is None:
        raise Problem(Code.NOT_FOUND, status=404)
    return found


@dataclass(frozen=True, slots=True)
class Step:
    """One sub-action."""

    text: str
    is_done: bool
    when: str
    who: str


@dataclass(frozen=True, slots=True)
class Note:
    """One dated status note."""

    text: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity in the words of the plan."""

    row: Row
    code: str
    responsible: list[str]
    partners: list[str]
    deadline: str
    day: str  # the day the words are read as, when it is not the words themselves
    quarters: list[str]
    results: list[str]
    steps: list[Step]
    notes: list[Note]
    remarks: str
    waits_for: str  # the body whose approval is still awaited
    is_proposal: bool


@dataclass(slots=True)
class Goal:
    """A goal with its activities; `unpaired` are bullets that line up with no activity."""

    code: str
    title: str
    unpaired: list[tuple[str, list[str]]] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)


def goals_of(plan: Record, activities: Dataset, seat: ActingSeat, today: date) -> list[Goal]:
    """The plan's goals in order, then what stands under none. A constant number of queries."""
    register = Register.of(activities, seat)
    order = dict(
        Link.objects.filter(relation=RELATION, target=plan).values_list("source_id", "order")
    )
    records = in_sight(register).filter(pk__in=order).order_by("pk")
    rows = sorted(
        rows_of(register, records, register.columns, today),
        key=lambda row: (order[row.record.pk], row.record.pk),
    )
    answers = plan.head.answers if plan.head else {}
    goals = {
        (goal.get("goal_code", ""), goal.get("goal_title", "")): _goal(goal)
        for goal in answers.get("goals", [])
    }
    for row in rows:
        one = row.record.head.answers if row.record.head else {}
        key = (one.get("goal_code", ""), one.get("goal_title", ""))
        goals.setdefault(key, Goal(*key)).activities.append(_activity(row, one, register))
    return list(goals.values())


def next_versions(plan: Record, seat: ActingSeat) -> list[Record]:
    """What replaces the plan, as far as the seat sees it."""
    rows = Record.objects.filter(
        links_out__relation="replaces", links_out__target=plan, is_withdrawn=False
    )
    return list(
        visible_to(rows, seat)
        .select_related("head", "version")
        .prefetch_related("version__questions")
        .order_by("pk")
    )


def waiting(goals: Sequence[Goal]) -> list[Activity]:
    """Activities that wait for the approval of another body."""
    return [one for goal in goals for one in goal.activities if one.waits_for]


def _goal(answers: Mapping[str, Any]) -> Goal:
    kinds = ("goal_results", "goal_responsible", "goal_timelines", "goal_statuses")
    unpaired = [(kind, str(answers[kind]).splitlines()) for kind in kinds if answers.get(kind)]
    return Goal(answers.get("goal_code", ""), answers.get("goal_title", ""), unpaired)


def _activity(row: Row, answers: Mapping[str, Any], register: Register) -> Activity:
    day = date_format(row.record.deadline, "DATE_FORMAT") if row.record.deadline else ""
    waits = answers.get("approval_by", "") if answers.get("approval") != "given" else ""
    return Activity(
        row=row,
        code=answers.get("code", ""),
        responsible=_texts(answers, "responsible", "party"),
        partners=_texts(answers, "partners", "partner"),
        deadline=answers.get("deadline_text", "") or day,
        day=day if answers.get("deadline_text") else "",
        quarters=_quarters(answers.get("quarters", []), register),
        results=_texts(answers, "results", "result"),
        steps=[_step(step) for step in answers.get("sub_actions", [])],
        notes=_notes(answers.get("status_notes", [])),
        remarks=answers.get("remarks", ""),
        waits_for=waits if answers.get("approval") != "refused" else "",
        is_proposal=answers.get("proposal_only") == "yes",
    )


def _quarters(chosen: Sequence[str], register: Register) -> list[str]:
    labels = {
        choice.name: text_in(choice.labels, register.language, register.form.default_language)
        for choice in register.form.choices.get("quarter", ())
    }
    return [labels.get(quarter) or quarter for quarter in chosen]


def _texts(answers: Mapping[str, Any], repeat: str, key: str) -> list[str]:
    return [row[key] for row in answers.get(repeat, []) if row.get(key)]


def _step(answers: Mapping[str, Any]) -> Step:
    return Step(
        text=answers.get("sub_action", ""),
        is_done=answers.get("sub_done") == "yes",
        when=answers.get("sub_deadline", ""),
        who=answers.get("sub_responsible", ""),
    )


def _notes(rows: Sequence[Mapping[str, Any]]) -> list[Note]:
    """In the order they were written."""
    return [
        Note(
            row.get("note", ""),
            date.fromisoformat(row["note_date"]) if row.get("note_date") else None,
        )
        for row in rows
    ]
