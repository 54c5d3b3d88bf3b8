"""Pages of information systems: list, one system, adding, amending."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from himaya.gate.decisions import authorize, require, visible_to
from himaya.gate.lowering_pages import lowering_state
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.systems.actions import amend_system, create_system
from himaya.systems.forms import SystemForm
from himaya.systems.models import InformationSystem
from himaya.systems.sections import sections_of
from himaya.systems.wording import CATEGORIES, LEVELS, METHODS, RELATIONS, STATES

_PAGE = 50


def _systems() -> QuerySet[InformationSystem]:
    return InformationSystem.objects.select_related("agency", "operation").prefetch_related(
        "members", "areas", "related__target"
    )


@route(Verb.SYSTEM_VIEW, "system")
@require_GET
def systems(request: SeatRequest) -> HttpResponse:
    """Which information systems there are, by category, state and owner."""
    wanted = {name: request.GET.get(name, "") for name in ("category", "state", "owner")}
    rows = visible_to(_systems(), request.seat)
    if wanted["state"] in STATES:
        rows = rows.filter(state=wanted["state"])
    if wanted["owner"]:
        rows = rows.filter(agency__ref=wanted["owner"])
    found = list(rows)
    if wanted["category"] in CATEGORIES:
        # A JSON list cannot be searched on SQLite; an operation has tens of systems.
        found = [system for system in found if wanted["category"] in system.categories]
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    agencies = Agency.objects.filter(owned_systems__in=visible_to(_systems(), request.seat))
    context = {
        "page": page,
        "systems": [_in_words(system) for system in page],
        "wanted": wanted,
        "categories": CATEGORIES.items(),
        "states": STATES.items(),
        "owners": visible_to(agencies, request.seat).distinct(),
        "can_create": authorize(request.seat, Verb.SYSTEM_CREATE, request.seat.operation).allowed,
    }
    return render(request, "systems/systems.html", context)


def _in_words(system: InformationSystem) -> dict[str, Any]:
    return {
        "system": system,
        "categories": [CATEGORIES[code] for code in system.categories if code in CATEGORIES],
        "methods": [METHODS.get(code, code) for code in system.methods],
        "state": STATES[InformationSystem.State(system.state)],
    }


@route(Verb.SYSTEM_VIEW, "system")
@require_GET
def system_detail(request: SeatRequest, ref: str) -> HttpResponse:
    """One system: what it is for, who takes part, what runs in it."""
    system = visible_or_404(request, _systems(), ref=ref)
    context = {
        **_in_words(system),
        "related": _related(request.seat, system),
        "sections": sections_of("system", request.seat, system),
        "can_amend": authorize(request.seat, Verb.SYSTEM_MANAGE, system).allowed,
        "lowering": lowering_state(request, system),
        "is_above_low": system.level > min(LEVELS),
        "breadcrumbs": _crumbs((str(system), "")),
    }
    return render(request, "systems/system.html", context)


def _related(seat: ActingSeat, system: InformationSystem) -> list[tuple[Promise, list[Any]]]:
    """By kind, the systems in sight that it is related to."""
    seen = {one.pk for one in visible_to(InformationSystem.objects.only("pk"), seat)}
    found = [one for one in system.related.all() if one.target_id in seen]
    targets = {kind: [one.target for one in found if one.kind == kind] for kind in RELATIONS}
    return [(label, targets[kind]) for kind, label in RELATIONS.items() if targets[kind]]


def _crumbs(*last: tuple[str, str]) -> list[dict[str, str]]:
    first = (_("Information systems"), reverse("systems"))
    return [{"label": label, "url": url} for label, url in (first, *last)]


@route(Verb.SYSTEM_CREATE, "operation")
@require_http_methods(["GET", "HEAD", "POST"])
def system_new(request: SeatRequest) -> HttpResponse:
    """Add an information system."""
    require(request.seat, Verb.SYSTEM_CREATE, request.seat.operation)
    form = SystemForm(request.POST or None, seat=request.seat)
    context = {
        "form": form,
        "heading": _("Add an information system"),
        "cancel_url": reverse("systems"),
        "breadcrumbs": _crumbs((_("Add"), "")),
    }
    if request.method == "POST" and form.is_valid():
        try:
            system = create_system(
                seat=request.seat,
                agency=form.cleaned_data["agency"],
                code=form.cleaned_data["code"],
                **form.columns(),
            )
        except Problem as problem:
            form.add_error("code", f"{problem.title} {problem.todo}")
        else:
            messages.success(request, _("Saved."))
            return redirect("system", ref=system.ref)
    status = 422 if form.errors else 200
    return render(request, "systems/system_form.html", context, status=status)


@route(Verb.SYSTEM_MANAGE, "system")
@require_http_methods(["GET", "HEAD", "POST"])
def system_amend(request: SeatRequest, ref: str) -> HttpResponse:
    """Amend an information system; code and owner stay."""
    system = visible_or_404(request, _systems(), ref=ref)
    require(request.seat, Verb.SYSTEM_MANAGE, system)
    form = SystemForm(
        request.POST or None,
        seat=request.seat,
        system=system,
        initial=SystemForm.initial_of(system),
    )
    # Disabled fields keep their value whatever is posted: addresses and keys hang on both.
    form.fields["code"].disabled = form.fields["agency"].disabled = True
    url = reverse("system", args=[system.ref])
    context = {
        "form": form,
        "heading": _("Amend %(name)s") % {"name": system},
        "cancel_url": url,
        "breadcrumbs": _crumbs((str(system), url), (_("Amend"), "")),
    }
    if request.method == "POST" and form.is_valid():
        try:
            amend_system(seat=request.seat, system=system, changes=form.columns())
        except Problem as problem:
            field = "members" if problem.code == Code.NOT_ALLOWED else "level"
            form.add_error(field, f"{problem.title} {problem.todo}")
        else:
            messages.success(request, _("Saved."))
            return redirect("system", ref=system.ref)
    status = 422 if form.errors else 200
    return render(request, "systems/system_form.html", context, status=status)
