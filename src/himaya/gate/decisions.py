"""The one question, asked everywhere the same: may this seat do this to this thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from django.db.models import Model, Q, QuerySet

from himaya.audit.log import write_event, write_events
from himaya.engines.rules import Never, weakened
from himaya.gate.asking import eyes_of, outcome_of, refused_beforehand, rows_of, rules_of
from himaya.gate.reasons import reasons_for_kind, reasons_for_thing
from himaya.gate.seats import ActingSeat
from himaya.gate.sql import to_q
from himaya.gate.things import kind_named, kind_of
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb

__all__ = [
    "COORDINATION",
    "HIGH",
    "Decision",
    "authorize",
    "could_ever",
    "could_hold",
    "log",
    "log_many",
    "observe",
    "refuse_kind",
    "require",
    "sight_of",
    "visible_to",
]

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


def authorize(seat: ActingSeat, verb: Verb, thing: Model, purpose: str = COORDINATION) -> Decision:
    """Decide, without logging or raising. Previews need both seats to agree and never write."""
    digest = rules_of(seat).hash
    if beforehand := refused_beforehand(seat, verb):
        return Decision(
            allowed=False,
            rules=(beforehand,),
            policy=digest,
            fields=frozenset(),
            min_cell=0,
            watermark=False,
            log=True,
        )
    kind = kind_of(type(thing))
    outcomes = [outcome_of(one, verb, kind, thing, purpose) for one in eyes_of(seat)]
    allowed = all(one.allowed for one in outcomes)
    # Of a refusal only the rules that refuse are named: what the other pair of eyes may do is
    # nobody's reason.
    deciding = [one for one in outcomes if one.allowed == allowed]
    return Decision(
        allowed=allowed,
        rules=tuple(dict.fromkeys(rule for one in deciding for rule in one.rules)),
        policy=digest,
        fields=frozenset.intersection(*(one.fields for one in outcomes)),
        min_cell=max(one.min_cell for one in outcomes),
        watermark=any(one.watermark for one in outcomes),
        log=len(outcomes) > 1 or any(one.log for one in outcomes),
    )


def require(seat: ActingSeat, verb: Verb, thing: Model, purpose: str = COORDINATION) -> Decision:
    """Decide and record it; raises `Problem(NOT_ALLOWED)` (403) when the rules refuse."""
    decision = authorize(seat, verb, thing, purpose)
    if decision.allowed:
        _record_once(seat, verb, thing, decision, purpose)
    else:
        _record(seat, verb, thing, decision, purpose)
        raise Problem(
            Code.NOT_ALLOWED,
            status=403,
            rules=decision.rules,
            reasons=reasons_for_thing(seat, verb, thing, purpose),
        )
    return decision


def observe(
    seat: ActingSeat, thing: Model, verb: Verb | None = None, purpose: str = COORDINATION
) -> Decision:
    """Decide about reading one thing, and record the reading where it must be.

    It must be from High up, and where a rule says so; once per request and thing. If the event
    cannot be written the error goes up and nothing is read. Does not raise on a refusal: what the
    seat may not see is left out by the caller.
    """
    wanted = verb or kind_of(type(thing)).view
    decision = authorize(seat, wanted, thing, purpose)
    if decision.allowed:
        _record_once(seat, wanted, thing, decision, purpose)
    return decision


def _record_once(
    seat: ActingSeat, verb: Verb, thing: Model, decision: Decision, purpose: str
) -> None:
    kind = kind_of(type(thing))
    level = kind.read(thing)["level"]
    done = (str(verb), kind.name, str(getattr(thing, "ref", "")))
    if done not in seat.noted and (decision.log or not isinstance(level, int) or level >= HIGH):
        _record(seat, verb, thing, decision, purpose)
        seat.noted.add(done)


def refuse_kind(seat: ActingSeat, verb: Verb, kind: str) -> Problem:
    """The refusal of a whole kind of things, with its reasons, for the door to answer with."""
    return Problem(Code.NOT_ALLOWED, status=403, reasons=reasons_for_kind(seat, verb, kind))


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
    _write(seat, verb, thing, scope="change", purpose=purpose, fields=fields, note=note)


def log_many(
    seat: ActingSeat, verb: Verb, changes: Sequence[tuple[Model, tuple[str, ...]]], note: str = ""
) -> None:
    """Record many changes that were made together, each with its fields, as `log` does for one."""
    write_events(
        operation=seat.operation,
        request=seat.request,
        door=seat.door,
        account=seat.account,
        seat=seat.ref,
        verb=verb,
        purpose=COORDINATION,
        changes=[
            (kind_of(type(thing)).name, str(getattr(thing, "ref", "")), fields)
            for thing, fields in changes
        ],
        note=note,
    )


def _record(seat: ActingSeat, verb: Verb, thing: Model, decision: Decision, purpose: str) -> None:
    _write(seat, verb, thing, scope="item", purpose=purpose, decision=decision)


def _write(
    seat: ActingSeat,
    verb: Verb,
    thing: Model,
    *,
    scope: Literal["item", "change"],
    purpose: str,
    decision: Decision | None = None,
    fields: tuple[str, ...] = (),
    note: str = "",
) -> None:
    write_event(
        operation=seat.operation,
        request=seat.request,
        door=seat.door,
        account=seat.account,
        seat=seat.ref,
        verb=verb,
        scope=scope,
        thing_kind=kind_of(type(thing)).name,
        thing=str(getattr(thing, "ref", "")),
        allowed=decision is None or decision.allowed,
        rules=decision.rules if decision else (),
        policy=decision.policy if decision else "",
        purpose=purpose,
        fields=fields,
        note=note,
    )


def visible_to(
    queryset: QuerySet[M],
    seat: ActingSeat,
    verb: Verb | None = None,
    purpose: str = COORDINATION,
    *,
    group: str | None = None,
) -> QuerySet[M]:
    """Only the rows on which the seat may do `verb` (by default: see). Same rule text as above.

    With `group`, only the rows in which that field group is open: a list asks so before it
    searches, sorts or counts by a field of the group, since the order would tell what the field
    does not show.
    """
    return queryset.filter(sight_of(queryset.model, seat, verb, purpose, group=group))


def sight_of(
    model: type[Model],
    seat: ActingSeat,
    verb: Verb | None = None,
    purpose: str = COORDINATION,
    *,
    group: str | None = None,
) -> Q:
    """`visible_to` as a condition on rows of the model, to be joined with others."""
    kind = kind_of(model)
    wanted = verb or kind.view
    if refused_beforehand(seat, wanted):
        return Q(pk__in=[])
    seen = kind.not_withdrawn()
    for one in eyes_of(seat):
        seen &= to_q(rows_of(one, wanted, kind, purpose, group), kind)
    return seen


def could_hold(
    model: type[Model],
    seat: ActingSeat,
    columns: Mapping[str, str],
    purpose: str = COORDINATION,
    *,
    group: str | None = None,
) -> Q:
    """Rows of another model, each of them many things of `model`, with one in sight perhaps.

    `columns` names where the other model keeps the attributes in which its things are alike. A row
    left out holds nothing in sight; of one that is not, each thing has still to be asked.
    """
    kind = kind_of(model)
    if refused_beforehand(seat, kind.view):
        return Q(pk__in=[])
    alike = replace(kind, attributes=columns)
    held = Q()
    for one in eyes_of(seat):
        held &= to_q(weakened(rows_of(one, kind.view, kind, purpose, group), columns), alike)
    return held


def could_ever(
    seat: ActingSeat,
    verb: Verb,
    kind: str,
    purpose: str = COORDINATION,
    *,
    group: str | None = None,
) -> bool:
    """Whether any thing of that kind could be open to the seat: what a route asks first.

    With `group`, whether that field group could be open in any of them.
    """
    if refused_beforehand(seat, verb):
        return False
    declared = kind_named(kind)
    return not any(
        isinstance(rows_of(one, verb, declared, purpose, group), Never) for one in eyes_of(seat)
    )
