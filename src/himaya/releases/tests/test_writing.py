"""What cannot be written as it is: replaced or cut with a sign, never a spoilt file."""

import io

import docx
import openpyxl
import pytest

from himaya.releases.content import Document, Table, writable
from himaya.releases.renderers import docx as word
from himaya.releases.renderers import xlsx

ODD = "a\uffffb\x00c"


@pytest.fixture
def odd() -> Document:
    return Document(title=ODD, language="en", tables=(Table(headers=[ODD], rows=[[ODD]]),))


def test_characters_no_office_file_holds__replaced(odd: Document) -> None:
    clean = writable(odd)
    paper = docx.Document(io.BytesIO(word.render(clean, mark="")))
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(clean, mark="")))

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
