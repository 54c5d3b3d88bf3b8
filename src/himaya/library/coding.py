"""The coding of documents: what is proposed, what is taken, what is lacking.

Requirements (row 7 of the field's list of systems): type, place, date, author agency and language
are coded, and titles keep the naming rule; what lacks one is in the queue. Nothing is written that
nobody took.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction

from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.instruments.queries import form_of
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.levels import TYPE
from himaya.library.models import Classification, DocumentVersion
from himaya.library.naming import keeps_rule, names_somebody
from himaya.library.queries import DAYS, newest_version
from himaya.library.texts import Proposal, text_of
from himaya.records.actions import amend_record
from himaya.records.models import Record, Revision
from himaya.records.queries import shown_answers
from himaya.records.titles import heading_key

ALL, LOOKED = "~all", "~looked"
# Questions of the form that a document is not coded without; of several in a line one is enough.
_NEEDED = ((TYPE,), ("area", "other_areas"), ("published_on", "start"), ("agency",), ("language",))


def lacking(record: Record) -> list[str]:
    """Keys of the questions that a coded document answers and this one does not.

    The title is among them where it does not keep the naming rule. Reads the open answers only.
    """
    answers = record.head.answers if record.head else {}
    asked = form_of(record.version).by_name
    found = [
        several[0]
        for several in _NEEDED
        if several[0] in asked and not any(answers.get(key) for key in several)
    ]
    title = heading_key(record.version)
    said = str(answers.get(title, ""))
    return found if keeps_rule(said) and not names_somebody(said) else [title, *found]


def proposals_for(
    record: Record, version: DocumentVersion, answers: Mapping[str, Any]
) -> list[Proposal]:
    """What its words propose of answers that nobody gave, or of a title against the rule."""
    form = form_of(record.version)
    title = heading_key(record.version)
    found = []
    for one in text_of(version).proposals:
        asked = form.by_name.get(one.key)
        if asked is None or not _fits(form.choice_labels.get(asked.list_name), one.value):
            continue
        given = answers.get(one.key)
        if not given or (one.key == title and not keeps_rule(str(given))):
            found.append(one)
    return found


def sure_of(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Those that a machine may take: the language, and days told in the head.

    Who wrote it, what it is and which place it is about is said by no pattern beyond doubt.
    """
    return [
        one
        for one in proposals
        if one.key == "language" or (one.key in DAYS and one.reason == "in_head")
    ]


def _fits(choices: Mapping[str, str] | None, value: str | list[str]) -> bool:
    """Whether a choice that is proposed is one of the list."""
    if not choices:
        return True
    return set(value if isinstance(value, list) else [value]) <= set(choices)


def take_proposals(
    *, seat: ActingSeat, record: Record, keys: Collection[str], seen: int
) -> Revision:
    """Write what a person takes of the proposals; `keys` of the questions, or ALL.

    The caller has asked for the words (`queries.opens_text`). Raises what amending raises, and
    Problem(ALREADY_DONE) where nothing of it is proposed any more.
    """
    version, head = newest_version(record), record.head
    if version is None or head is None:
        raise Problem(Code.NOT_FOUND, status=404)
    answers, _withheld = shown_answers(record, head, seat)
    taken = {
        one.key: one.value
        for one in proposals_for(record, version, answers)
        if ALL in keys or one.key in keys
    }
    return _write(seat, record, answers, taken, seen)


def _write(
    seat: ActingSeat,
    record: Record,
    answers: Mapping[str, Any],
    taken: Mapping[str, Any],
    seen: int,
) -> Revision:
    if not taken:
        raise Problem(Code.ALREADY_DONE)
    return amend_record(
        seat=seat, record=record, answers={**answers, **taken}, seen=seen, sure=True
    )


def take_sure(*, seat: ActingSeat, record: Record) -> list[str]:
    """Write what is sure of the proposals, marked as taken by the machine; returns the keys.

    The mark stays until a person has looked (`looked_over`) or the document is coded. The caller
    has asked for the words. Raises what amending raises; where nothing is sure nothing is written.
    """
    version, head = newest_version(record), record.head
    if version is None or head is None:
        return []
    answers, _withheld = shown_answers(record, head, seat)
    taken = {one.key: one.value for one in sure_of(proposals_for(record, version, answers))}
    if not taken:
        return []
    with transaction.atomic():
        _write(seat, record, answers, taken, record.lock)
        said, _ = Classification.objects.select_for_update().get_or_create(record=record)
        said.taken = sorted({*said.taken, *taken})
        said.save(update_fields=["taken"])
        log(seat, Verb.RECORD_AMEND, record, fields=tuple(sorted(taken)), note="taken_by_machine")
    return sorted(taken)


def looked_over(*, seat: ActingSeat, record: Record) -> None:
    """Say that a person has looked at what the machine had taken."""
    require(seat, Verb.RECORD_AMEND, record)
    with transaction.atomic():
        Classification.objects.filter(record=record).update(taken=[])
        log(seat, Verb.RECORD_AMEND, record, note="looked_over")
