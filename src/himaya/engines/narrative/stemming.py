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
_ARABIC_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
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
        if word.endswith(ending) and len(word) - len(ending) >= _ARABIC_LEAST:
            word = word[: -len(ending)]
    return word


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
