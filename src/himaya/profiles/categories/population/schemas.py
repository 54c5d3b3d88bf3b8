"""Shapes of the API: sources of a population figure."""

from typing import Self

from ninja import Field, Schema

from himaya.engines.adding import Part
from himaya.profiles.categories.population.sources import Source, Sources
from himaya.profiles.categories.population.spread import Over, Placed, Spread


class SourceOut(Schema):
    """One source of one day, and how far its figure is from the one asked about."""

    record: str = Field(description="A record of it: of the very part, where it gives one")
    source_organisation: str
    as_of: str
    definition_code: str
    definition_used: str
    population_status: str
    population_method: str
    figure_kind: str
    state: str = Field(description='figure, hidden, or "" where it gives none')
    persons: int | None
    added_up: bool = Field(description="Of finer figures of the same source")
    difference: int | None
    percent: float | None
    days: int | None = Field(description="From the day of the figure asked about to this one")
    not_compared: list[str] = Field(
        description="definition, people, scheme, none, twice, hidden; the list grows"
    )

    @classmethod
    def shown(cls, one: Source) -> Self:
        """The source as the seat may see it."""
        apart = one.difference
        return cls(
            record=one.said.ref,
            state=one.state,
            persons=one.figure.number,
            added_up=one.figure.is_added,
            difference=apart.absolute if apart else None,
            percent=float(apart.percent) if apart and apart.percent is not None else None,
            days=one.days,
            not_compared=list(one.why),
            **{key: one.said.text(key) for key in _TEXTS},
        )


_TEXTS = (
    "source_organisation",
    "as_of",
    "definition_code",
    "definition_used",
    "population_status",
    "population_method",
    "figure_kind",
)


class PartOut(Schema):
    """Of whom a figure is."""

    sex: str
    from_age: int | None = Field(description="null: of unknown age")
    to_age: int | None = Field(description="null: and over")

    @classmethod
    def shown(cls, part: Part) -> Self:
        """The part in numbers."""
        low, high = part.ages or (None, None)
        return cls(sex=part.sex, from_age=low, to_age=high)


class AreaFigureOut(Schema):
    """What a source gives for one area."""

    area: str
    as_of: str
    persons: int | None = Field(description="null: hidden")

    @classmethod
    def shown(cls, area: str, one: Placed) -> Self:
        """The newest figure, or that it is hidden."""
        return cls(area=area, as_of=one.day.isoformat() if one.day else "", persons=one.number)


class OverPartsOut(Schema):
    """One source over all parts of a larger area."""

    source_organisation: str
    definition_used: str
    parts: list[AreaFigureOut]
    whole: AreaFigureOut | None
    added: int | None = Field(description="null unless all parts have an open figure of one day")
    difference: int | None = Field(description="From the figure of the whole to the sum")

    @classmethod
    def shown(cls, one: Over, whole: str) -> Self:
        """The source as the seat may see it."""
        return cls(
            source_organisation=one.said.text("source_organisation"),
            definition_used=one.said.text("definition_used"),
            parts=[AreaFigureOut.shown(area, placed) for area, placed in one.parts.items()],
            whole=AreaFigureOut.shown(whole, one.whole) if one.whole else None,
            added=one.added,
            difference=one.difference.absolute if one.difference else None,
        )


class SourcesOut(Schema):
    """All sources of one place and group; the figure asked about first, then the newest."""

    area: str
    site: str
    population_group: str
    part: PartOut
    sources: list[SourceOut]
    larger_area: str = Field(description='Whose parts `over_parts` compares; "" where none')
    over_parts: list[OverPartsOut]
    complete: bool = Field(description="False where there are more figures than are read")
    min_cell: int = Field(description="Counts of people under it are hidden")

    @classmethod
    def shown(cls, found: Sources, spread: Spread | None) -> Self:
        """What the page shows, in numbers."""
        return cls(
            area=found.base.text("area"),
            site=found.base.text("site"),
            population_group=found.base.text("population_group"),
            part=PartOut.shown(found.base.part),
            sources=[SourceOut.shown(one) for one in found.sources],
            larger_area=spread.whole if spread else "",
            over_parts=[OverPartsOut.shown(one, spread.whole) for one in spread.sources]
            if spread
            else [],
            complete=not found.is_cut,
            min_cell=found.least,
        )
