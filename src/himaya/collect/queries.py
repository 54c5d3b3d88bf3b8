"""Reading what lies on the bench. A file is read again each time, its content never kept open."""

import json
from typing import Any

from django.db.models import Q, QuerySet

from himaya.collect.importers import Bench, importer_of
from himaya.datasets.models import Dataset, ImportBatch, ImportRow, Lane
from himaya.files.actions import file_key, name_of, read_file
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.crypto import unseal
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.records.models import Record

PIECE = 2_000  # rows of a large file that are imported together


def batches_of(seat: ActingSeat) -> QuerySet[ImportBatch]:
    """What the seat's agency brought and the seat may look at, newest first.

    A file may name more than its rows show, so it stays within the agency; and its rows are
    records to be, so that who might not see those does not see the file either. A file of cases
    is gone for whom one of its cases was assigned away from.
    """
    brought = ImportBatch.objects.filter(operation=seat.operation, agency=seat.agency_id)
    return (
        brought.filter(_in_sight(brought, seat))
        .exclude(pk__in=_with_hidden_cases(seat))
        .select_related("file", "dataset", "operation")
        .order_by("-made_at")
    )


def _with_hidden_cases(seat: ActingSeat) -> QuerySet[ImportRow, int]:
    """The files that brought a case which the seat sees no more."""
    standing = Record.objects.filter(
        operation=seat.operation, agency=seat.agency_id, lane=Lane.PERSON, is_withdrawn=False
    )
    seen = visible_to(standing, seat).order_by().values("pk")
    hidden = standing.exclude(pk__in=seen).order_by().values("ref")
    rows = ImportRow.objects.filter(batch__dataset__lane=Lane.PERSON, record__in=hidden)
    return rows.order_by().values_list("batch", flat=True)


def _in_sight(brought: QuerySet[ImportBatch], seat: ActingSeat) -> Q:
    registers = {
        dataset.pk: dataset
        for dataset in visible_to(
            Dataset.objects.select_related("operation", "system"), seat, Verb.DATASET_IMPORT
        )
    }
    pairs = brought.order_by().values_list("dataset", "made_by").distinct()
    q = Q(pk__in=[])
    for key, maker in pairs:
        dataset = registers.get(key or 0)
        if dataset is not None and (maker == seat.ref or _would_see(seat, dataset, maker)):
            q |= Q(dataset=key, made_by=maker)
    return q


def _would_see(seat: ActingSeat, dataset: Dataset, maker: str) -> bool:
    """Whether the seat would see a record that this maker writes into the register."""
    record = Record(
        operation=dataset.operation,
        dataset=dataset,
        agency=Agency(ref=seat.agency),
        audience=dataset.audience,
        lane=dataset.lane,
        level=dataset.level,
        author=maker,
        caseworker=maker,
        status="",
    )
    return authorize(seat, Verb.RECORD_VIEW, record).allowed


def known_agencies(seat: ActingSeat) -> list[Agency]:
    """The agencies of the seat's operation, by acronym."""
    return list(Agency.objects.filter(operation=seat.operation))


def imported_before(seat: ActingSeat, batch: ImportBatch) -> ImportBatch | None:
    """The last import of the very same file into that register, as far as the seat sees it."""
    same = ImportBatch.objects.filter(
        file__sha256=batch.file.sha256, dataset=batch.dataset, state=ImportBatch.State.IMPORTED
    ).exclude(pk=batch.pk)
    found = list(same.values_list("pk", flat=True))
    if not found:
        return None
    return batches_of(seat).filter(pk__in=found).order_by("-imported_at").first()


def keep_reading(batch: ImportBatch, reading: Any) -> None:  # noqa: ANN401 - the importer's own shape
    """Spare whoever goes on with this very object to read the file a second time."""
    batch.__dict__["_reading_kept"] = reading


def reading_of(batch: ImportBatch) -> Any:  # noqa: ANN401 - the importer's own shape
    """The file as its importer reads it."""
    if (kept := batch.__dict__.get("_reading_kept")) is not None:
        return kept
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
    return Bench(corrections_of(batch), batch.operation, dataset=batch.dataset)


def is_large(batch: ImportBatch) -> bool:
    """Whether the file is imported in pieces; rows of a plan are never apart."""
    importer = importer_of(batch.kind)
    in_all = sum(batch.counts.get(state, 0) for state in ImportRow.State.values)
    return in_all > PIECE and importer is not None and importer.rechecks


def taken_rows(batch: ImportBatch) -> QuerySet[ImportRow]:
    """Sound rows that nobody left out, and doubtful ones that somebody took; never refused ones."""
    taken = Q(decision=ImportRow.Decision.TAKE) & ~Q(state=ImportRow.State.REFUSED)
    sound = Q(state=ImportRow.State.ACCEPTED, decision=ImportRow.Decision.OPEN)
    return batch.rows.filter(taken | sound)


def taken_ids(batch: ImportBatch) -> frozenset[str]:
    """The stable ids of `taken_rows`."""
    return frozenset(taken_rows(batch).values_list("stable_id", flat=True))


def dataset_of(batch: ImportBatch) -> Dataset:
    """The register of a batch. Raises Problem(NOT_FOUND) where it has none."""
    if batch.dataset is None:
        raise Problem(Code.NOT_FOUND, status=404)
    return batch.dataset
