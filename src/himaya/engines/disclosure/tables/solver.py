"""HiGHS behind three verbs: make a programme, change costs or bounds, solve.

No parallel search and a fixed seed, so that the same tables give the same answer on every machine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from himaya.engines.disclosure.tables.problems import Code, refuse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_FINE = {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kObjectiveBound}
_STOPPED = {
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kIterationLimit,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kInterrupt,
}


@dataclass(frozen=True)
class Rows:
    """Sparse rows: `start[i]:start[i+1]` of `index` and `value` are row i."""

    start: Ints
    index: Ints
    value: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(
        cls, lines: Sequence[tuple[Ints, Floats]], low: Sequence[float], high: Sequence[float]
    ) -> "Rows":
        """From one pair of column numbers and coefficients for each row."""
        start = np.cumsum([0, *(len(index) for index, _ in lines)])
        empty_ints, empty = np.zeros(0, dtype=np.int64), np.zeros(0)
        return cls(
            start,
            np.concatenate([index for index, _ in lines]) if lines else empty_ints,
            np.concatenate([value for _, value in lines]) if lines else empty,
            np.asarray(low, dtype=float),
            np.asarray(high, dtype=float),
        )


@dataclass(frozen=True)
class Answer:
    """`status` is one of optimal, stopped, infeasible, unbounded. `bound` is proven of the best."""

    status: str
    value: float
    bound: float
    columns: Floats
    row_duals: Floats
    reduced: Floats


class _Quiet(highspy.Highs):
    """HiGHS without its banner, which would stand on standard output in the midst of our JSON."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name is HiGHS's
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call] # so in HiGHS's stubs


class Programme:
    """A linear programme, or a mixed integer one where `whole` names columns.

    Kept between solves, so that the next starts from the last basis.
    """

    def __init__(
        self,
        low: Floats,
        high: Floats,
        rows: Rows,
        *,
        cost: Floats | None = None,
        whole: Iterable[int] = (),
        maximise: bool = False,
    ) -> None:
        self.engine = _Quiet()  # type: ignore[no-untyped-call] # so in HiGHS's stubs
        whole = list(whole)
        # Not the option "threads": HiGHS refuses to run where another user of the same process
        # has started its one scheduler with another number.
        self.set("parallel", "off")
        self.set("random_seed", 1)
        if not whole:
            self.set("solver", "simplex")
            self.set("presolve", "off")
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(low), len(rows.low)
        model.col_cost_ = np.zeros(len(low)) if cost is None else cost
        model.col_lower_, model.col_upper_ = low, high
        model.row_lower_, model.row_upper_ = rows.low, rows.high
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = rows.start.astype(np.int32)
        model.a_matrix_.index_ = rows.index.astype(np.int32)
        model.a_matrix_.value_ = rows.value
        if whole:
            kinds = [highspy.HighsVarType.kContinuous] * len(low)
            for number in whole:
                kinds[number] = highspy.HighsVarType.kInteger
            model.integrality_ = kinds
        model.sense_ = highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
        self.engine.passModel(model)
        self.sense = maximise
        self.is_whole = bool(whole)
        self.cost = model.col_cost_

    def check_value(self, value: float, columns: Floats) -> None:
        """Refuse an answer that does not have the value said of it; proofs rest on it.

        HiGHS 1.16, given a solution to start from, called a worse one optimal (so none is given).
        """
        if abs(float(np.dot(self.cost, columns)) - value) > 1e-6 * max(1.0, abs(value)):
            raise refuse(Code.SOLVER_STOPPED, status="value")

    def set(self, option: str, value: Any) -> None:  # noqa: ANN401 - options differ in type
        """One option of HiGHS."""
        self.engine.setOptionValue(option, value)

    def costs(self, changed: Iterable[tuple[int, float]], *, maximise: bool) -> None:
        """Change costs of some columns, and the direction."""
        for number, cost in changed:
            self.engine.changeColCost(number, cost)
        if maximise != self.sense:
            self.sense = maximise
            sense = highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
            self.engine.changeObjectiveSense(sense)

    def all_costs(self, cost: Floats) -> None:
        """Change all costs."""
        numbers = np.arange(len(cost), dtype=np.int32)
        self.engine.changeColsCost(len(cost), numbers, cost)

    def bounds(self, number: int, low: float, high: float) -> None:
        """Change the bounds of one column."""
        self.engine.changeColBounds(number, low, high)

    def all_bounds(self, low: Floats, high: Floats) -> None:
        """Change the bounds of every column."""
        numbers = np.arange(len(low), dtype=np.int32)
        self.engine.changeColsBounds(len(low), numbers, low, high)

    def right_sides(self, values: Floats) -> None:
        """What every row must add up to."""
        numbers = np.arange(len(values), dtype=np.int32)
        # In HiGHS, not in its stubs.
        self.engine.changeRowsBounds(len(values), numbers, values, values)  # type: ignore[attr-defined]

    def add_row(self, low: float, high: float, index: Ints, value: Floats) -> None:
        """One more row."""
        self.engine.addRow(low, high, len(index), index.astype(np.int32), value)

    def solve(self, *, seconds: float | None = None) -> Answer:
        """Solve; the answer says when time ran out. Raises TableError where HiGHS fails."""
        if seconds is not None:
            # HiGHS counts its clock over all solves of one programme.
            self.set("time_limit", self.engine.getRunTime() + max(seconds, 0.01))
        self.engine.run()
        status = self.engine.getModelStatus()
        info = self.engine.getInfo()
        if status in _FINE:
            said = "optimal"
        elif status in _STOPPED:
            said = "stopped"
        elif status == highspy.HighsModelStatus.kInfeasible:
            said = "infeasible"
        elif status in {
            highspy.HighsModelStatus.kUnbounded,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        }:
            said = "unbounded"
        else:
            raise refuse(Code.SOLVER_STOPPED, status=str(status).rpartition(".")[2])
        solution = self.engine.getSolution()
        if self.is_whole and said == "optimal":
            self.check_value(info.objective_function_value, np.array(solution.col_value))
        return Answer(
            said,
            info.objective_function_value,
            info.mip_dual_bound,
            np.array(solution.col_value),
            np.array(solution.row_dual),
            np.array(solution.col_dual),
        )
