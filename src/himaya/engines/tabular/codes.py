# ruff: noqa: RUF001  # look-alikes are what this file is about
"""Codes typed or scanned with letters that only look Latin."""

import re
from dataclasses import dataclass

_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХавеѕіјкмнорсух", "ABESIJKMHOPCTYXaBesijKMHopcyx", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))
LOOK_ALIKES = {**_CYRILLIC, **_GREEK}
# The letter ze stands for the digit three, but only behind other characters of the code.
_ZE = "Зз"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


@dataclass(frozen=True, slots=True)
class CodeRead:
    """A code as it was meant; `replaced` lists the look-alike characters that were changed."""

    code: str
    replaced: str = ""


def normalise_code(text: str) -> CodeRead:
    """Return the code in Latin capitals, without spaces, and which look-alikes were replaced.

    A code with letters that have no Latin twin is really Cyrillic or Greek: it stays as it is.
    """
    bare = re.sub(r"\s+", "", text).translate(_DASHES).rstrip(".:)").upper()
    latin = "".join(_latin(char, position) for position, char in enumerate(bare))
    if any(char.isalpha() and not _is_latin(char) for char in latin):
        return CodeRead(bare)
    replaced = "".join(old for old, new in zip(bare, latin, strict=True) if old != new)
    return CodeRead(latin, replaced)


def _latin(char: str, position: int) -> str:
    if position and char in _ZE:
        return "3"
    return LOOK_ALIKES.get(char, char)


def _is_latin(char: str) -> bool:
    return char.isascii() or "\u00c0" <= char <= "\u024f"
