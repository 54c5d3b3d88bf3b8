"""Lexicons for themes that have none: from their names and definitions, widened by field words.

A theme made of a bare name is known by the words of the name. Where the name holds a term of the
field vocabulary (`frameworks/vocabulary.yaml`) it is known by all terms of that concept, in four
languages; what only the definition holds asks (weak terms). The widest concept wins: "right to
water" is about water, "water and power lines" about both, and each asks then.
"""

from functools import lru_cache
from importlib import resources

import yaml

from himaya.engines.narrative.framework import Framework, Lexicon, Theme
from himaya.engines.narrative.labels import named_lexicon
from himaya.engines.narrative.terms import SMALL

_MOST_OF_DEFINITION = 12  # terms; a long definition names what it is not as well

Terms = dict[str, Lexicon]


@lru_cache(maxsize=1)
def concepts() -> tuple[Terms, ...]:
    """The concepts of the field vocabulary, each a lexicon by language."""
    folder = resources.files("himaya.engines.narrative") / "frameworks"
    read = yaml.load((folder / "vocabulary.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return tuple({language: _lexicon(terms) for language, terms in one.items()} for one in read)


def _lexicon(terms: list[str]) -> Lexicon:
    return Lexicon(
        tuple(term for term in terms if term[0] != "?"),
        tuple(term[1:] for term in terms if term[0] == "?"),
    )


class Vocabulary:
    """Finds the concepts that a text names; built once, of a few hundred terms a language."""

    def __init__(self) -> None:
        # `lexicon` looks here for themes without terms, so that it is imported when it is there.
        from himaya.engines.narrative.lexicon import LexiconMatcher

        themes = tuple(
            Theme(
                code=str(number),
                title={},
                lexicon={language: Lexicon(terms.strong) for language, terms in one.items()},
            )
            for number, one in enumerate(concepts())
        )
        self._matcher = LexiconMatcher(Framework("vocabulary", "1", {}, tuple(SMALL), themes))

    def named_in(self, text: str, language: str) -> list[Terms]:
        """Concepts that have a term in the text, the longest first; none inside a longer one."""
        places = {
            hit.theme: [place for one in hit.found for place in one.places]
            for hit in self._matcher.hits(text, language)
        }
        order = sorted(places, key=lambda code: -max(end - start for start, end in places[code]))
        kept: list[str] = []
        for code in order:
            longer = [place for one in kept for place in places[one]]
            if not all(_is_inside(place, longer) for place in places[code]):
                kept.append(code)
        return [concepts()[int(code)] for code in kept]


def _is_inside(place: tuple[int, int], longer: list[tuple[int, int]]) -> bool:
    return any(
        start <= place[0] and place[1] <= end and (start, end) != place for start, end in longer
    )


@lru_cache(maxsize=1)
def _vocabulary() -> Vocabulary:
    return Vocabulary()


def lexicons_of(theme: Theme) -> dict[str, Lexicon]:
    """Terms by language for a theme without any."""
    strong: dict[str, list[str]] = {language: [] for language in SMALL}
    weak: dict[str, list[str]] = {language: [] for language in SMALL}
    for language in SMALL:
        title = theme.title.get(language, "").replace("_", " ")
        said = theme.definition.get(language, "")
        named = named_lexicon(title, language)
        strong[language].extend(named.strong)
        weak[language].extend(named.weak)
        concepts = _vocabulary().named_in(title, language)
        asking = _vocabulary().named_in(said, language)[:_MOST_OF_DEFINITION]
        for concept in [*concepts, *asking]:
            is_strong = concepts == [concept]
            for spoken, lexicon in concept.items():
                (strong if is_strong else weak)[spoken].extend(lexicon.strong)
                weak[spoken].extend(lexicon.weak)
    return {
        language: Lexicon(
            tuple(dict.fromkeys(strong[language])),
            tuple(dict.fromkeys(term for term in weak[language] if term not in strong[language])),
        )
        for language in SMALL
        if strong[language] or weak[language]
    }
