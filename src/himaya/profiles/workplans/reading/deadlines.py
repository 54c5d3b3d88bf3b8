# ruff: noqa: RUF001  # dashes as word processors write them
"""Deadlines in words, read without inventing anything.

A deadline that does not say a year, or counts from a plan's start, stays unresolved with a doubt
when neither is known. What is continuous, recurring or on request is never late.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from himaya.engines.tabular import pieces
from himaya.profiles.workplans.reading.dates import FoundDate, find_dates
from himaya.profiles.workplans.reading.problems import ProblemCode
from himaya.profiles.workplans.reading.quarters import quarter_window, read_quarters
from himaya.profiles.workplans.reading.rhythm import (
    ASAP,
    DURATION,
    NOTHING,
    ON_REQUEST,
    OPEN_ENDED,
    PILOT,
    UNTIL,
    read_duration,
    read_recurrence,
)


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


_DATED = {
    DeadlineKind.EXACT_DATE,
    DeadlineKind.PART_OF_MONTH,
    DeadlineKind.DURATION,
    DeadlineKind.QUARTER,
    DeadlineKind.SEVERAL,
    DeadlineKind.LABELLED,
    DeadlineKind.PILOT_WINDOW,
}
_CONNECTORS = re.compile(
    r"\b(?:by|on|in|at|the|of|until|till|before|from|to|and|due|du|le|la|au|en|el|de|del|al|avant"
    r"|antes|para|month|possibly the)\b|في|قبل|بحلول",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"^\s*(?:[-–—]|to|until|till|through|à|au|al|hasta|إلى|حتى)\s*$", re.IGNORECASE
)
_MONTHS_IN_YEAR = 12


@dataclass(slots=True)
class Deadline:
    """A deadline: `text` as written, `start`..`end` the window it could be resolved to.

    `doubts` holds problem codes; `parts` the single points of a text that names several;
    `label` what is due, in the words of the file.
    """

    kind: DeadlineKind
    text: str
    start: date | None = None
    end: date | None = None
    recurrence: str | None = None
    parts: list["Deadline"] = field(default_factory=list)
    doubts: list[ProblemCode] = field(default_factory=list)
    label: str = ""
    quarters: list[str] = field(default_factory=list)
    year_stated: bool = False

    @property
    def can_be_late(self) -> bool:
        """False for continuous, recurring, on request, as soon as possible, and unresolved."""
        return self.kind in _DATED and self.end is not None


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is known of the plan when one of its deadlines is read."""

    start: date | None
    year: int | None


def read_deadline(
    text: str, *, plan_start: date | None = None, plan_year: int | None = None
) -> Deadline:
    """Read one deadline cell; `text` may hold markup and several lines.

    A relative deadline counts from `plan_start`; a date without year takes `plan_year`.
    """
    frame = _Frame(plan_start, plan_year)
    written = "\n".join(piece.text for piece in pieces(text))
    parts = [part for line in written.split("\n") for part in line.split(";") if part.strip()]
    if len(parts) > 1:
        return _several(written, [_read_one(part.strip(), frame) for part in parts])
    return _read_one(written.strip(), frame)


def _several(text: str, parts: list[Deadline]) -> Deadline:
    """Several lines: points in time if any is dated, else the most telling of them."""
    doubts = list(dict.fromkeys(doubt for part in parts for doubt in part.doubts))
    if any(part.kind in _DATED for part in parts):
        return Deadline(
            DeadlineKind.SEVERAL,
            text,
            start=min((part.start for part in parts if part.start), default=None),
            end=max((part.end for part in parts if part.end), default=None),
            parts=parts,
            doubts=doubts,
            quarters=sorted({quarter for part in parts for quarter in part.quarters}),
            year_stated=all(part.year_stated for part in parts if part.kind in _DATED),
        )
    for kind in (DeadlineKind.RECURRING, DeadlineKind.ON_REQUEST, DeadlineKind.OPEN_ENDED):
        for part in parts:
            if part.kind is kind:
                return Deadline(kind, text, recurrence=part.recurrence, parts=parts, doubts=doubts)
    return Deadline(parts[0].kind, text, parts=parts, doubts=doubts)


def _read_one(text: str, frame: _Frame) -> Deadline:
    if NOTHING.fullmatch(text):
        return Deadline(DeadlineKind.NONE, text)
    dates = find_dates(text, year=frame.year, start=frame.start, bare_months=True)
    if PILOT.search(text) and dates:
        return _pilot(text, dates)
    if quarters := _read_quarter(text, frame):
        return quarters
    if dates:
        return _open_or_dated(text, dates)
    return _without_date(text, frame)


def _open_or_dated(text: str, dates: list[FoundDate]) -> Deadline:
    """What goes on from a date is open ended; what recurs until one is recurring."""
    if OPEN_ENDED.search(text) and not UNTIL.search(text):
        return Deadline(DeadlineKind.OPEN_ENDED, text, start=dates[0].start)
    if (recurrence := read_recurrence(text)) and UNTIL.search(text):
        return Deadline(DeadlineKind.RECURRING, text, end=dates[-1].end, recurrence=recurrence)
    return _dated(text, dates)


def _without_date(text: str, frame: _Frame) -> Deadline:
    if ON_REQUEST.search(text):
        return Deadline(DeadlineKind.ON_REQUEST, text, recurrence="on_request")
    if recurrence := read_recurrence(text):
        return Deadline(DeadlineKind.RECURRING, text, recurrence=recurrence)
    if OPEN_ENDED.search(text):
        return Deadline(DeadlineKind.OPEN_ENDED, text, recurrence="continuous")
    if DURATION.search(text):
        return _duration(text, frame)
    if ASAP.search(text):
        return Deadline(DeadlineKind.ASAP, text)
    return Deadline(DeadlineKind.NONE, text, doubts=[ProblemCode.DEADLINE_NOT_UNDERSTOOD])


def _duration(text: str, frame: _Frame) -> Deadline:
    """Count from the plan's start; months end on the same day, or the month's last."""
    number, unit = read_duration(text)
    if frame.start is None:
        return Deadline(DeadlineKind.DURATION, text, doubts=[ProblemCode.DEADLINE_NEEDS_START])
    if unit in ("day", "week"):
        end = frame.start + timedelta(days=number * (7 if unit == "week" else 1))
    else:
        months = frame.start.month - 1 + number * (_MONTHS_IN_YEAR if unit == "year" else 1)
        year, month = frame.start.year + months // _MONTHS_IN_YEAR, months % _MONTHS_IN_YEAR + 1
        end = date(year, month, min(frame.start.day, monthrange(year, month)[1]))
    return Deadline(DeadlineKind.DURATION, text, start=frame.start, end=end)


def _read_quarter(text: str, frame: _Frame) -> Deadline | None:
    read = read_quarters(text)
    if read is None:
        return None
    deadline = Deadline(
        DeadlineKind.QUARTER,
        text,
        quarters=read.quarters,
        label=read.rest,
        year_stated=read.year is not None,
    )
    year = read.year or frame.year or (frame.start.year if frame.start else None)
    if read.problem:
        deadline.doubts.append(ProblemCode.DEADLINE_DATE_IMPOSSIBLE)
    elif year is None:
        deadline.doubts.append(ProblemCode.DEADLINE_NEEDS_YEAR)
    else:
        deadline.start, deadline.end = quarter_window(read.quarters, year)
    return deadline


def _pilot(text: str, dates: list[FoundDate]) -> Deadline:
    """A trial period, and after it a decision that has no date of its own."""
    window = _from_dates(DeadlineKind.PILOT_WINDOW, text, dates)
    trial, comma, decision = text.partition(",")
    if comma:
        window.parts = [
            _from_dates(DeadlineKind.PILOT_WINDOW, trial.strip(), dates),
            Deadline(DeadlineKind.NONE, decision.strip(), label=decision.strip()),
        ]
    return window


def _dated(text: str, dates: list[FoundDate]) -> Deadline:
    if len(dates) > 1 and not _is_range(text, dates):
        deadline = _from_dates(DeadlineKind.SEVERAL, text, dates)
        deadline.parts = [_from_dates(_point_kind(one), one.text, [one]) for one in dates]
        return deadline
    label = _label(text, dates)
    kind = DeadlineKind.LABELLED if label else _point_kind(dates[-1])
    deadline = _from_dates(kind, text, dates)
    deadline.label = label
    return deadline


def _is_range(text: str, dates: list[FoundDate]) -> bool:
    first, second = dates[0], dates[1]
    return len(dates) == 2 and bool(_BETWEEN.match(text[first.at[1] : second.at[0]]))  # noqa: PLR2004


def _point_kind(found: FoundDate) -> DeadlineKind:
    return DeadlineKind.EXACT_DATE if found.is_day else DeadlineKind.PART_OF_MONTH


def _from_dates(kind: DeadlineKind, text: str, dates: list[FoundDate]) -> Deadline:
    doubts = []
    if any(one.problem == "year" for one in dates):
        doubts.append(ProblemCode.DEADLINE_NEEDS_YEAR)
    if any(one.problem == "impossible" for one in dates):
        doubts.append(ProblemCode.DEADLINE_DATE_IMPOSSIBLE)
    if any(one.problem == "ambiguous" for one in dates):
        doubts.append(ProblemCode.DEADLINE_AMBIGUOUS)
    return Deadline(
        kind,
        text,
        start=None if doubts else min(one.start for one in dates if one.start),
        end=None if doubts else max(one.end for one in dates if one.end),
        doubts=doubts,
        year_stated=all(one.year_stated for one in dates),
    )


def _label(text: str, dates: list[FoundDate]) -> str:
    """What is due: the words beside the dates, joining words and signs gone."""
    rest = text
    for one in reversed(dates):
        rest = f"{rest[: one.at[0]]} {rest[one.at[1] :]}"
    rest = " ".join(rest.strip(" \t\n.,:;()-–").split())
    return rest if re.search(r"\w", _CONNECTORS.sub(" ", rest)) else ""
