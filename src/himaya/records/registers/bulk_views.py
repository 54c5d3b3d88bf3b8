"""Doors of a bulk change: choose, look, do, undo."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from himaya.gate.decisions import visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.records.models import BulkChange, Record
from himaya.records.registers.asking import read_ask
from himaya.records.registers.bulk import (
    MOST,
    Changed,
    Planned,
    change_in_bulk,
    plan_bulk,
    undo_bulk,
)
from himaya.records.registers.bulk_form import BulkForm, bulk_columns
from himaya.records.registers.filtering import in_sight, narrow, ordered
from himaya.records.registers.register import Register
from himaya.records.registers.rows import attach, rows_of
from himaya.records.registers.views import whole_datasets


@route(Verb.RECORD_AMEND, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: SeatRequest, ref: str) -> HttpResponse:
    """Choose a question and its new answer, look at what would change, then do it."""
    register = _register(request, ref)
    if not bulk_columns(register):
        raise Http404
    ask = read_ask(request.GET, register)
    form = BulkForm(
        request.POST if request.method == "POST" else None,
        register=register,
        asked=request.GET.get("question", ""),
    )
    records = narrow(in_sight(register), register, ask, clock.today())
    context = {
        "register": register,
        "dataset": register.dataset,
        "form": form,
        "ask": ask,
        "query": ask.query(),
        "several": records.count(),
        "most": MOST,
        "breadcrumbs": _crumbs(register, _("Change several at once")),
    }
    if not (form.is_bound and form.is_valid()):
        return _page(request, context, 422 if form.errors else 200)
    if request.POST.get("do") == "change":
        return _change(request, register, form)
    chosen = attach(register, ordered(records, register, ask)[:MOST])
    plans = plan_bulk(register, chosen, form.key, form.value)
    context |= _previewed(register, plans, form)
    return _page(request, context, 200)


def _register(request: SeatRequest, ref: str) -> Register:
    return Register.of(visible_or_404(request, whole_datasets(), ref=ref), request.seat)


def _page(request: SeatRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "records/registers/bulk.html", context, status=status)


def _previewed(register: Register, plans: list[Planned], form: BulkForm) -> dict[str, Any]:
    """The rows with what stands there now, and how many stay as they are and why."""
    columns = [column for column in (register.title_column, form.column) if column is not None]
    changing = [plan.record for plan in plans if plan.outcome == "change"]
    outcomes = [plan.outcome for plan in plans]
    return {
        "rows": rows_of(register, changing, columns, clock.today()),
        "is_preview": True,
        "same": outcomes.count("same"),
        "refused": outcomes.count("refused"),
        "not_allowed": outcomes.count("not_allowed"),
    }


def _change(request: SeatRequest, register: Register, form: BulkForm) -> HttpResponse:
    seen = {
        name.removeprefix("seen."): int(str(lock))
        for name, lock in request.POST.items()
        if name.startswith("seen.")
        and str(lock).isdecimal()
        and len(str(lock)) < 10  # noqa: PLR2004 - column size
        and f"take.{name.removeprefix('seen.')}" in request.POST
    }
    allowed = visible_to(Record.objects.filter(dataset=register.dataset), request.seat)
    within = set(allowed.filter(ref__in=list(seen)[: MOST + 1]).values_list("ref", flat=True))
    if not within:
        messages.warning(request, _("Nothing was chosen, so nothing was changed."))
        return redirect("dataset", ref=register.dataset.ref)
    done = change_in_bulk(
        seat=request.seat,
        register=register,
        key=form.key,
        value=form.value,
        seen={ref: lock for ref, lock in seen.items() if ref in within},
        reason=form.cleaned_data["reason"],
    )
    _tell(request, done)
    return redirect("bulk-change", ref=register.dataset.ref, change=done.change.ref)


def _tell(request: SeatRequest, done: Changed) -> None:
    if done.left.several:
        messages.warning(
            request,
            ngettext(
                "One record was left as it is, since somebody changed it meanwhile or its form "
                "does not take the answer.",
                "%(n)d records were left as they are, since somebody changed them meanwhile or "
                "their form does not take the answer.",
                done.left.several,
            )
            % {"n": done.left.several},
        )


@route(Verb.RECORD_AMEND, "record")
@require_GET
def bulk_change(request: SeatRequest, ref: str, change: str) -> HttpResponse:
    """What was changed, with the way back."""
    register = _register(request, ref)
    found = _found(register, change)
    touched = in_sight(register).filter(pk__in=found.rows.values("record")).order_by("pk")
    column = next((one for one in bulk_columns(register) if one.key == found.key), None)
    columns = [one for one in (register.title_column, column) if one is not None]
    context = {
        "register": register,
        "dataset": register.dataset,
        "change": found,
        "label": column.label if column else found.key,
        "rows": rows_of(register, touched[:MOST], columns, clock.today()),
        "breadcrumbs": _crumbs(register, _("Changed together")),
    }
    return render(request, "records/registers/bulk_change.html", context)


@route(Verb.RECORD_AMEND, "record")
@require_POST
def bulk_undo(request: SeatRequest, ref: str, change: str) -> HttpResponse:
    """Put back what stood before."""
    register = _register(request, ref)
    done = undo_bulk(seat=request.seat, register=register, change=_found(register, change))
    messages.success(request, _("Undone. What stood before stands there again."))
    _tell(request, done)
    return redirect("bulk-change", ref=ref, change=change)


def _found(register: Register, change: str) -> BulkChange:
    """A change of the same agency's seat; others' look as if they were not there."""
    changes = BulkChange.objects.filter(dataset=register.dataset, made_by=register.seat.ref)
    found = changes.filter(ref=change).first()
    if found is None:
        raise Http404
    return found


def _crumbs(register: Register, label: str) -> list[dict[str, str]]:
    dataset = register.dataset
    return [
        {"label": _("Registers"), "url": reverse("datasets")},
        {"label": str(dataset), "url": reverse("dataset", args=[dataset.ref])},
        {"label": label, "url": ""},
    ]
