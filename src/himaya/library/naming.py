"""Titles of documents: what is one, and what stands where nobody gave one.

The naming rule (row 7 of the field's list of systems): a title says what the document is, where and
when, as a person would; it is no file name and names no person.
"""

import re
from pathlib import PurePath

from himaya.kernel import clock

_LONGEST = 120
_LONGEST_ENDING = 5
_NEUTRAL = re.compile(r"[A-Z0-9]{1,5} \d{4}-\d\d-\d\d")
_FILE_NAME = re.compile(
    r"\.[A-Za-z][A-Za-z0-9]{1,4}$|_|\s{2,}|%20|^(?:final|draft|copy of|scan)\b", re.IGNORECASE
)
_BETWEEN = re.compile(r"[_\s]+|%20")


def neutral_title(name: str) -> str:
    """A title that says nothing of the content, from the ending of a file: "PDF 2026-03-04"."""
    ending = PurePath(name).suffix.lstrip(".").upper()
    is_plain = ending.isascii() and ending.isalnum() and len(ending) <= _LONGEST_ENDING
    return f"{ending if is_plain else 'FILE'} {clock.today().isoformat()}"


def names_somebody(title: str) -> bool:
    """Whether a person's announced name, a number or a phone is in it."""
    from himaya.engines.narrative.entities import entities_in  # loads numpy

    return bool(entities_in(title))


def title_from_name(name: str) -> str:
    """The name of a file as a title; neutral where a person's name, number or phone is in it."""
    stem = _BETWEEN.sub(" ", PurePath(name).stem).strip()
    if not stem or names_somebody(stem):
        return neutral_title(name)
    return stem[:_LONGEST]


def keeps_rule(title: str) -> bool:
    """Whether a title keeps the rule, as far as its shape tells."""
    is_short = len(title) <= _LONGEST
    return is_short and not _NEUTRAL.fullmatch(title) and not _FILE_NAME.search(title)
