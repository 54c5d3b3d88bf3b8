"""Figures of one source by sex and age: what it gives, and what its finer figures add up to.

Schemes nest only downwards: 0-4, 5-11 and 12-17 make 0-17, and nothing makes 0-4 out of 0-17.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Ages = tuple[int, int | None]  # first and last year of age; None: and over
ALL_AGES: Ages = (0, None)


@dataclass(frozen=True, slots=True)
class Part:
    """People of one sex and of these ages; `ages` None: of unknown age."""

    sex: str
    ages: Ages | None


@dataclass(frozen=True, slots=True)
class Sexes:
    """The code of all, those that make it up, and those that belong to it where they are given."""

    whole: str
    needed: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """What a source says of a part: given as it is, or added up of `parts`; else why not.

    `why`: "scheme" where it cuts the ages otherwise, "none" where it gives nothing.
    """

    number: int | None
    parts: tuple[Part, ...] = ()
    why: str = ""

    @property
    def is_added(self) -> bool:
        """Whether it was added up here."""
        return len(self.parts) > 1


def stated(given: Mapping[Part, int], wanted: Part, sexes: Sexes) -> Stated:
    """The figure of a part: as given, else of finer ages, else of women and men."""
    found = _parts(given, wanted, sexes)
    if found:
        return Stated(sum(given[part] for part in found), found)
    return Stated(None, why="scheme" if _cuts(given, wanted, sexes) else "none")


def _parts(given: Mapping[Part, int], wanted: Part, sexes: Sexes) -> tuple[Part, ...]:
    if wanted in given:
        return (wanted,)
    own = {part.ages for part in given if part.sex == wanted.sex and part.ages is not None}
    if wanted.ages is not None and (tiles := _tiles(own, wanted.ages)):
        unknown = Part(wanted.sex, None)
        rest = (unknown,) if wanted.ages == ALL_AGES and unknown in given else ()
        return (*(Part(wanted.sex, ages) for ages in tiles), *rest)
    if wanted.sex != sexes.whole:
        return ()
    found: list[Part] = []
    for sex in (*sexes.needed, *sexes.beside):
        parts = _parts(given, Part(sex, wanted.ages), sexes)
        if not parts and sex in sexes.needed:
            return ()
        found += parts
    return tuple(found)


def _tiles(own: Iterable[Ages], wanted: Ages) -> tuple[Ages, ...]:
    """Brackets that fill the wanted one without gap or overlap, the widest first; () if none do."""
    low, high = wanted
    starting = [ages for ages in own if ages[0] == low and _ends_within(ages, high)]
    for ages in sorted(starting, key=lambda one: (one[1] is not None, -(one[1] or 0))):
        if ages[1] == high:
            return (ages,)
        if ages[1] is not None and (rest := _tiles(own, (ages[1] + 1, high))):
            return (ages, *rest)
    return ()


def _ends_within(ages: Ages, high: int | None) -> bool:
    return high is None or (ages[1] is not None and ages[1] <= high)


def _cuts(given: Iterable[Part], wanted: Part, sexes: Sexes) -> bool:
    """Whether there are figures of these ages, but wider ones or cut across."""
    if wanted.ages is None:
        return False
    fitting = {wanted.sex} if wanted.sex != sexes.whole else {sexes.whole, *sexes.needed}
    low, high = wanted.ages
    return any(
        part.sex in fitting
        and part.ages is not None
        and part.ages != wanted.ages
        and (high is None or part.ages[0] <= high)
        and (part.ages[1] is None or part.ages[1] >= low)
        for part in given
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more one figure is than the other; in percent of the other unless that is zero."""

    absolute: int
    percent: Fraction | None


def difference(number: int, base: int) -> Difference:
    """From `base` to `number`."""
    return Difference(number - base, Fraction((number - base) * 100, base) if base else None)
