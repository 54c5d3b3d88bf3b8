"""What is told of the words of a document once they are read. Loads numpy: for the job only."""

from collections import Counter
from dataclasses import dataclass

from himaya.engines.documents import Document
from himaya.engines.narrative.copies import sketch
from himaya.engines.narrative.entities import Entity, entities_in
from himaya.engines.narrative.languages import language_of
from himaya.engines.narrative.words import words_of
from himaya.library.copying import note_copies
from himaya.library.models import DocumentVersion
from himaya.library.texts import store_text
from himaya.records.indexing import index_record

_HIGH = 3  # from here up nothing of the words is kept beside the encrypted text
_FOR_LANGUAGE = 20_000  # characters that tell the language of a document


@dataclass(frozen=True, slots=True)
class Looked:
    """Of a text: what points to persons, how many words, and its language."""

    identities: list[Entity]
    words: int
    language: str


def look_at(text: str) -> Looked:
    """Look at the words of a document; costs about 1 ms for 1,000 characters."""
    if not text:
        return Looked([], 0, "")
    language = language_of(text[:_FOR_LANGUAGE]).language
    return Looked(entities_in(text), len(words_of(text)), language)


def note(version: DocumentVersion, told: Document, looked: Looked) -> None:
    """Write down what was read of a version; the caller has it locked, with its record."""
    record = version.record
    version.state = DocumentVersion.State.READ
    version.kind, version.pages = told.kind, told.pages
    version.words, version.language = looked.words, looked.language
    version.findings = [[one.kind, one.place, one.count] for one in told.findings]
    version.notes = list(told.notes)
    version.identities = dict(Counter(one.kind for one in looked.identities))
    if told.blocks:
        version.text = store_text(version, told.blocks, looked.identities, record.level)
        if record.level < _HIGH:
            version.signature = sketch(told.text)
    version.save()
    note_copies(version)
    if record.head is not None:
        index_record(record, record.head.answers)
