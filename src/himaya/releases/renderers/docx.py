"""Documents as docx: editable, right to left where the language is."""

import io

import docx
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from himaya.releases.content import Document, Picture, Table
from himaya.releases.pictures import as_png

_SMALL = Pt(8)
_TALLEST = 0.8  # of a picture, by the width of the text


def render(document: Document, *, mark: str) -> bytes:
    """The file's bytes. `mark` (maker and date) stands in the footer of every page."""
    paper = docx.Document()
    section = paper.sections[0]
    if document.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    rtl = document.language == "ar"
    paper.core_properties.title = document.title
    paper.core_properties.author = ""
    _direct(paper.add_heading(document.title, level=1), rtl=rtl)
    for line in document.lines:
        _direct(paper.add_paragraph(line), rtl=rtl)
    for table in document.tables:
        if table.title:
            _direct(paper.add_heading(table.title, level=2), rtl=rtl)
        for picture in table.pictures:
            _add_picture(paper, section, picture)
            if picture.caption:
                _direct(paper.add_paragraph(picture.caption), rtl=rtl)
        if table.headers:
            _add_table(paper, table, rtl=rtl)
        for note in table.notes:
            _direct(paper.add_paragraph(note), rtl=rtl)
    foot = section.footer.paragraphs[0]
    foot.text = mark
    _direct(foot, rtl=rtl)
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def _direct(paragraph, *, rtl: bool) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - python-docx ships no types
    if rtl:
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the way python-docx reaches XML
        properties.append(OxmlElement("w:bidi"))


def _add_picture(paper, section, picture: Picture) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - as above
    """The figure as a picture with its words; its figures stand in the table under it."""
    drawn = as_png(picture.svg)
    if drawn is None:
        return
    room = section.page_width - section.left_margin - section.right_margin
    width = min(room, int(room * _TALLEST * picture.width / picture.height))
    shape = paper.add_picture(io.BytesIO(drawn), width=width)
    shape._inline.docPr.set("descr", picture.says)  # noqa: SLF001 - as above


def _add_table(paper, table: Table, *, rtl: bool) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - as above
    grid = paper.add_table(rows=1, cols=len(table.headers))
    grid.style = "Table Grid"
    if rtl:
        grid._tbl.tblPr.append(OxmlElement("w:bidiVisual"))  # noqa: SLF001 - as above
    for cell, header in zip(grid.rows[0].cells, table.headers, strict=True):
        _fill(cell, header, bold=True, shade="E8E2D6", rtl=rtl)
    _repeat_header(grid.rows[0])
    for number, values in enumerate(table.rows):
        cells = grid.add_row().cells
        shaded = number in table.shaded
        for place, (cell, value) in enumerate(zip(cells, values, strict=True)):
            text = "" if value is None else str(value)
            _fill(cell, text, bold=shaded, shade="F4F0E8" if shaded else "", rtl=rtl)
            if address := table.links.get((number, place)):
                _lead_to(cell.paragraphs[0], address)
    for row, column, rows, columns in table.spans:
        start = grid.cell(row + 1, column)
        text = start.text
        joined = start.merge(grid.cell(row + rows, column + columns - 1))
        _fill(joined, text, bold=row in table.shaded, shade="", rtl=rtl)


def _fill(cell, text: str, *, bold: bool, shade: str, rtl: bool) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - as above
    cell.text = ""
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        run = paragraph.add_run(line)
        run.bold = bold
        run.font.size = _SMALL
        run.font.color.rgb = RGBColor(0x22, 0x22, 0x22)
        _direct(paragraph, rtl=rtl)
    for extra in cell.paragraphs[text.count("\n") + 1 :]:
        extra._p.getparent().remove(extra._p)  # noqa: SLF001 - as above
    if shade:
        fill = OxmlElement("w:shd")
        fill.set(qn("w:val"), "clear")
        fill.set(qn("w:fill"), shade)
        cell._tc.get_or_add_tcPr().append(fill)  # noqa: SLF001 - as above


def _lead_to(paragraph, address: str) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - as above
    """Make the text of a paragraph a link."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, True))
    for run in paragraph.runs:
        run.font.underline = True
        link.append(run._r)  # noqa: SLF001 - as above
    paragraph._p.append(link)  # noqa: SLF001 - as above


def _repeat_header(row) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - as above
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - as above
