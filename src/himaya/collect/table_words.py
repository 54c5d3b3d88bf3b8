"""Words and days of a table that only a person can tell."""

from collections import Counter
from collections.abc import Iterable, Mapping

from himaya.collect.cells import CHOSEN, Cells, SheetRow, is_personal
from himaya.collect.days import iso_day
from himaya.collect.tables import Columns, turn_of


def unlisted_words(
    rows: Iterable[SheetRow],
    cells: Cells,
    columns: Columns,
    said: Mapping[str, Mapping[str, str]],
) -> Counter[tuple[str, str]]:
    """Cells of questions with choices that name none, and those in `said`: (path, text) -> rows.

    Nothing of questions that name persons, nor of repeats.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for path, text in row.cells.items():
            asked = columns.asked(path)
            if asked is None or asked.type not in CHOSEN or turn_of(path) or is_personal(asked):
                continue
            if text in said.get(path, {}) or not cells.is_listed(path, asked, text):
                seen[path, text] += 1
    return seen


def has_ambiguous_days(rows: Iterable[SheetRow], columns: Columns) -> bool:
    """Whether a date can be read in two ways."""
    return any(
        asked is not None
        and asked.type == "date"
        and not iso_day(text, day_first=None)
        and bool(iso_day(text))
        for row in rows
        for path, text in row.cells.items()
        if (asked := columns.asked(path)) is not None
    )
