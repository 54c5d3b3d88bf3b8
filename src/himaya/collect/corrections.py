"""Corrections typed on the bench, against the register's form before they are kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from himaya.collect.days import iso_day
from himaya.collect.importers import FOR_ALL, BenchRow, importer_of
from himaya.collect.layouts import FOR_FILE
from himaya.collect.queries import bench_of, corrections_of, reading_of
from himaya.datasets.models import Dataset, ImportBatch
from himaya.engines.xlsform import AnswerError, check_answers
from himaya.gate.seats import ActingSeat
from himaya.instruments.models import Version
from himaya.instruments.queries import form_of
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem

LONGEST_CODE = 40  # characters: a code is a mark to find an entry by, not a sentence

Errors = Mapping[str, Mapping[str, AnswerError]]  # by stable id, by question key


class CorrectionsRefused(Problem):
    """Corrections that do not fit the form: `errors` says which and why."""

    def __init__(self, errors: Errors) -> None:
        questions = sorted({key for found in errors.values() for key in found})
        super().__init__(Code.ANSWERS_REFUSED, status=422, questions=questions)
        self.errors = errors


def corrected(
    batch: ImportBatch,
    dataset: Dataset,
    typed: Mapping[str, Mapping[str, str]],
    seat: ActingSeat,
) -> dict[str, dict[str, Any]] | None:
    """The batch's corrections with what was typed, by stable id and field; None without a change.

    Only fields that the rows offer are taken; the file's own words are no correction. Raises
    CorrectionsRefused where the register's form has something against them.
    """
    importer = importer_of(batch.kind)
    if importer is None or not any(typed.values()):
        return None
    kept = {ident: dict(changes) for ident, changes in corrections_of(batch).items()}
    before = {ident: dict(changes) for ident, changes in kept.items()}
    bench = replace(bench_of(batch), seat=seat, only=frozenset(typed))
    rows = [row for row in importer.rows(reading_of(batch), bench) if row.stable_id in typed]
    for row in rows:
        _take(kept, before, row, typed[row.stable_id])
    if kept == before:
        return None
    if not importer.rechecks:
        _refuse(dataset, rows, kept)
    return kept


def _take(
    kept: dict[str, dict[str, Any]],
    before: Mapping[str, Mapping[str, Any]],
    row: BenchRow,
    typed: Mapping[str, str],
) -> None:
    for field in row.fields:
        text = typed.get(field.key)
        if text and field.kind in {"day", "date"}:
            text = iso_day(text, day_first=before.get(FOR_FILE, {}).get("day_first", True)) or text
        if text is None or (field.choices and text not in {"", *dict(field.choices)}):
            continue
        target = FOR_ALL if field.is_shared else row.stable_id
        # The page sends every row it shows: of a shared answer only a changed one counts.
        if text == before.get(target, {}).get(field.key, field.value):
            continue
        mine = kept.setdefault(target, {})
        if text == field.value:
            mine.pop(field.key, None)
        else:
            mine[field.key] = text


def _refuse(dataset: Dataset, rows: list[BenchRow], kept: Mapping[str, Mapping[str, Any]]) -> None:
    if dataset.version is None:
        raise Problem(Code.RECORD_CLOSED)
    found = {
        row.stable_id: errors_in(dataset.version, kept.get(row.stable_id, {}), row.beside)
        for row in rows
    }
    if errors := {ident: one for ident, one in found.items() if one}:
        raise CorrectionsRefused(errors)


def errors_in(
    version: Version, changes: Mapping[str, Any], beside: Mapping[str, Any]
) -> dict[str, AnswerError]:
    """What the form has against the corrections of one row, by question key.

    `beside` are answers of the row that they must fit, such as the start beside a corrected end.
    Only the corrected questions count: the rest of the row is checked when it is imported.
    """
    form = form_of(version)
    found = check_answers(form, {**beside, **changes}, now=clock.now()).errors
    errors = {key: found[key][0] for key in changes if found.get(key)}
    for question in form.questions:
        text = changes.get(question.key, "")
        if question.means == "code" and not question.repeat and len(str(text)) > LONGEST_CODE:
            errors[question.key] = AnswerError("text.too_long", {"limit": str(LONGEST_CODE)})
    return errors
