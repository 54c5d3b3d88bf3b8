"""A bulletin as a value: text and figures in one language, each figure with where its rows are."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH = re.compile(r"(?P<year>20\d{2}|21\d{2})-(?P<month>0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Month:
    """The month that a bulletin is about."""

    first: date

    @classmethod
    def named(cls, code: str) -> "Month | None":
        """From "2026-03"; None for anything else."""
        match = _MONTH.fullmatch(code)
        return cls(date(int(match["year"]), int(match["month"]), 1)) if match else None

    @classmethod
    def before_day(cls, day: date) -> "Month":
        """The last whole month before a day."""
        return cls((day.replace(day=1) - timedelta(days=1)).replace(day=1))

    @property
    def last(self) -> date:
        """Its last day."""
        days = calendar.monthrange(self.first.year, self.first.month)[1]
        return self.first.replace(day=days)

    @property
    def code(self) -> str:
        """As it stands in addresses and names of files."""
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> "Month":
        """The month before it."""
        return Month.before_day(self.first)

    @property
    def after(self) -> "Month":
        """The month after it."""
        return Month(self.last + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Value:
    """A text or figure; `address`: the path of the list that shows its rows, "" of a heading.

    `number` of a figure that may be shown, so that it can be drawn.
    """

    text: str
    address: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table as a figure: SVG, its legend (mark, words, fill), and what it says in words.

    `caption`: the words under it, for everybody; "" where the table says the same.
    """

    svg: str
    says: str
    caption: str = ""
    keys: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a section."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    is_numbers: bool = True  # whether what stands beside the first column are figures
    drawn: tuple[Drawn, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One register in the bulletin."""

    title: str
    grids: tuple[Grid, ...]
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What one seat may tell of one month."""

    title: str
    month: Month
    sentences: tuple[str, ...]
    sections: tuple[Section, ...]
