"""Text made comparable: no capitals, accents, Arabic vowel signs or article, one blank between."""

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORD = re.compile(r"[\W_]+")
_ARTICLE = "ال"


def fold(text: str) -> str:
    """`firstName_2` and `First name 2` come out the same: "first name 2"."""
    spaced = _CAMEL.sub(" ", text)
    plain = unicodedata.normalize("NFKD", spaced.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _NOT_WORD.sub(" ", plain).split()
    return " ".join(_without_article(word) for word in words)


def _without_article(word: str) -> str:
    # Short words beginning so are words of their own (الم, pain).
    return word[2:] if word.startswith(_ARTICLE) and len(word) > len(_ARTICLE) + 2 else word
