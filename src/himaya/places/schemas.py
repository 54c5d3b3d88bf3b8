"""Shapes of the API: places."""

from datetime import date
from typing import Annotated

from ninja import Field, Schema

from himaya.gate.api_routes import LINE, TEXT, Code40, In, Level, Names, Slice
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


Pcode = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x20]+$")]
_Latitude = Annotated[float, Field(ge=-90, le=90)]
_Longitude = Annotated[float, Field(ge=-180, le=180)]


class UnitIn(In):
    """One unit of an edition; `parent` is the p-code it lies in, empty at the top."""

    pcode: Pcode
    level: int = Field(ge=0, le=5)
    names: Names
    parent: str = Field("", max_length=40, pattern=LINE)


class UnitsIn(In):
    """Units of one edition of the boundaries, as their source names it (2024-03)."""

    edition: str = Field(min_length=1, max_length=20, pattern=LINE)
    units: list[UnitIn] = Field(min_length=1, max_length=5000)
    valid_from: date | None = None
    closes: str = Field(
        "", max_length=20, pattern=LINE, description="the edition that ends the day before"
    )


class UnitsOut(Schema):
    """How many units were made, changed and found as they were."""

    added: int
    amended: int
    same: int


class SiteChangeIn(In):
    """What changes of a site; what is left out stays."""

    code: Code40 | None = None
    names: Names | None = None
    kind: str | None = Field(None, max_length=40)
    pcode: Pcode | None = Field(None, description="of the smallest area it lies in")
    latitude: _Latitude | None = None
    longitude: _Longitude | None = None
    level: Level | None = None


class SiteIn(In):
    """A new site; sensitivity Low/No unless it says more."""

    code: Code40
    names: Names
    kind: str = Field(max_length=40)
    pcode: Pcode = Field(description="of the smallest area it lies in")
    latitude: _Latitude | None = None
    longitude: _Longitude | None = None
    level: Level = 1


class GroupChangeIn(In):
    """What changes of a population group; what is left out stays."""

    names: Names | None = None
    definition: str | None = Field(None, max_length=4000, pattern=TEXT)


class GroupIn(In):
    """A new population group."""

    code: Code40
    names: Names
    definition: str = Field("", max_length=4000, pattern=TEXT)
