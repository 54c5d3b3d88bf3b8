"""The rules in force as a person reads them, and the answer to "who may do what"."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from himaya.datasets.models import Dataset
from himaya.engines.rules import Policy, Rule, reasons
from himaya.engines.rules.language import All, Attribute, Condition, Given, Test
from himaya.gate.asking import rules_of
from himaya.gate.decisions import COORDINATION
from himaya.gate.models import PolicyVersion
from himaya.gate.reasons import Words, language, rule_in_words, words_of
from himaya.gate.seats import ActingSeat
from himaya.gate.things import kind_named, kind_of
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.people.queries import workspaces_of_agency

# What may be asked of a register, in the order of the form; of `record.*` the question is about
# a record as the register keeps them.
ASKED = (
    Verb.DATASET_VIEW,
    Verb.RECORD_VIEW,
    Verb.RECORD_CREATE,
    Verb.RECORD_AMEND,
    Verb.RECORD_SEAL_OPEN,
    Verb.DATASET_IMPORT,
    Verb.COPY_MAKE,
    Verb.DATASET_MANAGE,
)
_OF_RECORDS = frozenset({Verb.RECORD_VIEW, Verb.RECORD_AMEND, Verb.RECORD_SEAL_OPEN})


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Sentences by what they do, the reader's own first."""

    version: int  # 0: the rules every operation starts with
    digest: str
    mine: list[str]
    forbids: list[str]
    limits: list[str]
    others: list[str]


def rulebook(seat: ActingSeat) -> Rulebook:
    """The rules in force in the seat's operation, in the reader's language."""
    policy, words = rules_of(seat), words_of(seat.operation)
    permits = [rule for rule in policy.rules if rule.effect == "permit"]
    mine = [rule for rule in permits if not roles_of(rule) or seat.role in roles_of(rule)]
    return Rulebook(
        version=_version(seat),
        digest=policy.hash,
        mine=_said(mine, words),
        forbids=_said((rule for rule in policy.rules if rule.effect == "forbid"), words),
        limits=_said((rule for rule in policy.rules if rule.effect == "limit"), words),
        others=_said((rule for rule in permits if rule not in mine), words),
    )


def _version(seat: ActingSeat) -> int:
    held = PolicyVersion.objects.filter(operation=seat.operation, active_from__lte=clock.now())
    return held.order_by("-number").values_list("number", flat=True).first() or 0


def _said(rules: Iterable[Rule], words: Words) -> list[str]:
    return [rule_in_words(rule, words) for rule in rules]


def roles_of(rule: Rule) -> frozenset[str]:
    """The roles a rule is about; none where it is about everybody."""
    return frozenset(role for part in _parts(rule.when) for role in _named(part))


def _parts(condition: Condition) -> Iterator[Condition]:
    yield from condition.parts if isinstance(condition, All) else (condition,)


def _named(part: Condition) -> frozenset[str]:
    match part:
        case Test("eq", Attribute("seat", "role", _), Given(str() as role)):
            return frozenset({role})
        case Test("in", Attribute("seat", "role", _), Given(frozenset() as roles)):
            return roles
    return frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, and why, in sentences."""

    allowed: bool
    reasons: tuple[str, ...]
    min_cell: int
    watermark: bool
    logged: bool


def ask(
    seat: ActingSeat, *, role: str, agency: Agency, level: int, verb: Verb, dataset: Dataset
) -> Answer:
    """Whether somebody of that role and agency, signed in fully and everywhere, may do it.

    Reads rules and the register's attributes only; nobody's access is looked at or logged.
    """
    somebody = replace(
        seat,
        ref="",
        role=role,
        agency=agency.ref,
        agency_id=agency.pk,
        level=level,
        everywhere=True,
        areas=frozenset(),
        systems=workspaces_of_agency(agency),
        granted=frozenset(),
        in_place_of=frozenset(),
        second_factor=True,
        verbs=None,
        viewing_as=None,
    )
    kind = kind_named("record") if verb in _OF_RECORDS else kind_of(Dataset)
    return _answer(rules_of(seat), somebody, verb, kind.name, kind_of(Dataset).read(dataset))


def _answer(
    policy: Policy, seat: ActingSeat, verb: Verb, kind: str, thing: Mapping[str, object]
) -> Answer:
    outcome = policy.decide(
        verb=verb,
        kind=kind,
        seat=seat.rule_attributes(),
        thing=thing,
        purpose={"code": COORDINATION},
        now=clock.now(),
    )
    said = reasons(
        outcome, policy, language(), verb=verb, kind=kind, extra=words_of(seat.operation)
    )
    return Answer(outcome.allowed, said, outcome.min_cell, outcome.watermark, outcome.log)
