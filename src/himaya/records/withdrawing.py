"""Taking a record back: as if it were not there, with its history kept."""

from django.db import transaction

from himaya.gate.seats import ActingSeat
from himaya.records.many_changed import ManyChanges
from himaya.records.models import Record


def withdraw_record(*, seat: ActingSeat, record: Record, seen: int, reason: str) -> Record:
    """Take a record out of every list, count, search and snapshot; its revisions stay.

    Its stable id is free again, so that the same row may come back as a new record. Raises
    ChangedMeanwhile where it is not as it was seen.
    """
    with transaction.atomic():
        changes = ManyChanges(seat=seat, records=[record], reason=reason)
        withdrawn = changes.withdraw(record, seen)
        changes.write()
    return withdrawn
