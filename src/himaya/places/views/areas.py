"""Pages about areas: those of one edition, and one of them with its map."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from himaya.gate.decisions import visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.kernel.words import name_contains
from himaya.places.area_maps import area_map
from himaya.places.models import AdminUnit
from himaya.places.queries import (
    chain_above,
    editions,
    other_editions,
    predecessors_of,
    successors_of,
)
from himaya.places.views.tabs import PAGE, crumbs, may, tabs_of


@route(Verb.ADMIN_UNIT_VIEW, "admin_unit")
@require_safe
def places(request: SeatRequest) -> HttpResponse:
    """Areas of one edition, by level, found by name or p-code."""
    known = editions(request.seat.operation)
    edition = request.GET.get("edition") or (known[0] if known else "")
    words, level = request.GET.get("words", "").strip(), request.GET.get("level", "")
    found = visible_to(AdminUnit.objects.filter(edition=edition), request.seat)
    levels = found.order_by("level").values_list("level", flat=True).distinct()
    if level.isdigit():
        found = found.filter(level=int(level))
    if words:
        found = found.filter(Q(pcode__istartswith=words) | name_contains(words))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": Paginator(found.select_related("parent"), PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "edition": edition,
        "editions": known,
        "level": level,
        "levels": [str(one) for one in levels],
        "words": words,
        "tabs": tabs_of(request),
        "may_manage": may(request, Verb.ADMIN_UNIT_MANAGE),
        "breadcrumbs": [{"label": _("Places")}],
    }
    return render(request, "places/places.html", context)


@route(Verb.ADMIN_UNIT_VIEW, "admin_unit")
@require_safe
def place(request: SeatRequest, ref: str) -> HttpResponse:
    """One area: its map with neighbours, what is above it, below it and in it."""
    units = AdminUnit.objects.select_related("parent", "operation")
    unit = visible_or_404(request, units, ref=ref)
    sites = list(visible_to(unit.sites.all(), request.seat))
    context = {
        "map": area_map(unit, sites),
        "before": predecessors_of(unit),
        "after": successors_of(unit),
        "same_code": visible_to(other_editions(unit), request.seat),
        "unit": unit,
        "above": chain_above(unit),
        "below": visible_to(unit.children.all(), request.seat),
        "sites": sites,
        "breadcrumbs": crumbs(unit.pcode),
    }
    return render(request, "places/place.html", context)
