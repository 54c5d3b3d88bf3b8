"""A passage as the page shows it: identities masked, the words that caused a suggestion marked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from himaya.engines.narrative.passages import sentences_of
from himaya.library.texts import ReadText
from himaya.themes.models import Passage, Suggestion
from himaya.themes.wording import IDENTITIES

_STYLE = re.compile(
    r"</?(?:b|i|u|em|strong|sup|sub|span|font|small|a)(?:\s[^<>]*)?>", re.IGNORECASE
)
_ITEM = re.compile(r"<li(?:\s[^<>]*)?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:ul|ol|li|p|br|hr|div|table|thead|tbody|tr|td|th|h[1-6])(?:\s[^<>]*|\s*/)?>",
    re.IGNORECASE,
)
_SPACES = re.compile(" {2,}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a passage: its words, or of an identity only what it is; whether it is marked."""

    text: str
    is_masked: bool = False
    is_marked: bool = False


def shown(read: ReadText, passage: Passage, places: Iterable[tuple[int, int]] = ()) -> list[Shown]:
    """The passage in parts. What points to a person is never in any of them."""
    cuts = {passage.start, passage.end}
    masked = [
        (max(one.start, passage.start), min(one.end, passage.end), one.kind)
        for one in read.identities
        if one.start < passage.end and one.end > passage.start
    ]
    marked = [
        (max(start, passage.start), min(end, passage.end))
        for start, end in places
        if start < passage.end and end > passage.start
    ]
    for start, end in (*marked, *((low, high) for low, high, _kind in masked)):
        cuts |= {start, end}
    edges = sorted(cuts)
    parts: list[Shown] = []
    for start, end in pairwise(edges):
        hidden = next((kind for low, high, kind in masked if low <= start < high), None)
        if hidden is not None:
            if not any(low < start < high for low, high, _ in masked):
                parts.append(Shown(str(IDENTITIES[hidden]), is_masked=True))
        else:
            is_marked = any(low <= start < high for low, high in marked)
            parts.append(Shown(without_tags(read.text[start:end]), is_marked=is_marked))
    return parts


def without_tags(text: str) -> str:
    """Words without tags of a web page's layout, which plain text files keep of their source.

    Only what is shown: the text itself stays as it was read, and with it all places in it.
    """
    if "<" not in text:
        return text
    return _SPACES.sub(" ", _TAG.sub(" ", _ITEM.sub(" • ", _STYLE.sub("", text))))


def places_of(suggestions: Sequence[Suggestion]) -> list[tuple[int, int]]:
    """Where the words stand that caused these suggestions."""
    return [
        (start, end)
        for one in suggestions
        for _kind, _said, _weight, places in one.reasons
        for start, end in places
    ]


def terms_of(suggestion: Suggestion) -> list[str]:
    """Terms of the lexicon that caused it, as written there."""
    return [said for kind, said, _weight, _places in suggestion.reasons if kind == "term"]


def cuts_in(read: ReadText, passage: Passage) -> list[dict[str, Any]]:
    """Where a passage may be split: between its sentences, by the words that would come second."""
    starts = [start for start, _ in sentences_of(read.text, passage.start, passage.end)][1:]
    found = []
    for start in starts:
        rest = Passage(start=start, end=min(passage.end, start + 60))
        words = "".join(part.text for part in shown(read, rest))
        found.append({"at": start, "words": words})
    return found
