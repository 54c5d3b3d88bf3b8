"""What most commands need first: Django started, the operation found, a seat to act from."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from himaya.gate.seats import ActingSeat
    from himaya.tenancy.models import Operation


class WrongUseError(Exception):
    """One clear line about how the command was used; exit status 2."""


def start() -> None:
    """Load the settings and the apps. Raises SettingError for a setting that cannot be meant."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "himaya.config.settings")
    django.setup()


def start_existing() -> None:
    """As `start`, for what needs an installation: a mistyped folder is not made.

    Raises WrongUseError.
    """
    folder = Path(os.environ.get("HIMAYA_DATA", "data"))
    if not folder.is_dir():
        raise WrongUseError(
            f"There is no data folder {folder}: name it with HIMAYA_DATA, or open an operation with"
            " himaya init."
        )
    start()


def pending_migrations() -> list[str]:
    """Names of the migrations the database still lacks. Raises WrongUseError without a database."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise WrongUseError(
            "The database cannot be reached; check HIMAYA_DATA and HIMAYA_DATABASE_URL."
        ) from error
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def require_current() -> None:
    """Refuse to run over a database of another version."""
    if pending_migrations():
        raise WrongUseError("The database is empty or older than this program: run himaya upgrade.")


def has_database() -> bool:
    """Whether there is a database of this program's version: asking makes none."""
    from django.conf import settings

    default = settings.DATABASES["default"]
    if "sqlite" in str(default["ENGINE"]) and not Path(str(default["NAME"])).exists():
        return False
    return not pending_migrations()


def operation_named(slug: str | None) -> "Operation":
    """The operation of that short name; without a name the only one there is."""
    from himaya.tenancy.models import Operation

    known = list(Operation.objects.order_by("slug").values_list("slug", flat=True))
    if not known:
        raise WrongUseError("There is no operation yet: run himaya init, or himaya demo.")
    if slug is None and len(known) > 1:
        raise WrongUseError(f"Name the operation with --operation: {', '.join(known)}.")
    if slug is not None and slug not in known:
        raise WrongUseError(f"There is no operation {slug}; there is {', '.join(known)}.")
    return Operation.objects.get(slug=slug or known[0])


def seat_named(operation: "Operation", ref: str | None) -> "ActingSeat":
    """The open seat of that reference, or the operation's service seat."""
    from himaya.kernel import clock
    from himaya.kernel.problems import Problem
    from himaya.people.actions import give_service_seat
    from himaya.people.models import Seat
    from himaya.people.queries import acting_seat

    if ref is None:
        try:
            seat = give_service_seat(operation=operation)
        except Problem as problem:
            raise WrongUseError(f"{operation.slug}: {problem.title} {problem.todo}") from problem
    else:
        found = (
            Seat.objects.filter(operation=operation, ref=ref)
            .select_related("operation", "agency", "account")
            .first()
        )
        if found is None or not found.is_open(clock.today()):
            raise WrongUseError(f"There is no open seat {ref} in {operation.slug}.")
        seat = found
    # Whoever has a shell on this machine has proved more than a second factor proves.
    return acting_seat(seat, second_factor=True, door="command")
