"""What single cells of a plan hold: owners, dated notes, sub-actions, quarter marks."""

import re

from himaya.engines.tabular import one_line, pieces
from himaya.profiles.workplans.reading.dates import find_dates
from himaya.profiles.workplans.reading.deadlines import read_deadline
from himaya.profiles.workplans.reading.model import Note, SubAction

_OWNERS = re.compile(r"\s+&\s+|\s*;\s*")
_DONE = re.compile(
    r"(?<!to be )(?<!not )(?<!not yet )\b(?:done|completed|finali[sz]ed|fait|terminé|hecho)\b"
    r"\s*[.)\]]*$|^(?:done|completed)\s*[:\-–]|[✓✔☑]",  # noqa: RUF001
    re.IGNORECASE,
)
_MARKS = {"x", "✓", "✔", "√", "•", "●", "■", "█", "yes", "1", "*", "q1", "q2", "q3", "q4"}
PROPOSAL_ONLY = "Proposal only"  # as files in the cluster layout say it
_PROPOSAL = re.compile(r"\b(?:mere|only an?) proposal\b|\bproposal only\b", re.IGNORECASE)
_OPEN, _CLOSE = "([", ")]"
# Columns of a step in a file that we gave back: words | deadline | responsible.
STEP_SEPARATOR = " | "


def split_owners(text: str) -> list[str]:
    """Split at lines, list items, ";" and " & ", never inside brackets, never at "and"."""
    return [owner for piece in pieces(text) for owner in split_outside(_OWNERS, piece.text)]


def split_outside(separator: re.Pattern[str], text: str) -> list[str]:
    """Split at a separator wherever it stands outside brackets; empty parts are left out."""
    parts, begin = [], 0
    for match in separator.finditer(text):
        before = text[: match.start()]
        if sum(map(before.count, _OPEN)) == sum(map(before.count, _CLOSE)):
            parts.append(text[begin : match.start()].strip())
            begin = match.end()
    return [part for part in (*parts, text[begin:].strip()) if part]


def read_notes(text: str, year: int | None) -> list[Note]:
    """Split a status cell into notes, each with the dates its words name."""
    return [Note(piece.text, find_dates(piece.text, year=year)) for piece in pieces(text)]


def read_sub_actions(text: str, year: int | None, *, annotated: bool = False) -> list[SubAction]:
    """Split a cell into steps; `done` only where the words say so."""
    steps = []
    for piece in pieces(text):
        words, *rest = piece.text.split(STEP_SEPARATOR) if annotated else [piece.text]
        step = SubAction(words, dates=find_dates(words, year=year))
        step.done = True if _DONE.search(words) else None
        if rest and rest[0].strip():
            step.deadline = read_deadline(rest[0], plan_year=year)
        if len(rest) > 1:
            step.responsible, step.responsible_text = split_owners(rest[1]), rest[1].strip()
        steps.append(step)
    return steps


def is_known_mark(text: str) -> bool:
    """Whether a sign in a quarter column is one of the usual ones."""
    return one_line(text).casefold() in _MARKS


def is_proposal_only(partners: str, remarks: str) -> bool:
    """Whether the row says that it binds nobody named in it."""
    alone = one_line(remarks).casefold().strip(" .") in {"proposal", "proposal only"}
    return alone or bool(_PROPOSAL.search(partners) or _PROPOSAL.search(remarks))
