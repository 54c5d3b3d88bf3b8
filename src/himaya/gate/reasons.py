"""Refusals in words: which rules said no, and what would be needed, in the reader's language.

The words of the rule language come from the engine. Codes of an operation that a rule text may
quote (an agency, a workspace) are named by the rooms that know them, through `register_words`.
"""

from collections.abc import Callable, Mapping

from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from himaya.engines.rules import Rule, reasons, sentence
from himaya.engines.rules.decide import Outcome
from himaya.engines.rules.sentences import LANGUAGES
from himaya.gate.asking import (
    PREVIEW_READS,
    TOKEN_VERBS,
    WITHDRAWN,
    eyes_of,
    outcome_of,
    refused_beforehand,
    rules_of,
)
from himaya.gate.seats import ActingSeat
from himaya.gate.things import kind_of
from himaya.kernel.verbs import Verb
from himaya.tenancy.models import Operation

# Section of the engine's word table -> name -> words, as `engines.rules.sentence(extra=...)` takes.
Words = Mapping[str, Mapping[str, str]]
_providers: list[Callable[[Operation, str], Words]] = []


def register_words(provider: Callable[[Operation, str], Words]) -> None:
    """Let a room name an operation's own codes: provider(operation, language) -> words."""
    _providers.append(provider)


def language() -> str:
    """The reader's language as the rules speak it; English where they do not."""
    code = (get_language() or "en").partition("-")[0]
    return code if code in LANGUAGES else "en"


def words_of(operation: Operation) -> dict[str, dict[str, str]]:
    """The operation's own words in the reader's language."""
    merged: dict[str, dict[str, str]] = {}
    for provider in _providers:
        for section, entries in provider(operation, language()).items():
            merged.setdefault(section, {}).update(entries)
    return merged


def rule_in_words(rule: Rule, words: Words) -> str:
    """One rule as a sentence in the reader's language."""
    return sentence(rule, language(), words)


def reasons_for_thing(seat: ActingSeat, verb: Verb, thing: Model, purpose: str) -> tuple[str, ...]:
    """Why a thing that the seat sees is not open to this verb."""
    if beforehand := refused_beforehand(seat, verb):
        return (_said_beforehand(beforehand),)
    kind = kind_of(type(thing))
    said: list[str] = []
    for one in eyes_of(seat):
        outcome = outcome_of(one, verb, kind, thing, purpose)
        if not outcome.allowed:
            said += _said(one, verb, kind.name, outcome)
    return tuple(dict.fromkeys(said))


def reasons_for_kind(seat: ActingSeat, verb: Verb, kind: str) -> tuple[str, ...]:
    """Why nothing of a kind is open to this verb: which cases the rules would permit."""
    if beforehand := refused_beforehand(seat, verb):
        return (_said_beforehand(beforehand),)
    return tuple(_said(seat, verb, kind, Outcome(allowed=False)))


def _said(seat: ActingSeat, verb: Verb, kind: str, outcome: Outcome) -> tuple[str, ...]:
    if outcome.rules == (WITHDRAWN,):
        return (_said_beforehand(WITHDRAWN),)
    return reasons(
        outcome, rules_of(seat), language(), verb=verb, kind=kind, extra=words_of(seat.operation)
    )


def _said_beforehand(name: str) -> str:
    return {
        TOKEN_VERBS: _("The token was not given this verb."),
        PREVIEW_READS: _("Looking through another agency's eyes changes nothing."),
        WITHDRAWN: _("It was withdrawn, and rests."),
    }[name]
