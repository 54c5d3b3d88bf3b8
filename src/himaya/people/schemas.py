"""Shapes of the API: seats and agencies."""

from ninja import Schema

from himaya.people.models import Agency


class OperationOut(Schema):
    """A response in one country or area."""

    ref: str
    slug: str
    names: dict[str, str]
    languages: list[str]
    time_zone: str
    is_demo: bool


class MeOut(Schema):
    """The access that the token carries, in figures and in words."""

    seat: str
    agency: str
    role: str
    level: int
    everywhere: bool
    areas: list[str]
    workspaces: list[str]
    verbs: list[str]
    operation: OperationOut
    words: str


class AgencyOut(Schema):
    """An organisation taking part in the operation."""

    ref: str
    acronym: str
    names: dict[str, str]
    kind: str
    is_member: bool
    aliases: list[str]

    @staticmethod
    def resolve_aliases(agency: Agency) -> list[str]:
        """Spellings met in files."""
        return sorted(alias.text for alias in agency.aliases.all())
