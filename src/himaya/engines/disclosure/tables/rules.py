"""Primary rules: which cells betray someone by themselves.

Definitions and protection levels after Hundepool et al., Handbook on Statistical Disclosure
Control, section 4.2: x1 >= x2 >= ... are the contributions to a cell of total X.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from himaya.engines.disclosure.tables.model import Cell, State, Table
from himaya.engines.disclosure.tables.problems import Code, refuse


@dataclass(frozen=True)
class MinimumFrequency:
    """Unsafe below `threshold` units; a count of nobody only with `zeros`.

    A count must then seem possible up to the threshold. An amount has no such natural measure:
    it is protected by `range_percent` % of itself to both sides.
    """

    threshold: int = 5
    zeros: bool = False
    range_percent: float = 30.0

    def __post_init__(self) -> None:
        if self.threshold < 1:
            raise refuse(Code.PARAMETER_WRONG, parameter="threshold", least=1)

    def protection(self, table: Table, cell: Cell) -> float | None:
        """How far beyond its value the cell must seem possible; None where it is safe."""
        units = cell.value if table.is_count else cell.contributors
        if units is None:
            raise refuse(Code.VALUE_NEEDED, cell=", ".join(cell.codes))
        if units >= self.threshold or (units == 0 and not self.zeros):
            return None
        if table.is_count:
            return self.threshold - units
        return abs(cell.value or 0.0) * self.range_percent / 100


@dataclass(frozen=True)
class Dominance:
    """Unsafe where the `n` largest contributions are more than `k` % of the total."""

    n: int = 2
    k: float = 80.0

    def __post_init__(self) -> None:
        if self.n < 1:
            raise refuse(Code.PARAMETER_WRONG, parameter="n", least=1)
        if not 0 < self.k < 100:  # noqa: PLR2004 - a percentage; 100 would never be exceeded
            raise refuse(Code.PARAMETER_WRONG, parameter="k", least=0)

    def protection(self, table: Table, cell: Cell) -> float | None:
        """(100/k) (x1 + ... + xn) - X where that is above zero."""
        if table.is_count:
            return None
        total, largest = _contributions(cell, self.n)
        short = 100 / self.k * sum(largest) - total
        return short if short > 0 else None


@dataclass(frozen=True)
class PPercent:
    """Unsafe where X - x1 - x2 < (p/q) x1.

    The second largest contributor could otherwise estimate the largest to within `p` %; `q` is
    what was known of the rest before, 100 for nothing (the prior-posterior rule).
    """

    p: float = 10.0
    q: float = 100.0

    def __post_init__(self) -> None:
        if self.p <= 0 or self.q <= 0:
            raise refuse(Code.PARAMETER_WRONG, parameter="p", least=0)

    def protection(self, table: Table, cell: Cell) -> float | None:
        """(p/q) x1 - (X - x1 - x2) where that is above zero."""
        if table.is_count:
            return None
        total, largest = _contributions(cell, 2)
        if not largest:
            return None
        short = self.p / self.q * largest[0] - (total - sum(largest))
        return short if short > 0 else None


Rule = MinimumFrequency | Dominance | PPercent


def apply_rules(table: Table, rules: Sequence[Rule]) -> Table:
    """The table with its unsafe cells marked primary, and the protection each needs.

    Marks that are there already stay. Raises TableError where a rule needs what a cell lacks.
    """
    return replace(table, cells=[_judged(table, cell, rules) for cell in table.cells])


def _judged(table: Table, cell: Cell, rules: Sequence[Rule]) -> Cell:
    needs = [need for rule in rules if (need := rule.protection(table, cell)) is not None]
    if not needs:
        return cell
    return replace(
        cell,
        state=State.PRIMARY,
        above=max(cell.above, *needs),
        # A count is not hidden from below: that somebody is there is known of most cells.
        below=cell.below if table.is_count else max(cell.below, *needs),
    )


def _contributions(cell: Cell, count: int) -> tuple[float, Sequence[float]]:
    """Total and the `count` largest contributions, all of them where there are fewer units."""
    if cell.value is None:
        raise refuse(Code.VALUE_NEEDED, cell=", ".join(cell.codes))
    units = len(cell.largest) if cell.contributors is None else cell.contributors
    if len(cell.largest) < min(count, units) or (cell.value and not cell.largest):
        raise refuse(Code.VALUE_NEEDED, cell=", ".join(cell.codes))
    return cell.value, sorted(cell.largest, reverse=True)[:count]
