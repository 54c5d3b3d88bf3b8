"""Decisions about a file as a whole: each reads it again, and its rows with it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from himaya.collect import remembering
from himaya.collect.importers import importer_of
from himaya.collect.keeping import keep_rows, seal_corrections
from himaya.collect.layouts import FOR_FILE, FileChoices, Layout, merged, read_twice
from himaya.collect.queries import bench_of, corrections_of, known_agencies, reading_of
from himaya.datasets.models import ImportBatch
from himaya.engines.tabular import ReadError, fold
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.actions import create_agency
from himaya.places.queries import current_units

ADD, REFUSE = "+", "!"  # "+WCI": an agency to be added under that acronym; "!": take no such row
_LAST_HEAD = 60  # rows among which the headings may be


def layout_of(batch: ImportBatch, seat: ActingSeat, reading: Any = None) -> Layout | None:  # noqa: ANN401 - the importer's own
    """How the file was read; None for kinds that leave nothing to decide about all of it."""
    importer = importer_of(batch.kind)
    if importer is None:
        return None
    return importer.layout(reading or reading_of(batch), replace(bench_of(batch), seat=seat))


def decide_file(
    *, seat: ActingSeat, batch: ImportBatch, choices: FileChoices, keep: bool = False
) -> ImportBatch:
    """Decide about the whole file and read it again; with `keep` also for the provider's next one.

    Decisions about rows stay where the row stays. Raises Problem(SHAPE_REFUSED) naming what cannot
    be, Problem(FILE_UNREADABLE) where nothing can be read so: then nothing is kept.
    """
    require(seat, Verb.DATASET_IMPORT, _dataset(batch))
    _require_adding(seat, choices.words)
    with transaction.atomic():
        locked = _open_batch(batch)
        reading = reading_of(locked)
        layout = layout_of(locked, seat, reading)
        if layout is None:
            raise Problem(Code.SHAPE_REFUSED, status=422, field="layout")
        _refuse_odd(choices, layout)
        words = {group: dict(said) for group, said in choices.words.items()}
        words["agency"] = _agencies(seat, words.get("agency", {}))
        words["area"] = _areas(seat, words.get("area", {}))
        kept = corrections_of(locked)
        decisions = replace(choices, words=words).over(kept.pop(FOR_FILE, {}), layout)
        if decisions:
            kept[FOR_FILE] = decisions
        after = _read_again(locked, seat, reading, kept)
        same_sheet = choices.sheet in {None, layout.sheet}
        if choices.head_row and after.head_row != choices.head_row and same_sheet:
            raise Problem(Code.SHAPE_REFUSED, status=422, field="head_row")
        if keep:
            remembering.remember(seat=seat, batch=locked, layout=after, decisions=decisions)
        log(seat, Verb.DATASET_IMPORT, _dataset(batch), note="layout")
    return locked


def read_as_told(
    *, seat: ActingSeat, batch: ImportBatch, decisions: Mapping[str, Any], keep: bool = False
) -> ImportBatch:
    """Read the file by a mapping profile given whole, such as a file of one; see `decide_file`.

    What it says beyond this file stands for the next one.
    """
    require(seat, Verb.DATASET_IMPORT, _dataset(batch))
    _require_adding(seat, decisions.get("decisions", {}))
    with transaction.atomic():
        locked = _open_batch(batch)
        words = dict(decisions.get("decisions", {}))
        words["agency"] = _agencies(seat, words.get("agency", {}))
        words["area"] = _areas(seat, words.get("area", {}))
        words = {group: said for group, said in words.items() if said}
        kept = corrections_of(locked)
        before = {name: said for name, said in kept.get(FOR_FILE, {}).items() if name != "from"}
        told = merged(before, {**decisions, "decisions": words})
        kept[FOR_FILE] = {name: said for name, said in told.items() if said not in ({}, None)}
        after = _read_again(locked, seat, reading_of(locked), kept)
        if keep:
            remembering.remember(seat=seat, batch=locked, layout=after, decisions=kept[FOR_FILE])
        log(seat, Verb.DATASET_IMPORT, _dataset(batch), note="layout")
    return locked


def read_afresh(*, seat: ActingSeat, batch: ImportBatch, forget: bool = False) -> ImportBatch:
    """Read the file as if nothing had been decided about all of it; `forget` what is remembered."""
    require(seat, Verb.DATASET_IMPORT, _dataset(batch))
    with transaction.atomic():
        locked = _open_batch(batch)
        reading = reading_of(locked)
        layout = layout_of(locked, seat, reading)
        if forget and layout is not None:
            remembering.forget(seat=seat, batch=locked, layout=layout)
        kept = corrections_of(locked)
        kept.pop(FOR_FILE, None)
        _read_again(locked, seat, reading, kept)
        log(seat, Verb.DATASET_IMPORT, _dataset(batch), note="forgotten" if forget else "layout")
    return locked


def _read_again(
    batch: ImportBatch,
    seat: ActingSeat,
    reading: Any,  # noqa: ANN401 - the importer's own shape
    kept: Mapping[str, Any],
) -> Layout:
    """Every row anew; decisions about those that are still there stay."""
    importer = importer_of(batch.kind)
    assert importer is not None  # noqa: S101 - its layout was asked for
    batch.sealed_reading = seal_corrections(batch, kept)
    bench = replace(bench_of(batch), seat=seat)
    try:
        keep_rows(batch, importer.rows(reading, replace(bench, is_brief=True)))
        layout = importer.layout(reading, bench)
    except ReadError as error:
        raise Problem(Code.FILE_UNREADABLE, status=422, reader=error.code) from error
    batch.save(update_fields=["sealed_reading", "counts"])
    return layout or Layout()


def _refuse_odd(choices: FileChoices, layout: Layout) -> None:
    """Raises Problem(SHAPE_REFUSED) for what the file or the register does not have.

    Also where a column is told to be what another one is: the file would be read otherwise.
    """
    headings = {one.heading for one in layout.columns}
    codes = {"", *dict(layout.fields)}
    listed = {(one.group, one.words): dict(one.choices) for one in layout.words}
    odd = {
        "sheet": choices.sheet is not None and choices.sheet not in {*layout.sheets, layout.sheet},
        "head_row": choices.head_row is not None and not 0 < choices.head_row <= _LAST_HEAD,
        "order": choices.order not in {None, "", "day", "month"},
        "columns": not headings.issuperset(choices.columns)
        or not codes.issuperset(choices.columns.values())
        or bool(read_twice(layout, choices.columns)),
        "words": any(
            (group, words) not in listed
            or (answer and listed[group, words] and answer not in listed[group, words])
            for group, said in choices.words.items()
            for words, answer in said.items()
        ),
    }
    for name, is_odd in odd.items():
        if is_odd:
            raise Problem(Code.SHAPE_REFUSED, status=422, field=name)


def _require_adding(seat: ActingSeat, words: Mapping[str, Mapping[str, str]]) -> None:
    """Before anything is written, so that a refusal stays in the log. Raises NOT_ALLOWED."""
    if any(answer.startswith(ADD) for answer in words.get("agency", {}).values()):
        require(seat, Verb.AGENCY_MANAGE, seat.operation)


def _agencies(seat: ActingSeat, said: Mapping[str, str]) -> dict[str, str]:
    """Acronyms of the list; an agency to be added is added first, as far as the seat may."""
    known = {one.acronym.casefold(): one.acronym for one in known_agencies(seat)}
    answers = {}
    for words, answer in said.items():
        if answer.startswith(ADD) and answer[1:].strip():
            acronym = answer[1:].strip()
            if acronym.casefold() not in known:
                name = words.partition(" | ")[0]
                made = create_agency(
                    seat=seat, acronym=acronym, names={"en": name}, kind="other", is_member=False
                )
                known[acronym.casefold()] = made.acronym
            answers[words] = known[acronym.casefold()]
        elif answer in {"", REFUSE}:
            answers[words] = answer
        elif answer.casefold() in known:
            answers[words] = known[answer.casefold()]
        else:
            raise Problem(Code.SHAPE_REFUSED, status=422, field="agency")
    return answers


def _areas(seat: ActingSeat, said: Mapping[str, str]) -> dict[str, str]:
    """P-codes of the operation's places, given as codes or as names that one place alone has."""
    if not any(said.values()):
        return dict(said)
    known: dict[str, set[str]] = {}
    for pcode, names in current_units(seat.operation).values_list("pcode", "names"):
        for text in (pcode, *names.values()):
            known.setdefault(fold(text), set()).add(pcode)
    answers = {}
    for words, answer in said.items():
        found = known.get(fold(answer), set())
        if answer and len(found) != 1:
            raise Problem(Code.SHAPE_REFUSED, status=422, field="area")
        answers[words] = next(iter(found), "")
    return answers


def _open_batch(batch: ImportBatch) -> ImportBatch:
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != ImportBatch.State.READ:
        raise Problem(Code.ALREADY_DONE)
    return locked


def _dataset(batch: ImportBatch) -> Any:  # noqa: ANN401 - a dataset, or the refusal
    if batch.dataset is None:
        raise Problem(Code.NOT_FOUND, status=404)
    return batch.dataset
