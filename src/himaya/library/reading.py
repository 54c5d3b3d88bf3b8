"""Reading what was brought: a job, in a process of its own for the parsers.

Rooms above register with `on_read` what is to be done with a version that was read; they are called
in the transaction that writes it, so that both stand or neither.
"""

import atexit
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task

from himaya.engines.documents import Document, DocumentError, GuardedReader
from himaya.files.actions import name_of, read_file
from himaya.library.models import DocumentVersion

if TYPE_CHECKING:
    from himaya.library.proposing import Known

_on_read: list[Callable[[DocumentVersion], None]] = []


def on_read(act: Callable[[DocumentVersion], None]) -> None:
    """Have a function called with each version that was read."""
    if act not in _on_read:
        _on_read.append(act)


def read_later(version: DocumentVersion) -> None:
    """Let a job of its own read it, so that a file keeps no other waiting for long.

    Call in the transaction that writes it.
    """
    read_versions.enqueue([version.ref])


@task()
def read_versions(refs: list[str]) -> int:
    """Read those of these that still wait; returns how many. Can be repeated.

    One is parsed while another is looked at, so that two cores are busy.
    """
    waiting = DocumentVersion.objects.filter(ref__in=refs, state=DocumentVersion.State.WAITING)
    waiting = waiting.exclude(file__sealed_key=b"")  # removed since
    versions = list(waiting.select_related("file", "operation").order_by("pk"))
    if not versions:
        return 0
    from himaya.library.proposing import Known  # loads numpy, which the web needs not

    known = {one: Known.of(one) for one in {version.operation for version in versions}}
    for version, told in _parsed(versions):
        _write(version, told, known[version.operation])
    return len(versions)


def read_version(version: DocumentVersion) -> DocumentVersion:
    """Read one now; returns it as it stands then."""
    read_versions.call([version.ref])
    version.refresh_from_db()
    return version


def set_apart(version: DocumentVersion, why: DocumentError) -> None:
    """Put a version into quarantine: nobody opens it here, and it says why."""
    version.state, version.refusal = DocumentVersion.State.SET_APART, str(why.reason)
    version.refusal_params = why.params
    version.save(update_fields=["state", "refusal", "refusal_params"])


@lru_cache(maxsize=1)
def _reader() -> GuardedReader:
    """The helper of this process: starting one takes as long as reading twenty files."""
    reader = GuardedReader()
    atexit.register(reader.close)
    return reader


def _parsed(
    versions: Sequence[DocumentVersion],
) -> Iterator[tuple[DocumentVersion, Document | DocumentError]]:
    """Each with what was read of it; the next one is parsed meanwhile."""
    with ThreadPoolExecutor(1) as pool:
        ahead = [pool.submit(_parse, one, name_of(one.file)) for one in versions[:2]]
        for number, version in enumerate(versions):
            told = ahead.pop(0).result()
            if number + 2 < len(versions):
                later = versions[number + 2]
                ahead.append(pool.submit(_parse, later, name_of(later.file)))
            yield version, told


def _parse(version: DocumentVersion, name: str) -> Document | DocumentError:
    try:
        return _reader().read(read_file(version.file), name)
    except DocumentError as error:
        return error


def _write(version: DocumentVersion, told: Document | DocumentError, known: "Known") -> None:
    from himaya.library.looking import look_at, note

    found = told if isinstance(told, DocumentError) else look_at(told, known)
    with transaction.atomic():
        # Looked at again under the lock: another worker may have been quicker.
        locked = (
            DocumentVersion.objects.select_for_update(of=("self",))
            .select_related(
                "record__dataset__system", "record__agency", "record__head", "operation"
            )
            .get(pk=version.pk)
        )
        if locked.state != DocumentVersion.State.WAITING:
            return
        if isinstance(found, DocumentError):
            set_apart(locked, found)
            return
        note(locked, found)
        for act in _on_read:
            act(locked)
