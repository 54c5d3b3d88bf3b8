"""A copy of a document in which nothing is hidden that `reading` can find.

Office packages are walked from the document on by relations that are needed to show it; what is
not reached stays behind, also what nobody thought of. Then what is hidden in the parts goes:
changes are accepted, comments and hidden words, rows, sheets and slides taken out.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from himaya.engines.documents import kinds
from himaya.engines.documents.archives import Budget
from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.limits import DEFAULT_LIMITS, Limits
from himaya.engines.documents.model import Note
from himaya.engines.documents.packages import TYPES, Package, package_of, relations_of
from himaya.engines.documents.pdf import clean_pdf
from himaya.engines.documents.pictures import bare_picture
from himaya.engines.documents.reading import Reader
from himaya.engines.documents.safe_xml import local, take_out
from himaya.engines.documents.sheets_clean import clean_sheets
from himaya.engines.documents.slides_clean import clean_slides
from himaya.engines.documents.word_clean import clean_word

if TYPE_CHECKING:
    from lxml.etree import _Element

CLEANED = (kinds.DOCX, kinds.XLSX, kinds.PPTX, kinds.PDF, kinds.JPEG, kinds.PNG, kinds.TEXT)
_SHOWN = {
    "officeDocument", "styles", "stylesWithEffects", "numbering", "settings", "fontTable", "theme",
    "themeOverride", "header", "footer", "footnotes", "endnotes", "image", "hdphoto", "hyperlink",
    "chart", "chartEx", "chartUserShapes", "chartStyle", "chartColorStyle", "diagramData",
    "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing", "font",
    "worksheet", "chartsheet", "sharedStrings", "drawing", "table", "sheetMetadata",
    "slide", "slideLayout", "slideMaster", "presProps", "viewProps", "tableStyles",
}  # fmt: skip
# Drawings that have no notes to speak of; those of JPEG and PNG are taken out.
_LEFT = (".emf", ".wmf", ".gif", ".bmp")
# Elements that keep their words when what they point to is gone.
_KEPT = {"hyperlink", "pageSetup", "hlinkClick", "hlinkHover", "hlinkMouseOver", "blip"}
# What only makes sense around something.
_AROUND = {
    "pivotCaches", "externalReferences", "notesMasterIdLst", "handoutMasterIdLst", "oleObjects",
    "controls", "custDataLst", "ext", "extLst", "tableParts", "object", "customerData",
}  # fmt: skip
_RELATIONS = "relationships}"  # the end of the namespace, in both editions of the format
_STEPS: dict[str, Callable[[Package], None]] = {
    kinds.DOCX: clean_word,
    kinds.XLSX: clean_sheets,
    kinds.PPTX: clean_slides,
}


def cleaned(content: bytes, name: str = "", limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The copy. Raises DocumentError: CANNOT_BE_CLEANED where a second look finds anything."""
    kind = kinds.kind_of(content, name, Budget(limits))
    if kind not in CLEANED:
        raise DocumentError(Reason.CANNOT_BE_CLEANED)
    made = _copy(content, kind, limits)
    again = Reader(limits, with_ocr=False).read(made)
    if again.findings or Note.UNCHECKED in again.notes:
        raise DocumentError(Reason.CANNOT_BE_CLEANED)
    return made


def _copy(content: bytes, kind: str, limits: Limits) -> bytes:
    if kind == kinds.TEXT:
        return content  # says all it holds
    if kind == kinds.PDF:
        return clean_pdf(content, limits)
    if kind in kinds.PICTURES:
        bare = bare_picture(content)
        if bare is None:
            raise DocumentError(Reason.CANNOT_BE_CLEANED)
        return bare
    package = package_of(content, Budget(limits))
    _STEPS[kind](package)
    _leave_behind(package)
    _bare_pictures(package)
    return package.packed()


def _leave_behind(package: Package) -> None:
    """Keep only parts that are reached by relations needed to show the document."""
    reached: set[str] = set()
    waiting = [""]
    while waiting:
        part = waiting.pop()
        gone = set()
        for relation in package.relations(part):
            is_kept = relation.kind in _SHOWN and not relation.is_local_path
            if not is_kept or (relation.is_external and relation.kind != "hyperlink"):
                gone.add(relation.id)
            elif not relation.is_external and relation.target not in reached:
                reached.add(relation.target)
                waiting.append(relation.target)
        if gone:
            _cut(package, part, gone)
    kept = {TYPES, relations_of(""), *reached, *map(relations_of, reached)}
    package.parts = {name: part for name, part in package.parts.items() if name in kept}
    for node in list(package.tree(TYPES)):
        if local(node) == "Override" and node.get("PartName", "")[1:] not in package.parts:
            package.tree(TYPES).remove(node)


def _cut(package: Package, part: str, gone: set[str]) -> None:
    """Take relations away, and in the part whatever pointed to them."""
    relations = package.tree(relations_of(part))
    for node in list(relations):
        if node.get("Id") in gone:
            relations.remove(node)
    if not part.endswith((".xml", ".vml")):
        return
    for node in list(package.tree(part).iter("{*}*")):
        keys = [key for key in node.attrib if _RELATIONS in str(key)]
        lost = [key for key in keys if node.get(key) in gone]
        if not lost:
            continue
        if local(node) in _KEPT:
            for key in lost:
                del node.attrib[key]
        else:
            _remove(node)


def _remove(node: "_Element") -> None:
    """An element, what only stood around it, and the frame of an embedded object."""
    frame = next((one for one in node.iterancestors("{*}graphicFrame")), None)
    if local(node) == "oleObj" and frame is not None:
        node = frame
    parent = node.getparent()
    if parent is None:
        return
    take_out(node)
    if local(parent) in _AROUND and not len(parent):
        _remove(parent)


def _bare_pictures(package: Package) -> None:
    for part in list(package.parts):
        for relation in package.relations(part) if part != TYPES else ():
            name = relation.target.lower()
            if relation.kind not in ("image", "hdphoto") or relation.target not in package.parts:
                continue
            bare = bare_picture(package.parts[relation.target])
            if bare is not None:
                package.parts[relation.target] = bare
            elif not name.endswith(_LEFT):
                raise DocumentError(Reason.CANNOT_BE_CLEANED)
