"""The page of who takes part."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.meetings.attendance import attendance
from himaya.profiles.coordination.meetings.declaration import MEETING
from himaya.records.registers.views import whole_datasets


@route(Verb.DATASET_VIEW, "dataset")
@require_safe
def attendance_page(request: SeatRequest, ref: str) -> HttpResponse:
    """Meetings attended, minutes taken, points and reports: by agency, within a year."""
    datasets = whole_datasets().filter(profile=MEETING.code)
    dataset = visible_or_404(request, datasets, ref=ref)
    require(request.seat, Verb.DATASET_VIEW, dataset)
    found = attendance(request.seat, dataset, clock.today())
    context = {
        "dataset": dataset,
        "it": found,
        "trend": [
            (agency, [one.percent(agency.acronym) for one in found.years])
            for agency, _part in found.lines
        ],
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(dataset), "url": reverse("dataset", args=[ref])},
            {"label": _("Who takes part")},
        ],
    }
    return render(request, "profiles/coordination/attendance.html", context)
