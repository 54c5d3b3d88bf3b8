"""A framework: the tree of themes that texts are coded by, as a value.

Made by `reading_frameworks`, which has checked it; nothing here can be inconsistent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

Said = Mapping[str, str]  # by language


@dataclass(frozen=True)
class Lexicon:
    """Terms of one theme in one language, as written (`terms`).

    `strong`: one of them is enough to suggest the theme. `weak`: they ask, and
    only several of them together suggest.
    `unless`: a term found inside one of these is not meant ("enabling environment").
    """

    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Theme:
    """One theme: what it means in each language, and the words it is known by.

    `parent` is a code or empty at the top. `sensitive` themes are never applied without a person.
    `stays_when_denied`: "no access to water" is about water all the same, so that a denial before a
    term does not take the theme back; "no abductions were reported" does.
    `is_heading` themes only hold others and are never suggested themselves.
    """

    code: str
    title: Said
    parent: str = ""
    definition: Said = field(default_factory=dict)
    include: Said = field(default_factory=dict)
    exclude: Said = field(default_factory=dict)
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lexicon: Mapping[str, Lexicon] = field(default_factory=dict)
    sensitive: bool = False
    stays_when_denied: bool = False
    is_heading: bool = False


@dataclass(frozen=True)
class Framework:
    """Themes in the order of the tree, parents before their children."""

    code: str
    version: str
    title: Said
    languages: tuple[str, ...]
    themes: tuple[Theme, ...]

    @cached_property
    def by_code(self) -> dict[str, Theme]:
        return {theme.code: theme for theme in self.themes}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes of the themes that can be suggested, in order; headings are left out."""
        return tuple(theme.code for theme in self.themes if not theme.is_heading)

    def path(self, code: str) -> tuple[str, ...]:
        """Codes from the top of the tree down to this theme, itself included."""
        theme = self.by_code[code]
        return (*(self.path(theme.parent) if theme.parent else ()), code)

    def top(self, code: str) -> str:
        """The code at the top of the tree that this theme belongs to."""
        return self.path(code)[0]
