"""Where flows of information lead nowhere: bodies in which they end unused, circles without a user.

A flow is used where it says what the receiver does with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from himaya.engines.figures.flows import Flow


@dataclass(frozen=True, slots=True)
class Gaps:
    """Keys of bodies: each dead end, and each circle in the order in which its bodies are met."""

    dead_ends: Sequence[str] = ()
    circles: Sequence[Sequence[str]] = ()


def gaps_in(flows: Sequence[Flow]) -> Gaps:
    """The gaps of the flows that are given; at most the square of their number steps."""
    after = _after(flows)
    used = {flow.target for flow in flows if flow.is_used}
    ends = [name for name in after if not after[name] and name not in used]
    circles = [
        circle
        for circle in _circles(after)
        if not used & set(circle) and not any(after[one] - set(circle) for one in circle)
    ]
    return Gaps(ends, circles)


def circles_in(flows: Sequence[Flow]) -> list[list[str]]:
    """Every circle, whether or not it leads out or is used; as long as `gaps_in`."""
    return _circles(_after(flows))


def _after(flows: Sequence[Flow]) -> dict[str, set[str]]:
    after: dict[str, set[str]] = {}
    for flow in flows:
        after.setdefault(flow.source, set()).add(flow.target)
        after.setdefault(flow.target, set())
    return after


def _circles(after: Mapping[str, set[str]]) -> list[list[str]]:
    reached = {name: _reached(after, name) for name in after}
    circles, seen = [], set[str]()
    for name in after:
        circle = [one for one in after if one in reached[name] and name in reached[one]]
        if circle and name not in seen:
            seen.update(circle)
            circles.append(circle)
    return circles


def _reached(after: Mapping[str, set[str]], start: str) -> set[str]:
    found, waiting = set[str](), [start]
    while waiting:
        fresh = after[waiting.pop()] - found
        found |= fresh
        waiting += fresh
    return found
