"""A PDF of one page, with everything written into it that is no part of the page."""

import io

from pypdf import PdfWriter
from pypdf.annotations import Text
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from himaya.files.tests.pictures import PLACE, jpeg

PAGE = b"words of the page"
FILLED = b"filled in by hand"
LAYER = b"upper layer"
# What must not be in the PDF that is shown; each where programs write such things.
NOTES = (
    b"remark of Otterby", b"written by Otterby", b"xmp of Otterby", b"script of Otterby",
    b"attached by Otterby", b"hidden field", b"under a pointer", b"private data", b"saved before",
    b"link to Otterby", b"bookmark", PLACE,
)  # fmt: skip


def pdf(picture: bytes | None = None, *, password: str = "", pages: int = 1) -> bytes:
    """The PDF; `picture` stands on its page as it is."""
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(width=200, height=200)
        page[NameObject("/Contents")] = writer._add_object(_stream(PAGE))
        _draw(writer, page, jpeg() if picture is None else picture)
        _annotate(writer, page)
    writer.add_metadata({"/Author": "written by Otterby"})
    writer.root_object[NameObject("/Metadata")] = _xmp(writer)
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject(), NameObject("/Intent"): TextStringObject("upper layer")}
    )
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("script of Otterby"),
        }
    )
    writer.add_attachment(filename="Otterby.txt", data=b"attached by Otterby")
    writer.add_outline_item(title="bookmark", page_number=0)
    writer._add_object(_stream(b"saved before"))
    if password:
        writer.encrypt(user_password="", owner_password=password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _stream(words: bytes, **entries: str) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(words)
    for key, name in entries.items():
        stream[NameObject(f"/{key}")] = NameObject(f"/{name}")
    return stream


def _xmp(writer: PdfWriter) -> object:
    stream = _stream(b"xmp of Otterby", Subtype="XML")
    stream[NameObject("/Type")] = writer._add_object(NameObject("/Metadata"))
    return writer._add_object(stream)


def _draw(writer: PdfWriter, page: DictionaryObject, picture: bytes) -> None:
    """A picture under a name that elsewhere means an action, with properties of its own."""
    drawn = _stream(picture, Type="XObject", Subtype="Image", Filter="DCTDecode")
    drawn[NameObject("/Metadata")] = _xmp(writer)
    drawn[NameObject("/PieceInfo")] = TextStringObject("private data")
    properties = DictionaryObject({NameObject("/Metadata"): _xmp(writer)})
    page[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/XObject"): DictionaryObject({NameObject("/A"): writer._add_object(drawn)}),
            NameObject("/Properties"): DictionaryObject({NameObject("/MC0"): properties}),
        }
    )


def _annotate(writer: PdfWriter, page: DictionaryObject) -> None:
    fields = [_field(writer, FILLED, 4), _field(writer, b"hidden field", 2)]
    fields[0][NameObject("/A")] = DictionaryObject(
        {NameObject("/JS"): TextStringObject("link to Otterby")}
    )
    note = Text(rect=(0, 0, 9, 9), text="remark of Otterby")
    page[NameObject("/Annots")] = ArrayObject(writer._add_object(one) for one in (note, *fields))


def _field(writer: PdfWriter, words: bytes, flags: int) -> DictionaryObject:
    ways = DictionaryObject(
        {
            NameObject("/N"): writer._add_object(_stream(words, Type="XObject", Subtype="Form")),
            NameObject("/D"): writer._add_object(_stream(b"under a pointer")),
        }
    )
    return DictionaryObject(
        {
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/Rect"): ArrayObject([NumberObject(0)] * 4),
            NameObject("/F"): NumberObject(flags),
            NameObject("/V"): TextStringObject("private data"),
            NameObject("/AP"): ways,
        }
    )
