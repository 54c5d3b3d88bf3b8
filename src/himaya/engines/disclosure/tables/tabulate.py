"""From records to tables with all their margins."""

import heapq
import itertools
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

from himaya.engines.disclosure.tables.model import COUNT, Cell, Table
from himaya.engines.disclosure.tables.problems import Code, refuse
from himaya.engines.disclosure.tables.variables import TOTAL, Variable, make_variable

LARGEST = 5
Leaf = tuple[str, ...]


def tabulate(
    records: Mapping[str, Sequence[str]],
    dimensions: Sequence[str],
    *,
    name: str = "table",
    parents: Mapping[str, Mapping[str, str]] | None = None,
    flat: Sequence[str] = (),
) -> Table:
    """Count records over dimensions, parents and totals included.

    `records`: columns of codes, all of one length. A missing code is a category like any other
    and must have a name. O(records + cells x categories).
    """
    leaves = Counter(zip(*_columns(records, dimensions), strict=True))
    variables, nodes = nodes_of(records, dimensions, parents or {}, flat)
    counts: Counter[Leaf] = Counter()
    for leaf, count in leaves.items():
        for place in places_above(leaf, variables):
            counts[place] += count
    cells = [Cell(place, float(counts[place])) for place in itertools.product(*nodes)]
    return Table(name, tuple(dimensions), cells)


def tabulate_amounts(
    records: Mapping[str, Sequence[str]],
    dimensions: Sequence[str],
    amounts: Sequence[float],
    *,
    measure: str,
    units: Sequence[Hashable] | None = None,
    name: str = "table",
    parents: Mapping[str, Mapping[str, str]] | None = None,
    flat: Sequence[str] = (),
) -> Table:
    """Sum amounts over dimensions, with the number of units behind each and their largest.

    `units` says to whom each amount belongs (contributions of one agency count as one); without
    it every record is a unit of its own.
    """
    if measure == COUNT:
        raise refuse(Code.PARAMETER_WRONG, parameter="measure", least=1)
    variables, nodes = nodes_of(records, dimensions, parents or {}, flat)
    owners = units if units is not None else range(len(amounts))
    sums: dict[Leaf, dict[Hashable, float]] = {}
    rows = zip(zip(*_columns(records, dimensions), strict=True), owners, amounts, strict=True)
    for leaf, owner, amount in rows:
        for place in places_above(leaf, variables):
            of_cell = sums.setdefault(place, {})
            of_cell[owner] = of_cell.get(owner, 0.0) + amount
    cells = []
    for place in itertools.product(*nodes):
        of_cell = sums.get(place, {})
        cells.append(
            Cell(
                place,
                float(sum(of_cell.values())),
                contributors=len(of_cell),
                largest=tuple(heapq.nlargest(LARGEST, of_cell.values())),
            )
        )
    return Table(
        name,
        tuple(dimensions),
        cells,
        measure=measure,
        is_count=False,
        may_be_negative=any(amount < 0 for amount in amounts),
    )


def _columns(
    records: Mapping[str, Sequence[str]], dimensions: Sequence[str]
) -> list[Sequence[str]]:
    for dimension in dimensions:
        if dimension not in records:
            raise refuse(Code.COLUMN_MISSING, table="", column=dimension)
    return [records[dimension] for dimension in dimensions]


def nodes_of(
    records: Mapping[str, Sequence[str]],
    dimensions: Sequence[str],
    parents: Mapping[str, Mapping[str, str]],
    flat: Sequence[str],
) -> tuple[list[Variable], list[list[str]]]:
    """The variables, and for each the total, its codes and their parents."""
    variables, nodes = [], []
    for name, column in zip(dimensions, _columns(records, dimensions), strict=True):
        codes = sorted(set(column))
        variable = make_variable(
            name, [codes], parents=parents.get(name), flat=name in flat or name not in parents
        )
        listed = dict.fromkeys([TOTAL, *codes])
        for code in codes:
            listed.update(dict.fromkeys(variable.ancestors(code)))
        variables.append(variable)
        nodes.append(list(listed))
    return variables, nodes


def places_above(leaf: Leaf, variables: Sequence[Variable]) -> Iterable[Leaf]:
    """Every cell a record of this leaf counts in."""
    return itertools.product(
        *(
            [code, *variable.ancestors(code), TOTAL]
            for code, variable in zip(leaf, variables, strict=True)
        )
    )
