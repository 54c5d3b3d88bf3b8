"""Putting totals together over one axis. The order in which they come changes nothing."""

from collections.abc import Collection, Iterable
from fractions import Fraction

from himaya.engines.adding.model import Rule, Total, Why


def fold(parts: Iterable[Total], rule: Rule, scale: int = 1) -> Total:
    """One total of several by the rule. `scale` is 100 where a ratio is given in percent.

    A part that refuses makes the whole refuse: the others alone would pass for all of them. Only
    the latest value asks nothing of the earlier ones, and a ratio counts what it leaves out.
    """
    given = [part for part in parts if part.figures]
    if not given:
        return Total()
    used = _newest(given) if rule is Rule.LATEST else given
    left_out = Why.NO_PARTS if rule is Rule.RATIO else None
    refused = sorted(part.why for part in used if part.why and part.why is not left_out)
    if refused:
        return _about(given, why=refused[0])
    if rule is Rule.RATIO:
        return _ratio(given, scale)
    if len(given) == 1:
        return given[0]
    match rule:
        case Rule.SUM:
            return _sum(given)
        case Rule.AVERAGE:
            return _about(given, value=_plus(given) / len(given))
        case Rule.MAX:
            highest = max(part.value or Fraction(0) for part in given)
            return _one_of([part for part in given if part.value == highest], given)
        case Rule.LATEST:
            if len({part.value for part in used}) > 1:
                return _about(given, why=Why.SEVERAL_LATEST)
            return _one_of(used, given)
    return _about(given, why=Why.NEVER)


def across_sectors(parts: Iterable[tuple[str, Total]], *, counts_people: bool) -> Total:
    """Totals of several areas of responsibility together: activities and goods, never people.

    The same person is reached by several of them (Afghanistan 2024: 20.8 against 47.8 million).
    """
    listed = list(parts)
    totals = [total for _sector, total in listed]
    if counts_people and len({sector for sector, total in listed if total.figures}) > 1:
        return _about(totals, why=Why.SECTORS)
    return fold(totals, Rule.SUM)


def _plus(parts: Collection[Total]) -> Fraction:
    return sum((part.value or Fraction(0) for part in parts), Fraction(0))


def _about(
    parts: Collection[Total],
    value: Fraction | None = None,
    numerator: Fraction | None = None,
    denominator: Fraction | None = None,
    why: Why | None = None,
) -> Total:
    return Total(
        value=value,
        numerator=numerator,
        denominator=denominator,
        end=max((part.end for part in parts if part.end), default=None),
        figures=sum(part.figures for part in parts),
        left_out=sum(part.left_out for part in parts),
        why=why,
    )


def _newest(parts: Collection[Total]) -> list[Total]:
    last = max(part.end for part in parts if part.end)
    return [part for part in parts if part.end == last]


def _one_of(chosen: Collection[Total], parts: Collection[Total]) -> Total:
    """One stands for all; its numerator and denominator too, where the chosen agree on them."""
    one = min(chosen, key=lambda part: (part.numerator or -1, part.denominator or -1))
    agree = len({(part.numerator, part.denominator) for part in chosen}) == 1
    numerator, denominator = (one.numerator, one.denominator) if agree else (None, None)
    return _about(parts, one.value, numerator, denominator)


def _sum(parts: Collection[Total]) -> Total:
    above = [part.numerator for part in parts if part.numerator is not None]
    below = [part.denominator for part in parts if part.denominator is not None]
    whole = len(above) == len(below) == len(parts)
    return _about(
        parts,
        _plus(parts),
        sum(above, Fraction(0)) if whole else None,
        sum(below, Fraction(0)) if whole else None,
    )


def _ratio(parts: Collection[Total], scale: int) -> Total:
    above, below, without = Fraction(0), Fraction(0), 0
    for part in parts:
        if part.numerator is None or not part.denominator:
            without += part.figures - part.left_out
        else:
            above, below = above + part.numerator, below + part.denominator
    if not below:
        return _about(parts, why=Why.NO_PARTS)
    made = _about(parts, above / below * scale, above, below)
    return Total(
        made.value, above, below, made.end, made.figures, made.left_out + without, made.why
    )
