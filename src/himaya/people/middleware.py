"""Which seat is asking: from the session (one at a time, never a union) or from a token."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.crypto import fingerprint
from himaya.kernel.verbs import Verb
from himaya.people.models import Account, Seat, Token
from himaya.people.queries import acting_seat, open_seats

SESSION_SEAT = "seat"
SESSION_VIEW_AS = "view_as"


def take_seat(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Put `request.seat` in place: an ActingSeat, or None for whoever has none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            request.seat = _from_token(request)  # type: ignore[attr-defined]
        elif request.path.startswith("/static/"):
            request.seat = None  # type: ignore[attr-defined]
        else:
            request.seat = _from_session(request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _from_session(request: HttpRequest) -> ActingSeat | None:
    account = request.user
    if not isinstance(account, Account):
        return None
    seats = open_seats(account)
    seat = seats.filter(ref=request.session.get(SESSION_SEAT, "")).first() or seats.first()
    if seat is None:
        return None
    _note_use(seat)
    acting = acting_seat(seat, second_factor=_has_second_factor(request))
    other = request.session.get(SESSION_VIEW_AS)
    if other is None:
        return acting
    return replace(acting, viewing_as=_previewed(acting, other))


def _previewed(acting: ActingSeat, agency: str) -> ActingSeat:
    """A stand-in for the agency looked through: a focal point with the same level and areas."""
    systems = frozenset(
        Seat.agency.field.related_model.objects.filter(
            operation=acting.operation, ref=agency
        ).values_list("workspaces__ref", flat=True)
    )
    return replace(
        acting,
        agency=agency,
        agency_id=0,
        role="focal_point",
        systems=frozenset(ref for ref in systems if ref),
    )


def _has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor (allauth keeps the methods)."""
    methods = request.session.get("account_authentication_methods", [])
    return any(method.get("method") == "mfa" for method in methods)


def _note_use(seat: Seat) -> None:
    today = clock.today()
    if seat.last_used_on != today:
        Seat.objects.filter(pk=seat.pk).update(last_used_on=today)


def _from_token(request: HttpRequest) -> ActingSeat | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    token = (
        Token.objects.filter(
            secret_hash=fingerprint(secret), revoked_at__isnull=True, expires_at__gt=clock.now()
        )
        .select_related("seat__account", "seat__agency", "seat__operation")
        .first()
    )
    if token is None or not open_seats(token.seat.account).filter(pk=token.seat_id).exists():
        return None
    Token.objects.filter(pk=token.pk).update(last_used_on=clock.today())
    acting = acting_seat(token.seat, second_factor=token.level_cap > 1, door="api")
    return replace(
        acting,
        level=min(acting.level, token.level_cap),
        verbs=frozenset(Verb(verb) for verb in token.verbs),
    )
