"""What a bulletin has in it, declared: which registers, which figures, which tables.

Profiles register their parts in `AppConfig.ready()`; nothing here knows which registers there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Days(StrEnum):
    """Which records are meant: those whose day falls into the month, or all as they stand."""

    BEGINS = "begins"  # the first day of their period, or the one day they have
    ENDS = "ends"  # its last day
    DUE = "due"  # their deadline
    TOUCHES = "touches"  # any day between
    ANY = ""  # whatever the month: as they stand on the day the bulletin is made


@dataclass(frozen=True, slots=True)
class Figure:
    """How many records: in one state (`status`), overdue (`late`), or all."""

    labels: Mapping[str, str]  # by language code
    days: Days = Days.ANY
    status: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class ByStatus:
    """How many records in each state of the lifecycle."""

    labels: Mapping[str, str]
    days: Days = Days.ANY


@dataclass(frozen=True, slots=True)
class Entries:
    """The records themselves: day and heading."""

    labels: Mapping[str, str]
    days: Days
    status: str = ""


@dataclass(frozen=True, slots=True)
class Presence:
    """How many agencies are named, by what the records mean `across` and by area."""

    labels: Mapping[str, str]
    across: str = "sector"
    days: Days = Days.TOUCHES


Table = ByStatus | Entries | Presence


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the bulletin, about one register."""

    profile: str  # code
    labels: Mapping[str, str]
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()


_parts: dict[str, Part] = {}


def register_part(part: Part) -> None:
    """Add a section; the order of registration is that of the bulletin. One for each register."""
    _parts[part.profile] = part


def parts() -> tuple[Part, ...]:
    """All sections declared, in order."""
    return tuple(_parts.values())
