"""Cedar as a second opinion: another engine, another language, the same answers.

2,000 questions by default, 100,000 with HIMAYA_LONG=1.
"""

import os
import random
from typing import Any

import cedarpy
import pytest

from himaya.engines.rules import Outcome, Policy
from himaya.engines.rules.cedar import cedar_request, cedar_text
from himaya.engines.rules.tests.worlds import (
    DOCUMENT,
    NOW,
    SCHEMA,
    random_document,
    random_purpose,
    random_seat,
    random_thing,
)

QUESTIONS = 100_000 if os.environ.get("HIMAYA_LONG") else 2_000
PER_POLICY = 50


def opinion(
    policies: cedarpy.PolicySet,
    **ask: Any,  # noqa: ANN401 - a question in parts
) -> tuple[bool, set[str]]:
    """Allowed and the deciding rule ids, as Cedar has it; any error refuses."""
    results = []
    for limits in (False, True):
        request, entities = cedar_request(SCHEMA, **ask, limits=limits)
        results.append(cedarpy.is_authorized(request, policies, entities))
    decision, limits_apply = results
    if any(result.diagnostics.errors for result in results):
        return False, set()
    ids = set(decision.diagnostics.id_annotations_by_reason.values())
    if decision.allowed:
        ids |= set(limits_apply.diagnostics.id_annotations_by_reason.values())
    return decision.allowed, ids


def question(r: random.Random, nulls: float) -> dict[str, Any]:
    who = random_seat(r)
    if r.random() < nulls:
        del who[r.choice(sorted(who))]
    return {
        "verb": r.choice(["record.view", "record.view", "record.amend"]),
        "kind": r.choice(["record", "record", "record", "register"]),
        "seat": who,
        "thing": random_thing(r, nulls),
        "purpose": random_purpose(r),
        "now": NOW,
    }


@pytest.mark.trial
def test_random_policies_and_questions__no_difference() -> None:
    r = random.Random(7)  # noqa: S311 - repeatable, not secret
    seen: dict[str, int] = {}
    for n in range(QUESTIONS // PER_POLICY):
        document = DOCUMENT if n % 4 == 0 else random_document(r)
        policy = Policy.parse(document, SCHEMA)
        cedar = cedarpy.PolicySet.from_str(cedar_text(policy))
        for _ in range(PER_POLICY):
            ask = question(r, nulls=r.choice([0, 0.1]))
            ours: Outcome = policy.decide(**ask)

            assert opinion(cedar, **ask) == (ours.allowed, set(ours.rules)), (document, ask)
            how = "error" if ours.errors else "yes" if ours else "forbid" if ours.rules else "none"
            seen[how] = seen.get(how, 0) + 1
    assert min(seen[how] for how in ("error", "yes", "forbid", "none")) > QUESTIONS / 50


def test_cedar_alone__would_allow_what_erred() -> None:
    """Why errors are read as refusals: Cedar skips a forbid that reads a missing attribute."""
    cedar = (
        "permit(principal, action, resource); "
        "forbid(principal, action, resource) when { resource.level > 2 };"
    )
    request = {"principal": 'S::"s"', "action": 'Action::"v"', "resource": 'T::"t"', "context": {}}

    result = cedarpy.is_authorized(request, cedar, [])

    assert result.allowed
    assert result.diagnostics.errors
