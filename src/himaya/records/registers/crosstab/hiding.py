"""Which cells and totals of a two-way table stay hidden, for counts and for figures.

Totals of lines are hidden by themselves, the same under every layout, level and figure; cells are
protected with the totals as they stand (`engines.disclosure.tables.crossing`). Where a record may
stand in several lines, cells are treated as if they added up. Highest figures and averages do not:
there no total is shown over a hidden cell.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from himaya.engines.adding import ROOT, hidden_parts, is_small
from himaya.engines.disclosure.tables.crossing import AMOUNT, Crossing, hidden_cells
from himaya.records.registers.columns import Column
from himaya.records.registers.crosstab.counting import Cell, Counted, Place
from himaya.records.registers.crosstab.dimensions import Dimension

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Value = Callable[[Cell], float]
Code = str | None
_NOTHING = Cell(0)
_NO_ANSWER = "\x00"  # a line like any other, where lines do not lie in one another


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is not shown. `everything`: all cells inside, zeros too, since fewer would not do."""

    cells: frozenset[Place] = frozenset()
    down: frozenset[Code] = frozenset()
    across: frozenset[Code] = frozenset()
    whole: bool = False
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """A table counted: under the filter, and without it where one holds (`before`).

    `adding`: how the figure is put together over records; only of sums the total of a line is the
    sum of its cells.
    """

    counted: Counted
    before: Counted | None
    down: Dimension
    across: Dimension
    figure: Column | None
    adding: str = "sum"


def hidden_in(laid: Laid, least: int, *, counts_people: bool) -> Hidden:
    """What is hidden where counts of people, cases or incidents below `least` must be."""
    figure = laid.figure
    if least <= 1 or not (counts_people or (figure is not None and figure.counts_people)):
        return Hidden()
    records = _of_records(laid, least) if counts_people else Hidden()
    if figure is None or records.whole:
        return records
    small = _small_records(laid, least) if counts_people else frozenset[Place]()
    if laid.adding == "sum" and all(
        (cell.figure or 0) >= 0 for cell in laid.counted.cells.values()
    ):
        return _of_sums(laid, least, records, small)
    return _of_others(laid, least, records, small)


def _of_records(laid: Laid, least: int) -> Hidden:
    counted, before = laid.counted, laid.before
    left = before.whole.records - counted.whole.records if before else 0
    if is_small(counted.whole.records, left, least):
        return _all(counted)
    rest = None
    if before is not None:
        lines = list(counted.down), list(counted.across)
        rest = _grid(before, *lines, _records) - _grid(counted, *lines, _records)
    return _crossed(laid, _lines(laid, _records, least), _records, least, rest=rest)


def _of_sums(laid: Laid, least: int, records: Hidden, small: frozenset[Place]) -> Hidden:
    """Sums are worked out from totals as counts are."""
    assert laid.figure is not None  # noqa: S101 - asked for by the caller
    is_count = laid.figure.counts_people
    if is_count and 0 < _figure(laid.counted.whole) < least:
        return _all(laid.counted)
    own = _lines(laid, _figure, least) if is_count else (frozenset[Code](), frozenset[Code]())
    lines = (
        _with_partners(records.down | own[0], laid.counted.down),
        _with_partners(records.across | own[1], laid.counted.across),
    )
    return _crossed(laid, lines, _figure, least, small=small, is_count=is_count)


def _of_others(laid: Laid, least: int, records: Hidden, small: frozenset[Place]) -> Hidden:
    """No total over a hidden cell."""
    assert laid.figure is not None  # noqa: S101 - asked for by the caller
    counted = laid.counted

    def is_hidden(cell: Cell) -> bool:
        return laid.figure is not None and laid.figure.counts_people and 0 < _figure(cell) < least

    cells = small | {place for place, cell in counted.cells.items() if is_hidden(cell)}
    down = {code for code, cell in counted.down.items() if is_hidden(cell)}
    across = {code for code, cell in counted.across.items() if is_hidden(cell)}
    return Hidden(
        cells,
        records.down | down | {one for one, _other in cells},
        records.across | across | {other for _one, other in cells},
        whole=bool(cells) or is_hidden(counted.whole),
    )


def _small_records(laid: Laid, least: int) -> frozenset[Place]:
    before = laid.before.cells if laid.before else {}
    return frozenset(
        place
        for place, cell in laid.counted.cells.items()
        if is_small(cell.records, before.get(place, cell).records - cell.records, least)
    )


def _all(counted: Counted) -> Hidden:
    return Hidden(
        frozenset(counted.cells), frozenset(counted.down), frozenset(counted.across), whole=True
    )


def _lines(laid: Laid, value: Value, least: int) -> tuple[frozenset[Code], frozenset[Code]]:
    """The lines of both sides whose totals are hidden, whatever they are crossed with."""
    found = []
    for side, dimension in (("down", laid.down), ("across", laid.across)):
        part = "areas" if dimension.narrows == "area" else side
        parts = getattr(laid.counted, part), getattr(laid.before, part) if laid.before else {}
        found.append(
            hidden_lines(getattr(laid.counted, side), parts, dimension, least, value=value)
        )
    return found[0], found[1]


def hidden_lines(
    shown: Iterable[Code],
    parts: tuple[Mapping[Code, Cell], Mapping[Code, Cell]],
    dimension: Dimension,
    least: int,
    *,
    value: Value | None = None,
) -> frozenset[Code]:
    """The lines of one side whose totals are hidden.

    `parts`: what the records name, under the filter and without it: of areas by p-code, else the
    lines themselves; the second is empty where no filter holds.
    """
    value = value or _records
    own = _own(parts[0], dimension, value)
    before = _own(parts[1], dimension, value)
    left = {code: before[code] - own.get(code, 0) for code in before}
    parents = _parents({*own, *left}, dimension)
    totals = _rolled_up(own, parents)
    hidden = hidden_parts(totals, least, parents=parents, own=own, rest=_rolled_up(left, parents))
    listed = set(shown)
    lines = {code for code in listed if (code or _NO_ANSWER) in hidden}
    if dimension.above is not None and None in listed and lines:
        lines.add(None)  # it may be what makes up for them
    return frozenset(lines)


def _own(cells: Mapping[Code, Cell], dimension: Dimension, value: Value) -> dict[str, float]:
    """What names each line itself; what names none is a line too, or outside of the tree."""
    nowhere = _NO_ANSWER if dimension.above is None else ROOT
    return {code or nowhere: value(cell) for code, cell in cells.items()}


def _parents(codes: set[str], dimension: Dimension) -> dict[str, str]:
    if dimension.above is None:
        return {}
    parents: dict[str, str] = {}
    for code in codes - {ROOT}:
        step = code
        while step and step not in parents:
            parents[step] = dimension.above(step)
            step = parents[step]
    return parents


def _rolled_up(own: Mapping[str, float], parents: Mapping[str, str]) -> dict[str, float]:
    totals: dict[str, float] = {}
    for code, value in own.items():
        step = code
        while step:
            totals[step] = totals.get(step, 0) + value
            step = parents.get(step, ROOT)
    return totals


def _with_partners(hidden: frozenset[Code], lines: Mapping[Code, Cell]) -> frozenset[Code]:
    """Hidden sums of lines, with others where what is hidden beside one would not cover it."""
    found = set(hidden)
    rising = sorted(
        (code for code in lines if code not in found and _figure(lines[code]) > 0),
        key=lambda code: (_figure(lines[code]), code or ""),
    )
    while found and rising:
        values = [_figure(lines[code]) for code in found if code in lines]
        if all(sum(values) - one >= max(1.0, AMOUNT * one) for one in values):
            break
        found.add(rising.pop(0))
    return frozenset(found)


def _crossed(
    laid: Laid,
    lines: tuple[frozenset[Code], frozenset[Code]],
    value: Value,
    least: int,
    *,
    rest: Floats | None = None,
    small: frozenset[Place] = frozenset(),
    is_count: bool = True,
) -> Hidden:
    """The cells that are hidden, with these lines."""
    down, across = list(laid.counted.down), list(laid.counted.across)
    must = np.array([[(one, other) in small for other in across] for one in down], dtype=bool)
    table = Crossing(
        values=_grid(laid.counted, down, across, value),
        down=np.array([code in lines[0] for code in down], dtype=bool),
        across=np.array([code in lines[1] for code in across], dtype=bool),
        least=least,
        rest=rest,
        small=must.reshape(len(down), len(across)),
        is_count=is_count,
        groups=_groups(laid, down, across),
    )
    cells = hidden_cells(table)
    if cells is None:
        return Hidden(down=lines[0], across=lines[1], everything=True)
    places = frozenset((down[i], across[j]) for i, j in np.argwhere(cells).tolist())
    return Hidden(places, *lines)


def _grid(counted: Counted, down: Sequence[Code], across: Sequence[Code], value: Value) -> Floats:
    cells = counted.cells
    rows = [[value(cells.get((one, other), _NOTHING)) for other in across] for one in down]
    return np.array(rows, dtype=float).reshape(len(down), len(across))


def _groups(
    laid: Laid, down: Sequence[Code], across: Sequence[Code]
) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Numbers of what lines lie in; None where they lie in nothing."""
    if laid.down.above is None and laid.across.above is None:
        return None
    return _numbers(laid.down, down), _numbers(laid.across, across)


def _numbers(dimension: Dimension, codes: Sequence[Code]) -> NDArray[np.int64]:
    above = [dimension.above(code or ROOT) if dimension.above else ROOT for code in codes]
    order = {code: place for place, code in enumerate(dict.fromkeys(above))}
    return np.array([order[code] for code in above], dtype=np.int64)


def _records(cell: Cell) -> float:
    return cell.records


def _figure(cell: Cell) -> float:
    return cell.figure or 0.0
