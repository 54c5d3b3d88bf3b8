"""Shapes of the API: instruments and their frozen versions."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from himaya.gate.api_routes import LINE, TEXT, In, Level, Ref
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


class FormIn(In):
    """An XLSForm: a spreadsheet as base64, or its Markdown table as text; one of the two."""

    file_name: str = Field("", max_length=200, pattern=LINE, description="intake.xlsx")
    content: str = Field("", max_length=1_000_000, description="the file, base64")
    markdown: str = Field("", max_length=500_000, pattern=TEXT)


class InstrumentIn(FormIn):
    """A new form of a system; without a code it takes the form's own."""

    system: Ref
    code: str = Field("", max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")


class MarkIn(In):
    """The confirmed marks of one question."""

    means: str = Field("", max_length=40, pattern=LINE)
    sensitivity: Literal["direct", "indirect", "sensitive", "none"]
    level: Level
    need: str = Field("", max_length=60, pattern=LINE)


class MarksIn(In):
    """Marks to confirm by question path, and whether to accept every confident proposal."""

    marks: dict[str, MarkIn] = Field({}, max_length=2000)
    accept_sure: bool = False
