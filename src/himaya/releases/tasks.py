"""Recurring work of the room: what may no longer be fetched is removed."""

from django.db import transaction
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

    Registered here and not with `files`, which knows neither jobs nor the log (docs/house.md).
    Idempotent: a file without a key is done.
    """
    request = new_ref()
    expired = StoredFile.objects.filter(expires_at__lt=clock.now()).exclude(sealed_key=b"")
    dropped = 0
    for stored in expired.select_related("operation").iterator(chunk_size=200):
        with transaction.atomic():
            drop_content(stored)
            write_event(
                operation=stored.operation,
                request=request,
                door="job",
                verb=Verb.COPY_MAKE,
                scope="change",
                allowed=True,
                thing_kind="file",
                thing=stored.ref,
                note="expired",
            )
        dropped += 1
    return dropped
