"""The page of the bulletin, and taking it along."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.records.bulletin.copying import FORMS, leaving_of, make_bulletin_copy
from himaya.records.bulletin.making import bulletin_of, told_of
from himaya.records.bulletin.model import Month


@route(Verb.DATASET_VIEW, "dataset")
@require_http_methods(["GET", "HEAD", "POST"])
def bulletin(request: SeatRequest) -> HttpResponse:
    """The figures of a month (`?month=2026-03`, else the last whole one), each with its rows."""
    today = clock.today()
    month = Month.named(request.GET.get("month", "")) or Month.before_day(today)
    told = told_of(request.seat, month, today)
    leaving = leaving_of(request.seat, told)
    wanted = request.POST.get("form", "")
    problem: Problem | None = None
    if request.method == "POST" and wanted in FORMS and told:
        try:
            release = make_bulletin_copy(
                seat=request.seat,
                month=month,
                leaving=leaving,
                form=wanted,
                today=today,
                maker=str(request.user),
                absolute=request.build_absolute_uri,
            )
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("The working copy is made. It can be fetched for 30 days."))
            return redirect("copy", ref=release.ref)
    context = {
        "bulletin": bulletin_of(request.seat, month, told, today),
        "month": month,
        "problem": problem,
        "forms": FORMS if any(one.may_leave for one in leaving) else (),
        "staying": [str(one.told.register.dataset) for one in leaving if not one.may_leave],
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": _("Monthly bulletin"), "url": ""},
        ],
    }
    status = problem.status if problem else 200
    return render(request, "records/bulletin/bulletin.html", context, status=status)
