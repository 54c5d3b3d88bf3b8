"""Invitations: the only way in, for one named address, with a link shown once.

Requirements (protocol.md, Seats):
1. Few accesses per agency: a cap that counts workspaces of Moderate and above; covers do not count.
2. Nobody gives more than the own level; a coordinator may, to another agency's own roles, since
   such an access opens that agency's data and not the coordinator's.
3. Named persons only; one open access per person and agency; a link works once, for seven days.
4. Case roles are given by an agency's own focal point: coordinators never read a named case, and
   let nobody in who does.
"""

import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from himaya.audit.log import write_event
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.crypto import fingerprint
from himaya.kernel.ids import new_ref
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.actions.grants import require_grantable
from himaya.people.actions.seats import close_seat
from himaya.people.mail import mail_invitation
from himaya.people.models import Account, Agency, Invitation, Seat
from himaya.people.queries import (
    MODERATE,
    counted_seats,
    lapsed_seats,
    pending_invitations,
    unended_seats,
    usable_invitation,
)
from himaya.places.models import AdminUnit

VALID_FOR = timedelta(days=7)


def new_secret() -> str:
    """192 random bits, safe in a URL; only its fingerprint is stored."""
    return secrets.token_urlsafe(24)


def invite(
    *,
    seat: ActingSeat,
    agency: Agency,
    email: str,
    name: str,
    role: str,
    access_level: int = 1,
    areas: Iterable[AdminUnit] = (),
    clusters: Iterable[str] = (),
    everywhere: bool = False,
    valid_until: date | None = None,
    site: str = "",
) -> tuple[Invitation, str]:
    """Invite one person; returns the invitation and the secret of its link, shown once.

    `site` is where the installation answers ("https://…"): with it, and with mail configured,
    the link is mailed too. An unanswered invitation of the same person is replaced.
    Raises `Problem`: NOT_ALLOWED, ROLE_RESERVED, LEVEL_TOO_HIGH, SECOND_FACTOR_NEEDED,
    AGENCY_NOT_MEMBER, SEAT_EXISTS, SEAT_CAP, NOT_ONESELF.
    """
    require(seat, Verb.SEAT_INVITE, agency)
    require_grantable(seat, agency, role, access_level)
    _refuse_oneself(seat, email)
    if not agency.is_member:
        raise Problem(Code.AGENCY_NOT_MEMBER)
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        _refuse_second_seat(agency, email, replaced=None)
        _supersede(agency, email)
        _refuse_above_cap(agency, access_level)
        invitation, secret = store_invitation(
            agency=agency,
            email=email,
            name=name,
            role=role,
            access_level=access_level,
            everywhere=everywhere,
            clusters=clusters,
            valid_until=valid_until,
            made_by=seat.ref,
        )
        invitation.areas.set(areas)
        log(seat, Verb.SEAT_INVITE, agency, note=f"level_{access_level}_{role}")
        mail_invitation(invitation, secret, site)
    return invitation, secret


def hand_over(
    *, seat: ActingSeat, old: Seat, email: str, name: str, site: str = ""
) -> tuple[Invitation, str]:
    """Invite the successor to an access; accepting ends the old one in the same step.

    Raises `Problem` as `invite` does, ALREADY_DONE when the old access has ended, and
    TWO_PERSONS_NEEDED for the access of who oversees (actions.oversight).
    """
    require(seat, Verb.SEAT_INVITE, old.agency)
    require(seat, Verb.SEAT_END, old)
    require_grantable(seat, old.agency, old.role, old.access_level)
    _refuse_oneself(seat, email)
    with transaction.atomic():
        old = Seat.objects.select_for_update(of=("self",)).select_related("agency").get(pk=old.pk)
        if old.ended_at is not None:
            raise Problem(Code.ALREADY_DONE)
        if old.oversees:
            raise Problem(Code.TWO_PERSONS_NEEDED, status=403)
        _refuse_second_seat(old.agency, email, replaced=old)
        _supersede(old.agency, email)
        invitation, secret = store_invitation(
            agency=old.agency,
            email=email,
            name=name,
            role=old.role,
            access_level=old.access_level,
            everywhere=old.everywhere,
            clusters=old.clusters,
            valid_until=old.valid_until,
            made_by=seat.ref,
            replaces=old,
        )
        invitation.areas.set(old.areas.all())
        log(seat, Verb.SEAT_INVITE, old, note="hand_over")
        mail_invitation(invitation, secret, site)
    return invitation, secret


def withdraw_invitation(*, seat: ActingSeat, invitation: Invitation) -> None:
    """Make an unanswered invitation useless. Raises `Problem(INVITATION_SPENT)` when it is."""
    require(seat, Verb.SEAT_INVITE, invitation.agency)
    changed = pending_invitations().filter(pk=invitation.pk).update(expires_at=clock.now())
    if not changed:
        raise Problem(Code.INVITATION_SPENT)
    log(seat, Verb.SEAT_INVITE, invitation.agency, note="withdrawn")


def accept_invitation(
    *,
    secret_hash: str,
    account: Account | None = None,
    name: str = "",
    password: str = "",
    language: str = "en",
) -> Seat:
    """Turn an invitation into a seat, once: for a signed-in account, or with a new one.

    The account must be the one of the invited address. Raises `Problem`: INVITATION_SPENT (also
    when the address has an account and nobody is signed in), NOT_ONESELF for an installer.
    """
    with transaction.atomic():
        invitation = usable_invitation(secret_hash, lock=True)
        owner = Account.objects.filter(email=invitation.email).first()
        if owner != account:
            raise Problem(Code.INVITATION_SPENT)
        if owner is None:
            owner = Account.objects.create_user(
                invitation.email, password, name=name, language=language
            )
        if owner.is_installer:
            # Who keeps the installation holds no seat (protocol.md, Seats).
            raise Problem(Code.NOT_ONESELF)
        _refuse_second_seat(invitation.agency, owner.email, replaced=invitation.replaces)
        if invitation.replaces is not None:
            close_seat(invitation.replaces)
        for lapsed in lapsed_seats().filter(account=owner, agency=invitation.agency):
            close_seat(lapsed)
        seat = _seat_of(invitation, owner)
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=clock.now(), seat=seat)
        write_event(
            operation=seat.operation,
            request=new_ref(),
            door="page",
            account=owner.ref,
            seat=seat.ref,
            verb=Verb.SEAT_INVITE,
            scope="change",
            allowed=True,
            thing_kind="seat",
            thing=seat.ref,
            note="accepted",
        )
    return seat


def _seat_of(invitation: Invitation, account: Account) -> Seat:
    seat = Seat.objects.create(
        operation_id=invitation.operation_id,
        account=account,
        agency=invitation.agency,
        role=invitation.role,
        access_level=invitation.access_level,
        everywhere=invitation.everywhere,
        clusters=invitation.clusters,
        valid_from=clock.today(),
        valid_until=invitation.valid_until,
        took_over_from=invitation.replaces,
        last_used_on=clock.today(),
        areas_in_doubt=invitation.areas.filter(valid_to__lt=clock.today()).exists(),
    )
    seat.areas.set(invitation.areas.all())
    return seat


def store_invitation(
    *,
    agency: Agency,
    email: str,
    name: str,
    role: str,
    access_level: int,
    everywhere: bool,
    made_by: str,
    clusters: Iterable[str] = (),
    valid_until: date | None = None,
    replaces: Seat | None = None,
) -> tuple[Invitation, str]:
    """Write the row; decides nothing. Returns it with the secret that is not stored."""
    secret = new_secret()
    invitation = Invitation.objects.create(
        operation_id=agency.operation_id,
        agency=agency,
        email=email.strip().lower(),
        name=name,
        role=role,
        access_level=access_level,
        everywhere=everywhere,
        clusters=sorted(clusters),
        valid_until=valid_until,
        replaces=replaces,
        secret_hash=fingerprint(secret),
        made_by=made_by,
        expires_at=clock.now() + VALID_FOR,
    )
    return invitation, secret


def _refuse_oneself(seat: ActingSeat, email: str) -> None:
    if Account.objects.filter(ref=seat.account, email=email.strip().lower()).exists():
        raise Problem(Code.NOT_ONESELF)


def _refuse_second_seat(agency: Agency, email: str, *, replaced: Seat | None) -> None:
    held = unended_seats().filter(agency=agency, account__email=email.strip().lower())
    if replaced is not None:
        held = held.exclude(pk=replaced.pk)
    if held.exists():
        raise Problem(Code.SEAT_EXISTS)


def _supersede(agency: Agency, email: str) -> None:
    pending_invitations().filter(agency=agency, email=email.strip().lower()).update(
        expires_at=clock.now()
    )


def _refuse_above_cap(agency: Agency, access_level: int) -> None:
    if access_level >= MODERATE and counted_seats(agency) >= agency.operation.seat_cap:
        raise Problem(Code.SEAT_CAP)
