"""Undecided names with the areas that may be meant, ready to be shown and decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from himaya.kernel.words import in_language
from himaya.places.matching import Match
from himaya.places.models import AdminUnit
from himaya.tenancy.models import Operation


@dataclass(frozen=True, slots=True)
class Proposed:
    """One area that a name may mean."""

    ref: str
    pcode: str
    name: str
    above: str
    likeness: int  # of 100


@dataclass(frozen=True, slots=True)
class Undecided:
    """A name as written, where it was said to lie, and what it may mean, likeliest first."""

    words: str
    within: str
    proposed: tuple[Proposed, ...]


def proposed_units(operation: Operation, edition: str, matches: Sequence[Match]) -> list[Undecided]:
    """The matches that wait for a person, with their areas in words. One query."""
    codes = {one.key for match in matches for one in match.proposals}
    rows = AdminUnit.objects.filter(operation=operation, edition=edition, pcode__in=codes)
    units = {unit.pcode: unit for unit in rows.select_related("parent")}
    return [
        Undecided(
            match.asked.words,
            match.asked.within,
            tuple(
                _proposed(units[one.key], one.likeness)
                for one in match.proposals
                if one.key in units
            ),
        )
        for match in matches
    ]


def _proposed(unit: AdminUnit, likeness: float) -> Proposed:
    above = in_language(unit.parent.names) if unit.parent else ""
    name = in_language(unit.names) or unit.pcode
    return Proposed(unit.ref, unit.pcode, name, above, round(likeness))
