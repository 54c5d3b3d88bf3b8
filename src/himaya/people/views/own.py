"""One's own account: language, second factor, sessions; and which access is switched on."""

from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from himaya.gate.decisions import log, require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import account_route, route
from himaya.kernel.verbs import Verb
from himaya.people import actions
from himaya.people.choosing import remember_language
from himaya.people.forms import AmendAccountForm
from himaya.people.middleware import SESSION_SEAT, SESSION_VIEW_AS
from himaya.people.models import Account, Agency
from himaya.people.queries import open_seats
from himaya.people.tokens import may_make


@account_route("one's own name, language and ways of signing in")
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    person = cast("Account", request.user)
    initial = {
        "name": person.name,
        "language": person.language,
        "wants_reminders": person.wants_reminders,
        "wants_digests": person.wants_digests,
    }
    form = AmendAccountForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.amend_own_account(account=person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return remember_language(request, redirect("account"), form.cleaned_data["language"])
    context = {
        "form": form,
        "has_second_factor": is_mfa_enabled(person),
        "seats": open_seats(person),
        "may_make_tokens": may_make(getattr(request, "seat", None)),
        "breadcrumbs": [{"label": _("My account")}],
    }
    return render(request, "people/account.html", context, status=422 if form.errors else 200)


@account_route("one's own sessions")
@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End every other session of the account; this one goes on under a new key."""
    person = cast("Account", request.user)
    actions.sign_out_elsewhere(account=person)
    update_session_auth_hash(request, person)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("account")


@account_route("which of the own accesses is switched on")
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """Choose one of one's open accesses; one at a time, never a union."""
    seats = open_seats(cast("Account", request.user))
    if request.method == "POST":
        chosen = seats.filter(ref=request.POST.get("seat", "")).first()
        if chosen is None:
            raise Http404
        request.session.pop(SESSION_VIEW_AS, None)
        request.session[SESSION_SEAT] = chosen.ref
        return redirect("home")
    seat = getattr(request, "seat", None)
    context = {
        "seats": seats,
        "current": seat.ref if seat else "",
        "breadcrumbs": [{"label": _("Switch to another access")}],
    }
    return render(request, "people/switch.html", context)


@route(Verb.SEAT_ACT_AS, "agency")
@require_POST
def view_as(request: SeatRequest, ref: str) -> HttpResponse:
    """Look at what another agency sees: read only, and only what both may see."""
    agency = visible_or_404(request, Agency.objects.all(), ref=ref)
    require(request.seat, Verb.SEAT_ACT_AS, agency)
    log(request.seat, Verb.SEAT_ACT_AS, agency)
    request.session[SESSION_VIEW_AS] = agency.ref
    return redirect("home")


@account_route("leaving the view of another agency")
@require_POST
def view_as_stop(request: HttpRequest) -> HttpResponse:
    """Go back to one's own view."""
    request.session.pop(SESSION_VIEW_AS, None)
    return redirect("home")
