"""XML of strangers, read without entities, document types or the network."""

from typing import TYPE_CHECKING

from himaya.engines.documents.errors import DocumentError, Reason

if TYPE_CHECKING:
    from lxml.etree import _Element

# In every encoding that an XML reader takes by itself.
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


def xml_of(content: bytes) -> "_Element":
    """The root of a part. Raises DocumentError (UNSAFE_XML, DAMAGED)."""
    from lxml import etree

    if any(word in content for word in _DECLARATIONS):
        raise DocumentError(Reason.UNSAFE_XML)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise DocumentError(Reason.DAMAGED) from error
    except ValueError as error:
        raise DocumentError(Reason.DAMAGED) from error
    if (
        root.getroottree().docinfo.internalDTD is not None
    ):  # an encoding that was not thought of above
        raise DocumentError(Reason.UNSAFE_XML)
    return root


def local(node: "_Element") -> str:
    """The name of an element without its namespace, which differs between editions of a format."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(node: "_Element", name: str) -> str | None:
    """The attribute of that local name, in whatever namespace."""
    for key, value in node.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def is_on(node: "_Element | None") -> bool:
    """A switch of Office: there, and not said to be off (ISO/IEC 29500-1, 17.17.4)."""
    return node is not None and attribute(node, "val") not in ("0", "false", "off", "none")


def take_out(node: "_Element") -> None:
    """Remove an element; words behind it stay."""
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        before = node.getprevious()
        if before is None:
            parent.text = (parent.text or "") + node.tail
        else:
            before.tail = (before.tail or "") + node.tail
    parent.remove(node)
