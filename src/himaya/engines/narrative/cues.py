"""What stands beside names of people that no list knows: ages, kin, letters, signatures, filiation.

Each cue asks for a capital, which Arabic has not; there only filiation (ibn, kunya), the names of
servants of God, ages in brackets, salutations and signatures count. Places, bodies and months stand
beside the same cues at times: words of theirs are in no name (`people.NO_NAME`).
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]  # [start, end) in the text

# A name in mid-sentence: capital, then small letters; particles may stand before it.
_PART = r"[A-ZÀ-Þ][\w'\u2019-]*[a-zà-ÿ][\w'\u2019-]*"
_PARTICLE = r"(?:(?:al|el|bin|ben|ibn|abu|um|umm|de|da|del|van|von|la|ould|mint|bint|ag)[ -])"
_ONE = rf"{_PARTICLE}?{_PART}"
_NAMES = rf"{_ONE}(?: (?:{_ONE}|[A-Z]\.)){{0,3}}"
_WHOLE = rf"{_ONE}(?: (?:{_ONE}|[A-Z]\.)){{1,3}}"
_ARABIC = r"[\u0621-\u064a]{3,}"
_YEARS = r"(?:[- ]?(?:years?|yrs?|y\.?/?o\.?|ans|años|ano|anos)\b)"
_KIN = (
    r"(?:brothers?|sisters?|sons?|daughters?|wife|husband|father|mother|uncle|aunt|cousin|nieces?"
    r"|nephews?|grandson|granddaughter|neighbour|neighbor|friend|colleague|teacher|nurse|midwife"
    r"|driver|farmer|trader|child|girl|boy|survivor|patient|client"
    r"|frères?|sœurs?|fils|filles?|femme|mari|père|mère|oncle|tante|cousine?|nièce|neveu|voisine?"
    r"|collègue|enseignante?|infirmière?|chauffeur|patiente?"
    r"|herman[oa]|hij[oa]|espos[oa]|marido|padre|madre|tí[oa]|prim[oa]|sobrin[oa]|niet[oa]|vecin[oa]"
    r"|colega|maestr[oa]|enfermer[oa]|conductor|paciente)"
)
# As written, in no case but this: a capital says that the line begins with it.
_DEAR = r"(?:Dear|Hi|Hello|Cher|Chère|Bonjour|Salut|Estimad[oa]|Querid[oa]|Hola|عزيزي|عزيزتي|حضرة)"
_REGARDS = (
    r"(?:(?:Best|Kind|Warm)?\s*[Rr]egards|(?:Yours\s+)?[Ss]incerely|Yours faithfully|Cordialement"
    r"|Bien (?:cordialement|à vous)|Sincères salutations|Atentamente|Cordialmente|(?:Un )?[Ss]aludos?"
    r"(?: cordiales)?|مع (?:خالص )?(?:التحية|التقدير|الشكر)|وتفضلوا بقبول .{0,20})"
)
_AGE = re.compile(rf"\d{{1,2}}(?:{_YEARS}|[),/]| عام| سن)|\baged? \d|âgée? de \d")
_BESIDE_AGES = (
    # "Tavika Orondel (34)", "(F, 41)", "(9 yrs)"; a bare number needs two names before it.
    re.compile(rf"({_WHOLE})\s\((?:[MFHV][,/ ]\s?)?\d{{1,2}}{_YEARS}?(?:[,/ ]\s?[MFHV])?\)"),
    re.compile(rf"({_NAMES})\s\(\d{{1,2}}{_YEARS}\)"),
    re.compile(rf"({_NAMES}), (?:aged?|âgée? de) \d{{1,2}}\b"),
    re.compile(rf"({_NAMES}),?(?: de)? \d{{1,2}}{_YEARS}(?! (?:ago|après|después))"),
    re.compile(rf"({_ARABIC}(?: {_ARABIC})?) \(\d{{1,2}} (?:عام|سن)"),
)
_CUES = (
    # "T. Orondel", unless the letter names a block or a section.
    re.compile(
        r"(?<![\w.])(?<![Bb]lock )(?<![Ss]ite )(?<![Zz]one )(?<![Cc]amp )(?<![Aa]nnex )(?<![Pp]hase )"
        rf"(?<![Tt]ype )(?<![Gg]roup )(?<![Pp]art )(?<![Bb]loc )((?:[A-Z]\. ?){{1,2}}{_PART})"
    ),
    # "her brother Kesmir", "Child Pirrun Skelvo", "the teacher, Pirrun Skelvo,".
    re.compile(rf"\b(?i:{_KIN}) ({_NAMES})"),
    re.compile(rf"\b{_KIN}, ({_WHOLE}),"),
    re.compile(rf"\b((?:Abu|Umm|Ould|Mint|Ag) {_PART})"),
    re.compile(rf"\b({_PART} (?:bin|ibn|ben|bint|ould|mint|ag|wad|wuld) {_PART})"),
    re.compile(rf"(?:^|\s)[وفبل]?({_ARABIC} بن {_ARABIC})"),
    re.compile(rf"(?:^|\s)[وفبل]?((?:أبو|أبي|أبا) {_ARABIC})"),
    re.compile(r"(?:^|\s)[وفبل]?(عبد ?ال[\u0621-\u064a]{3,})"),
    re.compile(rf"^{_DEAR} ({_NAMES})\s*[,:!]?\s*$", re.MULTILINE),
    re.compile(rf"^{_DEAR} ({_ARABIC}(?: {_ARABIC})?)\s*[،,:!]?\s*$", re.MULTILINE),
    re.compile(rf"^{_REGARDS}[ ,.!،]*\n+((?:[A-Z]\. ?)?{_NAMES})\s*$", re.MULTILINE),
    re.compile(rf"^{_REGARDS}[ ,.!،]*\n+({_ARABIC}(?: {_ARABIC}){{1,2}})\s*$", re.MULTILINE),
)
_PHONE = re.compile(r"\+\d|\b0\d")
_BEFORE_PHONE = re.compile(
    r"(?:\b(?:Call|Phone|Ring|Ask|Contact|Reach|Appele[rz]|Contacte[rz]|Joindre|Llame a|Llamar a) )?"
    r"(?:(?:Mr|Mrs|Ms|Dr|M|Mme|Mlle|Sra?|Dra?)\.? )?"
    rf"({_WHOLE})(?:,? (?:at|on|under|au|sur|al|en)|[,:]| [(-])?(?: ?(?:[Tt][eé]l|[Pp]hone|[Mm]obile)[.:]*)?"
    r" ?\(?(?:\+[\d .()/-]{7}|0[\d ]{7})"
)
_BEFORE_ADDRESS = re.compile(rf"({_WHOLE}) [<(][\w.+-]{{1,64}}@")
_ADDRESS = re.compile(r"\b([a-z]{3,})[._-]([a-z]{3,})@")


def cued(text: str) -> Iterator[Span]:
    """Where names may stand, by what is beside them; words of no names are still among them."""
    asked = [*_CUES, *(_BESIDE_AGES if _AGE.search(text) else ())]
    if "@" in text:
        asked.append(_BEFORE_ADDRESS)
        yield from _in_addresses(text)
    if _PHONE.search(text):
        asked.append(_BEFORE_PHONE)
    for cue in asked:
        for match in cue.finditer(text):
            yield match.span(1)


def _in_addresses(text: str) -> Iterator[Span]:
    """Both parts of addresses such as name.surname, wherever the text has them with a capital."""
    for match in _ADDRESS.finditer(text):
        for part in match.groups():
            for word in re.finditer(rf"\b{part}\b", text, re.IGNORECASE):
                if word[0][0].isupper():
                    yield word.span()
