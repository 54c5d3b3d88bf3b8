"""The page of one plan: goals, activities, milestones that wait, endorsement, dated notes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from himaya.gate.decisions import authorize, require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.profiles.workplans.actions import DRAFT, ENDORSED, endorse_plan, start_next_version
from himaya.profiles.workplans.queries import (
    RELATION,
    activities_register,
    goals_of,
    next_versions,
    plans,
    waiting,
)
from himaya.profiles.workplans.version_form import NextVersionForm
from himaya.records.actions import ChangedMeanwhile
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.registers.noting import take_note
from himaya.records.titles import title_of


@route(Verb.RECORD_VIEW, "record")
@require_GET
def plan_page(request: SeatRequest, ref: str) -> HttpResponse:
    """One plan as people know it, with what may be done."""
    plan = visible_or_404(request, plans(), ref=ref)
    require(request.seat, Verb.RECORD_VIEW, plan)
    return _page(request, plan, NextVersionForm())


def _page(request: SeatRequest, plan: Record, form: NextVersionForm) -> HttpResponse:
    activities = activities_register(request.seat, plan)
    following = next_versions(plan, request.seat)
    goals = goals_of(plan, activities, request.seat, clock.today())
    title = title_of(plan)
    context = {
        "plan": plan,
        "title": title,
        "answers": plan.head.answers if plan.head else {},
        "status": status_label(plan, plan.status),
        "goals": goals,
        "waiting": waiting(goals),
        "activities": activities,
        "can_copy": authorize(request.seat, Verb.COPY_MAKE, activities).allowed,
        "can_endorse": plan.status == DRAFT
        and authorize(request.seat, Verb.PLAN_ENDORSE, plan).allowed,
        "following": [(one.ref, title_of(one), one.head) for one in following],
        "has_versions": plan.links_out.filter(relation="replaces").exists(),
        "form": form,
        "can_go_on": plan.status == ENDORSED
        and not following
        and authorize(request.seat, Verb.RECORD_CREATE, plan.dataset).allowed,
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(plan.dataset), "url": reverse("dataset", args=[plan.dataset.ref])},
            {"label": title, "url": ""},
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "profiles/workplans/plan.html", context, status=status)


@route(Verb.RECORD_CREATE, "dataset")
@require_POST
def next_version(request: SeatRequest, ref: str) -> HttpResponse:
    """Start the draft of the next version, with all that is not finished."""
    plan = visible_or_404(request, plans(), ref=ref)
    form = NextVersionForm(request.POST)
    if not form.is_valid():
        require(request.seat, Verb.RECORD_CREATE, plan.dataset)
        return _page(request, plan, form)
    draft = start_next_version(
        seat=request.seat, plan=plan, version=form.cleaned_data["next_version"]
    )
    messages.success(request, _("The draft of the next version is ready to be amended."))
    return redirect("plan", ref=draft.ref)


@route(Verb.PLAN_ENDORSE, "record")
@require_POST
def endorse(request: SeatRequest, ref: str) -> HttpResponse:
    """Endorse the version that the coordinator has read."""
    plan = visible_or_404(request, plans(), ref=ref)
    text = request.POST.get("seen", "")
    seen = int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - column size
    try:
        endorse_plan(seat=request.seat, plan=plan, seen=seen)
    except ChangedMeanwhile:
        messages.warning(
            request,
            _("Somebody changed the plan meanwhile. Read it as it stands now, then endorse it."),
        )
    else:
        messages.success(request, _("The plan is endorsed."))
    return redirect("plan", ref=ref)


@route(Verb.RECORD_AMEND, "record")
@require_POST
def note(request: SeatRequest, ref: str, record: str) -> HttpResponse:
    """Add a dated status note to one of the plan's activities."""
    plan = visible_or_404(request, plans(), ref=ref)
    activities = Record.objects.filter(
        links_out__target=plan, links_out__relation=RELATION, is_withdrawn=False
    ).select_related("operation", "version", "dataset__system", "agency", "head")
    activity = visible_or_404(request, activities, ref=record)
    take_note(request, activity)
    return redirect("plan", ref=ref)
