"""Lines that add up to a total: which of them stay hidden, so that none can be worked out.

Lines may lie in one another (areas, months of quarters): the total of a line is the sum of its
parts and of what names no smaller part. Whoever may ask for another level sees both, so hiding a
small part is not enough: where all others are shown, subtraction gives it. Below each line that is
shown, what is not shown must add up to the smallest cell, and so must what a filter leaves out of
it. Parts of a small line are hidden with it; of a line that is hidden for the sake of others, as
many as it takes. Nothing above is hidden for what lies below, so that every level hides the same
wherever it is shown.
"""

from collections.abc import Mapping

ROOT = ""


def hidden_parts(
    totals: Mapping[str, float],
    least: float,
    *,
    parents: Mapping[str, str] | None = None,
    own: Mapping[str, float] | None = None,
    rest: Mapping[str, float] | None = None,
) -> frozenset[str]:
    """The lines whose totals are not shown. O(lines x log lines).

    `totals`: by code, with all below. `parents`: the line above, ROOT at the top and where none is
    given. `own`: what names the line itself and no part of it; under ROOT what has no line.
    `rest`: by code, what a filter leaves out of the line.
    """
    if least <= 1:
        return frozenset()
    parents, own, rest = parents or {}, own or {}, rest or {}
    below: dict[str, list[str]] = {}
    for code in sorted(totals):
        if totals[code] > 0:
            below.setdefault(parents.get(code, ROOT), []).append(code)
    hidden: set[str] = set()
    waiting = [ROOT]
    while waiting:
        above = waiting.pop()
        inside = below.get(above, [])
        lines = {code: (totals[code], rest.get(code, 0)) for code in inside}
        if above in hidden and is_small(totals[above], rest.get(above, 0), least):
            hidden.update(inside)
        else:
            hidden |= _in_one(lines, own.get(above, 0), least, is_unseen=above in hidden)
        waiting += inside
    return frozenset(hidden)


def is_small(count: float, rest: float, least: float) -> bool:
    """Whether a count, or what a filter leaves out of it, is below the smallest cell."""
    return 0 < count < least or (count > 0 and 0 < rest < least)


def _in_one(
    lines: Mapping[str, tuple[float, float]], own: float, least: float, *, is_unseen: bool
) -> set[str]:
    """Of the parts of one line: the small ones, and as many more as it takes.

    `is_unseen`: the line itself must not follow from them.
    """
    hidden = {code for code, (count, rest) in lines.items() if is_small(count, rest, least)}
    shown = sorted(lines.keys() - hidden, key=lambda code: (lines[code][0], code))
    unseen = own + sum(lines[code][0] for code in hidden)
    left = sum(lines[code][1] for code in hidden)
    while shown and (0 < unseen < least or 0 < left < least or (is_unseen and unseen < least)):
        code = shown.pop(0)
        hidden.add(code)
        unseen += lines[code][0]
        left += lines[code][1]
    return hidden
