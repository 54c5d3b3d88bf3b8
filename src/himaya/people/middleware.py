"""Which seat is asking: from the session (one at a time, never a union) or from a token."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from himaya.gate.decisions import authorize
from himaya.gate.routes import Access, declaration_of
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.people.models import Account, Agency, Seat
from himaya.people.queries import (
    acting_seat,
    needs_second_factor,
    open_seats,
    workspaces_of_agency,
)
from himaya.people.tokens import seat_of_token, tokens_in_use

SESSION_SEAT = "seat"
SESSION_VIEW_AS = "view_as"


def take_seat(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Put `request.seat` in place: an ActingSeat, or None for whoever has none.

    `request.needs_second_factor` says that this session lacks the one its seat asks for.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.seat = None  # type: ignore[attr-defined]
        request.needs_second_factor = False  # type: ignore[attr-defined]
        if request.path.startswith("/api/"):
            request.seat = _from_token(request)  # type: ignore[attr-defined]
        elif not request.path.startswith("/static/"):
            _from_session(request)
        return get_response(request)

    return middleware


class lead_to_second_factor:  # noqa: N801 - named like the function it stands for in MIDDLEWARE
    """Before anything else: a second factor, where the seat asks for one and there is none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        _args: list[Any],
        _kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Lead to setting one up, or to using the one there is. Own-account pages stay open."""
        if not getattr(request, "needs_second_factor", False):
            return None
        declaration = declaration_of(view, request.method or "GET")
        if declaration is None or declaration.access in {Access.PUBLIC, Access.ACCOUNT}:
            return None
        strong = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        if not is_mfa_enabled(request.user, strong):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        here = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{here}")


def _from_session(request: HttpRequest) -> None:
    account = request.user
    if not isinstance(account, Account):
        return
    strong = has_second_factor(request)
    if not _in_time(request, account, strong=strong):
        return
    if account.is_installer:
        _ask_for_second_factor(request, needed=settings.HIMAYA_SECOND_FACTOR and not strong)
        return  # keeps the installation, holds no seat (protocol.md, Seats)
    seats = open_seats(account)
    chosen = request.session.get(SESSION_SEAT)
    seat = (seats.filter(ref=chosen).first() if chosen else None) or seats.first()
    if seat is None:
        return
    _note_use(seat)
    asks = needs_second_factor(seat) or account.must_set_up_by is not None
    _ask_for_second_factor(request, needed=asks and not strong)
    acting = acting_seat(seat, second_factor=strong)
    request.seat = _looking_through(acting, request)  # type: ignore[attr-defined]


def _in_time(request: HttpRequest, account: Account, *, strong: bool) -> bool:
    """Whether the session may go on after a second factor was taken away (actions.way_back).

    A new one settles it. Who let the time pass is signed out and has to be helped again.
    """
    if account.must_set_up_by is None:
        return True
    if strong:
        Account.objects.filter(pk=account.pk).update(must_set_up_by=None)
        account.must_set_up_by = None
    elif account.must_set_up_by < clock.now():
        logout(request)
        return False
    return True


def _ask_for_second_factor(request: HttpRequest, *, needed: bool) -> None:
    request.needs_second_factor = needed  # type: ignore[attr-defined]


def _looking_through(acting: ActingSeat, request: HttpRequest) -> ActingSeat:
    """The seat with the agency it looks through, if it still may; else the seat alone."""
    ref = request.session.get(SESSION_VIEW_AS)
    if ref is None:
        return acting
    agency = Agency.objects.filter(operation=acting.operation, ref=ref).first()
    if agency is None or not authorize(acting, Verb.SEAT_ACT_AS, agency).allowed:
        del request.session[SESSION_VIEW_AS]
        return acting
    return replace(acting, viewing_as=previewed(acting, agency))


def previewed(acting: ActingSeat, agency: Agency) -> ActingSeat:
    """A stand-in for the agency looked through: its focal point, with one's own level and areas.

    The gate shows only what both may see, so a preview never widens either.
    """
    return replace(
        acting,
        agency=agency.ref,
        agency_id=agency.pk,
        role="focal_point",
        systems=workspaces_of_agency(agency),
        granted=frozenset(),
        in_place_of=frozenset(),
    )


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened or confirmed with a second factor.

    allauth lists the steps taken under "account_authentication_methods" ("password", and "mfa"
    for TOTP, security keys and recovery codes alike), with the account they belong to.
    """
    methods = get_authentication_records(request, request.user)
    return any(method.get("method") == "mfa" for method in methods)


def _note_use(seat: Seat) -> None:
    today = clock.today()
    if seat.last_used_on != today:
        Seat.objects.filter(pk=seat.pk).update(last_used_on=today)


def _from_token(request: HttpRequest) -> ActingSeat | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    token = tokens_in_use(secret).filter(calendar_of="").first()
    return seat_of_token(token, door="api") if token is not None else None
