"""The auditor: whether tables, taken together, keep what they suppress."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from himaya.engines.disclosure.tables.attack import Attack, Interval, Limits
from himaya.engines.disclosure.tables.model import State, Table, spoken
from himaya.engines.disclosure.tables.problems import Code, Fault, refuse
from himaya.engines.disclosure.tables.propagation import NEAR
from himaya.engines.disclosure.tables.system import Column, Reading, System, assemble


class Leak(StrEnum):
    """Why a cell is not safe."""

    PUBLISHED_SMALL = "published_small"
    PUBLISHED_ELSEWHERE = "published_elsewhere"
    EXACT = "exact"
    BELOW_THRESHOLD = "below_threshold"
    NARROWED = "narrowed"
    INSIDE_PROTECTION = "inside_protection"
    DERIVED_SMALL = "derived_small"


@dataclass(frozen=True)
class Policy:
    """What must not be learned.

    Counts: no suppressed cell may be known to be below `threshold`, none known exactly. Amounts:
    no suppressed one may be known to within `percent` % of itself where the table brings no
    protection levels of its own. `zeros`: a count of nobody must be hidden too.
    """

    threshold: int = 5
    percent: float = 10.0
    zeros: bool = False

    def __post_init__(self) -> None:
        if self.threshold < 1:
            raise refuse(Code.PARAMETER_WRONG, parameter="threshold", least=1)
        if self.percent < 0:
            raise refuse(Code.PARAMETER_WRONG, parameter="percent", least=0)


@dataclass(frozen=True)
class Finding:
    """One cell: what an attacker can say of it and why that is too much, if it is."""

    column: Column
    interval: Interval
    leaks: tuple[Leak, ...]

    @property
    def cell(self) -> str:
        return spoken(self.column.key)


@dataclass(frozen=True)
class Audit:
    """The answer: safe only if no cell leaks. For the house only; see reports.py for the rest."""

    policy: Policy
    findings: tuple[Finding, ...]
    tables: tuple[str, ...]
    cells: int
    suppressed: int
    notes: tuple[Fault, ...] = field(default=())

    @property
    def leaks(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.leaks)

    @property
    def is_safe(self) -> bool:
        return not self.leaks


def audit(
    tables: Sequence[Table],
    policy: Policy | None = None,
    reading: Reading | None = None,
    limits: Limits | None = None,
) -> Audit:
    """Judge all tables of the same data together, earlier releases among them.

    Raises TableError where the tables contradict themselves or one another.
    """
    policy = policy or Policy()
    system = assemble(tables, reading)
    return judge(system, policy, tables=tuple(table.name for table in tables), limits=limits)


def judge(
    system: System,
    policy: Policy,
    *,
    tables: tuple[str, ...] = (),
    limits: Limits | None = None,
) -> Audit:
    """Judge a system already assembled."""
    suppressed = system.suppressed()
    same = _named_twice(system)
    derived = [
        number
        for number, one in enumerate(system.columns)
        if one.state is None and not one.is_joint and one.is_whole and number not in same
    ]
    found: Mapping[int, Interval] = Attack(system, limits or Limits()).intervals(
        [*suppressed, *derived], _Enough(system, policy)
    )
    findings = [
        Finding(one, found[number], _suppressed_leaks(one, found[number], policy))
        for number in suppressed
        for one in [system.columns[number]]
    ]
    findings += [
        Finding(one, found[number], (Leak.DERIVED_SMALL,))
        for number in derived
        for one in [system.columns[number]]
        if _is_small(found[number], policy)
    ]
    findings += [
        Finding(one, Interval(one.low, one.high), (Leak.PUBLISHED_SMALL,))
        for one in system.columns
        if one.state is State.PUBLISHED and one.is_whole
        if one.low >= (0 if policy.zeros else NEAR) and one.high < policy.threshold
    ]
    return Audit(
        policy,
        tuple(findings),
        tables,
        sum(one.state is not None for one in system.columns),
        len(suppressed),
        tuple(system.notes),
    )


@dataclass(frozen=True)
class _Enough:
    """An interval is wide enough where nothing leaks: a wider one leaks no more."""

    system: System
    policy: Policy

    def is_met(self, number: int, interval: Interval) -> bool:
        column = self.system.columns[number]
        if column.state is None:
            return not _is_small(interval, self.policy)
        return not _suppressed_leaks(column, interval, self.policy)

    def level(self, number: int) -> float:
        column = self.system.columns[number]
        least = float(self.policy.threshold) if column.is_whole else 0.0
        said = [one for one in (column.says_high,) if one is not None]
        if column.value is not None:
            said.append(column.value + column.above)
        return max([least, *said])


def _named_twice(system: System) -> set[int]:
    """Unlisted columns that are one part's whole, or one whole's part: judged where listed."""
    pairs = [row for row in system.rows if len(row) == 2]  # noqa: PLR2004 - one whole, one part
    listed = {number for number, one in enumerate(system.columns) if one.state is not None}
    same: set[int] = set()
    is_growing = True
    while is_growing:
        new = {
            int(number) for pair in pairs for number in pair if set(pair.tolist()) & (listed | same)
        } - (listed | same)
        same |= new
        is_growing = bool(new)
    return same


def _is_small(interval: Interval, policy: Policy) -> bool:
    """A cell no table lists, known to be small all the same."""
    least = 0.0 if policy.zeros else 1 - NEAR
    return interval.low >= least and interval.high < policy.threshold - NEAR


def _suppressed_leaks(column: Column, interval: Interval, policy: Policy) -> tuple[Leak, ...]:
    if _is_harmless(column, policy):
        return ()
    if column.is_published:
        return (Leak.PUBLISHED_ELSEWHERE,)
    leaks = []
    if interval.is_point and not _says_point(column):
        leaks.append(Leak.EXACT)
    if _is_inside(column, interval):
        leaks.append(Leak.INSIDE_PROTECTION)
    if column.says_low is not None or column.says_high is not None:
        # The mark itself says between what the cell lies; the rest must not say more.
        if not leaks and _is_narrowed(column, interval):
            leaks.append(Leak.NARROWED)
    elif column.is_whole:
        if interval.high < policy.threshold - NEAR:
            leaks.append(Leak.BELOW_THRESHOLD)
    elif not (column.below or column.above) and _is_close(interval, policy.percent):
        leaks.append(Leak.INSIDE_PROTECTION)
    return tuple(leaks)


def _is_harmless(column: Column, policy: Policy) -> bool:
    """A secondary cell betrays nobody itself, if its value shows that it is rightly called so."""
    if column.state is not State.SECONDARY or column.value is None:
        return False
    if not column.is_whole:
        return True
    return column.value >= policy.threshold or (column.value == 0 and not policy.zeros)


def _says_point(column: Column) -> bool:
    return column.says_low is not None and column.says_low == column.says_high


def _is_inside(column: Column, interval: Interval) -> bool:
    """Whether the interval ends within the protection the house asked for."""
    if column.value is None:
        return False
    near = NEAR * max(1.0, abs(column.value))
    return (column.above > 0 and interval.high < column.value + column.above - near) or (
        column.below > 0 and interval.low > column.value - column.below + near
    )


def _is_narrowed(column: Column, interval: Interval) -> bool:
    if column.says_low is not None and interval.low > column.says_low + NEAR:
        return True
    return column.says_high is not None and interval.high < column.says_high - NEAR


def _is_close(interval: Interval, percent: float) -> bool:
    """Whether an amount is known to within `percent` % of its largest possible value."""
    width = interval.high - interval.low
    return width < percent / 100 * max(abs(interval.high), abs(interval.low)) - NEAR
