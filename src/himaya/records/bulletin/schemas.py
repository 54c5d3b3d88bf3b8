"""Shapes of the bulletin in the API."""

from typing import Literal

from ninja import Field, Schema

from himaya.gate.api_routes import In
from himaya.records.bulletin.model import Bulletin, Grid, Value

MONTH = r"^(20|21)\d{2}-(0[1-9]|1[0-2])$"


class BulletinMonth(Schema):
    """Of which month."""

    month: str | None = Field(None, pattern=MONTH, description="2026-03; else the last whole one")


class BulletinCopyIn(In):
    """What to take along."""

    month: str = Field(pattern=MONTH)
    form: Literal["docx", "pptx", "pdf", "png"]


class ValueOut(Schema):
    """A heading, a name or a figure, and the path of the list with its rows."""

    text: str
    number: int | None = Field(description="null of what is no figure, and of a hidden one")
    address: str


class GridOut(Schema):
    """A table; the rows have as many values as there are heads."""

    title: str
    heads: list[str]
    rows: list[list[ValueOut]]
    notes: list[str]


class SectionOut(Schema):
    """What one register gives."""

    title: str
    sentences: list[str]
    grids: list[GridOut]


class BulletinOut(Schema):
    """The bulletin of a month, as the page shows it."""

    title: str
    month: str
    sentences: list[str]
    items: list[SectionOut]

    @classmethod
    def shown(cls, bulletin: Bulletin) -> "BulletinOut":
        """As the API answers."""
        return cls(
            title=bulletin.title,
            month=bulletin.month.code,
            sentences=list(bulletin.sentences),
            items=[
                SectionOut(
                    title=one.title,
                    sentences=list(one.sentences),
                    grids=[_grid(grid) for grid in one.grids],
                )
                for one in bulletin.sections
            ],
        )


def _grid(grid: Grid) -> GridOut:
    return GridOut(
        title=grid.title,
        heads=list(grid.heads),
        rows=[[_value(value) for value in row] for row in grid.rows],
        notes=list(grid.notes),
    )


def _value(value: Value) -> ValueOut:
    return ValueOut(text=value.text, number=value.number, address=value.address)
