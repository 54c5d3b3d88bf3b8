"""Writing information systems."""

from django.db import transaction

from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.types import Json
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.systems.models import InformationSystem


def create_system(
    *, seat: ActingSeat, agency: Agency, code: str, members: tuple[Agency, ...] = (), **columns: object
) -> InformationSystem:
    """A new system owned by `agency`, whose workspace `members` belong to."""
    require(seat, Verb.SYSTEM_CREATE, seat.operation)
    with transaction.atomic():
        if InformationSystem.objects.filter(operation=seat.operation, code=code).exists():
            raise Problem(Code.NAME_TAKEN, status=422, name=code)
        system = InformationSystem.objects.create(
            operation=seat.operation, agency=agency, code=code, **columns
        )
        system.members.set(members)
        log(seat, Verb.SYSTEM_CREATE, system)
    return system


def amend_system(*, seat: ActingSeat, system: InformationSystem, changes: Json) -> InformationSystem:
    """Change columns and members of a system. `members` is a list of Agency rows."""
    require(seat, Verb.SYSTEM_MANAGE, system)
    members = changes.pop("members", None)
    with transaction.atomic():
        for name, value in changes.items():
            setattr(system, name, value)
        if changes:
            system.save(update_fields=list(changes))
        if members is not None:
            system.members.set(members)
        log(seat, Verb.SYSTEM_MANAGE, system, fields=tuple(changes))
    return system
