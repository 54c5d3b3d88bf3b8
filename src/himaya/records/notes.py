"""Dated status notes: added to what is there, never changed."""

from datetime import date
from typing import Any

from himaya.gate.decisions import require
from himaya.gate.seats import ActingSeat
from himaya.gate.sending import Sent, look_back
from himaya.instruments.models import Version
from himaya.instruments.queries import form_of
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.actions import ChangedMeanwhile, amend_record
from himaya.records.models import Record, Revision
from himaya.records.sealing import whole_answers

_TRIES = 3


def note_place(version: Version) -> tuple[str, str, str] | None:
    """(repeat, key of the words, key of the day or "") of the notes a form asks for, by marks."""
    for mark in version.questions.all():
        if mark.means == "status.note" and mark.repeat and "." not in mark.repeat:
            parts = [
                asked for asked in form_of(version).questions if asked.repeat == (mark.repeat,)
            ]
            day = next((asked.key for asked in parts if asked.type == "date"), "")
            return mark.repeat, mark.key, day
    return None


def add_note(
    *, seat: ActingSeat, record: Record, text: str, day: date, sent: Sent | None = None
) -> Revision:
    """Append a note. Nobody's change is lost by it, so a faster writer only makes it look again.

    Raises Problem(NOT_FOUND) where the form has no notes, and what `amend_record` raises; that
    one writes the log. SentBefore where the same note came with the same one-time key.
    """
    require(seat, Verb.RECORD_AMEND, record)
    place = note_place(record.version)
    if place is None or not text.strip():
        raise Problem(Code.NOT_FOUND, status=404)
    look_back(seat, sent)
    for turn in range(_TRIES):
        fresh = Record.objects.select_related(
            "operation", "head", "version", "agency", "dataset__system"
        ).get(pk=record.pk)
        answers = _with_note(fresh, place, text.strip(), day)
        try:
            return amend_record(
                seat=seat, record=fresh, answers=answers, seen=fresh.lock, sent=sent
            )
        except ChangedMeanwhile:
            if turn == _TRIES - 1:
                raise
    raise AssertionError


def _with_note(record: Record, place: tuple[str, str, str], text: str, day: date) -> dict[str, Any]:
    repeat, words_key, day_key = place
    assert record.head is not None  # noqa: S101 - written in the record's own transaction
    answers = whole_answers(record, record.head)
    note = {words_key: text} | ({day_key: day.isoformat()} if day_key else {})
    return {**answers, repeat: [*answers.get(repeat, []), note]}
