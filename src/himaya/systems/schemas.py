"""Shapes of the API: information systems."""

from datetime import date

from ninja import Field, Schema

from himaya.gate.api_routes import LINE, TEXT, Code60, In, Level, Names, Ref
from himaya.systems.models import Category, InformationSystem, SystemRelation


class SystemOut(Schema):
    """One information system and the workspace around it; agencies are references."""

    ref: str
    code: str
    names: dict[str, str]
    purpose: str
    categories: list[str]
    agency: str
    members: list[str]
    areas: list[str]
    feeds: list[str]
    verifies: list[str]
    replaces: list[str]
    refers_to: list[str]
    tool: str
    methods: list[str]
    outputs: str
    state: str
    level: int
    starts_on: date | None
    ends_on: date | None
    risk_reviewed_on: date | None
    retention_months: int

    @staticmethod
    def resolve_agency(system: InformationSystem) -> str:
        """The agency that owns the system."""
        return system.agency.ref

    @staticmethod
    def resolve_members(system: InformationSystem) -> list[str]:
        """The agencies of its workspace."""
        return sorted(member.ref for member in system.members.all())

    @staticmethod
    def resolve_areas(system: InformationSystem) -> list[str]:
        """P-codes of where it runs; empty: nobody said where."""
        return sorted(area.pcode for area in system.areas.all())

    @staticmethod
    def resolve_feeds(system: InformationSystem) -> list[str]:
        """Systems that take data from it."""
        return _targets(system, SystemRelation.Kind.FEEDS)

    @staticmethod
    def resolve_verifies(system: InformationSystem) -> list[str]:
        """Systems that it checks."""
        return _targets(system, SystemRelation.Kind.VERIFIES)

    @staticmethod
    def resolve_replaces(system: InformationSystem) -> list[str]:
        """Systems in whose place it stands."""
        return _targets(system, SystemRelation.Kind.REPLACES)

    @staticmethod
    def resolve_refers_to(system: InformationSystem) -> list[str]:
        """Systems to which it sends people on."""
        return _targets(system, SystemRelation.Kind.REFERS_TO)


def _targets(system: InformationSystem, kind: str) -> list[str]:
    return sorted(one.target.ref for one in system.related.all() if one.kind == kind)


class SystemChangeIn(In):
    """What changes of a system; what is left out stays. Sensitivity only rises here."""

    names: Names | None = None
    purpose: str | None = Field(None, max_length=4000, pattern=TEXT)
    categories: list[Category] | None = Field(None, max_length=8)
    members: list[Ref] | None = Field(None, max_length=500, description="references of agencies")
    areas: list[str] | None = Field(
        None,
        max_length=500,
        description="p-codes of the edition in force; empty: nobody said where",
    )
    feeds: list[Ref] | None = Field(None, max_length=100, description="references of systems")
    verifies: list[Ref] | None = Field(None, max_length=100, description="references of systems")
    replaces: list[Ref] | None = Field(None, max_length=100, description="references of systems")
    refers_to: list[Ref] | None = Field(None, max_length=100, description="references of systems")
    tool: str | None = Field(None, max_length=80, pattern=LINE)
    methods: list[str] | None = Field(None, max_length=20)
    outputs: str | None = Field(None, max_length=4000, pattern=TEXT)
    state: InformationSystem.State | None = None
    level: Level | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    risk_reviewed_on: date | None = None
    retention_months: int | None = Field(None, ge=1, le=600)


class SystemIn(SystemChangeIn):
    """A new information system, owned by `agency`."""

    code: Code60
    agency: Ref
    names: Names
