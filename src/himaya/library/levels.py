"""How sensitive a document is: blank is the strictest, less than proposed needs a reviewer.

Requirements (row 8 of the field's list of systems):
1. Until somebody decides, a document has the strictest level that who brought it may see.
2. A level is proposed from its type, its detail and what is found in its words; of these the
   strictest counts. What type and detail say holds from the moment it is brought; what its words
   say holds from the moment they are read, until somebody decides who was told of it. It may then
   be closed to who brought it: whoever has that access decides.
3. Whoever may amend a document may raise it. The first decision may be any level that is proposed
   or above; afterwards, and below, a reviewer grants it (gate.lowering).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import transaction

from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize, log, require
from himaya.gate.lowering import forget_lowerings, spend_lowering
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.library.models import Classification, DocumentVersion
from himaya.library.queries import newest_version, versions_of
from himaya.library.texts import text_of
from himaya.people.models import Agency, Seat
from himaya.people.queries import acting_seat
from himaya.records.models import Record
from himaya.records.revising import mark_changed

TYPE, DETAIL = "document_type", "detail"  # questions of the form that the table goes by
LOW, MODERATE, HIGH, SEVERE = 1, 2, 3, 4
# By type, as the field's vocabulary proposes; a type that is not here is Moderate.
_BY_TYPE: Mapping[str, int] = {
    **dict.fromkeys(
        (
            "needs_assessment", "bulletin", "factsheet", "sitrep", "dashboard", "map", "strategy",
            "work_plan", "tor", "isp", "sop", "guidance", "checklist", "form_tool",
            "code_of_conduct", "training_material", "legal_policy", "presentation",
        ),
        LOW,
    ),
    **dict.fromkeys(("focal_point_report", "dataset", "contact_list"), HIGH),
}  # fmt: skip
_BY_DETAIL: Mapping[str, int] = {
    "totals": LOW,
    "by_area": LOW,
    "groups": MODERATE,
    "cases": HIGH,
    "persons": HIGH,
}
# What is found in the words (engines.narrative.entities): (how often, level) from the strictest.
_BY_FOUND: Mapping[str, tuple[tuple[int, int], ...]] = {
    "person": ((10, HIGH), (1, MODERATE)),
    "phone": ((5, HIGH), (1, MODERATE)),
    "email": ((1, MODERATE),),
    "id": ((1, HIGH),),
    "position": ((1, HIGH),),
}


_on_high: list[Callable[[Record], None]] = []


def on_high(act: Callable[[Record], None]) -> None:
    """Have a function called with each document that becomes High or Severe.

    For what rooms above keep of its words outside the encrypted text. Within the transaction.
    """
    if act not in _on_high:
        _on_high.append(act)


def strictest(seat: ActingSeat, dataset: Dataset) -> int:
    """The highest level at which who brings a document may still see it."""
    probe = Record(
        operation=seat.operation,
        dataset=dataset,
        agency=Agency.objects.get(ref=seat.agency),
        audience=dataset.audience,
        lane=dataset.lane,
        author=seat.ref,
        caseworker=seat.ref,
    )
    for level in range(SEVERE, dataset.level, -1):
        probe.level = level
        if authorize(seat, Verb.RECORD_VIEW, probe).allowed:
            return level
    return dataset.level


def by_table(answers: Mapping[str, Any]) -> int:
    """What type and detail say; 0 where neither is answered."""
    kind, detail = str(answers.get(TYPE) or ""), str(answers.get(DETAIL) or "")
    return max(_BY_TYPE.get(kind, MODERATE) if kind else 0, _BY_DETAIL.get(detail, 0))


def propose_level(version: DocumentVersion, said: Mapping[str, Any]) -> None:
    """Write down what the type, the detail and the words of a version propose.

    `said`: the answers that its words propose, for those that nobody has given.
    """
    record = version.record
    answers = {**said, **(record.head.answers if record.head else {})}
    grounds = list(_grounds(answers, version.identities))
    proposed = max((level for _, _, level in grounds), default=MODERATE)
    classified, _ = Classification.objects.update_or_create(
        record=record,
        defaults={
            "proposed": proposed,
            "grounds": [[code, count] for code, count, level in grounds if level > LOW],
        },
    )
    if proposed > record.level:
        _raise_for_now(classified, record, proposed)


def _raise_for_now(classified: Classification, record: Record, level: int) -> None:
    """Close what its words make more sensitive than was said, be it above its writer's sight.

    Nobody has decided that: the first decision may take it back to what is proposed, not below.
    """
    writer = Seat.objects.filter(ref=record.author).first()
    before, record.level = record.level, level
    record.save(update_fields=["level", "changed_at"])
    mark_changed(record.dataset_id, [record.pk])
    classified.decided_by, classified.decided_at = "", None
    classified.save(update_fields=["decided_by", "decided_at"])
    if writer is not None:
        acting = acting_seat(writer, second_factor=True, door="job")
        log(acting, Verb.RECORD_AMEND, record, fields=("level",), note=f"{before}:{level}")
    _follow(record)


def _grounds(
    answers: Mapping[str, Any], found: Mapping[str, int]
) -> Iterator[tuple[str, int, int]]:
    """(what speaks for it, how often, level)."""
    if kind := str(answers.get(TYPE) or ""):
        yield "type", 1, _BY_TYPE.get(kind, MODERATE)
    if detail := str(answers.get(DETAIL) or ""):
        yield "detail", 1, _BY_DETAIL.get(detail, LOW)
    for what, count in found.items():
        for least, level in _BY_FOUND.get(what, ()):
            if count >= least:
                yield what, count, level
                break


def set_level(*, seat: ActingSeat, record: Record, level: int) -> Record:
    """Decide how sensitive a document is. Raises Problem(LEVEL_LOWERED) without a reviewer's leave.

    Its files and its place in the search follow.
    """
    require(seat, Verb.RECORD_AMEND, record)
    with transaction.atomic():
        locked = (
            Record.objects.select_for_update(of=("self",))
            .select_related("dataset__system", "agency", "head", "version", "operation")
            .get(pk=record.pk)
        )
        classified, _ = Classification.objects.get_or_create(record=locked)
        before = locked.level
        is_first = not classified.decided_by and level >= (classified.proposed or SEVERE)
        if level < before and not is_first:
            spend_lowering(locked, {"level": f"{before}:{level}"})
        else:
            forget_lowerings(locked)
        classified.decided_by, classified.decided_at = seat.ref, clock.now()
        classified.save(update_fields=["decided_by", "decided_at"])
        locked.level = level
        locked.save(update_fields=["level", "changed_at"])
        mark_changed(locked.dataset_id, [locked.pk])
        log(seat, Verb.RECORD_AMEND, locked, fields=("level",), note=f"{before}:{level}")
        _follow(locked)
    return locked


def _relabel(record: Record) -> None:
    """Its files have the level of the document."""
    for version in versions_of(record):
        for stored in filter(None, (version.file, version.text)):
            stored.level = record.level
            stored.save(update_fields=["level"])


def _follow(record: Record) -> None:
    from himaya.library.copying import forget_signatures, keep_signature  # loads numpy

    if record.level >= HIGH:
        forget_signatures(record)
        for act in _on_high:
            act(record)
    _relabel(record)
    newest = newest_version(record)
    if newest is not None and newest.state == DocumentVersion.State.READ:
        newest.record = record
        keep_signature(newest, text_of(newest).text)
