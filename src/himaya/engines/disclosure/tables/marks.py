"""What stands in a cell of a table: a number, a mark of suppression, or what must be asked."""

import re
import unicodedata
from dataclasses import dataclass

from himaya.engines.disclosure.tables.model import State
from himaya.engines.disclosure.tables.problems import Code

Raw = object

MARKS = {
    "*", "**", "***", "x", "xx", "c", "(c)", "[c]", "[x]", "s", "(s)", "#", ":", "..", "...", "…",
    "suppressed", "confidential", "supprimé", "confidentiel", "suprimido", "confidencial", "محجوب",
}  # fmt: skip
# sdcTable's letters among them, as its users bring them: s and z published, u primary, x secondary.
STATES = {
    "": State.PUBLISHED, "published": State.PUBLISHED, "safe": State.PUBLISHED,
    "s": State.PUBLISHED, "z": State.PUBLISHED,
    "primary": State.PRIMARY, "u": State.PRIMARY,
    "secondary": State.SECONDARY, "complementary": State.SECONDARY, "x": State.SECONDARY,
    "suppressed": State.HIDDEN, "hidden": State.HIDDEN, "*": State.HIDDEN, "c": State.HIDDEN,
}  # fmt: skip
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BELOW = re.compile(r"(?:<|under |below |moins de |menos de |أقل من )\s*(\d+)", re.IGNORECASE)
_UP_TO = re.compile(r"(?:\u2264|<=)\s*(\d+)")
_BETWEEN = re.compile(r"(\d+)\s*[-\u2010-\u2015]\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Said:
    """A cell read. `low` is None where a mark leaves open whether nobody is possible."""

    value: float | None = None
    is_mark: bool = False
    low: float | None = None
    high: float | None = None
    is_empty: bool = False
    wrong: Code | None = None


def state(text: str) -> State | None:
    """A word of the status column; None for a word unknown."""
    return STATES.get(text.strip().casefold())


def text_of(raw: Raw) -> str:
    """A cell as text: 1.0 is "1", so that codes are the same in every kind of file."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return unicodedata.normalize("NFC", str(raw)).strip()


def read_cell(raw: Raw) -> Said:
    """A number or a mark. Dashes are asked about: some mean nobody by them, some "not shown"."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return Said(wrong=Code.VALUE_UNREADABLE) if raw != raw else Said(float(raw))  # noqa: PLR0124 - NaN
    text = text_of(raw)
    if not text:
        return Said(is_empty=True)
    if text.casefold() in MARKS:
        return Said(is_mark=True)
    if found := _BELOW.fullmatch(text):
        return Said(is_mark=True, high=float(found[1]) - 1)
    if found := _UP_TO.fullmatch(text):
        return Said(is_mark=True, high=float(found[1]))
    if (found := _BETWEEN.fullmatch(text)) and int(found[1]) <= int(found[2]):
        return Said(is_mark=True, low=float(found[1]), high=float(found[2]))
    return _number(text)


def _number(text: str) -> Said:
    digits = "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in _SPACES.sub("", text)
    )
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    try:
        value = float(digits)
    except ValueError:
        return Said(wrong=Code.VALUE_UNREADABLE)
    if value in (float("inf"), float("-inf")) or value != value:  # noqa: PLR0124 - NaN
        return Said(wrong=Code.VALUE_UNREADABLE)
    return Said(value)
