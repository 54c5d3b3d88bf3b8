"""Reports due, made from a schedule: one for each agency and period, once, theirs to answer.

Requirements (systems 10, 70, 92, 96):
1. A report due is made when its period begins, so that who owes it sees the day ahead. What exists
   is never made twice, whatever became of it, and neither where the schedule changed since: an
   agency that bears another acronym is the same, and no day is reported on twice, so that a new
   rhythm begins after the last period of the old one. Who is struck off gets no new ones.
2. It belongs to the agency that owes it (`Profile.given_to`), which answers it: handed in, or
   nothing to report. Silence is neither.
3. Completeness of a period is what was answered of what was due; what was excused was not due.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from himaya.collect.actions import register_for
from himaya.datasets.models import Dataset
from himaya.gate.decisions import require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.profiles.coordination.response.declaration import DUE_UNDER, REPORT_DUE
from himaya.profiles.coordination.response.periods import Period, periods
from himaya.records.actions import create_record, link_records
from himaya.records.derive import acronyms_in
from himaya.records.models import Record
from himaya.records.sealing import whole_answers

IN_FORCE = "in_force"
ANSWERED = frozenset({"submitted", "accepted", "nothing_to_report"})
EXCUSED = "excused"
SHOWN = 6  # periods side by side
_PARTS = 3  # of a stable id: the schedule, the period, the agency
MOST = 60  # periods made up for at once: five years of months


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


def make_reports_due(*, seat: ActingSeat, schedule: Record) -> int:
    """Make what is missing of the periods that have begun; how many were made.

    None of a schedule that is not in force. Raises `Problem(NOT_ALLOWED)`.
    """
    require(seat, Verb.RECORD_AMEND, schedule)
    if schedule.status != IN_FORCE:
        return 0
    terms = Terms.of(schedule)
    with transaction.atomic():
        register = _register(seat, schedule)
        Dataset.objects.select_for_update().get(pk=register.pk)  # one at a time makes them
        made = 0
        known = _Known.of(register, schedule, terms.agencies)
        for period in terms.begun(clock.today()):
            for acronym in terms.agencies:
                ident = f"{schedule.ref}:{period.label}:{acronym}"
                if known.covers(ident, acronym, period):
                    continue
                answers = _answers(terms, period, acronym)
                due = create_record(
                    seat=seat, dataset=register, answers=answers, stable_id=ident, sure=True
                )
                link_records(seat=seat, relation=DUE_UNDER, source=due, target=schedule)
                made += 1
    return made


def _register(seat: ActingSeat, schedule: Record) -> Dataset:
    """The register of reports due beside the schedule, else any; opened where there is none."""
    beside = Dataset.objects.filter(
        profile=REPORT_DUE.code, is_open=True, system=schedule.dataset.system
    )
    found = visible_to(beside, seat, Verb.DATASET_IMPORT).order_by("pk").first()
    return found or register_for(seat=seat, profile_code=REPORT_DUE.code)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was made from a schedule before: stable ids, and by who owes them the days covered."""

    idents: frozenset[str]
    days: Mapping[str, Sequence[tuple[date, date]]]
    owners: Mapping[str, str]  # by acronym: the agency's reference

    @classmethod
    def of(cls, register: Dataset, schedule: Record, acronyms: Sequence[str]) -> "_Known":
        """Two queries. An agency that the operation does not know is known by its letters."""
        named = Agency.objects.filter(operation=schedule.operation_id, acronym__in=acronyms)
        owners = dict(named.values_list("acronym", "ref"))
        rows = Record.objects.filter(dataset=register, stable_id__startswith=f"{schedule.ref}:")
        idents, days = set(), defaultdict(list)
        for ident, ref, kept_by, first, last in rows.values_list(
            "stable_id", "agency__ref", "agency__acronym", "period_start", "period_end"
        ):
            idents.add(ident)
            letters = ident.rpartition(":")[2]
            # Kept by the desk although another is named: the operation did not know that one.
            is_desk_s = ref == schedule.agency.ref and letters != kept_by
            if first and last:
                days[letters if is_desk_s else ref].append((first, last))
        return cls(frozenset(idents), days, owners)

    def covers(self, ident: str, acronym: str, period: Period) -> bool:
        """Whether a report of that agency is there already for some of the period's days."""
        spans = self.days.get(self.owners.get(acronym, acronym), ())
        return ident in self.idents or any(
            first <= period.last and period.first <= last for first, last in spans
        )


def _answers(terms: Terms, period: Period, acronym: str) -> dict[str, Any]:
    due = period.last + timedelta(days=terms.due_after)
    return {
        "title": f"{terms.title}, {period.label}",
        "agency": acronym,
        "kind": terms.kind,
        "start": period.first.isoformat(),
        "end": period.last.isoformat(),
        "due": due.isoformat(),
        **({"area": terms.area} if terms.area else {}),
    }


@dataclass(frozen=True, slots=True)
class Share:
    """How complete one period is: `answered` of `due`, `late` of the rest."""

    period: str  # label
    due: int
    answered: int
    nothing: int  # of those answered: nothing to report
    late: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down so that 100 means all; None where nothing was due."""
        return self.answered * 100 // self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Standing:
    """The reports of one agency, in the order of the periods; None where there is none."""

    agency: Agency
    reports: tuple[Record | None, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """A schedule's newest periods: by agency, and as a figure for each period."""

    shares: tuple[Share, ...] = ()
    standings: tuple[Standing, ...] = field(default=())


def completeness(seat: ActingSeat, schedule: Record) -> Completeness:
    """Of the reports due in the seat's sight. One query."""
    rows = Record.objects.filter(links_out__relation=DUE_UNDER, links_out__target=schedule)
    found = list(
        visible_to(rows, seat)
        .select_related("agency", "dataset")
        .order_by("period_start", "agency__acronym", "pk")
    )
    by_label: dict[str, dict[str, Record]] = {}
    agencies = {one.agency.acronym: one.agency for one in found}
    for one in found:
        by_label.setdefault(_label(one), {})[one.agency.acronym] = one
    labels = list(by_label)[-SHOWN:]
    today = clock.today()
    return Completeness(
        tuple(_share(label, list(by_label[label].values()), today) for label in labels),
        tuple(
            Standing(agencies[acronym], tuple(by_label[label].get(acronym) for label in labels))
            for acronym in sorted(agencies)
        ),
    )


def _label(report: Record) -> str:
    """Of the period it was made for; of one that somebody tied to the schedule by hand, its days."""
    parts = report.stable_id.split(":")
    return parts[1] if len(parts) == _PARTS else f"{report.period_start} – {report.period_end}"


def _share(label: str, reports: list[Record], today: date) -> Share:
    due = [one for one in reports if one.status != EXCUSED]
    answered = [one for one in due if one.status in ANSWERED]
    late = [
        one
        for one in due
        if one.status not in ANSWERED and one.deadline is not None and one.deadline < today
    ]
    nothing = sum(one.status == "nothing_to_report" for one in answered)
    return Share(label, len(due), len(answered), nothing, len(late))
