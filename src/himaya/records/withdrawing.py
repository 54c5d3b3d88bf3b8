"""Taking a record back: as if it were not there, with its history kept."""

from django.db import transaction

from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.records.actions import ChangedMeanwhile, amend_record
from himaya.records.lifecycle import refuse_locked
from himaya.records.models import Record, Revision
from himaya.records.revising import mark_changed
from himaya.records.sealing import whole_answers
from himaya.records.snapshots.tasks import refresh_after_commit
from himaya.records.subjects import refuse_erased
from himaya.search.actions import forget_thing


def withdraw_record(*, seat: ActingSeat, record: Record, seen: int, reason: str) -> Record:
    """Take a record out of every list, count, search and snapshot; its revisions stay.

    Its stable id is free again, so that the same row may come back as a new record. Raises
    ChangedMeanwhile where it is not as it was seen.
    """
    require(seat, Verb.RECORD_AMEND, record)
    with transaction.atomic():
        locked = (
            Record.objects.select_for_update(of=("self",))
            .select_related("operation", "head", "subject", "agency", "dataset__system", "version")
            .get(pk=record.pk)
        )
        refuse_erased(locked)
        refuse_locked(locked)
        if locked.lock != seen or locked.is_withdrawn:
            raise ChangedMeanwhile(locked, {})
        head = locked.head
        assert head is not None  # noqa: S101 - written in the record's own transaction
        locked.head = Revision.objects.create(
            record=locked,
            n=head.n + 1,
            version_id=head.version_id,
            answers=head.answers,
            status=head.status,
            reason=reason,
            made_by=seat.ref,
            made_at=clock.now(),
            door=seat.door,
        )
        locked.lock = locked.head.n
        locked.is_withdrawn, locked.stable_id = True, ""
        locked.save(update_fields=["head", "lock", "is_withdrawn", "stable_id", "changed_at"])
        mark_changed(locked.dataset_id, [locked.pk])
        refresh_after_commit(locked.dataset.ref)
        forget_thing(kind="record", thing=locked.ref)
        log(seat, Verb.RECORD_AMEND, locked, note="withdrawn")
    return locked


def restore_revision(
    *, seat: ActingSeat, record: Record, n: int, seen: int, reason: str
) -> Revision:
    """Put an earlier revision's answers on top again. Raises what `amend_record` raises."""
    earlier = record.revisions.select_related("version", "sealed_for__agency").get(n=n)
    answers = whole_answers(record, earlier)
    return amend_record(
        seat=seat, record=record, answers=answers, seen=seen, reason=reason, sure=True
    )
