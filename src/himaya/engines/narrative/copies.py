"""Copies, near copies and quotes: texts that say the same because one was made from the other.

Exact copies share a hash of their folded words. Near copies share most runs of five words
(shingles); they are found among many by sketches of the smallest hashes (Broder, "On the
resemblance and containment of documents", 1997), in bands. What two texts share word for word over
twelve words or more is a quote: the two are no independent sources of it. Among many texts quotes
are found by winnowing (Schleimer, Wilkerson & Aiken, "Winnowing", SIGMOD 2003): of each eight
neighbouring shingles the smallest is kept, so that twelve common words always keep one in common.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from himaya.engines.narrative.words import Words, folded_text, words_of

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

_RUN = 5  # words to a shingle
_QUOTE = 12  # words to a quote
_WINDOW = _QUOTE - _RUN + 1
_MARKS_WINDOW = 4  # runs of twelve words
_BANDS, _ROWS = (
    32,
    4,
)  # finds pairs that share half of their shingles with 87 %, four fifths with all
_CROWD = 50
_MIXER = np.uint64(0x9E3779B97F4A7C15)  # odd: multiplying by it loses nothing of 64 bits
_HIGH = np.uint64(32)
_KEPT_WORDS = 200_000
NEAR = 0.6  # share of common shingles from which two texts are near copies


def text_print(text: str) -> int:
    """A number of 64 bits that two texts of the same words share."""
    return int.from_bytes(hashlib.blake2b(folded_text(text).encode(), digest_size=8).digest())


def shingles(text: str) -> Hashes:
    """Hashes (s,) of the runs of words of a text, sorted, each once; a short text is one run."""
    return np.unique(_runs(words_of(text)))


def _runs(words: Words, length: int = 0) -> Hashes:
    """Hashes of the runs of words in order; of a text without words one all the same.

    With a `length` that of a shorter text are none.
    """
    each = np.array([_hash(word) for word in words.folded] or [0], np.uint64)
    if length > len(each):
        return np.zeros(0, np.uint64)
    length = length or min(_RUN, len(each))
    made = np.zeros(len(each) - length + 1, np.uint64)
    for at in range(length):
        made = made * _MIXER + each[at : len(each) - length + 1 + at]
    return (made ^ (made >> _HIGH)) * _MIXER


@lru_cache(maxsize=_KEPT_WORDS)
def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())


def resemblance(one: Hashes, other: Hashes) -> float:
    """Share of the shingles of either that both have (Jaccard), from 0 to 1."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


def contained(one: Hashes, other: Hashes) -> float:
    """Share of the shingles of the first that the other has too."""
    return len(np.intersect1d(one, other, assume_unique=True)) / len(one)


@dataclass(frozen=True)
class Pair:
    """Two texts, by their places in the list, and how much alike they are (1: copies)."""

    first: int
    second: int
    resemblance: float


def near_copies(texts: Sequence[str], least: float = NEAR) -> list[Pair]:
    """Pairs of texts with at least that resemblance, in order. Costs O(words), not O(texts²)."""
    sets = [shingles(text) for text in texts]
    keys = np.array([_bands(hashes, _factors()) for hashes in sets], np.uint64)
    asked = {pair for band in keys.reshape(-1, _BANDS).T for pair in _asked(band)}
    pairs = (Pair(a, b, resemblance(sets[a], sets[b])) for a, b in sorted(asked))
    return [pair for pair in pairs if pair.resemblance >= least]


def _asked(keys: Hashes, owners: Places | None = None) -> Iterator[tuple[int, int]]:
    """Pairs of texts with a key in common, to compare; `owners` says whose each key is.

    Of a crowd (one letter sent by hundreds) each is compared with the first only.
    """
    order = np.argsort(keys, kind="stable")
    ends = np.flatnonzero(np.diff(keys[order])) + 1
    begins = np.concatenate([[0], ends])
    many = np.diff(np.concatenate([begins, [len(order)]])) > 1
    for begin in begins[many].tolist():
        end = int(np.searchsorted(ends, begin, side="right"))
        members = order[begin : ends[end] if end < len(ends) else None]
        bucket = sorted(set((members if owners is None else owners[members]).tolist()))
        for at, one in enumerate(bucket[:1] if len(bucket) > _CROWD else bucket):
            for other in bucket[at + 1 :]:
                yield one, other


def _bands(hashes: Hashes, factors: Hashes) -> Hashes:
    """Keys of the bands of a sketch."""
    return _keys(_least(hashes, factors))


def _least(hashes: Hashes, factors: Hashes) -> Hashes:
    """The least value of many orders of the hashes: where texts agree tells how much they share.

    Multiplying by an odd number orders hashes anew by their high bits (multiply-shift).
    """
    least: Hashes = (hashes[:, None] * factors).min(axis=0)
    return least


def _keys(least: Hashes) -> Hashes:
    rows = least.reshape(_BANDS, _ROWS)
    made = np.zeros(_BANDS, np.uint64)
    for row in range(_ROWS):
        made = (made ^ rows[:, row]) * _MIXER
    return made


@lru_cache(maxsize=1)
def _factors() -> Hashes:
    rng = np.random.default_rng(1)
    return rng.integers(1, 1 << 63, _BANDS * _ROWS, np.uint64) | np.uint64(1)


def sketch(text: str) -> bytes:
    """What to keep of a text to find its near copies by, 1 KB; no word can be read out of it.

    Its numbers tell whether a guessed sentence of a short text is in it: keep it as the text.
    """
    return _least(shingles(text), _factors()).tobytes()


def sketch_keys(kept: bytes) -> list[int]:
    """Numbers of 64 bits with a sign: texts with none in common are no near copies."""
    return [int(key) for key in _keys(np.frombuffer(kept, np.uint64)).view(np.int64)]


def likeness(one: bytes, other: bytes) -> float:
    """Resemblance of two texts as their sketches tell it: within .09 of it nineteen times of 20."""
    agree = np.frombuffer(one, np.uint64) == np.frombuffer(other, np.uint64)
    return float(agree.mean())


def independent(texts: Sequence[str], least: float = NEAR) -> list[int]:
    """The place of the first text that each one copies, or its own: as many sources as places."""
    first = list(range(len(texts)))
    for pair in near_copies(texts, least):
        root = min(_root(first, pair.first), _root(first, pair.second))
        first[_root(first, pair.first)] = first[_root(first, pair.second)] = root
    return [_root(first, number) for number in range(len(texts))]


def _root(first: list[int], number: int) -> int:
    while first[number] != number:
        number = first[number]
    return number


@dataclass(frozen=True)
class Quote:
    """The same words in two texts, [start, end) in each."""

    start: int
    end: int
    other_start: int
    other_end: int


def quotes(text: str, other: str, least: int = _QUOTE) -> list[Quote]:
    """What the first text shares word for word with the other, over at least so many words."""
    mine, theirs = words_of(text), words_of(other)
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(theirs) - least + 1):
        where[theirs.folded[at : at + least]].append(at)
    found = []
    at = 0
    while at <= len(mine) - least:
        starts = where.get(mine.folded[at : at + least], ())
        if not starts:
            at += 1
            continue
        begin, length = max(
            ((start, _shared(mine, theirs, at, start)) for start in starts), key=lambda one: one[1]
        )
        found.append(
            Quote(
                mine.starts[at],
                mine.ends[at + length - 1],
                theirs.starts[begin],
                theirs.ends[begin + length - 1],
            )
        )
        at += length
    return found


@dataclass(frozen=True)
class Copied:
    """A quote between two texts of a list, by their places in it."""

    first: int
    second: int
    quote: Quote


def copied_passages(texts: Sequence[str]) -> list[Copied]:
    """What any two of many texts share word for word over twelve words or more, in order.

    A run that more than fifty texts have is taken for a form's own words and leads to the first
    only. Costs O(words) and a comparison for each pair that shares something.
    """
    kept = [_winnowed(_runs(words_of(text))) for text in texts]
    owners = np.repeat(np.arange(len(kept)), [len(one) for one in kept])
    keys = np.concatenate(kept) if kept else np.zeros(0, np.uint64)
    return [
        Copied(one, other, quote)
        for one, other in sorted(set(_asked(keys, owners)))
        for quote in quotes(texts[one], texts[other])
    ]


def quote_marks(text: str) -> bytes:
    """What to keep of a passage to find quotes by: 8 bytes for some three words of it.

    Of its runs of twelve words the smallest of each four neighbouring hashes: two passages with one
    in common share these twelve words, and what shares fifteen has one in common. As of `sketch`,
    no word can be read out of it, and a guessed sentence can be tried: keep it as the text.
    """
    runs = _runs(words_of(text), _QUOTE)
    return _winnowed(runs, _MARKS_WINDOW).tobytes() if len(runs) else b""


def quoted_first(kept: Sequence[bytes], documents: Sequence[int]) -> list[int]:
    """The place of the passage that each one quotes, or its own: as many as speak on their own.

    Passages come in the order in which they were written, each with its document and its
    `quote_marks`. What a passage shares with earlier ones of other documents it has from the first
    of them, and that from whom it quotes in turn; a document does not quote itself. Costs a sort;
    of each mark as many bits count as the number of passages leaves of 64.
    """
    marks = np.frombuffer(b"".join(kept), np.uint64)
    lengths = [len(one) // marks.itemsize for one in kept]
    # A mark and whose it is in one number, so that one plain sort brings the same together.
    width = np.uint64(max(1, len(kept).bit_length()))
    packed = (marks >> width << width) | np.repeat(np.arange(len(kept), dtype=np.uint64), lengths)
    packed.sort()
    marks, owners = (
        packed >> width,
        (packed & ((np.uint64(1) << width) - np.uint64(1))).view(np.int64),
    )
    begins = np.flatnonzero(np.diff(marks, prepend=marks[:1] + np.uint64(1)))
    firsts = np.repeat(owners[begins], np.diff(begins, append=len(marks)))
    whose = np.asarray(documents, np.int64)
    quoting = whose[owners] != whose[firsts]
    first = np.arange(len(kept))
    np.minimum.at(first, owners[quoting], firsts[quoting])
    while not np.array_equal(first[first], first):
        first = first[first]
    return [int(one) for one in first]


def _winnowed(runs: Hashes, window: int = _WINDOW) -> Hashes:
    """The smallest of each so many neighbouring hashes, each once."""
    if len(runs) <= window:
        return np.array([runs.min()], np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(runs, window)
    least: Hashes = windows.min(axis=1)
    return np.unique(least)


def _shared(mine: Words, theirs: Words, at: int, start: int) -> int:
    length = 0
    while (
        at + length < len(mine)
        and start + length < len(theirs)
        and mine.folded[at + length] == theirs.folded[start + length]
    ):
        length += 1
    return length
