"""Word documents without what is hidden in their words: changes accepted, comments gone."""

from typing import TYPE_CHECKING

from himaya.engines.documents.packages import Package
from himaya.engines.documents.safe_xml import local, take_out
from himaya.engines.documents.word import CHANGED, DELETED, Looks, is_hidden, looks_of, stories

if TYPE_CHECKING:
    from lxml.etree import _Element

_GONE = {
    *DELETED, *CHANGED, "commentRangeStart", "commentRangeEnd", "commentReference", "proofErr",
    "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
    "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart",
    "customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd",
    "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "dataBinding", "permStart", "permEnd",
}  # fmt: skip
_OPENED = {"ins", "moveTo"}
_SETTINGS = {
    "rsids", "docVars", "mailMerge", "attachedTemplate", "trackRevisions", "saveThroughXslt",
    "linkStyles", "docId", "revisionView", "activeWritingStyle",
}  # fmt: skip


def clean_word(package: Package) -> None:
    """Change the parts in place."""
    looks = looks_of(package)
    main = package.main
    for _, root in stories(package):
        _clean(root, looks)
    for kind in ("settings", "styles", "numbering"):
        for name in package.related(main, kind):
            root = package.tree(name)
            for node in list(root.iter("{*}*")):
                if local(node) in _SETTINGS:
                    take_out(node)
            _unmark(root)


def _clean(root: "_Element", looks: Looks) -> None:
    for node in list(root.iter("{*}*")):
        parent = node.getparent()
        if parent is None:
            continue
        name = local(node)
        is_deleted_row = name == "tr" and node.find("{*}trPr/{*}del") is not None
        if name in _GONE or is_deleted_row or is_hidden(node, looks):
            parent.remove(node)
        elif name in _OPENED:
            at = parent.index(node)
            for child in reversed(list(node)):
                parent.insert(at, child)
            parent.remove(node)
    _unmark(root)


def _unmark(root: "_Element") -> None:
    """Word numbers its savings (rsid), by which copies and authors can be told apart."""
    for node in root.iter("{*}*"):
        for key in list(node.attrib):
            name = str(key).rpartition("}")[2]
            if name.startswith("rsid") or name in ("paraId", "textId"):
                del node.attrib[key]
