"""Reading tables that say what units of an ended edition became (crosswalks).

Columns: `old_pcode`, `new_pcode` and, where known, `share` (0 to 1, or a percentage): which part
of the old unit's people lives in the new one. One row for each pair.
"""

import math
from dataclasses import dataclass, field

from himaya.engines.tabular import Document, Row, Table

_OLD = {"old_pcode", "pcode_old", "from_pcode", "old_adm_pcode", "pcode_from"}
_NEW = {"new_pcode", "pcode_new", "to_pcode", "new_adm_pcode", "pcode_to"}
_SHARE = {"share", "weight", "population_share"}
_PERCENT = 100
_SLACK = 1.005  # shares are rounded


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """One pair as read."""

    old_pcode: str
    new_pcode: str
    share: float | None


@dataclass(slots=True)
class Crosswalk:
    """What a table says; `problems` are (1-based row, code): `no_code`, `share`, `over`."""

    pairs: list[SuccessionRow] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def read_crosswalk(document: Document) -> Crosswalk | None:
    """The pairs of the first table with both columns; None where no table has them."""
    for block in document.blocks:
        if not isinstance(block, Table):
            continue
        for number, row in enumerate(block.rows[:10]):
            titles = [text.strip().lower().replace(" ", "_") for text in row.texts]
            old, new = _column(titles, _OLD), _column(titles, _NEW)
            if old is not None and new is not None:
                body = block.rows[number + 1 :]
                return _read(body, (old, new, _column(titles, _SHARE)))
    return None


def _column(titles: list[str], names: set[str]) -> int | None:
    return next((n for n, title in enumerate(titles) if title in names), None)


def _read(rows: tuple[Row, ...], columns: tuple[int, int, int | None]) -> Crosswalk:
    read = Crosswalk()
    sums: dict[str, float] = {}
    for row in rows:
        if row.is_blank():
            continue
        old, new, said = (_text(row, column) for column in columns)
        share = _share(said)
        if not old or not new:
            read.problems.append((row.origin.row, "no_code"))
        elif share is not None and not 0 < share <= 1:
            read.problems.append((row.origin.row, "share"))
        elif sums.get(old, 0) + (share or 0) > _SLACK:
            read.problems.append((row.origin.row, "over"))
        else:
            sums[old] = sums.get(old, 0) + (share or 0)
            read.pairs.append(SuccessionRow(old, new, share))
    return read


def _text(row: Row, column: int | None) -> str:
    if column is None or column >= len(row.cells):
        return ""
    return "".join(row.texts[column].split())


def _share(text: str) -> float | None:
    """0 to 1; "40%" too. What is no number comes back as one that no share can be."""
    if not text:
        return None
    try:
        number = float(text.rstrip("%").replace(",", "."))
    except ValueError:
        return math.inf
    return number / _PERCENT if text.endswith("%") else number
