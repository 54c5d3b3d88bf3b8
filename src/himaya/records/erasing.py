"""Erasing a subject: its key, the sealed answers and files under it, and what was derived.

Requirements (protocol.md, Sealing; docs/explanation/sealing.md):
1. The wrapped key is destroyed, and every ciphertext of the subject's records with it, whatever
   key a revision from before the subject was named is under.
2. The erasure is in the ledger: a backup from before, when restored, is erased again.
3. Search finds the records no more; no snapshot file keeps what was erased.
4. Open answers, codes and dates stay, so that counts hold; nothing is written afterwards.
"""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Q

from himaya.audit.log import write_event
from himaya.datasets.models import Dataset
from himaya.files.actions import drop_content
from himaya.files.models import StoredFile
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.instruments.queries import form_of
from himaya.kernel import clock
from himaya.kernel.erasure import note_erased
from himaya.kernel.ids import new_ref
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.models import Record, Revision, Subject
from himaya.records.revising import mark_changed
from himaya.records.sealing import whole_answers
from himaya.records.showing import file_references
from himaya.records.snapshots.discarding import discard_snapshots
from himaya.records.snapshots.tasks import refresh_after_commit
from himaya.search.actions import forget_thing

KIND = "subject"  # in the ledger; never renamed, since ledgers outlive versions


def erase_subject(*, seat: ActingSeat, subject: Subject, reason: str) -> Subject:
    """Erase a subject for good. The reason stands in the history of each of its records.

    Raises Problem(SHAPE_REFUSED) without a reason, Problem(ALREADY_DONE) where it was erased.
    """
    require(seat, Verb.SUBJECT_ERASE, subject)
    if not reason.strip():
        raise Problem(Code.SHAPE_REFUSED, status=422, field="reason")
    with transaction.atomic():
        erased = _erase(subject.ref, made_by=seat.ref, door=seat.door, reason=reason.strip())
        if erased is None:
            raise Problem(Code.ALREADY_DONE)
        log(seat, Verb.SUBJECT_ERASE, erased)
        # Last: what is in the ledger must have happened, as far as one can know before a commit.
        note_erased(KIND, erased.ref)
    return erased


def erase_again(ref: str) -> None:
    """Erase what the ledger names, after a restore. Harmless where it is gone or unknown."""
    with transaction.atomic():
        erased = _erase(ref, made_by="", door="job", reason="")
        if erased is not None:
            write_event(
                operation=erased.operation,
                request=new_ref(),
                door="job",
                verb=Verb.SUBJECT_ERASE,
                scope="change",
                thing_kind=KIND,
                thing=erased.ref,
                allowed=True,
                note="ledger",
            )


def _erase(ref: str, *, made_by: str, door: str, reason: str) -> Subject | None:
    about = Record.objects.filter(subject__ref=ref).order_by("pk")
    # Records before the subject, the order in which a writer locks them.
    list(about.select_for_update(of=("self",)))
    subject = Subject.objects.select_for_update().filter(ref=ref, erased_at=None).first()
    if subject is None:
        return None
    records = list(
        about.select_related("operation", "head", "version", "dataset", "agency", "subject")
    )
    _erase_files(records)
    subject.sealed_key, subject.code_index, subject.erased_at = b"", "", clock.now()
    subject.save(update_fields=["sealed_key", "code_index", "erased_at"])
    for record in records:
        _close(record, made_by=made_by, door=door, reason=reason)
    Revision.objects.filter(Q(record__subject=subject) | Q(sealed_for=subject)).update(sealed=b"")
    for dataset in Dataset.objects.filter(pk__in={record.dataset_id for record in records}):
        mark_changed(dataset.pk, [one.pk for one in records if one.dataset_id == dataset.pk])
        discard_snapshots(dataset)
        refresh_after_commit(dataset.ref)
    return subject


def _close(record: Record, *, made_by: str, door: str, reason: str) -> None:
    """The last revision: open answers as they stood, and the names of what was erased."""
    head = record.head
    assert head is not None  # noqa: S101 - written in the record's own transaction
    record.head = Revision.objects.create(
        record=record,
        n=head.n + 1,
        version_id=head.version_id,
        answers=head.answers,
        sealed_keys=head.sealed_keys,
        sealed_for=record.subject,
        status=head.status,
        reason=reason,
        made_by=made_by,
        made_at=clock.now(),
        door=door,
    )
    record.lock = record.head.n
    record.can_be_late = False  # nobody can finish it any more
    record.save(update_fields=["head", "lock", "can_be_late", "changed_at"])
    forget_thing(kind="record", thing=record.ref)


def _erase_files(records: Iterable[Record]) -> None:
    """Files given as answers go with the answers: the keys now, the ciphertext once it is sure."""
    references: set[str] = set()
    for record in records:
        for revision in record.revisions.select_related("version", "sealed_for__agency"):
            answers = whole_answers(record, revision)
            references |= file_references(form_of(revision.version), answers)
    given = StoredFile.objects.filter(kind=StoredFile.Kind.UPLOAD, ref__in=references)
    for stored in given.exclude(sealed_key=b""):
        StoredFile.objects.filter(pk=stored.pk).update(sealed_key=b"", sealed_name=b"")
        transaction.on_commit(partial(drop_content, stored))
