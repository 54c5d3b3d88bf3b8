"""Grades on the page of a document, and on the screen on which it is coded."""

from collections.abc import Mapping
from typing import Any

from himaya.engines.narrative.grading import proposed
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.library.parts import is_document
from himaya.library.queries import newest_version, opens_text
from himaya.records.models import Record
from himaya.themes.grading.queries import graded, signals_of
from himaya.themes.grading.wording import (
    CREDIBILITIES,
    RELIABILITIES,
    choices_of,
    difference_in_words,
    grade_in_words,
    grounds_in_words,
)
from himaya.themes.report.reviewing import report_of


def grades_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a document's page, for whom its words are open."""
    if not is_document(record) or report_of(record) is not None:
        return {}  # a report is no evidence itself: what it was made from is graded
    if not opens_text(authorize(seat, Verb.RECORD_VIEW, record), record):
        return {}
    version = newest_version(record)
    if version is None or version.state != DocumentVersion.State.READ:
        return {}
    version.record = record
    return {"grades": grades_shown(seat, version, helped=True)}


def grades_shown(
    seat: ActingSeat, version: DocumentVersion, *, helped: bool = False
) -> Mapping[str, Any]:
    """Grades side by side; `helped`, for who may grade also what is proposed and why."""
    may = authorize(seat, Verb.RECORD_CODE, version.record).allowed
    given = graded(seat, version)
    found = proposed(signals_of(seat, version)) if may and helped else None
    return {
        "record": version.record.ref,
        "version": version.n,
        "standing": [(one, grade_in_words(one.grade)) for one in given.standing],
        "before": given.before,
        "apart": difference_in_words(given.apart),
        "mine": next((one.grade for one in given.standing if one.is_mine), ""),
        "may": may,
        "proposed": grade_in_words(found.grade) if found else "",
        "grounds": grounds_in_words(found) if found else (),
        "reliabilities": choices_of(RELIABILITIES),
        "credibilities": choices_of(CREDIBILITIES),
    }
