"""Dimension variables: totals, parents by p-code or by hand, and age bands that nest.

A table adds up over the categories it lists: a parent is the sum of its parts listed there, the
total the sum of the topmost. Bands of whole numbers are cut where any band begins or ends, so that
0-17 and 0-4, 5-17 are related, and so are bands that overlap without nesting.
"""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from himaya.engines.disclosure.tables.problems import Code, refuse

TOTAL = "Total"
OTHER = "(not listed)"
_TOTALS = {
    "total", "totals", "grand total", "all", "overall", "sum", "ensemble", "totaux", "tous",
    "toutes", "todos", "todas", "totales", "suma", "المجموع", "مجموع", "الإجمالي", "إجمالي",
    "الاجمالي", "اجمالي", "الكل", "_total_", "tot",
}  # fmt: skip
_BAND = re.compile(r"(\d{1,4})\s*(?:[-\u2010-\u2015]|to|à|a|حتى)\s*(\d{1,4})", re.IGNORECASE)
_FROM = re.compile(r"(?:(\d{1,4})\s*\+|[>\u2265]=?\s*(\d{1,4}))")
_BELOW = re.compile(r"<\s*(\d{1,4})")
_ONE = re.compile(r"(\d{1,4})")
_UNIT = re.compile(
    r"\s*(?:years?|yrs?|y|ans?|años?|months?|mois|meses|سنة|سنوات)\.?$", re.IGNORECASE
)
_PCODE = re.compile(r"[A-Z]{2,3}\d+")
ENDLESS = 10_000

Part = tuple[str, tuple[str, ...]]
Band = tuple[int, int]


def is_total(text: str) -> bool:
    """Whether a label means the total, in the four languages."""
    return text.strip().casefold() in _TOTALS


def band(code: str) -> Band | None:
    """A band of whole numbers as [from, to), None for any other word. 60+ has no end."""
    text = _UNIT.sub("", code.strip())
    if found := _BAND.fullmatch(text):
        low, high = int(found[1]), int(found[2])
        return (low, high + 1) if low <= high else None
    if found := _FROM.fullmatch(text):
        return (int(found[1]), ENDLESS) if found[1] else (int(found[2]), ENDLESS)
    if found := _BELOW.fullmatch(text):
        return 0, int(found[1])
    if found := _ONE.fullmatch(text):
        return int(found[1]), int(found[1]) + 1
    return None


def band_name(piece: Band) -> str:
    """How a piece of a band is called that no table lists."""
    low, high = piece
    if high == ENDLESS:
        return f"{low}+"
    return f"{low}-{high - 1}" if high - low > 1 else str(low)


def pieces(bands: Iterable[Band]) -> list[Band]:
    """The pieces between all cuts that lie inside some band, in order."""
    taken = sorted(set(bands))
    cuts = sorted({cut for one in taken for cut in one})
    return [
        (low, high)
        for low, high in itertools.pairwise(cuts)
        if any(one[0] <= low and high <= one[1] for one in taken)
    ]


@dataclass(frozen=True)
class Variable:
    """A dimension: parents by code, bands by code; nothing of either where it is flat.

    `is_partial`: tables may be excerpts. One that lists fewer of `codes` than another leaves a
    rest; where all list the same, all do.
    """

    name: str
    parents: Mapping[str, str] = field(default_factory=dict)
    bands: Mapping[str, Band] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    is_partial: bool = False
    has_whole: bool = False
    is_guessed: bool = False

    def ancestors(self, code: str) -> list[str]:
        """Parents from the nearest upwards, without the total."""
        chain: list[str] = []
        while (parent := self.parents.get(code)) is not None:
            if parent in chain or len(chain) > len(self.parents):
                raise refuse(Code.HIERARCHY_LOOP, variable=self.name, code=parent)
            chain.append(parent)
            code = parent
        return chain

    def sums(self, listed: Sequence[str]) -> tuple[list[str], list[Part]]:
        """The codes a table over `listed` speaks of, and each parent with the parts it sums.

        Codes that are not listed (parents, pieces of bands, the total) are in the first too.
        """
        own = [code for code in listed if code != TOTAL]
        parts: list[Part] = []
        if self.bands:
            names, top = self._band_parts(own, parts)
        else:
            names, top = self._tree_parts(own, parts)
        if self.leaves_rest(own):
            top, names = [*top, OTHER], [*names, OTHER]
        if top:
            parts.append((TOTAL, tuple(top)))
        return [*dict.fromkeys([*own, *names, TOTAL])], parts

    def leaves_rest(self, own: Sequence[str]) -> bool:
        """Whether a table over these codes is an excerpt."""
        return self.is_partial and not (self.has_whole and set(own) == self.codes)

    def leaves(self, listed: Sequence[str]) -> list[str]:
        """The listed codes that are no sum of others listed; the total where there is no other."""
        wholes = {whole for whole, _ in self.sums(listed)[1]}
        return [code for code in listed if code not in wholes] or [TOTAL]

    def _tree_parts(self, own: list[str], parts: list[Part]) -> tuple[list[str], list[str]]:
        nodes = dict.fromkeys(own)
        for code in own:
            nodes.update(dict.fromkeys(self.ancestors(code)))
        children: dict[str, list[str]] = {}
        top = []
        for code in nodes:
            above = self.parents.get(code)
            if above is None:
                top.append(code)
            else:
                children.setdefault(above, []).append(code)
        parts += [(parent, tuple(codes)) for parent, codes in children.items()]
        return list(nodes), top

    def _band_parts(self, own: list[str], parts: list[Part]) -> tuple[list[str], list[str]]:
        names, related = self.band_sums(own)
        parts += related
        return names, [*names, *(code for code in own if code not in self.bands)]

    def band_sums(self, codes: Iterable[str]) -> tuple[list[str], list[Part]]:
        """The pieces the bands among `codes` are cut into, and each band that is a sum of them."""
        own = [code for code in codes if code in self.bands]
        named = {self.bands[code]: code for code in reversed(own)}
        names = {piece: named.get(piece, band_name(piece)) for piece in pieces(named)}
        related: list[Part] = []
        for code in own:
            start, end = self.bands[code]
            inside = [name for (low, high), name in names.items() if start <= low and high <= end]
            if inside != [code]:
                related.append((code, tuple(inside)))
        return list(names.values()), related


def make_variable(
    name: str,
    lists: Sequence[Sequence[str]],
    *,
    parents: Mapping[str, str] | None = None,
    flat: bool = False,
    partial: bool = False,
) -> Variable:
    """A variable from the codes each table lists. Parents given win over those found in the codes.

    Without them, p-codes (two or three capital letters and digits, of several lengths) are nested
    by their beginnings, and bands of whole numbers by their ends. Raises TableError for a loop.
    """
    sets = [frozenset(codes) - {TOTAL} for codes in lists]
    own = [code for code in dict.fromkeys(itertools.chain(*lists)) if code != TOTAL]
    plain = Variable(
        name,
        codes=frozenset(own),
        is_partial=partial,
        has_whole=len(set(sets)) > 1 and frozenset(own) in sets,
    )
    if parents:
        made = replace(plain, parents=dict(parents))
        for code in parents:
            made.ancestors(code)
        return made
    if flat:
        return plain
    bands = {code: found for code in own if (found := band(code)) is not None}
    if len(bands) > 1 and any(not code.strip().isdigit() for code in bands):
        return replace(plain, bands=bands)
    found_parents = _pcode_parents(own)
    return replace(plain, parents=found_parents, is_guessed=bool(found_parents))


def _pcode_parents(codes: Sequence[str]) -> dict[str, str]:
    places = [code for code in codes if _PCODE.fullmatch(code)]
    lengths = sorted({len(code) for code in places})
    shorter = dict(zip(lengths[1:], lengths[:-1], strict=True))
    return {code: code[: shorter[len(code)]] for code in places if len(code) in shorter}
