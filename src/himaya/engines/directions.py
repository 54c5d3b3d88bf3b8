"""Characters that turn the direction of text (Unicode 16, UAX 9, 2.1 to 2.5), at the door.

Embeddings and overrides reach over what stands beside them, and an override turns letters round:
with one, a name reads as another. Text does not need them. Isolates reach no further than their
own end; text in two scripts may need them, so they stay where each has its end.
"""

import re

_OVERRIDES = re.compile("[\u202a-\u202e]")
_ALL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OPENING, _CLOSING = "\u2066\u2067\u2068", "\u2069"


def bare(line: str) -> str:
    """A name or another single line without any of them: what looks the same is the same."""
    return _ALL.sub("", line)


def calm(text: str) -> str:
    """Text without embeddings and overrides; isolates stay in pairs, each inside its paragraph."""
    if _ALL.search(text) is None:
        return text
    return "\n".join(_paired(_OVERRIDES.sub("", paragraph)) for paragraph in text.split("\n"))


def _paired(paragraph: str) -> str:
    opened: list[int] = []
    alone: set[int] = set()
    for place, sign in enumerate(paragraph):
        if sign in _OPENING:
            opened.append(place)
        elif sign == _CLOSING:
            if opened:
                opened.pop()
            else:
                alone.add(place)
    alone.update(opened)
    return "".join(sign for place, sign in enumerate(paragraph) if place not in alone)
