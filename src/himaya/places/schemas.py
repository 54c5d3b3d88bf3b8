"""Shapes of the API: places."""

from datetime import date

from ninja import Field, Schema

from himaya.gate.api_routes import Slice
from himaya.places.models import AdminUnit, Site


class UnitSlice(Slice):
    """Which admin units: of a level, below a parent (its reference), of an edition."""

    level: int | None = Field(None, ge=0, le=5)
    parent: str = Field("", max_length=16, pattern=r"^[0-9a-z]*$")
    edition: str = Field("", max_length=20, pattern=r"^[^\x00]*$")


class AdminUnitOut(Schema):
    """One unit of one edition of the boundaries. `parent` is a reference."""

    ref: str
    edition: str
    pcode: str
    level: int
    parent: str | None
    names: dict[str, str]
    valid_from: date | None
    valid_to: date | None

    @staticmethod
    def resolve_parent(unit: AdminUnit) -> str | None:
        """The unit it lies in."""
        return unit.parent.ref if unit.parent else None


class SiteOut(Schema):
    """A camp, settlement, collective site, school, clinic or other named spot."""

    ref: str
    code: str
    names: dict[str, str]
    kind: str
    unit: str = Field(description="p-code of the admin unit")
    latitude: float | None
    longitude: float | None
    closed_on: date | None

    @staticmethod
    def resolve_unit(site: Site) -> str:
        """The unit's p-code."""
        return site.unit.pcode


class PopulationGroupOut(Schema):
    """A group that figures are about."""

    ref: str
    code: str
    names: dict[str, str]
    definition: str
