"""Sentences about risk and treatment in English, French, Spanish and Arabic.

A sentence is an id with texts put into it; the table of a language is `words/<language>.json`.
Numbers are written as the language writes them, in the digits 0 to 9 everywhere.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "fr", "es", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})
_FOLDER = Path(__file__).parent / "words"
_THOUSANDS = {"en": ",", "fr": "\u202f", "es": "\u202f", "ar": ","}
_POINT = {"en": ".", "fr": ",", "es": ",", "ar": "."}
_LEFT, _FIRST, _END = "\u2066", "\u2068", "\u2069"  # isolates: left to right, by first letter, end
_FIXED = "\u00a0"


@lru_cache
def _table(language: str) -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(
        (_FOLDER / f"{language}.json").read_text(encoding="utf-8")
    )
    return found


class Words:
    """What one language says. Raises KeyError for a language without words.

    With `laid_out`, numbers and names are kept from running into text of the other direction, and
    a number from its sign at the end of a line; without, the text is plain, for a terminal.
    """

    def __init__(self, language: str = "en", *, laid_out: bool = False) -> None:
        if language not in LANGUAGES:
            raise KeyError(language)
        self.language = language
        self._laid_out = laid_out

    @property
    def is_right_to_left(self) -> bool:
        """Whether lines begin at the right."""
        return self.language in RIGHT_TO_LEFT

    def say(self, sentence: str, **texts: str) -> str:
        """One sentence with its texts."""
        return _table(self.language)[sentence].format(**texts)

    def count(self, number: float, digits: int = 0) -> str:
        """A number; groups of three digits and the decimal sign as the language has them."""
        written = f"{number:,.{digits}f}"
        swapped = {",": _THOUSANDS[self.language], ".": _POINT[self.language]}
        return self._isolated("".join(swapped.get(sign, sign) for sign in written), _LEFT)

    def percent(self, share: float, digits: int = 1) -> str:
        """A share of 1 in percent."""
        number = Words(self.language).count(100 * share, digits)
        space = _FIXED if self._laid_out else " "
        return self._isolated(f"{number}{space}%", _LEFT)

    def name(self, text: str) -> str:
        """A column or a value, in whatever writing."""
        return self._isolated(text, _FIRST)

    def names(self, texts: Sequence[str]) -> str:
        """Several of them."""
        return self.say("comma").join(map(self.name, texts))

    def _isolated(self, text: str, mark: str) -> str:
        return f"{mark}{text}{_END}" if self._laid_out else text
