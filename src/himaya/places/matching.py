"""Which area a name means: by its name, by what a person decided before, or as a proposal.

For imports: `matches_of(operation, [Asked("بنغازي"), Asked("Sirt", within="LY02")])`. A near match
is never taken by itself; a person decides it once on the page "Names of areas".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from himaya.engines.tabular import Candidate, candidates, fold
from himaya.places.models import PlaceAlias
from himaya.places.queries import editions, unit_chains
from himaya.tenancy.models import Operation

CERTAIN = ("code", "name", "decided")


@dataclass(frozen=True, slots=True)
class Asked:
    """A name as somebody wrote it, with what is known about where it lies."""

    words: str
    within: str = ""  # p-code of an area that it lies in, at any level above
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What a name means. `how`: code, name, decided (certain), near or none (a person decides)."""

    asked: Asked
    how: str
    pcode: str = ""
    proposals: tuple[Candidate, ...] = ()  # p-codes with their likeness, best first

    @property
    def is_certain(self) -> bool:
        """Whether an import may take it."""
        return self.how in CERTAIN


@dataclass(frozen=True, slots=True)
class _Known:
    level: int
    above: frozenset[str]
    names: tuple[str, ...]


def matches_of(operation: Operation, asked: Iterable[Asked], edition: str = "") -> list[Match]:
    """What each name means in an edition, by default the one in force. Three queries."""
    wanted = list(asked)
    known = _known(operation, edition)
    by_name: dict[str, list[str]] = defaultdict(list)
    for pcode, unit in known.items():
        for name in {fold(name) for name in unit.names}:
            by_name[name].append(pcode)
    decided = _decided(operation, [one.words for one in wanted])
    return [_match(one, known, by_name, decided) for one in wanted]


def _known(operation: Operation, edition: str) -> dict[str, _Known]:
    if not edition:
        in_force = editions(operation)
        edition = in_force[0] if in_force else ""
    return {
        unit.pcode: _Known(unit.level, frozenset(unit.above), tuple(unit.names.values()))
        for unit in unit_chains(operation, edition)
    }


def _decided(operation: Operation, words: Sequence[str]) -> dict[tuple[str, str], str]:
    rows = PlaceAlias.objects.filter(operation=operation, taken_back_at__isnull=True)
    spelled = {fold(one) for one in words}
    if len(spelled) < 500:  # noqa: PLR2004 - well under what SQLite takes as parameters
        rows = rows.filter(folded__in=spelled)
    return {(one.folded, one.within): one.pcode for one in rows}


def _match(
    asked: Asked,
    known: Mapping[str, _Known],
    by_name: Mapping[str, Sequence[str]],
    decided: Mapping[tuple[str, str], str],
) -> Match:
    code = asked.words.strip().upper()
    if code in known and _fits(asked, known[code]):
        return Match(asked, "code", code)
    spelled = fold(asked.words)
    for within in filter(None, (asked.within, *_above(asked, known))):
        if (pcode := decided.get((spelled, within), "")) in known:
            return Match(asked, "decided", pcode)
    if (pcode := decided.get((spelled, ""), "")) in known and _fits(asked, known[pcode]):
        return Match(asked, "decided", pcode)
    same = [pcode for pcode in by_name.get(spelled, ()) if _fits(asked, known[pcode])]
    if len(same) == 1:
        return Match(asked, "name", same[0])
    among = same or [pcode for pcode, unit in known.items() if _fits(asked, unit)]
    names = [(pcode, name) for pcode in among for name in known[pcode].names]
    found = tuple(candidates(asked.words, names))
    return Match(asked, "near" if found else "none", proposals=found)


def _above(asked: Asked, known: Mapping[str, _Known]) -> Iterable[str]:
    return known[asked.within].above if asked.within in known else ()


def _fits(asked: Asked, unit: _Known) -> bool:
    return asked.level in (None, unit.level) and (not asked.within or asked.within in unit.above)
