"""What in a text points to a person: names, phones, addresses, numbers of documents, positions.

For masking identities while people code, and for warning before anything is quoted. A pattern
finds what is shaped or announced like an identifier, `people` finds names, and a list those that
are known. A rare name that nobody announces is not found: masking is a help, and no release.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from himaya.engines.narrative.people import people_in
from himaya.engines.narrative.words import words_of


class EntityKind(StrEnum):
    """What it is; the value stands in masked text."""

    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    NUMBER = "id"
    POSITION = "position"


@dataclass(frozen=True)
class Entity:
    """Where an identifier stands, [start, end) in the text; what it says is not kept."""

    kind: EntityKind
    start: int
    end: int


_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_POSITION = re.compile(
    r"[-+]?\d{1,2}[.,]\d{4,}(?:\s*°)?(?:\s*[NS])?\s*[,;/ ]\s*"
    r"[-+]?\d{1,3}[.,]\d{4,}(?:\s*°)?(?:\s*[EWO]\b)?"
    r"|\d{1,3}°\s*\d{1,2}['\u2032]\s*(?:\d{1,2}(?:[.,]\d+)?[\"\u2033]\s*)?[NSEWO]\b"
)
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d{1,4}\)?(?:[ .\-/]?\(?\d{1,4}\)?){2,6}(?![\w/])")
_DIGITS_OF_PHONE = (8, 15)  # E.164 allows fifteen
_DATE_LIKE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|(?:19|20)\d\d\s*[-/]\s*(?:19|20)\d\d"
)
# Numbers of thousands: "12 000 000", "1,250,000".
_AMOUNT = re.compile(r"\d{1,3}(?:[ ,.\u00a0]\d{3})+")
# Letters and digits mixed, or many digits in a row: case, registration and document numbers.
_NUMBER = re.compile(
    r"\b(?=[A-Z0-9-]*\d[A-Z0-9-]*\d[A-Z0-9-]*\d)(?:[A-Z]{1,4}-?\d{5,}|\d{2,4}-\d{2}[A-Z]\d{4,}"
    r"|[A-Z]{2,4}-\d{2,}[A-Z]?-?\d{3,}|\d{3}-\d{2}C\d{5})\b|(?<![\d.,+])[1-9]\d{8,19}(?![\d.,]\d)"
)
_ANNOUNCED_NUMBER = re.compile(
    r"(?:\b(?:passport|passeport|pasaporte|ID|case|cas|caso|registration|file|dossier|c[eé]dula|CNI|NIN)"
    r"\s*(?:no\.?|n[o°º]\.?|number|num[eé]ro|n[uú]mero|card|#|:)+\s*:?\s*"
    r"|رقم\s+(?:الهوية|الجواز|الملف|الحالة|القيد)\s*:?\s*)"
    r"([A-Z0-9٠-٩][A-Z0-9٠-٩/-]{3,24})",
    re.IGNORECASE,
)


def entities_in(text: str, names: Iterable[str] = ()) -> list[Entity]:
    """Identifiers in the order of the text, without overlaps; the longer one wins.

    `names` are known names of people, found in any case and spelling of accents and alefs.
    """
    found = [
        *_matches(_EMAIL, EntityKind.EMAIL, text),
        *_matches(_POSITION, EntityKind.POSITION, text),
        *_matches(_ANNOUNCED_NUMBER, EntityKind.NUMBER, text, 1),
        *_matches(_NUMBER, EntityKind.NUMBER, text),
        *_phones(text),
        *(Entity(EntityKind.PERSON, *span) for span in people_in(text)),
        *_known(text, names),
    ]
    found.sort(key=lambda one: (one.start - one.end, one.start))
    kept: list[Entity] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def masked(text: str, found: Iterable[Entity]) -> str:
    """The text with each identifier replaced by its kind: `[person]`, `[phone]` ..."""
    parts, at = [], 0
    for one in sorted(found, key=lambda one: one.start):
        parts += [text[at : one.start], f"[{one.kind}]"]
        at = max(at, one.end)
    return "".join([*parts, text[at:]])


def blanked(text: str, found: Iterable[Entity]) -> str:
    """The text with spaces in place of each identifier, so that other places stay."""
    for one in found:
        text = f"{text[: one.start]}{' ' * (one.end - one.start)}{text[one.end :]}"
    return text


def _matches(
    pattern: re.Pattern[str], kind: EntityKind, text: str, group: int = 0
) -> Iterable[Entity]:
    for match in pattern.finditer(text):
        yield Entity(kind, *match.span(group))


def _phones(text: str) -> Iterable[Entity]:
    least, most = _DIGITS_OF_PHONE
    for match in _PHONE.finditer(text):
        said = match.group()
        digits = sum(char.isdecimal() for char in said)
        is_other = _DATE_LIKE.fullmatch(said.strip("()")) or _AMOUNT.fullmatch(said)
        if least <= digits <= most and not is_other:
            yield Entity(EntityKind.PHONE, *match.span())


def _known(text: str, names: Iterable[str]) -> Iterable[Entity]:
    wanted: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        folded = words_of(name).folded
        if folded:
            wanted.setdefault(folded[0], []).append(folded)
    if not wanted:
        return
    words = words_of(text)
    for place, word in enumerate(words.folded):
        for known in wanted.get(word, ()):
            if words.folded[place : place + len(known)] == known:
                last = place + len(known) - 1
                yield Entity(EntityKind.PERSON, words.starts[place], words.ends[last])
