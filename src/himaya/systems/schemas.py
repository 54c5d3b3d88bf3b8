"""Shapes of the API: information systems."""

from datetime import date

from ninja import Schema

from himaya.systems.models import InformationSystem


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
    tool: str
    methods: list[str]
    outputs: str
    state: str
    level: int
    starts_on: date | None
    ends_on: date | None

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
        """P-codes of where it runs; empty: everywhere."""
        return sorted(area.pcode for area in system.areas.all())
