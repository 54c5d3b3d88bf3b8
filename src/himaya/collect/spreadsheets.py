"""Any register from a table: one row for each record, one column for each question.

Columns are found by key, name or label of the question in any language, or by its meaning where
only one question has it. What does not fit is said for each cell; such rows are given back.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext_noop as mark

from himaya.collect.importers import BenchRow, RowProblem, Written
from himaya.datasets.declarations import Profile, profiles
from himaya.datasets.models import Dataset
from himaya.engines.tabular import ReadError, ReadErrorCode, Row, fold, read_document
from himaya.engines.tabular import Table as Grid
from himaya.engines.xlsform import AnswerError, Form, Question, check_answers, read_form
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.types import Json
from himaya.kernel.verbs import Verb
from himaya.records.actions import amend_record, create_record
from himaya.records.entry.wording import in_words
from himaya.records.keeping import keep_withheld
from himaya.records.models import Record
from himaya.records.queries import withheld_paths
from himaya.records.sealing import whole_answers
from himaya.records.standing import standing_for
from himaya.releases.content import Table

IDENTITY = "himaya_id"
_REFERENCE = ("reference", "référence", "referencia", "المرجع")
_FAULT = mark("Column “%(question)s”: %(fault)s")
_UNKNOWN = mark("The column “%(column)s” fits no question and was not read.")
_LEFT_OUT = mark("This question is not in the file, though the form requires it: %(question)s")
_BETWEEN = re.compile(r"\s*[;\n|]\s*")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]00:00(?::00)?)?")
_THOUSANDS = re.compile(r"(?<=\d)[\s\u00a0\u202f,](?=\d{3}(?:\D|$))")


@dataclass(slots=True)
class SheetRow:
    """One row: its cells as written and the answers they give, both by question key."""

    number: int
    stable_id: str
    cells: dict[str, str]
    answers: dict[str, Any]
    faults: dict[str, AnswerError] = field(default_factory=dict)  # by question key


@dataclass(slots=True)
class Sheet:
    """A file as read: rows, headings that fit no question, required questions without a column."""

    rows: list[SheetRow]
    unknown: list[str]
    missing: list[str]


def spreadsheet_importers() -> Iterable["SpreadsheetImporter"]:
    """One for every declared register."""
    return [SpreadsheetImporter(profile) for profile in profiles()]


@lru_cache(maxsize=64)
def _form(text: str, name: str) -> Form:
    return read_form(text, kind="md", file_name=name)


class SpreadsheetImporter:
    """Reads xlsx, ods, csv and pasted tables into the register of one profile."""

    accepts = ".xlsx,.xls,.ods,.csv,.tsv,.txt"
    editable: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def __init__(self, profile: Profile) -> None:
        self.kind = self.profile = profile.code
        self.labels: Mapping[str, str] = profile.names
        self.form = _form(profile.template.read_text(), profile.template.name)
        self.questions = {
            asked.key: asked
            for asked in self.form.questions
            if asked.holds_answer and asked.is_seen and not asked.repeat
        }
        self.columns: Mapping[str, Mapping[str, str]] = {
            key: asked.labels or {"en": key} for key, asked in self.questions.items()
        }

    def read(self, content: bytes, file_name: str) -> Sheet:
        """Raises ReadError, also when no row of headings can be found."""
        document = read_document(content, file_name=file_name)
        for block in document.blocks:
            if isinstance(block, Grid) and (found := self._headings(block)) is not None:
                return self._sheet(block, *found)
        raise ReadError(ReadErrorCode.KIND_UNKNOWN)

    def _headings(self, grid: Grid) -> tuple[int, dict[int, str]] | None:
        """(index of the row of headings, column index -> question key); a title may stand above."""
        known = self._spellings()
        best: tuple[int, dict[int, str]] | None = None
        for index, row in enumerate(grid.rows[:30]):
            keys: dict[int, str] = {}
            for place, text in enumerate(row.texts):
                key = known.get(fold(text.strip()))
                if key and key not in keys.values():
                    keys[place] = key
            asked = [key for key in keys.values() if key in self.questions]
            if asked and (best is None or len(keys) > len(best[1])):
                best = (index, keys)
        return best

    def _spellings(self) -> dict[str, str]:
        known: dict[str, str] = {}
        meant: dict[str, list[str]] = {}
        for key, asked in self.questions.items():
            for text in (key, asked.name, *asked.labels.values()):
                known.setdefault(fold(text), key)
            meant.setdefault(asked.means, []).append(key)
        for means, keys in meant.items():
            if means and len(keys) == 1:
                known.setdefault(fold(means), keys[0])
                known.setdefault(fold(f"#{means}"), keys[0])
        for text in (IDENTITY, *_REFERENCE):
            known.setdefault(fold(text), IDENTITY)
        return known

    def _sheet(self, grid: Grid, at: int, keys: dict[int, str]) -> Sheet:
        heads = grid.rows[at].texts
        seen: dict[str, int] = {}
        rows = [
            self._row(row, keys, seen)
            for row in grid.rows[at + 1 :]
            if any(row.texts[place].strip() for place in keys if place < len(row.texts))
            and not all(text.startswith("#") for text in row.texts if text.strip())
        ]
        named = set(keys.values())
        return Sheet(
            rows=rows,
            unknown=[
                text for place, text in enumerate(heads) if text.strip() and place not in keys
            ],
            missing=[
                key
                for key, asked in self.questions.items()
                if asked.required in {"yes", "true()"} and not asked.relevant and key not in named
            ],
        )

    def _row(self, row: Row, keys: dict[int, str], seen: dict[str, int]) -> SheetRow:
        cells = {
            key: text
            for place, key in keys.items()
            if place < len(row.texts) and (text := row.texts[place].strip())
        }
        identity = cells.pop(IDENTITY, "")
        if not identity:
            joined = "\x1f".join(f"{key}={text}" for key, text in sorted(cells.items()))
            identity = "row-" + hashlib.sha256(joined.encode()).hexdigest()[:20]
        seen[identity] = seen.get(identity, 0) + 1
        if seen[identity] > 1:  # twice the same row is two records, not one
            identity = f"{identity}-{seen[identity]}"
        answers = {key: self._value(self.questions[key], text) for key, text in cells.items()}
        checked = check_answers(self.form, answers, now=clock.now())
        sound = {key: checked.answers[key] for key in answers if key in checked.answers}
        faults = {path: errors[0] for path, errors in checked.errors.items() if errors}
        return SheetRow(row.origin.row, identity, cells, sound, faults)

    def _value(self, asked: Question, text: str) -> Any:  # noqa: ANN401 - an answer
        """The cell as an answer of the question's type; what cannot be is left for the check."""
        if asked.type in {"select_one", "select_multiple"} and asked.list_name:
            return self._choice(asked, text)
        if asked.type in {"integer", "decimal", "range"}:
            return _number(_THOUSANDS.sub("", text))
        if asked.type == "date" and (match := _DAY.fullmatch(text)):
            return match.group(1)
        return text

    def _choice(self, asked: Question, text: str) -> Any:  # noqa: ANN401 - one name or several
        names: dict[str, str] = {}
        for choice in self.form.choices.get(asked.list_name, ()):
            for spelling in (choice.name, *choice.labels.values()):
                names.setdefault(fold(spelling), choice.name)
        if asked.type == "select_one":
            return names.get(fold(text), text)
        parts = _BETWEEN.split(text)
        if len(parts) == 1:
            parts = text.split(", ") if ", " in text else [text]
        if len(parts) == 1 and fold(text) not in names:
            parts = text.split()
        return [names.get(fold(part), part) for part in parts if part]

    def rows(self, reading: Sheet) -> list[BenchRow]:
        """One row for each record; a row with a fault is refused until it is corrected."""
        return [
            BenchRow(
                order=order,
                stable_id=row.stable_id,
                state="refused" if row.faults else "accepted",
                cells=row.cells,
                problems=list(self._problems(row)),
            )
            for order, row in enumerate(reading.rows)
        ]

    def _problems(self, row: SheetRow) -> Iterator[RowProblem]:
        language = (get_language() or "en").split("-")[0]
        for path, error in row.faults.items():
            asked = self.questions.get(path)
            fault = in_words(error, language, kind=asked.type if asked else "")
            label = _label(asked, language) if asked else path
            params = {"question": label, "fault": fault}
            yield RowProblem(error.code, _FAULT, params, "refused")

    def notes(self, reading: Sheet) -> list[RowProblem]:
        """Columns that were not read, and required questions that have none."""
        language = (get_language() or "en").split("-")[0]
        found = [
            RowProblem("column.unknown", _UNKNOWN, {"column": text[:80]}, "notice")
            for text in reading.unknown
        ]
        return found + [
            RowProblem(
                "column.missing", _LEFT_OUT, {"question": _label(self.questions[key], language)}
            )
            for key in reading.missing
        ]

    def to_json(self, reading: Sheet) -> Json:
        """Rows with the answers that are no danger to anybody; persons are left out."""
        with override("en"):
            rows = self.rows(reading)
            problems = [
                {"row": row.number, "code": one.code, "message": one.message % dict(one.params)}
                for row in reading.rows
                for one in self._problems(row)
            ]
        states = [row.state for row in rows]
        return {
            "kind": self.kind,
            "rows": [
                {"row": row.number, "id": row.stable_id, "answers": self._open(row.answers)}
                for row in reading.rows
            ],
            "accepted": states.count("accepted"),
            "doubtful": 0,
            "refused": states.count("refused"),
            "problems": problems,
        }

    def _open(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: value
            for key, value in answers.items()
            if self.questions[key].sensitivity.startswith("none")
        }

    def write(
        self,
        *,
        seat: ActingSeat,
        dataset: Dataset,
        reading: Sheet,
        taken: frozenset[str],
        corrections: Mapping[str, Mapping[str, Any]],  # noqa: ARG002 - nothing is corrected here
        reason: str,
    ) -> Written:
        """Create or update the taken rows; a blank cell is no order to erase."""
        done: dict[str, dict[str, str]] = {"created": {}, "updated": {}, "unchanged": {}}
        for row in reading.rows:
            if row.stable_id in taken and not row.faults:
                what, ref = _put(seat, dataset, row, reason)
                done[what][row.stable_id] = ref
        return Written(**done)

    def annotated(self, reading: Sheet, stable_ids: frozenset[str]) -> Table:
        """The rows to correct, without direct identifiers, with ids and what is wrong."""
        keys = [
            key
            for key, asked in self.questions.items()
            if not asked.sensitivity.startswith("direct")
            and any(key in row.cells for row in reading.rows)
        ]
        language = (get_language() or "en").split("-")[0]
        rows = [
            [
                *(row.cells.get(key, "") for key in keys),
                row.stable_id,
                "\n".join(str(one.params["fault"]) for one in self._problems(row)),
            ]
            for row in reading.rows
            if row.stable_id in stable_ids
        ]
        labels = [_label(self.questions[key], language) for key in keys]
        return Table(headers=[*labels, IDENTITY, "problem"], rows=rows)


def _put(seat: ActingSeat, dataset: Dataset, row: SheetRow, reason: str) -> tuple[str, str]:
    """(what was done, ref of the record)."""
    found, ident = standing_for(seat, dataset, row.stable_id)
    if found is None or found.head is None:
        record = create_record(
            seat=seat,
            dataset=dataset,
            answers=row.answers,
            stable_id=ident,
            reason=reason,
        )
        return "created", record.ref
    if found.is_erased:
        return "unchanged", found.ref  # a file does not bring back who asked to be erased
    before = whole_answers(found, found.head)
    # A status is moved, not imported: what people decided here is not the file's to take back.
    # What the writer may not read is not compared: "unchanged" would tell that a guess was right.
    withheld = withheld_paths(found.version, authorize(seat, Verb.RECORD_VIEW, found))
    after = keep_withheld({**before, **row.answers}, before, withheld) | _status_of(found, before)
    if after == before:
        return "unchanged", found.ref
    amend_record(seat=seat, record=found, answers=after, seen=found.lock, reason=reason)
    return "updated", found.ref


def _status_of(record: Record, before: Mapping[str, Any]) -> dict[str, Any]:
    return {
        question.key: before[question.key]
        for question in record.version.questions.all()
        if question.means == "status" and not question.repeat and question.key in before
    }


def _number(text: str) -> int | float | str:
    try:
        return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text.replace(",", "."))
    except ValueError:  # no number: the check says so beside the cell
        return text


def _label(asked: Question, language: str) -> str:
    return asked.labels.get(language) or asked.labels.get("en") or asked.name
