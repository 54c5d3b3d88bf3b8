"""The Admiralty code helped: a grade proposed with its reasons, and how far two grades differ.

Source reliability A to F and information credibility 1 to 6 (NATO AJP-2.1). A person grades. What
is proposed follows what the texts show and never goes further: that other sources tell of the same
theme, place and time makes news likely, not confirmed (2, not 1), since only a person sees whether
they tell of the same event; doubtful and improbable (4, 5) and unreliable (D, E) are a person's
judgement of contradictions and of a record. F and 6 say that nothing is known: they are not bad.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from himaya.engines.narrative.quality import Credibility, Reliability

LEAST_BEFORE = 3  # earlier documents of a source that were graded, before they propose anything
_SPECIFIC = 2  # of who, where, when and how many
_FRESH, _OLD = 31, 183  # days
_UNKNOWN = {Reliability.UNKNOWN, Credibility.UNKNOWN}


class Ground(StrEnum):
    """Why something is proposed, or what speaks for and against it."""

    SOURCE_UNNAMED = "source_unnamed"
    SOURCE_NEW = "source_new"
    SOURCE_BEFORE = "source_before"
    OTHERS = "others"
    ALONE = "alone"
    FIRST_HAND = "first_hand"
    HEARSAY = "hearsay"
    SPECIFIC = "specific"
    VAGUE = "vague"
    FRESH = "fresh"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a document before anybody grades it.

    `specific`: median of who, where, when and how many over its passages. `others`: independent
    sources that tell of the same themes in the same place and time. `before`: how often each
    letter was given to earlier documents of its source. `days_old`: from what it tells to its
    coming in; None where its period is not known.
    """

    passages: int = 0
    first_hand: int = 0
    hearsay: int = 0
    specific: float = 0
    others: int = 0
    days_old: int | None = None
    is_source_named: bool = True
    before: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A grade for a person to take or leave; each ground with the number that it speaks of."""

    reliability: Reliability
    credibility: Credibility
    grounds: tuple[tuple[Ground, int], ...]

    @property
    def grade(self) -> str:
        """Both together, such as B2."""
        return f"{self.reliability}{self.credibility}"


def proposed(signals: Signals) -> Proposed:
    """What the signals speak for; F6 where they say nothing."""
    reliability, of_source = _reliability(signals)
    credibility = _credibility(signals)
    return Proposed(reliability, credibility, (of_source, *_grounds(signals)))


def _reliability(signals: Signals) -> tuple[Reliability, tuple[Ground, int]]:
    if not signals.is_source_named:
        return Reliability.UNKNOWN, (Ground.SOURCE_UNNAMED, 0)
    letters = sorted(
        letter
        for letter, many in signals.before.items()
        for _ in range(many)
        if letter not in _UNKNOWN
    )
    if len(letters) < LEAST_BEFORE:
        return Reliability.UNKNOWN, (Ground.SOURCE_NEW, len(letters))
    # The lower of the two in the middle: a grade is not rounded up.
    return Reliability(letters[len(letters) // 2]), (Ground.SOURCE_BEFORE, len(letters))


def _credibility(signals: Signals) -> Credibility:
    if signals.others:
        return Credibility.PROBABLE
    is_seen = signals.first_hand > signals.hearsay
    if is_seen and signals.specific >= _SPECIFIC:
        return Credibility.POSSIBLE
    return Credibility.UNKNOWN


def _grounds(signals: Signals) -> Iterable[tuple[Ground, int]]:
    yield (Ground.OTHERS, signals.others) if signals.others else (Ground.ALONE, 0)
    if signals.first_hand:
        yield Ground.FIRST_HAND, signals.first_hand
    if signals.hearsay:
        yield Ground.HEARSAY, signals.hearsay
    if signals.passages:
        is_specific = signals.specific >= _SPECIFIC
        yield (Ground.SPECIFIC if is_specific else Ground.VAGUE), round(signals.specific)
    if signals.days_old is not None and not _FRESH < signals.days_old < _OLD:
        yield (Ground.FRESH if signals.days_old <= _FRESH else Ground.OLD), signals.days_old


@dataclass(frozen=True, slots=True)
class Difference:
    """How far grades of one thing lie apart: steps from A to E and from 1 to 5.

    `unjudged`: one says that it cannot be judged (F, 6) where another judges. That is no step.
    """

    reliability: int
    credibility: int
    unjudged: bool

    def __bool__(self) -> bool:
        """Whether they differ at all."""
        return bool(self.reliability or self.credibility or self.unjudged)


def difference(grades: Iterable[str]) -> Difference:
    """Of grades as B2; of one or none there is no difference."""
    given = list(grades)
    letters = {grade[0] for grade in given}
    digits = {grade[1] for grade in given}
    return Difference(
        _steps(letters - _UNKNOWN),
        _steps(digits - _UNKNOWN),
        any(_UNKNOWN & said and said - _UNKNOWN for said in (letters, digits)),
    )


def _steps(said: set[str]) -> int:
    return ord(max(said)) - ord(min(said)) if said else 0
