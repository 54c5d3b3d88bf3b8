"""The one question, asked everywhere the same: may this seat do this to this thing?"""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet

from himaya.audit.log import write_event
from himaya.engines.rules import Never, Outcome
from himaya.gate.policies import policy_for
from himaya.gate.seats import ActingSeat
from himaya.gate.sql import to_q
from himaya.gate.things import kind_named, kind_of
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb

M = TypeVar("M", bound=Model)
COORDINATION = "coordination"  # the purpose when none is named
HIGH = 3  # from this level up no audit row means no access (protocol.md, Audit)


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome of the rules with what it was about; `allowed` false hides or refuses."""

    allowed: bool
    rules: tuple[str, ...]
    policy: str
    fields: frozenset[str]
    min_cell: int
    watermark: bool
    log: bool


def _decide(seat: ActingSeat, verb: Verb, thing: Model, purpose: str) -> Decision:
    kind = kind_of(type(thing))
    policy = seat.policy or policy_for(seat.operation)
    outcome: Outcome = policy.decide(
        verb=verb,
        kind=kind.name,
        seat=seat.rule_attributes(),
        thing=kind.read(thing),
        purpose={"code": purpose},
        now=clock.now(),
    )
    covered = seat.verbs is None or verb in seat.verbs
    return Decision(
        allowed=outcome.allowed and covered,
        rules=outcome.rules if covered else ("token-verbs",),
        policy=policy.hash,
        fields=outcome.fields,
        min_cell=outcome.min_cell,
        watermark=outcome.watermark,
        log=outcome.log,
    )


def authorize(seat: ActingSeat, verb: Verb, thing: Model, purpose: str = COORDINATION) -> Decision:
    """Decide, without logging or raising. Previews need both seats to agree and never write."""
    decision = _decide(seat, verb, thing, purpose)
    if seat.viewing_as is None:
        return decision
    other = _decide(seat.viewing_as, verb, thing, purpose)
    return Decision(
        allowed=decision.allowed and other.allowed and verb.value.endswith(".view"),
        rules=decision.rules + other.rules,
        policy=decision.policy,
        fields=decision.fields & other.fields,
        min_cell=max(decision.min_cell, other.min_cell),
        watermark=decision.watermark or other.watermark,
        log=True,
    )


def require(seat: ActingSeat, verb: Verb, thing: Model, purpose: str = COORDINATION) -> Decision:
    """Decide and record it; raises `Problem(NOT_ALLOWED)` (403) when the rules refuse."""
    decision = authorize(seat, verb, thing, purpose)
    kind = kind_of(type(thing))
    level = kind.read(thing)["level"]
    if decision.log or not decision.allowed or (isinstance(level, int) and level >= HIGH):
        _record(seat, verb, thing, decision, purpose)
    if not decision.allowed:
        raise Problem(Code.NOT_ALLOWED, status=403, rules=decision.rules)
    return decision


def log(
    seat: ActingSeat,
    verb: Verb,
    thing: Model,
    *,
    fields: tuple[str, ...] = (),
    note: str = "",
    purpose: str = COORDINATION,
) -> None:
    """Record a change that was made. Names of fields only; answers never enter the log."""
    write_event(
        operation=seat.operation,
        request=seat.request,
        door=seat.door,
        account=seat.account,
        seat=seat.ref,
        verb=verb,
        scope="change",
        thing_kind=kind_of(type(thing)).name,
        thing=str(getattr(thing, "ref", "")),
        allowed=True,
        purpose=purpose,
        fields=fields,
        note=note,
    )


def _record(seat: ActingSeat, verb: Verb, thing: Model, decision: Decision, purpose: str) -> None:
    write_event(
        operation=seat.operation,
        request=seat.request,
        door=seat.door,
        account=seat.account,
        seat=seat.ref,
        verb=verb,
        scope="item",
        thing_kind=kind_of(type(thing)).name,
        thing=str(getattr(thing, "ref", "")),
        allowed=decision.allowed,
        rules=decision.rules,
        policy=decision.policy,
        purpose=purpose,
    )


def visible_to(
    queryset: QuerySet[M], seat: ActingSeat, verb: Verb | None = None, purpose: str = COORDINATION
) -> QuerySet[M]:
    """Only the rows on which the seat may do `verb` (by default: see). Same rule text as above."""
    kind = kind_of(queryset.model)
    wanted = verb or kind.view
    if seat.verbs is not None and wanted not in seat.verbs:
        return queryset.none()
    narrowed = queryset
    for one in (seat, seat.viewing_as):
        if one is not None:
            predicate = (one.policy or policy_for(one.operation)).filter(
                verb=wanted,
                kind=kind.name,
                seat=one.rule_attributes(),
                purpose={"code": purpose},
                now=clock.now(),
            )
            narrowed = narrowed.filter(to_q(predicate, kind))
    return narrowed


def could_ever(seat: ActingSeat, verb: Verb, kind: str, purpose: str = COORDINATION) -> bool:
    """Whether any thing of that kind could be open to the seat: what a route asks first."""
    if seat.verbs is not None and verb not in seat.verbs:
        return False
    if seat.viewing_as is not None and not verb.value.endswith((".view", ".use")):
        return False
    predicate = (seat.policy or policy_for(seat.operation)).filter(
        verb=verb,
        kind=kind_named(kind).name,
        seat=seat.rule_attributes(),
        purpose={"code": purpose},
        now=clock.now(),
    )
    return not isinstance(predicate, Never)
