"""Files that come back: which answers of an activity somebody changed in them."""

from collections.abc import Collection, Mapping
from typing import Any

from himaya.profiles.workplans.layout import COLUMNS, activity_cells

# Which cells an answer is read from. Words are cut into answers with loss (bullets in bullets,
# days in words), so an untouched cell must not be read again.
_CELLS: Mapping[str, tuple[str, ...]] = {
    "code": ("Code",),
    "title": ("Description",),
    "responsible": ("Responsibility",),
    "partners": ("Partners",),
    "deadline_text": ("Expected deadline",),
    "deadline_kind": ("Expected deadline",),
    "starts": ("Expected deadline",),
    "due": ("Expected deadline",),
    "quarters": ("Q1", "Q2", "Q3", "Q4", "Expected deadline"),
    "quarter_marks": ("Q1", "Q2", "Q3", "Q4"),
    "status_notes": ("Status",),
    "status": ("Status",),
    "sub_actions": ("Associated activities",),
    "results": ("Results",),
    "proposal_only": ("Partners", "Remarks"),
    "remarks": ("Remarks",),
    "section": ("Section",),
    "challenge": ("Challenge",),
}


def changed_answers(
    answers: Mapping[str, Any], before: Mapping[str, Any], source: Mapping[str, str]
) -> dict[str, Any]:
    """Those of `answers` whose cells in `source` differ from what we would write for `before`.

    `source` is by the reading's names of columns. A cell left blank is no order to erase.
    """
    touched = set(touched_cells(before, source))
    return {
        key: value
        for key, value in answers.items()
        if key not in _CELLS or touched.intersection(_CELLS[key])
    }


def touched_cells(before: Mapping[str, Any], source: Mapping[str, str]) -> list[str]:
    """Headings of the cells that say something else than we would write for `before`."""
    return [
        header
        for header, text in activity_cells(before).items()
        if (words := _plain(source.get(COLUMNS[header][0], ""))) and words != _plain(text)
    ]


def without_cells_of(answers: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """The answers less those that share a cell with one of `keys`."""
    cells = {header for key in keys for header in _CELLS.get(key, ())}
    return {
        key: value
        for key, value in answers.items()
        if key not in keys and not cells.intersection(_CELLS.get(key, ()))
    }


def _plain(text: str) -> str:
    return " ".join(text.split())
