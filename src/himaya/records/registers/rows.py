"""Rows of a view: records with one decision each, and what of them is shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from himaya.gate.decisions import HIGH, Decision, authorize, log
from himaya.kernel.verbs import Verb
from himaya.places.queries import names_by_pcode
from himaya.records.due import waits
from himaya.records.lifecycle import is_locked
from himaya.records.models import Record
from himaya.records.registers.cells import Cell, cell_of
from himaya.records.registers.columns import Column
from himaya.records.registers.register import Register, Stage
from himaya.records.words import area_codes, area_path

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a view shows it."""

    record: Record
    title: str
    stage: Stage
    is_late: bool
    cells: tuple[Cell, ...]
    decision: Decision
    can_amend: bool
    url: str

    def cell(self, key: str) -> Cell | None:
        """The cell of that column, where it was asked for."""
        return next((cell for cell in self.cells if cell.column.key == key), None)

    @property
    def is_draft(self) -> bool:
        """Whether it stands in a draft version only."""
        return waits(self.record)

    @property
    def tone(self) -> str:
        """How the row stands out; the word stands in the row too."""
        return "danger" if self.is_late else ""


def rows_of(
    register: Register, records: Iterable[Record], columns: Sequence[Column], today: date
) -> list[Row]:
    """Decide on each record and draw its cells. At most three queries, however many records."""
    found = attach(register, records)
    names = _place_names(register, found, columns)
    is_old = any(record.version_id != register.version.pk for record in found)
    told = (*columns, *([register.title_column] if register.title_column else []))
    closed = {column.key: register.closed_in(column) for column in told} if is_old else {}
    page = (register.profile.page if register.profile else "") or "record"
    rows = []
    for record in found:
        decision = authorize(register.seat, Verb.RECORD_VIEW, record)
        if not decision.allowed:  # the filter and the decision are one rule text; fail closed
            continue
        cells = tuple(
            Cell(column, state="hidden")
            if not closed.get(column.key, {}).get(record.version_id, _NONE) <= decision.fields
            else cell_of(column, record, decision.fields, register, names)
            for column in columns
        )
        stage = register.stage(record.status)
        rows.append(
            Row(
                record=record,
                title=_title(register, record, closed),
                stage=stage,
                is_late=is_late(record, stage, today),
                cells=cells,
                decision=decision,
                url=reverse(page, args=[record.ref]),
                can_amend=authorize(register.seat, Verb.RECORD_AMEND, record).allowed
                and not is_locked(record),
            )
        )
    _note(register, rows, columns)
    return rows


def attach(register: Register, records: Iterable[Record]) -> list[Record]:
    """Records with dataset and operation at hand, so that a decision makes no query."""
    found = list(records)
    for record in found:
        record.dataset = register.dataset
        record.operation = register.dataset.operation
    return found


def is_late(record: Record, stage: Stage, today: date) -> bool:
    """As `due.overdue`, of a record read `with_waiting`; what is continuous never is."""
    return (
        record.can_be_late
        and record.deadline is not None
        and record.deadline < today
        and not stage.is_closed
        and not waits(record)
    )


def _title(
    register: Register, record: Record, closed: Mapping[str, Mapping[int, frozenset[str]]]
) -> str:
    column = register.title_column
    answers = record.head.answers if record.head else {}
    if column is None or record.version_id in closed.get(column.key, {}):
        return record.ref
    return str(answers.get(column.key) or record.ref)


def _place_names(
    register: Register, records: Sequence[Record], columns: Sequence[Column]
) -> dict[str, str]:
    asked = (part for column in columns for part in (column.asked, *column.parts) if part)
    answers = [record.head.answers for record in records if record.head]
    return names_by_pcode(register.dataset.operation, area_codes(map(area_path, asked), answers))


def _note(register: Register, rows: Sequence[Row], columns: Sequence[Column]) -> None:
    """From High up, no audit row means no access: one event for the list, with its questions."""
    if any(row.decision.log or row.record.level >= HIGH for row in rows):
        fields = tuple(column.key for column in columns if not column.is_own)
        log(register.seat, Verb.RECORD_VIEW, register.dataset, fields=fields, note="list")
