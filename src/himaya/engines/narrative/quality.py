"""How much a passage can bear: first-hand or not, specific, fresh, confirmed by others.

Signals, never a verdict: source reliability and information credibility (the Admiralty code, six by
six) are set by a person, who is told what was found (`grading`). Words of hearsay and of seeing are
listed in four languages; where neither is found the answer is that it is not known.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from himaya.engines.narrative.dates import dates_in
from himaya.engines.narrative.entities import entities_in
from himaya.engines.narrative.places import Gazetteer
from himaya.engines.narrative.saying import HEARD, NUMBER_WORDS, SEEN, WHO
from himaya.engines.narrative.words import folded_text, words_of

_ENOUGH_WORDS = 15
_FIGURE = re.compile(r"\d+")


class Reliability(StrEnum):
    """Of the source, by a person (NATO AJP-2.1: the Admiralty code)."""

    RELIABLE = "A"
    USUALLY = "B"
    FAIRLY = "C"
    NOT_USUALLY = "D"
    UNRELIABLE = "E"
    UNKNOWN = "F"


class Credibility(StrEnum):
    """Of the information, by a person."""

    CONFIRMED = "1"
    PROBABLE = "2"
    POSSIBLE = "3"
    DOUBTFUL = "4"
    IMPROBABLE = "5"
    UNKNOWN = "6"


@dataclass(frozen=True)
class Quality:
    """Signals of one passage. `first_hand` is None where nothing tells."""

    first_hand: bool | None
    has_who: bool
    has_where: bool
    has_when: bool
    has_how_many: bool
    is_long_enough: bool
    has_identifiers: bool
    days_old: int | None

    @property
    def specific(self) -> int:
        """How many of who, where, when and how many are said, from 0 to 4."""
        return sum((self.has_who, self.has_where, self.has_when, self.has_how_many))


def quality(
    text: str,
    language: str,
    gazetteer: Gazetteer | None = None,
    today: dt.date | None = None,
) -> Quality:
    """Signals of a passage; `where` needs a list of places, `days_old` the day it is read on."""
    folded = f" {folded_text(text)} "
    days = dates_in(text, today.year if today else None)
    past = [one.last for one in days if today is None or one.last <= today]
    free = _without(text, [(one.start, one.end) for one in days])
    return Quality(
        first_hand=_first_hand(folded, language),
        has_who=_says(folded, WHO, language),
        has_where=bool(gazetteer and gazetteer.places_in(text)),
        has_when=bool(days),
        has_how_many=bool(_FIGURE.search(free)) or not NUMBER_WORDS.isdisjoint(folded.split()),
        is_long_enough=len(words_of(text)) >= _ENOUGH_WORDS,
        has_identifiers=bool(entities_in(text)),
        days_old=(today - max(past)).days if today and past else None,
    )


def _first_hand(folded: str, language: str) -> bool | None:
    """Hearsay outweighs seeing: a team that visited may pass on what others told."""
    if _says(folded, HEARD, language):
        return False
    return True if _says(folded, SEEN, language) else None


def _says(folded: str, table: Mapping[str, str], language: str) -> bool:
    return any(f" {cue} " in folded for cue in table.get(language, "").split("|") if cue)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)
