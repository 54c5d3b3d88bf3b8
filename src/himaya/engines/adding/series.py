"""The figures of one indicator over places, partners and periods, by its three rules."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from himaya.engines.adding.folding import fold
from himaya.engines.adding.model import Axis, Figure, Rule, Total, Why

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Period:
    """One period: its total, and what each partner has in it over its places."""

    span: Span
    total: Total
    partners: Mapping[str, Total]


@dataclass(frozen=True, slots=True)
class Added:
    """Periods by their days, and all of them together."""

    periods: tuple[Period, ...]
    whole: Total
    runs: bool  # the whole is made of the last figure since the start of each partner and place
    overlapping_periods: bool
    unsaid: int  # figures that do not say whether they are of the period or since the start
    rules: Mapping[Axis, Rule]
    partners_first: bool


def add_up(
    figures: Iterable[Figure],
    rules: Mapping[Axis, Rule],
    *,
    partners_first: bool = False,
    scale: int = 1,
) -> Added:
    """Over places, then partners, then periods; over partners first where the method says so.

    "Highest figure per place" compares the partners of one place before places are put together.
    """
    listed = list(figures)
    by_span: dict[Span, list[Figure]] = {}
    for figure in listed:
        by_span.setdefault((figure.start, figure.end), []).append(figure)
    order = (Axis.PARTNER, Axis.PLACE) if partners_first else (Axis.PLACE, Axis.PARTNER)
    periods = tuple(_period(span, by_span[span], rules, order, scale) for span in sorted(by_span))
    whole, runs = _whole(listed, periods, rules, order, scale)
    return Added(
        periods=periods,
        whole=whole,
        runs=runs,
        overlapping_periods=_overlap([period.span for period in periods]),
        unsaid=sum(figure.running is None and figure.value != 0 for figure in listed),
        rules=rules,
        partners_first=partners_first,
    )


def nested_places(figures: Iterable[Figure], above: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Places with a figure by the same partner for the same period in an area they lie in."""
    held: dict[tuple[Span, str], set[str]] = {}
    for figure in figures:
        held.setdefault(((figure.start, figure.end), figure.partner), set()).add(figure.place)
    return frozenset(
        place
        for places in held.values()
        for place in places
        if places.intersection(above.get(place, ()))
    )


def _period(
    span: Span,
    figures: Sequence[Figure],
    rules: Mapping[Axis, Rule],
    order: Sequence[Axis],
    scale: int,
) -> Period:
    partners: dict[str, list[Figure]] = {}
    for figure in figures:
        partners.setdefault(figure.partner, []).append(figure)
    by_partner = {
        name: _checked(own, lambda held: _over(held, rules, (Axis.PLACE,), scale))
        for name, own in partners.items()
    }
    total = _checked(figures, lambda held: _over(held, rules, order, scale))
    return Period(span, total, by_partner)


def _checked(figures: Sequence[Figure], make: Callable[[Sequence[Figure]], Total]) -> Total:
    """The total, unless one partner speaks twice of a place, or of two kinds of figure."""
    why = Why.TWICE if _twice(figures) else Why.MIXED if len(_kinds(figures)) > 1 else None
    end = max(figure.end for figure in figures)
    return Total(end=end, figures=len(figures), why=why) if why else make(figures)


def _twice(figures: Iterable[Figure]) -> bool:
    times = Counter((one.start, one.end, one.place, one.partner) for one in figures)
    return any(count > 1 for count in times.values())


def _kinds(figures: Iterable[Figure]) -> set[bool]:
    """What does not say is read as a figure of the period; zero is both."""
    return {bool(figure.running) for figure in figures if figure.value != 0}


def _over(
    figures: Sequence[Figure], rules: Mapping[Axis, Rule], order: Sequence[Axis], scale: int
) -> Total:
    """Over the axes in order, the first one inside."""
    *inside, last = order
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(getattr(figure, str(last)), []).append(figure)
    if inside:
        parts = [_over(group, rules, inside, scale) for group in groups.values()]
    else:
        parts = [Total.of(figure) for figure in figures]
    return fold(parts, rules[last], scale)


def _whole(
    figures: Sequence[Figure],
    periods: Sequence[Period],
    rules: Mapping[Axis, Rule],
    order: Sequence[Axis],
    scale: int,
) -> tuple[Total, bool]:
    rule, kinds = rules[Axis.PERIOD], _kinds(figures)
    plain = fold((period.total for period in periods), rule, scale)
    if _twice(figures) and rule is not Rule.LATEST:
        return Total(end=plain.end, figures=len(figures), why=Why.TWICE), False
    if True not in kinds or rule in {Rule.LATEST, Rule.NONE}:
        return plain, False
    if False in kinds:
        return Total(end=plain.end, figures=len(figures), why=Why.MIXED), False
    if rule is Rule.AVERAGE:
        if len(periods) == 1:
            return plain, False
        return Total(end=plain.end, figures=len(figures), why=Why.RUNNING_AVERAGE), False
    if rule is Rule.MAX:
        return plain, False
    return _over(_last_of_each(figures), rules, order, scale), True


def _last_of_each(figures: Iterable[Figure]) -> list[Figure]:
    """Of each partner and place the last figure since the start; zero means nothing was new."""
    series: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        series.setdefault((figure.partner, figure.place), []).append(figure)
    return [
        max(held, key=lambda one: (one.value != 0, one.end, one.start)) for held in series.values()
    ]


def _overlap(spans: Sequence[Span]) -> bool:
    latest = None
    for start, end in sorted(spans):
        if latest is not None and start <= latest:
            return True
        latest = end if latest is None else max(latest, end)
    return False
