"""A table read against a form: which column answers which question, repeats included.

Columns are found by key, name or label of the question in any language, or by its meaning where
only one question has it. A repeat stands in numbered columns, `trip[1].port`, or in a table of its
own whose rows name the row they belong to.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from himaya.engines.tabular import ReadError, ReadErrorCode, Row, fold, read_document
from himaya.engines.tabular import Table as Grid
from himaya.engines.xlsform import Form, Question
from himaya.records.returning import REVISION

IDENTITY = "himaya_id"
_REFERENCE = ("reference", "référence", "referencia", "المرجع")
# Column of a repeat's table -> column of the main one: ours, Kobo's and ODK Central's. The sign
# keeps them apart from questions.
NAMED = f"~{IDENTITY}"
SEEN = f"~{REVISION}"
LINKS: Mapping[str, str] = {
    "~himaya_parent": NAMED,
    "~_parent_index": "~_index",
    "~parent_key": "~key",
}
_NUMBERED = re.compile(
    r"(?P<repeat>[^\[\]]+?)\s*\[(?P<number>[1-9]\d{0,2})\]\s*[.:/]?\s*(?P<asked>.+)"
)
_TURN = re.compile(r"(?P<repeat>[^\[\].]+)\[(?P<number>\d+)\]\.(?P<key>.+)")
_LOOKED_AT = 30  # rows in which the headings may stand, below a title


@dataclass(slots=True)
class Line:
    """One row of the main table: cells by path ("boat", "trip[0].port"), and its names."""

    number: int
    cells: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)  # by column of LINKS
    unsolved: tuple[str, ...] = ()  # paths of formulas without a result


@dataclass(slots=True)
class Lines:
    """A file as read, with what was not."""

    lines: list[Line]
    unknown: list[str] = field(default_factory=list)  # headings
    found: set[str] = field(default_factory=set)  # paths without numbers
    orphans: dict[str, int] = field(default_factory=dict)  # by table: rows that belong to none
    unread: list[str] = field(default_factory=list)  # tables
    sheets: list[str] = field(default_factory=list)  # names of all tables
    sheet: str = ""
    head_row: int = 0
    columns: list[tuple[str, str]] = field(default_factory=list)  # heading, path or ""


@lru_cache(maxsize=4096)  # paths are few, cells are many
def turn_of(path: str) -> tuple[str, int, str] | None:
    """("trip", 0, "port") of `trip[0].port`; None outside repeats."""
    match = _TURN.fullmatch(path)
    return (match["repeat"], int(match["number"]), match["key"]) if match else None


@lru_cache(maxsize=4096)
def bare_path(path: str) -> str:
    """The path without numbers: "trip.port"."""
    turn = turn_of(path)
    return f"{turn[0]}.{turn[2]}" if turn else path


class Columns:
    """The questions of a form as tables name them; of repeats only the outermost ones."""

    def __init__(self, form: Form) -> None:
        self.form = form
        seen = [one for one in form.questions if one.holds_answer and one.is_seen]
        self.repeats = {
            name: group for name, group in form.repeats.items() if len(group.repeat) == 1
        }
        self.questions: dict[str, Question] = {
            ".".join((*one.repeat, one.key)): one
            for one in seen
            if not one.repeat or (len(one.repeat) == 1 and one.repeat[0] in self.repeats)
        }
        self._main = _spellings({p: q for p, q in self.questions.items() if not q.repeat})
        for text in (IDENTITY, *_REFERENCE):
            self._main.setdefault(fold(text), NAMED)
        self._main.setdefault(fold(REVISION), SEEN)
        for column in LINKS.values():
            self._main.setdefault(fold(column[1:]), column)
        self._inside = {
            name: _spellings({q.key: q for q in self.questions.values() if q.repeat == (name,)})
            for name in self.repeats
        }
        self._deeper = _spellings({one.key: one for one in seen if len(one.repeat) > 1})
        self._repeat_names = {
            fold(text): name
            for name, group in self.repeats.items()
            for text in (name, *group.labels.values())
        }

    def asked(self, path: str) -> Question | None:
        """The question of a path, numbers or not."""
        return self.questions.get(bare_path(path))

    def is_nested(self, heading: str) -> bool:
        """Whether a heading speaks of a question in a repeat inside a repeat."""
        last = fold(re.split(r"[.:/\]]", heading)[-1].strip())
        return last in self._deeper and last not in self._main

    def read(
        self, content: bytes, file_name: str, decided: Mapping[str, Any] | None = None
    ) -> Lines:
        """Raises ReadError, also when no row of headings can be found.

        `decided`: the sheet, the row of headings and the columns that a person chose, as in a
        mapping profile (`engines.tabular.intake.mapping`).
        """
        document = read_document(content, file_name=file_name)
        grids = [block for block in document.blocks if isinstance(block, Grid)]
        main = self._main_of(grids, decided or {})
        if main is None:
            raise ReadError(ReadErrorCode.KIND_UNKNOWN)
        grid, at, paths = main
        lines = _lines(grid, at, paths)
        heads = grid.rows[at].texts
        read = Lines(lines, [t for n, t in enumerate(heads) if t.strip() and n not in paths])
        read.sheets, read.sheet = [one.name for one in grids], grid.name
        read.head_row = grid.rows[at].origin.row
        read.columns = [
            (text.strip(), path if not (path := paths.get(n, "")).startswith("~") else "")
            for n, text in enumerate(heads)
            if text.strip() and not paths.get(n, "").startswith("~")
        ]
        read.found = {bare_path(path) for path in paths.values()}
        for other in grids:
            if other is not grid:
                self._add(read, other)
        for line in read.lines:
            line.cells = _close_gaps(line.cells)
        return read

    def _main_of(
        self, grids: Iterable[Grid], decided: Mapping[str, Any]
    ) -> tuple[Grid, int, dict[int, str]] | None:
        """The first table with a question outside repeats that is not one of a repeat."""
        path_of = self._paths_with(decided.get("columns", {}))
        chosen = [grid for grid in grids if grid.name == decided.get("sheet")]
        found = [
            (grid, *headings)
            for grid in chosen or grids
            if (headings := self._headings(grid, path_of, decided.get("head_row"))) is not None
        ]
        own = [one for one in found if self._child_of(one[0]) is None]
        return next(iter([*own, *found]), None)

    def _paths_with(self, columns: Mapping[str, Any]) -> Callable[[str], str]:
        """How a heading is read where a person said what some of them are."""
        said = {fold(heading): str(one.get("field", "")) for heading, one in columns.items()}
        said = {heading: path for heading, path in said.items() if not path or self.asked(path)}
        taken = set(said.values())

        def path_of(text: str) -> str:
            if (heading := fold(text)) in said:
                return said[heading]
            path = self._path_of(text)
            return "" if path in taken else path

        return path_of if said else self._path_of

    def _headings(
        self, grid: Grid, path_of: Callable[[str], str], at: int | None = None
    ) -> tuple[int, dict[int, str]] | None:
        """(index of the row of headings, column -> path) where a question is among them.

        `at`: the number of the row that a person chose.
        """
        best: tuple[int, dict[int, str]] | None = None
        for index, row in enumerate(grid.rows[:_LOOKED_AT]):
            if at is not None and row.origin.row != at:
                continue
            paths: dict[int, str] = {}
            for place, text in enumerate(row.texts):
                path = path_of(text.strip())
                if path and path not in paths.values():
                    paths[place] = path
            if any(self.asked(path) or "." in path for path in paths.values()) and (
                best is None or len(paths) > len(best[1])
            ):
                best = (index, paths)
        return best

    def _path_of(self, text: str) -> str:
        if path := self._main.get(fold(text)):
            return path
        match = _NUMBERED.fullmatch(text)
        name = self._repeat_names.get(fold(match["repeat"])) if match else None
        key = self._inside[name].get(fold(match["asked"])) if match and name else None
        return f"{name}[{int(match['number']) - 1}].{key}" if match and key else ""

    def _child_of(self, grid: Grid) -> tuple[str, int, dict[int, str]] | None:
        """(repeat, row of headings, column -> ".key" or link) of a table that names its parents."""
        links = {fold(column[1:]): column for column in LINKS}
        best: tuple[str, int, dict[int, str]] | None = None
        for name, known in self._inside.items():
            spelt = {**links, **{text: f".{key}" for text, key in known.items()}}
            found = self._headings(grid, partial(_spelt, spelt))
            if found is None or not set(found[1].values()) & set(LINKS):
                continue
            if best is None or len(found[1]) > len(best[2]):
                best = (name, *found)
        return best

    def _add(self, read: Lines, grid: Grid) -> None:
        """Put the rows of a repeat's table to the lines they belong to."""
        child = self._child_of(grid)
        if child is None:
            if any(not row.is_blank() for row in grid.rows):
                read.unread.append(grid.name)
            return
        name, at, paths = child
        heads = grid.rows[at].texts
        read.unknown += [t for n, t in enumerate(heads) if t.strip() and n not in paths]
        read.found |= {f"{name}{path}" for path in paths.values() if path.startswith(".")}
        by_name = {
            (column, text): line for line in read.lines for column, text in line.names.items()
        }
        for line in _lines(grid, at, paths):
            parent = next(
                (
                    by_name[LINKS[column], text]
                    for column, text in line.cells.items()
                    if column in LINKS and (LINKS[column], text) in by_name
                ),
                None,
            )
            if parent is None:
                read.orphans[grid.name] = read.orphans.get(grid.name, 0) + 1
                continue
            turn = _next_turn(parent.cells, name)
            for column, text in line.cells.items():
                if column.startswith("."):
                    parent.cells[f"{name}[{turn}]{column}"] = text
            parent.unsolved += tuple(f"{name}[{turn}]{path}" for path in line.unsolved)


def _spelt(known: Mapping[str, str], text: str) -> str:
    return known.get(fold(text), "")


def _spellings(questions: Mapping[str, Question]) -> dict[str, str]:
    known: dict[str, str] = {}
    meant: dict[str, list[str]] = {}
    for path, asked in questions.items():
        for text in (asked.key, asked.name, *asked.labels.values()):
            known.setdefault(fold(text), path)
        meant.setdefault(asked.means, []).append(path)
    for means, paths in meant.items():
        if means and len(paths) == 1:
            known.setdefault(fold(means), paths[0])
            known.setdefault(fold(f"#{means}"), paths[0])
    return known


def _lines(grid: Grid, at: int, paths: Mapping[int, str]) -> list[Line]:
    """The rows below the headings that say something; rows of hashtags are left out."""
    found: list[Line] = []
    for row in grid.rows[at + 1 :]:
        cells = dict(_cells(row, paths))
        is_tagged = all(text.startswith("#") for text in row.texts if text.strip())
        if cells and not is_tagged:
            names = {"~_index": str(len(found) + 1)}
            for column in (*LINKS.values(), SEEN):
                if text := cells.pop(column, ""):
                    names[column] = text
            found.append(Line(row.origin.row, cells, names, tuple(_unsolved(row, paths))))
    return found


def _cells(row: Row, paths: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for place, path in paths.items():
        if place < len(row.texts) and (text := row.texts[place].strip()):
            yield path, text


def _unsolved(row: Row, paths: Mapping[int, str]) -> Iterator[str]:
    for place, path in paths.items():
        if place < len(row.cells) and row.cells[place].is_unsolved and not path.startswith("~"):
            yield path


def _next_turn(cells: Mapping[str, str], repeat: str) -> int:
    numbers = [turn[1] for path in cells if (turn := turn_of(path)) and turn[0] == repeat]
    return max(numbers, default=-1) + 1


def _close_gaps(cells: Mapping[str, str]) -> dict[str, str]:
    """Turns numbered one after the other: a turn without any cell is none."""
    turns = [turn for path in cells if (turn := turn_of(path))]
    numbers = {
        repeat: {
            old: new for new, old in enumerate(sorted({n for r, n, _ in turns if r == repeat}))
        }
        for repeat in {turn[0] for turn in turns}
    }
    closed = {}
    for path, text in cells.items():
        if turn := turn_of(path):
            path = f"{turn[0]}[{numbers[turn[0]][turn[1]]}].{turn[2]}"  # noqa: PLW2901 - renamed
        closed[path] = text
    return closed
