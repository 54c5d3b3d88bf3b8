"""Reading records: with their head, and only the answers that a decision opens."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from himaya.datasets.models import Dataset
from himaya.gate.decisions import Decision, observe, visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.groups import FIELD_GROUPS, LEVEL_GROUPS, group_of
from himaya.instruments.models import Question, Version
from himaya.kernel.verbs import Verb
from himaya.records.models import Record, Revision
from himaya.records.sealing import join, open_answers, sealed_paths


def records_of(dataset: Dataset, seat: ActingSeat) -> QuerySet[Record]:
    """The records of a register within the seat's sight, newest change first."""
    return (
        visible_to(Record.objects.filter(dataset=dataset, is_withdrawn=False), seat)
        .select_related("head__sealed_for__agency", "agency", "version", "dataset__system")
        .order_by("-changed_at", "pk")
    )


def closed_questions() -> QuerySet[Question]:
    """The questions that `group_of` puts into a group, and those kept encrypted, as a filter."""
    grouped = Q(means__in=FIELD_GROUPS) & ~Q(sensitivity=Question.Sensitivity.NONE)
    direct = Q(sensitivity=Question.Sensitivity.DIRECT)
    return Question.objects.filter(grouped | direct | Q(level__gte=min(LEVEL_GROUPS)))


def withheld_paths(version: Version, decision: Decision) -> frozenset[str]:
    """Paths of the questions whose field group the decision does not open."""
    return frozenset(
        question.path
        for question in version.questions.all()
        if (group := group_of(question)) and group not in decision.fields
    )


def shown_answers(
    record: Record, revision: Revision, seat: ActingSeat
) -> tuple[dict[str, Any], frozenset[str]]:
    """(answers the seat may read, paths withheld). Sealed parts are opened only if needed.

    From High up the reading is recorded first; a record out of sight shows nothing.
    """
    decision = observe(seat, record, Verb.RECORD_VIEW)
    if not decision.allowed:
        return {}, frozenset(question.path for question in revision.version.questions.all())
    withheld = withheld_paths(revision.version, decision)
    answers = dict(revision.answers)
    if sealed_paths(revision.version) - withheld:
        answers = join(answers, open_answers(record, revision))
    return without(answers, withheld), withheld


def without(answers: Mapping[str, Any], paths: frozenset[str], prefix: str = "") -> dict[str, Any]:
    """Answers less the named paths, in repeats too."""
    kept: dict[str, Any] = {}
    for key, value in answers.items():
        path = f"{prefix}{key}"
        if path in paths:
            continue
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
            kept[key] = [without(row, paths, f"{path}.") for row in value]
        else:
            kept[key] = value
    return kept
