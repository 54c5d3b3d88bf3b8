"""A term of a lexicon: how it is written, and what it means.

    detention            a word, in its singular and plural (light stemming)
    kidnap*              any word that begins so
    =aids                exactly this word
    ~take away           a verb in any of its forms (took, taken), by its dictionary form
    early|forced marriage    one of several words in a place
    violence against women   a phrase; small words (of, the, de, la ...) between are passed over
    women + parliament   all parts in one passage, in any order

A word has at least two letters, a beginning at least three.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from himaya.engines.narrative.errors import Fault, NarrativeError, NarrativeErrorCode
from himaya.engines.narrative.stemming import arabic_core, stem
from himaya.engines.narrative.words import folded_word, words_of

_LEAST_BEGINNING = 3
_MOST_PLACES = 8
_PLACE = re.compile(r"\S+")

# Small words that a phrase passes over, folded. None of them denies anything.
SMALL_WORDS = {
    "en": "the a an of and or to in on for by with from at as their its his her our",
    "fr": "le la les l un une de des du d et ou a au aux en dans sur par pour leur leurs son sa"
    " ses",
    "es": "el la los las un una unos unas de del y e o u a al en por para con su sus",
    "ar": "في من علي الي عن او و",
}
SMALL = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}


@dataclass(frozen=True)
class Key:
    """What one word of a text must be: the same `stem`, the `exact` word, or `begin` with this.

    `verb` is any form of this verb (`verbs.forms_of`). `core` is that of an Arabic verbal noun, for
    its verb and participles (`stemming.arabic_core`).
    """

    kind: str
    word: str


Place = tuple[Key, ...]  # any of the keys
Phrase = tuple[Place, ...]  # one place after the other


@dataclass(frozen=True)
class Term:
    """A term as written and as matched: all phrases must be in the passage."""

    written: str
    phrases: tuple[Phrase, ...]


# A framework is read, checked and matched with the same terms; the default one has some 7,700.
@lru_cache(maxsize=16_384)
def parse_term(written: str, language: str) -> Term:
    """Read a term. Raises NarrativeError (TERM_INVALID) where it cannot mean anything."""
    phrases = tuple(_phrase(part, written, language) for part in written.split(" + "))
    return Term(written, phrases)


def _phrase(part: str, written: str, language: str) -> Phrase:
    places: list[Place] = []
    small = SMALL.get(language, frozenset())
    for match in _PLACE.finditer(part):
        if folded_word(match.group()) in small:
            continue
        options = [_places(option, written, language) for option in match.group().split("|")]
        if len(options) > 1 and any(len(option) > 1 for option in options):
            raise _invalid(written, "each choice may be one word only", "term_choice")
        # "violence against the women": a small word in the middle is no place of its own.
        if len(options) == 1:
            places.extend(options[0])
        else:
            places.append(tuple(key for option in options for key in option[0]))
    if not places:
        raise _invalid(written, "it has no word that could be found", "term_wordless")
    if len(places) > _MOST_PLACES:
        raise _invalid(written, f"it has more than {_MOST_PLACES} words", "term_long")
    return tuple(places)


def _places(option: str, written: str, language: str) -> list[Place]:
    """What one choice means: a word that is cut at a hyphen or an apostrophe is several places."""
    exact, verb, begins = option.startswith("="), option.startswith("~"), option.endswith("*")
    words = words_of(option.strip("=~*")).folded
    if not words:
        raise _invalid(written, "a part of it has no letters", "term_letters")
    if begins and len(words[-1]) < _LEAST_BEGINNING:
        raise _invalid(written, f"a beginning needs {_LEAST_BEGINNING} letters", "term_beginning")
    if exact:
        return [(Key("exact", word),) for word in words]
    # "l'eau", "co-operation": two words as in the text; a letter left by an apostrophe is small.
    kept = [word for word in words if len(word) > 1] or list(words)
    if verb:
        return [(Key("verb", kept[0]),), *((Key("stem", stem(one, language)),) for one in kept[1:])]
    places: list[Place] = [(Key("stem", stem(word, language)),) for word in kept]
    if begins:
        return [*places[:-1], (Key("begin", kept[-1]),)]
    if language == "ar" and len(kept) == 1:
        core = arabic_core(places[0][0].word)
        return [(*places[0], Key("core", core))] if core else places
    return places


def _invalid(written: str, why: str, code: str) -> NarrativeError:
    return NarrativeError(
        NarrativeErrorCode.TERM_INVALID,
        f'The term "{written}" cannot be used: {why}.',
        "Write words, beginnings as kidnap*, choices as a|b, and parts as x + y.",
        (Fault(written, why, code, written),),
    )
