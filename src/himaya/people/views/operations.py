"""Settings of the operation, and the installation's own page."""

from typing import cast

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from himaya.gate.pages import SeatRequest
from himaya.gate.routes import installer_route, route
from himaya.kernel.verbs import Verb
from himaya.people import actions
from himaya.people.forms import FirstCoordinatorForm, OpenOperationForm, OperationForm
from himaya.people.models import Account, Agency, Seat
from himaya.people.views.agencies import people_tabs
from himaya.people.views.links import show_link, site_of
from himaya.tenancy.models import Operation


@route(Verb.OPERATION_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def operation_settings(request: SeatRequest) -> HttpResponse:
    """Labels, languages, time zone, cap and second factor of the operation."""
    operation = request.seat.operation
    form = OperationForm.of(operation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in OperationForm.base_fields}
        actions.amend_operation(
            seat=request.seat, operation=operation, changes={**changes, "names": form.names}
        )
        messages.success(request, _("Saved."))
        return redirect("operation-settings")
    context = {
        "form": form,
        "title": _("Settings of the operation"),
        "submit": _("Save"),
        "tabs": people_tabs(request),
        "breadcrumbs": [
            {"label": _("People and agencies"), "url": reverse("agencies")},
            {"label": _("Settings of the operation")},
        ],
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@installer_route(Verb.INSTALLATION_MANAGE)
@require_safe
def installation(request: HttpRequest) -> HttpResponse:
    """The operations of this installation, without their data."""
    seats = Seat.objects.filter(operation=OuterRef("pk"))
    operations = Operation.objects.annotate(is_staffed=Exists(seats)).order_by("slug")
    context = {"operations": operations, "breadcrumbs": [{"label": _("Installation")}]}
    return render(request, "people/installation.html", context)


@installer_route(Verb.OPERATION_OPEN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def operation_open(request: HttpRequest) -> HttpResponse:
    """Open an operation; the answer shows its first coordinator's link, once."""
    form = OpenOperationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        _operation, invitation, secret = actions.open_operation(
            installer=cast("Account", request.user),
            slug=given["slug"],
            names=form.names,
            languages=given["languages"],
            coordinator_email=given["coordinator_email"],
            coordinator_name=given["coordinator_name"],
            agency_acronym=given["agency_acronym"],
            agency_names={given["languages"][0]: given["agency_name"]},
            agency_kind=given["agency_kind"],
            site=site_of(request),
        )
        return show_link(request, "invitation-accept", secret, for_whom=invitation.name)
    return _installer_form(request, form, _("Open an operation"), _("Open it"))


@installer_route(Verb.OPERATION_OPEN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_coordinator(request: HttpRequest, ref: str) -> HttpResponse:
    """Invite the first coordinator again while the operation has no seat."""
    operation = get_object_or_404(Operation, ref=ref)
    agency = Agency.objects.filter(operation=operation).order_by("pk").first()
    form = FirstCoordinatorForm(request.POST or None)
    if request.method == "POST" and agency is not None and form.is_valid():
        invitation, secret = actions.invite_first_coordinator(
            installer=cast("Account", request.user),
            operation=operation,
            agency=agency,
            site=site_of(request),
            **form.cleaned_data,
        )
        return show_link(request, "invitation-accept", secret, for_whom=invitation.name)
    return _installer_form(
        request, form, _("Invite the first coordinator"), _("Make the invitation")
    )


def _installer_form(
    request: HttpRequest,
    form: OpenOperationForm | FirstCoordinatorForm,
    title: str,
    submit: str,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "back": reverse("installation"),
        "breadcrumbs": [
            {"label": _("Installation"), "url": reverse("installation")},
            {"label": title},
        ],
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
