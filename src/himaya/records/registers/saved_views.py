"""Doors of saved views: the list with its form, one view's short address, deleting."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.models import SavedView
from himaya.records.registers.asking import read_ask
from himaya.records.registers.register import Register
from himaya.records.registers.saved import (
    address_of,
    delete_view,
    may_keep,
    may_share,
    offered_views,
    save_view,
    views_in_sight,
)
from himaya.records.registers.saved_form import SavedViewForm
from himaya.records.registers.views import whole_datasets


@route(Verb.DATASET_VIEW, "dataset")
@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: SeatRequest, ref: str) -> HttpResponse:
    """All saved views of a register, and a form for what the address asks for."""
    register = _register(request, ref)
    ask = read_ask(request.GET, register)
    form = SavedViewForm(
        request.POST if request.method == "POST" else None, ask=ask, shares=may_share(register)
    )
    if not form.is_bound:
        return _page(request, register, form)
    if not form.is_valid():
        return _page(request, register, form, status=422)
    try:
        view = save_view(seat=request.seat, register=register, ask=ask, **form.cleaned_data)
    except Problem as refused:
        if refused.code != Code.NAME_TAKEN:
            return _page(request, register, form, refused, refused.status)
        form.say_taken()
        return _page(request, register, form, status=refused.status)
    messages.success(request, _("The view is saved."))
    return redirect(address_of(view, register))


def _register(request: SeatRequest, ref: str) -> Register:
    return Register.of(visible_or_404(request, whole_datasets(), ref=ref), request.seat)


def _page(
    request: SeatRequest,
    register: Register,
    form: SavedViewForm,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    dataset = register.dataset
    context: dict[str, Any] = {
        "register": register,
        "dataset": dataset,
        "form": form,
        "can_save": may_keep(request.seat) and (form.is_bound or bool(form.ask.query())),
        "problem": problem,
        "query": form.ask.query(),
        "root": request.build_absolute_uri("/").rstrip("/"),
        "views": offered_views(register, form.ask),
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(dataset), "url": reverse("dataset", args=[dataset.ref])},
            {"label": _("Saved views"), "url": ""},
        ],
    }
    return render(request, "records/registers/saved_views.html", context, status=status)


@route(Verb.DATASET_VIEW, "dataset")
@require_safe
def saved_view(request: SeatRequest, ref: str, view: str) -> HttpResponse:
    """The register as the view asks for it; each reader sees there what they may see."""
    register = _register(request, ref)
    return redirect(address_of(_found(register, view), register))


def _found(register: Register, ref: str) -> SavedView:
    """A view of this register, shared or one's own; others' look as if they were not there."""
    found = views_in_sight(register).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


@route(Verb.DATASET_VIEW, "dataset")
@require_POST
def saved_view_delete(request: SeatRequest, ref: str, view: str) -> HttpResponse:
    """Take a view away."""
    register = _register(request, ref)
    delete_view(seat=request.seat, register=register, view=_found(register, view))
    messages.success(request, _("The saved view is deleted."))
    return redirect("saved-views", ref=ref)
