"""Files read for people to look at: as they stand, without what was hidden or struck out."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from himaya.engines.tabular import ReadError, Table, read_as_it_lies, read_document

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
BODY = """
<text:tracked-changes><text:changed-region><text:deletion><text:p>struck out</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:h>Minutes</text:h>
<text:p>Kosmas<text:s/>came<office:annotation><text:p>a remark</text:p></office:annotation> <text:span>late</text:span>.</text:p>
<text:list><text:list-item><text:p>first</text:p></text:list-item></text:list>
<text:section><text:p>two<text:line-break/>lines<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p> noted</text:p></text:note-body></text:note></text:p></text:section>
<table:table>
  <table:table-row><table:table-cell><text:p>Place</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell></table:table-row>
  <table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table>
"""


def odt(body: str = BODY, *, doctype: str = "") -> bytes:
    """An OpenDocument text of a few bytes."""
    names = " ".join(f'xmlns:{one}="{OFFICE}{one}:1.0"' for one in ("office", "text", "table"))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"{doctype}<office:document-content {names}><office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
        )
    return stream.getvalue()


def lines(source: bytes) -> list[tuple[str, ...]]:
    return [row.texts for row in read_as_it_lies(source).rows()]


def test_odt__in_order_without_remarks_and_what_was_struck_out() -> None:
    assert lines(odt()) == [
        ("Minutes",),
        ("Kosmas came late.",),
        ("· first",),
        ("two\nlines noted",),
        ("Place", "x", "x"),
    ]


def test_odt__read_for_registers_too() -> None:
    document = read_document(odt(), file_name="x")
    assert (document.kind, len(document.blocks)) == ("odt", 5)


CELL = "<table:table><table:table-row {}><table:table-cell {}><text:p>x</text:p></table:table-cell></table:table-row></table:table>"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (odt(CELL.format('table:number-rows-repeated="99999"', "")), "file_unsafe"),
        (odt(CELL.format("", 'table:number-columns-repeated="many"')), "file_unsafe"),
        (odt(doctype="<!DOCTYPE x [<!ENTITY a 'b'>]>"), "file_unsafe"),
        (odt("<text:p>"), "file_damaged"),
        (odt(f"{'<text:span>' * 300}{'</text:span>' * 300}"), "file_damaged"),
        (odt(""), "file_empty"),
        (b"<svg onload='alert(1)'/>", "file_kind_unknown"),
        (b"\n <html>", "file_kind_unknown"),
        (b"ID3\x03 song", "file_kind_unknown"),
        (b"ID3\x03\xff\xfb\x90 song", "file_text_unreadable"),
        (b"%PDF-1.7", "file_kind_unknown"),
        (b"PK\3\4 no archive", "file_damaged"),
    ],
)
def test_odd_file__refused(source: bytes, code: str) -> None:
    with pytest.raises(ReadError) as refused:
        read_as_it_lies(source)
    assert refused.value.code == code


def test_text__line_by_line_and_a_lying_table_left_lying() -> None:
    assert lines("Title\n\n  Ménaka\tfar\n".encode()) == [("Title",), ("  Ménaka\tfar",)]
    assert lines(b"a;b;c\n1;2;3\n4;5;6\n") == [("a", "b", "c"), ("1", "2", "3"), ("4", "5", "6")]


def test_hidden_sheet__left_out() -> None:
    workbook = Workbook()
    seen = workbook.active
    assert seen is not None
    seen["A1"] = "seen"
    hidden = workbook.create_sheet("Names")
    hidden["A1"] = "hidden"
    hidden.sheet_state = "veryHidden"
    stream = io.BytesIO()
    workbook.save(stream)

    document = read_as_it_lies(stream.getvalue())
    assert [one.rows[0].texts for one in document.blocks if isinstance(one, Table)] == [("seen",)]
    assert len(read_document(stream.getvalue(), file_name="x").blocks) == 2
