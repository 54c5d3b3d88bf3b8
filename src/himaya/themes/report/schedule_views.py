"""Pages of schedules: set one up, see what it made, pause it, go on with it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.places.queries import Chain
from himaya.themes.models import ReportSchedule
from himaya.themes.queries import newest_published
from himaya.themes.report.fetching import schedules_in_sight
from himaya.themes.report.forms import ScheduleForm
from himaya.themes.report.gathering import country_of
from himaya.themes.report.making import span_in_words
from himaya.themes.report.scheduling import (
    may_say,
    missing_spans,
    next_span,
    pause_schedule,
    resume_schedule,
    set_up_schedule,
)
from himaya.themes.report.spans import due_on
from himaya.themes.report.using import reports_of_schedule
from himaya.themes.wording import RHYTHMS, SCHEDULE_STATES

STEPS = {"pause": pause_schedule, "resume": resume_schedule}


@route(Verb.RECORD_VIEW, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def report_schedules(request: SeatRequest) -> HttpResponse:
    """The schedules in sight, and setting one up."""
    provinces = country_of(request.seat).first_level()
    form = ScheduleForm(
        request.POST or None,
        seat=request.seat,
        provinces=provinces,
        initial={"language": request.LANGUAGE_CODE},
    )
    problem: Problem | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = set_up_schedule(seat=request.seat, **form.cleaned_data)
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("It is set up. Reports that are due follow."))
            return redirect("report-schedule", ref=made.ref)
    context = {
        "rows": [_said(one, _names(provinces)) for one in schedules_in_sight(request.seat)],
        "form": form if form.may_keep else None,
        "problem": problem,
        "breadcrumbs": _crumbs((_("Schedules"), "")),
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "themes/report/schedules.html", context, status=status)


@route(Verb.RECORD_VIEW, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def report_schedule(request: SeatRequest, ref: str) -> HttpResponse:
    """One schedule: what it made, what comes next, and why it stopped."""
    schedule = schedules_in_sight(request.seat).filter(ref=ref).first()
    if schedule is None:
        raise Http404
    if request.method == "POST" and (step := STEPS.get(request.POST.get("step", ""))):
        step(seat=request.seat, schedule=schedule)
        messages.success(request, _("Saved."))
        return redirect("report-schedule", ref=ref)
    names = _names(country_of(request.seat).first_level())
    comes = next_span(schedule, clock.today())
    context = {
        **_said(schedule, names),
        "is_in_force": schedule.state == ReportSchedule.State.IN_FORCE,
        "is_stopped": schedule.state == ReportSchedule.State.STOPPED,
        "why": _why(schedule),
        "by_version": newest_published(schedule.framework),
        "reports": reports_of_schedule(request.seat, schedule),
        "waiting": len(missing_spans(schedule, clock.today())),
        "comes": span_in_words(comes, schedule.months),
        "comes_on": due_on(comes, schedule.months, schedule.wait),
        "may_say": may_say(request.seat, schedule),
        "is_keeper": schedule.keeper.ref == request.seat.ref,
        "breadcrumbs": _crumbs(
            (_("Schedules"), reverse("report-schedules")), (str(schedule.framework), "")
        ),
    }
    return render(request, "themes/report/schedule.html", context)


def _names(provinces: list[Chain]) -> dict[str, str]:
    return {one.pcode: in_language(one.names) or one.pcode for one in provinces}


def _said(schedule: ReportSchedule, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "schedule": schedule,
        "rhythm": RHYTHMS[schedule.months],
        "state": SCHEDULE_STATES[schedule.state],
        "area": names.get(schedule.area, schedule.area),
        "language": gettext(get_language_info(schedule.language)["name"]),
        "register": in_language(schedule.dataset.names) or schedule.dataset.code,
    }


def _why(schedule: ReportSchedule) -> str:
    """Why it stopped."""
    if not schedule.stopped_why:
        return ""
    if schedule.stopped_why == Code.SEAT_NEEDED:
        return _("That access has ended.")
    return Problem(Code(schedule.stopped_why)).title


def _crumbs(*last: tuple[str, str]) -> list[dict[str, str]]:
    first = (_("Thematic report"), reverse("thematic-report"))
    return [{"label": label, "url": url} for label, url in (first, *last)]
