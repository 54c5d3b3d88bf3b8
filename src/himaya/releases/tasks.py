"""Recurring work of the room: what may no longer be fetched is removed."""

from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task

from himaya.audit.log import write_event
from himaya.files.actions import drop_content
from himaya.files.models import StoredFile
from himaya.kernel import clock
from himaya.kernel.ids import new_ref
from himaya.kernel.verbs import Verb


@task()
def drop_expired_files() -> int:
    """Remove the content of every file whose time is over; returns how many.

    Working copies after a month, and uploads that no record ever referred to. Registered here and
    not with `files`, which knows neither jobs nor the log (docs/house.md). Idempotent: a file
    without a key is done.
    """
    request = new_ref()
    return sum(drop_listed(pk, request) for pk in list(_expired().values_list("pk", flat=True)))


def _expired() -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(expires_at__lt=clock.now()).exclude(sealed_key=b"")


def drop_listed(pk: int, request: str) -> bool:
    """Remove one file of the list, if its time is over still."""
    with transaction.atomic():
        # Looked at again under the lock: a record may refer to an upload since the list was made.
        stored = _expired().select_for_update().filter(pk=pk).first()
        if stored is None:
            return False
        drop_content(stored)
        is_upload = stored.kind == StoredFile.Kind.UPLOAD
        write_event(
            operation=stored.operation,
            request=request,
            door="job",
            verb=Verb.RECORD_CREATE if is_upload else Verb.COPY_MAKE,
            scope="change",
            allowed=True,
            thing_kind="file",
            thing=stored.ref,
            note="abandoned" if is_upload else "expired",
        )
    return True
