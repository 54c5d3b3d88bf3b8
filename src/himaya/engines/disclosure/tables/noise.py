"""Counts with differential privacy: exact discrete noise, and a ledger that refuses.

Canonne, Kamath & Steinke 2020: the samplers below are their algorithms 1 to 3. All chances are
fractions of whole numbers, so that no rounding of floating point opens the noise.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Protocol

from himaya.engines.disclosure.tables.model import Cell, Table, spoken
from himaya.engines.disclosure.tables.problems import Code, refuse
from himaya.engines.disclosure.tables.system import Reading, read_variables


class Randomness(Protocol):
    """Whole numbers from 0 to below n, uniformly. `secrets` for release, a seed for tests only."""

    def randbelow(self, n: int) -> int: ...


class SystemRandomness:
    """The system's cryptographic source."""

    def randbelow(self, n: int) -> int:
        return secrets.randbelow(n)


def bernoulli(chance: Fraction, source: Randomness) -> bool:
    """True with exactly this chance."""
    return source.randbelow(chance.denominator) < chance.numerator


def bernoulli_exp(gamma: Fraction, source: Randomness) -> bool:
    """True with chance exp(-gamma), gamma >= 0 (algorithm 1)."""
    while gamma > 1:
        if not bernoulli_exp(Fraction(1), source):
            return False
        gamma -= 1
    draws = 1
    while bernoulli(gamma / draws, source):
        draws += 1
    return draws % 2 == 1


def discrete_laplace(scale: Fraction, source: Randomness) -> int:
    """A whole number with chance proportional to exp(-|x| / scale) (algorithm 2)."""
    t, s = scale.numerator, scale.denominator
    while True:
        rest = source.randbelow(t)
        if not bernoulli_exp(Fraction(rest, t), source):
            continue
        rounds = 0
        while bernoulli_exp(Fraction(1), source):
            rounds += 1
        size = (rest + t * rounds) // s
        is_negative = source.randbelow(2) == 1
        if not (is_negative and size == 0):
            return -size if is_negative else size


def discrete_gaussian(variance: Fraction, source: Randomness) -> int:
    """A whole number with chance proportional to exp(-x^2 / (2 variance)) (algorithm 3)."""
    t = _floor_sqrt(variance) + 1
    while True:
        drawn = discrete_laplace(Fraction(t), source)
        excess = (abs(drawn) - variance / t) ** 2 / (2 * variance)
        if bernoulli_exp(excess, source):
            return drawn


def _floor_sqrt(value: Fraction) -> int:
    root = int(value**0.5) if value < 2**52 else 1 << (int(value).bit_length() // 2 + 1)
    while root * root > value:
        root -= 1
    while (root + 1) * (root + 1) <= value:
        root += 1
    return root


@dataclass(frozen=True)
class Spent:
    """One release on the ledger."""

    name: str
    amount: Fraction


@dataclass
class Ledger:
    """The privacy budget of one data set: epsilon (pure) or rho (zero-concentrated).

    Releases add up (sequential composition; Bun & Steinke 2016 for rho). What was spent is never
    taken back. Keep one ledger for all releases of the same data, in the keeping of the house.
    """

    measure: str
    total: Fraction
    entries: list[Spent] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.measure not in ("epsilon", "rho"):
            raise refuse(Code.PARAMETER_WRONG, parameter="measure", least=0)
        if self.total <= 0:
            raise refuse(Code.PARAMETER_WRONG, parameter="total", least=0)

    @property
    def left(self) -> Fraction:
        return self.total - sum((one.amount for one in self.entries), Fraction(0))

    def spend(self, name: str, amount: Fraction) -> None:
        """Write the release down before it is made. Raises TableError where not enough is left."""
        if amount <= 0:
            raise refuse(Code.PARAMETER_WRONG, parameter=self.measure, least=0)
        if amount > self.left:
            raise refuse(Code.BUDGET_SPENT, left=float(self.left), asked=float(amount))
        self.entries.append(Spent(name, amount))

    def to_json(self) -> dict[str, object]:
        """For storage; fractions as text, so that nothing is rounded."""
        return {
            "measure": self.measure,
            "total": str(self.total),
            "spent": [{"name": one.name, "amount": str(one.amount)} for one in self.entries],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> "Ledger":
        """From storage."""
        spent = kept["spent"]
        if not isinstance(spent, list):
            raise refuse(Code.PARAMETER_WRONG, parameter="spent", least=0)
        return cls(
            str(kept["measure"]),
            Fraction(str(kept["total"])),
            [Spent(str(one["name"]), Fraction(str(one["amount"]))) for one in spent],
        )


@dataclass(frozen=True)
class Noisy:
    """The table as it may leave. `scale`: of the Laplace, or the standard deviation."""

    table: Table
    scale: float
    messages: tuple[tuple[str, Mapping[str, object]], ...]


def noisy_counts(
    table: Table,
    amount: str | Fraction,
    ledger: Ledger,
    *,
    per_person: int = 1,
    reading: Reading | None = None,
    source: Randomness | None = None,
) -> Noisy:
    """Add noise to the innermost counts and add up all totals from them.

    `amount` of the ledger's budget is spent first. `per_person`: how many innermost cells one
    person can count in (each once). Every innermost cell of the table gets noise, those of nobody
    too; they must all be listed. Figures below zero are left, since cutting them off would bias
    every total.
    """
    if not table.is_count:
        raise refuse(Code.COUNT_NOT_WHOLE, table=table.name)
    if per_person < 1:
        raise refuse(Code.PARAMETER_WRONG, parameter="per_person", least=1)
    leaves, sums = _leaf_sums(table, reading or Reading())
    share = Fraction(amount)
    ledger.spend(table.name, share)
    source = source or SystemRandomness()
    if ledger.measure == "epsilon":
        scale = Fraction(per_person) / share
        noise = [discrete_laplace(scale, source) for _ in leaves]
        spread = float(scale)
    else:
        # One person moves `per_person` cells by one each: squared distance `per_person`.
        variance = Fraction(per_person) / (2 * share)
        noise = [discrete_gaussian(variance, source) for _ in leaves]
        spread = float(variance) ** 0.5
    drawn = dict(zip(leaves, noise, strict=True))
    cells = [
        replace(cell, value=(cell.value or 0.0) + sum(drawn[leaf] for leaf in own))
        for cell, own in zip(table.cells, sums, strict=True)
    ]
    message = "noisy_why" if ledger.measure == "epsilon" else "noisy_why_rho"
    words = {"epsilon": str(share), "rho": str(share), "left": str(ledger.left)}
    return Noisy(replace(table, cells=cells, may_be_negative=True), spread, ((message, words),))


def _leaf_sums(
    table: Table, reading: Reading
) -> tuple[list[tuple[str, ...]], list[list[tuple[str, ...]]]]:
    """The innermost cells and for each cell those it sums."""
    from himaya.engines.disclosure.tables.rounding import leaves_of

    places, inside = leaves_of(table, reading)
    cells: Sequence[Cell] = table.cells
    leaves = [cells[place].codes for place in places]
    expected = 1
    variables = read_variables([table], reading)
    for name in table.dimensions:
        expected *= len(variables[name].leaves(table.codes_of(name)))
    if len(leaves) != expected:
        missing = spoken(table.key(leaves[0])) if leaves else ""
        raise refuse(Code.CELL_MISSING, table=table.name, cell=missing)
    return leaves, [[leaves[number] for number in own] for own in inside]
