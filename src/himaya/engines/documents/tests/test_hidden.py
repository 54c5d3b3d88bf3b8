"""What a document hides is told, and is not in the cleaned copy; what is seen stays."""

import io
import zipfile

import pytest
from pypdf.generic import NameObject, StreamObject

from himaya.engines.documents import Document, DocumentError, Hidden, Reason
from himaya.engines.documents.cleaning import cleaned
from himaya.engines.documents.reading import Reader
from himaya.engines.documents.tests.making import (
    SECRET,
    SEEN,
    changed,
    pdf_of,
    photo,
    presentation,
    related,
    swapped,
    word,
    words_at,
    workbook,
)

BOX = b"0 0 0 rg 40 290 150 30 re f\n"
COVERED = words_at(SEEN, 20, 350) + words_at(f"name {SECRET}", 50, 300) + BOX
PICTURES = {Hidden.POSITION, Hidden.DEVICE, Hidden.PICTURE_NOTES, Hidden.AFTER_END}
# File, what it hides, words that are read.
FILES = {
    "docx": (
        word(),
        PICTURES | {Hidden.AUTHOR, Hidden.PROPERTIES, Hidden.TIMES, Hidden.COMMENT,
        Hidden.INSERTION, Hidden.DELETION, Hidden.HIDDEN_TEXT, Hidden.EMBEDDED_FILE,
        Hidden.LOCAL_PATH, Hidden.CUSTOM_DATA, Hidden.REVISION_MARKS},
        ["Arrivals", SEEN, "Old Port\t70", "They stayed. Annex", "Weekly report"],
    ),
    "xlsx": (
        workbook(),
        PICTURES | {Hidden.AUTHOR, Hidden.COMPANY, Hidden.TIMES, Hidden.COMMENT,
        Hidden.HIDDEN_SHEET, Hidden.HIDDEN_CELLS},
        ["Site\tFamilies", "Old Port\t70", "73"],
    ),
    "pptx": (
        presentation(),
        PICTURES | {Hidden.AUTHOR, Hidden.PROPERTIES, Hidden.TIMES, Hidden.NOTES,
        Hidden.HIDDEN_SLIDE, Hidden.HIDDEN_TEXT, Hidden.EMBEDDED_FILE, Hidden.DEVICE},
        [SEEN],
    ),
    "jpeg": (photo(), PICTURES, []),
    "png": (photo("PNG"), PICTURES, []),
    "pdf, a box over words": (
        pdf_of([COVERED, words_at("second page", 20, 350)], Author=SECRET),
        {Hidden.AUTHOR, Hidden.COVERED_TEXT},
        ["second page"],
    ),
    "pdf, words that cannot be seen": (
        pdf_of([
            words_at(SEEN, 20, 350) + words_at(SECRET, 50, 300, "3 Tr"),
            words_at(SECRET, 20, 900),
            b"1 1 1 rg " + words_at(SECRET, 50, 300),
            b"0 0 0 rg 40 290 90 30 re f 1 1 1 rg " + words_at("head", 50, 300),
        ]),
        {Hidden.INVISIBLE_TEXT, Hidden.OUTSIDE_TEXT},
        ["head"],
    ),
}  # fmt: skip


def read(content: bytes) -> Document:
    return Reader(with_ocr=False).read(content)


def raw(content: bytes) -> bytes:
    """All bytes of a file, unpacked where it is an archive or a PDF."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    return content


@pytest.mark.parametrize(("content", "hides", "kept"), FILES.values(), ids=FILES.keys())
def test_hidden_content__told_and_not_in_the_copy(
    content: bytes, hides: set[Hidden], kept: list[str]
) -> None:
    given = read(content)
    assert {one.kind for one in given.findings} == hides

    copy = cleaned(content)
    again = read(copy)
    assert again.findings == ()
    assert again.kind == given.kind
    assert SECRET.encode() not in raw(copy)
    assert [words for words in kept if words not in again.text] == []


def test_cleaned_office_files__open_in_what_makes_them() -> None:
    import docx
    import openpyxl
    import pptx

    text = [one.text for one in docx.Document(io.BytesIO(cleaned(word()))).paragraphs]
    assert SEEN in text
    book = openpyxl.load_workbook(io.BytesIO(cleaned(workbook())))
    assert book.sheetnames == ["Sites"]
    assert [cell.value for cell in book["Sites"]["C"]] == ["Families", 70, None, 73]
    (slide,) = pptx.Presentation(io.BytesIO(cleaned(presentation()))).slides
    assert SEEN in slide.shapes.title.text
    assert [shape.has_chart for shape in slide.shapes].count(True) == 1


def test_words_under_a_box__neither_read_nor_lost_beside_it() -> None:
    line = words_at("before secret after", 20, 350)
    found = read(pdf_of([line + b"0 g 58 345 34 18 re f"]))
    assert [(one.kind, one.place) for one in found.findings] == [(Hidden.COVERED_TEXT, "page 1")]
    assert found.text.split() == ["before", "after"]


ROUND = b"0 g 45 290 m 185 290 l 190 290 190 295 190 295 c 190 315 l 190 320 185 320 185 320 c 45 320 l 40 320 40 315 40 315 c 40 295 l f"


@pytest.mark.parametrize("cover", [ROUND, b"14 w 40 304 m 190 304 l S"], ids=["round", "line"])
def test_words_covered_otherwise__found_too(cover: bytes) -> None:
    found = read(pdf_of([COVERED.replace(BOX, cover)]))
    assert [one.kind for one in found.findings] == [Hidden.COVERED_TEXT]
    assert found.text == SEEN


def stamped(opacity: int) -> bytes:
    """A page with words, and a picture drawn over all of them."""
    from PIL import Image
    from pypdf import PdfReader, PdfWriter, Transformation

    picture, stamp = Image.new("L", (40, 40), 0), io.BytesIO()
    picture.save(stamp, "PDF")
    over = PdfReader(stamp).pages[0]
    drawing = over["/Resources"]["/XObject"]  # type: ignore[index]
    (name,) = drawing
    mask = StreamObject()
    mask.set_data(bytes([opacity]) * 1600)
    mask.update(drawing[name])
    for key in ("/Filter", "/DecodeParms"):
        mask.pop(key, None)
    drawing[name][NameObject("/SMask")] = mask
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of([words_at(SEEN, 20, 350)]))))
    writer.pages[0].merge_transformed_page(over, Transformation().scale(10))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_watermark_over_the_words__they_are_seen_through_it() -> None:
    assert (read(stamped(40)).text, read(stamped(255)).text) == (SEEN, "")


def test_box_that_is_an_annotation__covers_too() -> None:
    from pypdf import PdfReader, PdfWriter
    from pypdf.annotations import Rectangle

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of([COVERED.replace(BOX, b"")]))))
    writer.add_annotation(0, Rectangle(rect=(40, 290, 190, 320), interior_color="000000"))
    out = io.BytesIO()
    writer.write(out)

    found = {one.kind for one in read(out.getvalue()).findings}
    assert found == {Hidden.ANNOTATION, Hidden.COVERED_TEXT}
    copy = cleaned(out.getvalue())
    assert read(copy).findings == ()
    assert read(copy).text == ""  # the page is a picture now, with the box in it


def test_place_of_a_finding__names_the_part_and_no_word_of_it() -> None:
    places = {(str(one.kind), one.place): one.count for one in read(workbook()).findings}
    assert places["hidden_sheet", "sheet 2"] == 1
    assert places["hidden_rows_or_columns", "sheet 1"] == 1
    assert not any(SECRET in place for _, place in places)


def test_picture_that_cannot_be_made_bare__no_copy() -> None:
    content = changed(word(), "word/media/image1.jpg", lambda part: part[:-60])
    with pytest.raises(DocumentError) as refused:
        cleaned(content)
    assert refused.value.reason is Reason.CANNOT_BE_CLEANED


def test_template_in_somebodys_folder__told_not_refused() -> None:
    path = f"file:///C:/Users/{SECRET}/report.dotx"
    content = related(word(), "word/document.xml", "attachedTemplate", path)
    assert Hidden.TEMPLATE in {one.kind for one in read(content).findings}
    assert SECRET.encode() not in raw(cleaned(content))


def test_style_that_hides__its_words_are_hidden() -> None:
    style = '<w:style w:type="character" w:styleId="Unseen"><w:rPr><w:vanish/></w:rPr></w:style>'
    content = changed(word(), "word/styles.xml", swapped("</w:styles>", f"{style}</w:styles>"))
    run = '<w:r><w:rPr><w:rStyle w:val="Unseen"/></w:rPr><w:t>by style</w:t></w:r></w:p></w:body>'
    content = changed(content, "word/document.xml", swapped("</w:p></w:body>", run))
    assert "by style" not in read(content).text
    assert b"by style" not in raw(cleaned(content))


WHITE = '<w:r><w:rPr><w:color w:val="ffffff"/></w:rPr><w:t>in white</w:t></w:r>'
MARKED = WHITE.replace("<w:color", '<w:highlight w:val="red"/><w:color')
SHADED = '<w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr>'


SEEN_WHITE = (
    f"<w:p>{SHADED}{WHITE}</w:p><w:tbl><w:tr><w:tc><w:p>{WHITE}</w:p></w:tc></w:tr></w:tbl>"
    f"<w:p>{MARKED}</w:p>"
)


@pytest.mark.parametrize(
    ("written", "seen", "hidden"),
    [
        (f"<w:p>{WHITE}</w:p>{SEEN_WHITE}", 3, 1),
        (f"<w:p>{WHITE}</w:p><w:p><w:r><w:pict/></w:r></w:p>", 1, 0),
    ],
    ids=["on paper, and shaded, in a table, marked", "beside a floating picture"],
)
def test_white_words_of_word__hidden_where_the_paper_is_white(
    written: str, seen: int, hidden: int
) -> None:
    content = changed(word(), "word/document.xml", swapped("</w:body>", f"{written}</w:body>"))
    before, after = (
        sum(one.count for one in read(one_of).findings if one.kind is Hidden.HIDDEN_TEXT)
        for one_of in (word(), content)
    )
    assert read(content).text.count("in white") == seen
    assert after - before == hidden
    assert raw(cleaned(content)).count(b"in white") == seen
