"""Files given as answers: stored encrypted at once, so that a refused form does not lose them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from himaya.files.actions import name_of, store_file
from himaya.files.models import StoredFile
from himaya.files.showing import media_type_of
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.tenancy.models import Operation

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 20 * 1024 * 1024
# A form left open before a week's holiday is finished the week after; what was put into it is then
# still there. Later it belongs to nothing, and is removed (releases.tasks).
ABANDONED_AFTER = timedelta(days=14)


def store_answer_file(*, seat: ActingSeat, upload: "UploadedFile[bytes]", level: int) -> str:
    """Keep an uploaded file for a while; returns its reference. Raises Problem(FILE_TOO_LARGE).

    It stays for good once a revision refers to it (`keep_files`).
    """
    if (upload.size or 0) > MOST_BYTES:
        raise Problem(Code.FILE_TOO_LARGE, status=413)
    content = upload.read()
    stored = store_file(
        operation=seat.operation,
        made_by=seat.ref,
        kind=StoredFile.Kind.UPLOAD,
        name=(upload.name or "")[:200],
        content=content,
        media_type=media_type_of(content),
        level=level,
        expires_at=clock.now() + ABANDONED_AFTER,
    )
    return stored.ref


def keep_files(operation: Operation, references: set[str]) -> None:
    """Let these stay: a revision refers to them. Call in the transaction that writes it.

    Raises Problem(ANSWERS_REFUSED) where one was removed since the answers were checked.
    """
    if not references:
        return
    given = StoredFile.objects.select_for_update().filter(operation=operation, ref__in=references)
    # In one order, so that two writers do not wait for each other. Erased ones stay named.
    if any(not stored.sealed_key and stored.expires_at for stored in given.order_by("pk")):
        raise Problem(Code.ANSWERS_REFUSED, status=422)
    given.filter(expires_at__isnull=False).update(expires_at=None)


def known_to(seat: ActingSeat, before: Mapping[str, Any]) -> Callable[[str], bool]:
    """Whether a reference may be an answer: the seat's own upload, or there already.

    Without this a writer could name somebody else's file and read its name off the page.
    """

    def is_known(reference: str) -> bool:
        if reference in set(_texts(before)):
            return True
        return StoredFile.objects.filter(
            operation=seat.operation,
            ref=reference,
            kind=StoredFile.Kind.UPLOAD,
            made_by=seat.ref,
            sealed_key__gt=b"",
        ).exists()

    return is_known


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def names_and_sizes(
    references: set[str], is_known: Callable[[str], bool]
) -> dict[str, tuple[str, int]]:
    """The person's own file names, for references the reader may name. Two queries or none.

    A file that was erased has no name any more and is left out.
    """
    known = {reference for reference in references if is_known(reference)}
    if not known:
        return {}
    return {
        stored.ref: (name_of(stored), stored.size)
        for stored in StoredFile.objects.filter(ref__in=known).exclude(sealed_key=b"")
    }
