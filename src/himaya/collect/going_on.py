"""Importing a large file while nobody waits for the page."""

from django.utils.translation import gettext as _
from django_tasks import task

from himaya.collect.actions import import_batch
from himaya.datasets.models import ImportBatch
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.people.models import Seat
from himaya.people.queries import acting_seat


@task()
def go_on_importing(batch_ref: str, seat_ref: str, *, second_factor: bool) -> int:
    """Import the rest of a file that somebody began to import; returns how many rows were written.

    Idempotent: each piece is written once, and a job that was killed goes on where it stopped.
    """
    batch = ImportBatch.objects.select_related("dataset__system", "operation", "file", "agency")
    found = batch.filter(ref=batch_ref).first()
    seat = Seat.objects.select_related("operation", "agency", "account").filter(ref=seat_ref)
    holder = seat.first()
    if found is None or holder is None or not holder.is_open(clock.today()):
        return 0
    acting = acting_seat(holder, second_factor=second_factor, door="job")
    try:
        written = import_batch(seat=acting, batch=found, reason=_("Imported"))
    except Problem as problem:
        if problem.code != Code.ALREADY_DONE:  # another worker was faster
            raise
        return 0
    return len(written.created) + len(written.updated)
