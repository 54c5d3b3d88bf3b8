"""Which counts by area stay hidden, so that none below the smallest cell can be worked out.

Areas form a tree: the total of an area is the sum of its parts and of what names no smaller part.
Whoever may switch the level sees both, so hiding a small part is not enough: where all others are
shown, subtraction gives it. Per area above, what is not shown must add up to the smallest cell
(protocol.md, Release: secondary suppression); parts of a hidden area are hidden with it.
"""

from collections.abc import Mapping, Sequence

ROOT = ""


def hidden_areas(
    totals: Mapping[str, float],
    own: Mapping[str, float],
    parents: Mapping[str, str],
    least: int,
) -> frozenset[str]:
    """The areas whose totals are not shown.

    `totals`: by code, with all below. `own`: what names the area itself and no part of it; under
    ROOT what has no place. `parents`: the area above, ROOT at the top.
    """
    if least <= 1:
        return frozenset()
    parts: dict[str, list[str]] = {}
    for code in sorted(totals):
        if totals[code] > 0:
            parts.setdefault(parents.get(code, ROOT), []).append(code)
    hidden: set[str] = set()
    waiting = [ROOT]
    while waiting:
        above = waiting.pop()
        inside = parts.get(above, [])
        if above in hidden:
            hidden.update(inside)
        else:
            hidden |= _in_one(inside, totals, own.get(above, 0), least)
        waiting += inside
    return frozenset(hidden)


def _in_one(parts: Sequence[str], totals: Mapping[str, float], rest: float, least: int) -> set[str]:
    """Of the parts of one shown area: the small ones, and as many more as it takes."""
    hidden = {code for code in parts if totals[code] < least}
    shown = sorted((code for code in parts if code not in hidden), key=lambda code: totals[code])
    unseen = rest + sum(totals[code] for code in hidden)
    while shown and 0 < unseen < least:
        code = shown.pop(0)
        hidden.add(code)
        unseen += totals[code]
    return hidden
