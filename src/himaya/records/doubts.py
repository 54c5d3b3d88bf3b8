"""What a writer is asked about before it is kept: unknown names, doubles, traces of persons.

None of it is wrong for certain, so whoever is sure keeps it as written, by the same action. Only
what is new against what stood before is asked about.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.engines.xlsform import AnswerError
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.models import Question, Version
from himaya.records.due import closed
from himaya.records.known import CODES as UNKNOWN
from himaya.records.known import unknown_names
from himaya.records.models import Record
from himaya.records.twins import number_of, records_with, said

TWICE, TRACE = "entry.twice", "person.trace"
CODES = UNKNOWN | {TWICE, TRACE}
# Where a phone number or an address is what is asked for, or is written by a program.
_MEANT = frozenset({"channel", "code", "document", "hours", "status.note", "version"})
_AT_ONCE = 500  # records looked at together; SQLite takes a limited number of parameters
_WORTH_A_LOOK = re.compile(r"@|(?:\d\W{0,2}){7}")

Errors = dict[str, list[AnswerError]]


def doubts_about(
    seat: ActingSeat,
    dataset: Dataset,
    version: Version,
    answers: Mapping[str, Any],
    record: Record | None = None,
    before: Mapping[str, Any] | None = None,
) -> Errors:
    """What to ask, by question. Of a register without a declaration nothing is asked."""
    stood = before or {}
    return {
        **_traces(dataset, version, answers, stood),
        **_twice(seat, dataset, answers, record, stood),
        **unknown_names(dataset, version, answers, stood),
    }


def _twice(
    seat: ActingSeat,
    dataset: Dataset,
    answers: Mapping[str, Any],
    record: Record | None,
    before: Mapping[str, Any],
) -> Errors:
    """Another entry in sight that stands and says the same. One query or two for each declared set.

    Only those that have the number of its answers are read (records.twins).
    """
    profile = profile_named(dataset.profile)
    found: Errors = {}
    for keys in profile.alone if profile else ():
        mine = said(answers.get(key) for key in keys)
        if not mine[0] or mine == said(before.get(key) for key in keys):
            continue
        alike = records_with(number_of(dataset.ref, keys, mine), besides=record)
        if any(said(row) == mine for row in _standing(seat, dataset, alike, keys)):
            found[keys[0]] = [AnswerError(TWICE)]
    return found


def _standing(
    seat: ActingSeat, dataset: Dataset, records: Sequence[int], keys: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """The answers to these questions of those of the records that stand in sight."""
    for start in range(0, len(records), _AT_ONCE):
        some = Record.objects.filter(dataset=dataset, pk__in=records[start : start + _AT_ONCE])
        rows = visible_to(some, seat).exclude(closed())
        yield from rows.values_list(*(f"head__answers__{key}" for key in keys))


def _traces(
    dataset: Dataset, version: Version, answers: Mapping[str, Any], before: Mapping[str, Any]
) -> Errors:
    """Phone numbers and mail addresses in open texts, where whoever reads along would have them.

    Where the form has its writer confirm that no names are in it, its narrative is looked through
    too, encrypted as it is, and names that are announced as such are found as well.
    """
    if profile_named(dataset.profile) is None:
        return {}
    questions = list(version.questions.all())
    is_promised = any(question.kind == "acknowledge" for question in questions)
    found: Errors = {}
    for question in questions:
        is_told = is_promised and question.means == "narrative"
        is_meant = question.means in _MEANT or (question.sensitivity == "direct" and not is_told)
        if question.kind != "text" or is_meant:
            continue
        old = {text for _path, text in _texts(question, before)}
        for path, text in _texts(question, answers):
            if text not in old and _has_trace(text, with_names=is_told):
                found[path] = [AnswerError(TRACE)]
    return found


def _has_trace(text: str, *, with_names: bool) -> bool:
    if not (with_names or _WORTH_A_LOOK.search(text)):
        return False
    # Few texts come this far, and the engine of narratives brings numpy with it.
    from himaya.engines.narrative.entities import EntityKind, entities_in

    wanted = {EntityKind.PHONE, EntityKind.EMAIL} | ({EntityKind.PERSON} if with_names else set())
    return any(one.kind in wanted for one in entities_in(text))


def _texts(question: Question, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not question.repeat:
        if isinstance(text := answers.get(question.key), str):
            yield question.key, text
        return
    for number, turn in enumerate(answers.get(question.repeat) or []):
        if isinstance(text := turn.get(question.key), str):
            yield f"{question.repeat}[{number}].{question.key}", text
