"""Opening and closing a round of double coding."""

from collections.abc import Collection

from django.db import transaction

from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.people.models import Seat
from himaya.themes.coding.actions import decide
from himaya.themes.coding.deciding import Coding, Sent
from himaya.themes.coding.seeing import codable_records
from himaya.themes.models import CodingRound, Decision, FrameworkVersion, Passage
from himaya.themes.rounds.agreeing import coders_of, split_of

Verdict = Decision.Verdict


def open_round(
    *,
    seat: ActingSeat,
    framework_version: FrameworkVersion,
    label: str,
    documents: Collection[DocumentVersion],
    coders: Collection[Seat],
    shows_suggestions: bool = False,
) -> CodingRound:
    """Have documents coded by several, none of whom sees the others until it is closed."""
    require(seat, Verb.FRAMEWORK_MANAGE, framework_version.framework)
    with transaction.atomic():
        held = CodingRound.objects.create(
            operation=seat.operation,
            framework_version=framework_version,
            label=label,
            shows_suggestions=shows_suggestions,
            made_by=seat.ref,
        )
        held.documents.set(documents)
        held.coders.set(coders)
        log(seat, Verb.FRAMEWORK_MANAGE, framework_version.framework, note="round_opened")
    return held


def close_round(*, seat: ActingSeat, held: CodingRound) -> CodingRound:
    """End a round. What all agree on becomes everybody's coding; the rest waits to be settled.

    Agreed are passages that two coders at least are done with and gave the same themes. Raises
    Problem(ALREADY_DONE).
    """
    framework = held.framework_version.framework
    require(seat, Verb.FRAMEWORK_MANAGE, framework)
    with transaction.atomic():
        locked = CodingRound.objects.select_for_update().get(pk=held.pk)
        if locked.state != CodingRound.State.OPEN:
            raise Problem(Code.ALREADY_DONE)
        locked.state, locked.closed_at = CodingRound.State.CLOSED, clock.now()
        locked.save(update_fields=["state", "closed_at"])
        _take_over(seat, held)
        log(seat, Verb.FRAMEWORK_MANAGE, framework, note="round_closed")
    return locked


def _take_over(seat: ActingSeat, held: CodingRound) -> None:
    """Write what was agreed as this seat's, by document; what it may not code stays as it is."""
    agreed, _disputed = split_of(coders_of(held))
    documents = held.documents.filter(record__in=codable_records(seat).values("pk"))
    documents = documents.select_related(
        "record__dataset__system", "record__agency", "record__operation", "text"
    )
    for version in documents:
        passages = Passage.objects.filter(version=version, pk__in=agreed, is_current=True)
        sent = [
            one
            for passage in passages.order_by("start")
            for one in _agreed(held, passage, agreed[passage.pk])
        ]
        if sent:
            decide(seat=seat, about=Coding(version, held.framework_version), sent=sent)


def _agreed(held: CodingRound, passage: Passage, themes: frozenset[str]) -> list[Sent]:
    mark = f"{held.ref}-{passage.number}"
    given = [
        Sent(f"{mark}-{place}", passage.number, Verdict.ACCEPTED, theme)
        for place, theme in enumerate(sorted(themes))
    ]
    return [*given, Sent(mark, passage.number, Verdict.DONE)]
