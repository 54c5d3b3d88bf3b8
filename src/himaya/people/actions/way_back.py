"""The way back in for who lost phone and recovery codes: two persons take the second factor away.

Requirements (protocol.md, Seats; break-glass needs two persons, an expiry, and tells the owner):
1. Who manages the person's accesses asks; a coordinator or data protection focal point of another
   account confirms within 24 hours. Both have shown a second factor, neither is the person.
2. It opens nothing by itself: the password stays. Whoever asked hands over no new password, and
   whoever handed one over does not ask.
3. A factor that was used after it was reported lost is not taken away.
4. All sessions end, the person is told by mail where there is mail, and has 24 hours to set up a
   new second factor at the next sign-in; after that the password alone opens nothing any more.
"""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F

from himaya.gate.decisions import log, require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.actions.oversight import refuse_newcomer, refuse_unproved
from himaya.people.mail import mail_factor_reset_asked, mail_factor_reset_done
from himaya.people.models import Account, FactorReset, ResetLink, Seat
from himaya.people.queries import open_factor_resets

VALID_FOR = timedelta(hours=24)
# For so long the same person does not hand over both (requirement 2).
APART = timedelta(days=7)


def ask_factor_reset(*, seat: ActingSeat, target: Seat, recognised: str) -> FactorReset:
    """Ask that the person of an access may set up a new second factor; an earlier request goes.

    `recognised` is a `FactorReset.Recognised` value. Raises `Problem`: NOT_ALLOWED, NOT_ONESELF,
    SECOND_FACTOR_NEEDED, SEAT_ELSEWHERE when the person holds an access that the seat does not
    manage, TWO_PERSONS_NEEDED, ALREADY_DONE when the access has ended or there is no factor.
    """
    require(seat, Verb.SEAT_END, target)
    refuse_unproved(seat, target)
    held = Seat.objects.filter(account=target.account, ended_at__isnull=True)
    if visible_to(held, seat, Verb.SEAT_END).count() != held.count():
        raise Problem(Code.SEAT_ELSEWHERE, status=403)
    own = Seat.objects.filter(account__ref=seat.account).values("ref")
    since = clock.now() - APART
    if ResetLink.objects.filter(
        account=target.account, made_by__in=own, made_at__gt=since
    ).exists():
        raise Problem(Code.TWO_PERSONS_NEEDED, status=403)
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=target.account_id)
        _refuse_without_factor(target, account)
        open_factor_resets().filter(seat__account=account).update(withdrawn_at=clock.now())
        reset = FactorReset.objects.create(
            operation=seat.operation,
            seat=target,
            recognised=recognised,
            asked_by=seat.ref,
            asked_by_account=seat.account,
            asked_at=clock.now(),
            expires_at=clock.now() + VALID_FOR,
        )
        log(seat, Verb.SEAT_END, target, note=f"factor_reset_asked_{recognised}")
        mail_factor_reset_asked(account)
    return reset


def withdraw_factor_reset(*, seat: ActingSeat, target: Seat) -> None:
    """Take an unconfirmed request back. Raises `Problem`: NOT_ALLOWED, ALREADY_DONE."""
    require(seat, Verb.SEAT_END, target)
    waiting = open_factor_resets().filter(seat__account=target.account_id)
    if not waiting.update(withdrawn_at=clock.now()):
        raise Problem(Code.ALREADY_DONE)
    log(seat, Verb.SEAT_END, target, note="factor_reset_withdrawn")


def confirm_factor_reset(*, seat: ActingSeat, target: Seat, recognised: str) -> FactorReset:
    """As the second person, take the second factor away and end every session.

    Raises `Problem`: NOT_ALLOWED, NOT_ONESELF, SECOND_FACTOR_NEEDED, TWO_PERSONS_NEEDED for who
    asked, ALREADY_DONE when nothing waits any more, FACTOR_IN_USE.
    """
    require(seat, Verb.ACCESS_REVIEW, target)
    refuse_unproved(seat, target)
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=target.account_id)
        reset = open_factor_resets().filter(seat=target, seat__ended_at__isnull=True).first()
        if reset is None:
            raise Problem(Code.ALREADY_DONE)
        if reset.asked_by_account == seat.account:
            raise Problem(Code.TWO_PERSONS_NEEDED, status=403)
        refuse_newcomer(seat, reset.asked_at)
        factors = Authenticator.objects.filter(user=account)
        if factors.filter(last_used_at__gt=reset.asked_at).exists():
            raise Problem(Code.FACTOR_IN_USE)
        factors.delete()
        Account.objects.filter(pk=account.pk).update(
            session_epoch=F("session_epoch") + 1, must_set_up_by=clock.now() + VALID_FOR
        )
        reset.confirmed_by, reset.confirmed_at = seat.ref, clock.now()
        reset.save(update_fields=["confirmed_by", "confirmed_at"])
        log(seat, Verb.ACCESS_REVIEW, target, note=f"factor_reset_confirmed_{recognised}")
        mail_factor_reset_done(account)
    return reset


def _refuse_without_factor(target: Seat, account: Account) -> None:
    """There is something to reset, or a reset that ran out before it was used."""
    has_factor = Authenticator.objects.filter(user=account).exists()
    is_open = (
        account.is_active and not Seat.objects.filter(pk=target.pk, ended_at__isnull=False).exists()
    )
    if not is_open or not (has_factor or account.must_set_up_by):
        raise Problem(Code.ALREADY_DONE)
