"""Free text: names, phones, ids, mail addresses, coordinates and places finer than allowed go.

Requirements:
1. Latin and Arabic script. Words are compared folded: case, accents, tashkeel, tatweel, forms of
   alef, ya and ta marbuta, and digits of both scripts make no difference; what is found is cut out
   of the text as it was written.
2. Known names and places are given by the caller (the name columns of the same file, a gazetteer);
   in Arabic they are found with the article and one-letter prefixes too. Words after a form of
   address (Mrs, Dr, السيدة, أم ...) are taken for a name without being known.
3. A text is given back only as treated. It is no proof of anonymity: names nobody listed may be
   left, so a person must read High and Severe texts. `found` says what was taken out, never which.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, require_columns

_SAME = str.maketrans(
    "أإآٱىئؤةگکیپڤ" + "٠١٢٣٤٥٦٧٨٩" + "۰۱۲۳۴۵۶۷۸۹",
    "ااااييوهككيبف" + "0123456789" + "0123456789",
)
_NOT_FOLDED_APART = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i"}
_SILENT = {"\u0640", "\u200c", "\u200d", "\u200e", "\u200f"}  # tatweel, joiners, direction marks
_WORD = r"[^\W\d_]"
# Conjunctions, prepositions and the article, written onto an Arabic word.
_PREFIX = r"(?:[وف]?[بكل]?(?:ال)?|لل)"
_ADDRESS_LATIN = (
    "mr|mrs|ms|miss|dr|prof|sheikh|shaikh|imam|pastor|father|sister|abu|umm|"
    "monsieur|madame|mme|mlle|senor|senora|sr|sra|don|dona|ustaz|hajj|haji"
)
_ADDRESS_ARABIC = (
    "السيد|السيده|الانسه|الدكتور|الدكتوره|دكتور|دكتوره|الاستاذ|الاستاذه|استاذ|الشيخ|الحاج|الحاجه|"
    "ابو|ام|المدعو|المدعوه"
)


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


_PATTERNS = {
    "mail": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "link": r"(?:https?://|www\.)\S+",
    "coordinates": r"[+-]?\d{1,3}\.\d{3,}\s*[,;/ ]\s*[+-]?\d{1,3}\.\d{3,}",
    # An id has letters and digits: ABC-12C34567, HH/2024/0012; or ten digits and more.
    "id": r"\b(?=[a-z0-9/_-]*\d{3})(?=[a-z0-9/_-]*[a-z])[a-z0-9]+(?:[-/_]?[a-z0-9]+)*\b"
    r"|\b\d{10,}\b",
    # Seven digits and more, but no day written as 2026-03-14.
    "phone": r"(?<![\w.])(?!\d{4}-\d\d-\d\d(?!\d))"
    r"(?:\+|00)?\(?\d(?:[\s().-]{0,2}\d){6,14}(?![\w.]\d)",
    "name": rf"\b(?:(?:{_ADDRESS_LATIN})\b\.?|(?:[وفبل]?(?:{_ADDRESS_ARABIC}))\b)"
    rf"(?:\s+(?:al|el|bin|ibn|abu|bint|de|del|van|عبد)\b)?\s+({_WORD}+(?:[-'\u2019]{_WORD}+)*"
    rf"(?:\s+(?:al|el|bin|ibn|de|del|عبد)[-\s]{_WORD}+)?)",
}


class Redactor:
    """Takes pieces out of texts. `names` and `places` are what is known beforehand.

    A name or place of several words is looked for whole and, names, word by word; words of fewer
    than three letters are only looked for as part of a whole.
    """

    def __init__(self, names: Iterable[str] = (), places: Iterable[str] = ()) -> None:
        # What is known comes first: of two pieces of the same letters the first is named.
        self._patterns: list[tuple[str, re.Pattern[str]]] = []
        for kind, words in (("name", _with_parts(names)), ("place", set(places))):
            if pattern := _any_of(words):
                self._patterns.append((kind, pattern))
        self._patterns += [(kind, re.compile(pattern)) for kind, pattern in _PATTERNS.items()]

    def redact(self, text: str) -> tuple[str, Counter[str]]:
        """The text with [name], [phone] ... for what was found, and how often each was."""
        folded = _fold(text)
        spans: list[tuple[int, int, str]] = []
        for kind, pattern in self._patterns:
            for match in pattern.finditer(folded.text):
                group = 1 if match.lastindex else 0
                low, high = match.span(group)
                if low < high:
                    spans.append((folded.at[low], self._end(text, folded.at[high - 1]), kind))
        kept, found, end = [], Counter[str](), 0
        for low, high, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
            if low < end:
                end = max(end, high)  # it may begin inside another piece and go on behind it
                continue
            kept.append(f"{text[end:low]}[{kind}]")
            found[kind] += 1
            end = high
        return "".join(kept) + text[end:], found

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
        parts.update(word for word in re.split(r"[\s,;]+", name) if len(_fold(word).text) > 2)  # noqa: PLR2004
    return parts


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    folded = {_fold(word).text.strip() for word in words}
    ordered = sorted((word for word in folded if len(word) > 1), key=lambda w: (-len(w), w))
    if not ordered:
        return None
    joined = "|".join(r"\s+".join(map(re.escape, word.split())) for word in ordered)
    return re.compile(rf"(?<!\w){_PREFIX}(?:{joined})(?!\w)")


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
