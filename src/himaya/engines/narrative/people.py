"""Names of people in a text: announced, listed, held by an office, common, and all of them again.

A pattern finds who is announced ("Mr", "nommée", "السيدة") or holds an office ("Protection Officer
X"); lists of members, participants and focal points are read by their headings, and tables by the
heads of their columns; common given names count where they begin with a capital. Whoever was found
is then found wherever they stand again. A rare name that nobody announces or lists is not found.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from himaya.engines.given_names import common_names
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
# An initial and a family name inside a sentence: "(A. Inventee)"; "A. Introduction" begins a line.
_INITIAL = re.compile(
    r"(?:[(,;]|\b(?:by|with|and|par|avec|et|por|con|y))\s?((?:[A-Z]\.[ \u00a0-]?){1,2}"
    rf"{_NAME})"
)
_ANNOUNCED = (_INITIAL, _TITLED, _M_DOT, _CALLED, _ARABIC_TITLE)
# An office, perhaps its field in brackets, then two words or more with a capital.
_OFFICE = re.compile(
    r"\b(?:Officer|Coordinator|Manager|Director|Advis[eo]r|Specialist|Consultant|Chairperson|Chair"
    r"|Chargée? de \w+|Coordinateur|Coordinatrice|Directeur|Directrice|Responsable|Spécialiste"
    r"|Coordinadora?|Directora?|Oficial|Asesora?|Especialista)"
    rf"(?:\s*\([^()\n]{{1,30}}\))?,?[ \u00a0]+({_NAME}(?:[ \u00a0]+(?:{_NAME}|[A-Z]\.)){{1,3}})"
)
# Headings after which people stand, folded; as the head of a column or at the start of a line.
_HEADS = frozenset(
    folded_text(head)
    for head in [
        "name",
        "names",
        "full name",
        "first name",
        "last name",
        "family name",
        "surname",
        "given name",
        "team leader",
        "members",
        "member",
        "participants",
        "participant",
        "list of participants",
        "facilitator",
        "facilitators",
        "trainers",
        "focal point",
        "focal points",
        "focal point name",
        "contact",
        "contact person",
        "responsible person",
        "attendees",
        "present",
        "prepared by",
        "reported by",
        "chair",
        "nom",
        "noms",
        "prénom",
        "nom et prénom",
        "nom de famille",
        "membres",
        "participantes",
        "facilitateur",
        "facilitateurs",
        "formateurs",
        "point focal",
        "points focaux",
        "responsable",
        "personne de contact",
        "présents",
        "préparé par",
        "chef d'équipe",
        "nombre",
        "nombres",
        "apellido",
        "apellidos",
        "nombre y apellidos",
        "miembros",
        "participantes",
        "facilitadores",
        "punto focal",
        "puntos focales",
        "persona de contacto",
        "asistentes",
        "preparado por",
        "jefe de equipo",
        "الاسم",
        "الاسم الكامل",
        "اسم العائلة",
        "الاسم الأول",
        "الأعضاء",
        "المشاركون",
        "المشاركين",
        "الميسرون",
        "نقطة الاتصال",
        "جهة الاتصال",
        "المسؤول",
        "الحضور",
        "أعده",
        "رئيس الفريق",
    ]
)
_LINE_HEAD = re.compile(r"^[ \t#*•-]*([^\W\d][^\t:\n]{1,28}?)\s*(?:[:\t]|$)")
_ITEM = re.compile(r"(?:^|(?<=[\s\])>]))(?:\d{1,3}[.)]|[-*•·])\s*")
# Words with a capital that name offices, bodies and things, folded: no name has them.
_NO_NAME = frozenset(
    folded_text(
        "the and of le la les el los in at from chief council team task force group working sector"
        " sub subsector sectors cluster heads head agency agencies ministry minister office officer"
        " officers coordinator coordinators coordination manager director committee unit department"
        " organization organisation organisations international national united nations council danish"
        " norwegian italian refugee refugees relief handicap humanitarian protection child gender mine"
        " action community government police army partners partner all other tbd tbc na none name names"
        " and or section service services programme program project lead co focal point points member"
        " members report information management site camp district province region governorate city town"
        " equipe groupe secteur chef bureau ministere comite agence agences direction service services"
        " equipo grupo sector jefe oficina ministerio comite agencia agencias monitoring data training"
        " january february march july september october november december monday"
        " tuesday wednesday thursday friday saturday sunday q1 q2 q3 q4"
        " من في على التي الذي إلى وزارة منظمة قطاع فريق مكتب لجنة مجموعة وكالة"
    ).split()
)
_ARTICLES = frozenset({"le", "la", "el"})  # which begin family names
_MOST_IN_NAME, _MOST_ITEM_WORDS = 4, 6
_RUN = re.compile(rf"{_NAMES}|[\u0621-\u064a]{{2,}}(?:[ \u00a0]+[\u0621-\u064a]{{2,}}){{0,3}}")
_LEAST_REPEATED = 3  # letters of a single name that is looked for again


def people_in(text: str) -> list[Span]:
    """Where names stand, in no order; spans may overlap."""
    words = words_of(text)
    found = [*_announced(text), *_listed(text), *_common(text, words)]
    return [*found, *_again(text, words, found)]


def _announced(text: str) -> Iterator[Span]:
    for pattern in _ANNOUNCED:
        for match in pattern.finditer(text):
            if _NO_NAME.isdisjoint(folded_word(word) for word in match.group(1).split()[:2]):
                yield match.span(1)
    for match in _OFFICE.finditer(text):
        if _NO_NAME.isdisjoint(words_of(match.group(1)).folded):
            yield match.span(1)


def _listed(text: str) -> Iterator[Span]:
    """People under headings: what follows on the line, items below, cells of a column."""
    columns: list[int] = []
    is_list = False
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        cells = _cells(line)
        heads = [number for number, (_, cell) in enumerate(cells) if folded_text(cell) in _HEADS]
        if len(cells) > 2 and heads:  # noqa: PLR2004 - a label and its value are no head of a table
            columns, is_list = heads, False
            continue
        head = _LINE_HEAD.match(line)
        if head and folded_text(head[1]) in _HEADS:
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
            is_list = is_list and item is not None and len(line.split()) <= _MOST_ITEM_WORDS
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
        if 0 < len(folded) <= _MOST_IN_NAME and _NO_NAME.isdisjoint(folded) and not is_short_form:
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
            and words.folded[last + 1] not in _NO_NAME
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
    } - _NO_NAME  # fmt: skip
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
