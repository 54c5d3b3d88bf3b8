"""Writing plans: endorsing a version."""

from django.db import transaction

from himaya.engines.tabular import fold
from himaya.gate.decisions import log, require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.actions import move_record
from himaya.records.models import Record, Revision

DRAFT, ENDORSED, SUPERSEDED = "draft", "endorsed", "superseded"


def endorse_plan(*, seat: ActingSeat, plan: Record, seen: int) -> Revision:
    """Endorse a draft; versions of the same plan endorsed before are superseded by it.

    Raises Problem(NOT_ALLOWED) for whoever does not coordinate, ALREADY_DONE, and
    ChangedMeanwhile when somebody changed the plan since `seen`.
    """
    require(seat, Verb.PLAN_ENDORSE, plan)
    if plan.status != DRAFT:
        raise Problem(Code.ALREADY_DONE)
    with transaction.atomic():
        revision = move_record(seat=seat, record=plan, to=ENDORSED, seen=seen)
        for earlier in _earlier_versions(seat, plan):
            move_record(seat=seat, record=earlier, to=SUPERSEDED, seen=earlier.lock)
        log(seat, Verb.PLAN_ENDORSE, plan)
    return revision


def _earlier_versions(seat: ActingSeat, plan: Record) -> list[Record]:
    """Other endorsed plans of the register with the same title, spelling aside."""
    others = visible_to(
        Record.objects.filter(dataset=plan.dataset_id, status=ENDORSED, is_withdrawn=False), seat
    ).exclude(pk=plan.pk)
    title = _title(plan)
    return [
        one
        for one in others.select_related(
            "operation", "head", "version", "agency", "dataset__system"
        )
        if title and _title(one) == title
    ]


def _title(plan: Record) -> str:
    return fold(str(plan.head.answers.get("title", ""))) if plan.head else ""
