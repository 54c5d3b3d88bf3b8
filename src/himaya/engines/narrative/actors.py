"""Organisations and information systems that a text names.

Known ones by their names and short forms; others by how they are written: "Danish Refugee Council
(DRC)" introduces a short form, "Ministry of ...", "... Working Group" and "... database" say what
they are. Both lists are of the field at large; a platform gives its own agencies and systems.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class MentionKind(StrEnum):
    """What is named."""

    ACTOR = "actor"
    SYSTEM = "system"


@dataclass(frozen=True)
class Mention:
    """What is named at [start, end) in the text; `name` is its usual short form where it has one."""

    kind: MentionKind
    name: str
    start: int
    end: int


# Usual short form -> other names, in the four languages where they differ.
ACTORS: Mapping[str, tuple[str, ...]] = {
    "UNHCR": ("HCR", "ACNUR", "UN Refugee Agency", "المفوضية السامية لشؤون اللاجئين"),
    "UNICEF": ("اليونيسف", "اليونيسيف"),
    "UNFPA": ("صندوق الأمم المتحدة للسكان",),
    "UNDP": ("PNUD",),
    "UNMAS": ("UN Mine Action Service",),
    "UNRWA": ("الأونروا",),
    "UNESCO": (),
    "UN Women": ("ONU Femmes", "ONU Mujeres", "هيئة الأمم المتحدة للمرأة"),
    "UN-Habitat": ("ONU-Habitat",),
    "OCHA": ("أوتشا", "UNOCHA"),
    "OHCHR": ("HCDH", "ACNUDH"),
    "IOM": ("OIM", "International Organization for Migration", "المنظمة الدولية للهجرة"),
    "WFP": ("PAM", "PMA", "World Food Programme", "برنامج الأغذية العالمي"),
    "WHO": ("OMS", "World Health Organization", "منظمة الصحة العالمية"),
    "FAO": (),
    "ICRC": ("CICR", "اللجنة الدولية للصليب الأحمر"),
    "IFRC": ("FICR",),
    "MSF": ("Médecins sans frontières", "Doctors without Borders", "أطباء بلا حدود"),
    "NRC": ("Norwegian Refugee Council", "المجلس النرويجي للاجئين"),
    "DRC": ("Danish Refugee Council", "المجلس الدنماركي للاجئين"),
    "IRC": ("International Rescue Committee",),
    "CRS": ("Catholic Relief Services",),
    "HI": ("Handicap International", "Humanity & Inclusion"),
    "JRS": ("Jesuit Refugee Service",),
    "BRAC": (),
    "ACTED": (),
    "INTERSOS": (),
    "Cesvi": (),
    "Oxfam": ("أوكسفام",),
    "CARE": (),
    "COOPI": (),
    "Caritas": (),
    "HelpAge": (),
    "JIPS": (),
    "ECHO": (),
    "USAID": (),
    "Save the Children": ("إنقاذ الطفل",),
    "Terre des Hommes": (),
    "World Vision": (),
    "Mercy Corps": (),
    "Plan International": (),
}
SYSTEMS: Mapping[str, tuple[str, ...]] = {
    "GBVIMS": ("GBVIMS+",),
    "CPIMS": ("CPIMS+", "IA CP IMS"),
    "MRM": ("Monitoring and Reporting Mechanism", "MRMIMS"),
    "IMSMA": (),
    "proGres": ("ProGres", "PRIMES"),
    "RAIS": (),
    "BIMS": (),
    "DTM": ("Displacement Tracking Matrix",),
    "SCOPE": (),
    "Primero": (),
    "ActivityInfo": ("Activity Info",),
    "KoboToolbox": ("Kobo", "KoBo", "KoBoToolbox"),
    "ODK": (),
    "HDX": (),
    "ReliefWeb": (),
    "3W": ("4W", "5W", "3Ws", "4Ws", "5Ws", "3/4/5W's", "Who does what where"),
    "MSNA": (),
}
_ALL_CAPS_WORD = r"[A-ZÀ-Þ][\w'\u2019&-]*"
_BETWEEN = (
    r"(?:[ \u00a0](?:of|for|and|the|on|to|de|des|du|la|pour|les|et|para|y|el|del)){0,2}[ \u00a0]"
)
# "Italian Council for Refugees (CIR)": words with capitals, then their short form.
_INTRODUCED = re.compile(
    rf"\b({_ALL_CAPS_WORD}(?:{_BETWEEN}{_ALL_CAPS_WORD}){{1,6}}) \(([A-Z][A-Za-z&-]{{1,9}})\)"
)
_BODY = re.compile(
    rf"\b((?:Ministry|Ministère|Ministerio|Directorate|Department) (?:of|de|des|du|de la|for) "
    rf"{_ALL_CAPS_WORD}(?:{_BETWEEN}{_ALL_CAPS_WORD}){{0,4}}"
    rf"|(?:{_ALL_CAPS_WORD}[ \u00a0]){{1,4}}(?:Working Group|Task Force|Task Team|Sub-?[cC]luster|Cluster"
    r"|Sub-?[sS]ector|AoR))\b"
)
_STORE = re.compile(
    r"\b((?:[A-Za-z-]+[ ]){0,2}(?:information management system|database|registry|repository"
    r"|base de données|base de datos|système de gestion de l'information"
    r"|sistema de gestión de información))\b|(?:نظام إدارة المعلومات|قاعدة (?:ال)?بيانات)",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:the|a|an|this|our|and|of|in|to|with|centralized|common)\s+", re.IGNORECASE
)
_ORGANISATION_WORDS = re.compile(
    r"Agency|Council|Organi[sz]ation|Committee|Fund|Service|Programme|Union|Society|Network|Consortium"
    r"|International|Relief|Group|Cluster|Refugees|Agence|Conseil|Comité|Fonds|Agencia|Consejo"
)


def mentions_in(
    text: str,
    actors: Mapping[str, tuple[str, ...]] = ACTORS,
    systems: Mapping[str, tuple[str, ...]] = SYSTEMS,
) -> list[Mention]:
    """Mentions in the order of the text without overlaps; the longer one wins."""
    found = [
        *_known(text, MentionKind.ACTOR, actors),
        *_known(text, MentionKind.SYSTEM, systems),
        *_introduced(text),
        *(
            Mention(MentionKind.ACTOR, " ".join(match[1].split()), *match.span(1))
            for match in _BODY.finditer(text)
        ),
        *_stores(text),
    ]
    found.sort(key=lambda one: (one.start - one.end, one.start))
    kept: list[Mention] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _known(text: str, kind: MentionKind, names: Mapping[str, tuple[str, ...]]) -> Iterator[Mention]:
    usual = {name: short for short, others in names.items() for name in (short, *others)}
    if not usual:
        return
    longest_first = sorted(usual, key=lambda name: -len(name))
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")
    for match in pattern.finditer(text):
        yield Mention(kind, usual[match[0]], *match.span())


def _introduced(text: str) -> Iterator[Mention]:
    """Names with a short form behind them, and the short form wherever it stands again."""
    short_forms: set[str] = set()
    for match in _INTRODUCED.finditer(text):
        whole, short = match.groups()
        begins = whole.removeprefix("The ")
        if _ORGANISATION_WORDS.search(whole) and begins[0] == short[0]:
            short_forms.add(short)
            yield Mention(MentionKind.ACTOR, short, match.end(1) - len(begins), match.end(1))
    if short_forms:
        again = re.compile(
            rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(short_forms)))})(?![\w-])"
        )
        for match in again.finditer(text):
            yield Mention(MentionKind.ACTOR, match[0], *match.span())


def _stores(text: str) -> Iterator[Mention]:
    for match in _STORE.finditer(text):
        begin, said = match.start(), match[0]
        while lead := _LEADING.match(said):
            begin, said = begin + lead.end(), said[lead.end() :]
        yield Mention(MentionKind.SYSTEM, said.lower(), begin, match.end())
