"""Passages as sparse rows: words and pairs of words weighed by rarity, and what the lexicon says.

Weights are (1 + ln tf) · idf, each row of length 1 (Salton & Buckley, "Term-weighting approaches in
automatic text retrieval", 1988). Numbers are left out, and so is what stands in fewer than
two passages, which is where names and spelling mistakes live.
"""

import math
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from himaya.engines.narrative.languages import also_spoken, language_of
from himaya.engines.narrative.lexicon import LexiconHit, LexiconMatcher, joined_hits
from himaya.engines.narrative.linear import Floats, Sparse
from himaya.engines.narrative.stemming import stem
from himaya.engines.narrative.words import Words, words_of

LEAST_PASSAGES = 2
MOST_FEATURES = 200_000
MOST_WEIGHTS = 120_000_000  # features times themes: half a gigabyte
_DIGIT = re.compile("[0-9]")


def terms_of(words: Words, language: str) -> list[str]:
    """Stems and neighbouring pairs of stems of a passage, with repeats; no numbers."""
    stems = [stem(word, language) for word in words.folded if not _DIGIT.search(word)]
    return stems + [f"{one} {other}" for one, other in pairwise(stems)]


@dataclass(frozen=True)
class Vocabulary:
    """Features in order, and the rarity (v,) of each."""

    places: dict[str, int]
    rarities: Floats

    def __len__(self) -> int:
        return len(self.places)


def vocabulary_of(passages: Iterable[Sequence[str]], themes: int = 1) -> Vocabulary:
    """Features of at least two passages; only the commonest where weights grow too many."""
    counts: Counter[str] = Counter()
    total = 0
    for terms in passages:
        counts.update(set(terms))
        total += 1
    kept = [(term, count) for term, count in counts.items() if count >= LEAST_PASSAGES]
    kept.sort(key=lambda item: (-item[1], item[0]))
    kept = kept[: min(MOST_FEATURES, MOST_WEIGHTS // themes - themes - 1)]
    rarities = [math.log((1 + total) / (1 + count)) + 1.0 for _, count in kept]
    return Vocabulary({term: i for i, (term, _) in enumerate(kept)}, np.array(rarities))


@dataclass(frozen=True)
class Analysed:
    """A passage as the suggesters look at it: its language, words and lexicon hits."""

    text: str
    language: str
    words: Words
    hits: tuple[LexiconHit, ...]


def analysed(text: str, language: str | None, matcher: LexiconMatcher) -> Analysed:
    """Find words, language (told from the text where it is not given) and lexicon hits."""
    words = words_of(text)
    spoken = language or language_of(text, words).language
    hits = matcher.hits(text, spoken, words)
    if second := also_spoken(text, spoken):
        hits = joined_hits(hits, matcher.hits(text, second, words))
    return Analysed(text, spoken, words, tuple(hits))


def lexicon_scores(passages: Sequence[Analysed], codes: Sequence[str]) -> Floats:
    """What the lexicon says (n, m), from 0 to 1."""
    places = {code: place for place, code in enumerate(codes)}
    scores = np.zeros((len(passages), len(codes)))
    for row, passage in enumerate(passages):
        for hit in passage.hits:
            if hit.theme in places:
                scores[row, places[hit.theme]] = hit.score
    return scores


def beliefs_of(scores: Floats) -> Floats:
    """Margins before anything is learned: -1 where the lexicon is silent, towards 1 where sure."""
    made: Floats = 2.0 * scores - 1.0
    return made


def rows_of(terms: Iterable[Sequence[str]], vocabulary: Vocabulary, scores: Floats) -> Sparse:
    """Sparse rows (n, v + m + 1): features, then the lexicon's scores, then a constant of 1."""
    starts, columns, values = [0], array("i"), array("f")
    width, themes = len(vocabulary), scores.shape[1]
    places, rarities = vocabulary.places, vocabulary.rarities.tolist()
    for row, said in enumerate(terms):
        mine = [places[term] for term in said if term in places]
        weighed = [(1.0 + math.log(n)) * rarities[place] for place, n in Counter(mine).items()]
        length = math.sqrt(math.fsum(value * value for value in weighed)) or 1.0
        columns.extend(dict.fromkeys(mine))
        values.extend(value / length for value in weighed)
        for theme in np.flatnonzero(scores[row]).tolist():
            columns.append(width + theme)
            values.append(scores[row, theme])
        columns.append(width + themes)
        values.append(1.0)
        starts.append(len(columns))
    return Sparse(
        np.array(starts, np.int64),
        np.frombuffer(columns, np.int32).copy() if columns else np.zeros(0, np.int32),
        np.frombuffer(values, np.float32).copy() if values else np.zeros(0, np.float32),
        width + themes + 1,
    )
