"""What cannot be written as it is: replaced or cut with a sign, never a spoilt file."""

import io

import docx
import openpyxl
import pptx
import pytest

from himaya.kernel.problems import Code, Problem
from himaya.releases.content import Document, Table, writable
from himaya.releases.renderers import docx as word
from himaya.releases.renderers import pptx as slides
from himaya.releases.renderers import xlsx
from himaya.releases.renderers.pptx import Made

ODD = "a\uffffb\x00c"


@pytest.fixture
def odd() -> Document:
    return Document(title=ODD, language="en", tables=(Table(headers=[ODD], rows=[[ODD]]),))


def test_characters_no_office_file_holds__replaced(odd: Document) -> None:
    clean = writable(odd)
    paper = docx.Document(io.BytesIO(word.render(clean, mark="")))
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(clean, mark="")))

    show = pptx.Presentation(io.BytesIO(slides.render(clean, mark="")))

    assert texts_of(show)[-1] == [["a\ufffdb\ufffdc"], ["a\ufffdb\ufffdc"]]
    assert paper.tables[0].rows[1].cells[0].text == "a\ufffdb\ufffdc"
    assert book.worksheets[0].cell(row=4, column=1).value == "a\ufffdb\ufffdc"


def test_text_longer_than_a_cell__cut_with_a_sign() -> None:
    document = Document(
        title="", language="en", tables=(Table(headers=["x"], rows=[["y" * 40_000]]),)
    )
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(document, mark="")))
    text = str(book.worksheets[0].cell(row=4, column=1).value)

    assert len(text) == 32_767
    assert text.endswith("[cut here: a spreadsheet cell holds no more]")


def texts_of(show: Made) -> list[list[list[str]]]:
    """The cells of the table on each slide that has one."""
    return [
        [[cell.text for cell in row.cells] for row in shape.table.rows]
        for slide in show.slides
        for shape in slide.shapes
        if shape.has_table
    ]


def test_long_and_wide_table__on_slides_with_headings_first_column_and_mark() -> None:
    heads = [f"Question {number}" for number in range(10)]
    rows = [[f"{row}/{column}" for column in range(10)] for row in range(30)]
    document = Document(title="Plan", language="en", tables=(Table(headers=heads, rows=rows),))

    show = pptx.Presentation(io.BytesIO(slides.render(document, mark="Made by Amina")))

    found = texts_of(show)
    assert len(found) == 4
    assert found[0][0] == heads[:7]
    assert found[2][0] == [heads[0], *heads[7:]]
    assert sorted({cell for grid in found for row in grid[1:] for cell in row}) == sorted(
        cell for row in rows for cell in row
    )
    for slide in show.slides:
        assert any(s.has_text_frame and s.text_frame.text == "Made by Amina" for s in slide.shapes)


def test_long_cell__its_slide_holds_fewer_rows() -> None:
    rows = [["x " * 250, "y"], *[["short", "y"]] * 20]
    document = Document(title="", language="en", tables=(Table(headers=["a", "b"], rows=rows),))

    show = pptx.Presentation(io.BytesIO(slides.render(document, mark="")))

    first, second, *_rest = texts_of(show)
    assert len(first) < len(second)
    assert first[1][0] == rows[0][0]


def test_cell_longer_than_a_slide__cut_with_a_sign() -> None:
    rows = [["x" * 5000, "y"]]
    document = Document(title="", language="en", tables=(Table(headers=["a", "b"], rows=rows),))

    show = pptx.Presentation(io.BytesIO(slides.render(document, mark="")))

    (grid,) = texts_of(show)
    assert grid[1][0].endswith("x [cut here: a slide holds no more]")


def test_arabic__slides_from_right_to_left() -> None:
    document = Document(title="خطة", language="ar", tables=(Table(headers=["ما"], rows=[["بئر"]]),))

    show = pptx.Presentation(io.BytesIO(slides.render(document, mark="")))

    xml = "".join(
        shape._element.xml for slide in show.slides for shape in slide.shapes if shape.has_table
    )
    assert xml.count('rtl="1"') == 3
    assert 'algn="r"' in xml


def test_more_slides_than_anybody_shows__refused() -> None:
    rows = [["x"]] * 4000
    document = Document(title="", language="en", tables=(Table(headers=["a"], rows=rows),))

    with pytest.raises(Problem) as refused:
        slides.render(document, mark="")

    assert refused.value.code == Code.COPY_TOO_LONG
