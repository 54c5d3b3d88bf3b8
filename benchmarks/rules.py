"""What a decision costs: our closures beside Cedar, in the same run on the same questions.

Run: PYTHONPATH=src python benchmarks/rules.py [--json]
Both answer the invented policy of the rules engine's tests; Cedar has its policies parsed before
and gets two fresh entities for each question, as a web request would give it. The answers are
compared, so that the figures are about the same work.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import cedarpy

from himaya.engines.rules import Policy, matches
from himaya.engines.rules.cedar import cedar_request, cedar_text
from himaya.engines.rules.tests.worlds import (
    DOCUMENT,
    NOW,
    PURPOSE,
    SCHEMA,
    random_seat,
    random_thing,
)

QUESTIONS = 2_000
REPEATS = 5


def microseconds(work: Callable[[], object], items: int) -> float:
    """Median over the repeats, for one item."""
    took = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) / items * 1e6)
    return statistics.median(took)


def main() -> None:
    r = random.Random(1)
    policy = Policy.parse(DOCUMENT, SCHEMA)
    base: dict[str, Any] = {
        "verb": "record.view",
        "kind": "record",
        "purpose": PURPOSE,
        "now": NOW,
    }
    asks = [{**base, "seat": random_seat(r), "thing": random_thing(r)} for _ in range(QUESTIONS)]
    cedar = cedarpy.PolicySet.from_str(cedar_text(policy))
    questions = [cedar_request(SCHEMA, **ask) for ask in asks]

    ours = [policy.decide(**ask).allowed for ask in asks]
    theirs = [cedarpy.is_authorized(q, cedar, e).allowed for q, e in questions]
    seat = asks[0]["seat"]
    folded = policy.filter(**base, seat=seat)
    rows = [ask["thing"] for ask in asks]

    closure = microseconds(lambda: [policy.decide(**ask) for ask in asks], QUESTIONS)
    peer = microseconds(
        lambda: [cedarpy.is_authorized(q, cedar, e) for q, e in questions], QUESTIONS
    )
    figures = {
        "decision, closure": closure,
        "decision, cedarpy": peer,
        "filter, fold for one seat": microseconds(
            lambda: [policy.filter(**base, seat=seat) for _ in range(200)], 200
        ),
        "filter, one row": microseconds(lambda: [matches(folded, row) for row in rows], QUESTIONS),
        "parse the policy": microseconds(lambda: [Policy.parse(DOCUMENT, SCHEMA)] * 1, 1),
    }
    differences = sum(a != b for a, b in zip(ours, theirs, strict=True))
    if "--json" in sys.argv:
        print(json.dumps({**figures, "ratio": peer / closure, "differences": differences}))
        return
    print("| what | µs |\n|---|---:|")
    for name, value in figures.items():
        print(f"| {name} | {value:,.1f} |")
    print(f"\ncedarpy / closure: {peer / closure:.0f} x; differences: {differences} of {QUESTIONS}")


if __name__ == "__main__":
    main()
