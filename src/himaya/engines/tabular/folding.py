# ruff: noqa: RUF001  # letters that look alike are what this file is about
"""One spelling for matching: never shown, never stored in place of the original words."""

import re
import unicodedata

_MARKS = re.compile(
    "["
    "\u0300-\u036f"  # accents
    "\u0591-\u05c7"  # Hebrew points
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"  # Arabic vowel signs and Quran marks
    "\u0640"  # tatweel
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # hyphenation, direction, joiners
    "]"
)
_LETTERS = str.maketrans(
    {
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",  # Farsi and Urdu ya
        "ک": "ك",  # Farsi and Urdu kaf
        "ة": "ه",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
    }
)
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Fold case, accents, Arabic vowel signs, tatweel, alef, ya, ta marbuta, digits and spaces.

    Marks of scripts where they carry the vowel itself (Bengali, Burmese) are left alone.
    """
    if text.isascii():  # most texts: nothing of what follows changes them
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", text)
    kept = unicodedata.normalize("NFC", _MARKS.sub("", apart)).casefold().translate(_LETTERS)
    digits = "".join(_ascii_digit(char) for char in kept)
    return " ".join(digits.split())


def fold_words(text: str) -> list[str]:
    """The folded words of a text without punctuation, in order."""
    return _WORD.findall(fold(text))


def _ascii_digit(char: str) -> str:
    if char.isascii() or not char.isdecimal():
        return char
    return str(unicodedata.decimal(char))
