"""Shapes of the entry page: what the templates read, and nothing they would have to work out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `place` is its number in a ranking."""

    value: str
    label: str
    is_chosen: bool
    place: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file already stored with an answer."""

    ref: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `widget` chooses the template `records/entry/_<widget>.html`."""

    path: str
    field_id: str
    widget: str
    label: str
    hint: str = ""
    guidance: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    errors: tuple[str, ...] = ()
    level: int = 1
    is_required: bool = False
    is_read_only: bool = False
    is_sealed: bool = False
    is_withheld: bool = False
    refreshes: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    point: Mapping[str, str] = field(default_factory=dict)
    attached: Attached | None = None
    kind: str = "field"

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"records/entry/_{self.widget}.html"

    @property
    def described_by(self) -> str:
        """Ids of the texts that explain this field, for aria-describedby."""
        parts = []
        if self.hint:
            parts.append(f"{self.field_id}_hint")
        if self.errors:
            parts.append(f"{self.field_id}_error")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Section:
    """A group with what is in it."""

    label: str
    hint: str
    items: "tuple[Item, ...]"
    kind: str = "section"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a repeat."""

    path: str
    number: int
    items: "tuple[Item, ...]"


@dataclass(frozen=True, slots=True)
class Series:
    """A repeat with its turns."""

    path: str
    field_id: str
    label: str
    hint: str
    can_add: bool
    turns: tuple[Turn, ...]
    errors: tuple[str, ...] = ()
    kind: str = "series"


Item = Field | Section | Series


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the summary on top; `field_id` is empty where the field is not on the page."""

    field_id: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """The whole form as drawn. `carried` are hidden inputs: answers not on the page, counts."""

    title: str
    items: tuple[Item, ...]
    carried: Sequence[tuple[str, str]]
    faults: tuple[Fault, ...]
