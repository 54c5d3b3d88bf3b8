"""Tables while they are read: cells are gathered with their faults, then judged as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from himaya.engines.disclosure.tables.marks import Said
from himaya.engines.disclosure.tables.model import COUNT, Cell, State, Table
from himaya.engines.disclosure.tables.problems import Code, Fault, TableError, refuse

EMPTY = ("refuse", "zero", "suppressed")


@dataclass(frozen=True)
class Layout:
    """What the person says of the files; what is None is found out.

    `value`: the column of values in long form. `dimensions`: the columns that are dimensions.
    `columns`: the variable across the top of a published table. `measure`: what is counted or
    summed. `amounts`: values are amounts even where all are whole. `rounded_to`: as in Table.
    `empty`: what a cell without anything in it means, one of EMPTY.
    """

    value: str | None = None
    dimensions: tuple[str, ...] | None = None
    columns: str | None = None
    measure: str | None = None
    amounts: bool = False
    rounded_to: float = 0.0
    negative: bool = False
    empty: str = "refuse"

    def __post_init__(self) -> None:
        if self.rounded_to < 0:
            raise refuse(Code.PARAMETER_WRONG, parameter="rounded_to", least=0)


@dataclass
class Draft:
    """Cells and faults of one table."""

    name: str
    dimensions: tuple[str, ...]
    measure: str
    cells: list[Cell] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, reason: Code, place: Mapping[str, str | float], **params: str | float) -> None:
        """One thing wrong at a row or column."""
        self.faults.append(Fault(reason, {"table": self.name, **place, **params}))

    def take(
        self, codes: tuple[str, ...], said: Said, place: Mapping[str, str | float], layout: Layout
    ) -> Cell | None:
        """The cell that was said, None with a fault where nothing can be made of it."""
        if said.is_empty and layout.empty == "zero":
            said = Said(0.0)
        elif said.is_empty and layout.empty == "suppressed":
            said = Said(is_mark=True)
        elif said.is_empty:
            self.fault(Code.VALUE_MISSING, place)
            return None
        if said.wrong is not None:
            self.fault(said.wrong, place)
            return None
        if said.value is not None and said.value < 0 and not layout.negative:
            self.fault(Code.VALUE_NEGATIVE, place)
            return None
        state = State.HIDDEN if said.is_mark else State.PUBLISHED
        return Cell(codes, said.value, state, said.low, said.high)


def finish(draft: Draft, layout: Layout) -> Table:
    """The table. Raises TableError with every fault found in it."""
    if draft.faults:
        raise TableError(draft.faults)
    values = [cell.value for cell in draft.cells if cell.value is not None]
    is_whole = all(value.is_integer() for value in values)
    if draft.measure == COUNT and not is_whole and not layout.amounts:
        raise refuse(Code.COUNT_NOT_WHOLE, table=draft.name)
    # Where nobody is shown as 0, "<5" says that there is somebody.
    shows_zero = any(cell.value == 0 and not cell.is_suppressed for cell in draft.cells)
    least = 1.0 if shows_zero else 0.0
    cells = [
        replace(cell, low=least)
        if cell.high is not None and cell.low is None and cell.high >= least
        else cell
        for cell in draft.cells
    ]
    return Table(
        draft.name,
        draft.dimensions,
        cells,
        measure=draft.measure,
        is_count=is_whole and not layout.amounts,
        rounded_to=layout.rounded_to,
        may_be_negative=layout.negative,
    )
