"""Headings ↔ meanings: HXL hashtags, HAPI column names and plain words, from one table.

`meanings.yaml` holds the table. Nothing here looks at what stands in a column; `proposals` does.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from himaya.engines.tabular.folding import fold, fold_words
from himaya.engines.tabular.intake.data import own_table

_TAG = re.compile(r"#\s*([A-Za-z][\w]*)\s*((?:\+\s*\w+\s*)*)$")
_ATTRIBUTE = re.compile(r"\+\s*(\w+)")
_LEVEL = re.compile(r"^(adm|admin)\s*(?:level\s*)?([0-5])$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LANGUAGES = frozenset({"en", "fr", "es", "ar", "name1", "name2", "name3"})
_LEVELLED = ("adm", "admin", "level", "niveau", "nivel", "مستوي")
_LONGEST_PLURAL = 4
_LONG = 7  # letters of a word that may be off by one
_EXACT, _LEAST = 0.95, 0.3
COUNTRY, DEEPEST = 0, 5


@dataclass(frozen=True, slots=True)
class Guess:
    """What a heading may mean.

    `facet` is "code", "name", "acronym", "type", "lat", "lon", "f", "m" or "". `level` is the
    admin level of an area, None where the heading does not say. `confidence` goes from 0 to 1.
    `reason` is `hxl`, `hapi`, `words` or one of the reasons of `proposals`.
    """

    means: str
    facet: str = ""
    level: int | None = None
    confidence: float = 0.0
    reason: str = "words"
    said: str = ""  # the words, tag or name that told it
    hint: int | None = None  # how deep an area's name lies in most countries


@dataclass(frozen=True, slots=True)
class _Entry:
    means: str
    hxl: tuple[str, ...]
    hapi: tuple[str, ...]
    facets: tuple[str, ...]
    default: str
    phrases: Mapping[tuple[str, ...], int | None]  # sorted words -> level hint


@dataclass(frozen=True, slots=True)
class _Words:
    entries: tuple[_Entry, ...]
    facets: Mapping[str, frozenset[tuple[str, ...]]]
    facet_tags: Mapping[str, str]
    filler: frozenset[str]
    others: frozenset[str]
    hapi: Mapping[str, Guess] = field(default_factory=dict)
    vocabulary: frozenset[str] = frozenset()


def guess_heading(heading: str) -> list[Guess]:
    """What one heading may mean, best first; empty where nothing in the table fits."""
    if not heading.strip():
        return []
    if tagged := guess_hxl(heading):
        return [tagged]
    if named := guess_hapi(heading):
        return [named]
    best: dict[tuple[str, str], Guess] = {}
    for weight, variant in _variants(heading):
        for guess in _by_words(variant):
            weighed = replace(guess, confidence=round(guess.confidence * weight, 3))
            key = (guess.means, guess.facet)
            if key not in best or best[key].confidence < weighed.confidence:
                best[key] = weighed
    return sorted(best.values(), key=lambda guess: -guess.confidence)


def guess_hxl(tag: str) -> Guess | None:
    """Meaning of an HXL hashtag with its attributes, spaces and odd case forgiven."""
    found = _TAG.match(tag.strip())
    if found is None:
        return None
    name = found[1].lower()
    attributes = [one.lower() for one in _ATTRIBUTE.findall(found[2])]
    name, _, glued = name.partition("_")
    attributes += [glued] if glued else []
    level = re.fullmatch(r"adm(?:in)?([0-5])", name)
    best, most = None, -1
    for entry in _words().entries:
        for pattern in entry.hxl:
            wanted, *needed = pattern[1:].split("+")
            fits = wanted == name or (wanted == "admN" and (level or name in ("adm", "admin")))
            if fits and set(needed) <= set(attributes) and len(needed) > most:
                best, most = entry, len(needed)
    if best is None:
        return None
    words = _words()
    facet = next(
        (one for one in best.facets if {words.facet_tags[one], "full"} & set(attributes)), ""
    )
    if "lac" in attributes:  # a slip seen in published files
        facet = "lat"
    if "iso" in attributes or "iso3" in attributes:
        facet = "code" if "code" in best.facets else facet
    depth = int(level[1]) if level else (COUNTRY if name == "country" else None)
    return Guess(best.means, facet or best.default, depth, 0.98, "hxl", tag.strip())


def guess_hapi(name: str) -> Guess | None:
    """Meaning of a column name as HDX HAPI and its predecessors write it."""
    bare = name.strip().lower()
    found = _words().hapi.get(bare)
    return None if found is None else replace(found, said=name.strip())


def hxl_of(means: str, facet: str = "", level: int | None = None) -> str:
    """The HXL hashtag to write above a column of this meaning; "" where HXL has none."""
    entry = next((one for one in _words().entries if one.means == means), None)
    if entry is None or not entry.hxl:
        return ""
    tag = entry.hxl[0]
    if means == "area":
        tag = "#country" if level == COUNTRY else tag.replace("N", str(level or ""))
    return f"{tag}+{_words().facet_tags[facet]}" if facet else tag


def hapi_of(means: str, facet: str = "", level: int | None = None) -> str:
    """The HAPI column name of this meaning; "" where HAPI has none."""
    entry = next((one for one in _words().entries if one.means == means), None)
    if entry is None or not entry.hapi:
        return ""
    name = entry.hapi[0]
    if means == "area":
        name = "location" if level == COUNTRY else name.replace("N", str(level or ""))
    return f"{name}_{_HAPI_FACET.get(facet, facet)}" if facet else name


def known_means() -> tuple[str, ...]:
    """Every meaning the table knows."""
    return tuple(entry.means for entry in _words().entries)


_HAPI_FACET = {"type": "type_description"}


def words_of(text: str) -> tuple[str, ...]:
    """A heading's words for matching: no case, accents, articles, plurals or joined writing."""
    apart = _CAMEL.sub(" ", text.replace("_", " ").replace(".", " "))
    return tuple(_singular(word) for word in fold_words(apart))


def _singular(word: str) -> str:
    if word.startswith("ال") and len(word) > _LONGEST_PLURAL:
        word = word[2:]
    if word.isascii() and len(word) >= _LONGEST_PLURAL and word.endswith("s"):
        return word[:-3] + "y" if word.endswith("ies") and len(word) > 5 else word[:-1]  # noqa: PLR2004
    return word


def _variants(heading: str) -> Iterable[tuple[float, str]]:
    """The heading's first line, and the whole of it, without what brackets explain."""
    lines = [line.strip() for line in heading.replace("\r", "\n").split("\n") if line.strip()]
    if not lines:
        return
    yield 1.0, _BRACKETS.sub(" ", lines[0]) if _BRACKETS.sub("", lines[0]).strip() else lines[0]
    if len(lines) > 1:
        yield 0.95, _BRACKETS.sub(" ", " ".join(lines))
    if " / " in heading or "/" in lines[0]:
        for part in lines[0].split("/"):
            yield 0.97, _BRACKETS.sub(" ", part)


def _by_words(text: str) -> Iterable[Guess]:
    table = _words()
    words = words_of(text)
    level, words = _level_in(words)
    content = [_known(word) for word in words if word not in table.filler]
    foreign = sum(word in table.others for word in content)
    for entry in table.entries:
        found = _best_phrase(entry, content)
        if found is None and entry.means == "area" and level is not None:
            found = (), None
        if found is None:
            continue
        phrase, hint = found
        rest = _without(content, phrase)
        facet, rest = _facet(entry, rest)
        if not facet:
            facet, _ = _facet(entry, list(phrase))
        rest = [word for word in rest if word not in _LANGUAGES]
        total = len(content) + (1 if level is not None else 0)
        covered = max(total - len(rest), 0) / max(total, 1)
        if total == 0 or covered < _LEAST:
            continue
        confidence = _EXACT * (0.35 + 0.65 * covered) if rest else _EXACT
        others = foreign - sum(word in table.others for word in phrase)
        if others > 0:
            confidence *= 0.5
        if len(phrase) > 1:
            confidence += 0.005 * len(phrase)  # the longer words are the surer ones
        depth = (COUNTRY if hint == COUNTRY else level) if entry.means == "area" else None
        yield Guess(
            entry.means, facet or entry.default, depth, min(confidence, 0.97), "words", text, hint
        )


@cache
def _known(word: str) -> str:
    """The table's word that was meant, where a long word is off by a letter."""
    words = _words().vocabulary
    if word in words or len(word) < _LONG:
        return word
    near = process.extractOne(word, words, scorer=Levenshtein.distance, score_cutoff=1)
    return near[0] if near is not None else word


def _level_in(words: tuple[str, ...]) -> tuple[int | None, tuple[str, ...]]:
    """Take "admin 2" or "adm 2" out of the words."""
    for n, word in enumerate(words[:-1]):
        after = words[n + 1]
        if word in ("adm", "admin", "administrative") and after == "level" and n + 2 < len(words):
            if words[n + 2].isdigit() and int(words[n + 2]) <= DEEPEST:
                return int(words[n + 2]), words[:n] + words[n + 3 :]
        elif word in _LEVELLED and after.isdigit() and int(after) <= DEEPEST:
            rest = words[:n] + words[n + 2 :]
            return int(after), tuple(one for one in rest if one not in ("adm", "admin"))
    return None, words


def _best_phrase(entry: _Entry, content: list[str]) -> tuple[tuple[str, ...], int | None] | None:
    have = set(content)
    best: tuple[tuple[str, ...], int | None] | None = None
    for phrase, hint in entry.phrases.items():
        if (best is None or len(phrase) > len(best[0])) and have.issuperset(phrase):
            best = phrase, hint
    return best


def _without(content: list[str], phrase: tuple[str, ...]) -> list[str]:
    rest = list(content)
    for word in phrase:
        if word in rest:
            rest.remove(word)
    return rest


def _facet(entry: _Entry, rest: list[str]) -> tuple[str, list[str]]:
    have = set(rest)
    found = ""
    used: tuple[str, ...] = ()
    for facet in entry.facets:
        for phrase in _words().facets[facet]:
            if have.issuperset(phrase) and len(phrase) > len(used):
                found, used = facet, phrase
    return found, _without(rest, tuple(used))


@cache
def _words() -> _Words:
    read = own_table("meanings")
    facets = {
        name: frozenset(_phrases(one["words"].values())) for name, one in read["facets"].items()
    }
    filler = frozenset(word for (word,) in _phrases(read["filler"].values()))
    others = frozenset(word for (word,) in _phrases(read["others"].values()))
    tags = {name: one["hxl"] for name, one in read["facets"].items()}
    entries = tuple(_entry(one, filler) for one in read["means"])
    table = _Words(entries, facets, tags, filler, others)
    known = {word for entry in entries for phrase in entry.phrases for word in phrase}
    known |= {word for many in facets.values() for phrase in many for word in phrase}
    return replace(
        table, hapi=_hapi_names(entries), vocabulary=frozenset(known | table.filler | table.others)
    )


def _entry(one: Mapping[str, Any], filler: frozenset[str]) -> _Entry:
    phrases: dict[tuple[str, ...], int | None] = {
        tuple(word for word in phrase if word not in filler) or phrase: None
        for phrase in _phrases(one["words"].values())
    }
    for level, words in one.get("level_words", {}).items():
        for phrase in _phrases(words.values()):
            phrases.setdefault(phrase, int(level))
    return _Entry(
        one["means"],
        tuple(one.get("hxl", ())),
        tuple(one.get("hapi", ())),
        tuple(one.get("facets", ())),
        one.get("default", ""),
        phrases,
    )


def _phrases(lists: Iterable[Iterable[Any]]) -> list[tuple[str, ...]]:
    return [words for many in lists for one in many if (words := words_of(str(one)))]


def _hapi_names(entries: tuple[_Entry, ...]) -> dict[str, Guess]:
    """Every name HAPI may give a column, with its facets written out."""
    found: dict[str, Guess] = {}
    endings = {"type": ("type", "type_code", "type_description")}
    for entry in entries:
        for name in entry.hapi:
            levels = range(1, DEEPEST) if "N" in name else (COUNTRY,)
            for level in levels:
                base = name.replace("N", str(level))
                depth = level if entry.means == "area" else None
                for facet in entry.facets:
                    for ending in endings.get(facet, (facet,)):
                        guess = Guess(entry.means, facet, depth, 0.97, "hapi")
                        found.setdefault(f"{base}_{ending}", guess)
                if "_" in base and "provider" not in base:
                    found.setdefault(base, Guess(entry.means, entry.default, depth, 0.97, "hapi"))
    return found


def same_words(one: str, other: str) -> bool:
    """Whether two headings say the same."""
    return fold(one) == fold(other)
