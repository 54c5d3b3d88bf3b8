"""The coding of a document as its words propose it: each with why, taken by a person or not at all.

Loads numpy: for the reading job only. What is proposed is kept with the words, encrypted.
"""

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
from himaya.library.type_words import TYPE_WORDS
from himaya.people.models import Agency
from himaya.places.models import PlaceAlias
from himaya.places.queries import current_units
from himaya.tenancy.models import Operation

_HEAD = 1_500  # characters in which title, date, author and type stand
_TYPE_HEAD = 400  # further down other documents are named by their types
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
    """The type whose words come first in the head of the document, the longest of them."""
    folded = f" {folded_text(head)} "
    found = [
        (folded.index(f" {words} "), -len(words), code, words)
        for words, code in TYPE_WORDS.items()
        if f" {words} " in folded
    ]
    if found:
        _, _, code, words = min(found)
        yield Proposal("document_type", code, "words", words)


def _areas(text: str, known: Known) -> Iterator[Proposal]:
    """The area named most, and others; one that lies around the first says nothing more."""
    sure = (place.codes[0] for place in known.gazetteer.places_in(text) if len(place.codes) == 1)
    counts = Counter(sure)
    around = {above for code in counts for above in _above(code, known.parents)}
    named = [(code, count) for code, count in counts.most_common() if code not in around]
    if named:
        yield Proposal("area", *_with_reason(named[0]))
    others = named[1 : _OTHER_AREAS + 1]
    if others:
        codes = " ".join(code for code, _ in others)
        yield Proposal("other_areas", codes, "times", sum(count for _, count in others))


def _with_reason(named: tuple[str, int]) -> tuple[str, str, int]:
    return named[0], "times", named[1]


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
