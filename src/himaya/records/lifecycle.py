"""The steps a record may take, and what of it does not change: in some states, in some answers."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from himaya.datasets.declarations import profile_named
from himaya.engines.xlsform import AnswerError
from himaya.gate.decisions import authorize, could_ever, require
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.models import Link, Record

FIXED = "answer.fixed"
UNSAID = "answer.or_relation"
SHUT = "step.shut"


class RecordLocked(Problem):
    """A record in a state in which nothing changes (a report whose period is locked)."""

    def __init__(self, record: Record) -> None:
        super().__init__(Code.RECORD_CLOSED, status=422, record=record.ref)


class GateShut(Problem):
    """A step before which something must be written down: `gates` names what is missing."""

    def __init__(self, gates: Iterable[str]) -> None:
        self.gates = tuple(gates)
        super().__init__(Code.GATE_SHUT, status=422, gates=self.gates)


class ReasonMissing(Problem):
    """A step that nobody takes without a word why: a report sent back."""

    def __init__(self) -> None:
        super().__init__(Code.SHAPE_REFUSED, status=422, field="reason")


def is_locked(record: Record) -> bool:
    """Whether the record's state keeps it as it is."""
    profile = profile_named(record.dataset.profile)
    return profile is not None and profile.lifecycle.is_locked(record.status)


def refuse_locked(record: Record) -> None:
    """Raises RecordLocked."""
    if is_locked(record):
        raise RecordLocked(record)


def fixed_answers(
    seat: ActingSeat, record: Record, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, list[AnswerError]]:
    """Changed answers that are not the seat's to change: the day on which it owes a report."""
    profile = profile_named(record.dataset.profile)
    changed = [
        key for key in (profile.fixed if profile else ()) if before.get(key) != after.get(key)
    ]
    if not changed or record.author == seat.ref:
        return {}
    if authorize(seat, Verb.PLAN_ENDORSE, record).allowed:
        return {}
    return {key: [AnswerError(FIXED)] for key in changed}


def unsaid(
    record: Record, status: str, answers: Mapping[str, Any], ties: Collection[str] = ()
) -> dict[str, list[AnswerError]]:
    """Questions of `Profile.either` that neither an answer nor a relation says in that state.

    `ties`: relations that are about to be made. One query where an answer is missing.
    """
    profile = profile_named(record.dataset.profile)
    found: dict[str, list[AnswerError]] = {}
    for one in profile.either if profile else ():
        is_said = status not in one.states or answers.get(one.key) or set(ties) & {*one.relations}
        if not is_said and not _leads_on(record, one.relations):
            found[one.key] = [AnswerError(UNSAID)]
    return found


def _leads_on(record: Record, relations: Collection[str]) -> bool:
    links = Link.objects.filter(relation__in=relations, target__is_withdrawn=False)
    return record.pk is not None and links.filter(source=record).exists()


def is_kept(record: Record, relation: str) -> bool:
    """Whether nobody takes such a relation of the record away."""
    profile = profile_named(record.dataset.profile)
    relations = profile.relations if profile else ()
    return any(one.code == relation and one.is_kept for one in relations)


def follow(seat: ActingSeat, record: Record) -> None:
    """Do what follows from a record that was just written (`Profile.then`)."""
    profile = profile_named(record.dataset.profile)
    if profile is not None and profile.then is not None:
        profile.then(seat, record)


def follow_many(seat: ActingSeat, records: Collection[Record]) -> None:
    """As `follow` for records of one writing, each read again."""
    followed = [one.pk for one in records if _has_then(one)]
    whole = Record.objects.select_related(
        "operation", "head__sealed_for__agency", "agency", "version", "dataset__system"
    )
    for record in whole.filter(pk__in=followed).order_by("pk") if followed else ():
        follow(seat, record)


def _has_then(record: Record) -> bool:
    profile = profile_named(record.dataset.profile)
    return profile is not None and profile.then is not None


def require_to_begin(seat: ActingSeat, record: Record) -> None:
    """What the record's first state needs beside writing.

    Raises Problem(NOT_ALLOWED), GateShut where something must be written down before.
    """
    if (profile := profile_named(record.dataset.profile)) is not None:
        for verb in sorted(profile.lifecycle.needs("", record.status)):
            require(seat, verb, record)
        require_gate(seat, record, record.status)


def require_gate(seat: ActingSeat, record: Record, to: str) -> None:
    """Raises GateShut where a state lacks what must be written down before it."""
    profile = profile_named(record.dataset.profile)
    lacks = profile.gates.get(to) if profile else None
    if lacks is not None and (missing := lacks(seat, record)):
        raise GateShut(missing)


def require_step(
    seat: ActingSeat, record: Record, to: str, reason: str, *, with_changes: bool = False
) -> None:
    """Raises Problem(STEP_UNKNOWN), or NOT_ALLOWED where the step needs more than moving.

    ReasonMissing where it needs a word why, GateShut where something must be written down before,
    and what the guard of the register raises. `with_changes`: whether answers change with it.
    """
    profile = profile_named(record.dataset.profile)
    if profile is None:
        return
    if not profile.lifecycle.allows(record.status, to):
        raise Problem(Code.STEP_UNKNOWN, status=422, step=to)
    for verb in sorted(profile.lifecycle.needs(record.status, to)):
        require(seat, verb, record)
    state = profile.lifecycle.state(to)
    if state is not None and state.asks_why and not reason.strip():
        raise ReasonMissing
    require_gate(seat, record, to)
    if profile.guard is not None:
        profile.guard(seat, record, to, with_changes)


def is_guarded(seat: ActingSeat, record: Record, to: str) -> bool:
    """Whether the guard of the register keeps the record from a step alone, as it stands now."""
    profile = profile_named(record.dataset.profile)
    if profile is None or profile.guard is None:
        return False
    try:
        profile.guard(seat, record, to, False)
    except Problem:
        return True
    return False


def may_ever_step(seat: ActingSeat, needs: Iterable[Verb]) -> bool:
    """Whether what a step needs could be open to the seat in any record. No query."""
    return all(could_ever(seat, verb, "record") for verb in needs)
