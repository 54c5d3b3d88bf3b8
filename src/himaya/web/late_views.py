"""What was sent after a session had ended, offered again to who wrote it."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from himaya.gate.decisions import log
from himaya.gate.late import late_form_of
from himaya.gate.late_forms import LATE
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.people.middleware import SESSION_SEAT, SESSION_VIEW_AS
from himaya.people.models import Account
from himaya.people.queries import open_seats


@route(Verb.HOME_VIEW)
@require_GET
def late_form(request: SeatRequest, ref: str) -> HttpResponse:
    """The kept form, under the access it was written with; for anybody else there is nothing."""
    late = late_form_of(request.seat.account, ref)
    if late is None:
        raise Http404
    if late.seat != request.seat.ref:
        account = request.user
        if not isinstance(account, Account) or not open_seats(account).filter(ref=late.seat):
            raise Http404
        request.session[SESSION_SEAT] = late.seat
        request.session.pop(SESSION_VIEW_AS, None)
        return redirect("late-form", ref=ref)  # under that access, with what it asks for
    log(request.seat, Verb.HOME_VIEW, request.seat.operation, note="late form")
    context = {
        "kept": [*late.fields, (LATE, late.ref)],
        "has_files": late.has_files,
        "here": late.address,
        "is_signed_in": True,
    }
    return render(request, "web/expired.html", context)
