"""One answer changed in many records at once: looked at first, kept apart for undoing.

Every record is decided, checked and revised on its own, as if somebody had opened it. A record
that somebody changed since the preview, or that the form refuses, is left as it is and named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from himaya.gate.decisions import authorize, log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.actions import AnswersRefused, ChangedMeanwhile, check, move_record
from himaya.records.lifecycle import GateShut, ReasonMissing, is_locked
from himaya.records.models import BulkChange, BulkRow, Record, Revision
from himaya.records.registers.columns import STATUS
from himaya.records.registers.editing import save_row
from himaya.records.registers.register import Register
from himaya.records.sealing import whole_answers

MOST = 500  # records in one change: what a person can look through before pressing the button


@dataclass(frozen=True, slots=True)
class Planned:
    """What would become of one record: change, same, refused (by the form or step), not_allowed."""

    record: Record
    outcome: str


@dataclass(slots=True)
class Left:
    """How many records were left as they are, and why."""

    changed_meanwhile: int = 0
    refused: int = 0

    @property
    def several(self) -> int:
        """All of them."""
        return self.changed_meanwhile + self.refused


@dataclass(frozen=True, slots=True)
class _Wanted:
    seat: ActingSeat
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A bulk change, or its undoing, and what it left alone."""

    change: BulkChange
    left: Left = field(default_factory=Left)


def plan_bulk(register: Register, records: Iterable[Record], key: str, value: str) -> list[Planned]:
    """What the change would do to each record; writes nothing."""
    return [Planned(record, _outcome(register, record, key, value)) for record in records]


def _outcome(register: Register, record: Record, key: str, value: str) -> str:
    if key == STATUS:
        if record.status == value:
            return "same"
        if not authorize(register.seat, Verb.RECORD_MOVE, record).allowed:
            return "not_allowed"
        return "change" if register.may_follow(record.status, value) else "refused"
    assert record.head is not None  # noqa: S101 - written in the record's own transaction
    if str(record.head.answers.get(key, "")) == value:
        return "same"
    if not authorize(register.seat, Verb.RECORD_AMEND, record).allowed:
        return "not_allowed"
    if is_locked(record):
        return "refused"
    answers = {**whole_answers(record, record.head), key: value}
    kept = {name: answer for name, answer in answers.items() if answer not in ("", None)}
    try:
        check(record.version, kept, file_exists=lambda _reference: True)
    except AnswersRefused:
        return "refused"
    return "change"


def change_in_bulk(
    *,
    seat: ActingSeat,
    register: Register,
    key: str,
    value: str,
    seen: Mapping[str, int],
    reason: str,
) -> Changed:
    """Change the records of `seen` (lock by ref), each through its own action.

    Raises Problem(SHAPE_REFUSED) for more than `MOST`, Problem(ALREADY_DONE) where none of them
    is as it was seen.
    """
    require(seat, Verb.DATASET_VIEW, register.dataset)
    if len(seen) > MOST:
        raise Problem(Code.SHAPE_REFUSED, status=422, field="records")
    left, wanted = Left(), _Wanted(seat, key, reason)
    with transaction.atomic():
        change = BulkChange.objects.create(
            operation=seat.operation,
            dataset=register.dataset,
            key=key,
            reason=reason,
            made_by=seat.ref,
            made_at=clock.now(),
        )
        rows = []
        for record in _records(seen):
            revision = _write(wanted, record, value, seen[record.ref], left)
            if revision is not None:
                rows.append(
                    BulkRow(change=change, record=record, before=revision.n - 1, after=revision.n)
                )
        if not rows:
            raise Problem(Code.ALREADY_DONE)
        BulkRow.objects.bulk_create(rows)
        log(seat, Verb.RECORD_AMEND, register.dataset, fields=(key,), note="bulk")
    return Changed(change, left)


def _records(refs: Iterable[str]) -> list[Record]:
    return list(
        Record.objects.filter(ref__in=list(refs), is_withdrawn=False)
        .select_related("operation", "dataset__system", "head", "version", "agency")
        .order_by("pk")
    )


_OF_A_STEP = (Code.STEP_UNKNOWN, Code.RECORD_CLOSED, Code.TWO_PERSONS_NEEDED)


def _write(wanted: _Wanted, record: Record, value: str, seen: int, left: Left) -> Revision | None:
    seat, key, reason = wanted.seat, wanted.key, wanted.reason
    try:
        with transaction.atomic():
            if key == STATUS:
                return move_record(seat=seat, record=record, to=value, seen=seen, reason=reason)
            changes = {key: value}
            return save_row(seat=seat, record=record, changes=changes, seen=seen, reason=reason)
    except ChangedMeanwhile:
        left.changed_meanwhile += 1
    except AnswersRefused:
        left.refused += 1
    except Problem as problem:
        known = isinstance(problem, ReasonMissing | GateShut)
        if not known and problem.code not in _OF_A_STEP:
            raise
        left.refused += 1
    return None


def undo_bulk(*, seat: ActingSeat, register: Register, change: BulkChange) -> Changed:
    """Put back what stood before, in every record that nobody changed since.

    Raises Problem(ALREADY_DONE) the second time, and where every record was changed since.
    """
    require(seat, Verb.DATASET_VIEW, register.dataset)
    left = Left()
    with transaction.atomic():
        locked = BulkChange.objects.select_for_update().get(pk=change.pk)
        if locked.undone_at is not None:
            raise Problem(Code.ALREADY_DONE)
        rows = {row.record_id: row for row in locked.rows.all()}
        reason = _("Undone: %(reason)s") % {"reason": locked.reason}
        wanted = _Wanted(seat, locked.key, reason[:300])
        restored = 0
        for record in _records(locked.rows.values_list("record__ref", flat=True)):
            row = rows[record.pk]
            value = _stood(record, row.before, locked.key)
            written = _write(wanted, record, value, row.after, left)
            restored += written is not None
        if not restored:
            raise Problem(Code.ALREADY_DONE)
        locked.undone_at, locked.undone_by = clock.now(), seat.ref
        locked.save(update_fields=["undone_at", "undone_by"])
        log(seat, Verb.RECORD_AMEND, register.dataset, fields=(locked.key,), note="bulk_undone")
    return Changed(locked, left)


def _stood(record: Record, n: int, key: str) -> str:
    """The answer as it stood at that revision; only open questions are changed in bulk."""
    revision = record.revisions.get(n=n)
    if key == STATUS:
        return revision.status
    value = revision.answers.get(key)
    return "" if value is None else str(value)
