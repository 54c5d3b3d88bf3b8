"""Places that a text names, by the names of a list, with the p-codes they may mean."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from himaya.engines.narrative.words import Words, words_of

_LEAST_LETTERS = 3


@dataclass(frozen=True)
class Area:
    """An area of the list: its p-code, that of the area it lies in (or empty), and its names."""

    code: str
    names: tuple[str, ...]
    parent: str = ""


@dataclass(frozen=True)
class Place:
    """A name at [start, end) in the text and the codes it may mean; one code where it is sure."""

    start: int
    end: int
    codes: tuple[str, ...]


@lru_cache(maxsize=1)
def countries() -> "Gazetteer":
    """Countries by ISO 3166-1 code, under their names in four languages (as in Unicode CLDR)."""
    named = json.loads(Path(__file__).with_name("countries.json").read_text(encoding="utf-8"))
    return Gazetteer(Area(code, tuple(names)) for code, names in named.items())


class Gazetteer:
    """Finds names of areas; the longest name wins, and parents named beside it decide."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._parents: dict[str, str] = {}
        self._codes: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._longest: dict[str, int] = defaultdict(int)
        for area in areas:
            self._parents[area.code] = area.parent
            for name in area.names:
                folded = words_of(name).folded
                if sum(map(len, folded)) >= _LEAST_LETTERS:
                    self._codes[folded].add(area.code)
                    self._longest[folded[0]] = max(self._longest[folded[0]], len(folded))

    def places_in(self, text: str, words: Words | None = None) -> list[Place]:
        """Places in order. A Latin name counts only where it is written with a capital."""
        words = words or words_of(text)
        found = []
        at = 0
        while at < len(words):
            length = self._match(words, at, text)
            if length:
                codes = self._codes[words.folded[at : at + length]]
                found.append((words.starts[at], words.ends[at + length - 1], codes))
            at += length or 1
        named = {code for *_, codes in found for code in codes}
        return [Place(start, end, self._likely(codes, named)) for start, end, codes in found]

    def _match(self, words: Words, at: int, text: str) -> int:
        first = text[words.starts[at]]
        if first.islower():  # "port", "kit" and "sale" are names of towns too
            return 0
        longest = self._longest.get(words.folded[at], 0)
        return next(
            (
                length
                for length in range(min(longest, len(words) - at), 0, -1)
                if words.folded[at : at + length] in self._codes
            ),
            0,
        )

    def _likely(self, codes: set[str], named: set[str]) -> tuple[str, ...]:
        """Those whose parents are named in the text, if any are; else all, the widest first."""
        backed = {code for code in codes if named & set(self._above(code))}
        # A province and its capital share a name: where nothing decides, it is the wider one.
        widest = {code for code in codes if not codes & set(self._above(code))}
        outside = {code for code in backed if (named - codes) & set(self._above(code))}
        likely = outside or widest or codes
        # Named beside their country both are backed: it is the wider one here too.
        return tuple(sorted(code for code in likely if not likely & set(self._above(code))))

    def _above(self, code: str) -> list[str]:
        above = []
        while (code := self._parents.get(code, "")) and code not in above:
            above.append(code)
        return above
