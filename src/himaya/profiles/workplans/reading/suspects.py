"""Parts of a Responsible or Partners cell that look like a person's name.

Nothing is decided here: a name shown as a body would leave the workspace, and a body hidden as a
name would be missed in the plan, so a person says which it is. Signs of a name are two to four
words as people write names, or a title before a word. What names a body, a position or a place of
work is left alone.
"""

import re
from collections.abc import Callable

from himaya.engines.tabular import fold_words
from himaya.profiles.workplans.reading.persons import is_body

_BETWEEN = re.compile(r"\s*(?:[,;/|]|\s[-\u2013\u2014]\s|\s(?:and|et|y|و)\s)\s*")
_BRACKETS = re.compile(r"[\[(][^\[\]()]*[\])]")
_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Eng|Sr|Sra|Srta|Mme|Mlle|Me)\.?\s+(?=\S)|(?:السيده?|الدكتوره?|د\.|أ\.|م\.)\s*"
)
# A word of a name in Latin letters: Nadia, O'Neil, Al-Hashimi; particles may stand between.
_WORD = r"(?:[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+|[A-ZÀ-ÖØ-Þ]['\u2019][A-ZÀ-Þ][a-zß-öø-ÿ]+|[A-Z]\.)"
_PART = rf"{_WORD}(?:-{_WORD})*"
_PARTICLE = r"(?:de|del|della|di|da|dos|du|van|von|bin|bint|ibn|abu|al|el|la|le)"
_LATIN = re.compile(rf"{_PART}(?:\s+(?:{_PARTICLE}\s+)?{_PART}){{1,3}}")
_ONE_WORD = re.compile(_PART)
_ARABIC = re.compile(r"(?!ال)[\u0621-\u064a]{2,}(?:\s+[\u0621-\u064a]{2,}){1,3}")
# Words that stand in names of bodies and positions, folded; beside those of `persons.is_body`.
_OF_BODIES = re.compile(
    r"action|administration|advisor|aid|alliance|analyst|assistance|association|assistant"
    r"|board|bureau|caritas|centre|center|centres|centers|charity|children|church|civil"
    r"|coalition|college|commission|commissioner|communities|community|consortium"
    r"|cooperation|coordination|council|crescent|cross|danish|database|delegation|desk"
    r"|development|directorate|director|disaster|doctors|donors|emergency|embassy|european"
    r"|expert|experts|facilitator|federation|field|focal|food|force|forces|foundation|fund"
    r"|funds|general|global|governorate|governor|health|help|host|human|humanitarian"
    r"|information|initiative|institute|international|intersos|islamic|islamique|italian"
    r"|justice|law|legal|line|local|management|manager|medecins|medical|mercy|migration"
    r"|mine|ministries|mission|monitoring|monitors|municipality|muslim|national|norwegian"
    r"|office|offices|operations|oxfam|peace|people|peoples|personnel|plan|planning|point"
    r"|points|police|programme|program|project|protection|provincial|red|refugee|refugees"
    r"|relief|reporting|representative|representatives|rescue|response|rights|save|school"
    r"|section|security|service|services|shelter|social|societies|society|solidarites"
    r"|specialist|staff|state|steering|support|surveys|syrian|task|team|technical|terre|to"
    r"|training|tribunal|trust|union|united|university|volunteers|watch|water|welfare|with"
    r"|women|working|works|world|youth|conseil|comite|croix|rouge|secours|ligue|mairie"
    r"|prefecture|coordonnateur|consejo|cruz|roja|alcaldia|oficina|coordinador|defensoria"
    r"|منظمه|جمعيه|مؤسسه|هيئه|مجلس|صندوق|اتحاد|مركز|مكتب|دائره|مديريه|بلديه|شبكه|لجان|بعثه"
    r"|برنامج|مفوضيه|منسق|منسقه|رابطه|نقطه|موظف|موظفو|جهه|جهات|سلطات"
)


def may_be_person(text: str, is_known: Callable[[str], bool] = lambda _words: False) -> bool:
    """Whether a part of a cell may name a person, without or beside the body they work for.

    `is_known` says of words that they name a body of the operation.
    """
    parts = _BETWEEN.split(_BRACKETS.sub(" ", text))
    return not is_known(text) and any(
        _looks_like_a_name(part) and not is_known(part) for part in parts
    )


def _looks_like_a_name(part: str) -> bool:
    words = part.strip(" .:•-")
    title = _TITLE.match(words)
    bare = words[title.end() :] if title else words
    if not bare or is_body(bare) or any(map(_OF_BODIES.fullmatch, fold_words(bare))):
        return False
    if title:
        return bool(_ONE_WORD.match(bare) or re.match(r"[\u0621-\u064a]{2,}", bare))
    return bool(_LATIN.fullmatch(bare) or _ARABIC.fullmatch(bare))
