"""Sources of one population figure beside each other: what each says, and how far they differ.

Requirements (issue of the coordination desk):
1. All figures in sight of one place and group stand by source; drafts and returned ones do not.
2. A source is compared where definition and people meant are the same; else the page says why not.
3. Age brackets are added up to coarser ones, never split into finer ones.
4. Differences are given absolutely and in percent; days between two figures are said.
5. Where a source has a count under the viewer's smallest cell, its figure of all is shown alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_date

from himaya.engines.adding import (
    ALL_AGES,
    Ages,
    Difference,
    Part,
    Sexes,
    Stated,
    difference,
    stated,
)
from himaya.engines.tabular import fold_words
from himaya.gate.decisions import observe, visible_to
from himaya.gate.seats import ActingSeat
from himaya.profiles.categories.population.declaration import POPULATION
from himaya.records.models import Record
from himaya.records.queries import withheld_paths, without

SEXES = Sexes("t", ("f", "m"), ("u",))
AGES: Mapping[str, Ages] = {
    "a0_4": (0, 4),
    "a5_11": (5, 11),
    "a12_17": (12, 17),
    "a18_59": (18, 59),
    "a60_plus": (60, None),
    "a0_17": (0, 17),
    "a18_plus": (18, None),
    "a0_5": (0, 5),
    "a6_12": (6, 12),
    "a13_17": (13, 17),
    "all_ages": ALL_AGES,
}
UNSAID = frozenset({"draft", "returned"})
_MOST_FIGURES = 2000
_NAMES = ("source_organisation", "population_method", "figure_version", "figure_kind")


@dataclass(frozen=True, slots=True)
class Said:
    """One record's figure, as far as it is open to the seat."""

    ref: str
    answers: Mapping[str, Any]
    least: int

    def text(self, key: str) -> str:
        """An answer as text."""
        return str(self.answers.get(key) or "")

    @property
    def part(self) -> Part:
        """Of whom it is."""
        return Part(self.text("sex"), AGES.get(self.text("age_bracket")))

    @property
    def day(self) -> date | None:
        """The day it speaks of."""
        return parse_date(self.text("as_of"))

    @property
    def definition(self) -> tuple[str, ...]:
        """The agreed code, else the words without their spelling."""
        code = self.text("definition_code")
        return ("code", code) if code else tuple(fold_words(self.text("definition_used")))

    @property
    def source(self) -> tuple[object, ...]:
        """What makes it the word of one source of one day."""
        names = tuple(self.text(key) for key in _NAMES)
        return (*names, self.text("as_of"), self.text("population_status"), self.definition)


@dataclass(frozen=True, slots=True)
class Source:
    """One source of one day: its words, its figure for the part asked about, the difference."""

    said: Said  # of the part itself where it gives that, else any
    figures: Mapping[Part, Stated]
    figure: Stated
    state: str  # figure, hidden, or "" where it has none
    why: tuple[str, ...]  # definition, people, scheme, none, twice, hidden: why not compared
    difference: Difference | None
    days: int | None  # from the figure asked about to this one
    is_base: bool

    def shown(self, part: Part) -> Stated | None:
        """Its figure of a part; None where it is hidden."""
        return self.figures.get(part)


@dataclass(frozen=True, slots=True)
class Sources:
    """The base first, then the newest. `parts`: all of whom some source speaks, in order."""

    base: Said
    sources: tuple[Source, ...]
    parts: tuple[Part, ...]
    least: int
    is_cut: bool  # more figures than are read


def population_figures() -> QuerySet[Record]:
    """Population figures with all that a decision on each needs."""
    return (
        Record.objects.filter(dataset__profile=POPULATION.code, is_withdrawn=False)
        .select_related(
            "operation",
            "head__version",
            "agency",
            "version",
            "dataset__system",
            "dataset__agency",
            "dataset__operation",
        )
        .prefetch_related("version__questions", "head__version__questions")
    )


def sources_of(record: Record, seat: ActingSeat) -> Sources:
    """All sources of the record's place and group. A constant number of queries."""
    base = said_by(record, seat)
    others = population_figures().filter(operation=record.operation, area=record.area)
    others = others.filter(head__answers__population_group=base.text("population_group"))
    others = others.exclude(pk=record.pk).exclude(status__in=UNSAID)
    rows = list(visible_to(others, seat).order_by("-pk")[: _MOST_FIGURES + 1])
    found = [said_by(one, seat) for one in rows[:_MOST_FIGURES]]
    place = (base.text("area"), base.text("site"), base.text("population_group"))
    same = [
        one
        for one in found
        if (one.text("area"), one.text("site"), one.text("population_group")) == place
    ]
    # Where a site is closed to the seat nobody can tell whether two figures are of one place.
    known = (
        [] if SHUT_SITE in base.answers else [one for one in same if SHUT_SITE not in one.answers]
    )
    return _compared(base, [base, *known], is_cut=len(rows) > _MOST_FIGURES)


SHUT_SITE = "~site"


def said_by(record: Record, seat: ActingSeat) -> Said:
    """A record's figure: the open answers; from High up the reading is recorded first."""
    decision = observe(seat, record)
    if record.head is None or not decision.allowed:
        return Said(record.ref, {}, 0)
    told = record.head.answers
    answers = without(told, withheld_paths(record.head.version, decision))
    if "site" in (*told, *record.head.sealed_keys) and "site" not in answers:
        answers[SHUT_SITE] = True
    return Said(record.ref, answers, decision.min_cell)


def _compared(base: Said, figures: Sequence[Said], *, is_cut: bool) -> Sources:
    by_source: dict[tuple[object, ...], list[Said]] = {}
    for one in figures:
        by_source.setdefault(one.source, []).append(one)
    parts = sorted({one.part for one in figures}, key=_order)
    known = {source: _figures(own, parts) for source, own in by_source.items()}
    of_base = known[base.source].get(base.part)
    sources = [_source(own, known[source], base, of_base) for source, own in by_source.items()]
    sources.sort(key=lambda one: one.said.ref)
    sources.sort(key=lambda one: one.said.text("as_of"), reverse=True)
    sources.sort(key=lambda one: not one.is_base)
    least = max(one.least for one in figures)
    return Sources(base, tuple(sources), tuple(parts), least, is_cut)


def _figures(own: Sequence[Said], parts: Iterable[Part]) -> dict[Part, Stated]:
    """What a source states of each part, less what is hidden. Two figures of one part are none."""
    given: dict[Part, int] = {}
    twice: set[Part] = set()
    for one in own:
        number = one.answers.get("persons")
        if isinstance(number, bool) or not isinstance(number, int):
            continue
        if one.part in given:
            twice.add(one.part)
        given[one.part] = number
    least = max(one.least for one in own)
    is_small = any(0 < number < least for number in given.values())
    shown = {}
    for part in parts:
        found = stated(given, part, SEXES)
        if twice.intersection(found.parts):
            found = Stated(None, why="twice")
        if is_small and (part != Part(SEXES.whole, ALL_AGES) or 0 < (found.number or 0) < least):
            continue
        shown[part] = found
    return shown


def _source(
    own: Sequence[Said], figures: Mapping[Part, Stated], base: Said, of_base: Stated | None
) -> Source:
    said = next((one for one in own if one.ref == base.ref), None)
    said = said or next((one for one in own if one.part == base.part), own[0])
    is_base = said.ref == base.ref
    figure = figures.get(base.part)
    state = "hidden" if figure is None else "" if figure.number is None else "figure"
    why = [] if is_base else _why(said, base, figure, of_base)
    told = None
    if not why and not is_base and figure and of_base:
        assert figure.number is not None  # noqa: S101 - `_why` says so
        assert of_base.number is not None  # noqa: S101 - as above
        told = difference(figure.number, of_base.number)
    return Source(
        said=said,
        figures=figures,
        figure=figure or Stated(None, why="hidden"),
        state=state,
        why=tuple(why),
        difference=told,
        days=None if is_base else _days(base, said),
        is_base=is_base,
    )


def _why(said: Said, base: Said, figure: Stated | None, of_base: Stated | None) -> list[str]:
    why = []
    if not base.definition or said.definition != base.definition:
        why.append("definition")
    if said.text("population_status") != base.text("population_status"):
        why.append("people")
    if figure is None or of_base is None:
        why.append("hidden")
    elif figure.number is None or of_base.number is None:
        why.append(figure.why or of_base.why)
    return why


def _days(base: Said, said: Said) -> int | None:
    return (said.day - base.day).days if base.day and said.day else None


def _order(part: Part) -> tuple[int, int, int]:
    """All before women, men and unknown; all ages before brackets from young to old."""
    order = (SEXES.whole, *SEXES.needed, *SEXES.beside)
    place = order.index(part.sex) if part.sex in order else len(order)
    if part.ages is None:
        return place, 1000, 0
    return place, -1 if part.ages == ALL_AGES else part.ages[0], part.ages[1] or 1000
