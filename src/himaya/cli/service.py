"""The named service seat of commands: what runs here never acts in a person's name."""

from himaya.cli.session import WrongUseError
from himaya.kernel import clock
from himaya.people.models import Account, Role, Seat
from himaya.tenancy.models import Operation

_LEVEL = 2  # Moderate: what is brought in by command is coordination material


def service_seat(operation: Operation) -> Seat:
    """The operation's seat for commands, made on first use; nobody can sign in with it.

    It sits with the coordinator's agency as an information management officer, so that the log
    shows "command line" and not somebody who was asleep.
    """
    account = Account.objects.filter(email=_address(operation)).first()
    if account is None:
        account = Account.objects.create_user(
            _address(operation), None, name="himaya command line", is_active=False
        )
    seat = (
        Seat.objects.filter(operation=operation, account=account, ended_at__isnull=True)
        .select_related("operation", "agency", "account")
        .first()
    )
    if seat is not None:
        return seat
    coordinator = (
        Seat.objects.filter(operation=operation, role=Role.COORDINATOR, ended_at__isnull=True)
        .order_by("pk")
        .first()
    )
    if coordinator is None:
        raise WrongUseError(
            f"{operation.slug} has no coordinator yet; the first invitation has to be used before."
        )
    return Seat.objects.create(
        operation=operation,
        account=account,
        agency=coordinator.agency,
        role=Role.IM_OFFICER,
        access_level=_LEVEL,
        everywhere=True,
        valid_from=clock.today(),
    )


def _address(operation: Operation) -> str:
    return f"command-line@{operation.slug}.invalid"  # RFC 2606: can never receive mail
