"""himaya's own columns, read from a row."""

from dataclasses import dataclass

from himaya.engines.xlsform.means import MEANS, mark
from himaya.engines.xlsform.model import AGGREGATIONS, SENSITIVITIES
from himaya.engines.xlsform.problems import FormProblem
from himaya.engines.xlsform.sheets import Row

LEVELS = range(1, 5)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a row says of meaning and danger."""

    means: str = ""
    sensitivity: str = ""
    level: int | None = None
    aggregation: str = ""


def read_marks(row: Row) -> tuple[Marks, list[FormProblem]]:
    """The marks of a row, and what is wrong with them. A figure adds up as its meaning says."""
    wrong: list[FormProblem] = []

    def problem(column: str, code: str, value: str) -> None:
        wrong.append(FormProblem("survey", row.number, column, code, {"value": value}))

    means = row.get("means").strip().lower()
    if means and means not in MEANS:
        problem("means", "means.unknown", means)
    written = row.get("sensitivity").strip().lower()
    sensitivity, level = "", None
    try:
        sensitivity, level = mark(written)
    except ValueError:  # the level is no number
        problem("sensitivity", "sensitivity.level", written)
    if sensitivity and sensitivity not in SENSITIVITIES:
        problem("sensitivity", "sensitivity.unknown", written)
    if level is not None and level not in LEVELS:
        problem("sensitivity", "sensitivity.level", written)
    aggregation = row.get("aggregation").strip().lower()
    if aggregation and aggregation not in AGGREGATIONS:
        problem("aggregation", "aggregation.unknown", aggregation)
    return Marks(means, sensitivity, level, aggregation), wrong
