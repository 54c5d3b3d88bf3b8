"""Tables as an attacker reads them: cells, what is said of each, and how cells of tables meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from himaya.engines.disclosure.tables.variables import TOTAL

COUNT = "count"

# A cell is known by its measure and its coordinates other than totals, sorted by variable: so
# the margin that two tables share is one cell.
Key = tuple[str, tuple[tuple[str, str], ...]]


class State(StrEnum):
    """What a table says of a cell. HIDDEN is suppressed without saying why."""

    PUBLISHED = "published"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `value` may be known for a suppressed cell too, inside the house.

    `low` and `high` are what a mark says openly, such as 1 to 4 for "<5". `contributors` is the
    number of units behind an amount, `largest` their largest contributions in falling order.
    `below` and `above` are protection: how far the attacker's interval must reach beyond the value.
    """

    codes: tuple[str, ...]
    value: float | None
    state: State = State.PUBLISHED
    low: float | None = None
    high: float | None = None
    contributors: int | None = None
    largest: tuple[float, ...] = ()
    below: float = 0.0
    above: float = 0.0
    row: int = 0

    @property
    def is_suppressed(self) -> bool:
        return self.state is not State.PUBLISHED


@dataclass(frozen=True)
class Table:
    """Cells over dimension variables. `rounded_to`: values were rounded to multiples of it."""

    name: str
    dimensions: tuple[str, ...]
    cells: Sequence[Cell]
    measure: str = COUNT
    is_count: bool = True
    rounded_to: float = 0.0
    may_be_negative: bool = False
    # Made up to stand for the joint table; none of its cells is claimed to be published.
    is_joint: bool = False
    listed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def codes_of(self, dimension: str) -> tuple[str, ...]:
        """Codes listed for a dimension, in order of appearance."""
        if self.listed:
            return self.listed[dimension]
        place = self.dimensions.index(dimension)
        return tuple(dict.fromkeys(cell.codes[place] for cell in self.cells))

    def key(self, codes: Sequence[str]) -> Key:
        """The name of a cell over all tables of the same data."""
        return make_key(self.measure, self.dimensions, codes)


def make_key(measure: str, dimensions: Sequence[str], codes: Sequence[str]) -> Key:
    """A cell's name: measure and coordinates, totals left out."""
    pairs = zip(dimensions, codes, strict=True)
    return measure, tuple(sorted(pair for pair in pairs if pair[1] != TOTAL))


def spoken(key: Key) -> str:
    """A key as people read it: ``admin1=XX11, sex=F``; the grand total as ``Total``."""
    return ", ".join(f"{name}={code}" for name, code in key[1]) or TOTAL
