"""Reading order of lines from right to left that hold Latin words or numbers.

pdfium gives such words, and signs beside numbers, in the order they are drawn: "Valley Our Save",
"880+". Words are ordered anew by where they stand, as Unicode's bidirectional algorithm would have
laid them out (UAX #9, rules N1 and L2): from the right, but neighbouring Latin words from the left.
"""

import re
from dataclasses import dataclass
from itertools import cycle
from typing import Any

_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_EITHER = re.compile("[A-Za-z\u00c0-\u024f0-9]")
_STOP, _BRACKET = r"[.,:;!?\u060c\u061b\u061f]", r"[()\[\]]"
_LAST = rf"{_STOP}+(?=\s|$|{_BRACKET})"  # of a word as it is drawn
_TOKEN = re.compile(rf"{_BRACKET}|(?<!\S){_STOP}+|{_LAST}|(?:(?!{_LAST}|{_BRACKET})\S)+")
_MIRRORED = str.maketrans("()[]", ")(][")
_AFTER_OPEN, _BEFORE_CLOSE = re.compile(r"([(\[]) "), re.compile(rf" ([)\]]|{_STOP})")
_FIRST = re.compile(rf"^({_STOP}+)(.+)$")
_SIGN = re.compile(r"^([\d.,/ -]+)([+#])$")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word as it reads, its middle, and whether it is Latin, or a number without letters."""

    text: str
    middle: float
    is_latin: bool
    is_number: bool


def is_mixed(line: str) -> bool:
    """Whether a line is Arabic in the main and holds something else."""
    return is_arabic(line) and _EITHER.search(line) is not None


def is_arabic(line: str) -> bool:
    """Whether most letters of a line are written from the right."""
    return len(_ARABIC.findall(line)) > len(_LATIN.findall(line))


def stops_last(word: str) -> str:
    """A Latin word that ends a sentence from right to left: its full stop stands on the left."""
    return _FIRST.sub(r"\2\1", word)


def in_order(text_page: Any, line: str, begin: int) -> str:  # noqa: ANN401 - pdfium has no types
    """The words of a mixed line as they are read; `begin` is the place of its first letter."""
    tokens = [_token(text_page, found[0], begin + found.start()) for found in _TOKEN.finditer(line)]
    tokens.sort(key=lambda token: -token.middle)
    joined = unmirrored(" ".join(token.text for token in _with_latin_runs(tokens)))
    return _BEFORE_CLOSE.sub(r"\1", _AFTER_OPEN.sub(r"\1", joined))


def unmirrored(line: str) -> str:
    """An Arabic line whose round brackets are written as they look: the first one closes.

    One beside a Latin word may look either way; where they do not pair, each second one closes.
    """
    brackets = [char for char in line if char in "()"]
    if not brackets or brackets == list("()" * (len(brackets) // 2)):
        return line
    if brackets[0] == ")" and brackets[-1] == "(":
        line = line.translate(_MIRRORED)
    if line.count("(") == line.count(")") or len(brackets) % 2:
        return line
    signs = cycle("()")
    return "".join(next(signs) if char in "()" else char for char in line)


def _token(text_page: Any, word: str, begin: int) -> _Token:  # noqa: ANN401 - as above
    boxes = [text_page.get_charbox(begin + at) for at in range(len(word))]
    middle = (min(box[0] for box in boxes) + max(box[2] for box in boxes)) / 2
    is_other = _ARABIC.search(word) is None
    if is_other:
        # Letters of one sign (fi) have one box, and stay as they are.
        drawn = sorted(range(len(word)), key=lambda at: (boxes[at][0] + boxes[at][2], at))
        word = _SIGN.sub(r"\2\1", "".join(word[at] for at in drawn))
    is_latin = is_other and _LATIN.search(word) is not None
    is_number = is_other and not is_latin and _EITHER.search(word) is not None
    return _Token(word, middle, is_latin, is_number)


def _with_latin_runs(tokens: list[_Token]) -> list[_Token]:
    """Neighbouring Latin words the other way round, with numbers between two of them."""
    made: list[_Token] = []
    at = 0
    while at < len(tokens):
        last = at
        if tokens[at].is_latin:
            ahead = at + 1
            while ahead < len(tokens) and (tokens[ahead].is_latin or tokens[ahead].is_number):
                last = ahead if tokens[ahead].is_latin else last
                ahead += 1
        made += reversed(tokens[at : last + 1])
        at = last + 1
    return made
