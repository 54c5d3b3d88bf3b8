"""Where each plan of a document begins and ends, and which rows are repeated page heads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from himaya.engines.tabular import Document, Row, fold, fold_words, one_line
from himaya.profiles.workplans.reading.columns import Header, Layout, read_header
from himaya.profiles.workplans.reading.titles import overlap

SHEETS = {"xlsx", "xls", "ods"}
_GROUP_NAME = re.compile(r"group name|nom du groupe|nombre del grupo|اسم المجموعه")
_TITLE_WORDS = {"plan", "workplan", "version", "plans"}
_SAME = 0.6  # share of words that makes a row part of the page head seen before
_SAME_TITLE = 0.9
_NEAR = 6  # rows above a table that may still be its title


@dataclass(slots=True)
class Section:
    """One plan's rows: above its table, and in it; `heads` are dropped page heads."""

    header: Header
    header_row: Row
    preamble: list[Row] = field(default_factory=list)
    body: list[Row] = field(default_factory=list)
    heads: list[Row] = field(default_factory=list)
    unread: list[Row] = field(default_factory=list)


def find_sections(document: Document) -> list[Section]:
    """Cut a document into plans; empty when no row of headings is known."""
    rows = [row for row in document.rows() if not row.is_blank()]
    headers = [(index, header) for index, row in enumerate(rows) if (header := read_header(row))]
    in_sheets = document.kind in SHEETS
    sections: list[Section] = []
    done = 0  # rows before this index are given to a section
    for index, header in headers:
        before, row = rows[done:index], rows[index]
        if sections and _is_repeated(sections[-1], header, row, before, in_sheets=in_sheets):
            cut = _head_begins(sections[-1], before)
            sections[-1].body += before[:cut]
            sections[-1].heads += [*before[cut:], row]
        else:
            cut = _preamble_begins(header, before, row, is_first=not sections, in_sheets=in_sheets)
            section = Section(header, row, preamble=before[cut:])
            if sections:
                sections[-1].body += before[:cut]
            else:
                section.unread = before[:cut]
            sections.append(section)
        done = index + 1
    if sections:
        sections[-1].body += rows[done:]
    return sections


def _words(section: Section) -> set[str]:
    rows = [*section.preamble, section.header_row]
    return {fold(word) for row in rows for text in row.texts for word in fold_words(one_line(text))}


def _is_repeated(
    section: Section, header: Header, row: Row, before: Sequence[Row], *, in_sheets: bool
) -> bool:
    """Whether a row of headings only repeats the page head of the plan above."""
    if header.layout is not section.header.layout:
        return False
    if header.layout is Layout.PIM:
        return not any(_is_group_name(one) for one in before)
    new_sheet = in_sheets and row.origin.part != section.header_row.origin.part
    if new_sheet:
        above = [one for one in before if one.origin.part == row.origin.part]
    else:
        above = _block_above(before, row)
    if not above:
        return not new_sheet
    known = _words(section)
    if new_sheet:
        return all(overlap(one, known) >= _SAME for one in above)
    return not any(_is_other_title(one, known) for one in above)


def _block_above(before: Sequence[Row], row: Row) -> list[Row]:
    """The rows between the last blank line and the row of headings."""
    block: list[Row] = []
    gap = row.gap
    for one in reversed(before[-_NEAR:]):
        if gap and block:
            break
        block.insert(0, one)
        gap = one.gap
    return block


def _is_other_title(row: Row, known: set[str]) -> bool:
    """Titles of two plans may differ in a single word, page numbers in one too."""
    words = {word for text in row.texts for word in fold_words(one_line(text))}
    return bool(words & _TITLE_WORDS) and overlap(row, known) < _SAME_TITLE


def _head_begins(section: Section, before: Sequence[Row]) -> int:
    """Index of the first row of the page head at the end of `before`."""
    known = _words(section)
    cut = len(before)
    while cut and overlap(before[cut - 1], known) >= _SAME:
        cut -= 1
    return cut


def _preamble_begins(
    header: Header, before: Sequence[Row], row: Row, *, is_first: bool, in_sheets: bool
) -> int:
    if header.layout is Layout.PIM:
        names = [index for index, one in enumerate(before) if _is_group_name(one)]
        if names:
            return _heading_begins(before, names[-1], is_first=is_first)
    begin = max(0, len(before) - _NEAR)
    while in_sheets and begin < len(before) and before[begin].origin.part != row.origin.part:
        begin += 1
    if is_first:
        return begin
    return len(before) - len(_block_above(before[begin:], row))


def _heading_begins(before: Sequence[Row], name: int, *, is_first: bool) -> int:
    """Take the line above "group name" along when it is a heading of its own."""
    if not name:
        return 0
    above = before[name - 1]
    filled = [text for text in above.texts if text.strip()]
    is_heading = len(filled) == 1 and bool(above.texts[0].strip())
    starts_group = is_heading and ("plan" in fold(filled[0]) or (is_first and name == 1))
    return name - 1 if starts_group else name


def _is_group_name(row: Row) -> bool:
    return bool(_GROUP_NAME.fullmatch(" ".join(fold_words(row.texts[0]))))
