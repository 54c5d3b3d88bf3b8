"""What the API of the library takes in and gives."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Schema

from himaya.gate.api_routes import LINE, In, Level

FileName = Annotated[str, Field(max_length=200, pattern=LINE)]


class FileIn(In):
    """A file as base64. Larger ones: the page or the command."""

    file_name: FileName = ""
    content: str = Field(min_length=1, description="the file as base64")


class DocumentIn(FileIn):
    """A file, and what is said of it. Without `level` the strictest that the seat may see."""

    answers: dict[str, Any] = Field(
        default_factory=dict, description="answers of the register's form, by question key"
    )
    level: Level | None = None


class DocumentVersionOut(Schema):
    """One file of a document, and what was read of it. Its name is given to whom its words open."""

    record: str
    n: int
    made_at: datetime
    state: str = Field(description="waiting, read or set_apart")
    refusal: str = Field(description="why it is set apart, as a code; else empty")
    file_name: str
    size: int
    kind: str
    pages: int
    words: int
    language: str
    hidden: list[tuple[str, str, int]] = Field(description="[kind, place, count]")


class BlockOut(Schema):
    """A paragraph, or a table where `rows` is given, at [start, end) of the text."""

    number: int
    text: str
    place: str
    page: int
    rows: list[list[str]]
    start: int
    end: int


class TextOut(Schema):
    """The words of a version, block by block; 200 at most, going on after `next`."""

    blocks: list[BlockOut]
    next: int | None
