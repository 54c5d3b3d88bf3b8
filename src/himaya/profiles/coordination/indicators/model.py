"""What the figures of an indicator are made of, and what may be shown of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from himaya.engines.adding import Axis, Rule, Total
from himaya.profiles.coordination.indicators.reports import number_of

# Units of which a figure is a number of people, or a share of them.
PEOPLE = frozenset({"person", "household", "percent"})
PERCENT = "percent"
HIGHEST = "highest"  # the method that compares the partners of one place
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Declared:
    """What an indicator says about itself, as far as it is open to the seat."""

    code: str
    title: str
    sector: str
    unit: str
    objective: str
    deduplication: str
    note: str
    caution: str
    baseline: Fraction | None
    target: Fraction | None
    in_need: Fraction | None
    rules: Mapping[Axis, Rule]

    @classmethod
    def read(cls, answers: Mapping[str, Any]) -> "Declared":
        """From the open answers. A rule that is not open adds nothing up."""
        text = {key: str(answers.get(key) or "") for key in _TEXTS}
        return cls(
            code=text["code"],
            title=text["title"],
            sector=text["sector"],
            unit=text["unit"],
            objective=text["objective"],
            deduplication=text["deduplication"],
            note=text["deduplication_note"],
            caution=text["caution"],
            baseline=number_of(answers.get("baseline")),
            target=number_of(answers.get("target")),
            in_need=number_of(answers.get("in_need")),
            rules={
                axis: Rule(answers.get(key) or Rule.NONE)
                for axis, key in (
                    (Axis.PLACE, "across_places"),
                    (Axis.PARTNER, "across_partners"),
                    (Axis.PERIOD, "across_periods"),
                )
            },
        )

    @property
    def counts_people(self) -> bool:
        """Whether a figure may be a number of people."""
        return self.unit in PEOPLE or not self.unit

    @property
    def partners_first(self) -> bool:
        """Whether the method compares partners place by place."""
        return self.deduplication == HIGHEST and self.rules[Axis.PARTNER] is Rule.MAX


_TEXTS = (
    "code",
    "title",
    "sector",
    "unit",
    "objective",
    "deduplication",
    "deduplication_note",
    "caution",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as shown: figure, zero, hidden, refused (`why` says so), or empty."""

    state: str
    value: Fraction | None = None
    why: str = ""

    @classmethod
    def of(cls, total: Total, *, is_hidden: bool) -> "Shown":
        """What may be said of a total."""
        if not total.figures:
            return cls("")
        if is_hidden:
            return cls("hidden")
        if total.why or total.value is None:
            return cls("refused", why=str(total.why or ""))
        return cls("figure" if total.value else "zero", total.value)


@dataclass(frozen=True, slots=True)
class Frame:
    """The places of today: `above` each the places it lies in, what others `became`."""

    above: Mapping[str, Sequence[str]]
    became: Mapping[str, str]  # by a place that is no more: the smallest one that holds all of it


@dataclass(frozen=True, slots=True)
class Cell:
    """One partner in one period: its figure, and how many places are in each other state."""

    figure: Shown
    states: Mapping[str, int]  # not_reported, not_assessed, due, sent_back -> places
    is_asked: bool  # whether there is any report at all


@dataclass(frozen=True, slots=True)
class Line:
    """One period: its total, who gave a figure, who did not and how, who was not asked."""

    span: Span
    total: Shown
    figures: int
    partners: Mapping[str, Cell]
    locked: str  # all, some or ""

    def those(self, state: str) -> list[str]:
        """Partners with a place in that state; "" names those without any report."""
        if not state:
            return [name for name, cell in self.partners.items() if not cell.is_asked]
        return [name for name, cell in self.partners.items() if cell.states.get(state)]

    @property
    def reporting(self) -> int:
        """How many partners gave a figure, zero included."""
        return sum(bool(cell.figure.state) for cell in self.partners.values())
