"""Any register from a table: one row for each record, one column for each question.

`collect.tables` finds the columns. What does not fit is said for each cell; a person corrects it on
the bench, where the row is read again, or in the file that is given back.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from himaya.collect.asking import BOTH, FILE, Asking, as_asked
from himaya.collect.cells import Cells, SheetRow
from himaya.collect.importers import (
    BARE,
    FOR_ALL,
    Bench,
    BenchField,
    BenchRow,
    RowProblem,
    Written,
)
from himaya.collect.layouts import MOST_WORDS, Layout, LayoutColumn, order_told
from himaya.collect.putting import put_rows
from himaya.collect.questions_said import Said, reader_language
from himaya.collect.sheets import ABOUT_FILE, Sheet, notes_of
from himaya.collect.table_words import has_ambiguous_days, unlisted_words
from himaya.collect.tables import IDENTITY, NAMED, SEEN, Columns, Line, bare_path, turn_of
from himaya.datasets.declarations import Profile, profiles
from himaya.datasets.models import Dataset
from himaya.datasets.templates import template_form
from himaya.engines.xlsform import MEANS, Form
from himaya.gate.seats import ActingSeat
from himaya.kernel.types import Json
from himaya.records.entry.wording import in_words
from himaya.releases.content import Table

_FAULT = gettext_noop("Column “%(question)s”: %(fault)s")


def spreadsheet_importers() -> Iterable["SpreadsheetImporter"]:
    """One for every declared register."""
    return [SpreadsheetImporter(profile) for profile in profiles()]


class SpreadsheetImporter:
    """Reads xlsx, ods, csv and pasted tables into the register of one profile."""

    accepts = ".xlsx,.xls,.ods,.csv,.tsv,.txt"
    rechecks = True
    groups: tuple[str, ...] = ()

    def __init__(self, profile: Profile) -> None:
        self.kind = self.profile = profile.code
        self.labels: Mapping[str, str] = profile.names
        self._profile = profile

    # All kinds are made to be listed; the form is read for the one that is used.
    @cached_property
    def form(self) -> Form:
        """The template form of the register."""
        return template_form(self._profile.template)

    @cached_property
    def _asks(self) -> tuple[str, ...]:
        return self._profile.asks

    @cached_property
    def _read(self) -> Columns:
        return Columns(self.form)

    @cached_property
    def _said(self) -> Said:
        return Said(self.form, self._read)

    @cached_property
    def columns(self) -> Mapping[str, Mapping[str, str]]:
        """Labels by column: single questions, then repeats."""
        return {
            path: asked.labels or {"en": path}
            for path, asked in self._read.questions.items()
            if not asked.repeat
        } | {name: group.labels or {"en": name} for name, group in self._read.repeats.items()}

    @cached_property
    def _required(self) -> tuple[str, ...]:
        """Questions outside repeats that every record must answer."""
        return tuple(
            path
            for path, asked in self._read.questions.items()
            if asked.required in {"yes", "true()"} and not asked.relevant and not asked.repeat
        )

    def read(self, content: bytes, file_name: str) -> Sheet:
        """Raises ReadError, also when no row of headings can be found."""
        return self._read_as(content, file_name, {})

    def _read_as(self, content: bytes, file_name: str, decided: Mapping[str, Any]) -> Sheet:
        lines = self._read.read(content, file_name, decided)
        seen: dict[str, int] = {}
        cells = Cells(self.form, self._read, decided)
        return Sheet(
            rows=[_row(line, seen, cells) for line in lines.lines],
            unknown=[text for text in lines.unknown if not self._read.is_nested(text)],
            nested=[text for text in lines.unknown if self._read.is_nested(text)],
            missing=[path for path in self._required if path not in lines.found],
            cells=cells,
            orphans=lines.orphans,
            unread=lines.unread,
            lines=lines,
            source=(content, file_name),
        )

    def _as_decided(self, reading: Sheet, bench: Bench) -> Sheet:
        """The file read again where something was decided about all of it."""
        decided = {name: said for name, said in bench.of_file.items() if name != "from"}
        if not decided or not reading.source[0]:
            return reading
        key = json.dumps(decided, sort_keys=True)
        if key not in reading.decided:
            reading.decided[key] = self._read_as(*reading.source, decided)
        return reading.decided[key]

    def rows(self, reading: Sheet, bench: Bench = BARE) -> Iterator[BenchRow]:
        """One row for each record; a row with a fault is refused until it is corrected."""
        for _read, row in self.rows_with_cells(reading, bench):
            yield row

    def rows_with_cells(self, reading: Sheet, bench: Bench) -> Iterator[tuple[SheetRow, BenchRow]]:
        """Each row of the bench beside that of the table."""
        reading = self._as_decided(reading, bench)
        shared = self._asked_once(reading)
        asking = Asking.of(self._asks, self._read, reading.rows, bench, reading.told)
        for order, kept in enumerate(reading.rows):
            if bench.only is not None and kept.stable_id not in bench.only:
                continue
            read = replace(kept)  # what the form says of it is not kept for all rows at once
            row = _corrected(read, bench, shared)
            asked = list(asking.problems(row, self._said.labels()))
            is_doubtful = any(one.level == "doubt" for one in asked)
            once = shared if order == 0 else ()
            shown = BenchRow(
                order=order,
                stable_id=row.stable_id,
                state="refused" if row.faults else "doubtful" if is_doubtful else "accepted",
                cells={} if bench.is_brief else self._shown(row),
                problems=[*self._problems(row), *asked],
                fields=() if bench.is_brief else self._all_fields(read, row, bench, once, asking),
            )
            yield read, shown

    def _shown(self, row: SheetRow) -> dict[str, str]:
        """The cells of the bench: a repeat in one, its turns one after the other."""
        cells = {path: text for path, text in row.cells.items() if not turn_of(path)}
        turns: dict[tuple[str, int], list[str]] = {}
        for path, text in row.cells.items():
            if turn := turn_of(path):
                turns.setdefault(turn[:2], []).append(text)
        for (name, _number), texts in sorted(turns.items()):
            cells[name] = " | ".join(filter(None, (cells.get(name, ""), ", ".join(texts))))
        heading = next((path for path in self._headings if path in cells), "")
        return {"title": cells.get(heading, ""), **cells}

    @cached_property
    def _headings(self) -> tuple[str, ...]:
        """Questions of which one names a row."""
        asked = self._read.questions.items()
        return tuple(
            path for path, one in asked if one.means in MEANS and MEANS[one.means].role == "title"
        )

    def _asked_once(self, reading: Sheet) -> list[str]:
        """Required questions without a column; not consent: each person gives or refuses it."""
        return [
            path
            for path in reading.missing
            if (asked := self._read.asked(path)) and not asked.means.startswith("consent")
        ]

    def asked(self, reading: Sheet, bench: Bench = BARE) -> list[dict[str, Any]]:
        """What is asked once for all rows and not answered: `question`, `label`, `choices`."""
        told = bench.corrections.get(FOR_ALL, {})
        missing = self._asked_once(self._as_decided(reading, bench))
        return [as_asked(self._said.field(p, "")) for p in missing if not told.get(p)]

    def _for_all(self, missing: Iterable[str]) -> Iterator[BenchField]:
        """Required questions without a column: asked once, in the first row."""
        for path in missing:
            field = self._said.field(path, "")
            label = _("For all rows: %(question)s") % {"question": field.label}
            yield replace(field, label=label, is_shared=True)

    def _all_fields(
        self,
        read: SheetRow,
        row: SheetRow,
        bench: Bench,
        once: Sequence[str],
        asking: Asking,
    ) -> list[BenchField]:
        return [
            *self._for_all(once),
            *self._fields(read, row, bench, once, asking),
            *asking.choices(row, self._said.labels()),
        ]

    def _fields(
        self,
        read: SheetRow,
        row: SheetRow,
        bench: Bench,
        besides: Collection[str],
        asking: Asking,
    ) -> Iterator[BenchField]:
        """The cells that do not fit, or did not before they were corrected; without `besides`."""
        changed = bench.corrections.get(row.stable_id, {})
        before = read.faults if changed else {}
        for path in dict.fromkeys((*before, *changed, *row.faults, *asking.paths(row))):
            if self._read.asked(path) is not None and path not in besides:
                yield self._said.field(path, read.cells.get(path, ""))

    def _problems(self, row: SheetRow, once: Collection[str] = ()) -> Iterator[RowProblem]:
        """Faults of the cells; not that what is asked `once` for all rows is not answered yet."""
        language = reader_language()
        for path, error in row.faults.items():
            if path in once and error.code == "required":
                continue
            asked = self._read.asked(path)
            fault = in_words(error, language, kind=asked.type if asked else "")
            params = {"question": self._said.label(path), "fault": fault}
            yield RowProblem(error.code, _FAULT, params, "refused")

    def notes(self, reading: Sheet, bench: Bench = BARE) -> list[RowProblem]:
        """Columns and tables that were not read, and required questions that have none."""
        return notes_of(self._as_decided(reading, bench), self._said.labels())

    def layout(self, reading: Sheet, bench: Bench = BARE) -> Layout | None:
        """The table, its headings and columns, and words that are no choice of their question."""
        reading = self._as_decided(reading, bench)
        if reading.lines is None:
            return None
        said = bench.of_file.get("choices", {})
        unlisted = unlisted_words(reading.rows, reading.cells, self._read, said)
        words = [
            self._said.word(path, text, rows, said) for (path, text), rows in unlisted.most_common()
        ]
        fields = [path for path in self.columns if path in self._read.questions]
        return Layout(
            sheets=[name for name in reading.lines.sheets if name],
            sheet=reading.lines.sheet,
            head_row=reading.lines.head_row,
            order=order_told(bench.of_file),
            asks_order=has_ambiguous_days(reading.rows, self._read),
            columns=[LayoutColumn(heading, path) for heading, path in reading.lines.columns],
            fields=[(path, self._said.label(path)) for path in fields],
            words=words[:MOST_WORDS],
            more_words=max(len(words) - MOST_WORDS, 0),
        )

    def to_json(self, reading: Sheet, bench: Bench = BARE) -> Json:
        """Rows with the answers that are no danger to anybody; persons are left out."""
        reading = self._as_decided(reading, bench)
        with override("en"):
            problems: list[dict[str, Any]] = []
            rows, refused, shared = [], 0, self._asked_once(reading)
            asked = self.asked(reading, bench)
            once = {one["question"] for one in asked}
            for row in (_corrected(replace(one), bench, shared) for one in reading.rows):
                rows.append(
                    {"row": row.number, "id": row.stable_id, "answers": self._open(row.answers)}
                )
                refused += bool(row.faults)
                problems += [
                    {"row": row.number, "code": one.code, "message": one.message % dict(one.params)}
                    for one in self._problems(row, once)
                ]
            problems += [
                {"row": None, "code": one.code, "message": one.message % dict(one.params)}
                for one in self.notes(reading, bench)
                if one.code in ABOUT_FILE
            ]
        return {
            "kind": self.kind,
            "rows": rows,
            "accepted": len(rows) - refused,
            "doubtful": 0,
            "refused": refused,
            "asked": asked,
            "problems": problems,
        }

    def _open(self, answers: Mapping[str, Any], inside: str = "") -> dict[str, Any]:
        opened: dict[str, Any] = {}
        for key, value in answers.items():
            if key in self._read.repeats and not inside:
                opened[key] = [self._open(row, f"{key}.") for row in value]
            elif self._read.questions[f"{inside}{key}"].sensitivity.startswith("none"):
                opened[key] = value
        return opened

    def write(
        self,
        *,
        seat: ActingSeat,
        dataset: Dataset,
        reading: Sheet,
        taken: frozenset[str],
        corrections: Mapping[str, Mapping[str, Any]],
        reason: str,
    ) -> Written:
        """Create or update the taken rows; a blank cell is no order to erase.

        A repeat of which the file has a cell is taken as the file has it, with all its turns.
        """
        bench = Bench(corrections)
        reading = self._as_decided(reading, bench)
        shared = self._asked_once(reading)
        return put_rows(
            seat=seat,
            dataset=dataset,
            rows=(
                _corrected(replace(one), bench, shared)
                for one in reading.rows
                if one.stable_id in taken
            ),
            answers_of=reading.cells.answers,
            chosen_of=partial(_chosen, bench),
            reason=reason,
        )

    def annotated(self, reading: Sheet, stable_ids: frozenset[str], bench: Bench = BARE) -> Table:
        """The rows to correct, without direct identifiers, with ids and what is wrong where.

        As corrected on the bench so far; repeats in numbered columns.
        """
        return self.annotated_with({}, reading, stable_ids, bench)

    def annotated_with(
        self,
        besides: Mapping[str, Sequence[RowProblem]],
        reading: Sheet,
        stable_ids: frozenset[str],
        bench: Bench,
    ) -> Table:
        """The same, with what is wrong of a row besides what the form has against it, by id."""
        reading = self._as_decided(reading, bench)
        shared = self._asked_once(reading)
        rest = [
            _corrected(row, bench, shared) for row in reading.rows if row.stable_id in stable_ids
        ]
        paths = list(self._leaving(row.cells for row in rest))
        return Table(
            headers=[*(self._heading(path) for path in paths), IDENTITY, "problem"],
            rows=[
                [
                    *(row.cells.get(path, "") for path in paths),
                    row.stable_id,
                    "\n".join(self._told(row, *besides.get(row.stable_id, ()))),
                ]
                for row in rest
            ],
        )

    def _told(self, row: SheetRow, *besides: RowProblem) -> Iterator[str]:
        """Each problem in a line that names its column."""
        for one in (*self._problems(row), *besides):
            fault = one.params.get("fault") or one.params.get("says", "")
            yield f"{one.params['question']}: {fault}"

    def _leaving(self, rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
        """The paths that have cells, in the order of the form, turns together."""
        used = {path for cells in rows for path in cells}
        order = {path: place for place, path in enumerate(self._read.questions)}
        first = {
            name: min(place for path, place in order.items() if path.startswith(f"{name}."))
            for name in self._read.repeats
            if any(path.startswith(f"{name}.") for path in order)
        }

        def place(path: str) -> tuple[int, int, int]:
            turn = turn_of(path)
            here = order[bare_path(path)]
            return (first[turn[0]], turn[1], here) if turn else (here, 0, 0)

        for path in sorted(used, key=place):
            asked = self._read.asked(path)
            if asked is not None and not asked.sensitivity.startswith("direct"):
                yield path

    def _heading(self, path: str) -> str:
        turn = turn_of(path)
        return f"{turn[0]}[{turn[1] + 1}].{turn[2]}" if turn else self._said.label(path)


def _row(line: Line, seen: dict[str, int], cells: Cells) -> SheetRow:
    identity = line.names.get(NAMED, "")
    if not identity:
        joined = "\x1f".join(f"{path}={text}" for path, text in sorted(line.cells.items()))
        identity = "row-" + hashlib.sha256(joined.encode()).hexdigest()[:20]
    seen[identity] = seen.get(identity, 0) + 1
    if seen[identity] > 1:  # twice the same row is two records, not one
        identity = f"{identity}-{seen[identity]}"
    return cells.row(line.number, identity, line.cells, line.names.get(SEEN, ""), line.unsolved)


def _corrected(row: SheetRow, bench: Bench, asked_once: Collection[str]) -> SheetRow:
    """The row with what people typed on the bench; a blank takes the cell out.

    An answer for all rows, to a question asked once, stands where the row has none of its own.
    """
    changes = {
        path: text
        for path, text in bench.corrections.get(row.stable_id, {}).items()
        if not path.startswith(BOTH)
    }
    told = bench.corrections.get(FOR_ALL, {})
    shared = {path: told[path] for path in asked_once if path in told}
    if not changes and not shared:
        return row
    whole = {**shared, **row.cells, **changes}
    cells = {path: text for path, text in whole.items() if text}
    return SheetRow(row.number, row.stable_id, cells, row.check, row.revision, row.unsolved)


def _chosen(bench: Bench, ident: str) -> set[str]:
    """The questions of a row for which somebody chose the answer of the file over that here."""
    said = bench.corrections.get(ident, {})
    return {
        path.removeprefix(BOTH)
        for path, answer in said.items()
        if path.startswith(BOTH) and answer == FILE
    }
