"""Information flows as a diagram, with what really came in beside each."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from himaya.engines.figures import Flow, draw_flows
from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.landscape.declaration import FLOW
from himaya.profiles.coordination.landscape.flows import (
    MOST,
    RUNNING,
    Traffic,
    flows_of,
    traffic_of,
)
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.queries import shown_answers
from himaya.records.registers.views import whole_datasets
from himaya.records.titles import title_of


@route(Verb.DATASET_VIEW, "dataset")
@require_safe
def flows_page(request: SeatRequest, ref: str) -> HttpResponse:
    """Who passes what on to whom; the table says the same in words."""
    datasets = whole_datasets().filter(profile=FLOW.code)
    dataset = visible_or_404(request, datasets, ref=ref)
    require(request.seat, Verb.DATASET_VIEW, dataset)
    found = flows_of(request.seat, dataset)
    shown = found[:MOST]
    traffic = traffic_of(request.seat, shown, clock.today())
    rows = [_row(request.seat, flow, traffic.get(flow.pk, Traffic())) for flow in shown]
    said = ngettext("One flow of information", "%(n)s flows of information", len(rows))
    picture = draw_flows(
        [Flow(row["source"], row["target"], row["title"], row["runs"]) for row in rows],
        title=str(dataset),
        description=said % {"n": len(rows)},
        from_right=get_language_bidi(),
    )
    context = {
        "dataset": dataset,
        "picture": mark_safe(picture),
        "rows": rows,
        "has_more": len(found) > MOST,
        "most": MOST,
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(dataset), "url": reverse("dataset", args=[ref])},
            {"label": _("As a diagram")},
        ],
    }
    return render(request, "profiles/coordination/flows.html", context)


def _row(seat: ActingSeat, flow: Record, traffic: Traffic) -> dict[str, Any]:
    assert flow.head is not None  # noqa: S101 - written in the record's own transaction
    answers, _withheld = shown_answers(flow, flow.head, seat)
    return {
        "title": title_of(flow),
        "url": reverse("record", args=[flow.ref]),
        "source": str(answers.get("from_node") or "?"),
        "target": str(answers.get("to_node") or "?"),
        "status": status_label(flow, flow.status),
        "runs": flow.status in RUNNING,
        "traffic": traffic,
        "is_silent": traffic.is_silent and flow.status in RUNNING,
    }
