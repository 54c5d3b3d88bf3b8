"""Which rows are headings, which one is HXL, and where the data begin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from himaya.engines.tabular.folding import fold
from himaya.engines.tabular.intake.meanings import guess_heading, guess_hxl
from himaya.engines.tabular.intake.sheet import ROW, Sheet

WITHIN = 25  # rows, as far down as a heading is looked for
_LOOK = 60
_LONGEST = 300
_KNOWN = 0.75  # a heading recognised this well counts as one
_FIGURE = re.compile(r"^[\d\s.,:/%+-]+$|^\d{4}-\d{2}-\d{2}")
_TAGGED = 2
_FULL, _MOST_ABOVE = 0.8, 2
_SHARE = 0.6  # of the best row's headings that a second row of headings has
_EXPLAINED = re.compile(r"^\W*(?:dd|jj|mm|yyyy|aaaa)\b|^\s*[(\[].*[)\]]\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """One column: its key in the sheet, its headings from top to bottom, its HXL tag or ""."""

    key: str
    labels: tuple[str, ...]
    tag: str = ""

    @property
    def name(self) -> str:
        """The heading to show: the lowest one, or the tag, or the column's letter."""
        return self.labels[-1] if self.labels else self.tag or self.key


@dataclass(frozen=True, slots=True)
class Head:
    """Row numbers of the headings (none where the sheet has none) and of the HXL row (0: none).

    `first_row` is the number of the first row of data. `known` counts recognised headings.
    """

    rows: tuple[int, ...]
    hxl_row: int
    first_row: int
    columns: tuple[HeadColumn, ...]
    known: int = 0


def find_head(sheet: Sheet, row: int | None = None) -> Head:
    """Find the headings among the first 25 rows: one row, or several above each other.

    With `row`, a person's decision: that row alone holds them.
    """
    rows = [(number, texts) for number, texts in sheet.first_rows(_LOOK)]
    top = [row for row in rows if row[0] <= WITHIN] or rows[:WITHIN]
    if not rows:
        return Head((), 0, 1, ())
    hxl = next((n for n, (_, texts) in enumerate(rows[: len(top) + 1]) if _is_hxl(texts)), None)
    last = hxl if hxl is not None else len(top)
    scores = [_score(rows, n) for n in range(min(last, len(top)))]
    decided = [n for n, (number, _) in enumerate(rows) if number == row]
    chosen = decided or _heading_rows(rows, scores, hxl)
    after = max([*chosen, hxl if hxl is not None else -1]) + 1
    after = _past_explanations(rows, after) if chosen else after
    tags = rows[hxl][1] if hxl is not None else []
    columns = _columns(sheet, [rows[n] for n in chosen], tags)
    first = rows[after][0] if after < len(rows) else rows[-1][0] + 1
    known = sum(1 for column in columns if _is_known(column))
    numbers = tuple(rows[n][0] for n in chosen)
    return Head(numbers, rows[hxl][0] if hxl is not None else 0, first, columns, known)


def _is_known(column: HeadColumn) -> bool:
    guesses = [
        *guess_heading(column.tag),
        *(g for label in column.labels for g in guess_heading(label)[:1]),
    ]
    return any(guess.confidence >= _KNOWN for guess in guesses)


def _is_hxl(texts: Sequence[str]) -> bool:
    """Two or more hashtags and next to nothing else; files with tags on some columns are known."""
    filled = [text for text in texts if text.strip()]
    tags = [text for text in filled if re.match(r"#\s*[A-Za-z]", text)]
    real = sum(guess_hxl(text) is not None for text in tags)
    return len(tags) >= _TAGGED and real >= 1 and len(tags) * 1.25 >= len(filled)


@dataclass(frozen=True, slots=True)
class _Score:
    total: float
    known: int
    texts: int


def _score(rows: Sequence[tuple[int, list[str]]], n: int) -> _Score:
    texts = rows[n][1]
    filled = [(place, text) for place, text in enumerate(texts) if text.strip()]
    if not filled:
        return _Score(-1.0, 0, 0)
    below = [row[1] for row in rows[n + 1 :]]
    known = figures = again = 0
    for place, text in filled:
        guesses = guess_heading(text) if len(text) <= _LONGEST else []
        known += bool(guesses) and guesses[0].confidence >= _KNOWN
        figures += bool(_FIGURE.match(text)) and not (guesses and guesses[0].reason == "hapi")
        again += any(place < len(row) and row[place] == text for row in below)
    distinct = len({fold(text) for _, text in filled}) / len(filled)
    width = max((sum(bool(text) for text in row) for row in below[:20]), default=len(filled))
    fill = min(len(filled) / max(width, 1), 1.0)
    short = sum(len(text) <= _LONGEST for _, text in filled) / len(filled)
    share = 1 - (figures + again) / len(filled)
    total = 2.0 * known + 3.0 * fill * distinct * short * share - 2.0 * figures - 1.5 * again
    return _Score(total - 0.02 * n, known, len(filled) - figures)


def _heading_rows(
    rows: Sequence[tuple[int, list[str]]], scores: Sequence[_Score], hxl: int | None
) -> list[int]:
    if hxl is not None and not scores:
        return []
    if not scores:
        return []
    best = max(range(len(scores)), key=lambda n: scores[n].total)
    if hxl is not None and hxl > 0 and scores[hxl - 1].texts >= _TAGGED:
        best = hxl - 1 if scores[hxl - 1].total > 0 else best
    if scores[best].total <= 1.0 and scores[best].known == 0:
        return []
    if _stands_in_data(rows, best):
        return []
    chosen = [best]
    while _continues(rows, scores, chosen[-1], chosen[-1] + 1, scores[best]):
        chosen.append(chosen[-1] + 1)
    above = best - 1
    while above >= 0 and best - above <= 2 and _is_group(rows, scores, above):  # noqa: PLR2004
        chosen.insert(0, above)
        above -= 1
    return chosen


def _stands_in_data(rows: Sequence[tuple[int, list[str]]], best: int) -> bool:
    """More full rows above than headings ever have: this one is data that sounds like some."""
    full = sum(bool(text) for text in rows[best][1]) * _FULL
    return sum(sum(bool(text) for text in rows[n][1]) >= full for n in range(best)) > _MOST_ABOVE


def _continues(
    rows: Sequence[tuple[int, list[str]]],
    scores: Sequence[_Score],
    above: int,
    below: int,
    best: _Score,
) -> bool:
    """A further row of headings: in another language, or codes under the words."""
    if below >= len(scores) or rows[below][0] != rows[above][0] + 1:
        return False
    score = scores[below]
    return best.known > 1 and score.known >= max(2, _SHARE * best.known) and score.total > 0


def _is_group(rows: Sequence[tuple[int, list[str]]], scores: Sequence[_Score], above: int) -> bool:
    """A row of group headings: right above, only words, two at least, or known as headings."""
    if rows[above][0] + 1 != rows[above + 1][0]:
        return False
    filled = [text for text in rows[above][1] if text.strip()]
    words = [text for text in filled if not _FIGURE.match(text) and len(text) <= 80]  # noqa: PLR2004
    below = sum(bool(text) for text in rows[above + 1][1])
    return (
        len(words) >= 2  # noqa: PLR2004
        and len(words) == len(filled)
        and (
            scores[above].known >= 2 or len(filled) < below  # noqa: PLR2004
        )
    )


def _past_explanations(rows: Sequence[tuple[int, list[str]]], after: int) -> int:
    """Skip a row right under the headings that explains how to fill the columns."""
    while after < len(rows):
        filled = [text for text in rows[after][1] if text.strip()]
        explained = sum(bool(_EXPLAINED.match(text)) for text in filled)
        if not filled or explained * 2 < len(filled):
            return after
        after += 1
    return after


def _columns(
    sheet: Sheet, rows: Sequence[tuple[int, list[str]]], tags: Sequence[str]
) -> tuple[HeadColumn, ...]:
    spread = [
        _spread(sheet, number, texts, last=n == len(rows) - 1)
        for n, (number, texts) in enumerate(rows)
    ]
    found = []
    for place, key in enumerate(name for name in sheet.cells.columns if name != ROW):
        labels: list[str] = []
        for texts in spread:
            text = texts[place].strip() if place < len(texts) else ""
            if text and (not labels or fold(text) != fold(labels[-1])):
                labels.append(text)
        tag = tags[place].strip() if place < len(tags) else ""
        found.append(HeadColumn(key, tuple(labels), tag))
    return tuple(found)


def _spread(sheet: Sheet, number: int, texts: list[str], *, last: bool) -> list[str]:
    """A group heading holds for the columns it is merged over; without merges, up to the next."""
    spread = list(texts)
    across = [one for one in sheet.merges if one[0] <= number <= one[2]]
    for top, left, _bottom, right in across:
        if left - 1 < len(texts) and top == number:
            for place in range(left, min(right, len(spread))):
                spread[place] = spread[place] or texts[left - 1]
    if last or across:
        return spread
    current = ""
    for place, text in enumerate(spread):
        current = text or current
        spread[place] = current
    return spread
