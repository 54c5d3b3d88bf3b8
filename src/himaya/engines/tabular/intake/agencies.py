"""Agency names, acronyms and aliases, resolved against given lists and the agencies all know."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from himaya.engines.tabular.intake.data import own_table
from himaya.engines.tabular.intake.names import is_latin, likeness, plain_name, sound_of

REFUSED = "!"  # a person's answer: rows of this agency are not taken
_NEAR, _MARGIN = 92, 4
_SHORTEST = 8  # letters of a name that may be misspelt
_ACRONYM = 12
_MOST_LOOKS = 5_000  # different names looked for among near ones
_WITH_ACRONYM = re.compile(r"^(.+?)\s*[(\[]\s*([^()\[\]]{2,15})\s*[)\]]\s*$")
_ACRONYM_FIRST = re.compile(r"^([A-Z][A-Z0-9/&. -]{1,14}?)\s*[-–:]\s+(.{6,})$")  # noqa: RUF001
_SEVERAL = re.compile(r"\s*[;+&\n|]\s*|\s*/\s*|,\s+|\s+(?:and|et|y|و)\s+")


@dataclass(frozen=True, slots=True)
class Agency:
    """An organisation under the acronym and name of the list it is from; `type` is a code."""

    acronym: str
    name: str
    type: str = ""
    listed: bool = True  # False: only known from the file itself


@dataclass(frozen=True, slots=True)
class AgencyMatch:
    """`how`: decision, name, acronym, name_near, own_words; `doubt` a code of `doubts` or ""."""

    agency: Agency
    how: str
    confidence: float
    doubt: str = ""
    candidates: tuple[str, ...] = ()


class Agencies:
    """Look-up of agencies. An entry for the country goes before one for the world."""

    def __init__(
        self,
        rows: Iterable[Mapping[str, Any]] = (),
        *,
        country: str = "",
        decisions: Mapping[str, str] | None = None,
        well_known: bool = True,
    ) -> None:
        """`rows`: `name`, `acronym`, `type`, `alias` or `aliases`, `country` ("" for everywhere).

        `decisions` are a person's answers: words to an acronym or name of the list.
        """
        self._as_written: dict[tuple[str, str], Agency] = {}
        self._exact: dict[tuple[str, str], Agency] = {}
        self._shared: dict[tuple[str, str], dict[str, Agency]] = defaultdict(dict)
        self._acronyms: dict[tuple[str, str], dict[str, Agency]] = defaultdict(dict)
        self.country = country
        for row in rows:
            self._add(row)
        if well_known:
            for row in _well_known():
                self._add({**row, "aliases": row["also"]}, only_new=True)
        self._names = {
            words: agency for (_, words), agency in self._exact.items() if len(words) >= _SHORTEST
        }
        self._latin = [words for words in self._names if is_latin(words)]
        self.decisions = {plain_name(words): to for words, to in (decisions or {}).items()}
        self._looks = _MOST_LOOKS
        self._met: dict[tuple[str, str], Agency] = {}
        self._seen: dict[tuple[str, str], AgencyMatch] = {}

    def _add(self, row: Mapping[str, Any], *, only_new: bool = False) -> None:
        where = str(row.get("country") or "")
        if where not in ("", self.country):
            return
        name = str(row.get("name") or row.get("acronym") or "").strip()
        acronym = str(row.get("acronym") or "").strip()
        if not name:
            return
        known = self._exact.get(("", plain_name(name))) or (
            self._exact.get(("", plain_name(acronym))) if only_new and acronym else None
        )
        agency = known if only_new and known else Agency(acronym, name, str(row.get("type") or ""))
        aliases = [*row.get("aliases", ()), *([row["alias"]] if row.get("alias") else [])]
        for words in (name, *map(str, aliases)):
            self._as_written.setdefault((where, words.strip()), agency)
            self._exact.setdefault((where, plain_name(words)), agency)
            self._shared[where, plain_name(words)].setdefault(
                f"{agency.acronym}\t{agency.name}", agency
            )
            if 1 < len(words) <= _ACRONYM and " " not in words.strip():
                self._acronyms[where, plain_name(words)].setdefault(agency.name, agency)
        if acronym:
            self._acronyms[where, plain_name(acronym)].setdefault(agency.name, agency)

    def decided(self, decisions: Mapping[str, str]) -> "Agencies":
        """The same agencies with a person's answers, which go before everything else."""
        made = copy(self)
        made.decisions = self.decisions | {plain_name(words): to for words, to in decisions.items()}
        made._seen, made._met = {}, {}  # noqa: SLF001  # a fresh copy of ourselves
        return made

    def find(self, name: str = "", acronym: str = "", type_code: str = "") -> AgencyMatch:
        """The agency a row speaks of; an unknown one keeps the provider's own words."""
        key = (name.strip(), acronym.strip())
        if key not in self._seen:
            self._seen[key] = self._find(*key, type_code)
        found = self._seen[key]
        if not found.agency.type and type_code:
            return replace(found, agency=replace(found.agency, type=type_code))
        return found

    def find_all(self, name: str = "", acronym: str = "", type_code: str = "") -> list[AgencyMatch]:
        """As `find`; several where a cell lists agencies and each of them is known."""
        whole = self.find(name, acronym, type_code)
        if whole.agency.listed:
            return [whole]
        for words in (name, acronym):
            parts = [part.strip() for part in _SEVERAL.split(words) if part.strip()]
            if len(parts) < 2:  # noqa: PLR2004
                continue
            found = [self.find(part) for part in parts]
            if all(one.agency.listed and one.confidence > 0.85 for one in found):  # noqa: PLR2004
                return [replace(one, doubt=one.doubt or "agency_several") for one in found]
        return [whole]

    def is_known(self, text: str) -> bool:
        """Whether a text is the name, alias or acronym of a listed agency, letter by letter."""
        plain = plain_name(text)
        return any(
            (where, plain) in self._exact or (where, plain) in self._acronyms
            for where in ("", self.country)
        )

    def _find(self, name: str, acronym: str, type_code: str) -> AgencyMatch:
        for words in (f"{name} {acronym}", name, acronym):
            if to := self.decisions.get(plain_name(words)):
                if to == REFUSED:
                    own = Agency(acronym, name or acronym, type_code)
                    return AgencyMatch(own, "decision", 1.0, "agency_refused")
                decided = self._by_name(to) or self._by_acronym(to)
                return AgencyMatch(decided or Agency("", to), "decision", 1.0)
        if name and (found := self._by_name(name, acronym)):
            return AgencyMatch(found, "name", 0.98)
        if parted := self._split(name):
            return parted
        if name and (known := self._by_acronym(name)):
            return AgencyMatch(known, "acronym", 0.93)
        if acronym and (known := self._by_acronym(acronym)) and self._agrees(name, known):
            return AgencyMatch(known, "acronym", 0.93 if not name else 0.85)
        if acronym and (known := self._by_name(acronym)):
            return AgencyMatch(known, "name", 0.9)
        if name and (near := self._near(name)):
            return near
        return self._own_words(name, acronym, type_code)

    def _by_name(self, words: str, acronym: str = "") -> Agency | None:
        """As written before as folded; the acronym decides between two of one name."""
        plain = plain_name(words)
        for where in (self.country, ""):
            if (found := self._as_written.get((where, words))) is not None:
                return found
            rivals = self._shared.get((where, plain), {})
            for rival in rivals.values():
                if acronym and plain_name(rival.acronym) == plain_name(acronym):
                    return rival
            if (found := self._exact.get((where, plain))) is not None:
                return found
        return None

    def _by_acronym(self, words: str) -> Agency | None:
        """Only where one agency alone is called so."""
        plain = plain_name(words)
        for where in (self.country, ""):
            found = self._acronyms.get((where, plain), {})
            if len(found) == 1:
                return next(iter(found.values()))
        return None

    def _split(self, name: str) -> AgencyMatch | None:
        """Take apart what is written as `Full Name (ACR)` or `ACR - Full Name`."""
        for pattern in (_WITH_ACRONYM, _ACRONYM_FIRST):
            if parts := pattern.match(name):
                for part in (*parts.groups(), name.replace("(", " ").replace(")", " ")):
                    found = self._by_name(part) or self._by_acronym(part)
                    if found is not None:
                        return AgencyMatch(found, "name", 0.92)
        return None

    def _agrees(self, name: str, known: Agency) -> bool:
        """An acronym alone may be shared; a name beside it must not speak of somebody else."""
        if not name or plain_name(name) == plain_name(known.acronym):
            return True
        return likeness(name, known.name) >= 0.75  # noqa: PLR2004

    def _near(self, name: str) -> AgencyMatch | None:
        plain = plain_name(name)
        if len(plain) < _SHORTEST or self._looks <= 0:
            return None
        self._looks -= 1
        if not is_latin(name):
            sound = sound_of(name)
            same = {
                a.name: a
                for w, a in self._names.items()
                if not is_latin(w) and sound_of(w) == sound
            }
            if len(same) == 1:
                return AgencyMatch(next(iter(same.values())), "name_near", 0.85, "agency_name_near")
            return None
        near = process.extract(
            plain,
            self._latin,
            scorer=fuzz.token_sort_ratio,
            limit=6,
            score_cutoff=_NEAR - 2 * _MARGIN,
        )
        if not near:
            return None
        best = self._names[near[0][0]]
        rivals = [one for one in near[1:] if self._names[one[0]].name != best.name]
        candidates = tuple(dict.fromkeys(self._names[one[0]].name for one in near))
        close = bool(rivals) and near[0][1] - rivals[0][1] < _MARGIN
        if near[0][1] < _NEAR or close:
            return None
        return AgencyMatch(
            best, "name_near", round(near[0][1] / 100 * 0.9, 2), "agency_name_near", candidates
        )

    def _own_words(self, name: str, acronym: str, type_code: str) -> AgencyMatch:
        """Kept as written; the same words give the same agency, in the spelling met first."""
        key = (plain_name(name or acronym), plain_name(acronym))
        if key not in self._met:
            self._met[key] = Agency(acronym, name or acronym, type_code, listed=False)
        return AgencyMatch(self._met[key], "own_words", 0.5, "agency_unknown")


@cache
def _well_known() -> tuple[Mapping[str, Any], ...]:
    return tuple(own_table("agencies"))
