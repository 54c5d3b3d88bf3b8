"""Days by which something is to be done, told from days on which something was."""

from bisect import bisect_left

from himaya.engines.narrative.dates import Dated, dates_in
from himaya.engines.narrative.words import words_of

_NEAR = 3  # words before the day in which the cue may stand
# Folded, in four languages; "to" and "in" alone say nothing.
_CUES = (
    "by before until till deadline due latest",
    "avant dici echeance limite tard jusquau jusqua",
    "antes hasta plazo limite tardar",
    "قبل حتي موعد الموعد النهائي اقصاه غايه",
)
_CUE_WORDS = frozenset(word for cues in _CUES for word in cues.split())


def deadlines_in(text: str, year: int | None = None) -> list[tuple[Dated, bool]]:
    """Each period that a text names, in order, and whether words before it make it a deadline."""
    words = words_of(text)
    found = []
    for one in dates_in(text, year):
        at = bisect_left(words.starts, one.start)
        # What stands on another line may stand in another cell.
        line = bisect_left(words.starts, text.rfind("\n", 0, one.start) + 1)
        before = words.folded[max(at - _NEAR, line) : at]
        found.append((one, not _CUE_WORDS.isdisjoint(before)))
    return found
