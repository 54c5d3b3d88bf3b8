"""Putting a seat's question to the rules: one thing, or every row of a kind.

What every answer starts from, whichever form it takes: a decision, a filter, a reason in words.
"""

from collections.abc import Iterator

from django.db.models import Model

from himaya.engines.rules import Outcome, Policy, Predicate
from himaya.gate.policies import policy_for
from himaya.gate.seats import ActingSeat
from himaya.gate.things import Kind
from himaya.kernel import clock
from himaya.kernel.verbs import Verb

# Where these refuse, no rule of the text did: they stand in audit events in place of its ids.
TOKEN_VERBS = "token-verbs"  # noqa: S105 - a name, not a secret
PREVIEW_READS = "preview-reads-only"
WITHDRAWN = "withdrawn-rests"


def rules_of(seat: ActingSeat) -> Policy:
    """The rules in force for the seat; asked for once where the seat carries them."""
    return seat.policy or policy_for(seat.operation)


def eyes_of(seat: ActingSeat) -> Iterator[ActingSeat]:
    """Everybody who has to agree: the seat, and in a preview the one it looks through."""
    yield seat
    if seat.viewing_as is not None:
        yield seat.viewing_as


def outcome_of(seat: ActingSeat, verb: Verb, kind: Kind, thing: Model, purpose: str) -> Outcome:
    """What the rules say about one thing."""
    if kind.is_withdrawn(thing):
        return Outcome(allowed=False, rules=(WITHDRAWN,), log=True)
    return rules_of(seat).decide(
        verb=verb,
        kind=kind.name,
        seat=seat.rule_attributes(),
        thing=kind.read(thing),
        purpose={"code": purpose},
        now=clock.now(),
    )


def rows_of(
    seat: ActingSeat, verb: Verb, kind: Kind, purpose: str, group: str | None = None
) -> Predicate:
    """The rows on which the rules allow the verb, or in which they open a field group."""
    return rules_of(seat).filter(
        verb=verb,
        kind=kind.name,
        seat=seat.rule_attributes(),
        purpose={"code": purpose},
        now=clock.now(),
        group=group,
    )


def refused_beforehand(seat: ActingSeat, verb: Verb) -> str:
    """Why nothing at all is open to the seat, before any rule is asked; "" where rules decide."""
    if seat.verbs is not None and verb not in seat.verbs:
        return TOKEN_VERBS
    if seat.viewing_as is not None and not verb.reads:
        return PREVIEW_READS
    return ""
