"""Reading places: editions of the boundaries and the chain above a unit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from himaya.kernel.words import in_language
from himaya.places.models import AdminUnit, UnitSuccession
from himaya.tenancy.models import Operation


def editions(operation: Operation) -> list[str]:
    """The editions of the boundaries, the one in force first. One query."""
    rows = (
        AdminUnit.objects.filter(operation=operation)
        .order_by()
        .values("edition")
        .annotate(begins=Max("valid_from"), units=Count("pk"))
    )
    ordered = sorted(rows, key=lambda row: (str(row["begins"] or ""), row["edition"]))
    return [row["edition"] for row in reversed(ordered)]


def current_units(operation: Operation) -> QuerySet[AdminUnit]:
    """The units of the edition in force."""
    names = editions(operation)
    return AdminUnit.objects.filter(operation=operation, edition=names[0] if names else "")


def chain_above(unit: AdminUnit) -> list[AdminUnit]:
    """The units above, from the country down. One query per level."""
    above: list[AdminUnit] = []
    step = unit.parent
    while step is not None:
        above.insert(0, step)
        step = step.parent
    return above


def below(units: Mapping[int, str]) -> set[str]:
    """P-codes of units (p-code by key) and of all below them. One query per level."""
    found, frontier = set(units.values()), list(units)
    while frontier:
        rows = AdminUnit.objects.filter(parent__in=frontier).values_list("pk", "pcode")
        frontier = []
        for pk, pcode in rows:
            frontier.append(pk)
            found.add(pcode)
    return found


@dataclass(frozen=True, slots=True)
class Chain:
    """A unit with the p-codes above it, from its parent up."""

    pcode: str
    level: int
    names: dict[str, str]
    above: tuple[str, ...]


def unit_chains(operation: Operation, edition: str) -> list[Chain]:
    """Every unit of an edition with what it lies in. One query."""
    rows = AdminUnit.objects.filter(operation=operation, edition=edition).values_list(
        "pk", "pcode", "level", "names", "parent_id"
    )
    above: dict[int, tuple[str, ...]] = {}
    codes: dict[int, str] = {}
    found = []
    for pk, pcode, level, names, parent in rows.order_by("level", "pcode"):
        above[pk] = (codes[parent], *above[parent]) if parent in codes else ()
        codes[pk] = pcode
        found.append(Chain(pcode, level, names, above[pk]))
    return found


def successors(
    operation: Operation, pcodes: Collection[str], edition: str
) -> dict[str, list[tuple[str, float | None]]]:
    """What p-codes of other editions became in this one: [(p-code, share or None)]. One query."""
    found: dict[str, list[tuple[str, float | None]]] = {}
    rows = UnitSuccession.objects.filter(operation=operation, new_edition=edition)
    for one in rows.filter(old_pcode__in=pcodes):
        found.setdefault(one.old_pcode, []).append((one.new_pcode, one.share))
    return found


@dataclass(frozen=True, slots=True)
class Kin:
    """A unit of another edition that this one comes from or became, with the share if known."""

    unit: AdminUnit | None  # None: the edition has no such p-code any more
    pcode: str
    edition: str
    share: float | None


def predecessors_of(unit: AdminUnit) -> list[Kin]:
    """What this unit was, or was part of. Two queries."""
    rows = UnitSuccession.objects.filter(
        operation=unit.operation_id, new_edition=unit.edition, new_pcode=unit.pcode
    )
    said = [(one.old_edition, one.old_pcode, one.share) for one in rows]
    return _kin(unit, said)


def successors_of(unit: AdminUnit) -> list[Kin]:
    """What this unit became. Two queries."""
    rows = UnitSuccession.objects.filter(
        operation=unit.operation_id, old_edition=unit.edition, old_pcode=unit.pcode
    )
    said = [(one.new_edition, one.new_pcode, one.share) for one in rows]
    return _kin(unit, said)


def _kin(unit: AdminUnit, said: list[tuple[str, str, float | None]]) -> list[Kin]:
    rows = AdminUnit.objects.filter(
        operation=unit.operation_id, pcode__in={pcode for _, pcode, _ in said}
    )
    units = {(one.edition, one.pcode): one for one in rows} if said else {}
    return [
        Kin(units.get((edition, pcode)), pcode, edition, share) for edition, pcode, share in said
    ]


def other_editions(unit: AdminUnit) -> QuerySet[AdminUnit]:
    """The same p-code in other editions."""
    rows = AdminUnit.objects.filter(operation=unit.operation_id, pcode=unit.pcode)
    return rows.exclude(pk=unit.pk).order_by("-valid_from", "edition")


def codes_that_became(
    operation: Operation, pcodes: QuerySet[AdminUnit, Any]
) -> QuerySet[UnitSuccession, Any]:
    """P-codes of ended editions all of whose successors are among these, as a subquery.

    What was split and lies partly elsewhere is not among them: nobody knows which part was meant.
    """
    rows = UnitSuccession.objects.filter(operation=operation)
    elsewhere = rows.exclude(new_pcode__in=pcodes).values("old_pcode")
    still = current_units(operation).values("pcode")
    found = rows.filter(new_pcode__in=pcodes).exclude(old_pcode__in=elsewhere)
    return found.exclude(old_pcode__in=still).order_by().values("old_pcode")


def names_by_pcode(
    operation: Operation, pcodes: Collection[str] | QuerySet[Any, Any]
) -> dict[str, str]:
    """Names in the reader's language by p-code, areas in the order of their level; one query."""
    units = AdminUnit.objects.filter(operation=operation, pcode__in=pcodes)
    named = units.values_list("pcode", "names")
    return {pcode: in_language(names) or pcode for pcode, names in named}


def names_with_codes(operation: Operation, pcodes: Collection[str]) -> dict[str, str]:
    """As `names_by_pcode`, each name followed by its code: two areas may have one name."""
    named = names_by_pcode(operation, pcodes)
    return {code: f"{name} ({code})" for code, name in named.items() if name != code}
