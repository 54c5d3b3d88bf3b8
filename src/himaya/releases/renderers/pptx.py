"""Documents as pptx: a title slide, then tables cut into slides that can be read from a seat.

Joined cells stay apart: a slide may begin inside one.
"""

import io
import math
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeAlias

import pptx
from django.utils.translation import gettext as _
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from himaya.kernel.problems import Code, Problem
from himaya.releases.content import Cell, Document, Picture, Table
from himaya.releases.pictures import as_png

Made: TypeAlias = Any  # a thing of python-pptx, whose types are not read

_WIDE, _HIGH, _EDGE = Inches(13.333), Inches(7.5), Inches(0.5)
_TOP, _FOOT = Inches(1.25), Inches(0.4)  # where a table begins; what the mark takes
_MOST_COLUMNS = 7  # beside one another on a slide; the first is repeated on the next ones
_LINES = 17  # of text under the headings of one slide
_LINE = Inches(0.3)
_PER_INCH = 11  # characters of a line, at the size of cells
_SIGN = 2  # lines that the sign of a cut cell takes
_MOST_SLIDES = 200
_PROPERTY = 255  # characters; python-pptx's limit
_BLANK = 6  # layout of python-pptx's own template without placeholders
_INK, _PAPER = RGBColor(0x22, 0x22, 0x22), RGBColor(0xFF, 0xFF, 0xFF)
_HEAD, _SHADE = RGBColor(0xE8, 0xE2, 0xD6), RGBColor(0xF4, 0xF0, 0xE8)


def render(document: Document, *, mark: str) -> bytes:
    """The file's bytes. `mark` (maker and date) stands at the foot of every slide.

    Raises Problem(COPY_TOO_LONG) for a table that would fill more slides than anybody shows.
    """
    show = pptx.Presentation()
    show.slide_width, show.slide_height = _WIDE, _HIGH
    show.core_properties.title = document.title[:_PROPERTY]
    show.core_properties.author = ""
    show.core_properties.comments = mark[:_PROPERTY]
    page = _Page(show, mark, rtl=document.language == "ar")
    page.title(document.title, document.lines)
    for table in document.tables:
        for picture in table.pictures:
            page.picture(picture, table.title or document.title)
        page.table(table, table.title or document.title)
    stream = io.BytesIO()
    show.save(stream)
    return stream.getvalue()


class _Page:
    """Adds slides to one show, each with its mark and in the direction of the language."""

    def __init__(self, show: Made, mark: str, *, rtl: bool) -> None:
        self.show, self.mark, self.rtl = show, mark, rtl

    def title(self, title: str, lines: Sequence[str]) -> None:
        """The first slide: what this is and what is said of all of it."""
        slide = self._slide()
        self._text(slide, title, top=Inches(2), high=Inches(1.5), size=36, bold=True)
        self._text(slide, "\n".join(lines), top=Inches(3.6), high=Inches(2.5), size=18)

    def picture(self, picture: Picture, title: str) -> None:
        """A slide for a figure, as large as it can be; none where it cannot be drawn."""
        drawn = as_png(picture.svg)
        if drawn is None:
            return
        slide = self._slide()
        self._text(slide, title, top=Inches(0.25), high=Inches(0.6), size=22, bold=True)
        self._text(slide, picture.caption, top=Inches(0.8), high=_FOOT, size=11)
        room, tall = _WIDE - 2 * _EDGE, _HIGH - _TOP - 2 * _FOOT
        width = min(room, int(tall * picture.width / picture.height))
        left = (_WIDE - width) // 2
        shape = slide.shapes.add_picture(io.BytesIO(drawn), left, _TOP, width=width)
        shape._element.nvPicPr.cNvPr.set("descr", picture.says)  # noqa: SLF001 - as below

    def table(self, table: Table, title: str) -> None:
        """As many slides as the table needs, each with the headings and its number."""
        pages = ((columns, rows) for columns in _columns(table) for rows in _pages(table, columns))
        parts = list(islice(pages, _MOST_SLIDES + 1))
        if len(parts) > _MOST_SLIDES:
            raise Problem(Code.COPY_TOO_LONG)
        for number, (columns, rows) in enumerate(parts, start=1):
            heading = title
            if len(parts) > 1:
                heading = _("%(title)s (%(number)d of %(all)d)") % {
                    "title": title,
                    "number": number,
                    "all": len(parts),
                }
            slide = self._slide()
            self._text(slide, heading, top=Inches(0.25), high=Inches(0.6), size=22, bold=True)
            self._text(slide, " ".join(table.notes), top=Inches(0.8), high=_FOOT, size=11)
            if columns:
                self._grid(slide, table, columns, rows)

    def _slide(self) -> Made:
        slide = self.show.slides.add_slide(self.show.slide_layouts[_BLANK])
        self._text(slide, self.mark, top=_HIGH - _FOOT - Inches(0.1), high=_FOOT, size=10)
        return slide

    def _text(
        self, slide: Made, text: str, *, top: int, high: int, size: int, bold: bool = False
    ) -> None:
        box = slide.shapes.add_textbox(_EDGE, top, _WIDE - 2 * _EDGE, high)
        box.text_frame.word_wrap = True
        self._write(box.text_frame, text, size=size, bold=bold)

    def _grid(
        self,
        slide: Made,
        table: Table,
        columns: Sequence[int],
        rows: Sequence[int],
    ) -> None:
        frame = slide.shapes.add_table(
            len(rows) + 1, len(columns), _EDGE, _TOP, _WIDE - 2 * _EDGE, _LINE * (len(rows) + 1)
        )
        grid = frame.table
        properties = grid._tbl.tblPr  # noqa: SLF001 - the way python-pptx reaches XML
        properties.set("rtl", "1" if self.rtl else "0")
        for place, width in enumerate(_widths(table, columns)):
            grid.columns[place].width = Emu(width)
        for place, column in enumerate(columns):
            self._cell(grid.cell(0, place), table.headers[column], fill=_HEAD, bold=True)
        letters = _letters(table, columns)
        for line, number in enumerate(rows, start=1):
            dark = number in table.shaded
            for place, column in enumerate(columns):
                text = _fitting(table.rows[number][column], letters[place])
                fill = _SHADE if dark else _PAPER
                cell = grid.cell(line, place)
                self._cell(cell, text, fill=fill, bold=dark)
                if address := table.links.get((number, column)):
                    for run in cell.text_frame.paragraphs[0].runs:
                        run.hyperlink.address = address

    def _cell(self, cell: Made, text: str, *, fill: RGBColor, bold: bool) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = fill
        cell.vertical_anchor = MSO_ANCHOR.TOP
        cell.margin_top = cell.margin_bottom = Inches(0.03)
        self._write(cell.text_frame, text, size=12, bold=bold)

    def _write(self, frame: Made, text: str, *, size: int, bold: bool) -> None:
        for number, line in enumerate(text.split("\n")):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = line
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = _INK
            if self.rtl:
                paragraph.alignment = PP_ALIGN.RIGHT
                paragraph._p.get_or_add_pPr().set("rtl", "1")  # noqa: SLF001 - as above


def _columns(table: Table) -> list[list[int]]:
    """Which columns stand on a slide together: the first stays, to tell the rows by."""
    count = len(table.headers)
    if count <= _MOST_COLUMNS:
        return [list(range(count))]
    step = _MOST_COLUMNS - 1
    return [[0, *range(first, min(first + step, count))] for first in range(1, count, step)]


def _widths(table: Table, columns: Sequence[int]) -> list[int]:
    """Each column's share of the slide, after the table's own widths."""
    wanted = [table.widths[one] if one < len(table.widths) else 20 for one in columns]
    room = _WIDE - 2 * _EDGE
    return [int(room * width / sum(wanted)) for width in wanted]


def _letters(table: Table, columns: Sequence[int]) -> list[int]:
    """How many characters a line of each column takes, about."""
    return [max(int(width / Inches(1) * _PER_INCH), 4) for width in _widths(table, columns)]


def _pages(table: Table, columns: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of the rows of each slide, so that their text fits; one slide for an empty table."""
    letters = _letters(table, columns)
    page: list[int] = []
    used = 0
    for number, row in enumerate(table.rows):
        sizes = (_lines(_as_text(row[one]), n) for one, n in zip(columns, letters, strict=True))
        lines = min(max(sizes, default=1), _LINES)
        if page and used + lines > _LINES:
            yield page
            page, used = [], 0
        page.append(number)
        used += lines
    if page or not table.rows:
        yield page


def _lines(text: str, letters: int) -> int:
    return sum(max(math.ceil(len(line) / letters), 1) for line in text.split("\n"))


def _as_text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _fitting(cell: Cell, letters: int) -> str:
    """The text of a cell, cut with a sign where it would run out of the slide."""
    text = _as_text(cell)
    if _lines(text, letters) <= _LINES:
        return text
    room, kept = _LINES - _SIGN, []
    for line in text.split("\n"):
        kept.append(line[: room * letters])
        room -= _lines(line, letters)
        if room <= 0:
            break
    return "\n".join(kept) + _(" [cut here: a slide holds no more]")
