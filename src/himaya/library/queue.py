"""What waits for a person: documents without coding, or less sensitive than their words propose."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.queries import form_of
from himaya.kernel.verbs import Verb
from himaya.library.coding import lacking, take_sure
from himaya.library.models import Classification
from himaya.library.queries import opens_text
from himaya.records.actions import ChangedMeanwhile
from himaya.records.models import Record
from himaya.records.queries import records_of
from himaya.records.titles import title_of
from himaya.records.words import question_label

MOST = 100  # listed at once


@dataclass(frozen=True, slots=True)
class Queued:
    """A document that waits, and for what."""

    ref: str
    title: str
    level: int
    lacking: tuple[str, ...]  # labels of questions
    is_undecided: bool  # its sensitivity
    is_too_low: bool
    is_taken: bool  # by the machine, and nobody has looked yet


def queue_of(dataset: Dataset, seat: ActingSeat) -> list[Queued]:
    """The documents that the seat may amend and that wait, those at risk first."""
    start = _start_of(dataset)
    waits = Q(status=start) | Q(pk__in=_too_low(dataset))
    mine = visible_to(records_of(dataset, seat).filter(waits), seat, Verb.RECORD_AMEND)
    records = list(mine.prefetch_related("version__questions").order_by("pk")[:MOST])
    classified = {one.record_id: one for one in Classification.objects.filter(record__in=records)}
    found = [_queued(record, classified.get(record.pk)) for record in records]
    return sorted(
        (one for one in found if one.lacking or one.is_undecided or one.is_too_low or one.is_taken),
        key=lambda one: not one.is_too_low,
    )


def take_all_sure(dataset: Dataset, seat: ActingSeat) -> tuple[int, int]:
    """Take what is sure of each document that nobody has coded; (documents, how many got some).

    At most as many as the queue lists. A document that somebody changes meanwhile is left to them.
    """
    waits = records_of(dataset, seat).filter(status=_start_of(dataset), classification__taken=[])
    mine = visible_to(waits, seat, Verb.RECORD_AMEND).order_by("-pk")
    records = list(mine.select_related("agency", "operation")[:MOST])
    looked, taken = 0, 0
    for record in records:
        if not opens_text(authorize(seat, Verb.RECORD_VIEW, record), record):
            continue
        looked += 1
        try:
            taken += bool(take_sure(seat=seat, record=record))
        except ChangedMeanwhile:
            continue  # theirs stands; the next press asks again
    return looked, taken


def _start_of(dataset: Dataset) -> str:
    profile = profile_named(dataset.profile)
    return profile.lifecycle.start if profile else ""


def _too_low(dataset: Dataset) -> QuerySet[Classification, int]:
    said = Classification.objects.filter(record__dataset=dataset, proposed__gt=F("record__level"))
    return said.values_list("record", flat=True)


def _queued(record: Record, said: Classification | None) -> Queued:
    form, speaks = form_of(record.version), get_language() or "en"
    return Queued(
        record.ref,
        title_of(record),
        record.level,
        tuple(question_label(form, form.by_name[key], speaks) for key in lacking(record)),
        is_undecided=said is not None and not said.decided_by,
        is_too_low=said is not None and said.proposed > record.level,
        is_taken=said is not None and bool(said.taken),
    )
