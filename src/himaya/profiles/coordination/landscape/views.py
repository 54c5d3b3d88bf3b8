"""Information flows as a diagram, with what really came in beside each."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from himaya.datasets.models import Dataset
from himaya.engines.figures import Flow, draw_flows, gaps_in
from himaya.gate.decisions import authorize, require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.landscape.declaration import FLOW
from himaya.profiles.coordination.landscape.flows import (
    ENDS,
    ENDS_SAID,
    MOST,
    RUNNING,
    Bodies,
    Taken,
    Traffic,
    flows_of,
    taken_of,
    traffic_of,
)
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.queries import shown_answers
from himaya.records.registers.views import whole_datasets
from himaya.records.titles import title_of
from himaya.releases.actions import make_working_copy
from himaya.releases.content import Arrow, Diagram, Document


@route(Verb.DATASET_VIEW, "dataset")
@require_safe
def flows_page(request: SeatRequest, ref: str) -> HttpResponse:
    """Who passes what on to whom; the table says the same in words."""
    dataset = _dataset(request, ref)
    found = flows_of(request.seat, dataset)
    shown = found[:MOST]
    today = clock.today()
    traffic = traffic_of(request.seat, shown, today)
    said = {flow.pk: _answers(request.seat, flow) for flow in shown}
    taken = taken_of(request.seat, said, today)
    bodies = Bodies(request.seat, shown)
    rows = [
        _row(flow, said[flow.pk], bodies)
        | _came_in(flow, traffic.get(flow.pk, Traffic()), taken.get(flow.pk))
        for flow in shown
    ]
    drawn, names = _drawn(rows)
    told = ngettext("One flow of information", "%(n)s flows of information", len(rows))
    picture = draw_flows(
        drawn,
        title=str(dataset),
        description=told % {"n": len(rows)},
        names=names,
        from_right=get_language_bidi(),
    )
    gaps = gaps_in(drawn)
    context = {
        "dataset": dataset,
        "picture": mark_safe(picture),
        "rows": rows,
        "dead_ends": [names[key] for key in gaps.dead_ends],
        "circles": [[names[key] for key in circle] for circle in gaps.circles],
        "unknown": _unknown(rows),
        "may_copy": authorize(request.seat, Verb.COPY_MAKE, dataset).allowed,
        "has_more": len(found) > MOST,
        "most": MOST,
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(dataset), "url": reverse("dataset", args=[ref])},
            {"label": _("As a diagram")},
        ],
    }
    return render(request, "profiles/coordination/flows.html", context)


@route(Verb.COPY_MAKE, "dataset")
@require_POST
def flows_copy(request: SeatRequest, ref: str) -> HttpResponse:
    """The diagram as DOT, for programs that draw; flows more sensitive than the register stay."""
    dataset = _dataset(request, ref)
    shown = [flow for flow in flows_of(request.seat, dataset)[:MOST] if flow.level <= dataset.level]
    bodies = Bodies(request.seat, shown)
    rows = [_row(flow, _answers(request.seat, flow), bodies) for flow in shown]
    drawn, names = _drawn(rows)
    release = make_working_copy(
        seat=request.seat,
        dataset=dataset,
        document=Document(
            title=str(dataset),
            language=(get_language() or "en").split("-")[0],
            diagram=Diagram(
                names, [Arrow(one.source, one.target, one.words, one.runs) for one in drawn]
            ),
        ),
        form="dot",
        rows=len(shown),
        columns=("title", *ENDS_SAID),
        inputs=[f"{flow.ref}:{flow.lock}" for flow in shown],
        maker=str(request.user),
    )
    messages.success(request, _("The working copy is made. It can be fetched for 30 days."))
    return redirect("copy", ref=release.ref)


def _dataset(request: SeatRequest, ref: str) -> Dataset:
    datasets = whole_datasets().filter(profile=FLOW.code)
    dataset = visible_or_404(request, datasets, ref=ref)
    require(request.seat, Verb.DATASET_VIEW, dataset)
    return dataset


def _drawn(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Flow], dict[str, str]]:
    """The arrows, and the names of the bodies by their keys."""
    drawn = [
        Flow(row["source"].key, row["target"].key, row["title"], row["runs"], row["is_used"])
        for row in rows
    ]
    names = {body.key: body.name for row in rows for body in (row["source"], row["target"])}
    return drawn, names


def _answers(seat: ActingSeat, flow: Record) -> Mapping[str, Any]:
    assert flow.head is not None  # noqa: S101 - written in the record's own transaction
    return shown_answers(flow, flow.head, seat)[0]


def _row(flow: Record, answers: Mapping[str, Any], bodies: Bodies) -> dict[str, Any]:
    words = [str(answers.get(key) or "?") for key in ENDS_SAID]
    source, target = (bodies.at(flow, end, text) for end, text in zip(ENDS, words, strict=True))
    return {
        "title": title_of(flow),
        "url": reverse("record", args=[flow.ref]),
        "source": source,
        "target": target,
        "status": status_label(flow, flow.status),
        "runs": flow.status in RUNNING,
        "is_used": bool(answers.get("used_for")),
    }


def _came_in(flow: Record, traffic: Traffic, taken: Taken | None) -> dict[str, Any]:
    return {
        "traffic": traffic,
        "is_silent": traffic.is_silent and flow.status in RUNNING,
        "taken": taken,
    }


def _unknown(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Names that no group bears, each once; nothing where the register of groups is empty."""
    bodies = [body for row in rows for body in (row["source"], row["target"])]
    if not any(body.is_known for body in bodies):
        return []
    return list({body.key: body.name for body in bodies if not body.is_known}.values())
