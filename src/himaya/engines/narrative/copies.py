"""Copies, near copies and quotes: texts that say the same because one was made from the other.

Exact copies share a hash of their folded words. Near copies share most runs of five words
(shingles); they are found among many by sketches of the smallest hashes (Broder, "On the
resemblance and containment of documents", 1997), in bands. What two texts share word for word over
twelve words or more is a quote: the two are no independent sources of it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from himaya.engines.narrative.words import Words, folded_text, words_of

Hashes = npt.NDArray[np.uint64]

_RUN = 5  # words to a shingle
_QUOTE = 12  # words to a quote
_BANDS, _ROWS = (
    32,
    4,
)  # finds pairs that share half of their shingles with 87 %, four fifths with all
_CROWD = 50
_MERSENNE = np.uint64((1 << 61) - 1)
NEAR = 0.6  # share of common shingles from which two texts are near copies


def text_print(text: str) -> int:
    """A number of 64 bits that two texts of the same words share."""
    return int.from_bytes(hashlib.blake2b(folded_text(text).encode(), digest_size=8).digest())


def shingles(text: str, run: int = _RUN) -> Hashes:
    """Hashes (s,) of the runs of words of a text, sorted, each once; a short text is one run."""
    words = words_of(text).folded
    runs = {" ".join(words[at : at + run]) for at in range(max(1, len(words) - run + 1))}
    return np.unique(np.array([_hash(one) for one in runs], np.uint64))


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 4


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
    rng = np.random.default_rng(1)
    factors = rng.integers(1, 1 << 31, _BANDS * _ROWS, np.uint64)
    added = rng.integers(0, 1 << 31, _BANDS * _ROWS, np.uint64)
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for number, hashes in enumerate(sets):
        for band, key in enumerate(_bands(hashes, factors, added)):
            buckets[band, key].append(number)
    asked = {pair for bucket in buckets.values() for pair in _asked(bucket)}
    pairs = (Pair(a, b, resemblance(sets[a], sets[b])) for a, b in sorted(asked))
    return [pair for pair in pairs if pair.resemblance >= least]


def _asked(bucket: list[int]) -> Iterator[tuple[int, int]]:
    """Pairs to compare; of a crowd (one letter sent by hundreds) each with the first only."""
    for at, one in enumerate(bucket[:1] if len(bucket) > _CROWD else bucket):
        for other in bucket[at + 1 :]:
            yield one, other


def _bands(hashes: Hashes, factors: Hashes, added: Hashes) -> list[bytes]:
    """Keys of the bands of a sketch: the least value of many orders of the hashes."""
    low = (hashes & np.uint64(0x3FFFFFFF))[:, None]
    spread = (low * factors + added + (hashes >> np.uint64(30))[:, None]) % _MERSENNE
    sketch = spread.min(axis=0)
    return [sketch[band * _ROWS : (band + 1) * _ROWS].tobytes() for band in range(_BANDS)]


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


def _shared(mine: Words, theirs: Words, at: int, start: int) -> int:
    length = 0
    while (
        at + length < len(mine)
        and start + length < len(theirs)
        and mine.folded[at + length] == theirs.folded[start + length]
    ):
        length += 1
    return length
