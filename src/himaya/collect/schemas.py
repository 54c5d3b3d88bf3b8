"""Shapes of the API: files brought in, and what became of their rows."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from himaya.collect.layouts import FileChoices, Layout, LayoutWord
from himaya.datasets.models import ImportBatch, ImportRow
from himaya.gate.api_routes import LINE, TEXT, In, Slice


class ImportIn(In):
    """A file to read: its content as base64, or pasted text; one of the two."""

    kind: str = Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")
    file_name: str = Field("", max_length=200, pattern=LINE)
    content: str = Field("", max_length=1_000_000, description="the file, base64")
    text: str = Field("", max_length=500_000, pattern=TEXT)
    provider: str = Field(
        "", max_length=40, pattern=LINE, description="acronym of the agency that sent the file"
    )


class ImportOut(Schema):
    """A file on the bench or imported: counts only, never its name or content."""

    ref: str
    kind: str
    dataset: str
    state: str = Field(description="reading, read, importing, imported, undone or dropped")
    counts: dict[str, int]
    made_at: datetime
    imported_at: datetime | None
    imported_before: str = Field(
        "", description="reference of an import of the very same file, told for one file alone"
    )

    @staticmethod
    def resolve_dataset(batch: ImportBatch) -> str:
        """The register it goes into."""
        return batch.dataset.ref if batch.dataset else ""


class RowProblemOut(Schema):
    """A doubt or refusal: its code, and names or counts that belong to it."""

    code: str
    level: str
    params: dict[str, Any]


class ImportRowOut(Schema):
    """One row: what the reader made of it and what a person decided."""

    stable_id: str
    order: int
    state: str = Field(description="accepted, doubtful or refused")
    decision: str = Field(description="open, take or leave")
    record: str = Field(description="reference of the record it became, once imported")
    problems: list[RowProblemOut]

    @staticmethod
    def resolve_problems(row: ImportRow) -> list[dict[str, Any]]:
        """Codes only; the sentence is the page's."""
        return [{name: one[name] for name in ("code", "level", "params")} for one in row.problems]


class LayoutColumnOut(Schema):
    """A heading, and the field of the register that the column is taken for."""

    heading: str
    taken_for: str
    is_unsure: bool


class LayoutWordOut(Schema):
    """Words of the file that no list knows for sure, with what was made of them and decided."""

    group: str = Field(description="area, agency, or the path of a question with choices")
    words: str
    taken_for: str
    rows: int
    answer: str
    choices: list[str]
    candidates: list[str]

    @staticmethod
    def resolve_choices(word: LayoutWord) -> list[str]:
        """Names of the choices."""
        return [name for name, _label in word.choices]


class LayoutOut(Schema):
    """How a file was read, for decisions about all of it."""

    sheets: list[str]
    sheet: str
    head_row: int
    order: str = Field(description="day or month where somebody said so, else empty")
    asks_order: bool
    columns: list[LayoutColumnOut]
    fields: list[str]
    words: list[LayoutWordOut]
    more_words: int

    @staticmethod
    def resolve_fields(layout: Layout) -> list[str]:
        """Codes that a column may be taken for."""
        return [code for code, _label in layout.fields]


class LayoutIn(In):
    """Decisions about a whole file; what is left out stays as it is."""

    sheet: str | None = Field(None, max_length=200)
    head_row: int | None = Field(None, ge=1, le=60)
    order: Literal["", "day", "month"] | None = None
    columns: dict[str, str] = Field({}, max_length=300)
    words: dict[str, dict[str, str]] = Field({}, max_length=60)
    remember: bool = False

    def choices(self) -> FileChoices:
        """As the action takes them."""
        return FileChoices(self.sheet, self.head_row, self.order, self.columns, self.words)


class RowSlice(Slice):
    """Which rows, and which part of them."""

    state: Literal["", "accepted", "doubtful", "refused"] = ""


class DecisionsIn(In):
    """Take or leave rows by stable id, with corrections by question key."""

    decisions: dict[str, Literal["take", "leave"]] = Field({}, max_length=5000)
    corrections: dict[str, dict[str, str]] = Field({}, max_length=5000)
