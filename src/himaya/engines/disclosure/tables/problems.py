"""Why tables could not be judged or treated. A fault names places, never a suppressed value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Code(StrEnum):
    """Codes are never reused or renamed; the parameters of each stand in its sentence (words/)."""

    FILE_KIND_UNKNOWN = "file_kind_unknown"
    FILE_UNREADABLE = "file_unreadable"
    FILE_EMPTY = "file_empty"
    VALUE_COLUMN_UNKNOWN = "value_column_unknown"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    DIMENSION_EMPTY = "dimension_empty"
    COLUMN_VARIABLE_UNNAMED = "column_variable_unnamed"
    HEADER_TOO_SHORT = "header_too_short"
    CORNER_UNREADABLE = "corner_unreadable"
    VALUE_MISSING = "value_missing"
    VALUE_UNREADABLE = "value_unreadable"
    VALUE_NEGATIVE = "value_negative"
    COUNT_NOT_WHOLE = "count_not_whole"
    STATUS_UNKNOWN = "status_unknown"
    NO_TABLE = "no_table"
    CELL_TWICE = "cell_twice"
    CELL_MISSING = "cell_missing"
    CELLS_DISAGREE = "cells_disagree"
    NOT_ADDITIVE = "not_additive"
    INFEASIBLE = "infeasible"
    TOO_MANY_CELLS = "too_many_cells"
    HIERARCHY_LOOP = "hierarchy_loop"
    VALUE_NEEDED = "value_needed"
    PARAMETER_WRONG = "parameter_wrong"
    UNPROTECTABLE = "unprotectable"
    SOLVER_STOPPED = "solver_stopped"
    BUDGET_SPENT = "budget_spent"
    JOINT_LEFT_OUT = "joint_left_out"
    HIERARCHY_GUESSED = "hierarchy_guessed"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: its code and the words its sentence needs."""

    code: Code
    params: Mapping[str, str | float] = field(default_factory=dict)


class TableError(Exception):
    """Tables that are refused, with all faults found and not only the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{one.code} {one.params}" for one in faults[:5]))
        self.faults = tuple(faults)


def refuse(reason: Code, /, **params: str | float) -> TableError:
    """A refusal for one fault."""
    return TableError([Fault(reason, params)])
