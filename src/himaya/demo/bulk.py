"""Many records of an invented past: whose they are and when they were written is told for each.

They are written as `records.many` writes; only the events are fewer (one for the load).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.records.actions import Draft, check
from himaya.records.many import Begun, write_begun
from himaya.records.models import Record

_AT_ONCE = 1000  # records held in memory and written together


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
        log(seat, Verb.RECORD_CREATE, dataset, note="bulk")
    return count


def _write(
    seat: ActingSeat, dataset: Dataset, rows: Sequence[Row], agencies: Mapping[str, Agency]
) -> None:
    made = []
    for row in rows:
        draft = _draft(dataset, row)
        made.append(Begun(_record(dataset, row, draft), draft, row.made_by, row.made_at))
    write_begun(made, agencies, door=seat.door)


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
