"""What the bench shows: rows of the file beside what was decided about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as made_by
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from himaya.collect.corrections import Errors
from himaya.collect.importers import (
    FOR_ALL,
    Bench,
    BenchField,
    BenchRow,
    Importer,
    importer_of,
)
from himaya.collect.importers import RowProblem as Problem
from himaya.collect.kinds import other_kinds
from himaya.collect.queries import bench_of, reading_of
from himaya.datasets.models import ImportBatch, ImportRow
from himaya.engines.directions import bare
from himaya.files.actions import name_of, read_file
from himaya.gate.seats import ActingSeat
from himaya.kernel.words import in_language
from himaya.records.entry.wording import in_words


@dataclass(frozen=True, slots=True)
class ShownField:
    """Something to correct or decide, with what was kept or typed, and what is wrong with it."""

    field: BenchField
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the bench, in the reader's language."""

    row: BenchRow
    kept: ImportRow
    headings: list[tuple[str, str]]  # label and text of what the rows from here on share
    cells: list[tuple[str, str]]  # label, text
    problems: list[tuple[str, str]]  # level, sentence
    fields: list[ShownField]
    chosen: str  # the decision, kept or only typed

    @property
    def tone(self) -> str:
        """The state as the style sheet knows it."""
        return {"accepted": "ok", "doubtful": "warn", "refused": "danger"}[self.kept.state]


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody sent from the bench and what was refused in it, all by stable id."""

    decisions: Mapping[str, str] = made_by(default_factory=dict)
    corrections: Mapping[str, Mapping[str, str]] = made_by(default_factory=dict)
    errors: Errors = made_by(default_factory=dict)


def bench_rows(
    batch: ImportBatch,
    seat: ActingSeat | None = None,
    *,
    rows: Iterable[ImportRow] | None = None,
    typed: Typed | None = None,
    reading: Any = None,  # noqa: ANN401 - the importer's own shape
) -> list[ShownRow]:
    """All rows, or those of `rows`; no query per row. Reads the file unless it was `reading`."""
    typed = typed or Typed()
    importer = importer_of(batch.kind)
    if importer is None:
        return []
    kept = {row.stable_id: row for row in (batch.rows.all() if rows is None else rows)}
    only = None if rows is None else frozenset(kept)
    bench = replace(bench_of(batch), seat=seat, only=only)
    shown: list[ShownRow] = []
    above: BenchRow | None = None
    for row in importer.rows(reading or reading_of(batch), bench):
        if row.stable_id not in kept:
            continue
        shown.append(_shown(importer, row, above, kept[row.stable_id], bench, typed))
        above = row
    return shown


def grouped(rows: Iterable[ShownRow]) -> list[tuple[list[tuple[str, str]], list[ShownRow]]]:
    """The rows under their headings: (headings, rows that share them)."""
    groups: list[tuple[list[tuple[str, str]], list[ShownRow]]] = []
    for row in rows:
        if row.headings or not groups:
            groups.append((row.headings, []))
        groups[-1][1].append(row)
    return groups


def _shown(
    importer: Importer,
    row: BenchRow,
    above: BenchRow | None,
    kept: ImportRow,
    bench: Bench,
    typed: Typed,
) -> ShownRow:
    said_once = {"title", *importer.groups}
    return ShownRow(
        row=row,
        kept=kept,
        headings=[
            (in_language(importer.columns[code]), row.cells.get(code, ""))
            for code in importer.groups
            if row.cells.get(code) and (above is None or above.cells.get(code) != row.cells[code])
        ],
        cells=[
            (in_language(importer.columns[code]), text)
            for code, text in row.cells.items()
            if text and code not in said_once
        ],
        problems=[(problem.level, sentence_of(problem)) for problem in row.problems],
        fields=[_field(row, field, bench, typed) for field in row.fields],
        chosen=typed.decisions.get(row.stable_id, kept.decision),
    )


def _field(row: BenchRow, field: BenchField, bench: Bench, typed: Typed) -> ShownField:
    language = (get_language() or "en").split("-")[0]
    mine = bench.corrections.get(FOR_ALL if field.is_shared else row.stable_id, {})
    value = typed.corrections.get(row.stable_id, {}).get(
        field.key, mine.get(field.key, field.value)
    )
    error = typed.errors.get(row.stable_id, {}).get(field.key)
    return ShownField(field, str(value), in_words(error, language) if error else "")


def file_notes(
    batch: ImportBatch,
    seat: ActingSeat,
    reading: Any = None,  # noqa: ANN401 - as above
) -> list[tuple[str, str]]:
    """(level, sentence) for problems that belong to no row, as far as the seat may know them."""
    importer = importer_of(batch.kind)
    if importer is None:
        return []
    bench, reading = replace(bench_of(batch), seat=seat), reading or reading_of(batch)
    notes = [(one.level, sentence_of(one)) for one in importer.notes(reading, bench)]
    if batch.counts.get("refused") and not (batch.counts["accepted"] or batch.counts["doubtful"]):
        hints = other_kinds(importer, name_of(batch.file), read_file(batch.file))
        notes = [("doubt", hint) for hint in hints] + notes
    return notes


def sentence_of(problem: Problem) -> str:
    """The problem in the reader's language; the importer marked its templates for translation."""
    params = {
        name: bare(value) if isinstance(value, str) else value
        for name, value in problem.params.items()
    }
    return _(problem.message) % params
