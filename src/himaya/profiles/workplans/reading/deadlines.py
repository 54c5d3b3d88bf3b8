"""Deadlines in words, read without inventing anything."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class DeadlineKind(StrEnum):
    """The kinds of deadline wording of the vocabulary (`deadline_kinds`)."""

    EXACT_DATE = "exact_date"
    PART_OF_MONTH = "part_of_month"
    DURATION = "duration"
    RECURRING = "recurring"
    QUARTER = "quarter"
    OPEN_ENDED = "open_ended"
    ASAP = "asap"
    ON_REQUEST = "on_request"
    SEVERAL = "several"
    LABELLED = "labelled"
    PILOT_WINDOW = "pilot_window"
    NONE = "none"


@dataclass(slots=True)
class Deadline:
    """A deadline: `text` as written, `start`..`end` the window it could be resolved to.

    `doubts` holds problem codes; `parts` the single points of a text that names several.
    """

    kind: DeadlineKind
    text: str
    start: date | None = None
    end: date | None = None
    recurrence: str | None = None
    parts: list["Deadline"] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    label: str = ""
    quarters: list[str] = field(default_factory=list)
