"""The access of a data protection focal point ends by two persons: nobody bypasses it alone.

Requirements (product.md: the data protection focal point is never bypassed; protocol.md, Seats):
1. Whoever may end accesses asks; a coordinator or data protection focal point of another account
   confirms within seven days. Neither is the person, both have shown a second factor, and the
   second was there with it before it was asked. The last of an operation does not end.
2. The person is told by mail, where there is mail, when it is asked, and sees it in the review.
3. No other step does the same: the access is not amended to reach less, not handed over by who
   could then be alone with it, and nobody makes a link to a new password for who oversees.
"""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction

from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.actions.seats import close_seat
from himaya.people.mail import mail_end_asked
from himaya.people.models import Account, EndRequest, Role, Seat
from himaya.people.queries import open_end_requests, unended_seats

VALID_FOR = timedelta(days=7)


def ask_end(*, seat: ActingSeat, target: Seat) -> EndRequest:
    """Ask that the access of a data protection focal point ends; an earlier request goes.

    Raises `Problem`: NOT_ALLOWED, NOT_ONESELF, SECOND_FACTOR_NEEDED, ALREADY_DONE when it has
    ended or is of another role.
    """
    require(seat, Verb.SEAT_END, target)
    refuse_unproved(seat, target)
    with transaction.atomic():
        target = Seat.objects.select_for_update(of=("self",)).get(pk=target.pk)
        if target.ended_at is not None or not target.oversees:
            raise Problem(Code.ALREADY_DONE)
        open_end_requests().filter(seat=target).update(withdrawn_at=clock.now())
        asked = EndRequest.objects.create(
            operation=seat.operation,
            seat=target,
            asked_by=seat.ref,
            asked_by_account=seat.account,
            asked_at=clock.now(),
            expires_at=clock.now() + VALID_FOR,
        )
        log(seat, Verb.SEAT_END, target, note="end_asked")
        mail_end_asked(target.account)
    return asked


def withdraw_end(*, seat: ActingSeat, target: Seat) -> None:
    """Take an unconfirmed request back. Raises `Problem`: NOT_ALLOWED, ALREADY_DONE."""
    require(seat, Verb.SEAT_END, target)
    if not open_end_requests().filter(seat=target).update(withdrawn_at=clock.now()):
        raise Problem(Code.ALREADY_DONE)
    log(seat, Verb.SEAT_END, target, note="end_withdrawn")


def confirm_end(*, seat: ActingSeat, target: Seat) -> None:
    """As the second person, end the access.

    Raises `Problem`: NOT_ALLOWED, NOT_ONESELF, SECOND_FACTOR_NEEDED, TWO_PERSONS_NEEDED for who
    asked, ALREADY_DONE when nothing waits any more.
    """
    require(seat, Verb.ACCESS_REVIEW, target)
    refuse_unproved(seat, target)
    with transaction.atomic():
        target = Seat.objects.select_for_update(of=("self",)).get(pk=target.pk)
        asked = open_end_requests().filter(seat=target, seat__ended_at__isnull=True).first()
        if asked is None:
            raise Problem(Code.ALREADY_DONE)
        if asked.asked_by_account == seat.account:
            raise Problem(Code.TWO_PERSONS_NEEDED, status=403)
        refuse_newcomer(seat, asked.asked_at)
        others = unended_seats().filter(operation=target.operation_id, role=Role.DATA_PROTECTION)
        if not others.exclude(pk=target.pk).exists():
            raise Problem(Code.LAST_OVERSIGHT)
        asked.confirmed_by, asked.confirmed_at = seat.ref, clock.now()
        asked.save(update_fields=["confirmed_by", "confirmed_at"])
        close_seat(target)
        log(seat, Verb.ACCESS_REVIEW, target, note="end_confirmed")


def refuse_unproved(seat: ActingSeat, target: Seat) -> None:
    """Who takes part is not the person, and has shown a second factor."""
    if target.account.ref == seat.account:
        raise Problem(Code.NOT_ONESELF)
    if not seat.second_factor:
        raise Problem(Code.SECOND_FACTOR_NEEDED, status=403)


def refuse_opening_oversight(account: Account) -> None:
    """No link to a new password, made by one person, for who oversees: it would shut them out.

    Raises `Problem(TWO_PERSONS_NEEDED)`.
    """
    if unended_seats().filter(account=account, role=Role.DATA_PROTECTION).exists():
        raise Problem(Code.TWO_PERSONS_NEEDED, status=403)


def refuse_newcomer(seat: ActingSeat, since: datetime) -> None:
    """A second person is one who was there, with their own second factor, before it was asked.

    Else whoever asks could make the second person: an account invited, or taken over by a link.
    Raises `Problem(TWO_PERSONS_NEEDED)`.
    """
    held = Seat.objects.select_related("account").get(ref=seat.ref)
    factors = Authenticator.objects.filter(user=held.account).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    is_new = factors.exists() and not factors.filter(created_at__lt=since).exists()
    was_there = held.valid_from < since.date() or held.stands_in_for_id is not None
    if is_new or not was_there:
        raise Problem(Code.TWO_PERSONS_NEEDED, status=403)
