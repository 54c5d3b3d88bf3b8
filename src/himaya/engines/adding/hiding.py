"""Which figures of people stay hidden, so that none under the smallest cell can be worked out.

The page shows partners by period, a total of each period, and the whole. A small figure is hidden;
so is a total from which it would follow by subtraction (protocol.md, Release).
"""

from dataclasses import dataclass
from fractions import Fraction

from himaya.engines.adding.model import Axis, Rule, Total
from himaya.engines.adding.series import Added, Span

_ADDITIVE = frozenset({Rule.SUM, Rule.AVERAGE, Rule.RATIO})


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is not shown: cells by period and partner, totals of periods, the whole."""

    cells: frozenset[tuple[Span, str]] = frozenset()
    periods: frozenset[Span] = frozenset()
    whole: bool = False


def hide(added: Added, least: int, *, in_percent: bool = False) -> Hidden:
    """Hide what is under `least`. In percent it is numerator and denominator that count people."""
    if least <= 1:
        return Hidden()
    cells = frozenset(
        (period.span, partner)
        for period in added.periods
        for partner, total in period.partners.items()
        if _is_small(total, least, in_percent=in_percent)
    )
    # A highest or latest figure of partners tells nothing about the others but that they are less.
    tells = added.partners_first or added.rules[Axis.PARTNER] in _ADDITIVE
    touched = {span for span, _partner in cells} if tells else set()
    periods = frozenset(
        period.span
        for period in added.periods
        if period.span in touched or _is_small(period.total, least, in_percent=in_percent)
    )
    whole = _is_small(added.whole, least, in_percent=in_percent)
    if not whole and periods:
        secrets = _secrets(added, cells, periods, tells=tells)
        whole = _follows(added, periods, secrets, 0 if in_percent else least)
    return Hidden(cells, periods, whole)


def _is_small(total: Total, least: int, *, in_percent: bool) -> bool:
    counts = (total.numerator, total.denominator) if in_percent else (total.value,)
    return any(count is not None and 0 < count < least for count in counts)


def _follows(added: Added, periods: frozenset[Span], secrets: list[Fraction], least: int) -> bool:
    """Whether something hidden could be worked out from the whole."""
    if added.runs:
        return True
    if added.rules[Axis.PERIOD] not in _ADDITIVE:
        unseen = {period.total.value for period in added.periods if period.span in periods}
        return added.whole.value in unseen
    return len(secrets) == 1 or 0 < sum(secrets) < least


def _secrets(
    added: Added,
    cells: frozenset[tuple[Span, str]],
    periods: frozenset[Span],
    *,
    tells: bool,
) -> list[Fraction]:
    """What subtraction would be after: cells where they make up the total, else the totals."""
    unseen = [period for period in added.periods if period.span in periods]
    if not tells:
        return [period.total.value or Fraction(0) for period in unseen]
    return [
        total.value or Fraction(0)
        for period in unseen
        for partner, total in period.partners.items()
        if (period.span, partner) in cells
    ]
