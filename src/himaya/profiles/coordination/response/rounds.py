"""Reports due, made from a schedule: one for each agency and period, once, theirs to answer.

Requirements (systems 10, 70, 92, 96):
1. A report due, or one of each indicator that the schedule names, is made when its period begins,
   so that who owes it sees the day ahead. What exists is never made twice, whatever became of it,
   and neither where the schedule changed since: an agency that bears another acronym is the same,
   and no day is reported on twice, so that a new rhythm begins after the last period of the old
   one. Who is struck off gets no new ones.
2. It belongs to the agency that owes it (`Profile.given_to`), which answers it: handed in, or
   nothing to report. Silence is neither.
3. Completeness of a period is what was answered of what was due; what was excused was not due.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from django.db import transaction

from himaya.datasets.models import Dataset
from himaya.gate.decisions import require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.profiles.coordination.keepers import IN_FORCE, register_beside
from himaya.profiles.coordination.response.asked import TIES, Wanted, asked_by, parts_of
from himaya.records.actions import create_record, link_records
from himaya.records.models import Record

ANSWERED = frozenset({"submitted", "accepted", "locked", "nothing_to_report"})
EXCUSED = "excused"
SHOWN = 6  # periods side by side
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
        register = register_beside(seat, schedule, asked.profile)
        Dataset.objects.select_for_update().get(pk=register.pk)  # one at a time makes them
        known = _Known.of(register, schedule, {one.acronym for one in asked.wanted})
        missing = [one for one in asked.wanted if not known.covers(one)][:AT_ONCE]
        for one in missing:
            due = create_record(
                seat=seat, dataset=register, answers=one.answers, stable_id=one.ident, sure=True
            )
            for relation, target in one.ties.items():
                link_records(seat=seat, relation=relation, source=due, target=target)
    return len(missing)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was made from a schedule before: stable ids, and the days covered by who owes what."""

    idents: frozenset[str]
    days: Mapping[tuple[str, str], Sequence[tuple[date, date]]]  # by owner and indicator
    owners: Mapping[str, str]  # by acronym: the agency's reference

    @classmethod
    def of(cls, register: Dataset, schedule: Record, acronyms: Collection[str]) -> "_Known":
        """Two queries. An agency that the operation does not know is known by its letters."""
        named = Agency.objects.filter(operation=schedule.operation_id, acronym__in=acronyms)
        owners = dict(named.values_list("acronym", "ref"))
        rows = Record.objects.filter(dataset=register, stable_id__startswith=f"{schedule.ref}:")
        idents, days = set(), defaultdict(list)
        for ident, ref, kept_by, first, last in rows.values_list(
            "stable_id", "agency__ref", "agency__acronym", "period_start", "period_end"
        ):
            idents.add(ident)
            _schedule, _period, letters, indicator = parts_of(ident)
            # Kept by the desk although another is named: the operation did not know that one.
            is_desk_s = ref == schedule.agency.ref and letters != kept_by
            if first and last:
                days[letters if is_desk_s else ref, indicator].append((first, last))
        return cls(frozenset(idents), days, owners)

    def covers(self, wanted: Wanted) -> bool:
        """Whether a report of that agency is there already for some of the period's days."""
        owner = self.owners.get(wanted.acronym, wanted.acronym)
        spans = self.days.get((owner, wanted.indicator), ())
        return wanted.ident in self.idents or any(
            first <= wanted.period.last and wanted.period.first <= last for first, last in spans
        )


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
    _schedule, period, acronym, _indicator = parts_of(report.stable_id)
    return period if acronym else f"{report.period_start} – {report.period_end}"


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
