"""Shapes of the API: instruments and their frozen versions."""

from datetime import datetime
from typing import Any

from ninja import Schema

from himaya.instruments.models import Instrument, Version


class InstrumentOut(Schema):
    """A form; system and agency are references, `versions` the numbers there are."""

    ref: str
    code: str
    names: dict[str, str]
    system: str
    agency: str
    profile: str
    versions: list[int]

    @staticmethod
    def resolve_system(instrument: Instrument) -> str:
        """The system it collects for."""
        return instrument.system.ref

    @staticmethod
    def resolve_agency(instrument: Instrument) -> str:
        """The agency that owns it."""
        return instrument.agency.ref

    @staticmethod
    def resolve_versions(instrument: Instrument) -> list[int]:
        """Version numbers, oldest first."""
        return sorted(version.number for version in instrument.versions.all())


class VersionOut(Schema):
    """One version. Once published, nothing in it changes, and the digest proves it."""

    ref: str
    number: int
    state: str
    digest: str
    made_at: datetime
    published_at: datetime | None


class QuestionOut(Schema):
    """A question with its two marks."""

    path: str
    kind: str
    labels: dict[str, str]
    means: str
    sensitivity: str
    level: int
    need: str
    aggregation: str
    is_confirmed: bool


class VersionDetail(VersionOut):
    """A version with its questions, its whole definition and the JSON Schema of answers."""

    questions: list[QuestionOut]
    definition: dict[str, Any]
    answers_schema: dict[str, Any]

    @staticmethod
    def resolve_questions(version: Version) -> list[Any]:
        """In the order of the form."""
        return list(version.questions.all())

    @staticmethod
    def resolve_answers_schema(version: Version) -> dict[str, Any]:
        """JSON Schema (2020-12) of an answers object."""
        from himaya.engines.xlsform import export_schema
        from himaya.instruments.queries import form_of

        return export_schema(form_of(version))
