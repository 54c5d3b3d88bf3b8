"""What a schedule asks of an agency for a period: a report due, or one of each indicator.

A schedule that names indicators (relation `asks_for`) asks for their reports themselves: each is
made ahead as *due* and *not reported*, which is no figure, and the agency fills it in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.places.queries import editions, unit_chains
from himaya.profiles.coordination.indicators.declaration import (
    FIGURE_DUE_UNDER,
    INDICATOR_REPORT,
    REPORT_OF,
)
from himaya.profiles.coordination.response.declaration import ASKS_FOR, DUE_UNDER, REPORT_DUE
from himaya.profiles.coordination.response.periods import Period, periods
from himaya.records.derive import acronyms_in
from himaya.records.models import Record
from himaya.records.sealing import whole_answers
from himaya.tenancy.models import Operation

# The relations by which reports are tied to the schedule they were made by.
TIES = (DUE_UNDER, FIGURE_DUE_UNDER)
MOST = 60  # periods made up for at once: five years of months
_IN_USE = "in_use"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a schedule says."""

    title: str
    kind: str
    frequency: str
    area: str
    start: date
    until: date | None
    due_after: int
    agencies: tuple[str, ...]  # acronyms

    @classmethod
    def of(cls, schedule: Record) -> "Terms":
        """Read from the schedule's answers."""
        assert schedule.head is not None  # noqa: S101 - written in the record's own transaction
        said = whole_answers(schedule, schedule.head)
        until = said.get("end")
        return cls(
            title=str(said["title"]),
            kind=str(said["kind"]),
            frequency=str(said["frequency"]),
            area=str(said.get("area") or ""),
            start=date.fromisoformat(str(said["start"])),
            until=date.fromisoformat(str(until)) if until else None,
            due_after=int(said["due_after"]),
            agencies=tuple(sorted(acronyms_in(said["agencies"]))),
        )

    def begun(self, today: date) -> list[Period]:
        """The periods that have begun, oldest first, at most `MOST`."""
        last = min(today, self.until or today)
        return list(periods(self.frequency, self.start, last))[-MOST:]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One report that a schedule asks for: of whom and when, its answers, what it is tied to."""

    schedule: str  # reference
    acronym: str
    period: Period
    indicator: str  # reference; "" for a report due
    answers: Mapping[str, Any]
    ties: Mapping[str, Record]  # by relation

    @property
    def ident(self) -> str:
        """The stable id: of the same schedule, period, agency and indicator there is one report."""
        whole = (self.schedule, self.period.label, self.acronym, self.indicator)
        return ":".join(part for part in whole if part)


def parts_of(ident: str) -> tuple[str, str, str, str]:
    """Schedule, label of the period, acronym and indicator of a stable id; "" for what is not in it."""
    schedule, period, acronym, indicator, *_more = (*ident.split(":"), "", "", "")
    return schedule, period, acronym, indicator


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a schedule asks for, and the register that holds it."""

    profile: str
    wanted: Sequence[Wanted]


def asked_by(seat: ActingSeat, schedule: Record, today: date) -> Asked:
    """Of the periods that have begun, oldest first. Indicators only in use and in sight."""
    terms = Terms.of(schedule)
    named = Record.objects.filter(links_in__relation=ASKS_FOR, links_in__source=schedule)
    if not named.exists():
        plain = [
            _report(schedule, terms, period, acronym)
            for period in terms.begun(today)
            for acronym in terms.agencies
        ]
        return Asked(REPORT_DUE.code, plain)
    in_use = visible_to(named.filter(status=_IN_USE, is_withdrawn=False), seat)
    indicators = list(in_use.select_related("head", "operation").order_by("pk"))
    area = terms.area or _whole(schedule.operation)
    figures = [
        _figure(schedule, terms, period, acronym, indicator, area)
        for period in terms.begun(today)
        for indicator in indicators
        if _runs(indicator, period)
        for acronym in terms.agencies
    ]
    return Asked(INDICATOR_REPORT.code, figures)


def _report(schedule: Record, terms: Terms, period: Period, acronym: str) -> Wanted:
    answers = {
        "title": f"{terms.title}, {period.label}",
        "agency": acronym,
        "kind": terms.kind,
        **_days(terms, period),
        **({"area": terms.area} if terms.area else {}),
    }
    return Wanted(schedule.ref, acronym, period, "", answers, {DUE_UNDER: schedule})


def _figure(
    schedule: Record, terms: Terms, period: Period, acronym: str, indicator: Record, area: str
) -> Wanted:
    answers = {
        "indicator_code": _said(indicator, "code"),
        "agency": acronym,
        "area": area,
        "reported": "not_reported",
        **_days(terms, period),
    }
    ties = {FIGURE_DUE_UNDER: schedule, REPORT_OF: indicator}
    return Wanted(schedule.ref, acronym, period, indicator.ref, answers, ties)


def _days(terms: Terms, period: Period) -> dict[str, str]:
    due = period.last + timedelta(days=terms.due_after)
    return {
        "start": period.first.isoformat(),
        "end": period.last.isoformat(),
        "due": due.isoformat(),
    }


def _said(indicator: Record, key: str) -> str:
    return str(indicator.head.answers.get(key) or "") if indicator.head else ""


def _runs(indicator: Record, period: Period) -> bool:
    """Whether the indicator is reported on in the period."""
    start, until = _said(indicator, "start"), _said(indicator, "target_by")
    return (not start or start <= period.last.isoformat()) and (
        not until or until >= period.first.isoformat()
    )


def _whole(operation: Operation) -> str:
    """The p-code of the whole country; "" where no areas are known, and then the form asks."""
    named = editions(operation)
    chains = unit_chains(operation, named[0]) if named else []
    return next((chain.pcode for chain in chains if chain.level == 0), "")
