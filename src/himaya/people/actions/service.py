"""The named service seat of commands: what runs there never acts in a person's name."""

from django.db import transaction

from himaya.audit.log import write_event
from himaya.kernel import clock
from himaya.kernel.ids import new_ref
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Account, Role, Seat
from himaya.people.queries import coordinators
from himaya.tenancy.models import Operation

_LEVEL = 2  # Moderate: what is brought in by command is coordination material


def give_service_seat(*, operation: Operation) -> Seat:
    """The operation's seat for commands, made and logged on first use; nobody can sign in with it.

    It sits with the coordinator's agency as an information management officer, so that the log
    shows "command line" and not somebody who was asleep.
    Raises `Problem(COORDINATOR_NEEDED)` while the operation has no coordinator.
    """
    with transaction.atomic():
        # The operation's row is the lock: two commands at once make one seat.
        Operation.objects.select_for_update().get(pk=operation.pk)
        account = _account(operation)
        kept = (
            Seat.objects.filter(operation=operation, account=account, ended_at__isnull=True)
            .select_related("operation", "agency", "account")
            .first()
        )
        return kept or _new_seat(operation, account)


def _account(operation: Operation) -> Account:
    address = f"command-line@{operation.slug}.invalid"  # RFC 2606: can never receive mail
    known = Account.objects.filter(email=address).first()
    return known or Account.objects.create_user(
        address, None, name="himaya command line", is_active=False
    )


def _new_seat(operation: Operation, account: Account) -> Seat:
    coordinator = coordinators(operation.pk).order_by("pk").first()
    if coordinator is None:
        raise Problem(Code.COORDINATOR_NEEDED)
    seat = Seat.objects.create(
        operation=operation,
        account=account,
        agency=coordinator.agency,
        role=Role.IM_OFFICER,
        access_level=_LEVEL,
        everywhere=True,
        valid_from=clock.today(),
    )
    write_event(
        operation=operation,
        request=new_ref(),
        door="command",
        account=account.ref,
        seat=seat.ref,
        verb=Verb.SEAT_INVITE,
        scope="change",
        allowed=True,
        thing_kind="seat",
        thing=seat.ref,
        note="service_seat",
    )
    return seat
