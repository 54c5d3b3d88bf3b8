"""What a document names: bodies, information systems, places, and days, deadlines apart.

Whoever calls this has asked the gate for the document's words. What points to persons is in none of
it: around a day words are shown masked, and the rest are names of bodies and places.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.words import in_language
from himaya.library.texts import ReadText
from himaya.places.queries import current_units
from himaya.systems.models import InformationSystem

if TYPE_CHECKING:
    from himaya.engines.narrative.dates import Dated
    from himaya.library.proposing import Known

MOST = 60  # of a kind
_LONGEST = 120  # characters of a deadline that names no day
_AROUND = 60  # characters before a day, and after it


@dataclass(frozen=True, slots=True)
class Name:
    """A body, system or place, how often it is named, and its page where it is known here."""

    text: str
    count: int
    kind: str = ""  # name of the page, "" for none
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A period as it is named, with masked words around it."""

    first: date
    last: date
    before: str
    said: str
    after: str
    has_year: bool = True  # else it is the year that the document names most


@dataclass(frozen=True, slots=True)
class Named:
    """Everything that a document names, the most named first, days in the order of time."""

    bodies: Sequence[Name] = ()
    systems: Sequence[Name] = ()
    places: Sequence[Name] = ()
    deadlines: Sequence[Day] = ()
    days: Sequence[Day] = ()
    dayless: Sequence[str] = ()  # deadlines that name no day, as they are said


def named_in(seat: ActingSeat, read: ReadText) -> Named:
    """Some eight queries. Costs about 2 ms for 1,000 characters."""
    from himaya.engines.narrative.actors import ACTORS, SYSTEMS, MentionKind, mentions_in
    from himaya.engines.narrative.dates import usual_year
    from himaya.engines.narrative.deadlines import deadline_cells, deadlines_in
    from himaya.engines.narrative.entities import blanked
    from himaya.library.proposing import Known  # loads numpy: a web process starts lighter

    known = Known.of(seat.operation)
    text = blanked(read.text, read.identities)
    inventory = {
        in_language(one.names) or one.code: one.ref
        for one in visible_to(InformationSystem.objects.filter(operation=seat.operation), seat)
    }
    # "Coordination" is a word before it is the name of a system.
    plain = {name for name in inventory if name.isalpha() and name == name.capitalize()}
    systems: dict[str, tuple[str, ...]] = {
        **SYSTEMS,
        **{name: () for name in inventory if name not in plain},
    }
    found = mentions_in(text, {**ACTORS, **known.agencies}, systems)
    bodies = Counter(one.name for one in found if one.kind == MentionKind.ACTOR)
    stores = Counter(one.name for one in found if one.kind == MentionKind.SYSTEM)
    dated = deadlines_in(text, usual_year(text))
    days = [(_day(text, one), is_due) for one, is_due in dated]
    dayless = [
        " ".join(text[start:end].split())
        for start, end in deadline_cells(text)
        if not any(start <= one.start < end for one, _ in dated)
    ]
    return Named(
        bodies=[Name(name, count) for name, count in bodies.most_common(MOST)],
        systems=[
            Name(name, count, "system" if name in inventory else "", inventory.get(name, ""))
            for name, count in stores.most_common(MOST)
        ],
        places=_places(seat, text, known),
        deadlines=_in_time(one for one, is_due in days if is_due),
        days=_in_time(one for one, is_due in days if not is_due),
        dayless=[one[:_LONGEST] for one in dict.fromkeys(dayless)][:MOST],
    )


def _in_time(days: Iterable[Day]) -> list[Day]:
    return sorted(days, key=lambda one: (one.last, one.first))[:MOST]


def _places(seat: ActingSeat, text: str, known: "Known") -> list[Name]:
    """Areas that the text names beyond doubt, and countries outside the operation's areas."""
    from himaya.engines.narrative.places import countries

    inside = known.gazetteer.places_in(text)
    taken = {place.start for place in inside}
    abroad = Counter(
        text[place.start : place.end]
        for place in countries().places_in(text)
        if place.start not in taken
    )
    sure = (place.codes[0] for place in inside if len(place.codes) == 1)
    counts = Counter(sure).most_common(MOST)
    units = current_units(seat.operation).filter(pcode__in=[code for code, _ in counts])
    named = {unit.pcode: unit for unit in units}
    return [
        Name(in_language(named[code].names) or code, count, "place", named[code].ref)
        for code, count in counts
        if code in named
    ] + [Name(said, count) for said, count in abroad.most_common(MOST)]


def _day(text: str, one: "Dated") -> Day:
    before = text[max(one.start - _AROUND, 0) : one.start].rpartition("\n")[2]
    after = text[one.end : one.end + _AROUND].partition("\n")[0]
    return Day(
        one.first,
        one.last,
        " ".join(before.split()),
        " ".join(text[one.start : one.end].split()),
        " ".join(after.split()),
        one.has_year,
    )
