"""Reading work and action plans. Pure Python: no Django, no clock, no database."""

from himaya.profiles.workplans.reading.annotate import Sheet, annotate
from himaya.profiles.workplans.reading.columns import Layout
from himaya.profiles.workplans.reading.deadlines import Deadline, DeadlineKind, read_deadline
from himaya.profiles.workplans.reading.identity import plan_id, stable_id
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
from himaya.profiles.workplans.reading.problems import Level, ProblemCode, Verdict
from himaya.profiles.workplans.reading.read import read_plans
from himaya.profiles.workplans.reading.to_json import to_json

__all__ = [
    "TEXTS",
    "Activity",
    "Deadline",
    "DeadlineKind",
    "Goal",
    "Layout",
    "Level",
    "Note",
    "Person",
    "Plan",
    "ProblemCode",
    "Reading",
    "RowProblem",
    "Sheet",
    "SubAction",
    "Verdict",
    "annotate",
    "plan_id",
    "read_deadline",
    "read_plans",
    "stable_id",
    "to_json",
]
