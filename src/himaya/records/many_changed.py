"""Many records changed at once: looked at again, decided, sealed, indexed, logged as one by one.

Only the statements are fewer. What is made here is what `records.actions.amend_record` and
`records.withdrawing.withdraw_record` make.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, Subquery

from himaya.gate.decisions import log_many, require
from himaya.gate.seats import ActingSeat
from himaya.instruments.queries import form_of
from himaya.kernel import clock
from himaya.kernel.rows import insert_rows, insert_values, update_rows
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.records.actions import Amended, ChangedMeanwhile, amended
from himaya.records.attachments import keep_files
from himaya.records.derive import involved_acronyms
from himaya.records.indexing import findable
from himaya.records.lifecycle import follow_many, refuse_locked
from himaya.records.models import Involvement, Record, Revision
from himaya.records.revising import mark_changed
from himaya.records.sealing import seal_answers, sealed_paths, split
from himaya.records.showing import file_references
from himaya.records.snapshots.tasks import refresh_after_commit
from himaya.records.subjects import refuse_erased, subject_for
from himaya.records.twins import note_twins
from himaya.search.actions import forget_many, index_again

_COLUMNS = (
    "lock", "changed_at", "subject_id", "status", "area", "period_start", "period_end", "deadline",
    "can_be_late", "is_withdrawn", "stable_id",
)  # fmt: skip


# What many records have in common, loaded once for all: a form and its marks are kept beside the
# version object, and a definition is long.
SHARED = ("operation", "agency", "dataset__system", "version__questions")


class ManyChanges:
    """Changes of up to a few hundred records that are written together.

    Call in one transaction. All are locked first, in one order, so that two writers do not wait
    for each other; each may be changed once.
    """

    def __init__(self, *, seat: ActingSeat, records: Sequence[Record], reason: str) -> None:
        self.seat, self.reason = seat, reason
        found = (
            Record.objects.select_for_update(of=("self",))
            .select_related("head__sealed_for__agency", "subject__agency")
            .prefetch_related(*SHARED)
            .filter(pk__in=[record.pk for record in records])
        )
        self._locked = {record.pk: record for record in found.order_by("pk")}
        self._amended: list[Amended] = []
        self._withdrawn: list[Record] = []
        self._changed: set[int] = set()

    def amend(self, record: Record, answers: Mapping[str, Any], seen: int) -> None:
        """As `amend_record` of somebody who is sure; raises what it raises, and writes nothing."""
        require(self.seat, Verb.RECORD_AMEND, record)
        change = amended(
            seat=self.seat,
            locked=self._take(record, answers),
            answers=answers,
            seen=seen,
            reason=self.reason,
            sure=True,
        )
        self._amended.append(change)
        self._changed.add(record.pk)

    def withdraw(self, record: Record, seen: int) -> Record:
        """As `withdraw_record`, and writes nothing yet."""
        require(self.seat, Verb.RECORD_AMEND, record)
        locked = self._take(record, {})
        refuse_erased(locked)
        refuse_locked(locked)
        if locked.lock != seen or locked.is_withdrawn:
            raise ChangedMeanwhile(locked, {})
        self._withdrawn.append(locked)
        self._changed.add(record.pk)
        return locked

    def _take(self, record: Record, answers: Mapping[str, Any]) -> Record:
        """The record as it stands; one that is changed already is not as it was seen."""
        locked = self._locked[record.pk]
        if locked.pk in self._changed:
            raise ChangedMeanwhile(locked, answers)
        return locked

    def write(self) -> None:
        """Write what was asked for so far."""
        revisions = [
            *(self._revision_of(one) for one in self._amended),
            *(self._last_of(record) for record in self._withdrawn),
        ]
        if not revisions:
            return
        insert_rows(revisions)
        for one in revisions:
            one.record.lock, one.record.changed_at = one.n, one.made_at
        records = [one.record for one in revisions]
        update_rows(records, _COLUMNS)
        top = Revision.objects.filter(record=OuterRef("pk"), n=OuterRef("lock")).values("pk")
        keys = [record.pk for record in records]
        Record.objects.filter(pk__in=keys).update(head=Subquery(top[:1]))
        for dataset in {record.dataset_id: record.dataset for record in records}.values():
            mark_changed(dataset.pk, [one.pk for one in records if one.dataset_id == dataset.pk])
            refresh_after_commit(dataset.ref)
        self._name_agencies()
        self._index({one.record_id: one.answers for one in revisions})
        self._log()
        follow_many(self.seat, records)

    def _revision_of(self, change: Amended) -> Revision:
        record, draft = change.record, change.draft
        opened, hidden = split(draft.answers, sealed_paths(draft.version))
        keep_files(self.seat.operation, file_references(form_of(draft.version), draft.answers))
        for name, value in draft.columns.items():
            setattr(record, name, value)
        record.subject = subject_for(record, draft.version, draft.answers)
        revision = self._next(record, answers=opened)
        revision.sealed = seal_answers(record, revision.n, hidden)
        revision.sealed_keys = sorted(hidden)
        revision.sealed_for = record.subject
        return revision

    def _last_of(self, record: Record) -> Revision:
        """A withdrawn record says what it said, without what was sealed; its id is free again."""
        assert record.head is not None  # noqa: S101 - written in the record's own transaction
        revision = self._next(record, answers=record.head.answers)
        revision.version_id, revision.status = record.head.version_id, record.head.status
        record.is_withdrawn, record.stable_id = True, ""
        return revision

    def _next(self, record: Record, answers: Mapping[str, Any]) -> Revision:
        assert record.head is not None  # noqa: S101 - as above
        return Revision(
            record=record,
            n=record.head.n + 1,
            version=record.version,
            answers=answers,
            status=record.status,
            reason=self.reason,
            made_by=self.seat.ref,
            made_at=clock.now(),
            door=self.seat.door,
        )

    def _name_agencies(self) -> None:
        """Refresh which agencies the answers name; unknown acronyms stay words in the answers."""
        Involvement.objects.filter(record__in=[one.record.pk for one in self._amended]).delete()
        named = [
            (one.record.pk, means, acronym)
            for one in self._amended
            for means, acronyms in involved_acronyms(one.draft.version, one.draft.answers).items()
            for acronym in sorted(acronyms)
        ]
        agencies = Agency.objects.filter(
            operation=self.seat.operation, acronym__in={acronym for *_, acronym in named}
        )
        keys = dict(agencies.values_list("acronym", "pk"))
        insert_values(
            Involvement,
            ("record_id", "agency_id", "means"),
            [(key, keys[acronym], means) for key, means, acronym in named if acronym in keys],
        )

    def _index(self, opened: Mapping[int, Mapping[str, Any]]) -> None:
        entries = [(one.record, opened[one.record.pk]) for one in self._amended]
        for dataset in {record.dataset_id for record, _opened in entries}:
            note_twins([one for one in entries if one[0].dataset_id == dataset])
        index_again([findable(record, said) for record, said in entries])
        if self._withdrawn:
            forget_many(kind="record", things=[record.ref for record in self._withdrawn])

    def _log(self) -> None:
        amend = Verb.RECORD_AMEND
        log_many(self.seat, amend, [(one.record, one.fields) for one in self._amended])
        log_many(self.seat, amend, [(one, ()) for one in self._withdrawn], note="withdrawn")
