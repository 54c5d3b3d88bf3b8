"""A PDF for reading, without what was written into it beside its pages.

Left out: comments and other annotations, attached files, scripts and everything that a viewer would
do by itself, properties and XMP, bookmarks, and what earlier savings of the file left behind. The
pages are copied into a new file by what a page needs to be drawn (ISO 32000-1, 7.7.3 and 8.11), so
that what nobody thought of is left out too. Filled-in fields stay, as they look.
"""

import io
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader
    from pypdf.generic import DictionaryObject, NameObject, PdfObject

_PAGE = {
    "/Type", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox",
    "/Contents", "/Rotate", "/Group", "/UserUnit",
}  # fmt: skip
_LAYERS = "/OCProperties"  # which parts of the pages show
_LOOK_OF_A_FIELD = ("/Type", "/Subtype", "/Rect", "/F", "/AS")
_UNSEEN = 0b10_0010  # flags of an annotation: hidden, not shown on a screen
# What pictures, fonts, forms and patterns may carry beside what is drawn of them.
_NOTES = ("/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/Alternates")
_NOTES_OF_KINDS = ("/AF", "/EF", "/Ref")  # short enough to be the name of a font or picture
# Nothing that is drawn leads to another page, a note, or what a viewer would do.
_ELSEWHERE = {"/Page", "/Pages", "/Catalog", "/Annot", "/Action", "/Filespec", "/StructElem"}
_LEADS_ELSEWHERE = {"/Parent", "/Annots", "/AcroForm", "/Outlines", "/Names", "/JS", "/URI"}
_NEVER_DRAWN = {"/Metadata", "/EmbeddedFile"}
_JPEG = b"\xff\xd8\xff"
_JPX = b"\0\0\0\x0cjP"  # JPEG 2000 (ISO 15444-1, annex I), and its boxes for notes
_NOTES_OF_JPX = (b"xml ", b"uuid")

BarePicture = Callable[[bytes], bytes | None]


@lru_cache(maxsize=1)
def broken() -> tuple[type[Exception], ...]:
    """What pypdf lets through for damaged files: none is shown, so nothing is lost by stopping."""
    from pypdf.errors import PyPdfError

    return (
        PyPdfError, AttributeError, IndexError, KeyError, NotImplementedError, OverflowError,
        RecursionError, TypeError, ValueError,
    )  # fmt: skip


def bare_pdf(content: bytes, bare_picture: BarePicture) -> bytes | None:
    """The pages alone; None where the file is locked, damaged or odd. `bare_picture`: of a JPEG."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return None
        return _pages(reader, bare_picture) if len(reader.pages) else None
    except broken():
        return None


def _pages(reader: "PdfReader", bare_picture: BarePicture) -> bytes:
    """Cleaned first and copied then, so that the copy holds nothing that was cleaned away."""
    from pypdf import PdfWriter
    from pypdf.generic import ArrayObject

    pages = [(page, list(_looks_of_fields(page))) for page in reader.pages]
    layers = [reader.root_object[_LAYERS]] if _LAYERS in reader.root_object else []
    drawn = [page.raw_get(key) for page, _looks in pages for key in _PAGE & page.keys()]
    looks_alone = [look["/AP"] for _page, looks in pages for look in looks]
    for part in _parts([*drawn, *layers, *looks_alone]):
        _clean(part, bare_picture)
    writer = PdfWriter()
    for page, looks in pages:
        added = writer.add_page(page, excluded_keys=page.keys() - _PAGE)
        if looks:
            added[_name("/Annots")] = ArrayObject(look.clone(writer) for look in looks)
    for layer in layers:
        writer.root_object[_name(_LAYERS)] = layer.clone(writer)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _name(text: str) -> "NameObject":
    from pypdf.generic import NameObject

    return NameObject(text)


def _value(part: "DictionaryObject", key: str) -> Any:  # noqa: ANN401 - whatever stands there
    """What stands under the key or is pointed to from there; `get` would give the pointer."""
    return part[key] if key in part else None  # noqa: SIM401 - as said


def _looks_of_fields(page: "PageObject") -> "Iterator[DictionaryObject]":
    """What was filled in belongs to the page: how it looks, without what it would do."""
    from pypdf.generic import DictionaryObject

    for reference in _value(page, "/Annots") or []:
        field = reference.get_object()
        is_unseen = int(_value(field, "/F") or 0) & _UNSEEN
        ways = _value(field, "/AP")
        if _value(field, "/Subtype") != "/Widget" or is_unseen or not ways or "/N" not in ways:
            continue
        # Of the ways a field may look: as it stands, not as it does under a pointer.
        look = DictionaryObject({_name("/AP"): DictionaryObject({_name("/N"): ways.raw_get("/N")})})
        for key in _LOOK_OF_A_FIELD:
            if key in field:
                look[_name(key)] = field.raw_get(key)
        yield look


def _parts(roots: "list[PdfObject]") -> "Iterator[DictionaryObject]":
    """Every dictionary and stream that can be reached, each once."""
    from pypdf.generic import ArrayObject, DictionaryObject

    waiting: list[Any] = list(roots)
    seen: dict[int, Any] = {}  # by identity; kept, so that no other part takes its place in memory
    while waiting:
        part = waiting.pop().get_object()
        if id(part) in seen:
            continue
        seen[id(part)] = part
        if isinstance(part, DictionaryObject):
            yield part  # cleaned before it is walked on
            waiting.extend(part.raw_get(key) for key in part)
        elif isinstance(part, ArrayObject):
            waiting.extend(list.__iter__(part))


def _clean(part: "DictionaryObject", bare_picture: BarePicture) -> None:
    """Take away what is not drawn. Dictionaries of names have no type: any name may be theirs."""
    from pypdf.generic import StreamObject

    kind = _value(part, "/Type")
    if kind in _ELSEWHERE or not _LEADS_ELSEWHERE.isdisjoint(part):
        raise ValueError
    is_named = kind or isinstance(part, StreamObject)
    for key in (*_NOTES, *_NOTES_OF_KINDS) if is_named else _NOTES:
        part.pop(key, None)
    if not isinstance(part, StreamObject):
        return
    if kind in _NEVER_DRAWN:
        part.set_data(b"")
    stored = part._data  # noqa: SLF001 - as it stands in the file; `get_data` would decode it
    filters = _value(part, "/Filter") or ()
    if filters in ("/DCTDecode", ["/DCTDecode"]):
        picture = bare_picture(stored)
        if picture is None:
            raise ValueError
        part._data = picture  # noqa: SLF001 - as above
    elif "/DCTDecode" in filters or stored.startswith(_JPEG):
        raise ValueError  # packed twice, or not said to be one
    elif stored.startswith(_JPX) and any(note in stored for note in _NOTES_OF_JPX):
        raise ValueError
