"""Home, and the pages that belong to no room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from himaya.gate.pages import SeatRequest
from himaya.gate.routes import public_route, route
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.people.models import Account
from himaya.records.due import (
    agenda_registers,
    changed_records,
    due_records,
    next_appointments,
)
from himaya.web.handover import handover
from himaya.web.home import late_forms, listed
from himaya.web.matrix import columns_of, running_systems

SHOWN = 8  # of each list; the rest is behind its link
MEETINGS = 3


@route(Verb.HOME_VIEW)
@require_GET
def home(request: SeatRequest) -> HttpResponse:
    """What must I do: not yet sent, due, overdue, changed since I was here, next meeting."""
    account = Account.objects.get(ref=request.seat.account)
    today = clock.today()
    since = account.last_seen_home
    context = {
        "late": late_forms(account, request.seat),
        "due": listed(due_records(request.seat, today)[:SHOWN], today),
        "changed": listed(changed_records(request.seat, since)[:SHOWN], today),
        "since": since,
        "meetings": listed(next_appointments(request.seat, today)[:MEETINGS], today),
        "agenda": agenda_registers(request.seat).first(),
        "took_over": bool(request.seat.in_place_of),
        "columns": columns_of(running_systems(request.seat), ()),
    }
    response = render(request, "web/home.html", context)
    Account.objects.filter(pk=account.pk).update(last_seen_home=clock.now())
    return response


@route(Verb.HOME_VIEW)
@require_GET
def handover_page(request: SeatRequest) -> HttpResponse:
    """What somebody who takes over an access has to read."""
    context = {
        "it": handover(request.seat),
        "breadcrumbs": [{"label": _("Home"), "url": reverse("home")}, {"label": _("Hand-over")}],
    }
    return render(request, "web/handover.html", context)


@public_route("components with invented words, routed in development only")
@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component of the design."""
    return render(request, "web/style_guide.html")
