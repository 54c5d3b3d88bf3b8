"""What a PDF holds beside what is seen: in its structure, and under and around its pages.

Structure by pypdf (ISO 32000-1, 7.7, 12 and 14), pages by what is drawn on them. Words under an
opaque box, drawn before it, are still in the file; so are those outside the page, those drawn
invisibly and those in the colour of the paper.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from himaya.engines.documents.model import Hidden
from himaya.engines.documents.pdf_objects import Box, Drawn, is_see_through
from himaya.engines.documents.pictures import hidden_in_picture

if TYPE_CHECKING:
    from pypdf import PdfReader

Found = Iterator[tuple[Hidden, str]]
_AUTHORS, _TIMES = {"/Author"}, {"/CreationDate", "/ModDate"}
_PLAIN = {"/Producer", "/Creator", "/Trapped", "/PTEX.Fullbanner"}
_SEEN_ANNOTATIONS = {"/Link", "/Widget", "/Popup", "/PrinterMark", "/TrapNet"}
# Annotations that people lay over words to cover them.
COVERS = {"/Square", "/Redact", "/Stamp", "/Polygon", "/FreeText", "/Circle", "/Ink"}
_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMediaExecute"}
_EARLIER = re.compile(rb"startxref\s+\d+\s+%%EOF")
_LINEARIZED = re.compile(rb"/Linearized\b")
_MOST_WIDTH = 1.0  # points that a box may miss of a word
_SMALL = 2.0
_MOST_SEGMENTS = 20  # of a box with round corners, each of three points
_MOSTLY = 0.5  # of a piece of text, from which it is covered whatever is written on the box
_PAPER = 245  # from this on, of 255, a colour is that of the paper


def hidden_in_structure(reader: "PdfReader", content: bytes) -> Found:
    """Properties, attachments, programs, comments, filled fields, layers, earlier versions."""
    yield from _properties(reader)
    root = reader.root_object
    names = _value(root, "/Names") or {}
    for key, kind in (("/EmbeddedFiles", Hidden.EMBEDDED_FILE), ("/JavaScript", Hidden.SCRIPT)):
        if key in names:
            yield kind, "document"
    if "/AF" in root or "/Collection" in root:
        yield Hidden.EMBEDDED_FILE, "document"
    opening = _value(root, "/OpenAction")
    if "/AA" in root or (isinstance(opening, dict) and _value(opening, "/S") in _ACTIONS):
        yield Hidden.SCRIPT, "document"
    if "/XFA" in (_value(root, "/AcroForm") or {}):
        yield Hidden.CUSTOM_DATA, "document"
    if _hidden_layers(root):
        yield Hidden.HIDDEN_LAYER, "document"
    versions = len(_EARLIER.findall(content)) - bool(_LINEARIZED.search(content[:2_048]))
    if versions > 1:
        yield Hidden.EARLIER_VERSION, "document"
    for number, page in enumerate(reader.pages, 1):
        yield from _on_page(page, f"page {number}")


def _value(part: Any, key: str) -> Any:  # noqa: ANN401 - whatever stands there
    return part[key] if key in part else None  # noqa: SIM401 - `get` would give the pointer


def _properties(reader: "PdfReader") -> Found:
    for key, said in (reader.metadata or {}).items():
        if not str(said).strip() or key in _PLAIN:
            continue
        kind = Hidden.AUTHOR if key in _AUTHORS else Hidden.PROPERTIES
        yield (Hidden.TIMES if key in _TIMES else kind), "properties"
    if "/Metadata" in reader.root_object:
        yield Hidden.PROPERTIES, "document"


def _hidden_layers(root: Any) -> bool:  # noqa: ANN401 - as above
    layers = _value(root, "/OCProperties") or {}
    usual = _value(layers, "/D") or {}
    return bool(_value(usual, "/OFF")) or _value(usual, "/BaseState") == "/OFF"


def _on_page(page: Any, place: str) -> Found:  # noqa: ANN401 - as above
    for annotation in annotations(page):
        kind = _value(annotation, "/Subtype")
        if kind == "/FileAttachment" or "/FS" in annotation:
            yield Hidden.EMBEDDED_FILE, place
        elif kind == "/Widget":
            if _filled(annotation):
                yield Hidden.FORM_VALUE, place
        elif kind not in _SEEN_ANNOTATIONS:
            yield Hidden.ANNOTATION, place
        action = _value(annotation, "/A")
        if "/AA" in annotation or (action and _value(action, "/S") in _ACTIONS):
            yield Hidden.SCRIPT, place
    for key, kind in (("/PieceInfo", Hidden.CUSTOM_DATA), ("/Thumb", Hidden.PICTURE_NOTES),
                      ("/Metadata", Hidden.PROPERTIES), ("/AA", Hidden.SCRIPT)):  # fmt: skip
        if key in page:
            yield kind, place
    for picture in _photos(page):
        yield from hidden_in_picture(picture, place)


def annotations(page: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    """The annotations of a page, damaged entries left out."""
    for reference in _value(page, "/Annots") or ():
        found = reference.get_object()
        if isinstance(found, dict):
            yield found


def _filled(field: Any) -> bool:  # noqa: ANN401 - as above
    """A value that was filled in; it may stand in the field above."""
    for _ in range(10):
        value = _value(field, "/V")
        if value not in (None, "", "/Off"):
            return True
        parent = _value(field, "/Parent")
        if not isinstance(parent, dict):
            return False
        field = parent
    return False


def _photos(page: Any) -> Iterator[bytes]:  # noqa: ANN401 - as above
    """JPEGs as they lie in the file."""
    drawings = _value(_value(page, "/Resources") or {}, "/XObject") or {}
    for name in drawings:
        one = drawings[name]
        if _value(one, "/Filter") in ("/DCTDecode", ["/DCTDecode"]):
            yield one._data  # noqa: SLF001 - as it stands in the file; `get_data` would decode it


def cover_boxes(page: Any) -> list[Box]:  # noqa: ANN401 - as above
    """Where annotations lie over a page as boxes do."""
    found = []
    for annotation in annotations(page):
        rect = _value(annotation, "/Rect")
        if _value(annotation, "/Subtype") in COVERS and rect is not None and len(rect) == 4:  # noqa: PLR2004 - a box
            left, bottom, right, top = (float(side) for side in rect)
            found.append((min(left, right), min(bottom, top), max(left, right), max(bottom, top)))
    return found


def hidden_on_page(
    drawn: Sequence[Drawn], shown: Box, covered: Sequence[Box], number: int
) -> Found:
    """Words that are on the page and cannot be seen; each way at most once for a page."""
    place = f"page {number}"
    texts = [(at, one) for at, one in enumerate(drawn) if one.kind == "text" and _has_size(one.box)]
    if any(one.is_invisible or one.fill[3] == 0 for _, one in texts) or any(
        _is_paper(one.fill) and not _has_ground(one, drawn[:at]) for at, one in texts
    ):
        yield Hidden.INVISIBLE_TEXT, place
    if any(not meets(one.box, shown) for _, one in texts):
        yield Hidden.OUTSIDE_TEXT, place
    if covered:
        yield Hidden.COVERED_TEXT, place


def covered_boxes(
    text_page: Any,  # noqa: ANN401 - a handle of pdfium
    drawn: Sequence[Drawn],
    covers: Sequence[Box],
) -> list[Box]:
    """Boxes with words under them; `covers` are those of annotations, which lie on top of all."""
    texts = [(at, one) for at, one in enumerate(drawn) if one.kind == "text" and _has_size(one.box)]
    found = [box for box in covers if _has_words_under(box, len(drawn), texts, text_page)]
    for at, one in enumerate(drawn):
        # Whether a picture can be seen through is asked last: it has to be drawn for that.
        if (
            _covers(one)
            and _has_words_under(one.box, at, texts, text_page)
            and not (one.kind == "image" and is_see_through(text_page.page, one))
        ):
            found.append(one.box)
    return found


def _has_size(box: Box) -> bool:
    return box[2] - box[0] > _SMALL and box[3] - box[1] > _SMALL


def _covers(one: Drawn) -> bool:
    if not _has_size(one.box):
        return False
    is_box = one.kind == "path" and one.is_filled and one.is_opaque
    return (is_box and 0 < one.segments <= _MOST_SEGMENTS) or one.kind == "image"


def _has_words_under(
    box: Box,
    at: int,
    texts: Sequence[tuple[int, Drawn]],
    text_page: Any,  # noqa: ANN401 - as above
) -> bool:
    before = [one.box for place, one in texts if place < at and not one.is_invisible]
    before = [one for one in before if meets(one, box)]
    if not before:
        return False
    if any(_share(one, box) >= _MOSTLY for one in before):
        return True
    # A line is often one piece: only some of its words may lie under the box.
    left, bottom, right, top = box
    inside = text_page.get_text_bounded(
        left + _MOST_WIDTH, bottom + _MOST_WIDTH, right - _MOST_WIDTH, top - _MOST_WIDTH
    )
    is_written_on = any(place > at and meets(one.box, box) for place, one in texts)
    return len("".join(inside.split())) > 1 and not is_written_on


def _share(one: Box, other: Box) -> float:
    """How much of the first box lies in the second."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    up = min(one[3], other[3]) - max(one[1], other[1])
    return across * up / ((one[2] - one[0]) * (one[3] - one[1]))


def meets(one: Box, other: Box) -> bool:
    """Whether two boxes have a part in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _is_paper(fill: tuple[int, int, int, int]) -> bool:
    return min(fill[:3]) >= _PAPER


def _has_ground(text: Drawn, before: Sequence[Drawn]) -> bool:
    """White words on something dark, such as the head of a table or a photo."""
    return any(
        meets(one.box, text.box)
        and (one.kind in ("image", "shading") or (one.is_filled and not _is_paper(one.fill)))
        for one in before
    )
