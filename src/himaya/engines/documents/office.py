"""What Office packages of all three kinds may hide: who wrote them, what lies in them beside."""

import re
from collections.abc import Iterator

from himaya.engines.documents.model import Hidden
from himaya.engines.documents.packages import Package, Relation
from himaya.engines.documents.pictures import hidden_in_picture
from himaya.engines.documents.safe_xml import local

Found = Iterator[tuple[Hidden, str]]

_CORE = {"creator": Hidden.AUTHOR, "lastModifiedBy": Hidden.AUTHOR}
_TIMES = {"created", "modified", "lastPrinted", "revision", "TotalTime"}
_APP = {"Company": Hidden.COMPANY, "Manager": Hidden.AUTHOR, "Template": Hidden.TEMPLATE}
_COUNTED = {
    "Pages", "Words", "Characters", "CharactersWithSpaces", "Lines", "Paragraphs", "Slides",
    "Notes", "HiddenSlides", "MMClips", "ScaleCrop", "LinksUpToDate", "SharedDoc",
    "HyperlinksChanged", "HyperlinkBase", "Application", "AppVersion", "DocSecurity",
    "PresentationFormat", "HeadingPairs", "TitlesOfParts",
}  # fmt: skip
_PLAIN_TEMPLATES = re.compile(
    r"^(?:Normal(?:\.dotm?)?|Office Theme|Default Theme|Blank.*)$", re.IGNORECASE
)
# Relations to parts that are not seen, and what they are.
BESIDE = {
    "package": Hidden.EMBEDDED_FILE,
    "oleObject": Hidden.EMBEDDED_FILE,
    "aFChunk": Hidden.EMBEDDED_FILE,
    "attachedTemplate": Hidden.TEMPLATE,
    "customXml": Hidden.CUSTOM_DATA,
    "tags": Hidden.CUSTOM_DATA,
    "custom-properties": Hidden.CUSTOM_DATA,
    "printerSettings": Hidden.DEVICE,
    "thumbnail": Hidden.PICTURE_NOTES,
    "externalLinkPath": Hidden.LOCAL_PATH,
    "externalLink": Hidden.CACHED_DATA,
    "pivotCacheDefinition": Hidden.CACHED_DATA,
    "queryTable": Hidden.CACHED_DATA,
    "connections": Hidden.CACHED_DATA,
    "revisionHeaders": Hidden.REVISION_MARKS,
    "people": Hidden.AUTHOR,
    "person": Hidden.AUTHOR,
    "commentAuthors": Hidden.AUTHOR,
    "authors": Hidden.AUTHOR,
    "recipientData": Hidden.CACHED_DATA,
    "mailMergeSource": Hidden.CACHED_DATA,
    "glossaryDocument": Hidden.HIDDEN_TEXT,
    "webExtension": Hidden.CUSTOM_DATA,
    "video": Hidden.PICTURE_NOTES,
    "audio": Hidden.PICTURE_NOTES,
    "media": Hidden.PICTURE_NOTES,
}  # fmt: skip


def hidden_beside(package: Package) -> Found:
    """Properties, parts beside the pages, paths on somebody's machine, notes in pictures."""
    yield from _properties(package)
    seen: set[str] = set()
    for _, relation in package.all_relations():
        kind = _beside(relation)
        if kind and (relation.is_external or relation.target not in seen):
            yield kind, "document"
        if kind is None and relation.kind == "image" and relation.target not in seen:
            yield from _picture(package, relation)
        seen.add(relation.target)


def _beside(relation: Relation) -> Hidden | None:
    if relation.kind == "hyperlink":
        return Hidden.LOCAL_PATH if relation.is_local_path else None
    return BESIDE.get(relation.kind)


def _picture(package: Package, relation: Relation) -> Found:
    content = package.parts.get(relation.target)
    if relation.is_external:
        yield Hidden.LOCAL_PATH, "document"
    elif content is not None:
        yield from hidden_in_picture(content, "picture")


def _properties(package: Package) -> Found:
    for name in package.related("", "core-properties"):
        for node in package.tree(name):
            field = local(node)
            if (node.text or "").strip():
                kind = Hidden.TIMES if field in _TIMES else _CORE.get(field, Hidden.PROPERTIES)
                yield kind, "properties"
    for name in package.related("", "extended-properties"):
        for node in package.tree(name):
            field, said = local(node), (node.text or "").strip()
            if field in _COUNTED or not said:
                continue
            if field == "Template" and _PLAIN_TEMPLATES.match(said):
                continue
            kind = Hidden.TIMES if field in _TIMES else _APP.get(field, Hidden.PROPERTIES)
            yield kind, "properties"
