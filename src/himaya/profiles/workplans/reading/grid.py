"""Rows of a plan's table with their cells by column name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from himaya.engines.tabular import Cell, Origin, Row, one_line

# A cell merged over several rows says the same for each of them, in these columns.
_SHARED = {"responsible", "partners", "deadline", "remarks", "plan", "version", "section", "focal"}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row: `cells` maps column names to words as written, missing cells are empty.

    `is_alone` says that the row is a paragraph or a single cell, not part of a table.
    """

    origin: Origin
    cells: dict[str, str]
    row: Row
    is_alone: bool = False

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def filled(self) -> set[str]:
        return {name for name, text in self.cells.items() if one_line(text)}

    @property
    def text(self) -> str:
        return one_line(" ".join(self.row.texts))


def plan_rows(rows: Iterable[Row], columns: dict[str, int]) -> Iterator[PlanRow]:
    """Name the cells of rows; cells under a vertical merge take the words of its owner.

    Words under no heading go to the nearest named column on their left.
    """
    above: dict[int, str] = {}
    for row in rows:
        named: dict[str, str] = {}
        for name, index in columns.items():
            if index < len(row.cells):
                cell = row.cells[index]
                shared = name in _SHARED and _is_under_merge(row, index)
                named[name] = above.get(index, "") if shared else cell.text
                if not cell.covered:
                    above[index] = cell.text
        _add_stray(row, columns, named)
        yield PlanRow(row.origin, named, row, is_alone=len(row.cells) == 1)


def _is_under_merge(row: Row, index: int) -> bool:
    """Whether the merge comes from above and not from the left."""
    if not row.cells[index].covered:
        return False
    return not any(
        place + cell.columns > index for place, cell in enumerate(row.cells[:index]) if _owns(cell)
    )


def _owns(cell: Cell) -> bool:
    return cell.columns > 1 and not cell.covered


def _add_stray(row: Row, columns: dict[str, int], named: dict[str, str]) -> None:
    taken = set(columns.values())
    leftmost = min(columns, key=columns.__getitem__)
    for index, cell in enumerate(row.cells):
        if index in taken or not cell.text.strip():
            continue
        left = [(at, name) for name, at in columns.items() if at < index]
        name = max(left)[1] if left else leftmost
        named[name] = f"{named.get(name, '')}\n{cell.text}".strip()
