"""Girls, boys, women and men of a figure: put together by the same rules, held against the whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from himaya.engines.adding import Axis, Figure, Rule, Total, add_up, carry, hidden_parts
from himaya.profiles.coordination.indicators.model import PERCENT, Declared, Frame, Shown
from himaya.profiles.coordination.indicators.reports import SPLITS, Report

REST = "rest"  # what no report splits
_HUNDRED = 100
_HALF_POINT = Fraction(1, 2)


def splits_of(
    declared: Declared, reports: Sequence[Report], whole: Total, frame: Frame, least: int
) -> dict[str, Shown]:
    """Each split over places, partners and periods; and the rest, where everything is added up.

    Of shares nothing: their splits count who was looked at. Hidden together with the fewest
    others, so that none follows from the whole.
    """
    if declared.unit == PERCENT or whole.why or whole.value is None:
        return {}
    totals = {key: _total(declared, reports, key, frame) for key in SPLITS}
    totals = {key: total for key, total in totals.items() if total.figures}
    values = {key: one.value for key, one in totals.items() if one.value is not None}
    if not values:
        return {}
    if set(declared.rules.values()) == {Rule.SUM} and len(values) == len(totals):
        rest = whole.value - sum(values.values(), Fraction(0))
        if rest > 0:
            totals[REST], values[REST] = Total(rest, figures=1), rest
    hidden = hidden_parts({key: float(value) for key, value in values.items()}, least)
    return {key: Shown.of(one, is_hidden=key in hidden) for key, one in totals.items()}


def _total(declared: Declared, reports: Iterable[Report], key: str, frame: Frame) -> Total:
    figures = [
        replace(one.figure, value=one.splits[key], numerator=None, denominator=None)
        for one in reports
        if one.figure is not None and key in one.splits
    ]
    carried = carry(figures, frame.became, declared.rules[Axis.PLACE])
    return add_up(carried, declared.rules, partners_first=declared.partners_first).whole


def split_notes(declared: Declared, reports: Iterable[Report]) -> dict[str, int]:
    """Codes of what in single reports does not fit together, with how many it concerns."""
    told = [(one.figure, one.splits) for one in reports if one.figure is not None]
    if declared.unit == PERCENT:
        counts = {
            "above_hundred": sum(figure.value > _HUNDRED for figure, _splits in told),
            "parts_unlike": sum(_parts_unlike(figure) for figure, _splits in told),
        }
    else:
        counts = {"splits_unlike": sum(_unlike(figure, splits) for figure, splits in told)}
    return {code: count for code, count in counts.items() if count}


def _unlike(figure: Figure, splits: Mapping[str, Fraction]) -> bool:
    """More than the figure together; or all four given and less."""
    together = sum(splits.values(), Fraction(0))
    return together > figure.value or (len(splits) == len(SPLITS) and together != figure.value)


def _parts_unlike(figure: Figure) -> bool:
    if figure.numerator is None or not figure.denominator:
        return False
    made = figure.numerator / figure.denominator * _HUNDRED
    return abs(made - figure.value) > _HALF_POINT
