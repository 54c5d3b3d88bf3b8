"""Boundaries: units by edition, their outlines, and what units of an ended edition became."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from django.db import transaction

from himaya.engines.figures import Shape, pack, thin_shapes
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.places.boundaries import UnitRow
from himaya.places.following import Followed, follow
from himaya.places.models import AdminUnit, UnitSuccession
from himaya.places.pictures import redraw
from himaya.places.queries import editions
from himaya.places.reading import Brought
from himaya.places.successions import SuccessionRow


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


def import_map(
    *,
    seat: ActingSeat,
    edition: str,
    shapes: Mapping[str, Shape],
    units: Sequence[UnitRow] = (),
    valid_from: date | None = None,
    closes: str = "",
) -> tuple[UnitsImported, int]:
    """Bring outlines into one edition, with the units that the same file brings.

    `shapes` by p-code, looked through before (`bringing.plan_map`). Returns what happened to the
    units, and how many outlines were kept. Raises `Problem(NOT_ALLOWED)`.
    """
    require(seat, Verb.ADMIN_UNIT_MANAGE, seat.operation)
    with transaction.atomic():
        done = import_units(
            seat=seat, edition=edition, units=units, valid_from=valid_from, closes=closes
        )
        rows = AdminUnit.objects.select_for_update().filter(
            operation=seat.operation, edition=edition, pcode__in=list(shapes)
        )
        by_level: dict[int, list[AdminUnit]] = {}
        for unit in rows:
            by_level.setdefault(unit.level, []).append(unit)
        for of_level in by_level.values():
            thinned = thin_shapes({unit.pcode: shapes[unit.pcode] for unit in of_level})
            for unit in of_level:
                unit.shape = pack(thinned[unit.pcode])
            AdminUnit.objects.bulk_update(of_level, ["shape"], batch_size=200)
        redraw(seat.operation, edition, set(by_level))
        log(seat, Verb.ADMIN_UNIT_MANAGE, seat.operation, note="outlines_imported")
    return done, sum(len(of_level) for of_level in by_level.values())


class _Given(TypedDict):
    valid_from: date | None
    closes: str


@dataclass(frozen=True, slots=True)
class AreasBrought:
    """What came of a file: units, outlines kept, pairs of successors kept; None where not meant."""

    units: UnitsImported | None = None
    outlines: int | None = None
    pairs: int | None = None


def bring_areas(
    *, seat: ActingSeat, brought: Brought, valid_from: date | None = None, closes: str = ""
) -> AreasBrought:
    """Take from a file what can be taken. Nothing at all is taken of a map that is refused.

    Raises `Problem`: NOT_ALLOWED, SHAPE_REFUSED (a refused map; successors without old edition).
    """
    if brought.is_refused:
        raise Problem(Code.SHAPE_REFUSED, status=422)
    if brought.crosswalk is not None:
        pairs = import_crosswalk(
            seat=seat,
            old_edition=closes,
            new_edition=brought.edition,
            pairs=brought.crosswalk.pairs,
        )
        return AreasBrought(pairs=pairs)
    given: _Given = {"valid_from": valid_from, "closes": closes}
    if brought.plan is None:
        return AreasBrought(
            import_units(seat=seat, edition=brought.edition, units=brought.taken, **given)
        )
    units, outlines = import_map(
        seat=seat,
        edition=brought.edition,
        shapes=brought.plan.shapes,
        units=brought.taken,
        **given,
    )
    return AreasBrought(units, outlines)


def import_crosswalk(
    *, seat: ActingSeat, old_edition: str, new_edition: str, pairs: Sequence[SuccessionRow]
) -> int:
    """Keep what units of an ended edition became; the table replaces what stood there before.

    Returns how many pairs are kept. Raises `Problem`: NOT_ALLOWED, SHAPE_REFUSED where the old
    edition is not named, or the two are one.
    """
    require(seat, Verb.ADMIN_UNIT_MANAGE, seat.operation)
    if old_edition in ("", new_edition):
        raise Problem(Code.SHAPE_REFUSED, status=422)
    unique = {(one.old_pcode, one.new_pcode): one for one in pairs}
    with transaction.atomic():
        kept = UnitSuccession.objects.filter(
            operation=seat.operation, old_edition=old_edition, new_edition=new_edition
        )
        kept.delete()
        UnitSuccession.objects.bulk_create(
            [
                UnitSuccession(
                    operation=seat.operation,
                    old_edition=old_edition,
                    new_edition=new_edition,
                    old_pcode=one.old_pcode,
                    new_pcode=one.new_pcode,
                    share=one.share,
                )
                for one in unique.values()
            ],
            batch_size=500,
        )
        log(seat, Verb.ADMIN_UNIT_MANAGE, seat.operation, note="crosswalk_imported")
    return len(unique)
