"""The page "Names of areas": try a name, decide what it means, take a decision back."""

from typing import TypeVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.places import actions
from himaya.places.matching import Asked, matches_of
from himaya.places.models import AdminUnit, PlaceAlias
from himaya.places.naming import proposed_units
from himaya.places.queries import current_units, editions
from himaya.places.views.tabs import PAGE, crumbs, tabs_of

_LONGEST = 200
_Thing = TypeVar("_Thing", PlaceAlias, AdminUnit)


@route(Verb.ADMIN_UNIT_MANAGE, "operation")
@require_http_methods(["GET", "HEAD", "POST"])
def place_names(request: SeatRequest) -> HttpResponse:
    """What spellings mean, as persons decided, and a box to try one."""
    if request.method == "POST":
        return _decide(request)
    operation = request.seat.operation
    words = " ".join(request.GET.get("words", "").split())[:_LONGEST]
    context: dict[str, object] = {
        "words": words,
        "tabs": tabs_of(request),
        "breadcrumbs": crumbs(_("Names of areas")),
        "page": Paginator(_decided(request), PAGE).get_page(request.GET.get("page")),
    }
    if words:
        (match,) = matches_of(operation, [Asked(words)])
        known = editions(operation)
        context["match"] = match
        context["meant"] = current_units(operation).filter(pcode=match.pcode).first()
        (context["tried"],) = proposed_units(operation, known[0] if known else "", [match])
    return render(request, "places/names.html", context)


def _decided(request: SeatRequest) -> "list[dict[str, object]]":
    rows = PlaceAlias.objects.filter(operation=request.seat.operation, taken_back_at__isnull=True)
    units = {unit.pcode: unit for unit in current_units(request.seat.operation)} if rows else {}
    return [{"alias": row, "unit": units.get(row.pcode)} for row in rows]


def _decide(request: SeatRequest) -> HttpResponse:
    operation = request.seat.operation
    if ref := request.POST.get("take_back", ""):
        alias = PlaceAlias.objects.filter(operation=operation, ref=ref).first()
        actions.take_back_name(seat=request.seat, alias=_given(alias))
        messages.success(request, _("The decision is taken back."))
        return redirect("place-names")
    unit = AdminUnit.objects.filter(operation=operation, ref=request.POST.get("unit", "")).first()
    actions.decide_name(
        seat=request.seat,
        words=request.POST.get("words", "")[:_LONGEST],
        unit=_given(unit),
        within=request.POST.get("within", "")[:40],
    )
    messages.success(request, _("Remembered. Imports read this name so from now on."))
    return redirect("place-names")


def _given(thing: _Thing | None) -> _Thing:
    """What a button stands for; a request without one has not the shape of this page."""
    if thing is None:
        raise Problem(Code.SHAPE_REFUSED, status=422)
    return thing
