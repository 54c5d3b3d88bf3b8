"""Shapes of the API: datasets."""

from ninja import Field, Schema

from himaya.datasets.models import Audience, Dataset, Lane
from himaya.gate.api_routes import Code60, In, Level, Names, Ref


class DatasetOut(Schema):
    """A register. `version` is the number that new records are written against."""

    ref: str
    code: str
    names: dict[str, str]
    system: str
    instrument: str
    version: int | None
    agency: str
    profile: str
    audience: str
    lane: str
    level: int
    is_open: bool
    revision: int

    @staticmethod
    def resolve_system(dataset: Dataset) -> str:
        """The system it belongs to."""
        return dataset.system.ref

    @staticmethod
    def resolve_instrument(dataset: Dataset) -> str:
        """The instrument it is collected with."""
        return dataset.instrument.ref

    @staticmethod
    def resolve_version(dataset: Dataset) -> int | None:
        """The version in use."""
        return dataset.version.number if dataset.version else None

    @staticmethod
    def resolve_agency(dataset: Dataset) -> str:
        """The agency that owns it."""
        return dataset.agency.ref


class DatasetIn(In):
    """A register that uses a published version of a form."""

    instrument: Ref
    version: int = Field(ge=1, le=32767)
    code: Code60
    names: Names
    audience: Audience = Audience.AGENCY
    lane: Lane = Lane.INFORMATION
    level: Level = 2
    retention_months: int = Field(60, ge=1, le=600)


class RegisterIn(In):
    """A register as himaya declares it, with its template form."""

    profile: str = Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")
    code: str = Field("", max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")


class VersionChoiceIn(In):
    """Which published version new records are written against."""

    version: int = Field(ge=1, le=32767)
