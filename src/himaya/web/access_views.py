"""Who may see what, and who saw what."""

from datetime import datetime, time
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from himaya.audit.models import Event
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.people.models import Role, Seat
from himaya.web.forms import VERBS, AskForm, LogFilterForm
from himaya.web.rulebook import ask, rulebook

_PAGE = 50


@route(Verb.PROTOCOL_VIEW)
@require_safe
def protocol(request: SeatRequest) -> HttpResponse:
    """The rules in force as sentences, and a question to them."""
    asked = "verb" in request.GET
    form = AskForm(request.GET if asked else None, seat=request.seat)
    context: dict[str, Any] = {"form": form, "book": rulebook(request.seat), "answer": None}
    if asked and form.is_valid():
        context["answer"] = ask(request.seat, **form.cleaned_data)
        context["question"] = {
            **form.cleaned_data,
            "role": Role(form.cleaned_data["role"]).label,
            "verb": VERBS[form.cleaned_data["verb"]],
        }
    return render(request, "web/protocol.html", context, status=422 if form.errors else 200)


@route(Verb.AUDIT_VIEW)
@require_safe
def audit(request: SeatRequest) -> HttpResponse:
    """The access log of the operation: who did what, when; never what it said."""
    form = LogFilterForm(request.GET or None)
    events = Event.objects.filter(operation=request.seat.operation).order_by("-pk")
    if form.is_bound and form.is_valid():
        events = _narrowed(events, form.cleaned_data)
    page = Paginator(events, _PAGE).get_page(request.GET.get("page"))
    refs = {event.seat for event in page}
    seats = {
        seat.ref: seat
        for seat in Seat.objects.filter(
            operation=request.seat.operation, ref__in=refs
        ).select_related("agency")
    }
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "lines": [{"event": event, "seat": seats.get(event.seat)} for event in page],
    }
    return render(request, "web/audit.html", context, status=422 if form.errors else 200)


def _narrowed(events: QuerySet[Event], wanted: dict[str, Any]) -> QuerySet[Event]:
    exact = ("verb", "effect", "scope", "door", "seat", "thing")
    events = events.filter(**{name: wanted[name] for name in exact if wanted[name]})
    if wanted["since"]:
        events = events.filter(at__gte=_moment(wanted["since"], time.min))
    if wanted["until"]:
        events = events.filter(at__lte=_moment(wanted["until"], time.max))
    return events


def _moment(day: Any, at: time) -> datetime:  # noqa: ANN401 - a date, as the form cleans it
    return timezone.make_aware(datetime.combine(day, at))
