"""Changing one row of a sheet in place: the simple questions; the rest needs the whole form."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from himaya.engines.xlsform import text_in
from himaya.gate.seats import ActingSeat
from himaya.records.actions import amend_record
from himaya.records.models import Record, Revision
from himaya.records.registers.columns import Column
from himaya.records.registers.register import Register
from himaya.records.sealing import whole_answers

_SIMPLE = {"text", "integer", "decimal", "date", "select_one"}
PREFIX = "answer."


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell to write in."""

    name: str
    label: str
    kind: str  # text, number, date or select
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    is_wrong: bool = False
    now: str = ""  # what stands there, where somebody else wrote it meanwhile


@dataclass(frozen=True, slots=True)
class Typed:
    """A row that is being written in, with what was typed where it could not be kept."""

    record: str  # ref
    cells: Mapping[str, str] = field(default_factory=dict)  # by question key
    wrong: frozenset[str] = frozenset()
    status: int = 200


def can_write(column: Column) -> bool:
    """Whether a cell is enough for the question: nothing else depends on where it stands."""
    asked = column.asked
    return (
        asked is not None
        and asked.type in _SIMPLE
        and not column.group
        and column.means != "status"  # a status is moved, not written
        and not asked.relevant
        and not asked.choice_filter
        and not asked.read_only
        and not asked.has_external_choices
        and not asked.choices_from
        and not asked.or_other
    )


def entry_of(
    column: Column,
    record: Record,
    register: Register,
    typed: Mapping[str, str],
    wrong: Container[str] = (),
) -> Entry:
    """The control of one cell, holding what was typed where the row could not be kept."""
    assert column.asked is not None  # noqa: S101 - can_write says so
    answers = record.head.answers if record.head else {}
    stands = "" if answers.get(column.key) is None else str(answers[column.key])
    value = typed.get(column.key, stands)
    kinds = {"select_one": "select", "date": "date", "integer": "number", "decimal": "number"}
    return Entry(
        name=PREFIX + column.key,
        label=column.label,
        kind=kinds.get(column.asked.type, "text"),
        value=value,
        choices=_choices(column, register),
        is_wrong=column.key in wrong,
        now=stands if value != stands else "",
    )


def _choices(column: Column, register: Register) -> tuple[tuple[str, str], ...]:
    assert column.asked is not None  # noqa: S101 - as above
    form = register.form
    return tuple(
        (
            choice.name,
            text_in(choice.labels, register.language, form.default_language) or choice.name,
        )
        for choice in form.choices.get(column.asked.list_name, ())
    )


def read_row(post: QueryDict, register: Register) -> dict[str, str]:
    """The posted cells by question key; whatever cannot be written in a cell is not taken."""
    return {
        column.key: str(post[PREFIX + column.key]).strip()
        for column in register.columns
        if can_write(column) and PREFIX + column.key in post
    }


def save_row(
    *, seat: ActingSeat, record: Record, changes: Mapping[str, Any], seen: int, reason: str
) -> Revision:
    """Amend the record with these cells. Raises what `amend_record` raises."""
    assert record.head is not None  # noqa: S101 - written in the record's own transaction
    answers = {**whole_answers(record, record.head), **changes}
    kept = {key: value for key, value in answers.items() if value not in ("", None)}
    return amend_record(seat=seat, record=record, answers=kept, seen=seen, reason=reason)
