"""What coded texts amount to: how much is said of a theme, where, when, by how many on their own.

    Read       one document that was read: area, period, source, what it is a copy of
    Mention    a theme found in one passage of it, with how specific the passage is

A count of passages alone tells how much was written. So each cell tells documents, sources and
independent sources beside it, and how many documents were read there at all: where nothing was
read, nothing is known, and a cell says so. Copies and quotes of one text are one independent
source (`copies`), that of the first, however many agencies sent them on.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import NamedTuple

Key = tuple[Hashable, ...]


class Known(StrEnum):
    """What a cell stands for. Not read is never nothing."""

    SAID = "said"
    READ_NOTHING_SAID = "read_nothing_said"
    NOT_READ = "not_read"


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read. `origin`: of a copy, who wrote the text that it copies."""

    document: str
    source: str  # who says it: the author agency
    area: str = ""
    period: str = ""
    origin: str = ""

    @property
    def voice(self) -> str:
        """Who says it in the end: what makes it one independent source."""
        return self.origin or self.source


class Mention(NamedTuple):
    """A theme in a passage of a document; `specific` counts who, where, when, how many: 0 to 4.

    `origin`: of a passage that quotes another document, who says it there.
    """

    theme: str
    document: str
    passage: str
    specific: int = 0
    is_first_hand: bool | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What was said of a theme in one place and period, and what was read there at all."""

    passages: tuple[str, ...]  # references, in the order given
    documents: frozenset[str]
    sources: frozenset[str]
    voices: int  # independent sources
    read: int  # documents read there, whatever they say
    specific: float | None  # median of the passages; None where nothing was said
    first_hand: int  # passages of who saw or heard it

    @property
    def known(self) -> Known:
        """Whether something was said, nothing though texts were read, or nothing read."""
        if self.passages:
            return Known.SAID
        return Known.READ_NOTHING_SAID if self.read else Known.NOT_READ


def counted(
    read: Iterable[Read],
    mentions: Iterable[Mention],
    by: Callable[[Read], Iterable[Key]],
    themes: Sequence[str],
) -> dict[tuple[str, Key], Cell]:
    """(theme, place in the table) -> cell, for every theme and place where something was read.

    `by` gives the places of the table in which a document counts, such as [(area, period), (area,
    ALL)]. A mention of a document that was not read is left out.
    """
    reads = {one.document: one for one in read}
    readers: dict[Key, int] = defaultdict(int)
    said: dict[Key, dict[str, list[Mention]]] = {}
    inside: dict[str, list[dict[str, list[Mention]]]] = {}  # by document
    for document, one in reads.items():
        inside[document] = there = []
        for key in by(one):
            readers[key] += 1
            there.append(said.setdefault(key, defaultdict(list)))
    for mention in mentions:
        for by_theme in inside.get(mention.document, ()):
            by_theme[mention.theme].append(mention)
    return {
        (theme, key): _cell(said[key].get(theme, ()), reads, many)
        for theme in themes
        for key, many in readers.items()
    }


def _cell(mentions: Sequence[Mention], reads: Mapping[str, Read], read: int) -> Cell:
    documents = {mention.document: reads[mention.document] for mention in mentions}
    voices = {document: one.voice for document, one in documents.items()}
    return Cell(
        passages=tuple(dict.fromkeys([mention.passage for mention in mentions])),
        documents=frozenset(documents),
        sources=frozenset([one.source for one in documents.values()]),
        voices=len({mention.origin or voices[mention.document] for mention in mentions}),
        read=read,
        specific=median([mention.specific for mention in mentions]) if mentions else None,
        first_hand=sum([mention.is_first_hand is True for mention in mentions]),
    )
