"""Whose case it is: a supervisor gives all records about one person to one caseworker.

Need to know (gate/rules/default.json) reads `Record.caseworker`: who wrote a case has it until it
is assigned, and only whom it is assigned to afterwards, beside the supervisors of the agency.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet

from himaya.datasets.models import Dataset, Lane
from himaya.gate.decisions import authorize, log, require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Role, Seat
from himaya.people.queries import acting_seat, usable_seats
from himaya.records.models import Record
from himaya.records.revising import mark_changed
from himaya.records.snapshots.tasks import refresh_after_commit
from himaya.records.subjects import refuse_erased
from himaya.search.actions import give_to_caseworker

_ROLES = (Role.CASEWORKER, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Caseworker:
    """Somebody a case may be given to, and how many persons' cases they have now."""

    seat: Seat
    cases: int


def caseworkers(seat: ActingSeat) -> list[Caseworker]:
    """Who works with cases in the seat's own agency, those with the fewest first. Two queries."""
    seats = list(_colleagues(seat))
    held = dict(
        Record.objects.filter(
            operation=seat.operation,
            agency_id=seat.agency_id,
            lane=Lane.PERSON,
            is_withdrawn=False,
            caseworker__in=[one.ref for one in seats],
        )
        .order_by()
        .values_list("caseworker")
        .annotate(cases=Count("subject", distinct=True))
    )
    found = [Caseworker(one, held.get(one.ref, 0)) for one in seats]
    return sorted(found, key=lambda one: (one.cases, one.seat.account.name))


def _colleagues(seat: ActingSeat) -> QuerySet[Seat]:
    return (
        usable_seats()
        .filter(
            operation=seat.operation,
            agency_id=seat.agency_id,
            role__in=_ROLES,
            stands_in_for__isnull=True,
        )
        .select_related("account", "agency", "operation")
    )


def assign_case(*, seat: ActingSeat, record: Record, caseworker: str) -> int:
    """Give the case of a record to the seat with that reference; how many records went along.

    All records about the same person that the acting seat may assign go. Raises `Problem`:
    NOT_ALLOWED, SUBJECT_ERASED, CASEWORKER_UNFIT where the reference is none of `caseworkers`, or
    that access would not cover a record of the case.
    """
    require(seat, Verb.RECORD_ASSIGN, record)
    refuse_erased(record)
    to = _colleagues(seat).filter(ref=caseworker).first()
    if to is None:
        raise Problem(Code.CASEWORKER_UNFIT, status=422)
    theirs = acting_seat(to, second_factor=True)
    with transaction.atomic():
        case = list(_case_of(seat, record).select_for_update(of=("self",)))
        for one in case:
            one.caseworker = to.ref
            if not authorize(theirs, Verb.RECORD_VIEW, one).allowed:
                raise Problem(Code.CASEWORKER_UNFIT, status=422)
        refs, keys = [one.ref for one in case], [one.pk for one in case]
        Record.objects.filter(pk__in=keys).update(caseworker=to.ref, changed_at=clock.now())
        give_to_caseworker(kind="record", things=refs, caseworker=to.ref)
        for dataset in Dataset.objects.filter(pk__in={one.dataset_id for one in case}):
            mark_changed(dataset.pk, [one.pk for one in case if one.dataset_id == dataset.pk])
            refresh_after_commit(dataset.ref)
        for one in case:
            log(seat, Verb.RECORD_ASSIGN, one, note=f"to {to.ref}")
    return len(case)


def _case_of(seat: ActingSeat, record: Record) -> QuerySet[Record]:
    rows = Record.objects.filter(is_withdrawn=False, lane=Lane.PERSON)
    about = (
        rows.filter(pk=record.pk)
        if record.subject_id is None
        else rows.filter(subject=record.subject_id)
    )
    whole = about.select_related("operation", "agency", "dataset__system")
    return visible_to(whole, seat, Verb.RECORD_ASSIGN)


def caseworker_of(record: Record) -> str:
    """The name of whose case it is, or "" outside the person lane and where nobody is known."""
    if record.lane != Lane.PERSON or not record.caseworker:
        return ""
    held = Seat.objects.filter(ref=record.caseworker).select_related("account").first()
    return held.account.name if held else ""
