"""A file may bear the title of a plan that is there already and that its bringer may not change."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext

from himaya.collect.importers import RowProblem
from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.profiles.workplans.declaration import PLAN
from himaya.profiles.workplans.reading import Plan, Reading, plan_id
from himaya.profiles.workplans.reading.problems import gettext_noop
from himaya.records.models import Record
from himaya.records.standing import standing_for

_NOT_THEIRS = gettext_noop(
    "“%(plan)s” is in the register already and kept by %(agency)s: changes to it will be refused. "
    "Give your plan another title, or ask them to bring the file."
)


def not_theirs(reading: Reading, seat: ActingSeat) -> list[RowProblem]:
    """For each plan of the file that the seat sees in the register and may not change."""
    return [problem for plan in reading.plans if (problem := _problem_of(plan, seat))]


@contextmanager
def named_if_refused(plan: Plan, seat: ActingSeat) -> Iterator[None]:
    """A refusal to change the plan names it and who keeps it."""
    try:
        yield
    except Problem as refused:
        problem = _problem_of(plan, seat)
        if refused.code != Code.NOT_ALLOWED or problem is None:
            raise
        reason = gettext(problem.message) % dict(problem.params)
        raise Problem(refused.code, status=refused.status, reasons=(reason,)) from refused


def _problem_of(plan: Plan, seat: ActingSeat) -> RowProblem | None:
    kept = _standing(plan, seat)
    if kept is None or authorize(seat, Verb.RECORD_AMEND, kept).allowed:
        return None
    params = {"plan": plan.title, "agency": kept.agency.acronym}
    return RowProblem("plan_of_another", _NOT_THEIRS, params, "refused")


def _standing(plan: Plan, seat: ActingSeat) -> Record | None:
    registers = Dataset.objects.filter(profile=PLAN.code, is_open=True)
    dataset = visible_to(registers, seat, Verb.DATASET_IMPORT).order_by("pk").first()
    return standing_for(seat, dataset, plan_id(plan))[0] if dataset else None
