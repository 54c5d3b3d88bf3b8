"""Days by which something is to be done, told from days on which something was.

A day is a deadline where words before it say so, or where it stands in the column of a table that
is headed so. Such a cell without a day ("2 months", "continuous") is a deadline that names none.
Of a table that lost its columns on the way into a text, the lines below such a head that hold
periods and nothing else are taken for its cells.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from himaya.engines.narrative.dates import Dated, dates_in
from himaya.engines.narrative.words import folded_text, words_of

Span = tuple[int, int]  # [start, end) in the text
_NEAR = 3  # words before the day in which the cue may stand
_LEAST_CELLS = 2  # of a row of a table
_MOST_IN_HEAD = 4  # words of a column's head
# Folded, in four languages; "to" and "in" alone say nothing.
_CUES = (
    "by before until till deadline due latest",
    "avant dici echeance limite tard jusquau jusqua",
    "antes hasta plazo limite tardar",
    "قبل حتي موعد الموعد النهائي اقصاه غايه",
)
_CUE_WORDS = frozenset(word for cues in _CUES for word in cues.split())
_HEAD_WORDS = frozenset(
    folded_text(
        "deadline timeline timeframe due échéance échéancier délai délais calendrier plazo plazos"
        " cronograma الموعد الموعد المهلة الأجل"
    ).split()
)
_HEADS = frozenset(
    folded_text(head) for head in ("time frame", "date limite", "fecha límite", "الإطار الزمني")
)


def deadlines_in(text: str, year: int | None = None) -> list[tuple[Dated, bool]]:
    """Each period that a text names, in order, and whether it is a deadline."""
    words = words_of(text)
    dated = dates_in(text, year)
    cells = [*deadline_cells(text), *_lone_lines(text, dated)]
    found = []
    for one in dated:
        at = bisect_left(words.starts, one.start)
        # What stands on another line may stand in another cell.
        line = bisect_left(words.starts, text.rfind("\n", 0, one.start) + 1)
        before = words.folded[max(at - _NEAR, line) : at]
        is_due = not _CUE_WORDS.isdisjoint(before)
        found.append((one, is_due or any(start <= one.start < end for start, end in cells)))
    return found


def deadline_cells(text: str) -> list[Span]:
    """Cells of tables, with tabs between, that stand under a head such as "Deadline"."""
    return list(_cells_below(text))


def _cells_below(text: str) -> Iterator[Span]:
    columns: set[int] = set()
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        cells = list(_cells(line, start))
        # A line with one cell that says something is a line of its own, wherever its tabs stand.
        if sum(bool(text[begin:end].strip()) for begin, end in cells) < _LEAST_CELLS:
            continue
        heads = {number for number, (begin, end) in enumerate(cells) if _is_head(text[begin:end])}
        if heads:
            columns = heads
        elif columns and len(cells) > max(columns):
            yield from (cells[number] for number in columns if text[slice(*cells[number])].strip())


def _lone_lines(text: str, dated: Sequence[Dated]) -> Iterator[Span]:
    """Lines of periods alone, below a head of one word: "Timeline of events" heads none."""
    starts = [one.start for one in dated]
    is_headed, at = False, 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        cells = [text[slice(*one)] for one in _cells(line, start)]
        is_headed = is_headed or any(_is_head(one) and len(one.split()) == 1 for one in cells)
        inside = dated[bisect_left(starts, start) : bisect_left(starts, at)] if is_headed else ()
        spans = [(one.start - start, one.end - start) for one in inside]
        if spans and not _left_over(line, spans):
            yield start, start + len(line)


def _left_over(line: str, spans: Sequence[Span]) -> bool:
    """Whether the line says anything beside these."""
    kept, at = [], 0
    for begin, end in spans:
        kept.append(line[at:begin])
        at = max(at, end)
    return any(letter.isalnum() for letter in "".join([*kept, line[at:]]))


def _cells(line: str, start: int) -> Iterator[Span]:
    for cell in line.split("\t"):
        yield start, start + len(cell)
        start += len(cell) + 1


def _is_head(cell: str) -> bool:
    folded = folded_text(cell)
    words = folded.split()
    return 0 < len(words) <= _MOST_IN_HEAD and (
        folded in _HEADS or not _HEAD_WORDS.isdisjoint(words)
    )
