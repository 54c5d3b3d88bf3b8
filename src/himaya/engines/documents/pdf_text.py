"""The words of a PDF page as paragraphs, and ruled tables as tables.

A paragraph ends where the distance to the next line, or its size, changes, or where a line ends
early after a full stop. A table is a grid of drawn lines or lines in clear columns (`pdf_columns`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from himaya.engines.documents.model import Block, paragraph, table
from himaya.engines.documents.pdf_columns import Row, cells_of, looks_wide, row_of, tables_among
from himaya.engines.documents.pdf_hidden import meets
from himaya.engines.documents.pdf_objects import Box, Drawn
from himaya.engines.documents.pdf_order import in_order, is_arabic, is_mixed, stops_last, unmirrored

_WIDER, _LARGER, _SHORT = 1.35, 1.15, 0.85
_THIN, _LONG, _SAME = 3.0, 8.0, 3.0  # points
_MOST_CELLS = 20_000
_STOP = re.compile(r"[.!?:;؟۔…]['\"»”’)\]]*$")
_BULLET = re.compile(r"^(?:[-*•▪◦–·●]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")
_JOINED = ("\ufffe", "\x02", "\xad")  # how pdfium gives the hyphen at the end of a line
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_TURNED = re.compile("[اأإآىيمهجحخ]ل")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words and its box."""

    text: str
    box: Box
    size: float  # of the letters
    row: Row | None = None  # where it may be one of a table


def page_blocks(
    text_page: Any,  # noqa: ANN401 - pdfium has no types
    drawn: Sequence[Drawn],
    number: int,
    shown: Box,
    covered: Sequence[Box],
) -> Iterator[Block]:
    """Paragraphs and tables of a page from its top, without words outside it or under a box."""
    place = f"page {number}"
    grids = [] if covered else list(_grids(drawn))
    held: list[Line] = []
    done: set[int] = set()
    for line in _lines(text_page, with_rows=not covered):
        if not meets(line.box, shown):
            continue
        inside = next((at for at, grid in enumerate(grids) if grid.holds(line.box)), None)
        if inside is None:
            held += _uncovered(text_page, line, covered)
        elif inside not in done:
            done.add(inside)
            yield from _blocks(text_page, held, place, number)
            held = []
            yield table(grids[inside].rows(text_page), place, number)
    yield from _blocks(text_page, held, place, number)


def _blocks(
    text_page: Any,  # noqa: ANN401 - as above
    lines: Sequence[Line],
    place: str,
    number: int,
) -> Iterator[Block]:
    """Paragraphs, and tables of lines in clear columns."""

    def words_in(box: Box) -> str:
        return _UNSEEN.sub("", text_page.get_text_bounded(*box))

    at = 0
    for first, after, columns in tables_among([line.row for line in lines]):
        rows = [line.row for line in lines[first:after] if line.row]
        yield from _paragraphs(lines[at:first], place, number)
        yield table(cells_of(rows, columns, words_in), place, number)
        at = after
    yield from _paragraphs(lines[at:], place, number)


def _uncovered(text_page: Any, line: Line, covered: Sequence[Box]) -> Iterator[Line]:  # noqa: ANN401 - as above
    """What of a line is beside the boxes that lie over it."""
    left, bottom, right, top = line.box
    over = sorted((box[0], box[2]) for box in covered if meets(box, line.box))
    if not over:
        yield line
        return
    # A letter that reaches out from under a box is not to tell what lies under it.
    edge = line.size / 2
    at, parts = left - edge, []
    for begin, end in [*over, (right + 2 * edge, right)]:
        if begin - edge > at:
            parts.append(text_page.get_text_bounded(at, bottom, begin - edge, top).strip())
        at = max(at, end + edge)
    if words := " ".join(part for part in parts if part):
        yield Line(words, line.box, line.size)


def _lines(text_page: Any, *, with_rows: bool) -> Iterator[Line]:  # noqa: ANN401 - as above
    text = _ligatures(text_page, text_page.get_text_range())
    at, was_arabic = 0, False
    for raw in text.split("\n"):
        begin = at + len(raw) - len(raw.lstrip())
        end = at + len(raw.rstrip()) - 1
        at += len(raw) + 1
        if end < begin:
            continue
        first, last = text_page.get_charbox(begin), text_page.get_charbox(end)
        box = (
            min(first[0], last[0]), min(first[1], last[1]),
            max(first[2], last[2]), max(first[3], last[3]),
        )  # fmt: skip
        size = pdfium.FPDFText_GetFontSize(text_page.raw, begin)
        said, row = raw.strip(), None
        high = max(size, box[3] - box[1])  # letters may be of size 1 and drawn larger
        if with_rows and looks_wide(said, box, high):
            row = row_of(text_page, said, begin, box, high)
        if is_mixed(said):
            said = in_order(text_page, said, begin)
        elif was_arabic and " " not in said:
            said = stops_last(said)
        elif is_arabic(said):
            said = unmirrored(said)
        was_arabic = is_arabic(said)
        yield Line(said, box, size, row)


def _ligatures(text_page: Any, text: str) -> str:  # noqa: ANN401 - as above
    """Lam and what follows it, drawn as one sign, come turned round out of right-to-left lines."""
    for found in _TURNED.finditer(text):
        at = found.start()
        if text_page.get_charbox(at) == text_page.get_charbox(at + 1):
            text = f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}"
    return text


def _paragraphs(lines: Sequence[Line], place: str, number: int) -> Iterator[Block]:
    if not lines:
        return
    steps = [above.box[1] - below.box[1] for above, below in pairwise(lines)]
    usual = [step for step, line in zip(steps, lines, strict=False) if 0 < step < 3 * line.size]
    pitch = median(usual) if usual else 0.0
    widest = max(line.box[2] - line.box[0] for line in lines)
    held = [lines[0]]
    for (above, below), step in zip(pairwise(lines), steps, strict=True):
        if _is_new(above, below, step, pitch, widest):
            yield paragraph(_joined(held), place, number)
            held = []
        held.append(below)
    yield paragraph(_joined(held), place, number)


def _is_new(above: Line, below: Line, step: float, pitch: float, widest: float) -> bool:
    small, large = sorted((above.size, below.size))
    is_short = above.box[2] - above.box[0] < _SHORT * widest
    return (
        step > _WIDER * pitch
        or step < -pitch
        or large > _LARGER * small
        or bool(_BULLET.match(below.text))
        or (is_short and bool(_STOP.search(above.text)))
    )


def _joined(lines: Sequence[Line]) -> str:
    text = ""
    for line in lines:
        if text.endswith(_JOINED):
            text = text[:-1] + line.text
        else:
            text = f"{text} {line.text}" if text else line.text
    return " ".join(_UNSEEN.sub("", text).split())


@dataclass(frozen=True, slots=True)
class _Grid:
    """Ruled columns and rows: their edges from the left and from the top."""

    across: tuple[float, ...]
    down: tuple[float, ...]

    def holds(self, box: Box) -> bool:
        middle = (box[1] + box[3]) / 2
        return (
            self.down[-1] < middle < self.down[0]
            and self.across[0] - _SAME < (box[0] + box[2]) / 2 < self.across[-1] + _SAME
        )

    def rows(self, text_page: Any) -> Iterator[list[str]]:  # noqa: ANN401 - as above
        for top, bottom in pairwise(self.down):
            cells = [
                text_page.get_text_bounded(left, bottom, right, top)
                for left, right in pairwise(self.across)
            ]
            cleaned = [_UNSEEN.sub("", cell).strip() for cell in cells]
            if any(cleaned):
                yield cleaned


def _grids(drawn: Sequence[Drawn]) -> Iterator[_Grid]:
    """Grids of at least two columns, from lines that cross; a row may be alone on its page."""
    level, upright = _rulings(drawn)
    if len(level) < 2 or len(upright) < 3:  # noqa: PLR2004 - edges of a row, of two columns
        return
    groups: list[tuple[list[Box], list[Box]]] = []
    for line in upright:
        near = [one for one in level if _cross(one, line)]
        if len(near) < 2:  # noqa: PLR2004 - a top and a bottom
            continue
        home = next((group for group in groups if any(one in group[0] for one in near)), None)
        if home is None:
            groups.append((near, [line]))
        else:
            home[0].extend(one for one in near if one not in home[0])
            home[1].append(line)
    for rows, columns in groups:
        across = _edges([(box[0] + box[2]) / 2 for box in columns])
        down = _edges([(box[1] + box[3]) / 2 for box in rows])[::-1]
        is_table = len(across) > 2 and len(down) > 1  # noqa: PLR2004 - as above
        if is_table and len(across) * len(down) < _MOST_CELLS:
            yield _Grid(tuple(across), tuple(down))


def _rulings(drawn: Sequence[Drawn]) -> tuple[list[Box], list[Box]]:
    """Level and upright lines: thin boxes, and the sides of drawn corners."""
    level: set[Box] = set()
    upright: set[Box] = set()
    for one in drawn:
        if one.kind != "path":
            continue
        sides = [one.box] if _is_thin(one.box) else []
        sides += [
            (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
            for a, b in pairwise((*one.points, *one.points[:1]))
            if not sides
        ]
        for left, bottom, right, top in sides:
            if top - bottom < _THIN and right - left > _LONG:
                level.add((left, bottom, right, top))
            elif right - left < _THIN and top - bottom > _LONG:
                upright.add((left, bottom, right, top))
    return sorted(level)[:_MOST_CELLS], sorted(upright)[:2_000]


def _is_thin(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) < _THIN


def _cross(level: Box, upright: Box) -> bool:
    return (
        level[0] - _SAME <= upright[0] <= level[2] + _SAME
        and upright[1] - _SAME <= level[1] <= upright[3] + _SAME
    )


def _edges(found: list[float]) -> list[float]:
    kept: list[float] = []
    for one in sorted(found):
        if not kept or one - kept[-1] > _SAME:
            kept.append(one)
    return kept
