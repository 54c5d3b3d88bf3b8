"""Collecting problems while a plan is read."""

from himaya.engines.tabular import Origin
from himaya.profiles.workplans.reading.model import RowProblem
from himaya.profiles.workplans.reading.problem_texts import TEXTS
from himaya.profiles.workplans.reading.problems import Level, ProblemCode


class ProblemLog:
    """All problems of one file, one of each code per row."""

    def __init__(self) -> None:
        self.problems: list[RowProblem] = []
        self._seen: set[tuple[str, int, ProblemCode, str]] = set()

    def add(
        self,
        origin: Origin,
        code: ProblemCode,
        *,
        level: Level | None = None,
        **params: str | int,
    ) -> None:
        """Note a problem at a row. `params` are codes, marks and counts, never names."""
        key = (origin.part, origin.row, code, repr(params))
        if key in self._seen:
            return
        self._seen.add(key)
        text = TEXTS[code]
        self.problems.append(
            RowProblem(
                row=origin.row,
                code=code,
                message=text.says % params,
                params=params,
                level=level or text.level,
                where=origin.part,
            )
        )

    def in_order(self) -> list[RowProblem]:
        """The problems in the order of the file: sheet after sheet, row after row."""
        parts = dict.fromkeys(problem.where for problem in self.problems)
        order = {part: number for number, part in enumerate(parts)}
        return sorted(self.problems, key=lambda one: (order[one.where], one.row))
