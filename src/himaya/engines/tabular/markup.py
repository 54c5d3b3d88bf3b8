# ruff: noqa: RUF001  # bullets and dashes as word processors write them
"""Markup fragments and bullets inside a cell."""

import re
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

# Only tags that word processors leave behind, so that "<5 years" and "<name>" stay.
_TAG = re.compile(
    r"</?(?:p|br|ul|ol|li|i|b|u|em|strong|span|div|sup|sub|font|a|table|tr|td|h[1-6])"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ITEM = re.compile(r"<li(?:\s[^<>]*)?>", re.IGNORECASE)
_BREAK = re.compile(
    r"<br\s*/?>|</(?:p|li|ul|ol|div|tr|h[1-6])>|<(?:p|ul|ol|div|tr|h[1-6])(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
BULLETS = "·•▪◦●‣∙⁃➢✓*>"
_LEADING = re.compile(rf"^(?:[{re.escape(BULLETS)}]\s*|[-–—]\s+|[-–—](?=[^\W\d]))+")
_INLINE = re.compile(r"(?:^|(?<=\s))(?:[>•·▪➢]\s*)(?=[^\W\d])")
# In a line that begins with such a sign, what follows the next one may be a figure: "> 4w list".
_INLINE_LISTED = re.compile(r"(?<=\s)[>•·▪➢]\s+(?=\w)|" + _INLINE.pattern)
_INLINE_DASH = re.compile(r"\s+[-–]\s+(?=[A-ZÀ-Þ])")


@dataclass(frozen=True, slots=True)
class Piece:
    """One list item or line of a cell, without its bullet; `bullet` is the sign, or ""."""

    text: str
    bullet: str = ""


def plain(text: str) -> str:
    """Turn fragments into lines: list items begin with "· ", paragraphs stand on lines."""
    if "<" in text or "&" in text:
        text = _ITEM.sub("\n· ", text)
        text = _BREAK.sub("\n", text)
        text = unescape(_TAG.sub("", text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """The words of a cell on one line, markup gone."""
    return " ".join(plain(text).split())


def pieces(text: str) -> list[Piece]:
    """Split a cell into list items and lines.

    Splits at line breaks, list items, ">" or "·" before a letter, and at " - " in a line that
    itself begins with a dash. A line that begins in lower case continues the one before.
    """
    found: list[Piece] = []
    for line in plain(text).splitlines():
        for part in _split_inline(line):
            bullet, words = _split_bullet(part)
            if not words:
                continue
            if found and not bullet and words[0].islower():
                found[-1] = Piece(f"{found[-1].text} {words}", found[-1].bullet)
            else:
                found.append(Piece(words, bullet))
    return found


def _split_inline(line: str) -> list[str]:
    inline = _INLINE_LISTED if line[:1] in BULLETS else _INLINE
    cuts = [match.start() for match in inline.finditer(line) if match.start()]
    bounds = [0, *cuts, len(line)]
    parts = [line[a:b].strip() for a, b in pairwise(bounds)]
    if line.startswith(("- ", "– ")):
        return [f"- {piece}" for part in parts for piece in _INLINE_DASH.split(part.lstrip("-– "))]
    return parts


def _split_bullet(part: str) -> tuple[str, str]:
    match = _LEADING.match(part)
    if not match:
        return "", part.strip()
    return match.group().strip()[:1], part[match.end() :].strip()
