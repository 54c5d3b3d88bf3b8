"""What the engine refuses, and what to do next. It knows no Django: a plain exception class."""

from dataclasses import dataclass
from enum import StrEnum


class NarrativeErrorCode(StrEnum):
    """Codes are never reused or renamed."""

    FRAMEWORK_UNREADABLE = "framework_unreadable"
    FRAMEWORK_INVALID = "framework_invalid"
    TERM_INVALID = "term_invalid"
    ROWS_UNREADABLE = "rows_unreadable"
    ROWS_NONE = "rows_none"
    LABELS_NONE = "labels_none"
    MODEL_UNREADABLE = "model_unreadable"
    MODEL_FOREIGN = "model_foreign"
    MODEL_WORSE = "model_worse"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: `themes[3].lexicon.fr[2]` or `line 12`.

    `code` is for whoever says it in another language, `value` what it is about: a term, a code.
    """

    where: str
    what: str
    code: str = ""
    value: str = ""


class NarrativeError(Exception):
    """Input that is refused as a whole, with all its faults.

    `message` says what is wrong and `todo` what to do next. They and the faults name themes,
    terms, fields and lines, never a word out of a text that was analysed.
    """

    def __init__(
        self, code: NarrativeErrorCode, message: str, todo: str, faults: tuple[Fault, ...] = ()
    ) -> None:
        super().__init__(f"{message} {todo}")
        self.code = code
        self.message = message
        self.todo = todo
        self.faults = faults
