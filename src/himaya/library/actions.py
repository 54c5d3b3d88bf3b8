"""Bringing documents: a new one, and a newer file of one that is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.engines.documents import DocumentError
from himaya.engines.documents.limits import DEFAULT_LIMITS
from himaya.files.actions import drop_content, store_file
from himaya.files.models import StoredFile
from himaya.files.showing import media_type_of
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.levels import by_table, strictest
from himaya.library.models import Classification, CopyKey, DocumentVersion
from himaya.library.naming import neutral_title, title_from_name
from himaya.library.queries import is_over, newest_version, versions_of
from himaya.library.reading import read_later, set_apart
from himaya.records.actions import create_record, link_records
from himaya.records.indexing import index_record
from himaya.records.lifecycle import refuse_locked
from himaya.records.models import Record
from himaya.records.titles import heading_key

CAME_WITH = "came_with"  # relation of an attachment to its mail


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as somebody brought it. The name is a person's own and stays beside the file."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Coding:
    """What is said of a document when it is brought.

    `level` 0: nobody decided it yet; one lower than type and detail ask for becomes theirs.
    `by_name`: the names of the files are titles; who brings them says that none names a person.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    level: int = 0
    by_name: bool = False


def add_document(
    *,
    seat: ActingSeat,
    dataset: Dataset,
    brought: Brought,
    coding: Coding | None = None,
    bunch: str = "",
    parent: DocumentVersion | None = None,
    refusal: DocumentError | None = None,
) -> DocumentVersion:
    """A new document; a job reads its file afterwards, unless it comes with a `refusal`.

    Without a title it gets one that names its kind and the day: the file's name may name a person.
    `parent` is the mail that it was attached to. Raises Problem: NOT_ALLOWED, NOT_FOUND in a
    register of other things, FILE_TOO_LARGE.
    """
    profile = profile_named(dataset.profile)
    if profile is None or not profile.of_documents or dataset.version is None:
        raise Problem(Code.NOT_FOUND, status=404)
    _refuse_large(brought)
    coding = coding or Coding()
    answers = {name: value for name, value in coding.answers.items() if value not in (None, "", [])}
    titled = title_from_name if coding.by_name else neutral_title
    answers.setdefault(heading_key(dataset.version), titled(brought.name))
    with transaction.atomic():
        record = create_record(
            seat=seat,
            dataset=dataset,
            answers=answers,
            sure=True,  # what a place or agency may be is asked when it is coded
            level=max(coding.level, by_table(answers))
            if coding.level
            else strictest(seat, dataset),
        )
        Classification.objects.create(
            record=record,
            decided_by=seat.ref if coding.level else "",
            decided_at=clock.now() if coding.level else None,
        )
        version = _keep(seat, record, brought, n=1, bunch=bunch, parent=parent)
        if parent is not None:
            link_records(seat=seat, relation=CAME_WITH, source=record, target=parent.record)
        if refusal is not None:
            set_apart(version, refusal)
        else:
            read_later(version)
    return version


def add_version(*, seat: ActingSeat, record: Record, brought: Brought) -> DocumentVersion:
    """A newer file of a document; the older ones stay.

    Raises Problem: NOT_ALLOWED, ALREADY_DONE for the very file that stands, FILE_TOO_LARGE.
    """
    require(seat, Verb.RECORD_AMEND, record)
    _refuse_large(brought)
    with transaction.atomic():
        locked = Record.objects.select_for_update(of=("self",)).select_related("dataset")
        record = locked.get(pk=record.pk)
        refuse_locked(record)
        before = newest_version(record)
        if before is not None and before.file.sha256 == sha256(brought.content).hexdigest():
            raise Problem(Code.ALREADY_DONE)
        version = _keep(seat, record, brought, n=before.n + 1 if before else 1)
        record.save(update_fields=["changed_at"])
        log(seat, Verb.RECORD_AMEND, record, fields=("file",), note=f"version {version.n}")
        read_later(version)
    return version


def remove_files(*, seat: ActingSeat, record: Record) -> int:
    """Remove the files and words of a document for good; returns how many versions.

    Its coding stays and says that there was a document. Only of one that is archived or withdrawn,
    where the step said why. Raises Problem: NOT_ALLOWED, STEP_UNKNOWN where it is neither.
    """
    require(seat, Verb.RECORD_AMEND, record)
    if not is_over(record):
        raise Problem(Code.STEP_UNKNOWN, status=409)
    with transaction.atomic():
        versions = list(versions_of(record).select_for_update(of=("self",)))
        for version in versions:
            for stored in filter(None, (version.file, version.text)):
                drop_content(stored)
        CopyKey.objects.filter(version__record=record).delete()
        DocumentVersion.objects.filter(record=record).update(
            # One that waited still has nothing to be read any more.
            state=Case(
                When(state=DocumentVersion.State.WAITING, then=Value(DocumentVersion.State.READ)),
                default=F("state"),
            ),
            text=None,
            signature=b"",
            findings=[],
            identities={},
        )
        log(seat, Verb.RECORD_AMEND, record, fields=("file",), note="removed")
        if record.head is not None:
            index_record(record, record.head.answers)
    return len(versions)


def _refuse_large(brought: Brought) -> None:
    if len(brought.content) > DEFAULT_LIMITS.bytes:
        raise Problem(Code.FILE_TOO_LARGE, status=413)


def _keep(
    seat: ActingSeat,
    record: Record,
    brought: Brought,
    *,
    n: int,
    bunch: str = "",
    parent: DocumentVersion | None = None,
) -> DocumentVersion:
    stored = store_file(
        operation=seat.operation,
        made_by=seat.ref,
        kind=StoredFile.Kind.UPLOAD,
        name=PurePath(brought.name).name[:200],
        content=brought.content,
        media_type=media_type_of(brought.content),
        level=record.level,
    )
    return DocumentVersion.objects.create(
        operation=seat.operation,
        record=record,
        n=n,
        file=stored,
        bunch=bunch,
        parent=parent,
        made_by=seat.ref,
    )
