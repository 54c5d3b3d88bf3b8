"""A table as read against a form, with what does not fit it as a whole."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from himaya.collect.cells import Cells, SheetRow
from himaya.collect.importers import RowProblem
from himaya.collect.tables import Lines

ABOUT_FILE = frozenset({"column.untaken", "repeat.nested", "repeat.orphans", "table.unread"})
_UNKNOWN = gettext_noop("The column “%(column)s” fits no question and was not read.")
_UNTAKEN = gettext_noop(
    "The column “%(column)s” was understood, but this register has no question for it: it is not "
    "taken over."
)
_NESTED = gettext_noop(
    "The column “%(column)s” belongs to a repeat inside a repeat, which no table can say here: "
    "answer it in the form of the entry."
)
_LEFT_OUT = gettext_noop(
    "This question is not in the file, though the form requires it: %(question)s"
)
_ORPHANS = gettext_noop(
    "Rows of the table “%(table)s” that name no row of the first one: %(count)s."
)
_UNREAD = gettext_noop("The table “%(table)s” was not read: it fits no repeat of the form.")


@dataclass(slots=True)
class Sheet:
    """A file as read, with what does not fit it as a whole."""

    rows: list[SheetRow]
    unknown: list[str]  # headings that fit no question
    missing: list[str]  # required questions without a column
    cells: Cells
    untaken: list[str] = field(default_factory=list)  # headings understood, with no question here
    nested: list[str] = field(default_factory=list)  # headings of repeats inside repeats
    orphans: dict[str, int] = field(default_factory=dict)  # rows of repeats that belong to none
    unread: list[str] = field(default_factory=list)  # tables
    lines: Lines | None = None  # how the table lay
    source: tuple[bytes, str] = (b"", "")  # to read it again as somebody decided
    decided: dict[str, "Sheet"] = field(default_factory=dict)  # by the decisions, as JSON
    told: Mapping[int, Collection[str]] = field(default_factory=dict)  # paths doubted, by row


def notes_of(sheet: Sheet, labels: Mapping[str, str]) -> list[RowProblem]:
    """What is told of the file. `labels`: questions outside repeats by path."""
    found = [
        RowProblem(code, says, {"column": text[:80]}, "notice")
        for code, says, headings in (
            ("column.unknown", _UNKNOWN, sheet.unknown),
            ("column.untaken", _UNTAKEN, sheet.untaken),
            ("repeat.nested", _NESTED, sheet.nested),
        )
        for text in headings
    ]
    found += [
        RowProblem("column.missing", _LEFT_OUT, {"question": labels.get(path, path)})
        for path in sheet.missing
    ]
    found += [
        RowProblem("repeat.orphans", _ORPHANS, {"table": table[:80], "count": count})
        for table, count in sheet.orphans.items()
    ]
    return found + [
        RowProblem("table.unread", _UNREAD, {"table": table[:80]}, "notice")
        for table in sheet.unread
    ]
