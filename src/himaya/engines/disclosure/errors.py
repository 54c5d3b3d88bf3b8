"""What the engine refuses, and what to do next. It knows no Django: a plain exception class."""

from enum import StrEnum


class DisclosureErrorCode(StrEnum):
    """Codes are never reused or renamed."""

    FILE_MISSING = "file_missing"
    FILE_KIND_UNKNOWN = "file_kind_unknown"
    FILE_UNREADABLE = "file_unreadable"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNWRITABLE = "file_unwritable"
    FRAME_EMPTY = "frame_empty"
    FRAME_UNKNOWN = "frame_unknown"
    COLUMN_UNKNOWN = "column_unknown"
    COLUMN_TWICE = "column_twice"
    COLUMN_NESTED = "column_nested"
    COLUMN_NOT_NUMERIC = "column_not_numeric"
    COLUMN_NOT_DATE = "column_not_date"
    COLUMN_NOT_TEXT = "column_not_text"
    COLUMN_HAS_MISSING = "column_has_missing"
    KEYS_NONE = "keys_none"
    KEYS_TOO_MANY = "keys_too_many"
    ROLE_TWICE = "role_twice"
    WEIGHT_INVALID = "weight_invalid"
    PARAMETER_INVALID = "parameter_invalid"
    HIERARCHY_INCOMPLETE = "hierarchy_incomplete"
    HIERARCHY_CROSSED = "hierarchy_crossed"
    TARGET_UNREACHABLE = "target_unreachable"
    NOT_CERTIFIED = "not_certified"
    PLAN_INVALID = "plan_invalid"
    PLAN_STALE = "plan_stale"
    SECRETS_MISSING = "secrets_missing"
    RELEASE_REFUSED = "release_refused"
    EXTRA_MISSING = "extra_missing"


class DisclosureError(Exception):
    """Input or request that is refused as a whole.

    `message` says what is wrong and `todo` what to do next. Both name columns, rows by their
    number and parameters, never a value out of the data.
    """

    def __init__(self, code: DisclosureErrorCode, message: str, todo: str) -> None:
        super().__init__(f"{message} {todo}")
        self.code = code
        self.message = message
        self.todo = todo
