"""What figures must have in common before they are added up; a refusal names every reason.

Figures of unlike definitions, groups or days add up to nothing; a whole beside its parts, two
sources of one figure, and an area beside one inside it would be counted twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why figures are not added up. Codes; the page has the sentences."""

    UNLIKE = "unlike"  # answers differ that must be the same
    WHOLE = "whole"  # a figure of all beside figures of parts
    SCHEME = "scheme"  # parts of schemes that cut differently
    PLACES = "places"  # places of several levels
    TWICE = "twice"  # two figures of the very same


@dataclass(frozen=True, slots=True)
class Unlike:
    """One reason, and the question it is about ("" for none)."""

    reason: Reason
    key: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked at, by key.

    `same` must agree, of several the first that is answered; the last names them. `wholes`: the
    answer that holds all others. `schemes`: a scheme, and the key whose parts it cuts. `once`:
    what names one figure, where that may stand once only. `one_level`: places of several admin
    levels may lie in one another.
    """

    same: tuple[tuple[str, ...], ...]
    wholes: Mapping[str, str]
    schemes: Mapping[str, str]
    once: tuple[str, ...]
    one_level: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that is looked at, each once."""
        same = [key for several in self.same for key in several]
        return tuple(dict.fromkeys([*same, *self.wholes, *self.schemes, *self.once]))


@dataclass(frozen=True, slots=True)
class Kind:
    """Figures with the same answers, and how many there are.

    A key without answer is None; one that may not be looked at is not among them.
    """

    answers: Mapping[str, str | None]
    place: str
    level: int | None
    figures: int = 1


def unlike(kinds: Iterable[Kind], terms: Terms) -> tuple[Unlike, ...]:
    """Every reason why these may not be added up, in a steady order; none for a single figure."""
    listed = list(kinds)
    if sum(kind.figures for kind in listed) <= 1:
        return ()
    found = [
        Unlike(Reason.UNLIKE, several[-1])
        for several in terms.same
        if len({_first(kind, several) for kind in listed}) > 1 or not _is_open(listed, several)
    ]
    for key, whole in terms.wholes.items():
        answers = {kind.answers.get(key) for kind in listed}
        if whole in answers and len(answers) > 1:
            found.append(Unlike(Reason.WHOLE, key))
    for scheme, key in terms.schemes.items():
        parts = [kind for kind in listed if kind.answers.get(key) != terms.wholes.get(key)]
        if len({kind.answers.get(scheme) for kind in parts}) > 1:
            found.append(Unlike(Reason.SCHEME, scheme))
    if terms.one_level and len({kind.level for kind in listed}) > 1:
        found.append(Unlike(Reason.PLACES))
    if not found and terms.once and _twice(listed, terms):
        found.append(Unlike(Reason.TWICE))
    return tuple(found)


def _is_open(kinds: Iterable[Kind], keys: Sequence[str]) -> bool:
    """Whether anything is known of the answers: what nobody may look at is not taken for alike."""
    return any(key in kind.answers for kind in kinds for key in keys)


def _first(kind: Kind, keys: Sequence[str]) -> tuple[str, str] | None:
    """Which of the keys is answered first, and how: a code is no wording."""
    return next(((key, told) for key in keys if (told := kind.answers.get(key))), None)


def _twice(kinds: Iterable[Kind], terms: Terms) -> bool:
    seen: dict[tuple[object, ...], int] = {}
    for kind in kinds:
        one = (kind.place, *(kind.answers.get(key) for key in terms.once))
        seen[one] = seen.get(one, 0) + kind.figures
    return any(count > 1 for count in seen.values())
