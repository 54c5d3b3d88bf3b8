"""Ending, confirming and covering an access."""

from datetime import date

from django.db import transaction

from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.actions.grants import require_grantable
from himaya.people.models import Role, Seat, Token
from himaya.people.queries import coordinators, usable_seats
from himaya.tenancy.models import Operation


def end_seat(*, seat: ActingSeat, target: Seat) -> None:
    """End an access, with its tokens and covers.

    Raises `Problem`: NOT_ALLOWED, ALREADY_DONE, LAST_COORDINATOR, TWO_PERSONS_NEEDED for the
    access of a data protection focal point.
    """
    require(seat, Verb.SEAT_END, target)
    with transaction.atomic():
        # The operation's row is the lock: two coordinators must not end each other at once.
        Operation.objects.select_for_update().get(pk=target.operation_id)
        target = Seat.objects.select_related("agency", "operation").get(pk=target.pk)
        if target.ended_at is not None:
            raise Problem(Code.ALREADY_DONE)
        others = coordinators(target.operation_id).exclude(pk=target.pk)
        is_cover = target.stands_in_for_id is not None
        if target.role == Role.COORDINATOR and not is_cover and not others.exists():
            raise Problem(Code.LAST_COORDINATOR)
        if target.oversees:
            raise Problem(Code.TWO_PERSONS_NEEDED, status=403)
        close_seat(target)
        log(seat, Verb.SEAT_END, target)


def close_seat(target: Seat) -> None:
    """Write the end of a seat, of its covers and of their tokens; decides nothing."""
    ended = [target.pk, *target.covers.filter(ended_at__isnull=True).values_list("pk", flat=True)]
    now = clock.now()
    Seat.objects.filter(pk__in=ended, ended_at__isnull=True).update(ended_at=now)
    Token.objects.filter(seat__in=ended, revoked_at__isnull=True).update(revoked_at=now)


def confirm_seat(*, seat: ActingSeat, target: Seat) -> None:
    """Say in the quarterly review that an access is still needed; wakes one that lay idle.

    It also settles what a new edition of the boundaries left open: the areas stay as they are.

    Raises `Problem`: NOT_ALLOWED, NOT_ONESELF, ALREADY_DONE when it has ended.
    """
    require(seat, Verb.ACCESS_REVIEW, target)
    if target.account.ref == seat.account:
        raise Problem(Code.NOT_ONESELF)
    is_asleep = not usable_seats().filter(pk=target.pk).exists()
    changes: dict[str, date | bool] = {"reviewed_on": clock.today()}
    if target.areas_in_doubt:
        changes["areas_in_doubt"] = False
    if is_asleep:
        changes["last_used_on"] = clock.today()
    if not Seat.objects.filter(pk=target.pk, ended_at__isnull=True).update(**changes):
        raise Problem(Code.ALREADY_DONE)
    log(seat, Verb.ACCESS_REVIEW, target, fields=tuple(changes))


def stand_in(
    *, seat: ActingSeat, absent: Seat, deputy: Seat, valid_from: date, valid_until: date
) -> Seat:
    """Leave cover: the deputy, a colleague with an own access, may take the absent one's too.

    Raises `Problem`: NOT_ALLOWED, NOT_ONESELF, LEVEL_TOO_HIGH, ROLE_RESERVED, SEAT_ELSEWHERE
    when the deputy is of another agency, ALREADY_DONE when either access has ended.
    """
    require(seat, Verb.SEAT_INVITE, absent.agency)
    require_grantable(seat, absent.agency, absent.role, absent.access_level)
    if deputy.account.ref == seat.account or deputy.account_id == absent.account_id:
        raise Problem(Code.NOT_ONESELF)
    if deputy.agency_id != absent.agency_id:
        raise Problem(Code.SEAT_ELSEWHERE)
    with transaction.atomic():
        both = Seat.objects.select_for_update().filter(
            pk__in=[absent.pk, deputy.pk], ended_at__isnull=True
        )
        if len(both) != len({absent.pk, deputy.pk}):
            raise Problem(Code.ALREADY_DONE)
        cover = Seat.objects.create(
            operation_id=absent.operation_id,
            agency_id=absent.agency_id,
            account_id=deputy.account_id,
            role=absent.role,
            access_level=absent.access_level,
            everywhere=absent.everywhere,
            clusters=absent.clusters,
            valid_from=valid_from,
            valid_until=valid_until,
            stands_in_for=absent,
        )
        cover.areas.set(absent.areas.all())
        log(seat, Verb.SEAT_INVITE, cover, note="cover")
    return cover
