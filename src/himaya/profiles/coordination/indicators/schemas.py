"""Shapes of the API: the figures of an indicator."""

from datetime import date
from fractions import Fraction
from typing import Self

from ninja import Field, Schema

from himaya.engines.adding import Axis
from himaya.profiles.coordination.indicators.model import Cell, Line, Shown
from himaya.profiles.coordination.indicators.standing import Standing


class FigureOut(Schema):
    """A figure, or why there is no number; null is never zero."""

    state: str = Field(description='figure, zero, hidden, refused, or "" where nothing is reported')
    value: float | None
    why: str = Field(description="Code of the refusal; the list grows")

    @classmethod
    def shown(cls, one: Shown) -> Self:
        """The figure as the seat may see it."""
        value = None if one.value is None else float(one.value)
        return cls(state=one.state, value=value, why=one.why)


class PartnerFigureOut(Schema):
    """One partner in one period, over its places."""

    partner: str
    figure: FigureOut
    asked: bool = Field(description="Whether there is any report for the period")
    not_reported: int = Field(description="Places of which it says that nothing is reported")
    not_assessed: int
    due: int = Field(description="Places whose report is not handed in")
    sent_back: int

    @classmethod
    def shown(cls, partner: str, cell: Cell) -> Self:
        """The partner's part of a period."""
        counts = {name: cell.states.get(name, 0) for name in _STATES}
        figure = FigureOut.shown(cell.figure)
        return cls(partner=partner, figure=figure, asked=cell.is_asked, **counts)


_STATES = ("not_reported", "not_assessed", "due", "sent_back")


class PeriodOut(Schema):
    """One period."""

    start: date
    end: date
    total: FigureOut
    locked: str = Field(description='all, some, or "" of its reports are locked')
    partners: list[PartnerFigureOut]

    @classmethod
    def shown(cls, line: Line) -> Self:
        """The period as the seat may see it."""
        partners = [PartnerFigureOut.shown(name, cell) for name, cell in line.partners.items()]
        total = FigureOut.shown(line.total)
        start, end = line.span
        return cls(start=start, end=end, total=total, locked=line.locked, partners=partners)


class ProgressOut(Schema):
    """Shares in percent; null where there is nothing to hold the total against."""

    of_way: float | None = Field(description="From the baseline to the target")
    of_target: float | None
    of_need: float | None


class IndicatorFiguresOut(Schema):
    """The figures of an indicator, put together by its own rules in the order of `order`."""

    indicator: str
    code: str
    unit: str
    order: list[str] = Field(description="place, partner, period: the first is put together first")
    rules: dict[str, str] = Field(
        description="By each of them: sum, max, average, latest, ratio, none"
    )
    deduplication: str
    deduplication_note: str
    baseline: float | None
    target: float | None
    in_need: float | None
    total: FigureOut
    splits: dict[str, FigureOut] = Field(
        description="girls, boys, women, men, and rest: what no report splits; as far as given"
    )
    progress: ProgressOut
    periods: list[PeriodOut] = Field(description="Newest first")
    notes: dict[str, int] = Field(
        description="What may count somebody twice or is left out, with how many it concerns"
    )
    min_cell: int = Field(description="Counts of people under it are hidden; 0 for other counts")

    @classmethod
    def shown(cls, ref: str, found: Standing) -> Self:
        """What the page shows, in numbers."""
        declared = found.declared
        inside = [Axis.PLACE, Axis.PARTNER]
        order = [*(reversed(inside) if declared.partners_first else inside), Axis.PERIOD]
        shares = found.progress
        return cls(
            indicator=ref,
            code=declared.code,
            unit=declared.unit,
            order=[str(axis) for axis in order],
            rules={str(axis): str(rule) for axis, rule in declared.rules.items()},
            deduplication=declared.deduplication,
            deduplication_note=declared.note,
            baseline=_float(declared.baseline),
            target=_float(declared.target),
            in_need=_float(declared.in_need),
            total=FigureOut.shown(found.whole),
            splits={key: FigureOut.shown(one) for key, one in found.splits.items()},
            progress=ProgressOut(
                of_way=_float(shares.of_way),
                of_target=_float(shares.of_target),
                of_need=_float(shares.of_need),
            ),
            periods=[PeriodOut.shown(line) for line in found.lines],
            notes=dict(found.notes),
            min_cell=found.least,
        )


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
