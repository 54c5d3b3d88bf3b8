"""Reading places: editions of the boundaries and the chain above a unit."""

from collections.abc import Mapping

from django.db.models import Count, Max, QuerySet

from himaya.places.models import AdminUnit
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
