"""Opening an operation and its first coordinator; the operation's own settings.

Requirements (protocol.md, Seats): an installer may open an operation and invite its first
coordinator, only while it has no seat, never oneself, both logged.
"""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from himaya.audit.log import write_event
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.ids import new_ref
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.actions.invitations import store_invitation
from himaya.people.keys import give_key
from himaya.people.mail import mail_invitation
from himaya.people.models import Account, Agency, Invitation, Role, Seat
from himaya.people.queries import pending_invitations
from himaya.tenancy.models import Operation

SETTINGS = (
    "names",
    "coordination_label",
    "languages",
    "time_zone",
    "second_factor_required",
    "seat_cap",
)


def open_operation(
    *,
    installer: Account,
    slug: str,
    names: Mapping[str, str],
    languages: Sequence[str],
    coordinator_email: str,
    coordinator_name: str,
    agency_acronym: str,
    agency_names: Mapping[str, str],
    agency_kind: str = "other",
    access_level: int = 3,
    door: str = "page",
    site: str = "",
) -> tuple[Operation, Invitation, str]:
    """Open an empty operation with its coordinating agency and invite its first coordinator.

    Returns the operation, the invitation and the secret of its link, shown once.
    Raises `Problem`: NOT_ALLOWED, NOT_ONESELF, NAME_TAKEN (the slug), KEY_MISSING.
    """
    _require_installer(installer)
    with transaction.atomic():
        try:
            with transaction.atomic():
                operation = Operation.objects.create(
                    slug=slug, names=dict(names), languages=list(languages)
                )
        except IntegrityError as error:
            raise Problem(Code.NAME_TAKEN, name="slug") from error
        _log_installer(installer, Verb.OPERATION_OPEN, operation, door, note="opened")
        agency = Agency(
            operation=operation,
            acronym=agency_acronym,
            names=dict(agency_names),
            kind=agency_kind,
        )
        give_key(agency)
        agency.save()
        invitation, secret = invite_first_coordinator(
            installer=installer,
            operation=operation,
            agency=agency,
            email=coordinator_email,
            name=coordinator_name,
            access_level=access_level,
            door=door,
            site=site,
        )
    return operation, invitation, secret


def invite_first_coordinator(
    *,
    installer: Account,
    operation: Operation,
    agency: Agency,
    email: str,
    name: str,
    access_level: int = 3,
    door: str = "page",
    site: str = "",
) -> tuple[Invitation, str]:
    """Invite (or invite again) the first coordinator; an earlier link stops working.

    Raises `Problem`: NOT_ALLOWED, NOT_ONESELF, OPERATION_STAFFED once it ever had a seat.
    """
    _require_installer(installer)
    if Account.objects.filter(email=email.strip().lower(), is_installer=True).exists():
        raise Problem(Code.NOT_ONESELF)
    with transaction.atomic():
        Operation.objects.select_for_update().get(pk=operation.pk)
        if Seat.objects.filter(operation=operation).exists():
            raise Problem(Code.OPERATION_STAFFED)
        pending_invitations().filter(operation=operation).update(expires_at=clock.now())
        invitation, secret = store_invitation(
            agency=agency,
            email=email,
            name=name,
            role=Role.COORDINATOR,
            access_level=access_level,
            everywhere=True,
            made_by=installer.ref,
        )
        _log_installer(installer, Verb.SEAT_INVITE, operation, door, note="first_coordinator")
        mail_invitation(invitation, secret, site)
    return invitation, secret


def amend_operation(
    *, seat: ActingSeat, operation: Operation, changes: Mapping[str, object]
) -> Operation:
    """Change settings of the operation, those of `SETTINGS` only.

    Raises `Problem(NOT_ALLOWED)`; a setting not listed is a bug and raises KeyError.
    """
    require(seat, Verb.OPERATION_MANAGE, operation)
    if unknown := set(changes) - set(SETTINGS):
        raise KeyError(*unknown)
    with transaction.atomic():
        Operation.objects.filter(pk=operation.pk).update(**changes)
        log(seat, Verb.OPERATION_MANAGE, operation, fields=tuple(changes))
    operation.refresh_from_db()
    return operation


def _require_installer(account: Account) -> None:
    if not account.is_installer or not account.is_active:
        raise Problem(Code.NOT_ALLOWED, status=403)


def _log_installer(
    installer: Account, verb: Verb, operation: Operation, door: str, *, note: str
) -> None:
    write_event(
        operation=operation,
        request=new_ref(),
        door=door,
        account=installer.ref,
        verb=verb,
        scope="change",
        allowed=True,
        thing_kind="operation",
        thing=operation.ref,
        note=note,
    )
