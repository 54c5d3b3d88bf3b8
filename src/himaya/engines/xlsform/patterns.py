"""Regular expressions from forms: whole-text matches, without those that can run for ever."""

import importlib
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

# Python reads patterns with this module; it has no public name since sre_parse was retired, and
# asking it is surer than reading patterns by hand. A test notices if a Python moves it.
_parser: Any = importlib.import_module("re._parser")

_JAVA_CLASSES = {
    r"\p{L}": r"[^\W\d_]",
    r"\p{Alpha}": "[A-Za-z]",
    r"\p{Digit}": "[0-9]",
    r"\p{N}": r"\d",
    r"\p{Lu}": "[A-Z]",
    r"\p{Ll}": "[a-z]",
}
LONGEST = 500
# Work grows with the length of the text to the power of these; three is still quick at 500.
MOST_OUTER = 3
MOST_ANY = 3


class BadPatternError(ValueError):
    """A pattern that cannot be compiled, or that could take for ever."""


@lru_cache(maxsize=1_000)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern ready to use. Raises BadPatternError."""
    for java, python in _JAVA_CLASSES.items():
        pattern = pattern.replace(java, python)
    try:
        # "[(a)||b]" makes Python warn of set operations it may have one day.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            tree = _parser.parse(pattern)
            ready = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise BadPatternError(pattern) from error
    if _may_run_away(tree):
        raise BadPatternError(pattern)
    return ready


def _may_run_away(tree: Any) -> bool:  # noqa: ANN401 - the parser has no types
    """Whether it repeats a repetition or an alternation, or has many `.*` in a row."""
    any_repeats = 0
    for name, rest in _parts(tree):
        if "REPEAT" not in name or "POSSESSIVE" in name:
            continue
        _least, most, body = rest
        if most > MOST_OUTER and any(_is_open(inner) for inner in _parts(body)):
            return True
        any_repeats += most > LONGEST and any(inner == "ANY" for inner, _ in _parts(body))
    return any_repeats > MOST_ANY


def _is_open(part: tuple[str, Any]) -> bool:
    """A part that can match the same text in several ways."""
    name, rest = part
    return name == "BRANCH" or ("REPEAT" in name and bool(rest[0] != rest[1]) and rest[1] > 1)


def _parts(tree: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - the parser has no types
    """Every part of a parsed pattern: its name and what it holds."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _parser.SubPattern):
            waiting += list(node)
        elif isinstance(node, tuple) and node and hasattr(node[0], "name"):
            yield str(node[0]), node[1]
            waiting += _inside(node[1])
        else:
            waiting += _inside(node)


def _inside(node: Any) -> list[Any]:  # noqa: ANN401 - the parser has no types
    if isinstance(node, _parser.SubPattern):
        return [node]
    return list(node) if isinstance(node, tuple | list) else []


def matches(text: str, pattern: str) -> bool:
    """Whether the pattern matches the whole text, as ODK says of regex()."""
    try:
        return len(text) <= LONGEST and compiled(pattern).fullmatch(text) is not None
    except BadPatternError:  # only a pattern made of answers gets here: it matches nothing
        return False
