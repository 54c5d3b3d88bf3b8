"""Questions that a search answers before it lists what holds the words: rooms above know how."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from himaya.gate.seats import ActingSeat


@dataclass(frozen=True, slots=True)
class Told:
    """One thing told: what, who does it, where, when, how it stands, and who says so."""

    title: str
    url: str
    who: str  # as the record names them; empty where it does not
    where: str  # the smallest area known of it
    when: str  # in words; empty where it has no day
    status: str
    source: str  # acronym of the agency that keeps the record
    beside: str = ""  # what else the register tells of it, such as a figure and of whom it is


@dataclass(frozen=True, slots=True)
class Section:
    """What one register tells, the newest first; `more` leads to the rest, or is empty."""

    question: str  # such as "Who does what"
    register: str
    told: Sequence[Told]
    more: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about something that the words name, such as a place."""

    title: str
    url: str
    sections: Sequence[Section]


Source = Callable[[ActingSeat, str], Iterable[Answer]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Ask this source too; it answers within the sight of the seat only."""
    if source not in _sources:
        _sources.append(source)


def answers_to(seat: ActingSeat, question: str) -> list[Answer]:
    """What all sources answer to the words."""
    return [answer for source in _sources for answer in source(seat, question)]
