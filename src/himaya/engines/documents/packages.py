"""Office packages (docx, xlsx, pptx): parts and the relations between them (ISO/IEC 29500-2).

A part is found by its relation, never by its name: names are a habit of programs.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from himaya.engines.documents.archives import Budget, opened
from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.safe_xml import local, xml_of

if TYPE_CHECKING:
    from lxml.etree import _Element

TYPES = "[Content_Types].xml"
# Content types and parts that hold programs.
_PROGRAMS = re.compile(
    rb"macroEnabled|vbaProject|ms-office\.activeX|ms-excel\.(?:macrosheet|intlmacrosheet)"
    rb"|excel4|vnd\.ms-office\.vba",
    re.IGNORECASE,
)
_PROGRAM_RELATIONS = {"vbaProject", "activeXControl", "control", "xlMacrosheet", "customUI",
                      "xlIntlMacrosheet", "attachedToolbars", "wordVbaData"}  # fmt: skip
# Targets that a program fetches unasked; people follow hyperlinks themselves.
_FOLLOWED_BY_PEOPLE = {"hyperlink"}
_NETWORK = re.compile(
    r"^(?:(?:https?|ftp|mhtml|smb|webdavs?|dde)\b|\\\\|//|file:(?://[^/]|/{4}|/*\\\\))",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"^(?:file:|[A-Za-z]:[\\/]|/(?:Users|home)/)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: `kind` is the last word of its type, `target` a part's name or an address."""

    id: str
    kind: str
    target: str
    is_external: bool

    @property
    def is_local_path(self) -> bool:
        """Names a place on the machine of who wrote the document, often with their name in it."""
        return self.is_external and bool(_LOCAL.match(self.target))


@dataclass
class Package:
    """The parts by name, and the parsed ones."""

    parts: dict[str, bytes]
    _trees: dict[str, "_Element"] = field(default_factory=dict)

    def tree(self, name: str) -> "_Element":
        """The XML of a part; the same one each time, so that it can be changed in place."""
        if name not in self.parts:
            raise DocumentError(Reason.DAMAGED)
        if name not in self._trees:
            self._trees[name] = xml_of(self.parts[name])
        return self._trees[name]

    def relations(self, part: str = "") -> list[Relation]:
        """What leads on from a part; `""` is the package itself."""
        name = relations_of(part)
        if name not in self.parts:
            return []
        folder = posixpath.dirname(part)
        found = []
        for node in self.tree(name):
            if local(node) != "Relationship":
                continue
            is_external = node.get("TargetMode") == "External"
            target = node.get("Target", "")
            if not is_external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target)))[1:]
            kind = node.get("Type", "").rpartition("/")[2]
            found.append(Relation(node.get("Id", ""), kind, target, is_external))
        return found

    def related(self, part: str, *kinds: str) -> Iterator[str]:
        """Names of the parts that a part is related to in one of these ways, where they are."""
        for relation in self.relations(part):
            if (
                relation.kind in kinds
                and not relation.is_external
                and relation.target in self.parts
            ):
                yield relation.target

    @property
    def main(self) -> str:
        """The part that is the document."""
        for name in self.related("", "officeDocument"):
            return name
        raise DocumentError(Reason.DAMAGED)

    def all_relations(self) -> Iterator[tuple[str, Relation]]:
        """Every relation with the part it leads on from."""
        for name in list(self.parts):
            if name.endswith(".rels"):
                folder, _, file = name.rpartition("_rels/")
                part = f"{folder}{file.removesuffix('.rels')}"
                for relation in self.relations(part):
                    yield part, relation

    def packed(self) -> bytes:
        """The package as the bytes of a file, without times."""
        from lxml import etree

        for name, tree in self._trees.items():
            if name in self.parts:
                self.parts[name] = etree.tostring(
                    tree, xml_declaration=True, encoding="UTF-8", standalone=True
                )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            # Readers that stream want the types first.
            for name in sorted(self.parts, key=lambda one: (one != TYPES, one)):
                entry = zipfile.ZipInfo(name)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, self.parts[name])
        return out.getvalue()


def relations_of(part: str) -> str:
    """Name of the part that holds the relations of a part."""
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def package_of(content: bytes, budget: Budget) -> Package:
    """Open a package; refuses programs, parts that are fetched from elsewhere, and unsafe XML."""
    with opened(content, budget) as archive:
        parts = {
            one.filename.lstrip("/"): archive.read(one)
            for one in archive.infolist()
            if not one.is_dir()
        }
    package = Package(parts)
    if TYPES not in parts or _PROGRAMS.search(parts[TYPES]):
        raise DocumentError(Reason.MACRO if TYPES in parts else Reason.DAMAGED)
    for _part, relation in package.all_relations():
        if relation.kind in _PROGRAM_RELATIONS:
            raise DocumentError(Reason.MACRO)
        is_fetched = relation.is_external and relation.kind not in _FOLLOWED_BY_PEOPLE
        if is_fetched and _NETWORK.match(relation.target.strip()):
            raise DocumentError(Reason.REMOTE_PART)
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")) and (
            b"<!DOCTYPE" in part or b"<!ENTITY" in part
        ):
            raise DocumentError(Reason.UNSAFE_XML)
    return package
