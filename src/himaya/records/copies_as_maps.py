"""A working copy for a map program: each record at a spot in its area, never where it happened."""

from collections.abc import Collection, Sequence

from himaya.engines.figures import spot_in, unpack
from himaya.places.queries import current_units
from himaya.records.models import Record
from himaya.records.registers.columns import Column
from himaya.records.registers.register import Register
from himaya.tenancy.models import Operation

_PLACES = 4  # decimals, about ten metres: a spot to write on, no position


def area_column(columns: Sequence[Column]) -> Column | None:
    """The area of a record among the columns that may leave; without one there is no map."""
    return next((one for one in columns if one.means == "area" and not one.parts), None)


def spots_of(
    register: Register, records: Sequence[Record], columns: Sequence[Column]
) -> list[tuple[float, float] | None]:
    """(lon, lat) of each record's area; None without an outline, or where its area stays here."""
    column = area_column(columns)
    if column is None:
        return [None for _record in records]
    stays = register.stays_in(column)
    found = _spots(register.dataset.operation, {record.area for record in records if record.area})
    return [None if record.version_id in stays else found.get(record.area) for record in records]


def _spots(operation: Operation, pcodes: Collection[str]) -> dict[str, tuple[float, float]]:
    rows = current_units(operation).filter(pcode__in=pcodes).exclude(shape="")
    spots = {}
    for pcode, shape in rows.values_list("pcode", "shape"):
        lon, lat = spot_in(unpack(shape))
        spots[pcode] = (round(lon, _PLACES), round(lat, _PLACES))
    return spots
