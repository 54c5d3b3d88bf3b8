"""Sources compared over all parts of a larger area, and each source with itself through time.

Requirements (issue of the coordination desk, triangulation):
1. For the parts of the figure's area, or where it has none for the parts of the area above, the
   newest figure of each source stands beside those of the others.
2. What a source gives for the parts is held against what it gives for the whole, where every part
   has a figure of the same day; figures of two sources are never added.
3. A count under the viewer's smallest cell is hidden, with others that would give it away.
4. Through time a source is compared with its own figure before, of the same definition and people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from himaya.engines.adding import Difference, Part, difference, hidden_parts, stated
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.places.queries import Chain, editions, unit_chains
from himaya.profiles.categories.population.sources import (
    SEXES,
    SHUT_SITE,
    UNSAID,
    Said,
    Source,
    population_figures,
    said_by,
)
from himaya.records.models import Record

_MOST_FIGURES = 4000
_VOICE = ("source_organisation", "population_method", "figure_version", "figure_kind")
Voice = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """What a source gives for one area; None where it is hidden."""

    number: int | None
    day: date | None
    ref: str


@dataclass(frozen=True, slots=True)
class Over:
    """One source over all parts. `added`: their sum, where all are of one day and none is hidden.

    `difference`: from what the source gives for the whole to the sum.
    """

    said: Said
    parts: Mapping[str, Placed]  # by p-code
    whole: Placed | None
    added: int | None
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Sources over the parts of `whole`, in the order of `parts`; p-codes."""

    whole: str
    parts: tuple[str, ...]
    sources: tuple[Over, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One figure of a source and how far it is from its figure before."""

    source: Source
    difference: Difference | None
    days: int | None


def through_time(sources: Iterable[Source]) -> list[tuple[Step, ...]]:
    """For each source that gives figures of several days: these, the oldest first."""
    by_voice: dict[Voice, list[Source]] = {}
    for one in sources:
        if one.figure.number is not None and one.said.day is not None:
            by_voice.setdefault(_voice(one.said), []).append(one)
    return [_steps(several) for several in by_voice.values() if len(several) > 1]


def _steps(several: Sequence[Source]) -> tuple[Step, ...]:
    ordered = sorted(several, key=lambda one: one.said.day or date.min)
    steps = []
    for before, one in zip([None, *ordered], ordered, strict=False):
        apart, days = None, None
        if (
            before is not None
            and before.figure.number is not None
            and one.figure.number is not None
        ):
            apart = difference(one.figure.number, before.figure.number)
            days = ((one.said.day or date.min) - (before.said.day or date.min)).days
        steps.append(Step(one, apart, days))
    return tuple(steps)


def spread_of(record: Record, base: Said, seat: ActingSeat) -> Spread | None:
    """All sources over the parts of a larger area; None where there is none. Some ten queries."""
    operation = record.operation
    edition = next(iter(editions(operation)), "")
    chains = {one.pcode: one for one in unit_chains(operation, edition)} if edition else {}
    whole, parts = _parts(base.text("area"), chains)
    if not parts:
        return None
    found = population_figures().filter(operation=operation, area__in=[whole, *parts])
    found = found.filter(
        head__answers__population_group=base.text("population_group"),
        head__answers__population_status=base.text("population_status"),
    ).exclude(status__in=UNSAID)
    rows = list(visible_to(found, seat).order_by("-pk")[: _MOST_FIGURES + 1])
    said = [said_by(one, seat) for one in rows[:_MOST_FIGURES]]
    by_voice: dict[Voice, list[Said]] = {}
    for one in said:
        if not one.text("site") and SHUT_SITE not in one.answers:
            by_voice.setdefault(_voice(one), []).append(one)
    over = [_over(own, whole, parts, base.part) for own in by_voice.values()]
    sources = sorted(
        (one for one in over if one.parts), key=lambda one: (-len(one.parts), _name(one.said))
    )
    return Spread(whole, parts, tuple(sources), len(rows) > _MOST_FIGURES) if sources else None


def _parts(area: str, chains: Mapping[str, Chain]) -> tuple[str, tuple[str, ...]]:
    """The larger area and its parts: those of the area itself, else those beside it."""
    if area not in chains:
        return "", ()
    for whole in (area, *chains[area].above[:1]):
        parts = tuple(one.pcode for one in chains.values() if one.above[:1] == (whole,))
        if len(parts) > 1:
            return whole, parts
    return "", ()


def _voice(said: Said) -> Voice:
    return (*(said.text(key) for key in _VOICE), said.text("population_status"), said.definition)


def _name(said: Said) -> str:
    return said.text("source_organisation")


def _over(own: Sequence[Said], whole: str, parts: Sequence[str], part: Part) -> Over:
    newest = {
        area: placed
        for area in (whole, *parts)
        if (placed := _newest([one for one in own if one.text("area") == area], part)) is not None
    }
    least = max(one.least for one in own)
    counts = {area: placed.number or 0 for area, placed in newest.items()}
    beside = {area: counts[area] for area in parts if area in counts}
    hidden = hidden_parts(beside, least) | {area for area, n in counts.items() if 0 < n < least}
    shown = {
        area: Placed(None, placed.day, placed.ref) if area in hidden else placed
        for area, placed in newest.items()
    }
    told = {area: shown[area] for area in parts if area in shown}
    total = shown.get(whole)
    added = _added(told.values()) if len(told) == len(parts) else None
    apart = None
    if added is not None and total is not None and total.number is not None:
        apart = difference(added, total.number)
    return Over(own[0], told, total, added, apart)


def _added(parts: Iterable[Placed]) -> int | None:
    """The sum of figures of one day; None where one is hidden or of another day."""
    told = list(parts)
    numbers = [one.number for one in told if one.number is not None]
    return (
        sum(numbers) if len(numbers) == len(told) and len({one.day for one in told}) == 1 else None
    )


def _newest(own: Sequence[Said], part: Part) -> Placed | None:
    """The figure of the newest day that has one, given or added up of its finer ones."""
    for day in sorted({one.text("as_of") for one in own}, reverse=True):
        given: dict[Part, int] = {}
        refs: dict[Part, str] = {}
        for one in own:
            number = one.answers.get("persons")
            if one.text("as_of") != day or isinstance(number, bool) or not isinstance(number, int):
                continue
            if one.part in given:
                return None  # two figures of the very same: nobody can tell which holds
            given[one.part], refs[one.part] = number, one.ref
        found = stated(given, part, SEXES)
        if found.number is not None:
            first = next(one for one in own if one.text("as_of") == day)
            return Placed(found.number, first.day, refs.get(part, first.ref))
    return None
