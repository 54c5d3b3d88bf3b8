"""What stands in a column: how far its cells bear out what its heading says."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from himaya.engines.tabular.intake.dates import is_dated
from himaya.engines.tabular.intake.numbers import BLANK, is_number
from himaya.engines.tabular.intake.reference import Reference
from himaya.engines.tabular.intake.vocabulary import Term

_LOOKED_AT = 20_000  # rows
_DISTINCT = 150
_TRIED = 12  # commonest texts; none of them in a list settles it
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_PHONE = re.compile(r"^[+(]?[\d\s().+/-]{6,}$")
_LETTERS = re.compile(r"[A-Za-z]")
_LONG = 120
_ACRONYM = 10
_MOSTLY, _CONTRARY = 0.8, -0.5  # figures are no names of places, whatever the heading says
_LATITUDES, _LONGITUDES = 90, 180
_REAL_CODES = ("exact", "case", "prefix", "crosswalk", "padding", "deeper")


@dataclass(slots=True)
class Evidence:
    """Distinct texts of a column with their counts, and what was found out about them so far."""

    filled: float  # share of rows with a text
    distinct: int
    texts: list[str]
    counts: list[int]
    reference: Reference
    _shares: dict[str, float] = field(default_factory=dict)
    _levels: dict[str, tuple[int | None, float]] = field(default_factory=dict)

    def fit(
        self, means: str, facet: str, value: str, list_name: str = "", level: int | None = None
    ) -> float:
        """0 to 1: how well the cells fit a field; 0.7 where cells cannot tell."""
        if not self.texts:
            return 0.8  # nothing speaks against the heading
        if means == "area" or value == "area":
            if facet != "code" and self._share("number", lambda: is_number(self.texts)) > _MOSTLY:
                return _CONTRARY
            deeper = level is not None and level > max(self.reference.gazetteer.levels, default=0)
            return 0.6 if deeper else self.levels(facet or "name")[1]
        if value == "point":
            return self._point(facet)
        if means == "agency":
            return self._agency(facet)
        if value in ("term", "terms"):
            return self._share(f"list:{list_name}", lambda: self._terms(list_name))
        if value == "date":
            return self._share("date", lambda: is_dated(self.texts))
        if value == "number":
            return self._share("number", lambda: is_number(self.texts))
        return self._text(means)

    def _share(self, name: str, count: Callable[[], float]) -> float:
        if name not in self._shares:
            self._shares[name] = float(count())
        return self._shares[name]

    def _terms(self, list_name: str) -> float:
        known = self.reference.list_of(list_name)
        first = self.texts[:_TRIED]
        if not any(one.term for text in first for one in known.find_all(text)):
            return 0.0
        found = [
            count * max((_worth(one.term, list_name) for one in known.find_all(text)), default=0.0)
            for text, count in zip(self.texts, self.counts, strict=True)
        ]
        return sum(found) / max(sum(self.counts), 1)

    def _text(self, means: str) -> float:
        if means == "person.email":
            return sum(bool(_EMAIL.match(text)) for text in self.texts) / len(self.texts)
        if means == "person.phone":
            return sum(bool(_PHONE.match(text)) for text in self.texts) / len(self.texts)
        return 0.7

    def _agency(self, facet: str) -> float:
        if facet == "type":
            return 0.4 + 0.6 * self._share(
                "list:organisation_types", lambda: self._terms("organisation_types")
            )
        if facet == "code":
            return 0.3
        odd = self._share("number", lambda: is_number(self.texts)) + self._share(
            "long", lambda: sum(len(text) > _LONG for text in self.texts) / len(self.texts)
        )
        return max(0.0, 0.5 + 0.5 * self.known_agencies() - odd)

    def known_agencies(self) -> float:
        """Share of texts that are listed agencies, letter by letter."""
        known = self.reference.agencies.is_known
        return self._share("agency", lambda: sum(map(known, self.texts)) / max(len(self.texts), 1))

    def is_short(self) -> bool:
        """Whether the texts are as short as acronyms."""
        return sum(len(text) <= _ACRONYM for text in self.texts) > len(self.texts) / 2

    def _point(self, facet: str) -> float:
        limit = _LATITUDES if facet == "lat" else _LONGITUDES
        inside = 0
        for text in self.texts:
            try:
                inside += abs(float(text.replace(",", "."))) <= limit
            except ValueError:
                continue
        return inside / len(self.texts)

    def levels(self, facet: str) -> tuple[int | None, float]:
        """The admin level most cells are of, and the share of cells that are of it or deeper."""
        if facet not in self._levels:
            found = self._code_levels() if facet == "code" else self._name_levels()
            self._levels[facet] = found
        return self._levels[facet]

    def _code_levels(self) -> tuple[int | None, float]:
        places = self.reference.gazetteer
        counts: Counter[int] = Counter()
        for text in self.texts:
            match = places.find_code(text)
            if match.code and match.how in _REAL_CODES and match.doubt != "code_unknown":
                if match.how == "padding" and not _LETTERS.search(text):
                    continue  # any small number could be one
                counts[places.units[match.code].level + (1 if match.how == "deeper" else 0)] += 1
        if not counts:
            return None, 0.0
        level = max(counts, key=lambda one: counts[one])
        return level, min(sum(counts.values()) / len(self.texts), 1.0)

    def exact_names(self) -> tuple[int | None, float]:
        """The level most texts name a unit of, spelled as in the list, and their share."""
        places = self.reference.gazetteer
        counts = Counter(
            level for text in self.texts for level in places.levels if places.has_name(text, level)
        )
        if not counts:
            return None, 0.0
        level = max(places.levels, key=lambda one: (counts[one], -one))
        return level, counts[level] / len(self.texts)

    def _name_levels(self) -> tuple[int | None, float]:
        places = self.reference.gazetteer
        level, share = self.exact_names()
        if share >= 0.3:  # noqa: PLR2004
            return level, share
        near: Counter[int] = Counter()
        for text in self.texts[:40]:
            match = places.find_name(text)
            if match.code:
                near[places.units[match.code].level] += 1
        if near:
            level = max(near, key=lambda one: near[one])
            return level, near[level] / min(len(self.texts), 40)
        return None, 0.0

    def has_letters(self) -> bool:
        """Whether the texts are more than figures."""
        return sum(bool(_LETTERS.search(text)) for text in self.texts) > len(self.texts) / 2


def _worth(term: Term | None, list_name: str) -> float:
    """A sector without a published code tells less: another column may say it better."""
    if term is None:
        return 0.0
    return 1.0 if list_name != "sectors" or term.published or term.published_as else 0.5


def evidence_of(column: pl.Series, reference: Reference) -> Evidence:
    """Look at the commonest distinct texts of a column."""
    looked = column.head(_LOOKED_AT)
    counts = looked.drop_nulls().value_counts(sort=True, name="n")
    top = [(text, n) for text, n in counts.head(_DISTINCT).iter_rows() if not _is_blank(text)]
    texts, numbers = [text for text, _ in top], [n for _, n in top]
    filled = 1 - looked.null_count() / max(len(looked), 1)
    return Evidence(filled, counts.height, texts, numbers, reference)


def _is_blank(text: str) -> bool:
    return bool(BLANK.match(text))
