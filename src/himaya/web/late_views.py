"""What was sent after a session had ended, offered again to who wrote it."""

from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_GET

from himaya.gate.decisions import log, visible_to
from himaya.gate.late import late_form_of
from himaya.gate.late_forms import LATE
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import declaration_of, route
from himaya.gate.seats import ActingSeat
from himaya.gate.things import kind_named
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
    if not _still_in_sight(request.seat, late.address):
        raise Http404  # what it was about was taken away from the writer: a case, say
    log(request.seat, Verb.HOME_VIEW, request.seat.operation, note="late form")
    context = {
        "kept": [*late.fields, (LATE, late.ref)],
        "has_files": late.has_files,
        "here": late.address,
        "is_signed_in": True,
    }
    return render(request, "web/expired.html", context)


def _still_in_sight(seat: ActingSeat, address: str) -> bool:
    """Whether the thing that the form is sent to may still be seen; yes where it names none."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return False
    declared = declaration_of(found.func, "POST")
    if declared is None or "ref" not in found.kwargs:
        return True
    model = kind_named(declared.kind).model
    every = model._default_manager  # noqa: SLF001 - Django's documented API
    return visible_to(every.filter(ref=found.kwargs["ref"]), seat).exists()
