"""The page of a reporting schedule: who has answered, period by period."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from himaya.gate.decisions import authorize, require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.keepers import IN_FORCE
from himaya.profiles.coordination.response.declaration import REPORTING_SCHEDULE
from himaya.profiles.coordination.response.rounds import (
    ANSWERED,
    EXCUSED,
    Completeness,
    completeness,
    make_reports_due,
)
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.titles import title_of


def _schedules() -> QuerySet[Record]:
    return (
        Record.objects.filter(dataset__profile=REPORTING_SCHEDULE.code, is_withdrawn=False)
        .select_related(
            "operation", "head__sealed_for__agency", "agency", "version", "dataset__system"
        )
        .prefetch_related("version__questions")
    )


@route(Verb.RECORD_VIEW, "record")
@require_safe
def schedule_page(request: SeatRequest, ref: str) -> HttpResponse:
    """Who owes what, and how complete each period is."""
    schedule = visible_or_404(request, _schedules(), ref=ref)
    require(request.seat, Verb.RECORD_VIEW, schedule)
    found = completeness(request.seat, schedule)
    title = title_of(schedule)
    context = {
        "schedule": schedule,
        "title": title,
        "status": status_label(schedule, schedule.status),
        "shares": found.shares,
        "rows": _rows(found),
        "can_make": schedule.status == IN_FORCE
        and authorize(request.seat, Verb.RECORD_AMEND, schedule).allowed,
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {
                "label": str(schedule.dataset),
                "url": reverse("dataset", args=[schedule.dataset.ref]),
            },
            {"label": title},
        ],
    }
    return render(request, "profiles/coordination/schedule.html", context)


def _rows(found: Completeness) -> list[dict[str, object]]:
    return [
        {
            "agency": standing.agency,
            "cells": [_cell(reports) for reports in standing.reports],
        }
        for standing in found.standings
    ]


def _cell(reports: Sequence[Record]) -> dict[str, object]:
    """How an agency's reports of a period stand; of several how many, and the first still due."""
    if not reports:
        return {}
    due = [one for one in reports if one.status not in {*ANSWERED, EXCUSED}]
    first = (due or reports)[0]
    if len(reports) == 1:
        label = status_label(first, first.status)
    else:
        said = _("%(answered)s of %(due)s")
        label = said % {"answered": len(reports) - len(due), "due": len(reports)}
    tone = "plain" if all(one.status == EXCUSED for one in reports) else "ok"
    if due:
        is_late = any(one.deadline and one.deadline < clock.today() for one in due)
        tone = "danger" if is_late else "warn"
    return {"ref": first.ref, "label": label, "tone": tone}


@route(Verb.RECORD_AMEND, "record")
@require_POST
def schedule_make(request: SeatRequest, ref: str) -> HttpResponse:
    """Make the reports due that are missing, now."""
    schedule = visible_or_404(request, _schedules(), ref=ref)
    made = make_reports_due(seat=request.seat, schedule=schedule)
    said = ngettext("One report due was made.", "%(n)s reports due were made.", made)
    messages.success(
        request, said % {"n": made} if made else _("Every report due of the begun periods exists.")
    )
    return redirect("reporting-schedule", ref=ref)
