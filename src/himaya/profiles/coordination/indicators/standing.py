"""The figures of one indicator as they may be shown: by period, by partner, and in all.

Requirements (issue of the coordination desk):
1. Figures are put together by the rules that the indicator declares, in the order they are said.
2. Due and sent-back reports are not counted; who has not reported is named.
3. Not reported and not assessed stand apart from zero, and from one another.
4. Overlap is never silent: whatever may count somebody twice is said beside the figure.
5. People reached in several areas of responsibility are never added up; activities are.
6. Counts of people keep to the viewer's smallest cell, and only records in sight are read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from himaya.engines.adding import (
    Added,
    Axis,
    Figure,
    Hidden,
    Progress,
    Rule,
    Total,
    add_up,
    carry,
    hide,
    nested_places,
    progress,
)
from himaya.profiles.coordination.indicators.model import (
    PERCENT,
    Cell,
    Declared,
    Frame,
    Line,
    Shown,
    Span,
)
from himaya.profiles.coordination.indicators.reports import LOCKED, Report
from himaya.profiles.coordination.indicators.splits import split_notes, splits_of

_UNSURE = frozenset({"some", "unknown"})


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the page and the API say. `notes` are codes with counts, in order of weight."""

    declared: Declared
    lines: tuple[Line, ...]  # newest period first
    partners: tuple[str, ...]
    whole: Shown
    total: Total
    progress: Progress
    runs: bool
    least: int
    notes: dict[str, int]
    splits: Mapping[str, Shown]  # girls, boys, women, men, rest: of the whole; empty without any

    @property
    def hides(self) -> bool:
        """Whether something is hidden."""
        cells = [cell.figure for line in self.lines for cell in line.partners.values()]
        totals = [self.whole, *self.splits.values(), *(line.total for line in self.lines)]
        return any(one.state == "hidden" for one in (*totals, *cells))


def standing_of(
    declared: Declared,
    reports: Sequence[Report],
    least: int,
    frame: Frame,
    closed: int = 0,
) -> Standing:
    """Put the reports together, those of places that are no more under the places of today."""
    given = [report.figure for report in reports if report.figure is not None]
    figures = carry(given, frame.became, declared.rules[Axis.PLACE])
    in_percent = declared.unit == PERCENT
    added = add_up(
        figures,
        declared.rules,
        partners_first=declared.partners_first,
        scale=100 if in_percent else 1,
    )
    least = least if declared.counts_people else 0
    hidden = hide(added, least, in_percent=in_percent)
    partners = tuple(sorted({report.partner for report in reports}))
    whole = Shown.of(added.whole, is_hidden=hidden.whole)
    return Standing(
        declared=declared,
        lines=_lines(reports, added, hidden, partners),
        partners=partners,
        whole=whole,
        total=added.whole,
        progress=progress(whole.value, declared.baseline, declared.target, declared.in_need),
        runs=added.runs,
        least=least,
        notes=_notes(declared, reports, figures, added, frame.above)
        | split_notes(declared, reports)
        | _carried(given, figures, frame)
        | ({"closed": closed} if closed else {}),
        splits={} if hidden.whole else splits_of(declared, reports, added.whole, frame, least),
    )


def _carried(given: Sequence[Figure], figures: Sequence[Figure], frame: Frame) -> dict[str, int]:
    """How many reports name places that are no more, and stand under those of today or do not."""
    old = [one for one in given if one.place in frame.became]
    left = sum(one.place in frame.became for one in figures)
    counts = {"places_carried": len(old) - left, "places_ended": left}
    return {code: count for code, count in counts.items() if count}


def _lines(
    reports: Sequence[Report], added: Added, hidden: Hidden, partners: Sequence[str]
) -> tuple[Line, ...]:
    by_span: dict[Span, list[Report]] = {}
    for report in reports:
        by_span.setdefault(report.span, []).append(report)
    made = {period.span: period for period in added.periods}
    lines = []
    for span in sorted(by_span, key=lambda one: (one[1], one[0]), reverse=True):
        period = made.get(span)
        own = by_span[span]
        cells = {}
        for partner in partners:
            total = period.partners.get(partner, Total()) if period else Total()
            theirs = [report for report in own if report.partner == partner]
            shown = Shown.of(total, is_hidden=(span, partner) in hidden.cells)
            cells[partner] = Cell(shown, _states(theirs), is_asked=bool(theirs))
        total = period.total if period else Total()
        shown = Shown.of(total, is_hidden=span in hidden.periods)
        lines.append(Line(span, shown, total.figures, cells, _locked(own)))
    return tuple(lines)


def _states(reports: Iterable[Report]) -> dict[str, int]:
    states: dict[str, int] = {}
    for report in reports:
        if report.figure is None:
            states[report.state] = states.get(report.state, 0) + 1
    return states


def _locked(reports: Sequence[Report]) -> str:
    locked = sum(report.status == LOCKED for report in reports)
    return "all" if locked == len(reports) else "some" if locked else ""


def _notes(
    declared: Declared,
    reports: Sequence[Report],
    figures: Sequence[Figure],
    added: Added,
    above: Mapping[str, Sequence[str]],
) -> dict[str, int]:
    """Codes of what may count somebody twice or leaves something out, with how many it concerns."""
    partner, period = declared.rules[Axis.PARTNER], declared.rules[Axis.PERIOD]
    several = declared.unit != PERCENT and declared.counts_people
    partners = len({figure.partner for figure in figures})
    met_twice = several and declared.deduplication not in {"own_code", "new_only", "share"}
    unsure = [report for report in reports if report.figure and report.overlap in _UNSURE]
    found = {
        "partners_highest": partners if several and partner is Rule.MAX else 0,
        "partners_overlap": partners if met_twice and partner is Rule.SUM else 0,
        "reports_overlap": len(unsure) if declared.counts_people else 0,
        "periods_repeat": len(added.periods)
        if met_twice and period is Rule.SUM and not added.runs
        else 0,
        "periods_overlap": int(added.overlapping_periods),
        "places_nested": len(nested_places(figures, above)),
        "unsaid": added.unsaid if period is Rule.SUM else 0,
        "left_out": added.whole.left_out,
    }
    single = {"partners_highest", "partners_overlap", "periods_repeat"}
    return {code: count for code, count in found.items() if count > (code in single)}
