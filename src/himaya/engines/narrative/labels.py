"""Labels that people gave, brought to the themes of a framework."""

import re
from collections.abc import Iterable

import numpy as np

from himaya.engines.narrative.framework import Framework, Lexicon, Theme
from himaya.engines.narrative.linear import Flags
from himaya.engines.narrative.rows import Row
from himaya.engines.narrative.terms import SMALL
from himaya.engines.narrative.words import folded_text, words_of

_PARTS = re.compile(r"[/,;()|+*]|\s[-–—]\s")
_SHORT, _MOST_WORDS = 2, 8
# Words of labels that name no subject, folded.
_EMPTY = frozenset(
    [
        "general",
        "other",
        "others",
        "related",
        "report",
        "reports",
        "right",
        "rights",
        "issue",
        "issues",
        "theme",
        "various",
        "none",
        "misc",
        "miscellaneous",
        "request",
        "requests",
        "direct",
        "type",
        "types",
    ]
)


def resolver(framework: Framework) -> dict[str, str]:
    """Codes by folded code and by folded title in any language; what is ambiguous is left out."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for theme in framework.themes:
        for title in {folded_text(title) for title in theme.title.values()}:
            if found.setdefault(title, theme.code) != theme.code:
                twice.add(title)
    for title in twice:
        del found[title]
    return found | {folded_text(theme.code): theme.code for theme in framework.themes}


def strangers(framework: Framework, rows: Iterable[Row]) -> list[str]:
    """Labels that the framework knows neither by code nor by title, sorted."""
    known = resolver(framework)
    labels = {label for row in rows for label in row.labels or ()}
    return sorted(label for label in labels if folded_text(label) not in known)


def widened(framework: Framework, labels: Iterable[str]) -> Framework:
    """The framework with a theme for each of these labels, known by its name (`vocabulary`).

    For files coded by another list: what they learn is learned from their examples.
    """
    themes = tuple(
        Theme(
            code=label,
            title={"en": label},
            stays_when_denied=True,
        )
        for label in labels
        if words_of(label).folded
    )
    languages = tuple(dict.fromkeys((*framework.languages, "en")))
    return Framework(
        framework.code, framework.version, framework.title, languages, framework.themes + themes
    )


def framework_of(labels: Iterable[str]) -> Framework:
    """A flat framework of nothing but labels."""
    empty = Framework("labels", "1", {"en": "Labels of the examples"}, ("en",), ())
    return widened(empty, labels)


def named_lexicon(label: str, language: str = "en") -> Lexicon:
    """Terms out of a name: each part of it is a strong term, each telling word a weak one."""
    strong, weak = [], []
    for part in _PARTS.split(label.replace("_", " ")):
        words = [word for word in words_of(part).folded if len(word) > 1]
        telling = [
            word for word in words if word not in _EMPTY | SMALL[language] and len(word) > _SHORT
        ]
        if telling:
            strong.append(" ".join(words[:_MOST_WORDS]))
        if len(telling) == 1:  # "right to education" is known by one word
            strong.extend(telling)
        elif len(words) > 1:
            weak.extend(telling)
    return Lexicon(tuple(dict.fromkeys(strong)), tuple(dict.fromkeys(weak)))


def coded(framework: Framework, rows: list[Row]) -> Flags:
    """Which theme each row carries (n, m), m over `framework.codes`; headings carry nothing."""
    places = {code: place for place, code in enumerate(framework.codes)}
    made = np.zeros((len(rows), len(places)), bool)
    for number, codes in enumerate(_given(framework, rows)):
        for code in codes:
            if code in places:
                made[number, places[code]] = True
    return made


def _given(framework: Framework, rows: list[Row]) -> list[set[str]]:
    """Codes of the themes and headings that each row was given."""
    known = resolver(framework)
    codes = {
        label: known.get(folded_text(label), "")
        for label in {label for row in rows for label in row.labels or ()}
    }
    return [{codes[label] for label in row.labels or () if codes[label]} for row in rows]


def left_open(framework: Framework, rows: list[Row]) -> Flags:
    """Where a row carries a heading and no theme below it (n, m): any of these may be meant."""
    places = {code: place for place, code in enumerate(framework.codes)}
    below = {
        theme.code: [code for code in framework.codes if theme.code in framework.path(code)]
        for theme in framework.themes
        if theme.is_heading
    }
    made = np.zeros((len(rows), len(places)), bool)
    for number, codes in enumerate(_given(framework, rows)):
        for heading in codes & below.keys():
            if codes.isdisjoint(below[heading]):
                made[number, [places[code] for code in below[heading]]] = True
    return made


def at_top(framework: Framework, rows: list[Row]) -> tuple[list[str], Flags]:
    """The tops of the tree, and which each row carries (n, tops), by a theme or a heading."""
    tops = sorted({framework.top(code) for code in framework.codes})
    made = np.zeros((len(rows), len(tops)), bool)
    for number, codes in enumerate(_given(framework, rows)):
        for code in codes:
            made[number, tops.index(framework.top(code))] = True
    return tops, made
