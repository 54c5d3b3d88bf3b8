"""Reports due, made from a schedule: one for each agency and period, once, theirs to answer.

Requirements (systems 10, 70, 92, 96):
1. A report due, or one of each indicator that the schedule names, is made when its period begins,
   so that who owes it sees the day ahead. What exists is never made twice, whatever became of it;
   an agency struck off the schedule gets no new ones.
2. It belongs to the agency that owes it (`Profile.given_to`), which answers it: handed in, or
   nothing to report. Silence is neither.
3. Completeness of a period is what was answered of what was due; what was excused was not due.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from django.db import transaction

from himaya.collect.actions import register_for
from himaya.datasets.models import Dataset
from himaya.gate.decisions import require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.profiles.coordination.response.asked import TIES, asked_by
from himaya.records.actions import create_record, link_records
from himaya.records.models import Record

IN_FORCE = "in_force"
ANSWERED = frozenset({"submitted", "accepted", "locked", "nothing_to_report"})
EXCUSED = "excused"
SHOWN = 6  # periods side by side
_PARTS = 3  # of a stable id at least: the schedule, the period, the agency
AT_ONCE = 1000  # made in one go; the rest follows with the next


def make_reports_due(*, seat: ActingSeat, schedule: Record) -> int:
    """Make what is missing of the periods that have begun, at most `AT_ONCE`; how many were made.

    None of a schedule that is not in force. Raises `Problem(NOT_ALLOWED)`.
    """
    require(seat, Verb.RECORD_AMEND, schedule)
    if schedule.status != IN_FORCE:
        return 0
    asked = asked_by(seat, schedule, clock.today())
    with transaction.atomic():
        register = _register(seat, schedule, asked.profile)
        Dataset.objects.select_for_update().get(pk=register.pk)  # one at a time makes them
        known = _known(register, schedule)
        missing = [one for one in asked.wanted if one.ident not in known][:AT_ONCE]
        for one in missing:
            due = create_record(
                seat=seat, dataset=register, answers=one.answers, stable_id=one.ident, sure=True
            )
            for relation, target in one.ties.items():
                link_records(seat=seat, relation=relation, source=due, target=target)
    return len(missing)


def _register(seat: ActingSeat, schedule: Record, profile: str) -> Dataset:
    """The register of such reports beside the schedule, else any; opened where there is none."""
    beside = Dataset.objects.filter(profile=profile, is_open=True, system=schedule.dataset.system)
    found = visible_to(beside, seat, Verb.DATASET_IMPORT).order_by("pk").first()
    return found or register_for(seat=seat, profile_code=profile)


def _known(register: Dataset, schedule: Record) -> set[str]:
    rows = Record.objects.filter(dataset=register, stable_id__startswith=f"{schedule.ref}:")
    return set(rows.values_list("stable_id", flat=True))


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
    """The reports of one agency, in the order of the periods."""

    agency: Agency
    reports: tuple[tuple[Record, ...], ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """A schedule's newest periods: by agency, and as a figure for each period."""

    shares: tuple[Share, ...] = ()
    standings: tuple[Standing, ...] = field(default=())


def completeness(seat: ActingSeat, schedule: Record) -> Completeness:
    """Of the reports due in the seat's sight. One query."""
    rows = Record.objects.filter(links_out__relation__in=TIES, links_out__target=schedule)
    found = list(
        visible_to(rows, seat)
        .select_related("agency", "dataset")
        .order_by("period_start", "agency__acronym", "pk")
    )
    by_label: dict[str, dict[str, list[Record]]] = {}
    agencies = {one.agency.acronym: one.agency for one in found}
    for one in found:
        by_label.setdefault(_label(one), {}).setdefault(one.agency.acronym, []).append(one)
    labels = list(by_label)[-SHOWN:]
    today = clock.today()
    return Completeness(
        tuple(_share(label, list(chain(*by_label[label].values())), today) for label in labels),
        tuple(
            Standing(
                agencies[acronym],
                tuple(tuple(by_label[label].get(acronym, ())) for label in labels),
            )
            for acronym in sorted(agencies)
        ),
    )


def _label(report: Record) -> str:
    """Of the period it was made for; of one that somebody tied to the schedule by hand, its days."""
    parts = report.stable_id.split(":")
    return parts[1] if len(parts) >= _PARTS else f"{report.period_start} – {report.period_end}"


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
