"""Rows of a file that become one row of the register, and the country that they are of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from himaya.engines.tabular import iso3_of
from himaya.places.queries import current_units
from himaya.tenancy.models import Operation

if TYPE_CHECKING:
    from himaya.engines.tabular.intake import Reading


@dataclass(frozen=True, slots=True)
class Country:
    """The country of the operation, where it has one: its p-code and its three letters."""

    pcode: str = ""
    iso3: str = ""

    @classmethod
    def of(cls, operation: Operation | None) -> "Country":
        """One query."""
        if operation is None:
            return cls()
        found = list(current_units(operation).filter(level=0).values_list("pcode", flat=True)[:2])
        return cls(found[0], iso3_of(found[0])) if len(found) == 1 else cls()

    def take(self, said: object, cells: dict[str, str]) -> list[tuple[str, str]]:
        """Put a row without a place into the country it names; a doubt where it is another one."""
        named = iso3_of(str(said or ""))
        if not named or not self.iso3:
            return []
        if named != self.iso3:
            return [("area", "country_other")]
        cells.setdefault("area", self.pcode)
        return []


def sums_of(
    found: "Reading", keys: Sequence[str], figure: str, country: str
) -> Mapping[int, float | None] | None:
    """Place of the first of rows alike -> the sum of their figures; None where nothing is added.

    Rows alike answer every question of the register (`keys`) the same, and are of one country.
    """
    if not figure:
        return None
    names = [*(key for key in keys if key != figure), country, "area_code", "area_words"]
    columns = [found.rows[name].to_list() for name in names if name in found.rows.columns]
    nothing = [None] * found.rows.height
    figures = found.rows[figure].to_list() if figure in found.rows.columns else nothing
    told = zip(*columns, strict=True) if columns else [()] * found.rows.height
    first: dict[tuple[str, ...], int] = {}
    sums: dict[int, float | None] = {}
    for place, (row, value) in enumerate(zip(told, figures, strict=True)):
        at = first.setdefault(tuple(map(str, row)), place)
        if value is not None:
            sums[at] = (sums.get(at) or 0) + value
        else:
            sums.setdefault(at, None)
    return sums
