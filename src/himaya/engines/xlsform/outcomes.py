"""What the engine answers: checked answers, the state of a page, proposals and changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from himaya.engines.xlsform.model import Group, Question


@dataclass(frozen=True, slots=True)
class AnswerError:
    """Why an answer is not accepted. `text` is the form's own message, in the form's languages."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers after checking. Paths look like `key` or `repeat[0].key`.

    `answers`: coerced, computed, only what is relevant. `dropped`: values given for questions
    that are not relevant, by path. `unknown`: paths the form does not have.
    """

    answers: dict[str, Any]
    errors: dict[str, list[AnswerError]]
    relevant: set[str]
    unknown: list[str]
    dropped: dict[str, Any]

    @property
    def is_sound(self) -> bool:
        """Whether the answers can be accepted as they are."""
        return not self.errors and not self.unknown


@dataclass(frozen=True, slots=True)
class ChoiceState:
    """One choice as the page offers it."""

    name: str
    label: str
    is_chosen: bool
    media: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionState:
    """One visible question, in the page's language, with `${}` in its texts filled in."""

    path: str
    question: Question
    label: str
    hint: str
    guidance: str
    value: Any
    is_required: bool
    is_read_only: bool
    choices: tuple[ChoiceState, ...] = ()
    media: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["question"] = "question"


@dataclass(frozen=True, slots=True)
class GroupState:
    """One visible group with what is visible inside."""

    path: str
    group: Group
    label: str
    hint: str
    items: "tuple[ItemState, ...]"
    kind: Literal["group"] = "group"


@dataclass(frozen=True, slots=True)
class InstanceState:
    """One turn of a repeat. `path` looks like `repeat[0]`."""

    index: int
    path: str
    items: "tuple[ItemState, ...]"


@dataclass(frozen=True, slots=True)
class RepeatState:
    """One visible repeat. `count` is its fixed number of turns, None where people may add."""

    path: str
    group: Group
    label: str
    hint: str
    count: int | None
    instances: tuple[InstanceState, ...]
    kind: Literal["repeat"] = "repeat"

    @property
    def can_add(self) -> bool:
        """Whether a person may add or remove turns."""
        return self.count is None


ItemState = QuestionState | GroupState | RepeatState


@dataclass(frozen=True, slots=True)
class FormState:
    """What a page shows: the visible items in order, in one language."""

    title: str
    language: str
    items: tuple[ItemState, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mark proposed for a question, with the reason a person can judge.

    `path` is the repeat path joined with dots and the key (`member.age`).
    """

    key: str
    path: str
    means: str
    sensitivity: str
    level: int | None
    confidence: Literal["sure", "doubt"]
    reason_code: str
    reason_params: Mapping[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions. `breaks`: old answers cannot be compared with new."""

    kind: str
    key: str
    field: str
    before: Any
    after: Any
    breaks: bool
