"""Pages about places: areas by edition, sites, population groups."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from himaya.engines.tabular import ReadError, read_document
from himaya.gate.decisions import authorize, could_ever, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import name_contains
from himaya.places import actions
from himaya.places.boundaries import Boundaries, Doubt, orphans, read_boundaries
from himaya.places.forms import BoundariesForm, PopulationGroupForm, SiteForm
from himaya.places.models import AdminUnit, PopulationGroup, Site
from himaya.places.queries import chain_above, current_units, editions
from himaya.places.words import SITE_KINDS

PAGE = 50
SHOWN_PROBLEMS = 100


def _tabs(request: SeatRequest) -> list[dict[str, object]]:
    entries = [
        ("places", _("Areas"), Verb.ADMIN_UNIT_VIEW, "admin_unit"),
        ("sites", _("Sites"), Verb.SITE_VIEW, "site"),
        (
            "population-groups",
            _("Population groups"),
            Verb.POPULATION_GROUP_VIEW,
            "population_group",
        ),
    ]
    return [
        {"label": label, "url": reverse(name), "current": request.path == reverse(name)}
        for name, label, verb, kind in entries
        if could_ever(request.seat, verb, kind)
    ]


def _may(request: SeatRequest, verb: Verb) -> bool:
    return authorize(request.seat, verb, request.seat.operation).allowed


def _crumbs(*labels: str) -> list[dict[str, str]]:
    return [{"label": _("Places"), "url": reverse("places")}, *({"label": one} for one in labels)]


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
        "tabs": _tabs(request),
        "may_manage": _may(request, Verb.ADMIN_UNIT_MANAGE),
        "breadcrumbs": [{"label": _("Places")}],
    }
    return render(request, "places/places.html", context)


@route(Verb.ADMIN_UNIT_VIEW, "admin_unit")
@require_safe
def place(request: SeatRequest, ref: str) -> HttpResponse:
    """One area: what is above it, below it and in it."""
    unit = visible_or_404(request, AdminUnit.objects.select_related("parent"), ref=ref)
    context = {
        "unit": unit,
        "above": chain_above(unit),
        "below": visible_to(unit.children.all(), request.seat),
        "sites": visible_to(unit.sites.all(), request.seat),
        "breadcrumbs": _crumbs(unit.pcode),
    }
    return render(request, "places/place.html", context)


@route(Verb.ADMIN_UNIT_MANAGE, "operation")
@require_http_methods(["GET", "HEAD", "POST"])
def places_import(request: SeatRequest) -> HttpResponse:
    """Bring in a table of areas; what cannot be taken is listed with its row."""
    form = BoundariesForm(
        request.POST or None, request.FILES or None, editions=editions(request.seat.operation)
    )
    context: dict[str, object] = {
        "form": form,
        "tabs": _tabs(request),
        "breadcrumbs": _crumbs(_("Bring in areas")),
    }
    if request.method == "POST" and form.is_valid():
        context |= _import(request, form)
    status = 422 if form.errors else 200
    return render(request, "places/import.html", context, status=status)


def _import(request: SeatRequest, form: BoundariesForm) -> dict[str, object]:
    given = form.cleaned_data
    try:
        document = read_document(given["table"].read(), file_name=given["table"].name)
    except ReadError as error:
        raise Problem(Code.FILE_UNREADABLE, status=422) from error
    language = (request.seat.operation.languages or ["en"])[0]
    read = read_boundaries(document, language=language)
    known = AdminUnit.objects.filter(operation=request.seat.operation, edition=given["edition"])
    hanging = orphans(read.units, known.values_list("pcode", flat=True))
    taken = [unit for unit in read.units if unit not in hanging]
    report = {"read": len(read.units), "hanging": hanging[:SHOWN_PROBLEMS], **_doubts(read)}
    if given["dry_run"] or not taken:
        return report
    done = actions.import_units(
        seat=request.seat,
        edition=given["edition"],
        units=taken,
        valid_from=given["valid_from"],
        closes=given["closes"],
    )
    return {**report, "done": done}


def _doubts(read: Boundaries) -> dict[str, object]:
    words = {
        Doubt.NO_COLUMNS: _("This table has no column of p-codes, such as ADM1_PCODE."),
        Doubt.NO_CODE: _("A name without p-code."),
        Doubt.NO_NAME: _("A p-code without name."),
        Doubt.TWO_PARENTS: _("This p-code stands under two different areas."),
        Doubt.TWO_LEVELS: _("This p-code stands on two different levels."),
    }
    shown = [
        {
            "part": problem.part,
            "row": problem.row,
            "level": problem.level,
            "text": words[problem.code],
        }
        for problem in read.problems[:SHOWN_PROBLEMS]
    ]
    return {"problems": shown, "problem_count": len(read.problems)}


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
        "tabs": _tabs(request),
        "may_manage": _may(request, Verb.SITE_MANAGE),
        "breadcrumbs": _crumbs(_("Sites")),
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
        "breadcrumbs": _crumbs(one.code),
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
        "tabs": _tabs(request),
        "may_manage": _may(request, Verb.POPULATION_GROUP_MANAGE),
        "breadcrumbs": _crumbs(_("Population groups")),
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
        "breadcrumbs": _crumbs(title),
    }
    return render(request, "places/form.html", context, status=422 if form.errors else 200)
