"""Reading a large file, importing it, and undoing that, while nobody waits for the page."""

from django.utils.translation import gettext as _
from django_tasks import task

from himaya.collect.actions import import_batch, read_rows
from himaya.collect.queries import PIECE
from himaya.collect.undoing import undo_import
from himaya.datasets.models import ImportBatch
from himaya.gate.decisions import require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Seat
from himaya.people.queries import acting_seat


@task()
def go_on_reading(batch_ref: str, seat_ref: str, *, second_factor: bool) -> int:
    """Look at the rows of a large file; returns how many there are. Begins anew where killed."""
    found, acting = _of(batch_ref, seat_ref, second_factor=second_factor)
    if found is None or acting is None:
        return 0
    try:
        return read_rows(seat=acting, batch=found).rows.count()
    except Problem as problem:
        if problem.code != Code.ALREADY_DONE:
            raise
        return 0


@task()
def go_on_importing(batch_ref: str, seat_ref: str, *, second_factor: bool) -> int:
    """Import the rest of a file that somebody began to import; returns how many rows were written.

    Idempotent: each piece is written once, and a job that was killed goes on where it stopped.
    """
    found, acting = _of(batch_ref, seat_ref, second_factor=second_factor)
    if found is None or acting is None:
        return 0
    try:
        written = import_batch(seat=acting, batch=found, reason=_("Imported"))
    except Problem as problem:
        if problem.code != Code.ALREADY_DONE:  # another worker was faster
            raise
        return 0
    return len(written.created) + len(written.updated)


@task()
def go_on_undoing(batch_ref: str, seat_ref: str, *, second_factor: bool) -> int:
    """Take the rest of a large import back; returns how many records were.

    Idempotent as importing is.
    """
    found, acting = _of(batch_ref, seat_ref, second_factor=second_factor)
    if found is None or acting is None:
        return 0
    try:
        return int(undo_import(seat=acting, batch=found).counts["undone"])
    except Problem as problem:
        if problem.code != Code.ALREADY_DONE:
            raise
        return 0


def undo_now_or_later(seat: ActingSeat, batch: ImportBatch) -> ImportBatch:
    """Undo an import; a large one by a job, and then the batch is still as it was.

    Raises Problem(ALREADY_DONE) unless the file is imported, Problem(NOT_ALLOWED).
    """
    if batch.dataset is not None:  # a job would be refused unseen
        require(seat, Verb.DATASET_IMPORT, batch.dataset)
    if batch.state != ImportBatch.State.IMPORTED or batch.effects.count() <= PIECE:
        return undo_import(seat=seat, batch=batch)
    go_on_undoing.enqueue(batch.ref, seat.ref, second_factor=seat.second_factor)
    return batch


def _of(
    batch_ref: str, seat_ref: str, *, second_factor: bool
) -> tuple[ImportBatch | None, ActingSeat | None]:
    """The batch, and who began it, as far as both are still there."""
    batch = ImportBatch.objects.select_related("dataset__system", "operation", "file", "agency")
    seat = Seat.objects.select_related("operation", "agency", "account").filter(ref=seat_ref)
    holder = seat.first()
    if holder is None or not holder.is_open(clock.today()):
        return None, None
    acting = acting_seat(holder, second_factor=second_factor, door="job")
    return batch.filter(ref=batch_ref).first(), acting
