"""Rows of the home page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import prefetch_related_objects

from himaya.gate.late import Waiting, waiting_of
from himaya.gate.seats import ActingSeat
from himaya.people.models import Account
from himaya.people.queries import open_seats
from himaya.records.models import Record
from himaya.records.titles import title_of

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """One record as the home page lists it."""

    record: Record
    title: str
    tone: str  # danger: overdue, warn: this week, plain


def listed(records: Iterable[Record], today: date) -> list[Line]:
    """Lines for the records; two queries whatever their number."""
    found = list(records)
    prefetch_related_objects(found, "version__questions")
    return [Line(record, title_of(record), _tone(record, today)) for record in found]


def late_forms(account: Account, seat: ActingSeat) -> list[Waiting]:
    """Forms that wait for this person to send them again, under an access that still is open.

    None while looking as another agency. One query, and one more where something waits.
    """
    waiting = [] if seat.viewing_as else waiting_of(account.ref)
    if not waiting:
        return []
    still = set(open_seats(account).values_list("ref", flat=True))
    return [one for one in waiting if one.seat in still]


def _tone(record: Record, today: date) -> str:
    if record.deadline is None or not record.can_be_late:
        return "plain"
    if record.deadline < today:
        return "danger"
    return "warn" if record.deadline <= today + _WEEK else "plain"
