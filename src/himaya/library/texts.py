"""The words of a version: kept encrypted, block by block, as engines.documents read them.

Whoever calls `text_of` has asked the gate for the record and the field group of its words
(`queries.opens_text`).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from himaya.engines.documents import Block
from himaya.engines.documents.model import BETWEEN
from himaya.files.actions import read_file, store_file
from himaya.files.models import StoredFile
from himaya.library.models import DocumentVersion
from himaya.library.queries import newest_version, text_group
from himaya.records.models import Record

if TYPE_CHECKING:
    from himaya.engines.narrative.entities import Entity


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that the words of a document propose, by question key, and why.

    `reason` is a code of `wording.WHY`; `about` the words or the number that it speaks of.
    """

    key: str
    value: str | list[str]
    reason: str
    about: str | int = ""


@dataclass(frozen=True, slots=True)
class ReadText:
    """`text[block.start:block.end]` is a block; `identities` are what points to persons in it."""

    text: str
    blocks: tuple[Block, ...]
    identities: "tuple[Entity, ...]"
    proposals: tuple[Proposal, ...] = ()


def text_of(version: DocumentVersion) -> ReadText:
    """What was read of a version; nothing of one that waits, is set apart or was removed."""
    from himaya.engines.narrative.entities import Entity, EntityKind  # a web process starts lighter

    stored = version.text
    if stored is None or not stored.sealed_key:
        return ReadText("", (), ())
    told = json.loads(read_file(stored))
    blocks = tuple(
        Block(number, text, place, page, tuple(map(tuple, rows)), start, end)
        for number, text, place, page, rows, start, end in told["blocks"]
    )
    found = tuple(Entity(EntityKind(kind), start, end) for kind, start, end in told["identities"])
    proposals = tuple(Proposal(*one) for one in told["proposals"])
    return ReadText(BETWEEN.join(block.text for block in blocks), blocks, found, proposals)


def store_text(
    version: DocumentVersion,
    blocks: Iterable[Block],
    identities: "Iterable[Entity]",
    proposals: Iterable[Proposal],
    level: int,
) -> StoredFile:
    """Keep what was read. The version still has to point to it."""
    told = {
        "blocks": [
            [one.number, one.text, one.place, one.page, one.rows, one.start, one.end]
            for one in blocks
        ],
        "identities": [[one.kind, one.start, one.end] for one in identities],
        "proposals": [[one.key, one.value, one.reason, one.about] for one in proposals],
    }
    return store_file(
        operation=version.operation,
        made_by=version.made_by,
        kind=StoredFile.Kind.TEXT,
        name="",
        content=json.dumps(told, ensure_ascii=False).encode(),
        media_type="application/json",
        level=level,
    )


def words_to_find(record: Record) -> Mapping[str, str]:
    """What search finds a document by, by field group: its words without what names persons.

    The caller asks for documents of Low and Moderate only (records.indexing).
    """
    from himaya.engines.narrative.entities import blanked

    version = newest_version(record)
    if version is None or version.text is None:
        return {}
    read = text_of(version)
    return {text_group(record.level): blanked(read.text, read.identities)}
