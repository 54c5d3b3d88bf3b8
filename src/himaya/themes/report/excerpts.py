"""What is quoted of a long passage: whole sentences or cells around the words of its theme."""

import re
from collections.abc import Sequence
from itertools import pairwise

from himaya.engines.narrative.passages import sentences_of
from himaya.library.texts import ReadText
from himaya.themes.coding.showing import Shown, shown
from himaya.themes.models import Passage

LONGEST = 400  # characters of one quotation
CUT = "…"
_CELL = re.compile(r"[\t\n]+|(?=<li[\s>])", re.IGNORECASE)  # an item of a list too
_MARGIN = 20  # of the words before the first cause, where one sentence alone is too long
Span = tuple[int, int]


def around(read: ReadText, passage: Passage, causes: Sequence[Span]) -> list[Shown]:
    """The passage as it is shown; of one longer than LONGEST only what is `window`."""
    start, end = window(read.text, (passage.start, passage.end), causes)
    parts = shown(read, Passage(start=start, end=end))
    before = [Shown(f"{CUT} ")] if start > passage.start else []
    after = [Shown(f" {CUT}")] if end < passage.end else []
    return [*before, *parts, *after]


def window(text: str, whole: Span, causes: Sequence[Span]) -> Span:
    """Sentences or cells that stand together, with most of the causes; LONGEST at most."""
    if whole[1] - whole[0] <= LONGEST:
        return whole
    pieces = _pieces(text, *whole)
    counts = [sum(low < end and high > start for low, high in causes) for start, end in pieces]
    first = last = counts.index(max(counts))
    if pieces[first][1] - pieces[first][0] > LONGEST:
        return _within(text, pieces[first], causes)
    while True:
        # What follows explains a sentence more often than what stands before it.
        if last + 1 < len(pieces) and pieces[last + 1][1] - pieces[first][0] <= LONGEST:
            last += 1
        elif first > 0 and pieces[last][1] - pieces[first - 1][0] <= LONGEST:
            first -= 1
        else:
            return pieces[first][0], pieces[last][1]


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """Sentences and cells without the space around them."""
    edges = [start, *(match.end() for match in _CELL.finditer(text, start, end)), end]
    found = [
        one for low, high in pairwise(edges) if low < high for one in sentences_of(text, low, high)
    ]
    trimmed = [(low, low + len(text[low:high].rstrip())) for low, high in found]
    return [(low, high) for low, high in trimmed if low < high] or [(start, end)]


def _within(text: str, piece: Span, causes: Sequence[Span]) -> Span:
    """Whole words of one that is too long, from a little before its first cause."""
    start, end = piece
    cause = min((low for low, high in causes if low < end and high > start), default=start)
    begin = max(start, min(cause - _MARGIN, end - LONGEST))
    if begin > start:
        begin = text.find(" ", begin, cause) + 1 or begin
    until = min(end, begin + LONGEST)
    if until < end:
        space = text.rfind(" ", cause, until)
        until = space if space > cause else until
    return begin, until
