"""What is added up: a figure, the rule for one axis, and a total that may refuse to be one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Axis(StrEnum):
    """Over what figures are put together."""

    PLACE = "place"
    PARTNER = "partner"
    PERIOD = "period"


class Rule(StrEnum):
    """How; the list of meaning.md."""

    SUM = "sum"
    MAX = "max"
    AVERAGE = "average"
    LATEST = "latest"
    RATIO = "ratio"
    NONE = "none"


class Why(StrEnum):
    """Why there is no total though there are figures. Codes; the page has the sentences."""

    NEVER = "never"  # the rule says so, and there is more than one figure
    SEVERAL_LATEST = "several_latest"  # unlike figures of the same last day
    NO_PARTS = "no_parts"  # a ratio without numerator and denominator
    MIXED = "mixed"  # figures of a period beside figures since the start
    RUNNING_AVERAGE = "running_average"  # figures since the start have no average over periods
    TWICE = "twice"  # one partner gave two figures for the same place and period
    SECTORS = "sectors"  # people of several areas of responsibility


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as reported. Zero is a figure; what was not reported or assessed is none.

    `running`: since the start; None where the report does not say, as zero does not.
    """

    start: date
    end: date
    place: str
    partner: str
    value: Fraction
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    running: bool | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """Figures put together. Without figures it is empty; with `why` it refuses to be a number."""

    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    end: date | None = None  # the last day of the newest period in it
    figures: int = 0
    left_out: int = 0  # figures without numerator and denominator, of which a ratio is not made
    why: Why | None = None

    @classmethod
    def of(cls, figure: Figure) -> "Total":
        """One figure alone."""
        return cls(figure.value, figure.numerator, figure.denominator, figure.end, 1)
