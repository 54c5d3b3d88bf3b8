"""Words for the entries of a closed list, in several languages, resolved to codes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from himaya.engines.tabular.intake.data import own_table
from himaya.engines.tabular.intake.names import plain_name

_NEAR, _MARGIN = 88, 4
_WORD_NEAR = 75
_SHORTEST = 6  # letters of a word that may be misspelt
_BETWEEN = re.compile(r"\s*[;|\n]\s*|\s+[+]\s+")
_LOOSELY = re.compile(r"[,/]")
_EXACT = {"code", "word", "decision"}
_PARTS = re.compile(r"[:/()\[\]–—|]|\s-\s|\d+\s*[.)]")  # noqa: RUF001
_LISTED = re.compile(r"[,،]")
_ELIDED = re.compile(r"\b([ldns]|qu) (?=\w)")  # l'enfance loses its apostrophe when folded
_SMALL = frozenset(  # words that carry nothing
    "and et y e of de du des la le les l d the a au aux en para for و".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: `label` as the list's owner writes it; `published` where it owns a public code."""

    code: str
    label: str
    published: bool = False
    parent: str = ""
    own: str = ""  # himaya's code where the public one is another
    published_as: str = ""  # the published code under which OCHA files it


@dataclass(frozen=True, slots=True)
class TermMatch:
    """`term` None where nothing fits; `how` is code, word, part, near or decision."""

    term: Term | None
    how: str = ""
    confidence: float = 0.0
    doubt: str = ""


@dataclass(slots=True)
class Vocabulary:
    """A closed list with its words; `decisions` are a person's answers, words to code."""

    name: str
    terms: Mapping[str, Term]
    words: Mapping[str, str]  # plain words -> code
    decisions: Mapping[str, str] = field(default_factory=dict)
    filed: Mapping[str, str] = field(default_factory=dict)  # plain words -> published code
    _seen: dict[str, TermMatch] = field(default_factory=dict)
    _first: dict[str, list[str]] = field(default_factory=dict)
    _looks: int = 5_000  # different words looked for among near ones

    def decided(self, decisions: Mapping[str, str]) -> "Vocabulary":
        """The same list with a person's answers, which go before everything else."""
        made = {plain_name(text): code for text, code in decisions.items()}
        return replace(self, decisions={**self.decisions, **made}, _seen={})

    def find(self, text: str) -> TermMatch:
        """The entry meant by what stands in a cell."""
        if text not in self._seen:
            self._seen[text] = self._find(text)
        return self._seen[text]

    def find_all(self, text: str) -> list[TermMatch]:
        """Each entry of a cell that may hold several, apart by ";", "|" or lines.

        A comma or a stroke parts them only where each part is an entry by itself: names hold them.
        """
        whole = self.find(text)
        if whole.how in _EXACT:
            return [whole]
        parts = [part for part in _BETWEEN.split(text) if part.strip()]
        if len(parts) > 1:
            return [self.find(part) for part in parts]
        loose = [self.find(part) for part in _LOOSELY.split(text) if part.strip()]
        return loose if len(loose) > 1 and all(one.how in _EXACT for one in loose) else [whole]

    def published_code(self, code: str, words: str = "") -> str | None:
        """The code a published file shows for an entry; None where it has no place there."""
        filed = self.filed.get(plain_name(words), "") or self.terms[code].published_as or code
        return filed if filed in self.terms and self.terms[filed].published else None

    def _find(self, text: str) -> TermMatch:
        plain = plain_name(text)
        if not plain:
            return TermMatch(None)
        if code := self.decisions.get(plain):
            return TermMatch(self.terms.get(code), "decision", 1.0)
        if code := self.words.get(plain):
            return TermMatch(self.terms[code], "word", 0.98)
        if code := self.words.get(_without_small(plain)):
            return TermMatch(self.terms[code], "word", 0.95)
        if found := self._in_parts(text, plain):
            return found
        return self._near(plain)

    def _in_parts(self, text: str, plain: str) -> TermMatch | None:
        """Find a part that says it all: `Protection: Child Protection`, `2. Health`."""
        for pattern in (_PARTS, _LISTED):
            parts = [part for one in pattern.split(text) if (part := plain_name(one))]
            found = [self.words[part] for part in parts if part in self.words]
            whole = pattern is _PARTS or len(found) == len(parts)
            chosen = self._deepest(found)
            if chosen is not None and whole:
                return TermMatch(self.terms[chosen], "part", 0.9)
            if found:
                return TermMatch(None, "part", 0.0, "term_several")
        if _LISTED.search(text):
            return None
        inside = [
            (len(words), self.words[words])
            for first in set(plain.split())
            for words in self._beginning_with().get(first, ())
            if len(words) >= _SHORTEST and f" {words} " in f" {plain} "
        ]
        longest = [code for size, code in inside if size * 2 >= len(plain)]
        chosen = self._deepest(longest)
        return TermMatch(self.terms[chosen], "part", 0.75, "term_part") if chosen else None

    def _beginning_with(self) -> Mapping[str, list[str]]:
        """Entries by their first word, so that few are looked at."""
        if not self._first:
            for words in self.words:
                self._first.setdefault(words.split(" ", 1)[0], []).append(words)
        return self._first

    def _deepest(self, codes: Iterable[str]) -> str | None:
        """The one code, or the one inside the only other: child protection in protection."""
        distinct = set(codes)
        parents = {self.terms[code].parent for code in distinct}
        left = distinct - parents
        return left.pop() if len(left) == 1 else None

    def _near(self, plain: str) -> TermMatch:
        if len(plain) < _SHORTEST or self._looks <= 0:
            return TermMatch(None, doubt="term_unknown")
        self._looks -= 1
        near = process.extract(
            plain, list(self.words), scorer=fuzz.ratio, limit=4, score_cutoff=_NEAR
        )
        if not near:
            return TermMatch(None, doubt="term_unknown")
        best = self.words[near[0][0]]
        if not _word_by_word(plain, near[0][0]):
            return TermMatch(None, doubt="term_unknown")
        rivals = [one for one in near[1:] if self.words[one[0]] != best]
        if rivals and near[0][1] - rivals[0][1] < _MARGIN:
            return TermMatch(None, doubt="term_unknown")
        return TermMatch(self.terms[best], "near", round(near[0][1] / 100 * 0.9, 2), "term_near")


def _word_by_word(one: str, other: str) -> bool:
    """A misspelt word is near; another word in its place is another thing."""
    pairs = list(zip(one.split(), other.split(), strict=False))
    same = len(one.split()) == len(other.split())
    return not same or all(fuzz.ratio(a, b) >= _WORD_NEAR for a, b in pairs)


def _without_small(plain: str) -> str:
    return " ".join(word for word in plain.split() if word not in _SMALL)


def vocabulary(name: str, *, decisions: Mapping[str, str] | None = None) -> Vocabulary:
    """One of the shipped lists: sectors, organisation_types, activity_statuses and so on.

    Raises KeyError for a list that is not there.
    """
    return vocabulary_of(name, _lists()[name], decisions=decisions)


def vocabulary_of(
    name: str, items: Iterable[Mapping[str, Any]], *, decisions: Mapping[str, str] | None = None
) -> Vocabulary:
    """A list from rows with `code`, `label` (text or by language) and `words` by language."""
    terms: dict[str, Term] = {}
    words: dict[str, str] = {}
    filed: dict[str, str] = {}
    for item in items:
        label = item.get("label") or item["code"]
        labels = list(label.values()) if isinstance(label, Mapping) else [label]
        code = str(item["code"])
        terms[code] = Term(
            code,
            str(labels[0]),
            bool(item.get("published")),
            str(item.get("parent", "")),
            str(item.get("own", "")),
            str(item.get("published_as", "")),
        )
        for filed_as, many in item.get("filed", {}).items():
            filed |= {plain_name(text): filed_as for text in many}
        spelled = [code, *labels, *(one for many in item.get("words", {}).values() for one in many)]
        for text in map(str, spelled):
            plain = plain_name(text)
            for form in (plain, _ELIDED.sub(r"\1", plain), _without_small(plain)):
                words.setdefault(form, code)
    made = {plain_name(text): code for text, code in (decisions or {}).items()}
    return Vocabulary(name, terms, words, made, filed)


def with_published(own: Vocabulary, published: Iterable[Mapping[str, Any]]) -> Vocabulary:
    """The shipped words under somebody's published list: only its codes count as published."""
    rows = {str(row["code"]): row for row in published}
    terms = {code: replace(term, published=code in rows) for code, term in own.terms.items()}
    words = dict(own.words)
    for code, row in rows.items():
        label = str(row.get("label") or code)
        parent = terms[code].parent if code in terms else ""
        terms[code] = Term(code, label, published=True, parent=parent)
        for text in (code, label, *row.get("words", ())):
            words[plain_name(str(text))] = code
    return Vocabulary(own.name, terms, words, own.decisions, own.filed)


@cache
def _lists() -> Mapping[str, list[dict[str, Any]]]:
    lists: Mapping[str, list[dict[str, Any]]] = own_table("vocabularies")
    return lists
