"""The default rules answer as the reviewed table says, and every small change to them shows."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import pytest

from himaya.engines.rules import Policy, Rule, missing_words
from himaya.engines.rules.mutation import viable
from himaya.engines.rules.sentences import LANGUAGES
from himaya.gate.policies import DEFAULT_RULES, SCHEMA, default_policy
from himaya.kernel import clock
from himaya.people.models import HIGHEST, Seat
from tests.access.cases import ROLES, SEAT, THING, Case, cases, cell, outcomes
from tests.access.reviewed import REFUSED, reviewed
from tests.trials import figures

NOW = clock.now()
DOCUMENT = json.loads(DEFAULT_RULES.read_text(encoding="utf-8"))
BY_PLACE = {
    place: list(found)
    for place, found in groupby(
        sorted(cases(), key=lambda case: (case.verb, case.kind)),
        key=lambda case: (case.verb, case.kind),
    )
}


def test_default_rules__answer_as_reviewed() -> None:
    policy, expected = default_policy(), reviewed()
    wrong = {
        case: (found, expected.get(case, REFUSED))
        for case in cases()
        if (found := tuple(cell(one) for one in outcomes(policy, case)))
        != expected.get(case, REFUSED)
    }
    assert not wrong


def test_table__names_only_cases_that_exist() -> None:
    assert set(reviewed()) <= set(cases())


def test_table__holds_thousands_of_answers() -> None:
    assert sum(1 for _ in cases()) * len(ROLES) > 100_000


# Changes nobody can see in an answer today, and why the words stay as they are. That nobody can is
# shown by asking everything, below.
UNSEEN = {
    # The roles it names may manage tokens anyway, by another rule.
    ("tokens-above-low", "verbs widened to token.*"),
    # No permit opens these groups, or another verb, to readers: the limit holds for rules to come.
    ("shared-names-stay-inside", "withhold without alleged_perpetrator"),
    ("shared-names-stay-inside", "withhold without contact"),
    ("shared-names-stay-inside", "withhold without fine_location"),
    ("shared-names-stay-inside", "withhold without identity"),
    ("shared-names-stay-inside", "withhold without narrative"),
    ("shared-names-stay-inside", "verbs widened to record.*"),
    ("shared-names-stay-inside", "kinds widened"),
    # Only viewing records opens these groups; withheld elsewhere they are withheld from nobody.
    ("high-answers-need-high-access", "verbs widened to record.*"),
    ("high-answers-need-high-access", "kinds widened"),
    ("severe-answers-need-severe-access", "verbs widened to record.*"),
    ("severe-answers-need-severe-access", "kinds widened"),
}


def differs(policy: Policy, mutant: Policy) -> bool:
    """Whether the table tells the mutant from the right rules; asks only where the text differs."""
    return any(
        tuple(cell(one) for one in outcomes(mutant, case)) != reviewed().get(case, REFUSED)
        for case in _touched(policy, mutant)
    )


def _touched(policy: Policy, mutant: Policy) -> Iterator[Case]:
    for (verb, kind), found in BY_PLACE.items():
        if _meaning(policy, verb, kind) != _meaning(mutant, verb, kind):
            yield from found


def _meaning(policy: Policy, verb: str, kind: str) -> list[Rule]:
    """The rules of a place without what only says where they hold: widening `home.view` to
    `home.*` changes nothing while there is no other verb of home.
    """
    return [replace(rule, verbs=(), kinds=(), text="") for rule in policy.rules_for(verb, kind)]


@pytest.mark.slow
def test_each_small_change_of_a_rule__seen_by_the_table() -> None:
    """Slow: about a thousand changed texts, of which every tenth unless the run is a long one.

    Kills what `mutation.survivors` would list.
    """
    policy = default_policy()
    mutants = list(viable(DOCUMENT, SCHEMA))
    unseen, asked = set(), 0
    for number, (mutant, changed) in enumerate(mutants):
        name = (mutant.rule, mutant.change)
        if not (number % 10 == 0 or name in UNSEEN or figures.is_long()):
            continue
        asked += 1
        if any(True for _ in _touched(policy, changed)) and not differs(policy, changed):
            unseen.add(name)
    assert len(mutants) > 500
    assert asked > 60
    assert unseen == UNSEEN


# Every seat and thing that a permit or limit tells apart. What only forbids ask (operation, second
# factor, areas, lane, author) is left at what none of them minds: they stand in right rules and
# mutants alike, and where one of them holds both refuse.
_SEATS = [{"role": role, "level": level} for role in ROLES for level in (1, 2, 3, 4)]
_THINGS = [
    {
        "level": level,
        "audience": audience,
        "agency": agency,
        "system": system,
        "ref": ref,
    }
    for level in (1, 2, 3, 4)
    for audience in ("agency", "workspace", "operation")
    for agency in ("HRA", "OTH")
    for system in ("ws", "away")
    for ref in ("it", "given")
]


def everything(policy: Policy, verb: str, kind: str) -> Iterator[str]:
    """Every answer of a place, as the table would write it."""
    for seat in _SEATS:
        for thing in _THINGS:
            outcome = policy.decide(
                verb=verb,
                kind=kind,
                seat={**SEAT, "granted": frozenset({"given"}), **seat},
                thing={**THING, **thing},
                purpose={"code": "coordination"},
                now=NOW,
            )
            yield cell(outcome)


def opens(policy: Policy, verb: str, kind: str) -> bool:
    """Whether anything is permitted there at all: without a permit both refuse."""
    return any(rule.effect == "permit" for rule in policy.rules_for(verb, kind))


def _forbids(policy: Policy) -> list[Rule]:
    return [rule for rule in policy.rules if rule.effect == "forbid"]


@pytest.mark.slow
def test_changes_nobody_sees__are_seen_by_no_seat_of_no_thing() -> None:
    """Slow: some 3,500 questions for each place where an unseen mutant differs.

    The table asks a few hundred seats and things; that it cannot tell these mutants from the right
    rules would not prove that nobody could.
    """
    policy, right, asked = default_policy(), {}, 0
    for mutant, changed in viable(DOCUMENT, SCHEMA):
        if (mutant.rule, mutant.change) not in UNSEEN:
            continue
        assert _forbids(policy) == _forbids(changed)
        for verb, kind in {(case.verb, case.kind) for case in _touched(policy, changed)}:
            assert opens(policy, verb, kind) == opens(changed, verb, kind)
            if not opens(policy, verb, kind):
                continue
            if (verb, kind) not in right:
                right[verb, kind] = list(everything(policy, verb, kind))
            found = list(everything(changed, verb, kind))
            assert right[verb, kind] == found, (mutant.rule, mutant.change, verb, kind)
            asked += len(right[verb, kind])
    assert asked > 50_000


def test_roles_that_read_little__shown_so_in_the_list_of_seats() -> None:
    (rule,) = (one for one in DOCUMENT["rules"] if one["id"] == "readers-up-to-low")
    low, others, led = rule["unless"]["any"]
    assert set(others["not"]["in"][1]["value"]) == set(HIGHEST)
    assert low["le"][1] == Seat(role="reader", access_level=3).reads_up_to
    assert led["all"][2]["le"][1] == Seat(role="government", access_level=3).reads_up_to
    assert Seat(role="coordinator", access_level=3).reads_up_to == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule__has_words_in_each_language(language: str) -> None:
    assert missing_words(default_policy(), language) == ()


def test_rule_ids__are_never_taken_away() -> None:
    """Audit events quote them: a rule that goes moves its id into GONE, for nothing else to bear."""
    assert {rule.id for rule in default_policy().rules} == IDS
    assert not IDS & GONE


GONE = {"readers-up-to-moderate"}  # readers-up-to-low took its place
IDS = {
    "agencies-sign-what-they-judged",
    "access-is-reviewed",
    "agencies-manage-own-systems",
    "all-tokens-are-reviewed",
    "audit-by-data-protection",
    "authorised-sharing",
    "cases-stay-with-their-agency",
    "clearance",
    "coordination-manages-the-frame",
    "copies-of-the-frame",
    "coordinators-invite",
    "coordinators-manage-the-operation",
    "counts-of-people",
    "danger-is-reviewed",
    "designers-of-own-forms",
    "everybody-finds-their-way",
    "focal-points-invite-own",
    "frameworks-are-for-everybody",
    "frameworks-are-handed-on",
    "forms-of-the-workspace",
    "high-answers-need-high-access",
    "high-stays-in-the-workspace",
    "im-officers-design-for-the-workspace",
    "im-officers-see-forms",
    "making-tokens",
    "members-know-the-frame",
    "need-to-know",
    "one-operation",
    "operation-records",
    "own-agency-records",
    "own-agency-registers",
    "own-areas",
    "own-tokens",
    "owners-admit-members",
    "owners-amend",
    "owners-let-suggestions-stand",
    "owners-open-identifiers",
    "person-lane",
    "plans-are-endorsed",
    "readers-up-to-low",
    "records-that-co-leads-share",
    "registers-for-the-operation",
    "registers-that-co-leads-share",
    "report-into-own-registers",
    "second-factor-from-high",
    "see-as-another-agency",
    "severe-answers-need-severe-access",
    "severe-stays-with-its-agency",
    "shared-names-stay-inside",
    "snapshots-by-im",
    "stewards-amend-shared-registers",
    "subjects-are-erased",
    "supervisors-assign-cases",
    "owners-ask-for-less",
    "coordination-asks-for-less-of-sites",
    "less-is-reviewed",
    "less-of-documents-is-reviewed",
    "owners-ask-for-less-of-documents",
    "tokens-above-low",
    "working-copies",
    "whoever-reads-narratives-codes",
    "workspace-records",
    "workspace-registers",
}
