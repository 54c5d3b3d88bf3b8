"""The coding of a document as its words propose it: each with why, taken by a person or not at all.

Loads numpy: for the reading job only. What is proposed is kept with the words, encrypted.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from himaya.engines.documents import Block
from himaya.engines.narrative.actors import mentions_in
from himaya.engines.narrative.dates import Dated, usual_year
from himaya.engines.narrative.deadlines import deadlines_in
from himaya.engines.narrative.entities import Entity
from himaya.engines.narrative.places import Area, Gazetteer
from himaya.engines.narrative.words import folded_text
from himaya.library.texts import Proposal
from himaya.library.type_words import (
    PLAN,
    PLAN_COLUMNS,
    PLANNED,
    REPORT_OF,
    REPORTS,
    TYPE_WORDS,
)
from himaya.people.models import Agency
from himaya.places.models import PlaceAlias
from himaya.places.queries import current_units
from himaya.tenancy.models import Operation

_HEAD = 1_500  # characters in which title, date, author and type stand
_TYPE_HEAD = 400  # further down other documents are named by their types
_FIRST_LINES = 200  # what is named there the document is about
_CELL, _LONGEST_HEADING = re.compile(r"[\t\n]+"), 40
_LOOKED_AT = 200_000  # characters in which places and agencies are looked for
_LONGEST_TITLE, _TITLE_BLOCKS = 120, 3
_LEAST_WORDS = 2
_OTHER_AREAS, _PARTNERS, _LEAST_MENTIONS = 5, 3, 2


@dataclass(frozen=True)
class Known:
    """What an operation's documents may name: its areas and its agencies."""

    gazetteer: Gazetteer
    parents: dict[str, str]
    agencies: dict[str, tuple[str, ...]]  # other names by acronym

    @classmethod
    def of(cls, operation: Operation) -> "Known":
        """Read once for many documents. Four queries."""
        units = list(current_units(operation).select_related("parent"))
        spelled: dict[str, list[str]] = {}
        aliases = PlaceAlias.objects.filter(operation=operation, taken_back_at__isnull=True)
        for words, pcode in aliases.values_list("words", "pcode"):
            spelled.setdefault(pcode, []).append(words)
        parents = {unit.pcode: unit.parent.pcode if unit.parent else "" for unit in units}
        areas = [
            Area(
                unit.pcode,
                (*map(str, unit.names.values()), *spelled.get(unit.pcode, ())),
                parents[unit.pcode],
            )
            for unit in units
        ]
        agencies = Agency.objects.filter(operation=operation).prefetch_related("aliases")
        names = {
            one.acronym: (*map(str, one.names.values()), *(a.text for a in one.aliases.all()))
            for one in agencies
        }
        return cls(Gazetteer(areas), parents, names)


def proposals_of(
    blocks: Sequence[Block], identities: Sequence[Entity], language: str, known: Known
) -> list[Proposal]:
    """What the words of a document say of its coding. Costs about 1 ms for 1,000 characters."""
    text = "\n\n".join(block.text for block in blocks)[:_LOOKED_AT]
    return [
        *_title(blocks, identities),
        *_type(text[:_TYPE_HEAD]),
        *_areas(text, known),
        *_days(text),
        *_agencies(text, known),
        *([Proposal("language", [language], "language")] if language not in ("", "und") else []),
        *([Proposal("personal_data", "yes", "persons", len(identities))] if identities else []),
    ]


def _title(blocks: Sequence[Block], identities: Sequence[Entity]) -> Iterator[Proposal]:
    """The first short paragraph in which nobody is named."""
    for block in blocks[:_TITLE_BLOCKS]:
        line = " ".join(block.text.strip().partition("\n")[0].split())
        is_named = any(one.start < block.end and one.end > block.start for one in identities)
        if block.rows or is_named or len(line) > _LONGEST_TITLE:
            continue
        if len(line.split()) >= _LEAST_WORDS:
            yield Proposal("title", line, "first_line")
            return


def _type(head: str) -> Iterator[Proposal]:
    """The type whose words come first in the head of the document, the longest of them.

    The rules of plans and of reports are those of `type_words`.
    """
    # Cells may break a word in two: it is looked for with and without their edges.
    found = sorted({*_named_in(folded_text(head)), *_named_in(folded_text(head.replace("\t", "")))})
    first = next(iter(found), None)
    if first is None or first[2] in PLANNED:
        plan = next((one for one in found if one[2] == PLAN), None)
        columns = _plan_columns(head)
        if plan or columns:
            yield Proposal("document_type", PLAN, "words", plan[3] if plan else ", ".join(columns))
            return
    if first is not None:
        _, _, code, words = first
        folded = f" {folded_text(head)} "
        if code in REPORT_OF and any(f" {one} " in folded for one in REPORTS):
            code = REPORT_OF[code]
        yield Proposal("document_type", code, "words", words)


def _named_in(folded: str) -> Iterator[tuple[int, int, str, str]]:
    """(where, less its length, type, words) of each type that calls itself by its words."""
    padded = f" {folded} "
    for words, code in TYPE_WORDS.items():
        if (at := padded.find(f" {words} ")) >= 0:
            yield at, -len(words), code, words


def _plan_columns(head: str) -> list[str]:
    """Headings of columns that make a table a plan; none where one of the three is not there."""
    cells = [
        f" {folded_text(cell)} " for cell in _CELL.split(head) if len(cell) <= _LONGEST_HEADING
    ]
    found = [
        next((word for word in words if any(f" {word} " in cell for cell in cells)), "")
        for words in PLAN_COLUMNS
    ]
    return found if all(found) else []


def _areas(text: str, known: Known) -> Iterator[Proposal]:
    """The area that the first lines name, else the one named most; and others.

    One that lies around the first says nothing more.
    """
    places = known.gazetteer.places_in(text)
    sure = [(place.start, place.codes[0]) for place in places if len(place.codes) == 1]
    counts = Counter(code for _, code in sure)
    around = {above for code in counts for above in _above(code, known.parents)}
    on_top = {code for start, code in sure if start < _FIRST_LINES}
    on_top -= {above for code in on_top for above in _above(code, known.parents)}
    most = [one for one in counts.most_common() if one[0] in on_top or one[0] not in around]
    named = sorted(most, key=lambda one: one[0] not in on_top)
    if named:
        code, count = named[0]
        yield Proposal("area", code, "in_head" if code in on_top else "times", count)
    others = named[1 : _OTHER_AREAS + 1]
    if others:
        codes = " ".join(code for code, _ in others)
        yield Proposal("other_areas", codes, "times", sum(count for _, count in others))


def _above(code: str, parents: dict[str, str]) -> Iterator[str]:
    seen = {code}
    while (code := parents.get(code, "")) and code not in seen:
        seen.add(code)
        yield code


def _days(text: str) -> Iterator[Proposal]:
    """The first day in the head is the document's, the first month or quarter its period.

    Where neither is there, the year that it names most may be.
    """
    found = [one for one, is_deadline in deadlines_in(text[:_HEAD]) if not is_deadline]
    day = next((one for one in found if one.first == one.last), None)
    span = next((one for one in found if one.first != one.last), None)
    if day is not None:
        yield Proposal("published_on", day.first.isoformat(), _how_sure(day))
    if span is not None and (day is None or span.first <= day.first):
        yield Proposal("start", _iso(span.first), "in_head")
        yield Proposal("end", _iso(span.last), "in_head")
    year = usual_year(text) if day is None and span is None else None
    if year is not None:
        yield Proposal("start", _iso(date(year, 1, 1)), "usual_year", year)
        yield Proposal("end", _iso(date(year, 12, 31)), "usual_year", year)


def _how_sure(day: Dated) -> str:
    return "day_unsure" if day.is_unsure else "in_head"


def _iso(day: date) -> str:
    return day.isoformat()


def _agencies(text: str, known: Known) -> Iterator[Proposal]:
    """The author is named in the head, else most often; others named twice took part."""
    if not known.agencies:
        return
    found = [one for one in mentions_in(text, known.agencies, {}) if one.name in known.agencies]
    counts = Counter(one.name for one in found)
    first = next((one.name for one in found if one.start < _HEAD), None)
    author = first or next(iter(counts.most_common(1)), (None, 0))[0]
    if author is None:
        return
    yield Proposal("agency", author, "in_head" if first else "times", counts[author])
    others = [name for name, count in counts.most_common() if count >= _LEAST_MENTIONS]
    partners = [name for name in others if name != author][:_PARTNERS]
    if partners:
        yield Proposal("partner", " ".join(partners), "times", sum(counts[n] for n in partners))
