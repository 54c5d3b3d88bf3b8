"""Light stemming: the endings of number and gender only, so that unlike words stay apart.

Words come in folded (`words.folded_word`). English: the S-stemmer (Harman, "How effective is
suffixing?", JASIS 42(1), 1991). French and Spanish: plural and gender, after Savoy, "Light stemming
approaches for the French, Portuguese, German and Hungarian languages", SAC 2006. Arabic: light10
(Larkey, Ballesteros & Connell, "Light stemming for Arabic information retrieval", 2007); plurals
by inner change are not joined, lexicons list them; *wa* and other prefixes of one letter are left,
since many roots begin with them (`lexicon` tries both).
"""

from collections.abc import Callable
from functools import lru_cache

_KEPT_WORDS = 200_000
_SHORT = 3  # shorter words keep their ending: "bus", "gas", "mes"
_ARABIC_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
# Those of light10, then the accusative and the plural of verbs.
_ARABIC_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "يا", "ي", "وا", "ا")
_NOUN_LEAST, _NOUN_MOST = 6, 7  # letters of a verbal noun of those forms
_ARABIC_LEAST = 2  # letters that must be left, as in light10


def _english(word: str) -> str:
    if len(word) <= _SHORT or not word.endswith("s"):
        return word
    if word.endswith("ies") and word[-4] not in "ae":
        return word[:-3] + "y"
    if word.endswith("es") and word[-3] in "xzh":
        return word[:-2]
    if word.endswith("sses"):
        return word[:-2]
    return word if word[-2] in "us" or word.endswith("is") else word[:-1]


def _french(word: str) -> str:
    if len(word) <= _SHORT:
        return word
    if word.endswith("aux"):
        return word[:-3] + "al"
    word = word.rstrip("sx") if word[-1] in "sx" and word[-2] not in "sx" else word
    if len(word) > _SHORT + 1 and word.endswith("e"):
        word = word[:-1].removesuffix("e")  # "blessée", folded
    if len(word) > _SHORT and word[-1] == word[-2]:
        word = word[:-1]
    return word


def _spanish(word: str) -> str:
    if len(word) <= _SHORT:
        return word
    if word.endswith("ces"):
        return word[:-3] + "z"
    if word.endswith(("os", "as", "es")):
        return word[:-2]
    return word[:-1] if word[-1] in "oae" else word


def _arabic(word: str) -> str:
    for article in _ARABIC_ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _ARABIC_LEAST:
            word = word[len(article) :]
            break
    for ending in _ARABIC_ENDINGS:
        least = _ARABIC_LEAST + (ending[-1] == "ا" and ending != "ها")  # "هذا", "كما" stay
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)]
    return word


def arabic_core(noun: str) -> str:
    """What a verbal noun of the seventh, eighth or tenth form shares with its verb and participles.

    اختطاف gives ختطف, which is in اختطفوا, يختطف and مختطف. Empty for any other word: the shorter
    forms share three letters with too many unlike words.
    """
    if not (_NOUN_LEAST <= len(noun) <= _NOUN_MOST and noun[0] == "ا" and noun[-2] == "ا"):
        return ""
    if noun[1] not in "نس" and noun[2] != "ت":
        return ""
    core = noun[1:-2] + noun[-1]
    return core[:-1] if core[-1] == core[-2] else core


def arabic_inflected(word: str) -> str:
    """A word without article, "and" and the first letter of a verb or participle; else empty."""
    for opening in ("وال", "ال", "و", "ف"):
        if word.startswith(opening) and len(word) - len(opening) > _NOUN_LEAST - 2:
            word = word[len(opening) :]
            break
    return word[1:] if word[0] in "ايتنم" else ""


_STEMMERS: dict[str, Callable[[str], str]] = {
    "en": _english,
    "fr": _french,
    "es": _spanish,
    "ar": _arabic,
}


@lru_cache(maxsize=_KEPT_WORDS)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself in a language without a stemmer."""
    stemmer = _STEMMERS.get(language)
    return stemmer(word) if stemmer else word
