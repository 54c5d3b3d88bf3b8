"""Suggesting themes for passages, and saying why.

Without a model the lexicon speaks alone. With one, it speaks for the languages it has learned and
the lexicon for the others. A theme that is denied in the passage ("no abductions were reported") is
told as denied, whatever the model makes of the words around.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import numpy as np

from himaya.engines.narrative import features
from himaya.engines.narrative.features import Analysed
from himaya.engines.narrative.framework import Framework
from himaya.engines.narrative.lexicon import (
    POSSIBLE,
    SUGGESTED,
    LexiconHit,
    LexiconMatcher,
    confidence_of,
)
from himaya.engines.narrative.linear import Floats, Sparse
from himaya.engines.narrative.model import Model
from himaya.engines.narrative.stemming import stem

_AT_ONCE = 512
_LEXICON_CUT = float(confidence_of(np.array(SUGGESTED)))
_LEXICON_FLOOR = float(confidence_of(np.array(POSSIBLE)))
_UNSURE = 0.5  # from this part of its cut on, a theme is "not sure"
_LEAST_UNSURE = 0.1
_MOST_REASONS = 5
_LEAST_SHARE = 0.03  # of a margin, to be worth a word


class Standing(StrEnum):
    """What is said of a theme in a passage."""

    SUGGESTED = "suggested"
    NOT_SURE = "not_sure"
    DENIED = "denied"


@dataclass(frozen=True)
class Reason:
    """Why: a `term` of the lexicon, a `word` the model learned, or what it says of another `theme`.

    `places` are [start, end) in the text; `weight` is the trust in a term, or what a word added to
    the margin.
    """

    kind: str
    what: str
    weight: float
    places: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """One theme for one passage. `is_accepted`: stands without a person, unreviewed."""

    theme: str
    confidence: float
    standing: Standing
    by: str
    because: tuple[Reason, ...]
    is_accepted: bool = False


@dataclass(frozen=True)
class Suggested:
    """What is said of one passage, the surest first, and the language it was read in."""

    language: str
    suggestions: tuple[Suggestion, ...]

    def themes(self) -> tuple[str, ...]:
        """Codes of the themes that are suggested."""
        return tuple(one.theme for one in self.suggestions if one.standing is Standing.SUGGESTED)


@dataclass(frozen=True)
class Heading:
    """A heading that a passage seems to be about, and the themes under it that speak for it."""

    code: str
    confidence: float
    themes: tuple[str, ...]


def headings_of(framework: Framework, said: Iterable[Suggestion]) -> tuple[Heading, ...]:
    """Headings in the order of the tree: of suggested themes, and where several unsure ones agree.

    Themes under a heading count as independent witnesses for it, as terms do for a theme: a pillar
    can be told where none of its themes can.
    """
    doubts: dict[str, float] = {}
    under: dict[str, list[str]] = {}
    sure: set[str] = set()
    for one in said:
        if one.standing is Standing.DENIED:
            continue
        for code in framework.path(one.theme)[:-1]:
            doubts[code] = doubts.get(code, 1.0) * (1.0 - one.confidence)
            under.setdefault(code, []).append(one.theme)
            if one.standing is Standing.SUGGESTED:
                sure.add(code)
    return tuple(
        Heading(theme.code, round(1.0 - doubts[theme.code], 4), tuple(under[theme.code]))
        for theme in framework.themes
        if theme.code in sure or 1.0 - doubts.get(theme.code, 1.0) >= SUGGESTED
    )


@dataclass(frozen=True)
class Judged:
    """A batch of n passages as numbers over m themes: probabilities, cuts, and who judged."""

    passages: tuple[Analysed, ...]
    probabilities: Floats
    cuts: Floats
    by_model: tuple[bool, ...]
    rows: Sparse | None


class Suggester:
    """Suggests the themes of a framework, by its lexicon and, where there is one, by a model.

    `accepting`: themes whose owner lets suggestions stand without a person. Only those that the
    model proved, and never sensitive ones, are accepted.
    """

    def __init__(
        self,
        framework: Framework,
        model: Model | None = None,
        accepting: Iterable[str] = (),
    ) -> None:
        self.framework = model.framework if model else framework
        self.model = model
        self._matcher = LexiconMatcher(self.framework)
        self._codes = self.framework.codes
        self._places = {code: place for place, code in enumerate(self._codes)}
        self._accepting = frozenset(
            code
            for code in accepting
            if code in self._places and not self.framework.by_code[code].sensitive
        )
        self._features = tuple(model.vocabulary.places) if model else ()

    def suggest(self, text: str, language: str | None = None) -> Suggested:
        """Suggest themes for one passage."""
        return next(self.suggest_all([(text, language)]))

    def suggest_all(self, passages: Iterable[tuple[str, str | None]]) -> Iterator[Suggested]:
        """The same for many (text, language or None), in order and in pieces that fit in memory."""
        for judged in self.judge(passages):
            for row in range(len(judged.passages)):
                yield Suggested(judged.passages[row].language, self._suggestions(judged, row))

    def judge(self, passages: Iterable[tuple[str, str | None]]) -> Iterator[Judged]:
        """Probabilities only, batch by batch: for evaluation."""
        source = iter(passages)
        while batch := list(islice(source, _AT_ONCE)):
            yield self._judged(
                tuple(features.analysed(text, language, self._matcher) for text, language in batch)
            )

    def _judged(self, passages: tuple[Analysed, ...]) -> Judged:
        scores = features.lexicon_scores(passages, self._codes)
        alone = confidence_of(scores)
        cuts = np.full(scores.shape, _LEXICON_CUT)
        model = self.model
        if model is None:
            return Judged(passages, alone, cuts, (False,) * len(passages), None)
        by_model = tuple(passage.language in model.languages for passage in passages)
        terms = [
            features.terms_of(passage.words, passage.language) if is_spoken else []
            for passage, is_spoken in zip(passages, by_model, strict=True)
        ]
        rows = features.rows_of(terms, model.vocabulary, scores)
        margins = rows.times(model.weights) + features.beliefs_of(scores)
        chances = model.sigmoids.probabilities(margins)
        spoken = np.array(by_model)[:, None]
        return Judged(
            passages,
            np.where(spoken, chances, alone),
            np.where(spoken, model.cuts, cuts),
            by_model,
            rows,
        )

    def denied(self, passage: Analysed) -> list[LexiconHit]:
        """Themes that the passage names only to deny them."""
        return [hit for hit in passage.hits if all(found.is_denied for found in hit.found)]

    def _suggestions(self, judged: Judged, row: int) -> tuple[Suggestion, ...]:
        passage = judged.passages[row]
        hits = {hit.theme: hit for hit in passage.hits}
        denied = {hit.theme for hit in self.denied(passage)}
        chances, cuts = judged.probabilities[row], judged.cuts[row]
        is_model = judged.by_model[row]
        floor = np.maximum(cuts * _UNSURE, _LEAST_UNSURE) if is_model else _LEXICON_FLOOR
        made = []
        stems: dict[str, list[int]] = {}
        for place in np.flatnonzero(chances >= floor).tolist():
            code = self._codes[place]
            if code in denied:
                continue
            chance = float(chances[place])
            standing = Standing.SUGGESTED if chance >= cuts[place] else Standing.NOT_SURE
            reasons = self._terms(hits.get(code))
            if is_model:
                stems = stems or _places_of_stems(passage)
                reasons += self._learned(judged, row, place, stems)
            made.append(
                Suggestion(
                    theme=code,
                    confidence=round(chance, 4),
                    standing=standing,
                    by="model" if is_model else "lexicon",
                    because=reasons,
                    is_accepted=is_model and self._is_accepted(code, place, chance),
                )
            )
        made.sort(key=lambda one: (one.standing is not Standing.SUGGESTED, -one.confidence))
        return tuple(made) + tuple(
            Suggestion(code, 0.0, Standing.DENIED, "lexicon", self._terms(hits[code]))
            for code in hits
            if code in denied
        )

    def _is_accepted(self, code: str, place: int, chance: float) -> bool:
        model = self.model
        return (
            model is not None
            and code in self._accepting
            and chance >= float(model.acceptance[place])
        )

    @staticmethod
    def _terms(hit: LexiconHit | None) -> tuple[Reason, ...]:
        return tuple(
            Reason("term", found.term, found.weight, found.places)
            for found in (hit.found if hit else ())
        )

    def _learned(
        self, judged: Judged, row: int, place: int, stems: dict[str, list[int]]
    ) -> tuple[Reason, ...]:
        """What added most to the margin of this theme."""
        model, rows = self.model, judged.rows
        if model is None or rows is None:
            return ()
        begin, end = int(rows.starts[row]), int(rows.starts[row + 1])
        columns = rows.columns[begin:end]
        added = model.weights[columns, place] * rows.values[begin:end]
        passage = judged.passages[row]
        reasons: list[Reason] = []
        width = len(self._features)
        for at in np.argsort(-added, kind="stable")[:_MOST_REASONS].tolist():
            weight, column = float(added[at]), int(columns[at])
            if weight < _LEAST_SHARE:
                break
            if column < width:
                said = self._features[column]
                reasons.append(Reason("word", said, round(weight, 3), _where(said, passage, stems)))
            elif column < width + len(self._codes) and column - width != place:
                reasons.append(Reason("theme", self._codes[column - width], round(weight, 3)))
        return tuple(reasons)


def _places_of_stems(passage: Analysed) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at, word in enumerate(passage.words.folded):
        places.setdefault(stem(word, passage.language), []).append(at)
    return places


def _where(
    said: str, passage: Analysed, places: dict[str, list[int]]
) -> tuple[tuple[int, int], ...]:
    """Places of a stem or of two neighbouring stems in the text."""
    first, _, second = said.partition(" ")
    words, after = passage.words, places.get(second, ())
    return tuple(
        (words.starts[at], words.ends[at + 1 if second else at])
        for at in places.get(first, ())
        if not second or at + 1 in after
    )
