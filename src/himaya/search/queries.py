"""Finding within one's sight: by shelves, then rows, then words; never by a withheld field.

An answer's order is the same on both databases and needs no statistics of what is hidden: things
that hold the words in their title, then the others, each the newest first.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from himaya.engines.tabular import fold
from himaya.gate.decisions import could_hold, sight_of
from himaya.gate.seats import ActingSeat
from himaya.places.models import AdminUnit
from himaya.places.queries import below
from himaya.search import fulltext
from himaya.search.fulltext import Part, parts_of, tokens
from himaya.search.models import Entry, Shelf

MOST = 5_000  # entries that one answer looks through; beyond it says so
# Attributes of things, and the columns in which those of a shelf are alike.
_SHELVED_BY = {
    "operation": "operation__ref",
    "agency": "agency",
    "system": "system",
    "level": "level",
    "lane": "lane",
    "audience": "audience",
}
_AROUND = 14  # words of a snippet on either side of the first match
FACETS = ("kept_in", "type", "agency", "area", "year", "language", "level")


@dataclass(frozen=True, slots=True)
class Asked:
    """Words and "phrases", and what to narrow the answer by: {name of FACETS: value}."""

    words: str
    narrowed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """Things that hold all the words, the best first; each only once.

    `is_more` where there are more than MOST: then these are the newest of them.
    `counts` tells how often each value of each facet stands among them.
    """

    things: Sequence[str]
    is_more: bool = False
    counts: Mapping[str, Counter[Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sight:
    """Where a seat finds: shelves with something in sight perhaps, and which entries."""

    shelves: Sequence[int]
    entries: Q

    @classmethod
    def of(cls, seat: ActingSeat) -> "Sight":
        """Two queries."""
        here = Shelf.objects.filter(operation=seat.operation).order_by()
        groups = sorted(set(here.values_list("group", flat=True).distinct()))
        held, entries = Q(pk__in=[]), Q(pk__in=[])
        for group in groups:
            named = group or None
            held |= Q(group=group) & could_hold(Entry, seat, _SHELVED_BY, group=named)
            entries |= Q(group=group) & sight_of(Entry, seat, group=named)
        return cls(list(here.filter(held).values_list("pk", flat=True)), entries)


def found(seat: ActingSeat, question: str) -> QuerySet[Entry]:
    """Entries in sight that hold every word; a thing may be there twice, in no order that counts.

    A word may stand in open text, or in text of a field group that is open to the seat in that
    very record.
    """
    sight = Sight.of(seat)
    return Entry.objects.filter(
        sight.entries, fulltext.where_holding(sight.shelves, parts_of(question))
    )


def keys_found(sight: Sight, question: str) -> list[int]:
    """Keys of entries that hold every word, on shelves with something in sight. One query.

    Whether an entry is in sight itself, the caller asks: for lists that know their rows.
    """
    return fulltext.keys_holding(sight.shelves, parts_of(question))


def found_in_groups(
    sight: Sight, question: str, groups: Collection[str], kept_in: str
) -> QuerySet[Entry]:
    """Of a register's entries of these field groups, those in sight that hold every word."""
    holding = fulltext.where_holding(sight.shelves, parts_of(question))
    return Entry.objects.filter(sight.entries, holding, group__in=groups, kept_in=kept_in)


def answer(sight: Sight, asked: Asked) -> Answer:
    """Everything found, with what it can be narrowed by. Two queries, whatever is found."""
    parts = parts_of(asked.words)
    entries = Entry.objects.filter(sight.entries & _narrowed(asked.narrowed))
    columns = ("pk", "thing", "kept_in", "type", "agency", "area", "day", "language", "level")
    holding = fulltext.holding(entries, sight.shelves, parts).values_list(*columns)
    rows = list(holding[: MOST + 1])
    shown = {row[1]: row for row in reversed(rows[:MOST])}  # the newest first, each thing once
    titled = fulltext.titled(sight.shelves, parts) if rows else set()
    ordered = sorted(rows[:MOST], key=lambda row: row[0] not in titled)
    things = tuple(dict.fromkeys(row[1] for row in ordered))
    return Answer(things, len(rows) > MOST, _counts(shown.values()))


def _counts(rows: Collection[tuple[Any, ...]]) -> dict[str, Counter[Any]]:
    counts: dict[str, Counter[Any]] = {name: Counter() for name in FACETS}
    for _, _, kept_in, kind, agency, area, day, language, level in rows:
        counts["kept_in"][kept_in] += 1
        counts["type"][kind] += 1
        counts["agency"][agency] += 1
        counts["area"][area] += 1
        counts["year"][day.year if day else ""] += 1
        counts["language"][language] += 1
        counts["level"][level] += 1
    for counter in counts.values():
        del counter[""]  # what says nothing of it
    return counts


def _narrowed(narrowed: Mapping[str, str]) -> Q:
    wanted = Q()
    for name, value in narrowed.items():
        if name == "year":
            year = int(value)
            wanted &= Q(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31))
        elif name == "area":
            wanted &= Q(area__in={value, *_areas_in(value)})
        else:
            wanted &= Q(**{name: value})
    return wanted


def _areas_in(pcode: str) -> set[str]:
    return below(dict(AdminUnit.objects.filter(pcode=pcode).values_list("pk", "pcode")))


def entries_of(things: Sequence[str]) -> list[Entry]:
    """The open entries of these things, in the same order."""
    kept = {entry.thing: entry for entry in Entry.objects.filter(group="", thing__in=things)}
    return [kept[thing] for thing in things if thing in kept]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a snippet; `is_hit` where it is what was asked for."""

    text: str
    is_hit: bool


def snippets(sight: Sight, hits: Sequence[Entry], question: str) -> dict[str, list[Piece]]:
    """Thing -> words around the first match, out of text that is open to the seat. One query."""
    sought = tuple(parts_of(question))
    said: dict[str, list[Piece]] = {hit.thing: [] for hit in hits}
    entries = Entry.objects.filter(sight.entries, thing__in=list(said)).order_by("group")
    for thing, text in entries.values_list("thing", "written__text"):
        if not said[thing]:
            said[thing] = _snippet(text, sought)
    return said


def _snippet(text: str, sought: tuple[Part, ...]) -> list[Piece]:
    """Some words around the first that was asked for; the text is folded as a whole, for speed."""
    words, folded = text.split(), fold(text)
    match = _any_of(sought).search(folded)
    if match is None or folded.count(" ") + 1 != len(words):
        return []
    place = folded.count(" ", 0, match.start())
    first, last = max(place - _AROUND, 0), place + _AROUND
    pieces = list(_pieces(words[first:last], sought))
    before = [Piece("…", is_hit=False)] if first else []
    return [*before, *pieces, *([Piece("…", is_hit=False)] if last < len(words) else [])]


@lru_cache(maxsize=64)
def _any_of(sought: tuple[Part, ...]) -> re.Pattern[str]:
    """A phrase, or a word that begins so, behind its article too."""
    ways = (r"[\W_]+".join(map(re.escape, part.words)) for part in sought)
    return re.compile(rf"(?<![^\W_])(?:{fulltext.ARTICLE})?(?:{'|'.join(ways)})")


def _pieces(words: Sequence[str], sought: tuple[Part, ...]) -> Iterator[Piece]:
    """Runs of words that were asked for and that were not."""
    text, at, hit = fold(" ".join(words)), 0, set[int]()
    for match in _any_of(sought).finditer(text):
        begins = text.count(" ", 0, match.start())
        hit |= set(range(begins, begins + text.count(" ", match.start(), match.end()) + 1))
    for is_hit, run in groupby(range(len(words)), key=hit.__contains__):
        many = len(list(run))
        yield Piece(" ".join(words[at : at + many]), is_hit)
        at += many


def folded_has_all(text: str, question: str) -> bool:
    """Whether a short text holds all the words: for lists too small for an index."""
    within = fold(text)
    return all(word in within for word in tokens(question)[: fulltext.MOST_WORDS])
