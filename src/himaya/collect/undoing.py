"""A whole import taken back, piece by piece."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _

from himaya.collect.putting import AT_ONCE
from himaya.collect.queries import PIECE, dataset_of
from himaya.datasets.models import Dataset, ImportBatch, ImportEffect
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.actions import AnswersRefused, ChangedMeanwhile
from himaya.records.lifecycle import RecordLocked
from himaya.records.many_changed import SHARED, ManyChanges
from himaya.records.models import Record, Revision
from himaya.records.returning import revisions_of
from himaya.records.sealing import whole_answers

_Revisions = Mapping[tuple[int, int], Revision]


def undo_import(*, seat: ActingSeat, batch: ImportBatch) -> ImportBatch:
    """Take a whole import back: what it made is withdrawn, what it changed stands as before.

    A record that somebody changed since, or that was erased, is left as it is and counted in
    `counts["left"]`. A large import is taken back piece by piece, and goes on where it stopped.
    Raises Problem(ALREADY_DONE) unless the file is imported.
    """
    dataset = dataset_of(batch)
    require(seat, Verb.DATASET_IMPORT, dataset)
    while (undone := _undo_piece(seat, batch, dataset)).state == ImportBatch.State.IMPORTED:
        pass
    return undone


def _undo_piece(seat: ActingSeat, batch: ImportBatch, dataset: Dataset) -> ImportBatch:
    """The batch after one piece; effects that were taken back go, but for those of the last."""
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != ImportBatch.State.IMPORTED:
            raise Problem(Code.ALREADY_DONE)
        found = list(locked.effects.order_by("pk")[: PIECE + 1])
        effects = found[:PIECE]
        undone = sum(
            _take_back(seat, effects[start : start + AT_ONCE], _("Import undone"))
            for start in range(0, len(effects), AT_ONCE)
        )
        told = locked.counts
        locked.counts = {
            **told,
            "undone": told.get("undone", 0) + undone,
            "left": told.get("left", 0) + len(effects) - undone,
        }
        if len(found) > PIECE:
            locked.effects.filter(pk__in=[one.pk for one in effects]).delete()
        else:
            locked.state = ImportBatch.State.UNDONE
            log(seat, Verb.DATASET_IMPORT, dataset, note="undone")
        locked.save(update_fields=["state", "counts"])
    return locked


def _take_back(seat: ActingSeat, effects: Sequence[ImportEffect], reason: str) -> int:
    """How many records were as the import left them, and are taken back."""
    found = Record.objects.filter(ref__in=[one.record for one in effects], is_withdrawn=False)
    records = {
        record.ref: record
        for record in found.select_related("head__sealed_for__agency", "subject").prefetch_related(
            *SHARED
        )
        if not record.is_erased
    }
    pairs = [(records[one.record], one) for one in effects if one.record in records]
    revisions = revisions_of(set(_wanted(pairs)))
    changes = ManyChanges(seat=seat, records=list(records.values()), reason=reason)
    undone = 0
    for record, effect in pairs:
        seen = record.lock if _is_as_left(record, effect, revisions) else effect.after
        with suppress(AnswersRefused, ChangedMeanwhile, RecordLocked):  # left as it is, and counted
            if effect.before == 0:
                changes.withdraw(record, seen)
            else:
                before = whole_answers(record, revisions[record.pk, effect.before])
                changes.amend(record, before, seen)
            undone += 1
    changes.write()
    return undone


def _wanted(pairs: Sequence[tuple[Record, ImportEffect]]) -> Iterator[tuple[int, int]]:
    """The revisions to look at: what stood before, and what the import left where more came."""
    for record, effect in pairs:
        if effect.before:
            yield record.pk, effect.before
        if record.lock != effect.after:
            yield record.pk, effect.after


def _is_as_left(record: Record, effect: ImportEffect, revisions: _Revisions) -> bool:
    """Whether the record says what the import left, by a later import that was undone too."""
    if record.lock == effect.after:
        return True
    left = revisions.get((record.pk, effect.after))
    if left is None or record.head is None or record.status != left.status:
        return False
    return whole_answers(record, left) == whole_answers(record, record.head)
