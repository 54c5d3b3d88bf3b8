"""Shapes of the API: datasets."""

from ninja import Schema

from himaya.datasets.models import Dataset


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
