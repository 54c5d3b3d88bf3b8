"""Writing information systems."""

from collections.abc import Iterable
from typing import cast

from django.db import transaction

from himaya.gate.decisions import log, require, visible_to
from himaya.gate.lowering import forget_lowerings, spend_lowering
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.types import Json
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.places.models import AdminUnit
from himaya.systems.models import InformationSystem, SystemRelation

_SETS = {"members", "areas"}
_KINDS = {str(kind) for kind in SystemRelation.Kind}


def create_system(
    *,
    seat: ActingSeat,
    agency: Agency,
    code: str,
    members: Iterable[Agency] = (),
    areas: Iterable[AdminUnit] = (),
    **columns: object,
) -> InformationSystem:
    """A new system owned by `agency`, whose workspace `members` belong to.

    A column by the name of a kind of relation holds the systems it is related to so.
    """
    require(seat, Verb.SYSTEM_CREATE, seat.operation)
    related = {
        kind: cast("Iterable[InformationSystem]", columns.pop(kind))
        for kind in _KINDS & set(columns)
    }
    with transaction.atomic():
        if InformationSystem.objects.filter(operation=seat.operation, code=code).exists():
            raise Problem(Code.NAME_TAKEN, status=422, name=code)
        system = InformationSystem.objects.create(
            operation=seat.operation, agency=agency, code=code, **columns
        )
        system.members.set(members)
        system.areas.set(areas)
        for kind, targets in related.items():
            _relate(seat, system, kind, targets)
        log(seat, Verb.SYSTEM_CREATE, system)
    return system


def amend_system(
    *, seat: ActingSeat, system: InformationSystem, changes: Json
) -> InformationSystem:
    """Change columns, members, areas and relations (those are rows).

    Whoever comes in as a member sees what the workspace shares, so that this is for the owner to
    say: it needs `system.admit` besides. Raises Problem(LEVEL_LOWERED) where sensitivity would
    become less without a reviewer's leave (gate.lowering).
    """
    require(seat, Verb.SYSTEM_MANAGE, system)
    columns = {name: value for name, value in changes.items() if name not in _SETS | _KINDS}
    with transaction.atomic():
        locked = InformationSystem.objects.select_for_update(of=("self",)).get(pk=system.pk)
        level = columns.get("level", locked.level)
        if level < locked.level:
            spend_lowering(locked, {"level": f"{locked.level}:{level}"})
        if set(changes.get("members", ())) - set(locked.members.all()):
            require(seat, Verb.SYSTEM_ADMIT, system)
        changed = [name for name, value in columns.items() if getattr(locked, name) != value]
        if set(changed) - {"level"}:
            forget_lowerings(locked)
        for name in changed:
            setattr(locked, name, columns[name])
        if changed:
            locked.save(update_fields=changed)
        for name in _SETS & set(changes):
            getattr(locked, name).set(changes[name])
            changed.append(name)
        changed += [
            kind
            for kind in sorted(_KINDS & set(changes))
            if _relate(seat, locked, kind, changes[kind])
        ]
        log(seat, Verb.SYSTEM_MANAGE, locked, fields=tuple(changed))
    return locked


def _relate(
    seat: ActingSeat, system: InformationSystem, kind: str, targets: Iterable[InformationSystem]
) -> bool:
    """Have it related so to these and no others in the seat's sight; whether that changed."""
    wanted = {target.pk for target in targets}
    seen = visible_to(InformationSystem.objects.all(), seat)
    standing = SystemRelation.objects.filter(source=system, kind=kind, target__in=seen)
    known = set(standing.values_list("target", flat=True))
    standing.exclude(target__in=wanted).delete()
    SystemRelation.objects.bulk_create(
        SystemRelation(source=system, kind=kind, target_id=target) for target in wanted - known
    )
    return wanted != known
