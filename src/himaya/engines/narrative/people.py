"""Names of people in a text: announced, listed, held by an office, common, and all of them again.

A pattern finds who is announced ("Mr", "nommée", "السيدة") or holds an office ("Protection Officer
X"); lists of members, participants and signatories are read by their headings, and tables by the
heads of their columns; common given names count where they begin with a capital; others by what
stands beside them (`cues`). Whoever was found is then found wherever they stand again. A rare name
that nothing points to is not found.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from himaya.engines.given_names import common_names
from himaya.engines.narrative.cues import cued
from himaya.engines.narrative.name_words import HEADS, NO_NAME, NO_ONE
from himaya.engines.narrative.words import Words, folded_text, folded_word, words_of

Span = tuple[int, int]  # [start, end) in the text

_NAME = r"(?:(?:al|el|bin|ben|ibn|abu|um|de|da|del|van|von|la|ould)[ -])?[A-ZÀ-Þ][\w'\u2019-]+"
_NAMES = rf"{_NAME}(?:[ \u00a0]+(?:{_NAME}|[A-Z]\.)){{0,3}}"
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Mme|Mlle|Mgr|Sr|Sra|Srta|Don|Doña|Sheikh|Imam|Cheikh|Jeque|Monsieur"
    rf"|Madame|Señora?|Hajj?i?)\.?\s+({_NAMES})"
)
_M_DOT = re.compile(rf"\bM\.\s+({_NAMES})")
_CALLED = re.compile(
    r"\b(?:named|called|name is|names are|name:|nommée?|appelée?|dénommée?|s['\u2019]appelle"
    r"|nom\s?:|prénom\s?:|llamad[oa]|se llama|nombre\s?:|de nombre|alias)"
    rf"\s+({_NAMES})"
)
_OF = r"(?:(?:أم|أبو|أبي|بن|ابن|بنت|عبد|آل)\s+)?"
_ARABIC_TITLE = re.compile(
    r"(?:السيدة?|الدكتورة?|الأستاذة?|الحاجة?|الشيخ|المدعوة?|اسمها?|[يت]دعى|[يت]سمى)\s*:?\s+"
    rf"({_OF}[\u0621-\u064a]{{2,}}(?:\s+{_OF}[\u0621-\u064a]{{3,}})?)"
)
_ANNOUNCED = (_TITLED, _M_DOT, _CALLED, _ARABIC_TITLE)
# An office, perhaps its field in brackets, then two words or more with a capital.
_OFFICE = re.compile(
    r"\b(?:Officer|Coordinator|Manager|Director|Advis[eo]r|Specialist|Consultant|Chairperson|Chair"
    r"|Chargée? de \w+|Coordinateur|Coordinatrice|Directeur|Directrice|Responsable|Spécialiste"
    r"|Coordinadora?|Directora?|Oficial|Asesora?|Especialista)"
    rf"(?:\s*\([^()\n]{{1,30}}\))?,?[ \u00a0]+({_NAME}(?:[ \u00a0]+(?:{_NAME}|[A-Z]\.)){{1,3}})"
)
_LINE_HEAD = re.compile(r"^[ \t#*•-]*([^\W\d][^\t:\n]{1,28}?)\s*(?:[:\t]|$)")
_ITEM = re.compile(r"(?:^|(?<=[\s\])>]))(?:\d{1,3}[.)]|[-*•·])\s*")
_ARTICLES = frozenset({"le", "la", "el"})  # which begin family names
_MOST_IN_NAME, _MOST_ITEM_WORDS = 4, 6
_RUN = re.compile(rf"{_NAMES}|[\u0621-\u064a]{{2,}}(?:[ \u00a0]+[\u0621-\u064a]{{2,}}){{0,3}}")
_WHOLE_LINE = re.compile(rf"{_NAME}(?: {_NAME}){{1,3}}")
_LEAST_REPEATED = 3  # letters of a single name that is looked for again


def people_in(text: str) -> list[Span]:
    """Where names stand, in no order; spans may overlap."""
    words = words_of(text)
    found = [*_announced(text), *_listed(text), *_common(text, words), *_cued(text)]
    return [*found, *_again(text, words, found)]


def _announced(text: str) -> Iterator[Span]:
    for pattern in _ANNOUNCED:
        for match in pattern.finditer(text):
            if NO_NAME.isdisjoint(folded_word(word) for word in match.group(1).split()[:2]):
                yield match.span(1)
    for match in _OFFICE.finditer(text):
        if NO_NAME.isdisjoint(words_of(match.group(1)).folded):
            yield match.span(1)


def _cued(text: str) -> Iterator[Span]:
    for start, end in cued(text):
        folded = words_of(text[start:end]).folded
        if NO_NAME.isdisjoint(folded) and NO_ONE.isdisjoint(folded):
            yield start, end


def _listed(text: str) -> Iterator[Span]:
    """People under headings: what follows on the line, items below, cells of a column."""
    columns: list[int] = []
    is_list = False
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        cells = _cells(line)
        heads = [number for number, (_, cell) in enumerate(cells) if folded_text(cell) in HEADS]
        if len(cells) > 2 and heads:  # noqa: PLR2004 - a label and its value are no head of a table
            columns, is_list = heads, False
            continue
        head = _LINE_HEAD.match(line)
        if head and folded_text(head[1]) in HEADS:
            columns, is_list = [], True
            yield from _names_in(line, head.end(), start)
        elif columns and len(cells) > 1:
            for number in columns:
                if number < len(cells):
                    place, cell = cells[number]
                    yield from _names_in(cell, 0, start + place)
        elif line.strip():
            columns = []
            item = _ITEM.match(line.lstrip())
            is_item = item is not None or _WHOLE_LINE.fullmatch(line.strip()) is not None
            is_list = is_list and is_item and len(line.split()) <= _MOST_ITEM_WORDS
            if is_list:
                yield from _names_in(line, 0, start)


def _cells(line: str) -> list[tuple[int, str]]:
    made, at = [], 0
    for cell in line.split("\t"):
        made.append((at, cell))
        at += len(cell) + 1
    return made


def _names_in(line: str, begin: int, shift: int) -> Iterator[Span]:
    """Runs of capitals that name nobody's office or body; what stands in brackets is left out."""
    free = re.sub(r"[\[(][^\])]*[\])]?|<[^<>]*>", lambda found: "\n" * len(found[0]), line)
    for match in _RUN.finditer(free, begin):
        folded = words_of(match[0]).folded
        folded = folded[1:] if folded[0] in _ARTICLES else folded
        is_short_form = any(len(word) > 1 and word.isupper() for word in match[0].split())
        if 0 < len(folded) <= _MOST_IN_NAME and NO_NAME.isdisjoint(folded) and not is_short_form:
            yield match.start() + shift, match.end() + shift


@lru_cache(maxsize=1)
def _given() -> frozenset[str]:
    return frozenset(folded_word(name) for name in common_names())


def _common(text: str, words: Words) -> Iterator[Span]:
    """A common given name, and the words with a capital at once behind it."""
    given = _given()
    for place, word in enumerate(words.folded):
        if word not in given or text[words.starts[place]].islower():
            continue
        last = place
        while (
            last + 1 < len(words)
            and last - place + 1 < _MOST_IN_NAME
            and text[words.ends[last] : words.starts[last + 1]] in (" ", "-", "\u00a0")
            and text[words.starts[last + 1]].isupper()
            and words.folded[last + 1] not in NO_NAME
        ):
            last += 1
        yield words.starts[place], words.ends[last]


def _again(text: str, words: Words, found: Iterable[Span]) -> Iterator[Span]:
    """The names found, whole or any part with a capital, wherever else they stand.

    A part that the text also writes small is a word and no name there.
    """
    parts = {
        folded_word(part)
        for start, end in found
        for part in re.split(r"[\s\u00a0]+", text[start:end])
        if len(part) >= _LEAST_REPEATED and part[:1].isupper()
    } - NO_NAME  # fmt: skip
    if not parts:
        return
    small = {
        word
        for place, word in enumerate(words.folded)
        if word in parts and text[words.starts[place]].islower()
    }
    for place, word in enumerate(words.folded):
        if word in parts and word not in small and text[words.starts[place]].isupper():
            yield words.starts[place], words.ends[place]
