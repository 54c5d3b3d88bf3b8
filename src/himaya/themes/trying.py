"""Trying a framework's words on a text: which term finds what, and what is passed over, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from himaya.engines.narrative import Framework, language_of
from himaya.engines.narrative.lexicon import SUGGESTED, Found, LexiconMatcher

MOST_CHARACTERS = 5_000


@dataclass(frozen=True, slots=True)
class TermFound:
    """A term of a theme: as written, the words it found, and whether it counts.

    `state`: counts, denied ("no abductions"), passed_over (inside an `unless` phrase).
    """

    term: str
    words: tuple[str, ...]
    is_strong: bool
    state: str


@dataclass(frozen=True, slots=True)
class ThemeFound:
    """What the words say of one theme. `standing`: suggested, not_sure, denied or passed_over."""

    code: str
    standing: str
    terms: tuple[TermFound, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """The language the text was read in, its pieces in order (text, whether found), the themes."""

    language: str
    pieces: tuple[tuple[str, bool], ...]
    themes: tuple[ThemeFound, ...]


def tried(
    framework: Framework, text: str, language: str = "", matcher: LexiconMatcher | None = None
) -> Tried:
    """Read one text by the lexicon alone. Without a language it is told from the text."""
    spoken = language or language_of(text).language
    hits = (matcher or LexiconMatcher(framework)).hits(text, spoken)
    wider = LexiconMatcher(_without_unless(framework)).hits(text, spoken)
    counted = {hit.theme: {found.term for found in hit.found} for hit in hits}
    scores = {hit.theme: hit.score for hit in hits}
    themes, places = [], []
    for hit in wider:
        known = counted.get(hit.theme, set())
        of_theme = next((one.found for one in hits if one.theme == hit.theme), ())
        terms = [_term(found, text, "counts") for found in of_theme]
        terms += [
            _term(found, text, "passed_over") for found in hit.found if found.term not in known
        ]
        places += [place for found in of_theme for place in found.places]
        themes.append(ThemeFound(hit.theme, _standing(terms, scores.get(hit.theme)), tuple(terms)))
    return Tried(spoken, tuple(_pieces(text, places)), tuple(themes))


def _term(found: Found, text: str, state: str) -> TermFound:
    return TermFound(
        found.term,
        tuple(dict.fromkeys(text[start:end] for start, end in found.places)),
        found.weight >= SUGGESTED,
        "denied" if found.is_denied and state == "counts" else state,
    )


def _standing(terms: list[TermFound], score: float | None) -> str:
    if score is None:
        return "passed_over"
    if all(term.state != "counts" for term in terms):
        return "denied"
    return "suggested" if score >= SUGGESTED else "not_sure"


def _pieces(text: str, places: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    made, at = [], 0
    for start, end in sorted(set(places)):
        if start >= at:
            made += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [piece for piece in [*made, (text[at:], False)] if piece[0]]


def _without_unless(framework: Framework) -> Framework:
    """The same with nothing passed over, to tell what `unless` did."""
    themes = tuple(
        replace(
            theme,
            lexicon={code: replace(one, unless=()) for code, one in theme.lexicon.items()},
        )
        for theme in framework.themes
    )
    return replace(framework, themes=themes)


def alone(framework: Framework, code: str, **fields: Any) -> Framework:  # noqa: ANN401 - fields of a Theme
    """A framework of one theme, so that its words are tried fast while they are written."""
    theme = replace(framework.by_code[code], parent="", **fields)
    return replace(framework, themes=(theme,))
