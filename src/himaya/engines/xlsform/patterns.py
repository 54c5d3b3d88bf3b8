"""Regular expressions from forms: whole-text matches, without those that can run for ever."""

import re
import warnings
from functools import lru_cache

# A repeated group that itself repeats something, (a+)+, takes exponential time on some texts.
_NESTED = re.compile(
    r"\((?:[^()\\]|\\.)*(?:[+*]|\{\d+,\d*\})(?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,\d*\})"
)
_JAVA_CLASSES = {
    r"\p{L}": r"[^\W\d_]",
    r"\p{Alpha}": "[A-Za-z]",
    r"\p{Digit}": "[0-9]",
    r"\p{N}": r"\d",
    r"\p{Lu}": "[A-Z]",
    r"\p{Ll}": "[a-z]",
}
LONGEST = 2_000


class BadPatternError(ValueError):
    """A pattern that cannot be compiled, or that could take for ever."""


@lru_cache(maxsize=1_000)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern ready to use. Raises BadPatternError."""
    if _NESTED.search(pattern):
        raise BadPatternError(pattern)
    for java, python in _JAVA_CLASSES.items():
        pattern = pattern.replace(java, python)
    try:
        # "[(a)||b]" makes Python warn of set operations it may have one day.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            return re.compile(pattern)
    except re.error as error:
        raise BadPatternError(pattern) from error


def matches(text: str, pattern: str) -> bool:
    """Whether the pattern matches the whole text, as ODK says of regex()."""
    try:
        return len(text) <= LONGEST and compiled(pattern).fullmatch(text) is not None
    except BadPatternError:  # only a pattern made of answers gets here: it matches nothing
        return False
