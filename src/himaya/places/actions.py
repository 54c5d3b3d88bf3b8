"""Every change to places: boundaries by edition, sites, population groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.places.boundaries import UnitRow
from himaya.places.following import Followed, follow
from himaya.places.models import AdminUnit, PopulationGroup, Site
from himaya.places.queries import editions

SEVERE = 4


@dataclass(frozen=True, slots=True)
class UnitsImported:
    """How many units an import made, changed and found as they were, and what followed them."""

    added: int
    amended: int
    same: int
    bound: Followed


def import_units(
    *,
    seat: ActingSeat,
    edition: str,
    units: Sequence[UnitRow],
    valid_from: date | None = None,
    closes: str = "",
) -> UnitsImported:
    """Bring units into one edition, by p-code; importing the same file again changes nothing.

    `units` come with their parents, or the parents stand in the edition already (see
    `boundaries.orphans`). `closes` names the edition that ends the day before `valid_from`.
    What is bound to areas of ended editions follows into the edition in force (`following`).
    Raises `Problem(NOT_ALLOWED)`.
    """
    require(seat, Verb.ADMIN_UNIT_MANAGE, seat.operation)
    with transaction.atomic():
        known = {
            unit.pcode: unit
            for unit in AdminUnit.objects.select_for_update().filter(
                operation=seat.operation, edition=edition
            )
        }
        before = len(known)
        amended = 0
        for level in sorted({unit.level for unit in units}):
            amended += _write_level(
                seat, edition, [unit for unit in units if unit.level == level], known, valid_from
            )
        added = len(known) - before
        closed = _close(seat, closes, valid_from)
        bound = Followed()
        if (added or closed) and editions(seat.operation)[0] == edition:
            bound = follow(seat, edition)
        log(seat, Verb.ADMIN_UNIT_MANAGE, seat.operation, note="units_imported")
    return UnitsImported(added, amended, len(units) - added - amended, bound)


def _close(seat: ActingSeat, edition: str, successor_from: date | None) -> int:
    """Let an edition end the day before its successor begins; returns how many units ended."""
    if not edition or successor_from is None:
        return 0
    return AdminUnit.objects.filter(
        operation=seat.operation, edition=edition, valid_to__isnull=True
    ).update(valid_to=successor_from - timedelta(days=1))


def _write_level(
    seat: ActingSeat,
    edition: str,
    units: Sequence[UnitRow],
    known: dict[str, AdminUnit],
    valid_from: date | None,
) -> int:
    """Write one level, so that the next one finds its parents; returns how many changed."""
    new: list[AdminUnit] = []
    changed: list[AdminUnit] = []
    for row in units:
        parent = known.get(row.parent)
        unit = known.get(row.pcode)
        if unit is None:
            new.append(
                AdminUnit(
                    operation=seat.operation,
                    edition=edition,
                    pcode=row.pcode,
                    level=row.level,
                    parent=parent,
                    names=dict(row.names),
                    valid_from=valid_from,
                )
            )
        elif _differs(unit, row, parent):
            unit.names = {**unit.names, **row.names}
            unit.parent = parent or unit.parent
            changed.append(unit)
    AdminUnit.objects.bulk_create(new, batch_size=500)
    AdminUnit.objects.bulk_update(changed, ["names", "parent"], batch_size=500)
    known.update({unit.pcode: unit for unit in new})
    return len(changed)


def _differs(unit: AdminUnit, row: UnitRow, parent: AdminUnit | None) -> bool:
    renamed = {**unit.names, **row.names} != unit.names
    moved = parent is not None and unit.parent_id != parent.pk
    return renamed or moved


def create_site(
    *,
    seat: ActingSeat,
    code: str,
    names: Mapping[str, str],
    kind: str,
    unit: AdminUnit,
    level: int = SEVERE,
    is_secret: bool = False,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Site:
    """Add a site; a secret one is Severe whatever was asked.

    Raises `Problem`: NOT_ALLOWED, NAME_TAKEN.
    """
    require(seat, Verb.SITE_MANAGE, seat.operation)
    with transaction.atomic():
        try:
            with transaction.atomic():
                site = Site.objects.create(
                    operation=seat.operation,
                    code=code,
                    names=dict(names),
                    kind=kind,
                    unit=unit,
                    level=SEVERE if is_secret else level,
                    is_secret=is_secret,
                    latitude=latitude,
                    longitude=longitude,
                )
        except IntegrityError as error:
            raise Problem(Code.NAME_TAKEN, name="code") from error
        log(seat, Verb.SITE_MANAGE, site, note="created")
    return site


def amend_site(*, seat: ActingSeat, site: Site, changes: Mapping[str, object]) -> Site:
    """Change a site. Sensitivity only rises here (protocol.md, Sensitivity).

    Raises `Problem`: NOT_ALLOWED, NAME_TAKEN, LEVEL_LOWERED.
    """
    require(seat, Verb.SITE_MANAGE, site)
    wanted = dict(changes)
    if wanted.get("is_secret"):
        wanted["level"] = SEVERE
    if int(str(wanted.get("level", site.level))) < site.level:
        raise Problem(Code.LEVEL_LOWERED)
    changed = tuple(name for name, value in wanted.items() if getattr(site, name) != value)
    with transaction.atomic():
        try:
            with transaction.atomic():
                # Once more in the database: somebody may have raised the level meanwhile.
                rows = Site.objects.filter(Q(level__lte=wanted.get("level", site.level)))
                done = rows.filter(pk=site.pk).update(**wanted)
        except IntegrityError as error:
            raise Problem(Code.NAME_TAKEN, name="code") from error
        if not done:
            raise Problem(Code.LEVEL_LOWERED)
        log(seat, Verb.SITE_MANAGE, site, fields=changed)
    site.refresh_from_db()
    return site


def create_population_group(
    *, seat: ActingSeat, code: str, names: Mapping[str, str], definition: str = ""
) -> PopulationGroup:
    """Add a group that figures are about. Raises `Problem`: NOT_ALLOWED, NAME_TAKEN."""
    require(seat, Verb.POPULATION_GROUP_MANAGE, seat.operation)
    with transaction.atomic():
        try:
            with transaction.atomic():
                group = PopulationGroup.objects.create(
                    operation=seat.operation, code=code, names=dict(names), definition=definition
                )
        except IntegrityError as error:
            raise Problem(Code.NAME_TAKEN, name="code") from error
        log(seat, Verb.POPULATION_GROUP_MANAGE, group, note="created")
    return group


def amend_population_group(
    *, seat: ActingSeat, group: PopulationGroup, names: Mapping[str, str], definition: str
) -> PopulationGroup:
    """Change names and definition; the code stays, since answers hold it.

    Raises `Problem(NOT_ALLOWED)`.
    """
    require(seat, Verb.POPULATION_GROUP_MANAGE, group)
    with transaction.atomic():
        PopulationGroup.objects.filter(pk=group.pk).update(names=dict(names), definition=definition)
        log(seat, Verb.POPULATION_GROUP_MANAGE, group, fields=("names", "definition"))
    group.refresh_from_db()
    return group
