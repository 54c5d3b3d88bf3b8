"""Reading what lies on the bench. A file is read again each time, its content never kept open."""

import json
from typing import Any

from django.db.models import QuerySet

from himaya.collect.importers import Bench, importer_of
from himaya.datasets.models import ImportBatch, ImportRow
from himaya.files.actions import file_key, name_of, read_file
from himaya.gate.seats import ActingSeat
from himaya.kernel.crypto import unseal
from himaya.kernel.problems import Code, Problem


def batches_of(seat: ActingSeat) -> QuerySet[ImportBatch]:
    """What the seat's agency brought, newest first: a file may name more than its rows show."""
    return (
        ImportBatch.objects.filter(operation=seat.operation, agency=seat.agency_id)
        .select_related("file", "dataset", "operation")
        .order_by("-made_at")
    )


def reading_of(batch: ImportBatch) -> Any:  # noqa: ANN401 - the importer's own shape
    """The file as its importer reads it."""
    importer = importer_of(batch.kind)
    if importer is None:
        raise Problem(Code.NOT_FOUND, status=404, kind=batch.kind)
    return importer.read(read_file(batch.file), name_of(batch.file))


def corrections_of(batch: ImportBatch) -> dict[str, dict[str, Any]]:
    """What people corrected on the bench: question key -> value, by stable id."""
    if not batch.sealed_reading:
        return {}
    plain = unseal(
        bytes(batch.sealed_reading),
        file_key(batch.file),
        model="import_batch",
        field="corrections",
        ref=batch.ref,
    )
    corrections: dict[str, dict[str, Any]] = json.loads(plain)
    return corrections


def bench_of(batch: ImportBatch) -> Bench:
    """What the rows of a batch are looked at with."""
    return Bench(corrections_of(batch), batch.operation)


def taken_ids(batch: ImportBatch) -> frozenset[str]:
    """Sound rows that nobody left out, and doubtful ones that somebody took; never refused ones."""
    return frozenset(
        row.stable_id
        for row in batch.rows.all()
        if (row.decision == ImportRow.Decision.TAKE and row.state != ImportRow.State.REFUSED)
        or (row.state == ImportRow.State.ACCEPTED and row.decision == ImportRow.Decision.OPEN)
    )
