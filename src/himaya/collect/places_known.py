"""The places and agencies of an operation, as the engine of tables reads against them."""

from typing import TYPE_CHECKING

from himaya.people.models import Agency
from himaya.places.queries import current_units
from himaya.tenancy.models import Operation

if TYPE_CHECKING:
    from himaya.engines.tabular.intake import Reference

Rows = list[dict[str, object]]


def known_to(operation: Operation | None) -> "Reference":
    """What a file is read against; empty lists without an operation."""
    from himaya.engines.tabular.intake import reference_of

    if operation is None:
        return reference_of()
    return reference_of(places=known_places(operation), agencies=known_agencies(operation))


def known_places(operation: Operation) -> Rows:
    """Areas of the edition in force: code, level, names, parent. One query."""
    units = current_units(operation).values_list("pcode", "level", "names", "parent__pcode")
    return [
        {"code": code, "level": level, "names": names, "parent": parent or ""}
        for code, level, names, parent in units
    ]


def known_agencies(operation: Operation) -> Rows:
    """Agencies with acronym and all other names. Two queries."""
    return [
        {
            "name": agency.names.get("en") or next(iter(agency.names.values()), agency.acronym),
            "acronym": agency.acronym,
            "aliases": [*agency.names.values(), *(alias.text for alias in agency.aliases.all())],
        }
        for agency in Agency.objects.filter(operation=operation).prefetch_related("aliases")
    ]
