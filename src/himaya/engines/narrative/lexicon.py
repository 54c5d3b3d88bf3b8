"""Finding the terms of a framework in a passage: which themes they speak for, where, and how much.

A strong term found makes a theme likely by itself, a weak one makes it possible; several add up as
independent witnesses (noisy-or; Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, §4.3).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from himaya.engines.narrative.denial import cue_places, is_denied
from himaya.engines.narrative.framework import Framework
from himaya.engines.narrative.linear import Floats
from himaya.engines.narrative.stemming import arabic_inflected, stem
from himaya.engines.narrative.terms import SMALL, Key, Phrase, parse_term
from himaya.engines.narrative.verbs import forms_of, without_clitics
from himaya.engines.narrative.vocabulary import lexicons_of
from himaya.engines.narrative.words import Words, words_of

STRONG, WEAK = 0.75, 0.2  # how much one witness is trusted
NAMED = 0.63  # a strong term that only the name of its theme speaks for (`vocabulary`)
SUGGESTED, POSSIBLE = 0.5, 0.15  # from here a theme is suggested, from here "not sure"
# What a score was worth on coded texts of three kinds: witnesses depend on one another, and a weak
# one beside a strong one adds nothing.
_SCORES = (0.0, WEAK, 0.36, 0.49, SUGGESTED, STRONG, 0.84, 0.94, 1.0)
_WORTH = (0.0, 0.12, 0.2, 0.25, 0.45, 0.7, 0.72, 0.88, 0.95)
_KEPT_WORDS = 300_000
_CORES = range(4, 7)  # letters of a core
# Arabic writes "and", "with", "for", "so", "like" as one letter in front; longer words may have it.
_PREFIXED = {"و": 3, "ب": 4, "ل": 4, "ف": 4, "ك": 4}

Span = tuple[int, int]  # places of words, [first, after)


@dataclass(frozen=True)
class Found:
    """A term found in a passage: as written in the lexicon, and where, [start, end) in the text."""

    term: str
    weight: float
    places: tuple[tuple[int, int], ...]
    is_denied: bool = False


@dataclass(frozen=True)
class LexiconHit:
    """What the lexicon says of one theme in one passage; the score is from 0 to 1."""

    theme: str
    score: float
    found: tuple[Found, ...]


@dataclass(frozen=True)
class _TermOf:
    """A term at work: all `phrases` speak for the theme with this number."""

    theme: int
    written: str
    weight: float
    phrases: tuple[int, ...]


@dataclass
class _Matcher:
    """The terms of all themes in one language, ready to be found in one pass over the words."""

    language: str
    phrases: list[Phrase] = field(default_factory=list)
    terms: list[_TermOf] = field(default_factory=list)
    unless: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    _numbers: dict[Phrase, int] = field(default_factory=dict)
    _keys: dict[Key, int] = field(default_factory=dict)
    _places: list[list[frozenset[int]]] = field(default_factory=list)
    _starting: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _terms_of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _beginnings: tuple[int, int] = (0, -1)
    _verbs: dict[str, list[Key]] = field(default_factory=lambda: defaultdict(list))
    _of_word: dict[str, tuple[frozenset[int], tuple[int, ...]]] = field(default_factory=dict)

    def add(self, theme: int, written: str, weight: float) -> None:
        term = parse_term(written, self.language)
        numbers = tuple(self._number(phrase) for phrase in term.phrases)
        if weight:
            for number in dict.fromkeys(numbers):
                self._terms_of[number].append(len(self.terms))
            self.terms.append(_TermOf(theme, written, weight, numbers))
        else:
            self.unless[theme].update(numbers)

    def _number(self, phrase: Phrase) -> int:
        if phrase in self._numbers:
            return self._numbers[phrase]
        number = self._numbers[phrase] = len(self.phrases)
        self.phrases.append(phrase)
        places = [frozenset(self._key(key) for key in place) for place in phrase]
        self._places.append(places)
        for key in places[0]:
            self._starting[key].append(number)
        lengths = [len(k.word) for place in phrase for k in place if k.kind == "begin"]
        if lengths:
            least, most = self._beginnings
            shortest = min(lengths) if most < 0 else min(least, *lengths)
            self._beginnings = (shortest, max(most, *lengths))
        return number

    def _key(self, key: Key) -> int:
        if key.kind == "verb" and key not in self._keys:
            for form in forms_of(key.word, self.language):
                self._verbs[form].append(key)
        return self._keys.setdefault(key, len(self._keys))

    def find(self, words: Words) -> dict[int, list[Span]]:
        """By number of a phrase, where it is."""
        found: dict[int, list[Span]] = {}
        known = [self._known(word) for word in words.folded]
        for place, (_, starting) in enumerate(known):
            for number in starting:
                is_word = len(self._places[number]) == 1
                after = place + 1 if is_word else self._end(number, place, words, known)
                if after:
                    found.setdefault(number, []).append((place, after))
        return found

    def _end(
        self,
        number: int,
        start: int,
        words: Words,
        known: list[tuple[frozenset[int], tuple[int, ...]]],
    ) -> int:
        """Place after the last word of the phrase, or 0 where it does not go on."""
        places = self._places[number]
        at, small = start + 1, SMALL[self.language]
        for wanted in places[1:]:
            while at < len(known):
                if not wanted.isdisjoint(known[at][0]):
                    break
                word = words.folded[at]
                if word not in small and len(word) > 1:
                    return 0
                at += 1
            else:
                return 0
            at += 1
        return at

    def _known(self, word: str) -> tuple[frozenset[int], tuple[int, ...]]:
        """Keys that the word is, and phrases that may start with it."""
        if word in self._of_word:
            return self._of_word[word]
        wanted = self._keys_of(word)
        if self.language == "ar":
            if len(word) > _PREFIXED.get(word[0], len(word)):
                wanted += self._keys_of(word[1:])
            inflected = arabic_inflected(word)
            wanted += [Key("core", inflected[:letters]) for letters in _CORES]
            wanted += [key for bare in without_clitics(word) for key in self._verbs.get(bare, ())]
        keys = frozenset(self._keys[key] for key in wanted if key in self._keys)
        starting = tuple(sorted({n for key in keys for n in self._starting.get(key, ())}))
        if len(self._of_word) > _KEPT_WORDS:  # texts without end must not fill the memory
            self._of_word.clear()
        self._of_word[word] = (keys, starting)
        return keys, starting

    def _keys_of(self, word: str) -> list[Key]:
        if word in SMALL[self.language]:
            return [Key("exact", word)]
        stemmed = stem(word, self.language)
        wanted = [Key("exact", word), Key("stem", stemmed), *self._beginnings_of(word)]
        wanted += self._verbs.get(word, ())
        if not word.startswith(stemmed):  # an Arabic article in front
            wanted += self._beginnings_of(stemmed)
        return wanted

    def _beginnings_of(self, word: str) -> list[Key]:
        least, most = self._beginnings
        return [Key("begin", word[:n]) for n in range(least, min(most, len(word)) + 1)]

    def terms_with(self, numbers: Iterable[int]) -> list[_TermOf]:
        """Terms all of whose phrases are among these, each once, in the order of the lexicon."""
        there = set(numbers)
        asked = sorted({term for number in there for term in self._terms_of.get(number, ())})
        return [self.terms[one] for one in asked if there.issuperset(self.terms[one].phrases)]


class LexiconMatcher:
    """Finds the terms of a framework in passages of its languages."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self._codes = [theme.code for theme in framework.themes]
        self._stays = [theme.stays_when_denied for theme in framework.themes]
        self._matchers: dict[str, _Matcher] = {}
        for number, theme in enumerate(framework.themes):
            if theme.is_heading:
                continue
            strong = STRONG if theme.lexicon else NAMED
            for language, lexicon in (theme.lexicon or lexicons_of(theme)).items():
                if language not in SMALL:
                    continue
                matcher = self._matchers.setdefault(language, _Matcher(language))
                for terms, weight in (
                    (lexicon.strong, strong),
                    (lexicon.weak, WEAK),
                    (lexicon.unless, 0.0),
                ):
                    for written in terms:
                        matcher.add(number, written, weight)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that at least one theme has terms in."""
        return tuple(self._matchers)

    def hits(self, text: str, language: str, words: Words | None = None) -> list[LexiconHit]:
        """Themes with a term in the passage, highest score first; denied ones score 0.

        A language without terms gives none. Costs about 30 µs for 25 words.
        """
        matcher = self._matchers.get(language)
        if matcher is None:
            return []
        words = words or words_of(text)
        spans = matcher.find(words)
        if not spans:
            return []
        cues = cue_places(words, language)
        by_theme: dict[int, list[Found]] = {}
        for term in matcher.terms_with(spans):
            found = self._found(term, matcher, spans, words, text, cues)
            if found:
                by_theme.setdefault(term.theme, []).append(found)
        hits = [
            LexiconHit(self._codes[theme], _score(found), tuple(found))
            for theme, found in by_theme.items()
        ]
        return sorted(hits, key=lambda hit: -hit.score)

    def _found(
        self,
        term: _TermOf,
        matcher: _Matcher,
        spans: dict[int, list[Span]],
        words: Words,
        text: str,
        cues: list[int],
    ) -> Found | None:
        masks = [span for one in matcher.unless.get(term.theme, ()) for span in spans.get(one, ())]
        kept = []
        for number in term.phrases:
            free = [span for span in spans[number] if not _is_within(span, masks)]
            if not free:
                return None
            kept.extend(free)
        affirmed = kept
        if cues and not self._stays[term.theme]:
            affirmed = [
                span for span in kept if not is_denied(words, text, span, cues, matcher.language)
            ]
        denied = len(affirmed) < len(kept) and (not affirmed or len(term.phrases) > 1)
        places = tuple(
            (words.starts[first], words.ends[after - 1]) for first, after in affirmed or kept
        )
        return Found(term.written, term.weight, places, is_denied=denied)


def confidence_of(scores: Floats) -> Floats:
    """How likely themes with these scores (any shape) are right, without anything learned."""
    made: Floats = np.interp(scores, _SCORES, _WORTH)
    return made


def joined_hits(one: list[LexiconHit], other: list[LexiconHit]) -> list[LexiconHit]:
    """Hits of one passage in two languages: what both found of a theme adds up."""
    found: dict[str, tuple[Found, ...]] = {hit.theme: hit.found for hit in one}
    for hit in other:
        found[hit.theme] = (*found.get(hit.theme, ()), *hit.found)
    hits = [LexiconHit(theme, _score(list(held)), held) for theme, held in found.items()]
    return sorted(hits, key=lambda hit: -hit.score)


def _is_within(span: Span, masks: list[Span]) -> bool:
    return any(first <= span[0] and span[1] <= after for first, after in masks)


def _score(found: list[Found]) -> float:
    doubt = 1.0
    for one in found:
        if not one.is_denied:
            doubt *= 1.0 - one.weight
    return 1.0 - doubt
