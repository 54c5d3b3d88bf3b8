"""Free text: names, phones, ids, mail addresses, coordinates and places finer than allowed go.

Requirements:
1. Latin and Arabic script. Words are compared folded: case, accents, tashkeel, tatweel, forms of
   alef, ya and ta marbuta, and digits of both scripts make no difference; what is found is cut out
   of the text as it was written.
2. Known names and places are given by the caller (the name columns of the same file, a gazetteer);
   in Arabic they are found with the article and one-letter prefixes too. Without being known are
   taken for names: words after a form of address, a word that names or one of kin
   (redaction_words.py), and common given names, in Latin where they begin with a capital.
3. A text is given back only as treated. It is no proof of anonymity: names nobody listed may be
   left, so a person must read High and Severe texts. `found` says what was taken out, never which.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, require_columns
from himaya.engines.disclosure.redaction_words import (
    ADDRESS_ARABIC,
    ADDRESS_LATIN,
    KIN_LATIN,
    LABELS,
    NAMING_ARABIC,
    NAMING_LATIN,
)
from himaya.engines.given_names import common_names

_SAME = str.maketrans(
    "أإآٱىئؤةگکیپڤ" + "٠١٢٣٤٥٦٧٨٩" + "۰۱۲۳۴۵۶۷۸۹",
    "ااااييوهككيبف" + "0123456789" + "0123456789",
)
_NOT_FOLDED_APART = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i"}
_SILENT = {"\u0640", "\u200c", "\u200d", "\u200e", "\u200f"}  # tatweel, joiners, direction marks
_WORD = r"[^\W\d_]"
_SHORT = 2
# Conjunctions, prepositions and the article, written onto an Arabic word.
_INITIAL = r"[a-z]\.\s?"
_PREFIX = r"(?:[وف]?[بكل]?(?:ال)?|لل)"


@dataclass(frozen=True)
class Redacted:
    """The treated table, and how many pieces of each kind were taken out."""

    frame: Frame
    found: dict[str, int]


@dataclass(frozen=True)
class _Folded:
    """A folded text; `at[i]` is where its i-th letter stands in the text as written."""

    text: str
    at: list[int]


def _fold(text: str) -> _Folded:
    letters: list[str] = []
    at: list[int] = []
    for place, letter in enumerate(text):
        if letter in _SILENT:
            continue
        plain = unicodedata.normalize("NFKD", letter.translate(_SAME)).casefold()
        for part in plain:
            if unicodedata.combining(part):
                continue
            folded = _NOT_FOLDED_APART.get(part, part).translate(_SAME)
            letters.append(folded)
            at.extend([place] * len(folded))
    return _Folded("".join(letters), at)


_YEAR = r"(?:19|20)\d\d"
_PATTERNS = {
    "mail": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "link": r"(?:https?://|www\.)\S+",
    "coordinates": r"[+-]?\d{1,3}\.\d{3,}\s*[,;/ ]\s*[+-]?\d{1,3}\.\d{3,}",
    # An id has letters and digits: ABC-12C34567, HH/2024/0012; or ten digits and more.
    "id": r"\b(?!(?:mid-?)?\d{4}s\b)(?=[a-z0-9/_-]*\d{3})(?=[a-z0-9/_-]*[a-z])"
    r"[a-z0-9]+(?:[-/_]?[a-z0-9]+)*\b|\b\d{10,}\b",
    # Seven digits and more, but no day (2026-03-14, 14.03.2026), years (2025-2026) or resolution
    # (1325 (2000)).
    "phone": rf"(?<![\w.])(?!\d{{4}}-\d\d-\d\d(?!\d)|\d\d?[./-]\d\d?[./-]{_YEAR}(?!\d)"
    rf"|{_YEAR}\s?[-/\u2013]\s?{_YEAR}(?!\d)|\d{{3,4}}\s?\({_YEAR}\))"
    r"(?:\+|00)?\(?\d(?:[\s().-]{0,2}\d){6,14}(?![\w.]\d)",
}
_PARTICLE = r"(?:al|el|bin|ibn|abu|bint|van|de|del|عبد|بن|ابن|بنت)"
_NAME = rf"{_WORD}+(?:[-'\u2019]{_WORD}+)*"
# The whole of a name: particles, and words that may belong to it (`_leading` decides). It is looked
# at without being passed, since it may hold the next form of address.
_WHOLE = rf"(?=((?:{_PARTICLE}[\s-]+)?{_NAME}(?:\s+(?:{_PARTICLE}[\s-]+)?{_NAME}){{0,2}}))"
_MORE = re.compile(rf"(?:[\s-]+{_NAME}){{1,3}}")
_ADDRESSED = [
    re.compile(rf"\b(?:{LABELS})\s*:\s*{_WHOLE}"),
    re.compile(rf"\b(?:{ADDRESS_LATIN})\b\.?\s+{_WHOLE}"),
    re.compile(rf"\b[وفبل]?(?:{ADDRESS_ARABIC})(?<=\w\b|\.)\s+((?:عبد\s+)?{_NAME})"),
    re.compile(
        rf"\b[وف]?(?:{NAMING_ARABIC})\s+((?:عبد\s+)?{_NAME}(?:\s+(?:بن|ابن|بنت)\s+{_NAME})?)"
    ),
]
_CAPITAL = re.compile(
    rf"\b(?:{NAMING_LATIN}|{KIN_LATIN})\b\s*[,:(]?\s*[\"'\u00ab\u2018\u201c]?\s*{_WHOLE}"
)


class Redactor:
    """Takes pieces out of texts. `names` and `places` are what is known beforehand.

    A name or place of several words is looked for whole and, names, word by word; words of two
    letters only where they begin with a capital, shorter ones only as part of a whole.
    """

    def __init__(self, names: Iterable[str] = (), places: Iterable[str] = ()) -> None:
        names = list(names)
        # What is known comes first: of two pieces of the same letters the first is named.
        self._patterns: list[tuple[str, re.Pattern[str]]] = []
        for kind, words in (("name", _with_parts(names)), ("place", set(places))):
            if pattern := _any_of(words):
                self._patterns.append((kind, pattern))
        # Short words are names where they begin with a capital: Li, not "li".
        short = {one for name in names for one in name.split() if len(_fold(one).text) == _SHORT}
        self._capital = [one for one in (_any_of(short), _common()) if one]
        self._patterns += [(kind, re.compile(pattern)) for kind, pattern in _PATTERNS.items()]

    def redact(self, text: str) -> tuple[str, Counter[str]]:
        """The text with [name], [phone] ... for what was found, and how often each was."""
        kept, found, end = [], Counter[str](), 0
        for low, high, kind in self.pieces(text):
            kept.append(f"{text[end:low]}[{kind}]")
            found[kind] += 1
            end = high
        return "".join(kept) + text[end:], found

    def pieces(self, text: str) -> list[tuple[int, int, str]]:
        """Where each piece begins and ends, in order; they do not overlap."""
        folded = _fold(text)
        spans = [
            (folded.at[low], self._end(text, folded.at[high - 1]), kind)
            for low, high, kind in self._found(text, folded)
            if low < high
        ]
        apart: list[tuple[int, int, str]] = []
        for low, high, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
            if apart and low < apart[-1][1]:  # it may begin inside another and go on behind it
                apart[-1] = (apart[-1][0], max(apart[-1][1], high), apart[-1][2])
            else:
                apart.append((low, high, kind))
        return apart

    def _found(self, text: str, folded: _Folded) -> Iterator[tuple[int, int, str]]:
        for kind, pattern in self._patterns:
            for match in pattern.finditer(folded.text):
                low, high = match.span()
                yield low, _family(text, folded, high) if kind == "name" else high, kind
        for pattern in self._capital:
            for match in pattern.finditer(folded.text):
                low, high = match.span()
                first = text[folded.at[low]]
                if first.isupper() or not first.islower():  # Arabic has neither
                    yield low, _family(text, folded, high), "name"
        for pattern in _ADDRESSED:
            for match in pattern.finditer(folded.text):
                yield *_leading(text, folded, *match.span(1), least=1), "name"
        for match in _CAPITAL.finditer(folded.text):
            yield *_leading(text, folded, *match.span(1), least=0), "name"

    @staticmethod
    def _end(text: str, last: int) -> int:
        """Behind the last letter and the marks written on it."""
        end = last + 1
        while end < len(text) and (unicodedata.combining(text[end]) or text[end] in _SILENT):
            end += 1
        return end


def _with_parts(names: Iterable[str]) -> set[str]:
    parts = set()
    for name in names:
        parts.add(name)
        parts.update(word for word in re.split(r"[\s,;]+", name) if len(_fold(word).text) > _SHORT)
    return parts


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    folded = {_fold(word).text.strip() for word in words}
    ordered = sorted((word for word in folded if len(word) > 1), key=lambda w: (-len(w), w))
    if not ordered:
        return None
    joined = "|".join(map(_spelt, ordered))
    return re.compile(rf"(?<!\w)(?:{_INITIAL})?{_PREFIX}(?:{joined})(?!\w)")


@lru_cache
def _common() -> re.Pattern[str] | None:
    return _any_of(common_names())


def _spelt(words: str) -> str:
    """A pattern of known words; the parts of an Arabic compound are written together or apart."""
    spelt = r"\s+".join(map(re.escape, words.split()))
    return re.sub(r"(عبد|ابو|ام)(?:\\s\+)?(?=ال)", r"\1\\s*", spelt)


def _family(text: str, folded: _Folded, end: int) -> int:
    """The end of what follows a name as more of it: words with a capital, at once behind it."""
    match = None if text.isupper() else _MORE.match(folded.text, end)
    return end if match is None else _leading(text, folded, end, match.end(), least=0)[1]


def _leading(text: str, folded: _Folded, low: int, high: int, *, least: int) -> tuple[int, int]:
    """The part of a possible name up to its last word with a capital; `least` words in any case.

    Particles (al, bin, de) belong to the word after them. Where all is in capitals they tell
    nothing, and one word is taken.
    """
    end, known = low, 0
    for match in re.finditer(_NAME, folded.text[low:high]):
        if re.fullmatch(_PARTICLE, match[0]):
            continue
        if len(match[0]) == 1 or (known and text.isupper()):
            break
        begins = text[folded.at[low + match.start()]].isupper() or match[0].startswith("ال")
        if known >= least and not (begins and (known or not match[0].startswith("ال"))):
            break
        end, known = low + match.end(), known + 1
    return low, end


def redact_column(frame: Frame, name: str, redactor: Redactor) -> Redacted:
    """Treat one column of texts. Refuses a column that holds anything else."""
    require_columns(frame, [name])
    column = frame.get_column(name)
    if column.dtype not in (pl.String, pl.Null):
        raise DisclosureError(
            DisclosureErrorCode.COLUMN_NOT_TEXT,
            f"{name} is no column of texts.",
            "Name the columns of free text only.",
        )
    found: Counter[str] = Counter()
    treated: list[str | None] = []
    for text in column.to_list():
        if text is None:
            treated.append(None)
            continue
        made, counts = redactor.redact(text)
        treated.append(made)
        found.update(counts)
    made_column = pl.Series(name, treated, dtype=pl.String)
    return Redacted(frame.with_columns(made_column), dict(sorted(found.items())))
