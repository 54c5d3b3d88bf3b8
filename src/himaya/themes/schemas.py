"""Shapes of the API: frameworks, their versions and themes."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Schema

from himaya.gate.api_routes import LINE, TEXT, In, Ref
from himaya.themes.models import Framework
from himaya.themes.trying import MOST_CHARACTERS

ThemeCode = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[\w.-]+$")]


class FrameworkOut(Schema):
    """A framework with the numbers of its versions, oldest first."""

    ref: str
    code: str
    names: dict[str, str]
    versions: list[int]

    @staticmethod
    def resolve_versions(framework: Framework) -> list[int]:
        """Version numbers, oldest first."""
        return sorted(version.number for version in framework.versions.all())


class FrameworkVersionOut(Schema):
    """One version. Once published, nothing in it changes, and the fingerprint proves it."""

    ref: str
    number: int
    state: str
    fingerprint: str
    made_at: datetime
    published_at: datetime | None


class FrameworkVersionDetail(FrameworkVersionOut):
    """A version with its tree, as docs/reference/narrative.md describes it."""

    tree: dict[str, Any]


class FrameworkFileIn(In):
    """A framework as a file: YAML, JSON, xlsx or .qdc, told by the ending of its name."""

    file_name: str = Field(min_length=1, max_length=200, pattern=LINE, description="themes.json")
    content: str = Field(max_length=1_000_000, description="the file, base64")


class NewFrameworkIn(FrameworkFileIn):
    """A framework of one's own; without a code it takes the file's."""

    code: str = Field("", max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")


class DraftIn(In):
    """What a draft begins from: a file, or with both empty what was published last."""

    file_name: str = Field("", max_length=200, pattern=LINE)
    content: str = Field("", max_length=1_000_000, description="the file, base64")


class ThemeIn(In):
    """One theme as the tree holds it, without what lies under it; `owner` is an agency."""

    theme: dict[str, Any]
    parent: str = Field("", max_length=40, description="of a new theme; empty at the top")
    owner: Ref | None = None


class ThemeMoveIn(In):
    """Another place in the tree; `place` counts from 1."""

    parent: str = Field("", max_length=40)
    place: int = Field(1, ge=1, le=2_000)


class TrialIn(In):
    """A text to try the words on; nothing of it is kept."""

    text: str = Field(min_length=1, max_length=MOST_CHARACTERS, pattern=TEXT)
    language: str = Field("", max_length=3, pattern=r"^[a-z]*$")


class TermOut(Schema):
    """A term, the words it found, and whether it counts, is denied or passed over."""

    term: str
    words: list[str]
    is_strong: bool
    state: str


class ThemeFoundOut(Schema):
    """What the words say of one theme."""

    code: str
    standing: str
    terms: list[TermOut]


class TriedOut(Schema):
    """The language the text was read in, and what was found."""

    language: str
    themes: list[ThemeFoundOut]


class DifferenceOut(Schema):
    """One change between two versions."""

    kind: str
    code: str
    field: str
    language: str
    before: list[str]
    after: list[str]
