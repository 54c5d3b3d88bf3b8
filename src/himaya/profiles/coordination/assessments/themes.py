"""The yearly themes of joint assessments, each with what was assessed about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from himaya.datasets.models import Dataset
from himaya.gate.seats import ActingSeat
from himaya.profiles.coordination.assessments.overlaps import Look, looks
from himaya.records.due import is_overdue
from himaya.records.models import Record

_ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class Planned:
    """One theme of a year. `assessed`: those in the registry about it, with days in that year."""

    look: Look
    assessed: Sequence[Look]
    is_late: bool

    @property
    def is_of_one(self) -> bool:
        """Whether the joint team is one agency only."""
        return len(self.look.agencies) == 1


def calendar_of(dataset: Dataset, seat: ActingSeat, today: date) -> Mapping[int, list[Planned]]:
    """By year, newest first, the themes in order of their days. Six queries."""
    planned = looks(Record.objects.filter(dataset=dataset), seat)
    assessed = looks(Record.objects.filter(dataset__profile=_ASSESSMENT), seat)
    years: dict[int, list[Planned]] = {}
    for look in sorted(planned, key=lambda one: (one.start or date.max, one.title)):
        year = _year(look)
        about = [one for one in assessed if one.themes & look.themes and _falls(one, year)]
        late = is_overdue(look.record, today)
        years.setdefault(year, []).append(Planned(look, about, late))
    return dict(sorted(years.items(), reverse=True))


def _year(look: Look) -> int:
    head = look.record.head
    told = head.answers.get("year") if head else None
    return int(told) if told else look.start.year if look.start else 0


def _falls(look: Look, year: int) -> bool:
    if look.start is None:
        return False
    return look.start.year <= year <= (look.end or look.start).year
