# ruff: noqa: RUF001  # letters of several scripts are what this file is about
"""Names of places and agencies in a form that matches across spellings and scripts."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from himaya.engines.tabular.folding import fold

_APOSTROPHES = re.compile("['’ʼ`´‘ʻ]")
_WORD = re.compile(r"\w+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Kinds of units, which one spelling has and the other leaves out.
_KINDS = frozenset(
    {"province", "provinces", "region", "district", "districts", "governorate", "governorates",
     "state", "territoire", "department", "departement", "departamento", "provincia",
     "municipio", "distrito", "estado", "oblast", "raion", "rayon", "wilaya", "cercle",
     "commune", "prefecture", "county", "division", "territory", "zone", "woreda", "upazila",
     "subdistrict", "of", "de", "du", "des", "la", "le", "les", "el", "al", "the", "محافظه",
     "مديريه", "ولايه", "اقليم", "منطقه", "بلديه", "قضاء", "область", "район"}
)  # fmt: skip
_ARABIC = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh",
    "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w",
    "ي": "y", "ء": "", "ئ": "y", "ؤ": "w", "پ": "p", "چ": "ch", "گ": "g", "ڤ": "v", "ں": "n",
    "ے": "y", "ٹ": "t", "ڈ": "d", "ڑ": "r",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ъ": "", "ы": "y", "э": "e", "ю": "iu",
    "я": "ia", "ё": "io",
}  # fmt: skip
_LATIN = str.maketrans({**_ARABIC, **_CYRILLIC})
# Sounds that are written in more than one way, brought to one.
_SOUNDS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"ou|oo|w|u", "u"),
        (r"kh|q|ck|c(?![eiyh])|g(?=h)", "k"),
        (r"gh|dj|dzh|zh", "g"),
        (r"j", "g"),
        (r"sh|ch|tch", "s"),
        (r"th|dh", "t"),
        (r"ph|v", "f"),
        (r"y|ie|ee|ei|ai", "i"),
        (r"p", "b"),
        (r"z", "s"),
        (r"d(?=$|[^aeiou])", "d"),
    )
)
_ARTICLE = re.compile(r"\b[ae]l[- ]?(?=[a-z]{4})")
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou h]")
_SHORTEST = 3


@lru_cache(maxsize=200_000)
def plain_name(text: str) -> str:
    """The folded words of a name, without apostrophes and signs."""
    return " ".join(_WORD.findall(_APOSTROPHES.sub("", fold(text)).replace("_", " ")))


@lru_cache(maxsize=200_000)
def bare_name(text: str) -> str:
    """The plain name without words for kinds of units and what stands in brackets."""
    plain = plain_name(_BRACKETS.sub(" ", text)) or plain_name(text)
    words = [
        word[2:] if word.startswith("ال") and len(word) > _SHORTEST + 1 else word
        for word in plain.split()
    ]
    kept = [word for word in words if word not in _KINDS]
    return " ".join(kept or words)


@lru_cache(maxsize=200_000)
def latin_name(text: str) -> str:
    """The bare name in Latin letters."""
    return bare_name(text).translate(_LATIN)


@lru_cache(maxsize=200_000)
def sound_of(text: str) -> str:
    """Consonants of a name as they sound: equal for most spellings of one name in two scripts."""
    sound = _ARTICLE.sub("", latin_name(text))
    for pattern, plain in _SOUNDS:
        sound = pattern.sub(plain, sound)
    return _DOUBLE.sub(r"\1", _VOWELS.sub("", sound))


def is_latin(text: str) -> bool:
    """Whether a name is written in Latin letters."""
    return all(char < "\u0250" or not char.isalpha() for char in plain_name(text))


def likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 1: letters in any order of words, sounds across scripts."""
    a, b = latin_name(one), latin_name(other)
    if not a or not b:
        return 0.0
    by_letters = max(
        fuzz.ratio(a, b),
        fuzz.token_sort_ratio(a, b),
        fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")),
    )
    if is_latin(one) and is_latin(other):
        return by_letters / 100
    sounds = sound_of(one), sound_of(other)
    if sounds[0] == sounds[1] and len(sounds[0]) >= _SHORTEST:
        return max(by_letters / 100, 0.93)
    return max(by_letters / 100, 0.95 * fuzz.ratio(*sounds) / 100)
