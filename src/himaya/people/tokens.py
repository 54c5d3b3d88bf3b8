"""API tokens: made for one's own seat, shown once, capped at Low unless granted more.

Requirements (house.md, load-bearing wall 2; docs/reference/api.md):
1. A token belongs to a seat and does at most what the seat may do, with the verbs it was given.
2. It sees Low data. A higher cap needs `token.raise`, which the rules give to coordinators and to
   data protection, never more than the seat's own level, and is logged with the level.
3. It ends after at most a year, with its seat, or when it is revoked; its secret is kept as a hash.
4. One made for a calendar opens that feed and nothing of the API, and one for the
   API opens no feed (docs/decisions/0005-calendar-feed.md).
"""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from django.db.models import QuerySet

from himaya.gate.decisions import HIGH, authorize, could_ever, log, require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.crypto import fingerprint
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Role, Seat, Token
from himaya.people.queries import acting_seat, open_seats

MAX_DAYS = 365
LOW = 1
PREFIX = "himaya_"  # so that a secret left in a file is recognised by scanners


def make_token(
    *,
    seat: ActingSeat,
    label: str,
    verbs: Iterable[Verb],
    days: int = 90,
    level_cap: int = LOW,
    calendar_of: str = "",
) -> tuple[Token, str]:
    """A token of the seat and its secret, which cannot be shown again.

    `calendar_of`: what calendar alone it opens, a register's by its ref.

    Raises Problem(NOT_ALLOWED) for a cap above Low without `token.raise` or above the seat's
    level, Problem(SHAPE_REFUSED) for no verbs or a term outside 1 to 365 days.
    """
    require(seat, Verb.TOKEN_MANAGE, seat.operation)
    if level_cap > LOW:
        require(seat, Verb.TOKEN_RAISE, seat.operation)
        # The middleware takes such a token for a second factor, so one must have been shown.
        if not seat.second_factor:
            raise Problem(Code.SECOND_FACTOR_NEEDED, status=403)
    if level_cap > seat.level:
        raise Problem(Code.NOT_ALLOWED, status=403)
    wanted = sorted({Verb(verb) for verb in verbs})
    if not wanted or not 1 <= days <= MAX_DAYS:
        raise Problem(Code.SHAPE_REFUSED, status=422)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        operation=seat.operation,
        seat=Seat.objects.get(ref=seat.ref),
        label=label,
        secret_hash=fingerprint(secret),
        verbs=[str(verb) for verb in wanted],
        level_cap=level_cap,
        calendar_of=calendar_of,
        expires_at=clock.now() + timedelta(days=days),
    )
    log(seat, Verb.TOKEN_MANAGE, token, fields=tuple(token.verbs), note=f"made_level_{level_cap}")
    return token, secret


def tokens_in_use(secret: str) -> QuerySet[Token]:
    """The token of that secret, unless it was revoked or has run out."""
    return Token.objects.filter(
        secret_hash=fingerprint(secret), revoked_at__isnull=True, expires_at__gt=clock.now()
    ).select_related("seat__account", "seat__agency", "seat__operation")


def seat_of_token(token: Token, *, door: str) -> ActingSeat | None:
    """The token's seat as it stands now, narrowed to the token; None where it cannot be taken.

    Notes the use of the token and not of the seat: a program does not keep an idle access open.
    """
    if not open_seats(token.seat.account).filter(pk=token.seat_id).exists():
        return None
    Token.objects.filter(pk=token.pk).update(last_used_on=clock.today())
    acting = acting_seat(token.seat, second_factor=token.level_cap > LOW, door=door)
    return replace(
        acting,
        level=min(acting.level, token.level_cap),
        verbs=frozenset(Verb(verb) for verb in token.verbs),
    )


def may_make(seat: ActingSeat | None) -> bool:
    """Whether the page of tokens lets the seat in; links to it ask the same."""
    return seat is not None and could_ever(seat, Verb.TOKEN_MANAGE, "operation")


def highest_cap(seat: ActingSeat) -> int:
    """The highest level a new token of the seat may be given."""
    return seat.level if authorize(seat, Verb.TOKEN_RAISE, seat.operation).allowed else LOW


def who_raises(seat: ActingSeat) -> list[Role]:
    """The roles that the rules in force let make tokens above Low."""
    others = ((role, replace(seat, role=role, viewing_as=None)) for role in Role)
    return [role for role, one in others if highest_cap(replace(one, level=HIGH)) > LOW]


def revoke_token(*, seat: ActingSeat, token: Token) -> Token:
    """End a token now. Doing it twice changes nothing."""
    require(seat, Verb.TOKEN_MANAGE, token)
    now = clock.now()
    if Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        log(seat, Verb.TOKEN_MANAGE, token, note="revoked")
    token.refresh_from_db(fields=["revoked_at"])
    return token


def tokens_in_sight(seat: ActingSeat) -> QuerySet[Token]:
    """The tokens one may end: one's own; all of the operation for those who review access."""
    tokens = Token.objects.select_related("seat__account", "seat__agency", "operation")
    return visible_to(tokens, seat).order_by("revoked_at", "expires_at")
