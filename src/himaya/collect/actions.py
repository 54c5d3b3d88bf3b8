"""Bringing files in: read, decide row by row, import what is sound, give back the rest."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from himaya.collect.corrections import corrected
from himaya.collect.importers import (
    FOR_ALL,
    Bench,
    Importer,
    Progress,
    RowProblem,
    Written,
    importer_of,
)
from himaya.collect.keeping import keep_rows, problem_json, seal_corrections
from himaya.collect.kinds import other_kinds
from himaya.collect.layouts import FOR_FILE
from himaya.collect.own_forms import names_register, register_of_kind
from himaya.collect.queries import (
    PIECE,
    bench_of,
    corrections_of,
    dataset_of,
    is_large,
    keep_reading,
    reading_of,
    taken_ids,
    taken_rows,
)
from himaya.collect.remembering import known_layout, provider_of
from himaya.collect.unreadable import why_unreadable
from himaya.datasets.actions import open_register
from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset, ImportBatch, ImportEffect, ImportRow
from himaya.engines.tabular import ReadError
from himaya.files.actions import store_file
from himaya.files.models import StoredFile
from himaya.gate.decisions import log, require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.gate.sending import Sent, look_back, note_sent
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.rows import insert_values
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.records.models import Record
from himaya.releases.actions import make_working_copy
from himaya.releases.content import Document
from himaya.releases.models import Release
from himaya.systems.actions import create_system
from himaya.systems.models import InformationSystem

COORDINATION = "coordination"  # the workspace that coordination registers live in by default
_LEFT_OUT = gettext_noop(
    "The form of the register does not take this row any more: correct it, and bring it again."
)
_DONE = ("created", "updated", "unchanged", "kept")
LARGEST_FILE = 25 * 1024 * 1024  # bytes; larger files go through `himaya import`


def register_filled_by(*, seat: ActingSeat, importer: Importer) -> Dataset:
    """The register that files of this kind go to: the one it names, else `register_for`.

    Raises Problem(NOT_FOUND) where it names one that the seat may not fill.
    """
    if not names_register(importer.kind):
        return register_for(seat=seat, profile_code=importer.profile)
    if (dataset := register_of_kind(seat, importer.kind)) is None:
        raise Problem(Code.NOT_FOUND, status=404, kind=importer.kind)
    return dataset


def register_for(*, seat: ActingSeat, profile_code: str) -> Dataset:
    """The register of that profile in the seat's sight; opened when there is none yet.

    Raises `Problem(NOT_ALLOWED)` when it would have to be opened and the seat may not.
    """
    found = visible_to(
        Dataset.objects.filter(profile=profile_code, is_open=True), seat, Verb.DATASET_IMPORT
    )
    if (dataset := found.order_by("pk").first()) is not None:
        return dataset
    profile = profile_named(profile_code)
    if profile is None:
        raise Problem(Code.NOT_FOUND, status=404, profile=profile_code)
    return open_register(seat=seat, system=_workspace(seat), profile=profile)


def _workspace(seat: ActingSeat) -> InformationSystem:
    systems = InformationSystem.objects.filter(operation=seat.operation, code=COORDINATION)
    if (system := systems.first()) is not None:
        return system
    agencies = Agency.objects.filter(operation=seat.operation, is_member=True)
    return create_system(
        seat=seat,
        agency=agencies.get(ref=seat.agency),
        code=COORDINATION,
        members=tuple(agencies),
        names={
            "en": "Coordination",
            "fr": "Coordination",
            "es": "Coordinación",
            "ar": "التنسيق",
        },
    )


def bring_file(
    *,
    seat: ActingSeat,
    dataset: Dataset,
    kind: str,
    name: str,
    content: bytes,
    provider: Agency | None = None,
    answers: Mapping[str, str] | None = None,
    sent: Sent | None = None,
    progress: Progress | None = None,
    later: bool = False,
) -> ImportBatch:
    """Read a file and put it on the bench; nothing is imported yet.

    `later`: its rows are not looked at yet, but by `read_rows`.

    `answers`: of all rows, to questions that the form requires and the file has no column for.

    It is read as the last file of that shape of the `provider` (the seat's agency, where nobody
    says whose file it is), as far as the seat sees that one. Raises Problem(FILE_UNREADABLE) with
    the reader's code, or Problem(FILE_TOO_LARGE); SentBefore where the
    one-time key of the form brought this file already.
    """
    require(seat, Verb.DATASET_IMPORT, dataset)
    look_back(seat, sent)
    importer = _importer(kind)
    if seat.door != "command" and len(content) > LARGEST_FILE:
        raise Problem(Code.FILE_TOO_LARGE, status=413)
    reading = _read(importer, name, content)
    with transaction.atomic():
        stored = store_file(
            operation=seat.operation,
            made_by=seat.ref,
            kind=StoredFile.Kind.UPLOAD,
            name=name,
            content=content,
            media_type="application/octet-stream",
            level=dataset.level,
        )
        batch = ImportBatch.objects.create(
            operation=seat.operation,
            dataset=dataset,
            kind=kind,
            file=stored,
            agency=Agency.objects.get(ref=seat.agency),
            provider=provider,
            made_by=seat.ref,
            state=ImportBatch.State.READING if later else ImportBatch.State.READ,
        )
        bench = _told_beforehand(seat, batch, importer, reading, answers or {})
        if not later:
            keep_rows(batch, importer.rows(reading, bench), progress)
        batch.save(update_fields=["counts", "sealed_reading"])
        log(seat, Verb.DATASET_IMPORT, dataset, note="brought" if later else "read")
        note_sent(seat, sent, batch.ref)
    keep_reading(batch, reading)
    return batch


def _told_beforehand(
    seat: ActingSeat,
    batch: ImportBatch,
    importer: Importer,
    reading: Any,  # noqa: ANN401 - as the importer reads
    answers: Mapping[str, str],
) -> Bench:
    """The bench of a new batch, with what is known of such files and answered for all rows."""
    bench = Bench(operation=seat.operation, seat=seat, dataset=batch.dataset, is_brief=True)
    known = known_layout(importer, reading, bench, provider_of(batch))
    told = {FOR_FILE: known, FOR_ALL: dict(answers)}
    kept = {name: said for name, said in told.items() if said}
    if not kept:
        return bench
    batch.sealed_reading = seal_corrections(batch, kept)
    return replace(bench, corrections=kept)


def read_rows(*, seat: ActingSeat, batch: ImportBatch) -> ImportBatch:
    """Look at the rows of a file that was brought to be read later.

    Rows are kept as they are read, so that a page can tell how many there are; who was killed
    begins anew. Raises Problem(ALREADY_DONE) unless the batch is being read.
    """
    dataset = dataset_of(batch)
    require(seat, Verb.DATASET_IMPORT, dataset)
    if batch.state != ImportBatch.State.READING:
        raise Problem(Code.ALREADY_DONE)
    bench = replace(bench_of(batch), seat=seat, is_brief=True)
    keep_rows(batch, _importer(batch.kind).rows(reading_of(batch), bench))
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != ImportBatch.State.READING:
            raise Problem(Code.ALREADY_DONE)
        if locked.rows.count() != sum(batch.counts.values()):  # another one began anew meanwhile
            raise Problem(Code.CHANGED_MEANWHILE, status=409)
        locked.counts, locked.state = batch.counts, ImportBatch.State.READ
        locked.save(update_fields=["counts", "state"])
        log(seat, Verb.DATASET_IMPORT, dataset, note="read")
    return locked


def _read(importer: Importer, name: str, content: bytes) -> Any:  # noqa: ANN401 - its own shape
    try:
        return importer.read(content, name)
    except ReadError as error:
        reasons = (why_unreadable(error), *other_kinds(importer, name, content))
        raise Problem(
            Code.FILE_UNREADABLE, status=422, reader=error.code, reasons=reasons
        ) from error


def _importer(kind: str) -> Importer:
    importer = importer_of(kind)
    if importer is None:
        raise Problem(Code.NOT_FOUND, status=404, kind=kind)
    return importer


def decide_rows(
    *,
    seat: ActingSeat,
    batch: ImportBatch,
    decisions: Mapping[str, str],
    corrections: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Take or leave rows by stable id, with corrections by field of the row (kept encrypted).

    Corrected rows are looked at again. Raises CorrectionsRefused, and keeps nothing, where a
    correction does not fit the form.
    """
    dataset = dataset_of(batch)
    require(seat, Verb.DATASET_IMPORT, dataset)
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != ImportBatch.State.READ:
            raise Problem(Code.ALREADY_DONE)
        changed = corrected(locked, dataset, corrections or {}, seat)
        _decide(locked, seat, decisions)
        if changed is not None:
            locked.sealed_reading = seal_corrections(locked, changed)
            _judge_again(locked, seat)
        locked.save(update_fields=["sealed_reading", "counts"])
        log(seat, Verb.DATASET_IMPORT, dataset, note="decided")


def _decide(batch: ImportBatch, seat: ActingSeat, decisions: Mapping[str, str]) -> None:
    for decision in set(decisions.values()):
        idents = [ident for ident, said in decisions.items() if said == decision]
        for start in range(0, len(idents), 500):  # SQLite takes a limited number of parameters
            batch.rows.filter(stable_id__in=idents[start : start + 500]).update(
                decision=ImportRow.Decision(decision), decided_by=seat.ref
            )


def _judge_again(batch: ImportBatch, seat: ActingSeat) -> None:
    """State and problems of every row, as corrected; the counts with them."""
    kept = {row.stable_id: row for row in batch.rows.all()}
    changed = []
    bench = replace(bench_of(batch), seat=seat, is_brief=True)
    for found in _importer(batch.kind).rows(reading_of(batch), bench):
        row = kept[found.stable_id]
        problems = [problem_json(problem) for problem in found.problems]
        if (row.state, row.problems) != (found.state, problems):
            row.state, row.problems = found.state, problems
            changed.append(row)
    ImportRow.objects.bulk_update(changed, ["state", "problems"], batch_size=500)
    states = [row.state for row in kept.values()]
    batch.counts = {
        **batch.counts,
        **{state: states.count(state) for state in ImportRow.State.values},
    }


def import_batch(
    *,
    seat: ActingSeat,
    batch: ImportBatch,
    reason: str = "",
    reading: Any = None,  # noqa: ANN401 - the importer's own shape
    progress: Progress | None = None,
) -> Written:
    """Import what is sound and what a person took. Reads the file unless it was `reading`.

    A small file is imported as a whole or not at all. Of a large one (`is_large`) each piece is:
    what was written stays written, and importing it again goes on where it stopped. Raises
    Problem(ALREADY_DONE) the second time, and Problem(FILE_UNREADABLE) for a file in which no row
    was found: it stays on the bench.
    """
    dataset = dataset_of(batch)
    require(seat, Verb.DATASET_IMPORT, dataset)
    with nullcontext() if is_large(batch) else transaction.atomic():
        begin_import(seat=seat, batch=batch)
        reading = reading or reading_of(batch)
        whole = Written({}, {}, {})
        pieces, done = _pieces(batch), 0
        for piece in pieces:
            with transaction.atomic():
                whole = whole.with_more(_import_piece(seat, batch, reading, piece, reason))
            if progress:
                progress("import", done := done + len(piece), sum(map(len, pieces)))
        with transaction.atomic():
            locked = _importing(batch)
            locked.state = ImportBatch.State.IMPORTED
            locked.imported_at = clock.now()
            locked.save(update_fields=["state", "imported_at"])
            log(seat, Verb.DATASET_IMPORT, dataset, note="imported")
    return whole


def begin_import(*, seat: ActingSeat, batch: ImportBatch) -> None:
    """Close the bench for decisions: from here on the file is being imported.

    Raises Problem(ALREADY_DONE) unless it lies on the bench, or is a large one that has begun.
    """
    dataset = dataset_of(batch)
    require(seat, Verb.DATASET_IMPORT, dataset)
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        has_begun = locked.state == ImportBatch.State.IMPORTING
        if locked.state != ImportBatch.State.READ and not (has_begun and is_large(batch)):
            raise Problem(Code.ALREADY_DONE)
        if not locked.rows.exists():
            raise Problem(Code.FILE_UNREADABLE, status=422, reader="no_rows")
        if not has_begun:
            locked.state = ImportBatch.State.IMPORTING
            locked.save(update_fields=["state"])
            log(seat, Verb.DATASET_IMPORT, dataset, note="begun")


def _importing(batch: ImportBatch) -> ImportBatch:
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != ImportBatch.State.IMPORTING:
        raise Problem(Code.ALREADY_DONE)
    return locked


def _pieces(batch: ImportBatch) -> list[list[str]]:
    """Rows to be written, as they are written together; at least one piece, if an empty one."""
    rows = taken_rows(batch).filter(record="").order_by("order")
    idents = list(rows.values_list("stable_id", flat=True))
    if not is_large(batch):
        return [idents]
    return [idents[start : start + PIECE] for start in range(0, len(idents), PIECE)] or [[]]


def _import_piece(
    seat: ActingSeat,
    batch: ImportBatch,
    reading: Any,  # noqa: ANN401 - the importer's own shape
    idents: Sequence[str],
    reason: str,
) -> Written:
    """Write these rows, but those that another process wrote meanwhile."""
    locked = _importing(batch)
    waiting = locked.rows.filter(stable_id__in=idents, record="")
    taken = frozenset(waiting.values_list("stable_id", flat=True))
    written = _importer(batch.kind).write(
        seat=seat,
        dataset=dataset_of(batch),
        reading=reading,
        taken=taken,
        corrections=corrections_of(locked),
        reason=reason,
    )
    _note_records(locked, written)
    _note_effects(locked, written)
    _tell_left_out(locked, taken - {*written.created, *written.updated, *written.unchanged})
    done = {name: len(getattr(written, name)) for name in _DONE}
    locked.counts = locked.counts | {n: locked.counts.get(n, 0) + done[n] for n in _DONE}
    locked.save(update_fields=["counts"])
    return written


def _tell_left_out(batch: ImportBatch, idents: Collection[str]) -> None:
    """Rows that were sound on the bench and that the form of the register takes no more."""
    problem = RowProblem("form.refused", _LEFT_OUT, level="refused")
    batch.rows.filter(stable_id__in=list(idents)).update(
        state=ImportRow.State.REFUSED, problems=[problem_json(problem)]
    )


def _note_records(batch: ImportBatch, written: Written) -> None:
    refs = {**written.created, **written.updated, **written.unchanged}
    # One prepared statement for all rows: the ORM would write the references into the statement.
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {ImportRow._meta.db_table} SET record = %s"  # noqa: S608, SLF001 - our own table
            " WHERE batch_id = %s AND stable_id = %s",
            [(ref, batch.pk, ident) for ident, ref in refs.items()],
        )


def _note_effects(batch: ImportBatch, written: Written) -> None:
    """What was written, so that it can be taken back: each record with its revisions."""
    created = {*written.created.values(), *written.besides_created.values()}
    updated = {*written.updated.values(), *written.besides_updated.values()} - created
    effects = []
    refs = sorted(created | updated)
    for start in range(0, len(refs), 500):  # SQLite takes a limited number of parameters
        found = Record.objects.filter(ref__in=refs[start : start + 500])
        effects += [
            (batch.pk, ref, 0 if ref in created else n - 1, n)
            for ref, n in found.values_list("ref", "lock")
        ]
    insert_values(ImportEffect, ("batch_id", "record", "before", "after"), effects)


def give_back_rest(*, seat: ActingSeat, batch: ImportBatch, maker: str) -> Release:
    """An annotated xlsx of the rows not taken, as a working copy; bring it again corrected."""
    dataset = dataset_of(batch)
    importer = _importer(batch.kind)
    rest = frozenset(batch.rows.values_list("stable_id", flat=True)) - taken_ids(batch)
    reading = reading_of(batch)
    table = importer.annotated(reading, rest, bench_of(batch))
    document = Document(title=str(dataset), language="en", tables=(table,))
    return make_working_copy(
        seat=seat,
        dataset=dataset,
        document=document,
        form="xlsx",
        rows=len(rest),
        columns=table.headers,
        inputs=[f"import:{batch.ref}"],
        maker=maker,
    )
