"""Why a file could not be read at all. Problems inside a readable file are its reader's matter."""

from enum import StrEnum


class ReadErrorCode(StrEnum):
    """Codes are never reused or renamed; `params` of the error is in brackets."""

    EMPTY = "file_empty"
    TOO_BIG = "file_too_big"  # limit_mb
    TOO_MANY_ROWS = "file_too_many_rows"  # limit
    TOO_MANY_CELLS = "file_too_many_cells"  # limit
    UNPACKS_TOO_BIG = "file_unpacks_too_big"  # limit_mb
    UNSAFE = "file_unsafe"  # part
    LOCKED = "file_locked"  # a password was set on it
    DAMAGED = "file_damaged"  # kind
    KIND_UNKNOWN = "file_kind_unknown"  # no params
    TEXT_UNREADABLE = "file_text_unreadable"  # no known encoding fits
    JSON = "file_json"  # JSON, which is no table
    NO_TABLE = "file_without_table"  # kind: no sheet has a column of what was looked for


class ReadError(Exception):
    """A file that is refused as a whole.

    `params` carries limits and kinds only, never words out of the file.
    """

    def __init__(self, code: ReadErrorCode, **params: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params
