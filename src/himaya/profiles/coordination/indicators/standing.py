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
from datetime import date
from fractions import Fraction
from typing import Any

from himaya.engines.adding import (
    Added,
    Axis,
    Figure,
    Hidden,
    Progress,
    Rule,
    Total,
    add_up,
    hide,
    nested_places,
    progress,
)
from himaya.profiles.coordination.indicators.reports import (
    LOCKED,
    Report,
    number_of,
)

# Units of which a figure is a number of people, or a share of them.
PEOPLE = frozenset({"person", "household", "percent"})
PERCENT = "percent"
HIGHEST = "highest"  # the method that compares the partners of one place
_UNSURE = frozenset({"some", "unknown"})
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Declared:
    """What an indicator says about itself, as far as it is open to the seat."""

    code: str
    title: str
    sector: str
    unit: str
    objective: str
    deduplication: str
    note: str
    caution: str
    baseline: Fraction | None
    target: Fraction | None
    in_need: Fraction | None
    rules: Mapping[Axis, Rule]

    @classmethod
    def read(cls, answers: Mapping[str, Any]) -> "Declared":
        """From the open answers. A rule that is not open adds nothing up."""
        text = {key: str(answers.get(key) or "") for key in _TEXTS}
        return cls(
            code=text["code"],
            title=text["title"],
            sector=text["sector"],
            unit=text["unit"],
            objective=text["objective"],
            deduplication=text["deduplication"],
            note=text["deduplication_note"],
            caution=text["caution"],
            baseline=number_of(answers.get("baseline")),
            target=number_of(answers.get("target")),
            in_need=number_of(answers.get("in_need")),
            rules={
                axis: Rule(answers.get(key) or Rule.NONE)
                for axis, key in (
                    (Axis.PLACE, "across_places"),
                    (Axis.PARTNER, "across_partners"),
                    (Axis.PERIOD, "across_periods"),
                )
            },
        )

    @property
    def counts_people(self) -> bool:
        """Whether a figure may be a number of people."""
        return self.unit in PEOPLE or not self.unit

    @property
    def partners_first(self) -> bool:
        """Whether the method compares partners place by place."""
        return self.deduplication == HIGHEST and self.rules[Axis.PARTNER] is Rule.MAX


_TEXTS = (
    "code",
    "title",
    "sector",
    "unit",
    "objective",
    "deduplication",
    "deduplication_note",
    "caution",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as shown: figure, zero, hidden, refused (`why` says so), or empty."""

    state: str
    value: Fraction | None = None
    why: str = ""

    @classmethod
    def of(cls, total: Total, *, is_hidden: bool) -> "Shown":
        """What may be said of a total."""
        if not total.figures:
            return cls("")
        if is_hidden:
            return cls("hidden")
        if total.why or total.value is None:
            return cls("refused", why=str(total.why or ""))
        return cls("figure" if total.value else "zero", total.value)


@dataclass(frozen=True, slots=True)
class Cell:
    """One partner in one period: its figure, and how many places are in each other state."""

    figure: Shown
    states: Mapping[str, int]  # not_reported, not_assessed, due, sent_back -> places
    is_asked: bool  # whether there is any report at all


@dataclass(frozen=True, slots=True)
class Line:
    """One period: its total, who gave a figure, who did not and how, who was not asked."""

    span: Span
    total: Shown
    figures: int
    partners: Mapping[str, Cell]
    locked: str  # all, some or ""

    def those(self, state: str) -> list[str]:
        """Partners with a place in that state; "" names those without any report."""
        if not state:
            return [name for name, cell in self.partners.items() if not cell.is_asked]
        return [name for name, cell in self.partners.items() if cell.states.get(state)]

    @property
    def reporting(self) -> int:
        """How many partners gave a figure, zero included."""
        return sum(bool(cell.figure.state) for cell in self.partners.values())


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
    notes: Mapping[str, int]

    @property
    def hides(self) -> bool:
        """Whether something is hidden."""
        cells = [cell.figure for line in self.lines for cell in line.partners.values()]
        totals = [self.whole, *(line.total for line in self.lines)]
        return any(one.state == "hidden" for one in (*totals, *cells))


def standing_of(
    declared: Declared,
    reports: Sequence[Report],
    least: int,
    above: Mapping[str, Sequence[str]],
    closed: int = 0,
) -> Standing:
    """Put the reports together. `above`: the places that each place lies in."""
    figures = [report.figure for report in reports if report.figure is not None]
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
        notes=_notes(declared, reports, figures, added, above)
        | ({"closed": closed} if closed else {}),
    )


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
