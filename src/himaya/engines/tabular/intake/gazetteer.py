"""P-codes and place names, resolved against a given gazetteer.

Only what the gazetteer holds is ever answered. Every repair says what it did, how sure it is, and
is marked where a person should look.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from rapidfuzz import fuzz, process

from himaya.engines.tabular.intake.names import (
    bare_name,
    is_latin,
    latin_name,
    likeness,
    plain_name,
    sound_of,
)
from himaya.engines.tabular.intake.pcodes import PCodes, PlaceMatch, Unit

_NEAR, _SURE, _MARGIN = 0.84, 0.92, 0.05
_WEAK = 0.6  # a name this unlike its code's is spoken of
_SHORTEST_SOUND = 3
# UNHCR writes "Sindh [Admin 1]" and "Nakivale [Admin 3: POC]".
_LEVEL_SAID = re.compile(r"\s*\[admin\s*(?P<level>\d)\b[^\]]*\]\s*$", re.IGNORECASE)
_MOST_LOOKS = 5_000  # different names looked for among near ones: more is no column of places


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What one row says about its place: codes and names by column, shallow to deep.

    `level` is the admin level the column is believed to be of, or None.
    """

    codes: tuple[tuple[int | None, str], ...] = ()
    names: tuple[tuple[int | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """The unit a row speaks of, with its ancestors by level, and what was doubtful on the way."""

    unit: Unit | None
    chain: Mapping[int, Unit] = field(default_factory=dict)
    how: str = ""
    confidence: float = 0.0
    doubts: tuple[str, ...] = ()
    repairs: tuple[tuple[str, str, str], ...] = ()  # (as written, code, how)
    candidates: tuple[str, ...] = ()


class Gazetteer:
    """Units by code and name. Build it once for a file; it remembers what it has resolved."""

    def __init__(
        self,
        units: Iterable[Unit],
        *,
        crosswalk: Mapping[str, str | Sequence[str]] | None = None,
        decisions: Mapping[str, str] | None = None,
    ) -> None:
        """`crosswalk` leads from old codes to new ones, several where a unit was split.

        `decisions` are a person's answers: a name, or a chain "Parent > Name", to a code.
        """
        self.units: dict[str, Unit] = {unit.code: unit for unit in units}
        self._codes = PCodes(self.units, crosswalk or {})
        self.decisions = {plain_name(words): code for words, code in (decisions or {}).items()}
        self._by_name: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._by_sound: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._inside: dict[str, list[str]] = defaultdict(list)
        for unit in self.units.values():
            self._inside[unit.parent].append(unit.code)
            for name in unit.names:
                for key in {plain_name(name), bare_name(name)}:
                    if unit.code not in self._by_name[unit.level, key]:
                        self._by_name[unit.level, key].append(unit.code)
                if len(sound_of(name)) >= _SHORTEST_SOUND:
                    self._by_sound[unit.level, sound_of(name)].append(unit.code)
        self.levels = sorted({unit.level for unit in self.units.values()})
        self._spelled: dict[int, tuple[list[str], list[str], list[str]]] = {}
        self._looks = _MOST_LOOKS
        self._names_seen: dict[tuple[str, int | None, str], PlaceMatch] = {}

    def decided(self, decisions: Mapping[str, str]) -> "Gazetteer":
        """The same places with a person's answers, which go before everything else."""
        made = copy(self)
        made.decisions = self.decisions | {plain_name(words): to for words, to in decisions.items()}
        made._looks = _MOST_LOOKS  # noqa: SLF001  # a fresh copy of ourselves
        made._names_seen = {}  # noqa: SLF001  # a fresh copy of ourselves
        return made

    def __contains__(self, code: str) -> bool:
        return code in self.units

    def chain(self, code: str) -> dict[int, Unit]:
        """The unit and its ancestors, by level."""
        found: dict[int, Unit] = {}
        while code in self.units and len(found) <= len(self.levels):
            unit = self.units[code]
            found[unit.level] = unit
            code = unit.parent
        return found

    def is_inside(self, code: str, parent: str) -> bool:
        """Whether a unit is the other one or lies in it."""
        return any(unit.code == parent for unit in self.chain(code).values())

    def has_name(self, text: str, level: int) -> bool:
        """Whether a unit of the level is called so, kinds of units and accents apart."""
        return (level, plain_name(text)) in self._by_name or (
            level,
            bare_name(text),
        ) in self._by_name

    def find_code(self, text: str, level: int | None = None) -> PlaceMatch:
        """Resolve a code; `level` is what its column is believed to be, or None."""
        if self.decisions and (code := self.decisions.get(plain_name(text), "")) in self.units:
            return PlaceMatch(code, "decision", 1.0)
        return self._codes.find(text, level)

    def find_name(self, text: str, level: int | None = None, within: str = "") -> PlaceMatch:
        """Resolve a place name of one level, or any, inside the unit `within` where known."""
        key = (text, level, within)
        if key not in self._names_seen:
            self._names_seen[key] = self._find_name(text, level, within)
        return self._names_seen[key]

    def _find_name(self, text: str, level: int | None, within: str) -> PlaceMatch:
        said = _LEVEL_SAID.search(text)
        if said is None or plain_name(text) in self.decisions:
            return self._find_words(text, level, within)
        words, at = text[: said.start()], int(said["level"])
        found = self._find_words(words, at, within)
        # Their levels need not be those of the list.
        return found if found.code else self._find_words(words, level, within)

    def _find_words(self, text: str, level: int | None, within: str) -> PlaceMatch:
        plain = plain_name(text)
        parent = (
            " ".join((plain_name(self.units[within].names[0]), plain))
            if within in self.units
            else ""
        )
        for words in (parent, plain):
            if code := self.decisions.get(words):
                return PlaceMatch(code, "decision", 1.0)
        if not plain:
            return PlaceMatch()
        levels = self.levels if level is None else [level]
        for form in (plain, bare_name(text)):
            found = [code for one in levels for code in self._by_name.get((one, form), ())]
            if found:
                return self._one_of(found, within, "name", 0.97)
        found = [code for one in levels for code in self._by_sound.get((one, sound_of(text)), ())]
        near = self._near(text, levels, within)
        if found and (not near.code or near.code in found):
            match = self._one_of(sorted(set(found)), within, "name_other_script", 0.85)
            closest = self._closest(text, match.code) if match.code else ""
            alike = likeness(text, closest)
            if match.code and alike >= _NEAR:
                if is_latin(text) and is_latin(closest):
                    match = replace(match, how="name_near", confidence=round(alike * 0.95, 2))
                return replace(match, doubt=match.doubt or "place_name_near")
        return near

    def _one_of(self, found: list[str], within: str, how: str, confidence: float) -> PlaceMatch:
        inside = [code for code in found if not within or self.is_inside(code, within)]
        if len(inside) == 1:
            return PlaceMatch(inside[0], how, confidence)
        if inside:
            # The same name at two levels, such as a capital's: the shallower contains the deeper.
            top = min(inside, key=lambda code: self.units[code].level)
            if all(self.is_inside(code, top) for code in inside):
                return PlaceMatch(top, how, confidence - 0.05)
            return PlaceMatch(doubt="place_name_unclear", candidates=tuple(inside[:5]))
        return PlaceMatch(doubt="place_not_in_parent", candidates=tuple(found[:5]))

    def _near(self, text: str, levels: Sequence[int], within: str) -> PlaceMatch:
        if self._looks <= 0:
            return PlaceMatch(doubt="place_unknown")
        self._looks -= 1
        pool = set(self._inside_deep(within)) if within in self.units else None
        ranked = sorted(
            (
                (max(likeness(text, name) for name in self.units[code].names), code)
                for code in self._alike(text, levels)
                if pool is None or code in pool
            ),
            reverse=True,
        )[:5]
        candidates = tuple(code for score, code in ranked if score >= _WEAK)
        if not ranked or ranked[0][0] < _NEAR:
            return PlaceMatch(doubt="place_unknown", candidates=candidates)
        best, second = ranked[0][0], ranked[1][0] if len(ranked) > 1 else 0.0
        if best - second < _MARGIN and best < 1:
            return PlaceMatch(doubt="place_name_unclear", candidates=candidates)
        sure = best >= _SURE
        return PlaceMatch(
            ranked[0][1],
            "name_near",
            round(best * (0.95 if sure else 0.85), 2),
            "place_name_near",
            candidates,
        )

    def _alike(self, text: str, levels: Sequence[int]) -> set[str]:
        """A few dozen units worth a closer look."""
        found: set[str] = set()
        for level in levels:
            names, sounds, codes = self._spellings(level)
            near = process.extract(
                latin_name(text), names, scorer=fuzz.token_sort_ratio, limit=20, score_cutoff=50
            )
            near += process.extract(
                sound_of(text), sounds, scorer=fuzz.ratio, limit=20, score_cutoff=60
            )
            found |= {codes[n] for _, _, n in near}
        return found

    def _spellings(self, level: int) -> tuple[list[str], list[str], list[str]]:
        if level not in self._spelled:
            pairs = [
                (name, unit.code)
                for unit in self.units.values()
                if unit.level == level
                for name in unit.names
            ]
            self._spelled[level] = (
                [latin_name(name) for name, _ in pairs],
                [sound_of(name) for name, _ in pairs],
                [code for _, code in pairs],
            )
        return self._spelled[level]

    def _inside_deep(self, code: str) -> list[str]:
        found = [code]
        for one in found:
            found += self._inside.get(one, [])
        return found

    def _closest(self, text: str, code: str) -> str:
        return max(self.units[code].names, key=lambda name: likeness(text, name))

    def resolve(self, said: PlaceWords) -> PlaceRead:
        """Bring codes and names of one row together, deepest first; parents are context."""
        together = " ".join(text for _, text in (*said.names, *said.codes))
        if self.decisions and (code := self.decisions.get(plain_name(together), "")) in self.units:
            return PlaceRead(self.units[code], self.chain(code), "decision", 1.0)
        doubts: list[str] = []
        repairs: list[tuple[str, str, str]] = []
        candidates: tuple[str, ...] = ()
        best: PlaceMatch | None = None
        for level, text in sorted(said.codes, key=lambda one: -(one[0] or 0)):
            match = self.find_code(text, level)
            if not match.code:
                match = self._by_its_name(level, match, said)
            if match.code and (best is None or self._refines(match.code, best.code)):
                best = match
                if match.how != "exact":
                    repairs.append((text, match.code, match.how))
                if match.doubt:
                    doubts.append(match.doubt)
                if self.units[match.code].level >= (level or 0):
                    break
            elif match.doubt and not match.code:
                doubts.append(match.doubt)
                candidates = candidates or match.candidates
        by_name = self._by_names(said.names, best.code if best else "")
        if best is None or (by_name.unit and self._refines(by_name.unit.code, best.code)):
            return self._made(by_name, doubts, repairs, candidates, said)
        doubts += self._disagreement(best.code, said.names)
        return PlaceRead(
            self.units[best.code],
            self.chain(best.code),
            best.how,
            best.confidence,
            tuple(dict.fromkeys(doubts)),
            tuple(repairs),
            candidates,
        )

    def _made(
        self,
        by_name: PlaceRead,
        doubts: list[str],
        repairs: list[tuple[str, str, str]],
        candidates: tuple[str, ...],
        said: PlaceWords,
    ) -> PlaceRead:
        if by_name.unit is None:
            found = tuple(dict.fromkeys([*doubts, *by_name.doubts]))
            return replace(by_name, doubts=found, candidates=candidates or by_name.candidates)
        if "code_unknown" in doubts:
            doubts = ["code_by_name" if doubt == "code_unknown" else doubt for doubt in doubts]
            code, level = by_name.unit.code, by_name.unit.level
            written = next((text for depth, text in said.codes if depth == level), "")
            repairs = [one for one in repairs if one[2] != "deeper"]
            repairs.append((written, code, "code_by_name"))
        return replace(
            by_name,
            doubts=tuple(dict.fromkeys([*doubts, *by_name.doubts])),
            repairs=(*repairs, *by_name.repairs),
        )

    def _refines(self, code: str, than: str) -> bool:
        return code != than and self.is_inside(code, than)

    def _by_its_name(self, level: int | None, match: PlaceMatch, said: PlaceWords) -> PlaceMatch:
        """A code that is unknown or cut short, decided by the name that stands beside it."""
        for depth, name in said.names:
            if depth != level:
                continue
            within = self._parent_of(said, level)
            found = self.find_name(name, level, within)
            fits = not match.candidates or found.code in match.candidates
            if found.code and found.confidence >= _NEAR and fits:
                how = match.how or "code_by_name"
                return PlaceMatch(found.code, how, found.confidence * 0.95, "code_by_name")
        return match

    def _parent_of(self, said: PlaceWords, level: int | None) -> str:
        """The unit above, by its own code or name in the row."""
        above = [(depth, text) for depth, text in said.codes if (depth or 0) < (level or 0)]
        for depth, text in sorted(above, key=lambda one: -(one[0] or 0)):
            if code := self.find_code(text, depth).code:
                return code
        names = [(depth, text) for depth, text in said.names if (depth or 0) < (level or 0)]
        for depth, text in sorted(names, key=lambda one: -(one[0] or 0)):
            if code := self.find_name(text, depth).code:
                return code
        return ""

    def _by_names(self, names: tuple[tuple[int | None, str], ...], within: str) -> PlaceRead:
        """Follow the names down from what is known; a name that fails leaves its parent."""
        code, how, confidence = within, "", 1.0
        doubts: list[str] = []
        candidates: tuple[str, ...] = ()
        repairs: list[tuple[str, str, str]] = []
        reached = self.units[within].level if within in self.units else -1
        for level, text in sorted(names, key=lambda one: one[0] if one[0] is not None else 9):
            if level is not None and level <= reached:
                continue
            match = self.find_name(text, level, code)
            if match.code and match.code != code:
                code, how = match.code, match.how
                confidence = min(confidence, match.confidence)
                reached = self.units[code].level
                if match.how != "name":
                    repairs.append((text, code, match.how))
            if match.doubt and (level is None or level in self.levels):
                doubts.append(match.doubt)
                candidates = candidates or match.candidates
        unit = self.units.get(code)
        return PlaceRead(
            unit if how else None,
            self.chain(code) if how else {},
            how,
            confidence if how else 0.0,
            tuple(dict.fromkeys(doubts)),
            tuple(repairs),
            candidates,
        )

    def _disagreement(self, code: str, names: tuple[tuple[int | None, str], ...]) -> list[str]:
        """The name beside a code is of another place: the code stands, and a person should look."""
        chain = self.chain(code)
        for level, text in names:
            unit = chain.get(level) if level is not None else None
            if unit is not None and max(likeness(text, name) for name in unit.names) < _WEAK:
                return ["place_name_differs"]
        return []


def gazetteer_of(
    rows: Iterable[Mapping[str, Any]],
    *,
    crosswalk: Mapping[str, str | Sequence[str]] | None = None,
    decisions: Mapping[str, str] | None = None,
) -> Gazetteer:
    """A gazetteer from rows with `code`, `level`, `name` or `names`, `parent` and `country`."""
    units = []
    for row in rows:
        names = row.get("names") or (row.get("name"),)
        spelled = tuple(names.values()) if isinstance(names, Mapping) else tuple(names)
        told = tuple(str(name) for name in spelled if name)
        units.append(
            Unit(
                str(row["code"]),
                int(row.get("level") or 0),
                told or (str(row["code"]),),
                str(row.get("parent") or ""),
                str(row.get("country") or ""),
            )
        )
    return Gazetteer(units, crosswalk=crosswalk, decisions=decisions)
