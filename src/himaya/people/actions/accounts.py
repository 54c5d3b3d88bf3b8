"""A person's own account, and the one-time link to a new password."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from himaya.audit.log import write_event
from himaya.gate.decisions import log, require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.crypto import fingerprint
from himaya.kernel.ids import new_ref
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.actions.invitations import new_secret
from himaya.people.actions.oversight import refuse_opening_oversight
from himaya.people.actions.way_back import APART
from himaya.people.models import Account, FactorReset, ResetLink, Seat
from himaya.people.queries import usable_reset_link

LINK_VALID_FOR = timedelta(hours=24)


def make_installer(*, email: str, name: str, password: str, language: str = "en") -> Account:
    """The account that keeps the installation (`himaya init`); it can never hold a seat.

    Raises `Problem(NAME_TAKEN)` when the address has an account.
    """
    with transaction.atomic():
        if Account.objects.filter(email=email.strip().lower()).exists():
            raise Problem(Code.NAME_TAKEN, name="email")
        account = Account.objects.create_user(
            email.strip(), password, name=name, language=language, is_installer=True
        )
        _log_account(account, Verb.INSTALLATION_MANAGE, note="installer_made")
    return account


def make_reset_link(*, seat: ActingSeat, target: Seat) -> tuple[ResetLink, str]:
    """A link to a new password for a person whose accesses the seat manages, for 24 hours.

    The second factor stays, so a link alone opens nothing. Returns it with its secret, shown
    once. Raises `Problem`: NOT_ALLOWED, NOT_ONESELF, LEVEL_TOO_HIGH, SEAT_ELSEWHERE when the
    person holds an access that the seat does not manage (it would open another agency's data),
    TWO_PERSONS_NEEDED for who asked to take the second factor away (actions.way_back), and where
    the link alone would open the access of who oversees (actions.oversight).
    """
    require(seat, Verb.SEAT_END, target)
    account = target.account
    if account.ref == seat.account:
        raise Problem(Code.NOT_ONESELF)
    held = Seat.objects.filter(account=account, ended_at__isnull=True)
    if held.filter(access_level__gt=seat.level).exists():
        raise Problem(Code.LEVEL_TOO_HIGH, status=403)
    if visible_to(held, seat, Verb.SEAT_END).count() != held.count():
        raise Problem(Code.SEAT_ELSEWHERE, status=403)
    asked = FactorReset.objects.filter(
        seat__account=account, asked_by_account=seat.account, withdrawn_at__isnull=True
    )
    if asked.filter(asked_at__gt=clock.now() - APART).exists():
        raise Problem(Code.TWO_PERSONS_NEEDED, status=403)
    refuse_opening_oversight(account)
    secret = new_secret()
    with transaction.atomic():
        ResetLink.objects.filter(account=account, used_at__isnull=True).delete()
        link = ResetLink.objects.create(
            account=account,
            secret_hash=fingerprint(secret),
            made_by=seat.ref,
            expires_at=clock.now() + LINK_VALID_FOR,
        )
        log(seat, Verb.SEAT_END, target, note="reset_link")
    return link, secret


def set_password_by_link(*, secret_hash: str, password: str) -> Account:
    """Use a reset link, once; every open session of the account ends with the old password.

    Raises `Problem(LINK_SPENT)`.
    """
    with transaction.atomic():
        link = usable_reset_link(secret_hash, lock=True)
        account = link.account
        account.set_password(password)
        account.save(update_fields=["password"])
        ResetLink.objects.filter(pk=link.pk).update(used_at=clock.now())
        _log_account(account, Verb.ACCOUNT_MANAGE, note="password_by_link")
    return account


def amend_own_account(
    *,
    account: Account,
    name: str,
    language: str,
    wants_reminders: bool = True,
    wants_digests: bool = True,
) -> None:
    """The person's own name and language, and about what himaya writes to them."""
    Account.objects.filter(pk=account.pk).update(
        name=name,
        language=language,
        wants_reminders=wants_reminders,
        wants_digests=wants_digests,
    )
    _log_account(account, Verb.ACCOUNT_MANAGE, note="account_amended")


def sign_out_elsewhere(*, account: Account) -> None:
    """End every session of the account; the caller renews the one at hand."""
    Account.objects.filter(pk=account.pk).update(session_epoch=F("session_epoch") + 1)
    account.refresh_from_db(fields=["session_epoch"])
    _log_account(account, Verb.ACCOUNT_MANAGE, note="sessions_ended")


def _log_account(account: Account, verb: Verb, *, note: str) -> None:
    write_event(
        operation=None,
        request=new_ref(),
        door="page",
        account=account.ref,
        verb=verb,
        scope="change",
        allowed=True,
        thing_kind="account",
        thing=account.ref,
        note=note,
    )
