"""Figures of places that are no more, carried over to the places they became."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from himaya.engines.adding.model import Figure, Rule

# What several places that became one have together, as far as the rule over places says.
_TOGETHER = frozenset({Rule.SUM, Rule.RATIO, Rule.MAX})


def carry(figures: Iterable[Figure], became: Mapping[str, str], rule: Rule) -> list[Figure]:
    """The figures by the places of today. `became`: old place -> the one that holds all of it.

    Where one partner gave figures of one period for several places that became one, they are put
    together by the rule over places: they were several places when the figures were given. Under
    another rule, or where a place was reported twice, they keep their places of then.
    """
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for one in figures:
        key = (one.start, one.end, one.partner, one.running, became.get(one.place, one.place))
        groups.setdefault(key, []).append(one)
    return [carried for group in groups.values() for carried in _carried(group, became, rule)]


def _carried(group: Sequence[Figure], became: Mapping[str, str], rule: Rule) -> list[Figure]:
    places = {one.place for one in group}
    if not places.intersection(became):
        return list(group)
    place = became.get(group[0].place, group[0].place)
    if len(group) == 1:
        return [replace(group[0], place=place)]
    if len(places) < len(group) or rule not in _TOGETHER:
        return list(group)
    if rule is Rule.MAX:
        return [replace(max(group, key=lambda one: one.value), place=place)]
    return [
        replace(
            group[0],
            place=place,
            value=sum((one.value for one in group), Fraction(0)),
            numerator=_sum([one.numerator for one in group]),
            denominator=_sum([one.denominator for one in group]),
        )
    ]


def _sum(parts: Sequence[Fraction | None]) -> Fraction | None:
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if len(known) == len(parts) else None
