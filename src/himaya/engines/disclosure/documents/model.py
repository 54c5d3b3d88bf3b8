"""What a document is made of. Everything is text by now, in the language of the document."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from himaya.engines.disclosure.words import Words


@dataclass(frozen=True)
class Heading:
    """Begins a section."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Sentences; `is_weighty` ones are set apart."""

    text: str
    is_weighty: bool = False


@dataclass(frozen=True)
class Grid:
    """A table; the first column names the row. Without `head` it is a list of facts."""

    rows: tuple[tuple[str, ...], ...]
    head: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length as a share of the longest, and the figure as text."""

    name: str
    length: float
    figure: str


@dataclass(frozen=True)
class Bars:
    """A chart of bars, one under the other. The figures stand beside them as text."""

    title: str
    bars: tuple[Bar, ...]

    @classmethod
    def of(cls, title: str, named: Sequence[tuple[str, float, str]]) -> "Bars":
        """From names, amounts and figures; the largest amount is the longest bar."""
        longest = max((amount for _, amount, _ in named), default=0.0) or 1.0
        return cls(title, tuple(Bar(name, amount / longest, text) for name, amount, text in named))


Part = Heading | Paragraph | Grid | Bars


@dataclass(frozen=True)
class Document:
    """A title, the mark that stands on every page (none on external documents), and the parts."""

    words: Words
    title: str
    parts: tuple[Part, ...]
    mark: str = ""
    warning: str = ""
    foot: str = field(default="")
