"""Many new records at once: checked, decided, sealed, indexed and logged as one by one.

Only the statements are fewer. What is made here is what `records.actions.create_record` makes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery, prefetch_related_objects

from himaya.datasets.models import Dataset
from himaya.gate.decisions import HIGH, log_many, require
from himaya.gate.seats import ActingSeat
from himaya.instruments.queries import form_of
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.rows import insert_keyed, insert_rows, insert_values
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.records.actions import AnswersRefused, Draft, answers_to_begin, check
from himaya.records.attachments import keep_files, known_to
from himaya.records.beginning import begun
from himaya.records.derive import involved_acronyms
from himaya.records.indexing import findable
from himaya.records.lifecycle import follow_many, require_to_begin
from himaya.records.models import Involvement, Record, Revision
from himaya.records.revising import mark_changed
from himaya.records.sealing import seal_answers, sealed_paths, split
from himaya.records.showing import file_references
from himaya.records.snapshots.tasks import refresh_after_commit
from himaya.records.subjects import give_subjects
from himaya.records.twins import note_twins
from himaya.search.actions import index_new


@dataclass(frozen=True, slots=True)
class Begun:
    """A record that is not written yet, its answers, and by which seat it is when."""

    record: Record
    draft: Draft
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class NewRow:
    """What a file says of a record that is not there yet."""

    answers: Mapping[str, Any]
    stable_id: str


class ManyRecords:
    """New records of one register, a thousand or so at a time; call in one transaction.

    `dataset` comes with its version, system and operation. Raises Problem(NOT_ALLOWED) and
    Problem(RECORD_CLOSED) as one record would.
    """

    def __init__(self, *, seat: ActingSeat, dataset: Dataset, reason: str = "") -> None:
        require(seat, Verb.RECORD_CREATE, dataset)
        if not dataset.is_open or dataset.version is None:
            raise Problem(Code.RECORD_CLOSED)
        # Questions are looked at for every record: read once.
        prefetch_related_objects([dataset.version], "questions")
        self.seat, self.dataset, self.version = seat, dataset, dataset.version
        self.reason = reason
        self._agencies = {
            one.acronym: one for one in Agency.objects.filter(operation=seat.operation)
        }
        self._own = Agency.objects.get(ref=seat.agency)
        self._allowed: set[tuple[object, ...]] = set()

    def create(self, rows: Sequence[NewRow]) -> dict[str, str]:
        """Write them; stable id -> reference of the record. Rows the form refuses are left out."""
        made = [one for row in rows if (one := self._begin(row)) is not None]
        if not made:
            return {}
        with transaction.atomic():
            form = form_of(self.version)
            for one in made:
                keep_files(self.seat.operation, file_references(form, one.draft.answers))
            write_begun(made, self._agencies, door=self.seat.door, reason=self.reason)
            log_many(
                self.seat,
                Verb.RECORD_CREATE,
                [(one.record, tuple(one.draft.answers)) for one in made],
            )
            follow_many(self.seat, [one.record for one in made])
        return {one.record.stable_id: one.record.ref for one in made}

    def _begin(self, row: NewRow) -> Begun | None:
        seat, dataset = self.seat, self.dataset
        try:
            draft = check(self.version, row.answers, known_to(seat, {}))
            started = answers_to_begin(seat=seat, dataset=dataset, answers=draft.answers)
            if started != draft.answers:
                draft = check(self.version, started, known_to(seat, {}))
        except AnswersRefused:
            return None
        record = begun(seat, dataset, draft, self._own, self._agencies.get)
        record.stable_id, record.lock = row.stable_id, 1
        self._require(record)
        return Begun(record, draft, seat.ref, clock.now())

    def _require(self, record: Record) -> None:
        """What one record needs; of two that no rule can tell apart the second needs no asking.

        From High up each is asked about, since each is then in the log.
        """
        told = (record.agency_id, record.area, record.status, record.caseworker)
        if told in self._allowed and record.level < HIGH:
            return
        require(self.seat, Verb.RECORD_VIEW, record)
        require_to_begin(self.seat, record)
        self._allowed.add(told)


def write_begun(
    made: Sequence[Begun], agencies: Mapping[str, Agency], *, door: str, reason: str = ""
) -> None:
    """Write records of one register with subjects, revisions, named agencies and search entries.

    `agencies` are those of the operation by acronym.
    """
    records = [one.record for one in made]
    give_subjects(records, [one.draft.answers for one in made])
    insert_keyed(records)
    paths = sealed_paths(made[0].draft.version)
    parted = [split(one.draft.answers, paths) for one in made]
    insert_rows(
        [
            _revision(one, *parts, door=door, reason=reason)
            for one, parts in zip(made, parted, strict=True)
        ]
    )
    _put_on_top(records)
    insert_values(Involvement, ("record_id", "agency_id", "means"), list(_named(made, agencies)))
    note_twins(
        [(record, opened) for record, (opened, _) in zip(records, parted, strict=True)],
        are_new=True,
    )
    index_new(findable(one, opened) for one, (opened, _) in zip(records, parted, strict=True))
    dataset = records[0].dataset
    mark_changed(dataset.pk, [record.pk for record in records])
    refresh_after_commit(dataset.ref)


def _revision(
    one: Begun, opened: dict[str, Any], hidden: dict[str, Any], *, door: str, reason: str
) -> Revision:
    record = one.record
    return Revision(
        record=record,
        n=1,
        version=record.version,
        answers=opened,
        sealed=seal_answers(record, 1, hidden),
        sealed_keys=sorted(hidden),
        sealed_for=record.subject,
        status=record.status,
        reason=reason,
        made_by=one.made_by,
        made_at=one.made_at,
        door=door,
    )


def _put_on_top(made: Sequence[Record]) -> None:
    """Set each record's head, and its dates to those of the revision, in one statement."""
    first = Revision.objects.filter(record=OuterRef("pk"), n=1)
    keys = [record.pk for record in made]
    # Keys of one run follow one another, so that a range names them all.
    Record.objects.filter(pk__range=(min(keys), max(keys)), head__isnull=True).update(
        head=Subquery(first.values("pk")[:1]),
        made_at=Subquery(first.values("made_at")[:1]),
        changed_at=Subquery(first.values("made_at")[:1]),
    )


def _named(made: Sequence[Begun], agencies: Mapping[str, Agency]) -> Iterator[tuple[int, int, str]]:
    for one in made:
        for means, acronyms in involved_acronyms(one.draft.version, one.draft.answers).items():
            for acronym in sorted(acronyms & agencies.keys()):
                yield one.record.pk, agencies[acronym].pk, means
