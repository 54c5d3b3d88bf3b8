"""Pages about sites and population groups."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from himaya.gate.decisions import authorize, visible_to
from himaya.gate.lowering_pages import lowering_state
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.kernel.words import name_contains
from himaya.places import actions
from himaya.places.forms import PopulationGroupForm, SiteForm
from himaya.places.models import PopulationGroup, Site
from himaya.places.queries import current_units
from himaya.places.views.tabs import PAGE, crumbs, may, tabs_of
from himaya.places.words import SITE_KINDS, SITE_LEVELS


@route(Verb.SITE_VIEW, "site")
@require_safe
def sites(request: SeatRequest) -> HttpResponse:
    """Sites as far as the seat is cleared for them."""
    found = visible_to(Site.objects.select_related("unit"), request.seat)
    if words := request.GET.get("words", "").strip():
        found = found.filter(
            Q(code__icontains=words) | Q(unit__pcode__istartswith=words) | name_contains(words)
        )
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "words": words,
        "kinds": dict(SITE_KINDS),
        "tabs": tabs_of(request),
        "may_manage": may(request, Verb.SITE_MANAGE),
        "breadcrumbs": crumbs(_("Sites")),
    }
    return render(request, "places/sites.html", context)


@route(Verb.SITE_VIEW, "site")
@require_safe
def site(request: SeatRequest, ref: str) -> HttpResponse:
    """One site."""
    one = visible_or_404(request, Site.objects.select_related("unit", "operation"), ref=ref)
    context = {
        "site": one,
        "kind": dict(SITE_KINDS).get(one.kind, one.kind),
        "may_manage": authorize(request.seat, Verb.SITE_MANAGE, one).allowed,
        "lowering": lowering_state(request, one),
        "is_above_low": one.level > SITE_LEVELS[0][0],
        "breadcrumbs": crumbs(one.code),
    }
    return render(request, "places/site.html", context)


@route(Verb.SITE_MANAGE, "operation")
@require_http_methods(["GET", "HEAD", "POST"])
def site_add(request: SeatRequest) -> HttpResponse:
    """Add a site."""
    form = SiteForm(request.POST or None, units=current_units(request.seat.operation))
    if request.method == "POST" and form.is_valid():
        actions.create_site(seat=request.seat, names=form.names, **form.given)
        messages.success(request, _("The site is added."))
        return redirect("sites")
    return _form(request, form, _("Add a site"), "sites")


@route(Verb.SITE_MANAGE, "site")
@require_http_methods(["GET", "HEAD", "POST"])
def site_amend(request: SeatRequest, ref: str) -> HttpResponse:
    """Amend a site."""
    one = visible_or_404(request, Site.objects.select_related("unit", "operation"), ref=ref)
    form = SiteForm.of(one, current_units(request.seat.operation), request.POST or None)
    if request.method == "POST" and form.is_valid():
        changes = {**form.given, "names": form.names}
        actions.amend_site(seat=request.seat, site=one, changes=changes)
        messages.success(request, _("Saved."))
        return redirect("sites")
    return _form(request, form, _("Amend the site"), "sites")


@route(Verb.POPULATION_GROUP_VIEW, "population_group")
@require_safe
def population_groups(request: SeatRequest) -> HttpResponse:
    """The groups that figures are about."""
    context = {
        "groups": visible_to(PopulationGroup.objects.all(), request.seat),
        "tabs": tabs_of(request),
        "may_manage": may(request, Verb.POPULATION_GROUP_MANAGE),
        "breadcrumbs": crumbs(_("Population groups")),
    }
    return render(request, "places/population_groups.html", context)


@route(Verb.POPULATION_GROUP_MANAGE, "operation")
@require_http_methods(["GET", "HEAD", "POST"])
def population_group_add(request: SeatRequest) -> HttpResponse:
    """Add a population group."""
    form = PopulationGroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.create_population_group(
            seat=request.seat,
            code=given["code"],
            names=form.names,
            definition=given["definition"],
        )
        return redirect("population-groups")
    return _form(request, form, _("Add a population group"), "population-groups")


@route(Verb.POPULATION_GROUP_MANAGE, "population_group")
@require_http_methods(["GET", "HEAD", "POST"])
def population_group_amend(request: SeatRequest, ref: str) -> HttpResponse:
    """Amend names and definition of a population group."""
    group = visible_or_404(request, PopulationGroup.objects.all(), ref=ref)
    form = PopulationGroupForm.of(group, request.POST or None)
    if request.method == "POST" and form.is_valid():
        definition = form.cleaned_data["definition"]
        actions.amend_population_group(
            seat=request.seat, group=group, names=form.names, definition=definition
        )
        return redirect("population-groups")
    return _form(request, form, _("Amend the population group"), "population-groups")


def _form(
    request: SeatRequest, form: SiteForm | PopulationGroupForm, title: str, back: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "back": reverse(back),
        "breadcrumbs": crumbs(title),
    }
    return render(request, "places/form.html", context, status=422 if form.errors else 200)
