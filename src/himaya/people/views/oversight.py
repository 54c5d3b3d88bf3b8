"""The second person's page where the access of a data protection focal point is to end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people import actions
from himaya.people.models import Seat
from himaya.people.queries import open_end_requests

_WITH = ("account", "agency", "operation")


@route(Verb.ACCESS_REVIEW, "seat")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SeatRequest, ref: str) -> HttpResponse:
    """Look at who asks, and end the access as second person."""
    everybody = Seat.objects.select_related(*_WITH)
    target = visible_or_404(request, everybody, verb=Verb.ACCESS_REVIEW, ref=ref)
    waiting = open_end_requests().filter(seat=target).first()
    if waiting is None:
        raise Problem(Code.ALREADY_DONE)
    if request.method == "POST":
        actions.confirm_end(seat=request.seat, target=target)
        messages.success(request, _("The access has ended."))
        return redirect("access-review")
    asker = Seat.objects.filter(ref=waiting.asked_by).select_related("account", "agency").first()
    context = {
        "target": target,
        "asker": asker,
        "covers": target.covers.filter(ended_at__isnull=True).count(),
        "back": reverse("access-review"),
        "breadcrumbs": [
            {"label": _("People and agencies"), "url": reverse("agencies")},
            {"label": _("Access review"), "url": reverse("access-review")},
            {"label": target.account.name},
        ],
    }
    return render(request, "people/seat_end.html", context)


@route(Verb.SEAT_END, "seat")
@require_POST
def withdraw(request: SeatRequest, ref: str) -> HttpResponse:
    """Take the request back."""
    target = visible_or_404(request, Seat.objects.select_related(*_WITH), ref=ref)
    actions.withdraw_end(seat=request.seat, target=target)
    messages.success(request, _("The request is withdrawn."))
    return redirect("seat", ref=ref)
