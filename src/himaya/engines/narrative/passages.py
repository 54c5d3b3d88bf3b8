"""A text cut into passages whose offsets hold for good, since the original is never changed.

A passage is a paragraph; a long one is cut between sentences. The unit of coding is the excerpt, as
in the field's practice (The DEEP: about 65 words an entry).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from himaya.engines.narrative.languages import (
    UNKNOWN,
    is_in_script_of,
    language_of,
    script_spans,
)
from himaya.engines.narrative.words import words_of

MOST_WORDS = 120  # a paragraph with more is cut between its sentences
_SURE = 0.3  # below this a passage takes the language of the text around it
_PARAGRAPH = re.compile(r"(?:\r?\n[ \t\u00a0]*){2,}|\f|\n(?=[ \t]*(?:[-*•▪◦–]|\d{1,3}[.)])[ \t])")
# An end of sentence: sign, closing quotes, space, then no small Latin letter.
_SENTENCE = re.compile(r"(?<=[.!?؟۔…])[\"'»”’)\]]*\s+(?![a-zà-ÿ])")
_NO_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|Nos|Art|art|para|p|pp|e\.g|i\.e|cf|vs|Sr|Sra|Lic|M|Mme|etc|approx|env)"
    r"|\b[A-Z])\.$"
)


@dataclass(frozen=True)
class Passage:
    """Where a passage stands in its text, [start, end) in code points, and its language."""

    number: int
    start: int
    end: int
    text: str
    language: str


def passages_of(text: str, language: str | None = None, most: int = MOST_WORDS) -> list[Passage]:
    """Cut a text into passages of at most about `most` words, blank ones left out.

    With `language` all in its script have it; without, each is told by itself, and a passage too
    short to tell takes that of the whole text. Arabic inside a Latin paragraph, or the other way
    round, is a passage of its own. `text[p.start:p.end] == p.text` holds for every passage.
    """
    around = language or language_of(text).language
    found: list[Passage] = []
    for start, end in _spans(text, most):
        piece = text[start:end]
        is_given = language is not None and is_in_script_of(piece, language)
        told = around if is_given else _told(piece, around)
        found.append(Passage(len(found), start, end, piece, told))
    return found


def _told(piece: str, around: str) -> str:
    guess = language_of(piece)
    is_sure = guess.confidence >= _SURE or around == UNKNOWN or not is_in_script_of(piece, around)
    return guess.language if is_sure else around


def _spans(text: str, most: int) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in [*_PARAGRAPH.finditer(text), None]:
        until = match.start() if match else len(text)
        for first, last in script_spans(text, begin, until):
            yield from _cut(text, first, last, most)
        begin = match.end() if match else until


def _cut(text: str, start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    """One paragraph, in pieces of whole sentences."""
    if len(text[start:end].split()) <= most:
        yield from _trimmed(text, start, end)
        return
    held, count = start, 0
    for first, last in sentences_of(text, start, end):
        words = len(words_of(text[first:last]))
        if count and count + words > most:
            yield from _trimmed(text, held, first)
            held, count = first, 0
        count += words
    yield from _trimmed(text, held, end)


def sentences_of(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences between `start` and `end`; abbreviations end none."""
    end = len(text) if end is None else end
    begin = start
    for match in _SENTENCE.finditer(text, start, end):
        if _NO_END.search(text, max(start, match.start() - 8), match.start()):
            continue
        yield begin, match.end()
        begin = match.end()
    if begin < end:
        yield begin, end


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    kept = len(piece.strip())
    if kept:
        yield start + left, start + left + kept
