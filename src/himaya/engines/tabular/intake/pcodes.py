"""P-codes repaired: other prefixes, lost zeros, cut ends, older schemes, units further in.

Only codes that are in the list are ever answered, and each answer says how it was reached.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from himaya.engines.tabular.codes import normalise_code

_HEAD = re.compile(r"^([A-Z]*)(.*)$")


@dataclass(frozen=True, slots=True)
class Unit:
    """One admin unit. `names` are all its spellings in all languages, the first is shown."""

    code: str
    level: int
    names: tuple[str, ...]
    parent: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A unit found, or `code` "" where none is sure enough.

    `how`: exact, case, prefix, padding, deeper (a unit or site inside it), crosswalk, truncated,
    name, name_near, name_other_script, decision. `doubt` is a code of `doubts` or "".
    `candidates` are the next best codes for a person to choose from.
    """

    code: str = ""
    how: str = ""
    confidence: float = 0.0
    doubt: str = ""
    candidates: tuple[str, ...] = ()


class PCodes:
    """The codes of a list of units; it remembers what it has resolved."""

    def __init__(
        self, units: Mapping[str, Unit], crosswalk: Mapping[str, str | Sequence[str]]
    ) -> None:
        """`crosswalk` leads from old codes to new ones, several where a unit was split."""
        self.units = units
        self.crosswalk = {
            old: (new,) if isinstance(new, str) else tuple(new) for old, new in crosswalk.items()
        }
        self.levels = sorted({unit.level for unit in units.values()})
        self._upper = {code.upper(): code for code in units}
        self._prefixes = self._heads()
        self._seen: dict[tuple[str, int | None], PlaceMatch] = {}

    def _heads(self) -> dict[str, str]:
        """Letters codes begin with → country; also the country's own code and its first two."""
        found: dict[str, set[str]] = defaultdict(set)
        for unit in self.units.values():
            head = _HEAD.match(unit.code.upper())
            if head is not None and head[1]:
                found[unit.country].add(head[1])
        return {country: max(heads, key=len) for country, heads in found.items() if len(heads) == 1}

    def find(self, text: str, level: int | None = None) -> PlaceMatch:
        """Resolve a code; `level` is what its column is believed to be, or None."""
        key = (text, level)
        if key not in self._seen:
            self._seen[key] = self._find(text, level)
        return self._seen[key]

    def _find(self, text: str, level: int | None) -> PlaceMatch:
        if text in self.units:
            return PlaceMatch(text, "exact", 1.0)
        read = normalise_code(text)
        bare = read.code.replace("-", "").replace("_", "").replace(".", "")
        if found := self._upper.get(read.code) or self._upper.get(bare):
            return PlaceMatch(found, "case", 0.99)
        for old in (text, read.code):
            if new := tuple(code for code in self.crosswalk.get(old, ()) if code in self.units):
                if len(new) == 1:
                    return PlaceMatch(new[0], "crosswalk", 0.95, "code_old_scheme")
                return PlaceMatch("", "crosswalk", 0.0, "code_split", new)
        return self._repaired(bare, level)

    def _repaired(self, bare: str, level: int | None) -> PlaceMatch:
        head = _HEAD.match(bare)
        letters, figures = (head[1], head[2]) if head is not None else ("", bare)
        for country, prefix in self._prefixes.items():
            if not figures or not _is_akin(letters, prefix, country):
                continue
            if letters != prefix and (found := self._upper.get(prefix + figures)):
                return PlaceMatch(found, "prefix", 0.95, "code_prefix")
            if padded := self._padded(prefix, figures, level):
                return padded
            if deeper := self._deeper(prefix + figures):
                return deeper
            if cut := self._cut(prefix + figures):
                return cut
        if deeper := self._deeper(bare):
            return deeper
        return PlaceMatch(doubt="code_unknown")

    def _padded(self, prefix: str, figures: str, level: int | None) -> PlaceMatch | None:
        """Leading noughts lost in any step of the code: "TCD1" for TCD01, "ET1407" for ET014007."""
        if not figures.isdigit():
            return None
        found = [
            code
            for code in self.units
            if code.upper().startswith(prefix)
            and (level is None or self.units[code].level == level)
            and figures in self._unpadded(code.upper()[len(prefix) :], code, prefix)
        ]
        if len(found) == 1:
            return PlaceMatch(found[0], "padding", 0.9, "code_padding")
        if found:
            return PlaceMatch(doubt="code_unclear", candidates=tuple(found[:5]))
        return None

    def _unpadded(self, figures: str, code: str, prefix: str) -> set[str]:
        """What a code's figures become when numbers lose their noughts, as a whole or at a step."""
        parent = self.units[code].parent.upper()
        own = (
            figures[max(len(parent) - len(prefix), 0) :] if code.upper().startswith(parent) else ""
        )
        above = figures[: len(figures) - len(own)]
        return {figures.lstrip("0"), above.lstrip("0") + own, above + own.lstrip("0")} - {
            figures,
            "",
        }

    def _deeper(self, code: str) -> PlaceMatch | None:
        """A longer code of a unit or site inside a known one: the longest known beginning."""
        for cut in range(len(code) - 1, 2, -1):
            if (found := self._upper.get(code[:cut])) and self.units[found].level > 0:
                deepest = self.units[found].level == max(self.levels)
                return PlaceMatch(
                    found, "deeper", 0.95 if deepest else 0.7, "" if deepest else "code_unknown"
                )
        return None

    def _cut(self, code: str) -> PlaceMatch | None:
        """A code that lost its end: candidates only, because the end is what tells units apart."""
        found = [known for upper, known in self._upper.items() if upper.startswith(code)]
        if not found:
            return None
        if len(found) == 1:
            return PlaceMatch(found[0], "truncated", 0.8, "code_truncated")
        return PlaceMatch("", "truncated", 0.0, "code_truncated", tuple(found[:200]))


def _is_akin(letters: str, prefix: str, country: str) -> bool:
    """TD and TCD, CD and COD: short and long country codes keep their order of letters."""
    if not letters or letters in (prefix, country):
        return True
    rest = iter(country)
    return len(letters) > 1 and all(letter in rest for letter in letters)
