"""Shapes of the API: files brought in, and what became of their rows."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from himaya.datasets.models import ImportBatch, ImportRow
from himaya.gate.api_routes import LINE, TEXT, In, Slice


class ImportIn(In):
    """A file to read: its content as base64, or pasted text; one of the two."""

    kind: str = Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")
    file_name: str = Field("", max_length=200, pattern=LINE)
    content: str = Field("", max_length=1_000_000, description="the file, base64")
    text: str = Field("", max_length=500_000, pattern=TEXT)


class ImportOut(Schema):
    """A file on the bench or imported: counts only, never its name or content."""

    ref: str
    kind: str
    dataset: str
    state: str = Field(description="read, imported, undone or dropped")
    counts: dict[str, int]
    made_at: datetime
    imported_at: datetime | None

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


class RowSlice(Slice):
    """Which rows, and which part of them."""

    state: Literal["", "accepted", "doubtful", "refused"] = ""


class DecisionsIn(In):
    """Take or leave rows by stable id, with corrections by question key."""

    decisions: dict[str, Literal["take", "leave"]] = Field({}, max_length=5000)
    corrections: dict[str, dict[str, str]] = Field({}, max_length=5000)
