"""Organisations and information systems that a text names.

Known ones by their names and short forms; others by how they are written: "Danish Refugee Council
(DRC)" introduces a short form, "Ministry of ...", "... Working Group" and "... database" say what
they are. Both lists are of the field at large; a platform gives its own agencies and systems.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
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
    "REACH": (),
    "ACAPS": (),
    "MapAction": (),
    "InterAction": (),
    "IMPACT Initiatives": ("Impact Initiatives",),
    "DPKO": ("UNDPKO",),
    "UNDSS": (),
    "UNMISS": (),
    "UNOPS": (),
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
    "FTS": ("Financial Tracking Service",),
    "HR.info": ("HumanitarianResponse.info", "humanitarianresponse.info"),
    "Dropbox": (),
    "Google Drive": ("Google drive",),
    "SharePoint": ("Sharepoint",),
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
    r"\b((?:[A-Za-z-]+[ ]){0,2}(?:information management systems?|databases?|registr(?:y|ies)"
    r"|repositor(?:y|ies)|bases? de données|bases? de datos|systèmes? de gestion de l'information"
    r"|sistemas? de gestión de (?:la )?información)"
    r"|(?:[A-Za-z-]+[ ])?(?:dashboards?|tableaux? de bord|tableros? de (?:control|mando|datos))"
    r"|(?:(?:shared|common|network|online|cloud)[ -])+(?:drive|folder)"
    r"|(?:(?:online|web-based|web|digital|common|data|information|reporting)[ -])+"
    r"(?:(?:sharing|management|collection)[ -])?(?:platforms?|portals?)"
    r"|(?:plateforme|plataforma)s? (?:en ligne|numérique|de partage|en línea|digital|de intercambio)"
    r"|(?:disque|dossier) partagé|(?:unidad|carpeta) compartida)\b"
    r"|(?:نظام إدارة المعلومات|قاعدة (?:ال)?بيانات|لوحة (?:المعلومات|البيانات|المتابعة)"
    r"|منصة (?:رقمية|إلكترونية|مشتركة|لتبادل المعلومات|لتبادل البيانات)|مجلد مشترك)",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:.*\s(?:and|or|et|ou|y|for|of|in|to|with|by|from)|the|a|an|un|une|le|la|les|des|el|los|las|una|this|that|these|our|their|its|your|no|any"
    r"|each|every|all|some|existing|new|several|centralized|centralised|and|of|in|to|with|for|by|on|as"
    r"|is|are|be|was|up|set|use|using|via|through|develop|create|establish|populate|update|share)\s+",
    re.IGNORECASE,
)
# Of these a name is one of a body, whatever its short form: "Italian Council for Refugees (CIR)".
_BODY_WORDS = re.compile(
    r"Agency|Council|Organi[sz]ation|Committee|Society|Consortium|Foundation|Association|Federation"
    r"|Agence|Conseil|Comité|Fondation|Fédération|Agencia|Consejo|Fundación|Asociación|Federación"
)
# Of these only where the short form begins alike: things are named so too.
_PERHAPS_BODY = re.compile(
    r"\bFund\b|Service|Programme|Union|Network|International|Relief|Group|Cluster|Refugees|Fonds"
)
# Short forms that are words: in a line of capitals they are.
_ALSO_WORDS = frozenset({"WHO", "CARE", "SCOPE", "ECHO", "REACH", "ACTED", "PAM", "PLAN", "HI"})
_LEAST_LISTED = 3  # known bodies in a row that make the others in it bodies
_ITEM = re.compile(r"[A-Z][\w&'\u2019-]*(?: (?:for |of )?[A-Z0-9][\w&'\u2019-]*){0,3}")
_BETWEEN_ITEMS = re.compile(r"(?:,|;|/| and | et | y | & |, and |, et )\s*")


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
    found += _in_a_row(text, [one for one in found if one.kind is MentionKind.ACTOR])
    found.sort(key=lambda one: (one.start - one.end, one.start))
    kept: list[Mention] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _known(text: str, kind: MentionKind, names: Mapping[str, tuple[str, ...]]) -> Iterator[Mention]:
    usual = {name: short for short, others in names.items() for name in (short, *others)}
    # "Cesvi" is written CESVI too.
    shouted = {name.upper(): short for name, short in usual.items() if " " not in name}
    usual = {**shouted, **usual}
    if not usual:
        return
    longest_first = sorted(usual, key=lambda name: -len(name))
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")
    for match in pattern.finditer(text):
        if match[0] not in _ALSO_WORDS or not _is_in_capitals(text, match):
            yield Mention(kind, usual[match[0]], *match.span())


def _is_in_capitals(text: str, match: re.Match[str]) -> bool:
    """Whether the words around are written in capitals as well, as in a heading."""
    begin = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    others = text[begin : match.start()] + text[match.end() : end if end >= 0 else len(text)]
    words = re.findall(r"[^\W\d_]{2,}", others)
    return bool(words) and sum(word.isupper() for word in words) > len(words) / 2


def _in_a_row(text: str, known: Sequence[Mention]) -> Iterator[Mention]:
    """Others in a row of bodies: "UNHCR, ACAPS, Map Network and OCHA"."""
    names = {one.start: one for one in known}
    for row in _rows(text, sorted({one.start for one in known})):
        if sum(start in names for start, _ in row) >= _LEAST_LISTED:
            for start, end in row:
                if start not in names:
                    yield Mention(MentionKind.ACTOR, text[start:end], start, end)


def _rows(text: str, starts: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    """Items with commas between, from each known one on; no place is read twice."""
    read = -1
    for start in starts:
        if start < read:
            continue
        row, at = [], start
        while item := _ITEM.match(text, at):
            row.append(item.span())
            between = _BETWEEN_ITEMS.match(text, item.end())
            at = between.end() if between else len(text)
        read = row[-1][1] if row else start
        yield row


def _introduced(text: str) -> Iterator[Mention]:
    """Names with a short form behind them, and the short form wherever it stands again."""
    short_forms: set[str] = set()
    for match in _INTRODUCED.finditer(text):
        whole, short = match.groups()
        begins = whole.removeprefix("The ")
        is_alike = begins[0] == short[0] and _PERHAPS_BODY.search(whole)
        if is_alike or (_BODY_WORDS.search(whole) and short.isupper()):
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
