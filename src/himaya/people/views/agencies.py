"""Agencies: list, page, adding and amending."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from himaya.engines.tabular import fold
from himaya.gate.decisions import authorize, could_ever, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.kernel.words import name_contains
from himaya.people import actions
from himaya.people.forms import AgencyForm, AliasForm
from himaya.people.models import Agency, AgencyAlias, Seat
from himaya.people.queries import counted_seats, pending_invitations
from himaya.people.words import AGENCY_KINDS

PAGE = 50


def people_tabs(request: SeatRequest) -> list[dict[str, object]]:
    """The pages of this room that the seat may open."""
    entries = [
        ("agencies", _("Agencies"), Verb.AGENCY_VIEW, "agency"),
        ("seats", _("Access"), Verb.SEAT_VIEW, "seat"),
        ("access-review", _("Access review"), Verb.ACCESS_REVIEW, "operation"),
        ("operation-settings", _("Settings of the operation"), Verb.OPERATION_MANAGE, "operation"),
    ]
    return [
        {"label": label, "url": reverse(name), "current": request.path == reverse(name)}
        for name, label, verb, kind in entries
        if could_ever(request.seat, verb, kind)
    ]


@route(Verb.AGENCY_VIEW, "agency")
@require_safe
def agencies(request: SeatRequest) -> HttpResponse:
    """The agencies of the operation, found by acronym, name or another spelling."""
    found = visible_to(Agency.objects.all(), request.seat).order_by("acronym")
    if words := request.GET.get("words", "").strip():
        found = found.filter(
            Q(acronym__icontains=words)
            | name_contains(words)
            | Q(aliases__folded__contains=fold(words))
        ).distinct()
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "words": words,
        "kinds": dict(AGENCY_KINDS),
        "tabs": people_tabs(request),
        "may_manage": authorize(request.seat, Verb.AGENCY_MANAGE, request.seat.operation).allowed,
        "breadcrumbs": [{"label": _("People and agencies")}],
    }
    return render(request, "people/agencies.html", context)


@route(Verb.AGENCY_VIEW, "agency")
@require_safe
def agency(request: SeatRequest, ref: str) -> HttpResponse:
    """One agency: what it is called, who has access for it, who is invited."""
    return _agency_page(request, visible_or_404(request, Agency.objects.all(), ref=ref))


def _agency_page(
    request: SeatRequest, one: Agency, alias_form: AliasForm | None = None
) -> HttpResponse:
    seat = request.seat
    may_invite = authorize(seat, Verb.SEAT_INVITE, one).allowed
    seats = visible_to(Seat.objects.filter(agency=one, ended_at__isnull=True), seat)
    context = {
        "agency": one,
        "kind": dict(AGENCY_KINDS).get(one.kind, one.kind),
        "aliases": one.aliases.order_by("text"),
        "alias_form": alias_form or AliasForm(),
        "seats": seats.select_related("account").order_by("account__name"),
        "may_see_seats": authorize(seat, Verb.SEAT_INVITE, one).allowed or seats.exists(),
        "invitations": pending_invitations().filter(agency=one) if may_invite else [],
        "counted": counted_seats(one) if may_invite else None,
        "cap": seat.operation.seat_cap,
        "may_invite": may_invite,
        "may_manage": authorize(seat, Verb.AGENCY_MANAGE, one).allowed,
        "may_view_as": one.ref != seat.agency and authorize(seat, Verb.SEAT_ACT_AS, one).allowed,
        "breadcrumbs": [
            {"label": _("People and agencies"), "url": reverse("agencies")},
            {"label": one.acronym},
        ],
    }
    status = 422 if alias_form is not None else 200
    return render(request, "people/agency.html", context, status=status)


@route(Verb.AGENCY_MANAGE, "operation")
@require_http_methods(["GET", "HEAD", "POST"])
def agency_add(request: SeatRequest) -> HttpResponse:
    """Add an agency."""
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.create_agency(seat=request.seat, names=form.names, **_own_fields(form))
        messages.success(request, _("The agency is added. Invite its focal point next."))
        return redirect("agency", ref=made.ref)
    return _agency_form(request, form, _("Add an agency"), reverse("agencies"))


@route(Verb.AGENCY_MANAGE, "agency")
@require_http_methods(["GET", "HEAD", "POST"])
def agency_amend(request: SeatRequest, ref: str) -> HttpResponse:
    """Amend what an agency is called and what it is."""
    one = visible_or_404(request, Agency.objects.all(), ref=ref)
    form = AgencyForm.of(one, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.amend_agency(seat=request.seat, agency=one, names=form.names, **_own_fields(form))
        messages.success(request, _("Saved."))
        return redirect("agency", ref=ref)
    title = _("Amend %(agency)s") % {"agency": one.acronym}
    return _agency_form(request, form, title, reverse("agency", args=[ref]))


def _own_fields(form: AgencyForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("acronym", "kind", "is_member")}


def _agency_form(request: SeatRequest, form: AgencyForm, title: str, back: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "submit": _("Save"),
        "back": back,
        "breadcrumbs": [
            {"label": _("People and agencies"), "url": reverse("agencies")},
            {"label": title},
        ],
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@route(Verb.AGENCY_MANAGE, "agency")
@require_POST
def alias_add(request: SeatRequest, ref: str) -> HttpResponse:
    """Remember another spelling of an agency."""
    one = visible_or_404(request, Agency.objects.all(), ref=ref)
    form = AliasForm(request.POST)
    if not form.is_valid():
        return _agency_page(request, one, form)
    actions.add_alias(seat=request.seat, agency=one, text=form.cleaned_data["text"])
    return redirect("agency", ref=ref)


@route(Verb.AGENCY_MANAGE, "agency")
@require_POST
def alias_remove(request: SeatRequest, ref: str) -> HttpResponse:
    """Forget a spelling of an agency, named by its folded form."""
    one = visible_or_404(request, Agency.objects.all(), ref=ref)
    alias = AgencyAlias.objects.select_related("agency__operation").filter(
        agency=one, folded=request.POST.get("folded", "")
    )
    for found in alias:
        actions.remove_alias(seat=request.seat, alias=found)
    return redirect("agency", ref=ref)
