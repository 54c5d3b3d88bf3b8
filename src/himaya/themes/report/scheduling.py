"""Schedules of thematic reports: set up, paused, gone on with, and what they make.

Requirements:
1. The report of each span that is over is kept once, by the version of the framework that is in
   force when it is made, in the language of the schedule. Spans that passed while no worker ran
   are made up, one by one, the oldest first.
2. It is made in the present sight of whoever set it up, without a second factor. Where that access
   ended or may do it no more, the schedule stops and says so; somebody else may go on with it,
   under their own access from then on.
3. A span of which nothing was read has a report that says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import translation

from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize, log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency, Seat
from himaya.people.queries import acting_seat, usable_seats
from himaya.records.bulletin.model import Month
from himaya.records.models import Record
from himaya.releases.actions import PartOfCopy
from himaya.releases.content import Document
from himaya.themes.models import Framework, ReportSchedule
from himaya.themes.queries import newest_published
from himaya.themes.report.asking import Ask
from himaya.themes.report.composing import composed
from himaya.themes.report.copying import leaving
from himaya.themes.report.gathering import country_of, evidence_of
from himaya.themes.report.keeping import keep_report
from himaya.themes.report.spans import begin_of, due_on, moved, spans_over

State = ReportSchedule.State


def set_up_schedule(
    *,
    seat: ActingSeat,
    framework: Framework,
    dataset: Dataset,
    months: int,
    area: str,
    language: str,
    agency: Agency,
    begins: date,
    wait: int = 0,
) -> ReportSchedule:
    """Have the report of each span kept from `begins` on, under the seat.

    That another agency answers for it is said by who runs the register. Raises Problem:
    NOT_ALLOWED for who may not write into the register or take copies of it, ALREADY_DONE where
    the same is made already.
    """
    _require_keeping(seat, dataset)
    if agency.ref != seat.agency:
        require(seat, Verb.DATASET_MANAGE, dataset)
    with transaction.atomic():
        schedule = _once(
            ReportSchedule(
                operation=seat.operation,
                framework=framework,
                dataset=dataset,
                months=months,
                area=area,
                language=language,
                agency=agency,
                begins=begin_of(begins, months),
                wait=wait,
                keeper=Seat.objects.get(ref=seat.ref),
            )
        )
        log(seat, Verb.RECORD_CREATE, dataset, note="report_schedule_set_up")
    return schedule


def pause_schedule(*, seat: ActingSeat, schedule: ReportSchedule) -> ReportSchedule:
    """Make no reports until somebody goes on with it. Raises Problem: NOT_ALLOWED, ALREADY_DONE."""
    _require_say(seat, schedule)
    with transaction.atomic():
        locked = _locked(schedule)
        if locked.state != State.IN_FORCE:
            raise Problem(Code.ALREADY_DONE)
        locked.state = State.PAUSED
        locked.save(update_fields=["state"])
        log(seat, Verb.RECORD_CREATE, schedule.dataset, note="report_schedule_paused")
    return locked


def resume_schedule(*, seat: ActingSeat, schedule: ReportSchedule) -> ReportSchedule:
    """Go on with it, under the seat from now on; what was left out meanwhile is made up.

    Raises Problem: NOT_ALLOWED, ALREADY_DONE.
    """
    _require_say(seat, schedule)
    _require_keeping(seat, schedule.dataset)
    with transaction.atomic():
        locked = _locked(schedule)
        if locked.state == State.IN_FORCE:
            raise Problem(Code.ALREADY_DONE)
        locked.state, locked.stopped_why = State.IN_FORCE, ""
        locked.keeper = Seat.objects.get(ref=seat.ref)
        locked = _once(locked)
        log(seat, Verb.RECORD_CREATE, schedule.dataset, note="report_schedule_resumed")
    return locked


def may_say(seat: ActingSeat, schedule: ReportSchedule) -> bool:
    """Whether a seat pauses it and goes on with it: of its agency, or who runs the register."""
    manages = authorize(seat, Verb.DATASET_MANAGE, schedule.dataset).allowed
    writes = authorize(seat, Verb.RECORD_CREATE, schedule.dataset).allowed
    return manages or (writes and seat.agency_id in (schedule.agency_id, schedule.keeper.agency_id))


def _require_say(seat: ActingSeat, schedule: ReportSchedule) -> None:
    require(seat, Verb.RECORD_CREATE, schedule.dataset)
    if not may_say(seat, schedule):
        raise Problem(Code.NOT_ALLOWED, status=403)


def _require_keeping(seat: ActingSeat, dataset: Dataset) -> None:
    require(seat, Verb.RECORD_CREATE, dataset)
    require(seat, Verb.COPY_MAKE, dataset)


def _once(schedule: ReportSchedule) -> ReportSchedule:
    try:
        with transaction.atomic():
            schedule.save()
    except IntegrityError as error:  # the constraint of what is in force
        raise Problem(Code.ALREADY_DONE) from error
    return schedule


def whole_schedules() -> QuerySet[ReportSchedule]:
    """Rows with what rules and reports read of them."""
    return ReportSchedule.objects.select_related(
        "operation", "framework", "dataset__operation", "dataset__system", "dataset__agency"
    ).select_related("dataset__version", "agency", "keeper__account", "keeper__agency")


def _locked(schedule: ReportSchedule) -> ReportSchedule:
    return whole_schedules().select_for_update(of=("self",)).get(pk=schedule.pk)


def missing_spans(schedule: ReportSchedule, today: date) -> list[date]:
    """First days of the spans whose reports are due and not made, the oldest first."""
    made = set(schedule.reports.values_list("first", flat=True))
    over = spans_over(schedule.begins, schedule.months, schedule.wait, today)
    return [first for first in over if first not in made]


def next_span(schedule: ReportSchedule, today: date) -> date:
    """First day of the span whose report comes next, once those that are due are made."""
    first = schedule.begins
    while due_on(first, schedule.months, schedule.wait) <= today:
        first = moved(first, schedule.months)
    return first


def make_next_report(schedule: ReportSchedule) -> Record | None:
    """Keep the report of the oldest span that lacks one; None where there is none.

    Where it cannot be made the schedule stops, and this answers None too; likewise where another
    worker was quicker, who goes on with the rest.
    """
    schedule = whole_schedules().get(pk=schedule.pk)
    missing = missing_spans(schedule, clock.today())
    if schedule.state != State.IN_FORCE or not missing:
        return None
    try:
        # Reading takes seconds where much is coded: nobody has to wait for it.
        prepared = _prepared(schedule, missing[0])
        with transaction.atomic():
            locked = _locked(schedule)
            is_as_it_was = (locked.state, locked.keeper_id) == (State.IN_FORCE, schedule.keeper_id)
            if not is_as_it_was or missing[0] not in missing_spans(locked, clock.today()):
                return None
            return prepared.keep(locked)
    except Problem as refused:
        if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise  # of the installation, such as a missing key: the job is tried again
        _stop(schedule, refused.code)
        return None


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A report that is made and not kept yet."""

    seat: ActingSeat
    maker: str
    ask: Ask
    parts: Sequence[PartOfCopy]
    document: Document

    def keep(self, schedule: ReportSchedule) -> Record:
        """Within the transaction that looked at the schedule again."""
        with translation.override(schedule.language):
            return keep_report(
                seat=self.seat,
                ask=self.ask,
                parts=self.parts,
                document=self.document,
                maker=self.maker,
                schedule=schedule,
            )


def _prepared(schedule: ReportSchedule, first: date) -> _Prepared:
    keeper = usable_seats().filter(pk=schedule.keeper_id)
    held = keeper.select_related("operation", "agency", "account").first()
    if held is None:
        raise Problem(Code.SEAT_NEEDED, status=403)
    version = newest_published(schedule.framework)
    if version is None:
        raise Problem(Code.NOT_FOUND, status=404)
    seat = acting_seat(held, second_factor=False, door="job")
    _require_keeping(seat, schedule.dataset)
    ask = Ask(version, Month(first), schedule.months, schedule.area)
    with translation.override(schedule.language):
        country = country_of(seat)
        parts, outgoing = leaving(seat, evidence_of(seat, ask, country))
        if not parts:  # nothing was read that may leave: the report says so
            parts = [PartOfCopy(schedule.dataset, schedule.dataset.level, ("themes",), ())]
        document = composed(seat, ask, outgoing, country).document(None)
    return _Prepared(seat, held.account.name, ask, parts, document)


def _stop(schedule: ReportSchedule, why: Code) -> None:
    """Say why no report is made any more, on the page and in the log."""
    with transaction.atomic():
        locked = _locked(schedule)
        if locked.state != State.IN_FORCE:
            return
        locked.state, locked.stopped_why = State.STOPPED, why
        locked.save(update_fields=["state", "stopped_why"])
        keeper = Seat.objects.select_related("operation", "agency", "account").get(
            pk=locked.keeper_id
        )
        seat = acting_seat(keeper, second_factor=False, door="job")
        log(seat, Verb.RECORD_CREATE, locked.dataset, note=f"report_schedule_stopped_{why}"[:60])
