# ruff: noqa: RUF001  # letters that look alike are what this file is about
"""Names of places across spellings and scripts: what may be the same, best first; never decided.

Two measures, the better one counts: likeness of the folded letters, and likeness of the consonants
as they sound (`skeleton`), which survives scripts that write no vowels and the many ways of
writing Arabic or Bangla in Latin letters. Letters of scripts without a table here are read by
their Unicode names ("CYRILLIC SMALL LETTER ZHE").
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from himaya.engines.tabular.folding import fold

# Arabic, Farsi and Urdu letters; waw and ya are vowels as often as not and left out.
_ARABIC: Mapping[str, str] = {
    "ب": "b", "پ": "b", "ت": "t", "ٹ": "t", "ث": "t", "ج": "j", "چ": "c", "ح": "h", "خ": "k",
    "د": "d", "ڈ": "d", "ذ": "d", "ر": "r", "ڑ": "r", "ز": "j", "ژ": "j", "س": "s", "ش": "s",
    "ص": "s", "ض": "d", "ط": "t", "ظ": "j", "غ": "k", "ف": "f", "ڤ": "f", "ق": "k", "ك": "k",
    "گ": "k", "ل": "l", "م": "m", "ن": "n", "ں": "n", "ه": "h", "ہ": "h", "ھ": "h",
}  # fmt: skip
# Latin letters by how they sound together, longest first; what is not named is dropped.
_SOUNDS = (
    ("tch", "c"), ("sch", "s"), ("sh", "s"), ("ch", "c"), ("kh", "k"), ("gh", "k"), ("dh", "d"),
    ("th", "t"), ("ph", "f"), ("bh", "b"), ("zh", "j"), ("ck", "k"), ("x", "ks"), ("q", "k"),
    ("c", "k"), ("g", "k"), ("z", "j"), ("p", "b"), ("v", "f"),
)  # fmt: skip
_SOUND = re.compile("|".join(latin for latin, _ in _SOUNDS))
_SAID = dict(_SOUNDS)
_MUTE = re.compile("[aeiouwy]")
_TWICE = re.compile(r"(.)\1+")
_ARTICLES = re.compile(r"^(?:al|el|ال)(?=\w{3})")
# Two signs for one letter, and signs with a sound of their own.
_PAIRS = (("ড়", "র"), ("ঢ়", "র"), ("য়", ""), ("ং", "ন"), ("ঙ", "ন"))
_LETTER = re.compile(r"(?:LETTER|SYLLABLE) (?:\w+ )*?(\w+)$")

_BETWEEN = re.compile(r"[\s\-–_/,.()]+")
_SILENT = re.compile("['’ʼʿʾ`]")

ALIKE = 60  # of 100: what is less alike is no candidate


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known name that may be meant, and how alike it is (0 to 100)."""

    key: str
    likeness: float


@lru_cache(maxsize=50_000)
def skeleton(text: str) -> str:
    """The consonants of a name as they sound, in Latin letters: "Khan Yunis" is "kn ans"."""
    words = _BETWEEN.split(_SILENT.sub("", fold(_paired(text))))
    return " ".join(filter(None, map(_bones, words)))


def _paired(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    for pair, letter in _PAIRS:
        apart = apart.replace(unicodedata.normalize("NFKD", pair), letter)
    return apart


def _bones(word: str) -> str:
    word = _ARTICLES.sub("", word)
    latin = "".join(_latin(letter) for letter in word)
    said = _SOUND.sub(lambda found: _SAID[found[0]], latin)
    starts = "a" if _MUTE.match(said) else ""
    bones = _TWICE.sub(r"\1", _MUTE.sub("", said))
    return starts + (bones.removesuffix("h") if len(bones) > 1 else bones)


def _latin(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isalnum() else ""
    if letter in _ARABIC:
        return _ARABIC[letter]
    named = _LETTER.search(unicodedata.name(letter, ""))
    if named is None or unicodedata.name(letter).startswith("ARABIC"):
        return ""
    sound = named[1].lower()
    if sound == "sign":  # the hard and the soft one
        return ""
    if sound.startswith("c") and not sound.startswith("ch"):  # Indic "ca"
        return "ch"
    return sound.removeprefix("e")  # Cyrillic "ef", "er", "es"


def alike(one: str, other: str) -> float:
    """How alike two names are, 0 to 100. Whole words in another order count as the same."""
    from rapidfuzz import fuzz

    folded = fuzz.token_sort_ratio(_spaced(one), _spaced(other))
    bones, others = skeleton(one).replace(" ", ""), skeleton(other).replace(" ", "")
    if not bones or not others:
        return folded
    sounds = fuzz.ratio(bones, others)
    # Short skeletons meet by chance: the fewer consonants, the less an agreement says.
    trust = min(1.0, 0.7 + 0.1 * min(len(bones), len(others)))
    return max(folded, sounds * trust * 0.97)


@lru_cache(maxsize=50_000)
def _spaced(text: str) -> str:
    return " ".join(_BETWEEN.split(_SILENT.sub("", fold(text))))


def candidates(text: str, known: Sequence[tuple[str, str]], most: int = 5) -> list[Candidate]:
    """The keys of (key, name) pairs that are alike enough, best first; a key once."""
    best: dict[str, float] = {}
    for key, name in known:
        likeness = alike(text, name)
        if likeness >= ALIKE and likeness > best.get(key, 0):
            best[key] = likeness
    ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Candidate(key, likeness) for key, likeness in ranked[:most]]
