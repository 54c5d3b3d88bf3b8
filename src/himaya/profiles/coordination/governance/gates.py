"""The guided PIM plan: no collection goes on before four things are written down (systems 123).

Requirements (PIM Process, steps assess and design: purpose and risk come before the tool):
1. Purpose: the collection serves an information need that is still wanted, which says what for and
   which decision it informs. A tool without a need is a tool chosen before it.
2. Risk: an analysis of its place is in force and does not forbid collecting. Who may not see
   analyses, which are High, is told the same as where there is none.
3. Consent and plan of analysis stand in the PIM plan that the collection is done under.
4. A collection under a PIM plan that lacks one is not marked as going on, whichever door asks. What
   is done under no PIM plan is somebody else's, and only registered here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.profiles.coordination.context.checks import valid_analyses
from himaya.records.history import status_label
from himaya.records.models import Link, Record
from himaya.records.titles import title_of

UNDER = "collected_under"
_SERVES = ("serves_need", "exercise_serves")
_PLAN = "strategy_document"
_RUNS = frozenset({"ongoing"})
_OVER = frozenset({"cancelled", "superseded", "withdrawn"})
GATES: Mapping[str, Promise] = {
    "purpose": _("Purpose: an information need and the decision it informs"),
    "risk": _("Risk: a valid analysis of the place that allows collecting"),
    "consent": _("Consent: how people agree, and may refuse"),
    "analysis": _("Plan of analysis"),
}


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing to be written down: whether it is, and where."""

    code: str
    is_met: bool
    address: str

    @property
    def label(self) -> Promise:
        """In words."""
        return GATES[self.code]


def missing_gates(seat: ActingSeat, record: Record) -> Sequence[str]:
    """Codes of what a collection under a PIM plan lacks; none of what is under no such plan."""
    plan = _plan_of(seat, record)
    if plan is None:
        return ()
    return [gate.code for gate in gates_of(seat, record, plan) if not gate.is_met]


def gates_of(seat: ActingSeat, record: Record, plan: Record) -> list[Gate]:
    """The four gates of a collection. At most seven queries."""
    said = plan.head.answers if plan.head else {}
    needs = Record.objects.filter(
        links_in__relation__in=_SERVES, links_in__source=record, is_withdrawn=False
    ).exclude(status="dropped")
    here, written = reverse("record", args=[record.ref]), reverse("record-amend", args=[plan.ref])
    return [
        Gate("purpose", visible_to(needs, seat).exists(), f"{here}#relations"),
        Gate("risk", bool(valid_analyses(seat, record, going=True)), here),
        Gate("consent", bool(said.get("consent")), written),
        Gate("analysis", bool(said.get("analysis")), written),
    ]


def _plan_of(seat: ActingSeat, record: Record) -> Record | None:
    if record.pk is None:  # not written yet: it is under no plan
        return None
    rows = Record.objects.filter(
        links_in__relation=UNDER, links_in__source=record, is_withdrawn=False
    ).exclude(status__in=_OVER)
    found = visible_to(rows, seat).select_related("head", "operation").order_by("pk")
    return next((one for one in found if _is_pim(one)), None)


def _is_pim(document: Record) -> bool:
    return bool(document.head and document.head.answers.get("kind") == "pim_plan")


def gates_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a record's page: the gates of a collection, or of every collection of a PIM plan."""
    if record.dataset.profile == _PLAN:
        return _of_plan(seat, record) if _is_pim(record) else {}
    if not Link.objects.filter(relation=UNDER, source=record).exists():
        return {}
    plan = _plan_of(seat, record)
    if plan is None:
        return {}
    return {"gates": gates_of(seat, record, plan), "runs": record.status in _RUNS}


def _of_plan(seat: ActingSeat, plan: Record) -> Mapping[str, Any]:
    rows = Record.objects.filter(
        links_out__relation=UNDER, links_out__target=plan, is_withdrawn=False
    ).select_related("operation", "head", "dataset", "version")
    whole = visible_to(rows, seat).prefetch_related("version__questions").order_by("pk")
    collections = [
        {
            "ref": one.ref,
            "title": title_of(one),
            "status": status_label(one, one.status),
            "gates": gates_of(seat, one, plan),
            "runs": one.status in _RUNS,
        }
        for one in whole[:20]
    ]
    return {"is_plan": True, "labels": GATES.values(), "collections": collections}
