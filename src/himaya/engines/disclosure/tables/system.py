"""All tables of the same data as one system: columns are cells, rows are sums that must hold.

Each row reads: whole - part - part - ... = 0. Cells that no table lists (margins left out, parents,
pieces of bands) are columns too: nobody published them, but they tie tables together.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.joint import joint_tables
from himaya.engines.disclosure.tables.model import Cell, Key, State, Table, make_key, spoken
from himaya.engines.disclosure.tables.problems import Code, Fault, TableError, refuse
from himaya.engines.disclosure.tables.variables import TOTAL, Variable, make_variable

LIMIT = 400_000
_STRENGTH = {State.PUBLISHED: 0, State.SECONDARY: 1, State.HIDDEN: 2, State.PRIMARY: 3}

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(slots=True)
class Column:
    """What is known of one cell over all tables. `state` is None where no table lists it.

    `low`, `high`: what a reader of the tables knows before any adding up. `states_*`: what a mark
    such as "<5" says openly. `value` is the truth where the house knows it.
    """

    key: Key
    is_whole: bool
    low: float
    high: float = np.inf
    state: State | None = None
    value: float | None = None
    is_published: bool = False
    says_low: float | None = None
    says_high: float | None = None
    below: float = 0.0
    above: float = 0.0
    contributors: int | None = None
    is_joint: bool = False
    tables: list[str] = field(default_factory=list)


@dataclass
class System:
    """Columns and rows; rows as arrays of column numbers, the whole first, then its parts."""

    columns: list[Column]
    index: dict[Key, int]
    rows: list[Ints]
    variables: Mapping[str, Variable]
    notes: list[Fault] = field(default_factory=list)

    def arrays(self) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        """Lower and upper bounds and whether each column is a whole number."""
        low = np.array([one.low for one in self.columns])
        high = np.array([one.high for one in self.columns])
        return low, high, np.array([one.is_whole for one in self.columns], dtype=bool)

    def suppressed(self) -> list[int]:
        """Columns that some table suppresses."""
        return [
            number
            for number, one in enumerate(self.columns)
            if one.state is not None and one.state is not State.PUBLISHED
        ]


@dataclass(frozen=True)
class Reading:
    """How to read the dimensions.

    `parents` by variable and code; `flat`: variables without hierarchy; `partial`: variables whose
    listed categories leave a rest; `missing`: what a cell left out means.
    """

    parents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    flat: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    missing: str = "refuse"  # or "zero", "unknown"


def read_variables(tables: Iterable[Table], reading: Reading) -> dict[str, Variable]:
    """The variables over all tables."""
    lists: dict[str, list[tuple[str, ...]]] = {}
    for table in tables:
        for dimension in table.dimensions:
            lists.setdefault(dimension, []).append(table.codes_of(dimension))
    return {
        name: make_variable(
            name,
            listed,
            parents=reading.parents.get(name),
            flat=name in reading.flat,
            partial=name in reading.partial,
        )
        for name, listed in lists.items()
    }


def assemble(tables: Sequence[Table], reading: Reading | None = None) -> System:
    """One system over all tables. Raises TableError with every fault of the tables found."""
    empty = next((table.name for table in tables if not table.cells), None if tables else "-")
    if empty is not None:
        raise refuse(Code.NO_TABLE, table=empty)
    reading = reading or Reading()
    variables = read_variables(tables, reading)
    made = _Assembly(System([], {}, [], variables), reading)
    joint, notes = joint_tables(tables, variables)
    for table in [*tables, *joint]:
        made.add(table)
    made.relate_bands()
    made.system.notes += notes
    made.system.notes += [_guessed(one) for one in variables.values() if one.is_guessed]
    made.finish()
    return made.system


class _Assembly:
    def __init__(self, system: System, reading: Reading) -> None:
        self.system = system
        self.reading = reading
        self.faults: list[Fault] = []
        self.seen: set[bytes] = set()

    def add(self, table: Table) -> None:
        sums = [self.system.variables[name].sums(table.codes_of(name)) for name in table.dimensions]
        size = int(np.prod([len(nodes) for nodes, _ in sums], dtype=object))
        if size + len(self.system.columns) > LIMIT:
            raise refuse(Code.TOO_MANY_CELLS, table=table.name, cells=size, limit=LIMIT)
        grid = self.grid(table, [nodes for nodes, _ in sums])
        self.take_cells(table)
        for axis, (nodes, parts) in enumerate(sums):
            place = {code: number for number, code in enumerate(nodes)}
            for whole, inside in parts:
                lines = np.moveaxis(grid, axis, -1)[
                    ..., [place[whole], *(place[code] for code in inside)]
                ]
                self.relate(lines.reshape(-1, len(inside) + 1))

    def grid(self, table: Table, nodes: Sequence[Sequence[str]]) -> Ints:
        """Column numbers over the product of all codes of the table."""
        numbers = [self.column(table, table.key(codes)) for codes in itertools.product(*nodes)]
        return np.array(numbers, dtype=np.int64).reshape([len(one) for one in nodes])

    def column(self, table: Table, key: Key) -> int:
        number = self.system.index.get(key)
        if number is None:
            number = self.system.index[key] = len(self.system.columns)
            low = -np.inf if table.may_be_negative else 0.0
            column = Column(key, table.is_count, low, is_joint=table.is_joint)
            self.system.columns.append(column)
        return number

    def take_cells(self, table: Table) -> None:
        given = set()
        for cell in table.cells:
            if cell.codes in given:
                self.fault(Code.CELL_TWICE, table=table.name, cell=spoken(table.key(cell.codes)))
            given.add(cell.codes)
            self.learn(self.system.columns[self.system.index[table.key(cell.codes)]], table, cell)
        if table.is_joint or self.reading.missing == "unknown":
            return
        # Margins and parents are often left out; what they sum must be there.
        listed = [
            self.system.variables[name].leaves(table.codes_of(name)) for name in table.dimensions
        ]
        for codes in itertools.product(*listed):
            if codes in given:
                continue
            if self.reading.missing == "zero":
                column = self.system.columns[self.system.index[table.key(codes)]]
                self.learn(column, table, Cell(codes, 0.0))
            else:
                self.fault(Code.CELL_MISSING, table=table.name, cell=spoken(table.key(codes)))

    def learn(self, column: Column, table: Table, cell: Cell) -> None:
        if cell.value is not None and (wrong := _wrong(cell.value, table)) is not None:
            self.fault(wrong, table=table.name, row=cell.row)
            return
        column.tables.append(table.name)
        if column.state is None or _STRENGTH[cell.state] > _STRENGTH[column.state]:
            column.state = cell.state
        column.below = max(column.below, cell.below)
        column.above = max(column.above, cell.above)
        if cell.contributors is not None:
            column.contributors = cell.contributors
        if cell.is_suppressed:
            self.learn_mark(column, cell)
            return
        if cell.value is None:
            return
        half = table.rounded_to / 2
        if cell.value - half > column.high or cell.value + half < column.low:
            self.fault(
                Code.CELLS_DISAGREE, cell=spoken(column.key), tables=", ".join(column.tables)
            )
        column.low = max(column.low, cell.value - half)
        column.high = min(column.high, cell.value + half)
        column.value = cell.value if column.value is None or not half else column.value
        column.is_published = True

    def learn_mark(self, column: Column, cell: Cell) -> None:
        if cell.value is not None:
            column.value = cell.value
        if cell.low is not None:
            column.low = max(column.low, cell.low)
            column.says_low = max(cell.low, column.says_low or cell.low)
        if cell.high is not None:
            column.high = min(column.high, cell.high)
            column.says_high = min(
                cell.high, cell.high if column.says_high is None else column.says_high
            )
        if column.low > column.high:
            self.fault(
                Code.CELLS_DISAGREE, cell=spoken(column.key), tables=", ".join(column.tables)
            )

    def relate(self, lines: Ints) -> None:
        """Keep new sums; a sum two tables share is one row."""
        for line in lines:
            name = line[:1].tobytes() + np.sort(line[1:]).tobytes()
            if name not in self.seen:
                self.seen.add(name)
                self.system.rows.append(line)

    def relate_bands(self) -> None:
        """Tie bands of different tables where their other coordinates are the same."""
        for name, variable in self.system.variables.items():
            if not variable.bands:
                continue
            contexts: dict[Key, list[str]] = {}
            for measure, pairs in self.system.index:
                code = dict(pairs).get(name)
                if code is not None and code in variable.bands:
                    rest = tuple(pair for pair in pairs if pair[0] != name)
                    contexts.setdefault((measure, rest), []).append(code)
            for (measure, rest), codes in contexts.items():
                for whole, inside in variable.band_sums(codes)[1]:
                    self.relate_context(measure, rest, name, [whole, *inside])

    def relate_context(
        self, measure: str, rest: tuple[tuple[str, str], ...], name: str, codes: Sequence[str]
    ) -> None:
        sample = self.system.columns[
            self.system.index[make_key(measure, *_apart([*rest, (name, codes[0])]))]
        ]
        numbers = []
        for code in codes:
            key = make_key(measure, *_apart([*rest, (name, code)]))
            if key not in self.system.index:
                self.system.index[key] = len(self.system.columns)
                low = min(sample.low, 0.0)
                self.system.columns.append(Column(key, sample.is_whole, low))
            numbers.append(self.system.index[key])
        self.relate(np.array([numbers], dtype=np.int64))

    def finish(self) -> None:
        """Check sums of which every cell is published; say how hierarchies were understood."""
        low, high, _ = self.system.arrays()
        for line in self.system.rows:
            least, most = low[line[1:]].sum(), high[line[1:]].sum()
            slack = 1e-6 * max(1.0, abs(float(high[line[0]])) if np.isfinite(high[line[0]]) else 1)
            if least > high[line[0]] + slack or most < low[line[0]] - slack:
                whole = self.system.columns[line[0]]
                self.fault(
                    Code.NOT_ADDITIVE,
                    cell=spoken(whole.key),
                    parts="; ".join(_parts(self.system, line[1:])),
                )
        if self.faults:
            raise TableError(self.faults)

    def fault(self, reason: Code, /, **params: str | float) -> None:
        self.faults.append(Fault(reason, params))


def _wrong(value: float, table: Table) -> Code | None:
    if not np.isfinite(value):
        return Code.VALUE_UNREADABLE
    if value < 0 and not table.may_be_negative:
        return Code.VALUE_NEGATIVE
    return Code.COUNT_NOT_WHOLE if table.is_count and value != round(value) else None


def _guessed(variable: Variable) -> Fault:
    child, parent = next(iter(variable.parents.items()))
    words = {"variable": variable.name, "child": child, "parent": parent}
    return Fault(Code.HIERARCHY_GUESSED, words)


def _apart(pairs: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    kept = [pair for pair in pairs if pair[1] != TOTAL]
    return [name for name, _ in kept], [code for _, code in kept]


def _parts(system: System, numbers: Ints) -> Iterator[str]:
    for number in numbers[:4]:
        yield spoken(system.columns[number].key)
    if len(numbers) > 4:  # noqa: PLR2004 - enough to find the line
        yield "..."
