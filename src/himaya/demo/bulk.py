"""Many records at once, with the same checking, sealing, columns and index as one by one.

What `records.actions.create_record` does for each record is done here for a whole register: only
the events are fewer (one for the load) and the dates are those of the invented past.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, prefetch_related_objects

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.records.actions import Draft, check
from himaya.records.derive import involved_acronyms
from himaya.records.indexing import findable
from himaya.records.models import Involvement, Record, Revision
from himaya.records.sealing import seal_answers, sealed_paths, split
from himaya.records.snapshots.tasks import refresh_after_commit
from himaya.records.subjects import give_subjects
from himaya.search.actions import index_new

_AT_ONCE = 1000  # records held in memory and written together
_BATCH = 400  # rows of one INSERT


@dataclass(frozen=True, slots=True)
class Row:
    """One record to be: its answers, its owner, and when and by which seat it was written."""

    answers: Mapping[str, Any]
    agency: Agency
    made_at: datetime
    made_by: str
    stable_id: str = ""


def create_records(*, seat: ActingSeat, dataset: Dataset, rows: Iterable[Row]) -> int:
    """Write the rows into the register; returns how many. Everything or nothing.

    `dataset` comes with version, system and operation. Raises AnswersRefused at the first row that
    does not fit the form, Problem(NOT_ALLOWED) and Problem(RECORD_CLOSED) as one record would.
    """
    require(seat, Verb.RECORD_CREATE, dataset)
    if not dataset.is_open or dataset.version is None:
        raise Problem(Code.RECORD_CLOSED)
    # Questions are looked at for every record: read once.
    prefetch_related_objects([dataset.version], "questions")
    agencies = {one.acronym: one for one in Agency.objects.filter(operation=seat.operation)}
    count = 0
    with transaction.atomic():
        waiting = iter(rows)
        while some := list(islice(waiting, _AT_ONCE)):
            _write(seat, dataset, some, agencies)
            count += len(some)
        Dataset.objects.filter(pk=dataset.pk).update(revision=F("revision") + count)
        refresh_after_commit(dataset.ref)
        log(seat, Verb.RECORD_CREATE, dataset, note="bulk")
    return count


def _write(
    seat: ActingSeat, dataset: Dataset, rows: Sequence[Row], agencies: Mapping[str, Agency]
) -> None:
    drafts = [_draft(dataset, row) for row in rows]
    made = [_record(dataset, row, draft) for row, draft in zip(rows, drafts, strict=True)]
    give_subjects(made, [draft.answers for draft in drafts])
    Record.objects.bulk_create(made, batch_size=_BATCH)
    paths = sealed_paths(drafts[0].version)
    parted = [split(draft.answers, paths) for draft in drafts]
    Revision.objects.bulk_create(
        (
            _revision(record, row, *parts, door=seat.door)
            for record, row, parts in zip(made, rows, parted, strict=True)
        ),
        batch_size=_BATCH,
    )
    _put_on_top(made)
    Involvement.objects.bulk_create(_named(made, drafts, agencies), batch_size=_BATCH)
    index_new(findable(record, opened) for record, (opened, _) in zip(made, parted, strict=True))


def _draft(dataset: Dataset, row: Row) -> Draft:
    assert dataset.version is not None  # noqa: S101 - looked at by the caller
    draft = check(dataset.version, row.answers)
    profile = profile_named(dataset.profile)
    draft.columns.setdefault("status", profile.lifecycle.start if profile else "submitted")
    return draft


def _record(dataset: Dataset, row: Row, draft: Draft) -> Record:
    return Record(
        operation=dataset.operation,
        dataset=dataset,
        version=draft.version,
        agency=row.agency,
        audience=dataset.audience,
        lane=dataset.lane,
        level=dataset.level,
        author=row.made_by,
        caseworker=row.made_by,
        stable_id=row.stable_id,
        lock=1,
        **draft.columns,
    )


def _revision(
    record: Record, row: Row, opened: dict[str, Any], hidden: dict[str, Any], *, door: str
) -> Revision:
    return Revision(
        record=record,
        n=1,
        version=record.version,
        answers=opened,
        sealed=seal_answers(record, 1, hidden),
        sealed_keys=sorted(hidden),
        sealed_for=record.subject,
        status=record.status,
        made_by=row.made_by,
        made_at=row.made_at,
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


def _named(
    made: Sequence[Record], drafts: Sequence[Draft], agencies: Mapping[str, Agency]
) -> Iterator[Involvement]:
    for record, draft in zip(made, drafts, strict=True):
        for means, acronyms in involved_acronyms(draft.version, draft.answers).items():
            for acronym in sorted(acronyms & agencies.keys()):
                yield Involvement(record=record, agency=agencies[acronym], means=means)
